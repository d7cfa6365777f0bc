"""How somebody wants to be written to, and what they could be asked."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cached_property
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.calendar.holidays import NOBODYS, Holidays
from app.calendar.schedule import DayRange, Rhythm, Slot
from app.calendar.weeks import Week
from app.calendar.weeks import zone as known_zone
from app.outbox.model import Deferred, Message, Rendered, Skipped
from app.reasons import Code, Reason
from app.work import Work

DEFAULT_BUDGET = 3
PROFILE_LASTS = timedelta(days=1)
"""What Slack says of a person is believed so long."""
SLOT_TIME = time(10)
MONDAY, FRIDAY = 1, 5
UTC = ZoneInfo("UTC")


def default_slot(day: date) -> Slot:
    """The weekday of that day, at ten; of a weekend's day the Monday."""
    weekday = day.isoweekday()
    return Slot(weekday if weekday <= FRIDAY else MONDAY, SLOT_TIME)


@dataclass(frozen=True)
class NotificationSettings:
    """One person's settings, with everything that keeps a message from them.

    `asked` counts the weekly messages sent since their last click, which `asked_stamp` tells. `workspace_id`
    and `stamp` are the person's, as they were when this was read.
    """

    person_id: int
    zone: str | None
    slot: Slot
    work_days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    opens: time = time(9)
    closes: time = time(17)
    budget: int = DEFAULT_BUDGET
    words_out: bool = False
    calendar: str = ""
    paused_until: date | None = None
    stopped: bool = False
    deactivated: bool = False
    time_off: tuple[tuple[date, date], ...] = ()
    """Their own days off, first and last, in order."""
    holidays: Holidays = NOBODYS
    """Of their calendar, or of the country that their zone lies in."""
    asked: int = 0
    asked_stamp: int = 0
    slack_zone: str | None = None
    """As Slack said it last, whether it is known here or not."""
    profile_read_at: datetime | None = None
    plan_at: datetime | None = None
    """When their plan has to be looked at again; None: when something changes."""
    workspace_id: int = 0
    stamp: int = 0

    @property
    def follows_slack(self) -> bool:
        """Whether their zone is the one that Slack named last."""
        return self.zone is not None and self.zone == self.slack_zone

    @property
    def silence(self) -> int:
        """Weekly messages without a click since."""
        return self.asked if self.asked_stamp == self.stamp else 0

    @cached_property
    def off(self) -> tuple[DayRange, ...]:
        """Their own days off, and a pause."""
        own = tuple(DayRange(first, last, Code.OFF) for first, last in self.time_off)
        until = self.paused_until
        pause = (
            (DayRange(date.min, until - timedelta(days=1), Code.PAUSED),)
            if until and until > date.min
            else ()
        )
        return own + pause

    @cached_property
    def rhythm(self) -> Rhythm:
        """Without a zone everything is in UTC: nothing is sent then, but the screens can say a day."""
        zone = known_zone(self.zone) if self.zone else UTC
        return Rhythm(zone, self.slot, self.work_days, self.opens, self.closes, self.off, self.holidays)


class SilenceLevel(Enum):
    """What the silence of a person makes of a weekly message."""

    USUAL = "usual"
    ASK_RHYTHM = "ask"  # two went by without a click: other rhythm, pause, or stop?
    QUIET = "quiet"  # nothing but one message on each judge-by date


@dataclass(frozen=True)
class DueDate:
    """A day with a question of its own: `ship` (was it shipped?) or `look` (did the effect last?)."""

    kind: str
    day: date


# What a feature tells about its messages, so that the rules of manners can be the same for all.


@dataclass(frozen=True)
class Turn:
    """Something that the weekly message asks about every so many weeks, from its first week on."""

    first: Week
    every: int = 1

    def next_week(self, first: Week) -> Week:
        """The first week, `first` or later, whose turn it is."""
        week = max(first, self.first)
        return week if self.every == 1 else week + (self.first - week) % self.every


@dataclass(frozen=True)
class Agenda:
    """What one person could be asked, and when: dates as they were read, and nothing is sent by itself.

    `once`: single weeks in which the weekly message has something to ask. `days`: days with a question of
    their own that is not asked yet, past ones too, earliest first.
    """

    turns: tuple[Turn, ...] = ()
    once: frozenset[Week] = frozenset()
    days: tuple[DueDate, ...] = ()

    def next_week(self, first: Week) -> Week | None:
        """The first nominal week, `first` or later, with something to ask; None where nothing is open."""
        weeks = [turn.next_week(first) for turn in self.turns]
        return min([*weeks, *(week for week in self.once if week >= first)], default=None)


NO_AGENDA = Agenda()

LoadAgendas = Callable[[Connection, Collection[int], datetime], Mapping[int, Agenda]]
"""Reads what these people could be asked now; whoever is not in the answer, nothing. The features that ask
lie above the planner, so it is given this."""


class Content(Protocol):
    """What one kind of message says. The hooks run in the transactions of `outbox.model.MessageKind`."""

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:
        """Fix what the message asks, anew at each try. None: there is something; else why there is not."""
        ...

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        """Its words as things stand now: the question before an answer, the receipt after it."""
        ...

    def delivered(self, work: Work, message: Message) -> None:
        """It arrived."""
        ...

    def undelivered(self, work: Work, message: Message) -> None:
        """It was composed and did not arrive."""
        ...


@runtime_checkable
class Dated(Content, Protocol):
    """Content whose day is not the planner's, and whose reader may not be where it was planned for."""

    def due(self, work: Work, message: Message, rhythm: Rhythm) -> datetime:
        """Not before then, by the rhythm of now. In the transaction of `MessageKind.allow`."""
        ...

    def check(self, message: Message) -> Deferred | Skipped | None:
        """Asks Slack, outside any transaction, just before it is sent, whether it still makes sense."""
        ...
