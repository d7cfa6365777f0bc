"""What was written, gathered by section, for the start view, the last view and the history."""

from collections.abc import Mapping
from datetime import datetime

from app.assessment.items import Item, Kind, Plan, kind_of, readable
from app.assessment.model import Entry, Newest, Part, Standing
from app.guide.model import AntiPattern, Section

Earlier = Mapping[str, tuple[tuple[datetime, str], ...]]


def all_parts(plan: Plan, newest: Newest, earlier: Earlier | None = None) -> tuple[Part, ...]:
    """The sections, the mirror, and what the guide no longer asks."""
    return (
        *section_parts(plan, newest, earlier),
        *mirror_parts(plan, newest, earlier),
        *retired_part(plan, newest, earlier),
    )


def section_parts(plan: Plan, newest: Newest, earlier: Earlier | None = None) -> tuple[Part, ...]:
    """A part for every section, also where nothing was written yet."""
    return tuple(_section_part(plan, section, newest, earlier or {}) for section in plan.guide.sections)


def mirror_parts(plan: Plan, newest: Newest, earlier: Earlier | None = None) -> tuple[Part, ...]:
    """A part for every anti-pattern."""
    return tuple(_mirror_part(plan, anti, newest, earlier or {}) for anti in plan.guide.anti_patterns)


def retired_part(plan: Plan, newest: Newest, earlier: Earlier | None = None) -> tuple[Part, ...]:
    """What was answered and is not asked any more, beside its old wording; nothing if there is none."""
    gone = [key for key in newest if plan.item(key) is None]
    entries = tuple(entry for key in gone for entry in _entries(key, newest, earlier or {}, retired=True))
    return (Part("No longer in the guide", entries),) if entries else ()


def _section_part(plan: Plan, section: Section, newest: Newest, earlier: Earlier) -> Part:
    keys = [item.key for item in _items_of(plan, section) if item.kind is not Kind.STAND]
    written = [key for key in keys if key in newest and newest[key].text.strip()]
    stand = newest.get(f"{Kind.STAND}:{section.id}")
    entries = tuple(entry for key in keys for entry in _entries(key, newest, earlier))
    label = readable(f"{Kind.STAND}:{section.id}", stand.text) if stand else ""
    return Part(section.title, entries, _standing(written), label)


def _standing(written: list[str]) -> Standing:
    if any(kind_of(key) is Kind.EVIDENCE for key in written):
        return Standing.EVIDENCE
    return Standing.CLAIM if written else Standing.NOTHING


def _items_of(plan: Plan, section: Section) -> tuple[Item, ...]:
    return tuple(
        item for step in plan.steps if step.section and step.section.id == section.id for item in step.items
    )


def _mirror_part(plan: Plan, anti_pattern: AntiPattern, newest: Newest, earlier: Earlier) -> Part:
    step = plan.step(f"mirror:{anti_pattern.id}")
    entries = tuple(e for item in (step.items if step else ()) for e in _entries(item.key, newest, earlier))
    return Part(anti_pattern.title, entries)


def _entries(key: str, newest: Newest, earlier: Earlier, *, retired: bool = False) -> list[Entry]:
    text = newest.get(key)
    if text is None:
        return []
    entries = [Entry(text.wording, readable(key, text.text), retired)] if text.text.strip() else []
    past = [Entry(text.wording, readable(key, old), retired, at) for at, old in earlier.get(key, ())]
    return entries + past
