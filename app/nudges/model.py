"""How somebody wants to be written to, and what they could be asked."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.calendar.schedule import DayRange, Rhythm, Slot
from app.calendar.weeks import Week
from app.outbox.model import Deferred, Message, Rendered, Skipped
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
    """One person's settings, with everything that keeps a message from them. `off` holds all days off:
    their own, the holidays of their calendar, and a pause.

    `asked` counts the weekly messages sent since their last click, which `asked_stamp` tells.
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
    off: tuple[DayRange, ...] = ()
    asked: int = 0
    asked_stamp: int = 0
    profile_read_at: datetime | None = None

    @property
    def rhythm(self) -> Rhythm:
        """Without a zone everything is in UTC: nothing is sent then, but the screens can say a day."""
        zone = ZoneInfo(self.zone) if self.zone else UTC
        return Rhythm(zone, self.slot, self.work_days, self.opens, self.closes, self.off)


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

CHECKIN = "checkin"
"""The one weekly message over all launches; a decision owed is part of it."""

SHIP = "ship"
LOOK = "look"
REMINDER = "reminder"
SNOOZE = "snooze"

EM_REMINDER = "share-em"
"""To somebody with whom something was shared, who may follow nothing themselves."""


class Agenda(Protocol):
    """What a person could be asked, and when. Read by the planner; nothing in it is sent by itself."""

    def next_week(self, connection: Connection, person_id: int, first: Week) -> Week | None:
        """The first nominal week, `first` or later, with something to ask; None where nothing is open."""
        ...

    def occasions(self, connection: Connection, person_id: int, today: date) -> tuple[DueDate, ...]:
        """Days with a question of their own that is not asked yet, past ones too, earliest first."""
        ...


class Content(Protocol):
    """What one kind of message says. The hooks run in the transactions of `delivery.model.Kind`."""

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> str | None:
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
        """Not before then, by the rhythm of now. In the transaction of `Kind.admit`."""
        ...

    def check(self, message: Message) -> Deferred | Skipped | None:
        """Asks Slack, outside any transaction, just before it is sent, whether it still makes sense."""
        ...
