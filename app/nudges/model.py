"""How and when a person wants to be written to."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from app.rhythm.rhythm import DayRange, Rhythm, Slot

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
class Manners:
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


class Mood(Enum):
    """What the silence of a person makes of a weekly message."""

    USUAL = "usual"
    ASK_RHYTHM = "ask"  # two went by without a click: other rhythm, pause, or stop?
    QUIET = "quiet"  # nothing but one message on each judge-by date


@dataclass(frozen=True)
class Occasion:
    """A day with a question of its own: `ship` (was it shipped?) or `look` (did the effect last?)."""

    kind: str
    day: date
