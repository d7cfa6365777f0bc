"""What was written, gathered by section, for the start view, the last view and the history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.assessment.items import Item, Kind, Plan, readable
from app.assessment.model import Entry, Newest, Part, Past, Standing
from app.guide.model import AntiPattern, Section

Earlier = Mapping[str, tuple[Past, ...]]
"""Replaced texts by item, newest first."""


@dataclass(frozen=True)
class Reading:
    """The texts of one assessment, gathered as `plan` orders them.

    `earlier` holds replaced texts, for the history. What `current` (the guide of today) does not ask any
    more is marked as retired, and what `plan` does not ask stands in a part of its own.
    """

    plan: Plan
    current: Plan
    newest: Newest
    earlier: Earlier = field(default_factory=dict)

    def parts(self) -> tuple[Part, ...]:
        """The sections, the mirror, and what the guide no longer asks."""
        mirror = tuple(self._mirror(anti_pattern) for anti_pattern in self.plan.guide.anti_patterns)
        return (*self.sections(), *mirror, *self._gone())

    def sections(self) -> tuple[Part, ...]:
        """A part for every section, also where nothing was written yet."""
        return tuple(self._section(section) for section in self.plan.guide.sections)

    def _section(self, section: Section) -> Part:
        items = [
            item
            for step in self.plan.steps
            if step.section and step.section.id == section.id
            for item in step.items
        ]
        stand = f"{Kind.STAND}:{section.id}"
        shown = [item for item in items if item.key != stand or self.earlier.get(stand)]
        written = [item.kind for item in items if item.key != stand and self._text(item.key).strip()]
        return Part(
            section.title, self._entries(shown), _standing(written), readable(stand, self._text(stand))
        )

    def _mirror(self, anti_pattern: AntiPattern) -> Part:
        step = self.plan.step(f"mirror:{anti_pattern.id}")
        entries = self._entries(step.items if step else ())
        under = "What you recognised" if entries else "Nothing ticked and nothing written"
        return Part(anti_pattern.title, entries, caption=under)

    def _gone(self) -> tuple[Part, ...]:
        keys = sorted(key for key in self.newest if self.plan.item(key) is None)
        entries = tuple(entry for key in keys for entry in self._entry(key, self.newest[key].wording))
        return (Part("No longer in the guide", entries, caption="What you answered then"),) if entries else ()

    def _text(self, key: str) -> str:
        return self.newest[key].text if key in self.newest else ""

    def _entries(self, items: Iterable[Item]) -> tuple[Entry, ...]:
        return tuple(
            entry
            for item in items
            if item.key in self.newest
            for entry in self._entry(item.key, item.wording if item.about else self.newest[item.key].wording)
        )

    def _entry(self, key: str, wording: str) -> list[Entry]:
        """The text, and below it what it said before, each text once."""
        text = readable(key, self._text(key))
        past: dict[str, Past] = {}
        for old in self.earlier.get(key, ()):
            past.setdefault(readable(key, old.text), old)
        past.pop(text, None)
        past.pop("", None)
        if not text.strip() and not past:
            return []
        retired = self.current.item(key) is None
        head = Entry(wording, text if text.strip() else "", retired)
        return [head, *(Entry(wording, said, retired, old) for said, old in past.items())]


def _standing(written: list[Kind]) -> Standing:
    if Kind.EVIDENCE in written:
        return Standing.EVIDENCE
    return Standing.CLAIM if written else Standing.NOTHING
