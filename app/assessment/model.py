"""The values of an assessment: what was written, where, and what the screens show of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from app.assessment.items import Plan, Step, Texts
from app.guide.model import Guide


@dataclass(frozen=True)
class Assessment:
    id: int
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class Page:
    """One rendered page. `seen`: the writes it knew of. `assessment_id` is None before the first begins."""

    id: str
    assessment_id: int | None
    guide_hash: str
    step: str
    seen: int
    rendered_at: datetime
    submitted: bool = False
    next_page_id: str | None = None
    replaced: bool = False
    notice: bool = False


@dataclass(frozen=True)
class Text:
    """A text of an item, which page wrote it, and when in the order of the person's writes."""

    text: str
    wording: str
    page_id: str
    stamp: int


@dataclass(frozen=True)
class Draft:
    """What a page holds for an item. Not `typed`: what it was prefilled with, which is nobody's doing."""

    text: Text
    typed: bool
    action_order: int


@dataclass(frozen=True)
class Agreed:
    """What was agreed about the last share, which only the author sees."""

    text: str
    made_at: datetime


class Standing(Enum):
    """What a section rests on. Words, not marks."""

    NOTHING = "nothing yet"
    CLAIM = "still a claim"
    EVIDENCE = "with evidence"


@dataclass(frozen=True)
class Past:
    """An earlier text of an item, with the wording it answered and when it was kept."""

    text: str
    wording: str
    kept_at: datetime


@dataclass(frozen=True)
class Entry:
    """One text as it is read later; with `earlier`, one that the entry above it said before."""

    wording: str
    text: str
    retired: bool = False
    earlier: Past | None = None


@dataclass(frozen=True)
class Part:
    """A section, an anti-pattern, or what the guide no longer asks, with what was written there."""

    title: str
    entries: tuple[Entry, ...]
    standing: Standing | None = None  # sections only
    stand: str = ""
    caption: str = ""  # what stands under the title of any other part


@dataclass(frozen=True)
class StartScreen:
    page_id: str
    guide: Guide
    parts: tuple[Part, ...]
    assessment: Assessment | None
    notice: bool = False
    agreed: Agreed | None = None


@dataclass(frozen=True)
class PageScreen:
    page_id: str
    plan: Plan
    step: Step
    texts: Texts
    last_time: Texts
    notice: bool = False
    finished_at: datetime | None = None


@dataclass(frozen=True)
class LastScreen:
    page_id: str
    guide: Guide
    parts: tuple[Part, ...]
    number: int
    of: int
    notice: bool = False
    agreed: Agreed | None = None


@dataclass(frozen=True)
class HistoryScreen:
    """`newer` and `older` are cursors, or None at the ends. Without an assessment there is no history yet."""

    assessment: Assessment | None
    parts: tuple[Part, ...]
    newer: str | None = None
    older: str | None = None


Screen = StartScreen | PageScreen | LastScreen

BYTES_A_SCREEN = 180_000
"""Of people's text in one view, in JSON's longest spelling: Slack refuses a view over 250,000."""

BLOCKS_A_SCREEN = 80
"""A part takes two blocks and an entry one; a view holds a hundred."""


def paged(parts: tuple[Part, ...]) -> tuple[tuple[Part, ...], ...]:
    """The parts in as few screens as hold them, at least one. A part may go on; an entry is never split."""
    screens: list[list[Part]] = [[]]
    room, places = BYTES_A_SCREEN, BLOCKS_A_SCREEN
    for part in parts:
        head = replace(part, entries=())
        for entry in (None, *part.entries):
            size, blocks = (len(json.dumps([entry.wording, entry.text])), 1) if entry else (0, 2)
            if size > room or blocks > places:
                screens.append([head] if entry else [])
                room, places = BYTES_A_SCREEN, BLOCKS_A_SCREEN
            if entry is None:
                screens[-1].append(head)
            else:
                last = screens[-1][-1]
                screens[-1][-1] = replace(last, entries=(*last.entries, entry))
            room, places = room - size, places - blocks
    return tuple(tuple(screen) for screen in screens)


Newest = Mapping[str, Text]
"""The newest text of each item, by key."""
