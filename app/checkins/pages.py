"""What the modals about check-ins show, as values, and the names of their inputs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from app.checkins.model import Decision, Entry, Item, Look, Reading, Revision, Status
from app.launches.model import DETAILS, Bet, Launch
from app.rhythm.local import local_day
from app.rhythm.weeks import Week

READING, DECISION, LOOK, MOVE = "reading", "decision", "look", "move"
"""Kinds of forms."""

STATUS, TEXT, MISSING, LEARNED, NEXT, LINK = "status", "reading", "missing", "learned", "next", "link"
DETAIL = "detail-"
"""In front of the name of a bet's detail, where it is asked later."""
LANDED, COURSE, REFLECTION, JUDGE_BY = "landed", "course", "reflection", "new_judge_by"
LASTED, SEEN = "lasted", "seen"
DAY = "new_shipping_day"

FIELDS = {
    READING: (STATUS, TEXT, MISSING, LEARNED, NEXT, LINK, *(DETAIL + name for name in DETAILS)),
    DECISION: (LANDED, COURSE, REFLECTION, JUDGE_BY),
    LOOK: (LASTED, SEEN),
    MOVE: (DAY,),
}


@dataclass(frozen=True)
class Page:
    """What every modal about a check-in knows. `history`: all entries of the launch, oldest first.

    `aside`: what was typed here once and gave way to something newer, by field.
    """

    form_id: str
    values: Mapping[str, str]
    launch: Launch
    week: Week
    history: tuple[Entry, ...]
    now: datetime
    zone: ZoneInfo
    aside: Mapping[str, str] = field(default_factory=dict)

    @property
    def readings(self) -> tuple[tuple[Entry, Reading], ...]:
        """The readings of earlier weeks, oldest first."""
        return tuple((one, it) for one, it in readings_of(self.history) if one.week < self.week)


@dataclass(frozen=True)
class ReadingPage(Page):
    """`entry`: what was said already, if this changes it. `asks`: the detail of the bet that is missing.

    A reading that is longer than an input takes comes from a thread; `long` has it, and it stays unless
    something is written in its place.
    """

    entry: Entry | None = None
    asks: str | None = None
    long: str = ""

    @property
    def statuses(self) -> tuple[Status, ...]:
        """What can be chosen: the three, and what it was before."""
        three = (Status.ON_TRACK, Status.BEHIND, Status.CANNOT_TELL)
        before = self.entry.answer.status if self.entry and isinstance(self.entry.answer, Reading) else None
        return three if before is None or before in three else (*three, before)


@dataclass(frozen=True)
class DecisionPage(Page):
    """`may_wait`: whether "too early" is offered."""

    may_wait: bool = True
    entry: Entry | None = None


@dataclass(frozen=True)
class LookPage(Page):
    """`decision`: the verdict that is looked at again."""

    decision: Decision | None = None
    entry: Entry | None = None


@dataclass(frozen=True)
class MovePage(Page):
    """Another day to ship on."""


@dataclass(frozen=True)
class BetPage:
    """All there is about one bet. `history`: all entries, oldest first; `week`: the one it is now.

    `settled`: items that can be opened again. `previous` and `following`: titles of the bets beside it.
    `may_go_on`: it iterates, and the next bet is not recorded yet. `earlier`: what entries said before,
    newest first. `versions`: of the bet, the first one first.
    """

    launch: Launch
    history: tuple[Entry, ...]
    now: datetime
    zone: ZoneInfo
    items: tuple[Item, ...] = ()
    settled: tuple[Item, ...] = ()
    previous: str = ""
    following: str = ""
    may_go_on: bool = False
    earlier: Mapping[Entry, tuple[Revision, ...]] = field(default_factory=dict)
    versions: tuple[Bet, ...] = ()

    @property
    def week(self) -> Week:
        return Week.of(local_day(self.now, self.zone))


@dataclass(frozen=True)
class NextBet:
    """A bet that iterates on a launch: `values` prefill its page 1."""

    launch_id: int
    values: Mapping[str, str]


Screen = ReadingPage | DecisionPage | LookPage | MovePage


def readings_of(history: tuple[Entry, ...]) -> tuple[tuple[Entry, Reading], ...]:
    """The readings that stand, oldest first."""
    return tuple(
        (one, one.answer) for one in history if isinstance(one.answer, Reading) and not one.withdrawn
    )


def decisions_of(history: tuple[Entry, ...]) -> tuple[tuple[Entry, Decision], ...]:
    """The decisions that stand, oldest first."""
    return tuple(
        (one, one.answer) for one in history if isinstance(one.answer, Decision) and not one.withdrawn
    )


def look_of(history: tuple[Entry, ...]) -> Look | None:
    """The second look, if there was one."""
    looks = [one.answer for one in history if isinstance(one.answer, Look) and not one.withdrawn]
    return looks[-1] if looks else None
