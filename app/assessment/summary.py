"""What was written, gathered for reading: the last view, the history, one section."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.assessment.facts import doubt, is_fact
from app.assessment.model import (
    STANDS,
    EarlierText,
    EvidenceLevel,
    HistoryScreen,
    Item,
    ItemKind,
    Newest,
    Questionnaire,
    SummaryEntry,
    SummaryPart,
    choices,
    paged,
    readable,
)
from app.assessment.store import AssessmentStore
from app.guide.model import Guide, Section

Earlier = Mapping[str, tuple[EarlierText, ...]]
"""Replaced texts by item, newest first."""


@dataclass(frozen=True)
class AssessmentSummary:
    """The texts of one assessment, gathered as `questionnaire` orders them.

    `earlier` holds replaced texts, for the history. What `current` (the guide of today) does not ask any
    more is marked as retired, and what `questionnaire` does not ask stands in a part of its own. A text that
    names one of the `launches` is a fact.
    """

    questionnaire: Questionnaire
    current: Questionnaire
    newest: Newest
    earlier: Earlier = field(default_factory=dict)
    launches: Collection[str] = ()

    def parts(self) -> tuple[SummaryPart, ...]:
        """The sections, the mirror, and what the guide no longer asks."""
        return (*self.sections(), *self.mirror(), *self.retired())

    def retired(self) -> tuple[SummaryPart, ...]:
        """What the guide no longer asks, in a part of its own, if there is any."""
        retired = sorted(key for key in self.newest if self.questionnaire.item(key) is None)
        entries = tuple(entry for key in retired for entry in self._entry(key, self.newest[key].wording))
        gone = SummaryPart("No longer in the guide", entries, caption="What you answered then")
        return (gone,) if entries else ()

    def sections(self) -> tuple[SummaryPart, ...]:
        """A part for every section, also where nothing was written yet."""
        sections = self.questionnaire.guide.sections
        return tuple(self._section(nth, section) for nth, section in enumerate(sections))

    def doubt(self, section_id: str) -> str:
        """What a skeptic would ask about a section; empty where nothing is claimed, or it is not there."""
        return next((part.doubt for part in self.sections() if part.section_id == section_id), "")

    def mirror(self) -> tuple[SummaryPart, ...]:
        """A part for every anti-pattern, also where nothing was ticked."""
        mirror = []
        for anti_pattern in self.questionnaire.guide.anti_patterns:
            page = self.questionnaire.page(f"mirror:{anti_pattern.id}")
            entries = self._entries(page.items if page else ())
            under = "What you recognized" if entries else "Nothing ticked and nothing written"
            mirror.append(SummaryPart(anti_pattern.title, entries, caption=under))
        return tuple(mirror)

    def _section(self, nth: int, section: Section) -> SummaryPart:
        items = [
            item
            for page in self.questionnaire.pages
            if page.section and page.section.id == section.id
            for item in page.items
        ]
        stand = f"{ItemKind.STAND}:{section.id}"
        shown = [item for item in items if item.key != stand or self.earlier.get(stand)]
        texts = [
            self.newest[item.key] for item in items if self._text(item.key).strip() and item.key != stand
        ]
        facts = [text for text in texts if is_fact(text.text, text.kept_at.date(), self.launches)]
        fact = max(facts, key=lambda text: text.stamp).text if facts else ""
        stood = choices(self._text(stand))
        level = EvidenceLevel.CLAIM if texts or stood else EvidenceLevel.NOTHING
        if stood and stood[0].id in {STANDS[0].id, *(first.id for first in section.stands[:1])}:
            level = EvidenceLevel.NOT_YET  # whatever else is written, they do not claim it
        elif fact:
            level = EvidenceLevel.FACTS
        return SummaryPart(
            section.title,
            self._entries(shown),
            level,
            readable(stand, self._text(stand)),
            section_id=section.id,
            fact=fact if level is EvidenceLevel.FACTS else "",
            doubt=doubt(nth) if level is EvidenceLevel.CLAIM else "",
        )

    def _text(self, key: str) -> str:
        return self.newest[key].text if key in self.newest else ""

    def _entries(self, items: Iterable[Item]) -> tuple[SummaryEntry, ...]:
        return tuple(
            entry
            for item in items
            if item.key in self.newest
            for entry in self._entry(item.key, item.wording if item.about else self.newest[item.key].wording)
        )

    def _entry(self, key: str, wording: str) -> list[SummaryEntry]:
        """The text, and below it what it said before, each text once."""
        text = readable(key, self._text(key))
        past: dict[str, EarlierText] = {}
        for old in self.earlier.get(key, ()):
            past.setdefault(readable(key, old.text), old)
        past.pop(text, None)
        past.pop("", None)
        if not text.strip() and not past:
            return []
        retired = self.current.item(key) is None
        head = SummaryEntry(wording, text if text.strip() else "", retired)
        return [head, *(SummaryEntry(wording, said, retired, old) for said, old in past.items())]


# All assessments of a person, one screen after the other, newest first.

FINAL = "last"


def history(
    store: AssessmentStore, current: Questionnaire, cursor: str | None, launches: Collection[str]
) -> HistoryScreen:
    """The screen at `cursor`: which assessment, counted from the newest, and which screen of it. The guide is
    as it was when that assessment was written: a later one does not rewrite the past.

    A cursor that leads nowhere leads to the newest: it comes back in a button, and so may be anything.
    """
    assessments = store.with_words()
    if not assessments:
        return HistoryScreen(None, ())
    place, _, number = (cursor or "").partition(".")
    nth = int(place) if place.isascii() and place.isdigit() and int(place) < len(assessments) else 0
    assessment = assessments[nth]
    texts = store.texts([assessment.id])[assessment.id]
    nothing = {key: replace(text, text="") for key, text in texts.late}  # all words there came too late
    summary = AssessmentSummary(
        store.questionnaire(assessment.id) or current,
        current,
        {**nothing, **texts.newest},
        store.earlier(assessment.id, texts),
        launches,
    )
    screens = paged(tuple(part for part in summary.parts() if part.entries or part.stand))
    last = len(screens) - 1
    wanted = int(number[:6]) if number.isascii() and number[:6].isdigit() else 0
    shown = last if number == FINAL else min(wanted, last)
    newer = f"{nth}.{shown - 1}" if shown else f"{nth - 1}.{FINAL}" if nth else None
    is_oldest = nth + 1 == len(assessments)
    older = f"{nth}.{shown + 1}" if shown < last else None if is_oldest else f"{nth + 1}.0"
    return HistoryScreen(assessment, screens[shown], newer, older)


# Which section somebody means by a word or two.


def find_sections(guide: Guide, topic: str) -> list[Section]:
    """The sections whose title or id is `topic`; else those that begin with it; else those that hold it."""
    wanted = _plain(topic)
    if not wanted:
        return []
    names = [(section, {_plain(section.title), _plain(section.id)}) for section in guide.sections]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [section for section, own in names if any(fits(name, wanted) for name in own)]
        if found:
            return found
    return []


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
