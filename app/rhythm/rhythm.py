"""When a person works, and the one weekly slot they chose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.rhythm.local import instant, local

MIDNIGHT = time(0)
HORIZON = 400
"""Days that a search looks ahead: somebody may be away, or have no working day, for ever."""
NOT_A_WORKING_DAY = "not one of your working days"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short(day: date) -> str:
    """As reasons say it: "12 Nov", whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def day_words(day: date, today: date) -> str:
    """ "3 Nov", with the year where it is not this one."""
    return short(day) if day.year == today.year else f"{short(day)} {day.year}"


@dataclass(frozen=True)
class Slot:
    """The weekday (Monday is 1) and the local time of the one weekly message."""

    weekday: int
    at: time

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= 7:
            raise ValueError("a weekday is 1 (Monday) to 7 (Sunday)")


@dataclass(frozen=True)
class DayRange:
    """Days without work, both ends included: time off, a pause, a holiday.

    `why` is our own word ("off", "paused", a holiday's name) without a date: it ends up in logs and in
    `explain`, so it is never what a person wrote.
    """

    first: date
    last: date
    why: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a range of days ends before it begins")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def reason(self) -> str:
        """ "off until 12 Nov", the last day off; without a date where it is one day, or for good."""
        for_good = self.last.year == date.max.year
        return self.why if self.first == self.last or for_good else f"{self.why} until {short(self.last)}"


@dataclass(frozen=True)
class Rhythm:
    """Zone, slot, working hours and days off. Hours are local; `closes` at 00:00 is the end of the day."""

    zone: ZoneInfo
    slot: Slot
    work_days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    opens: time = time(9)
    closes: time = time(17)
    off: tuple[DayRange, ...] = ()

    def __post_init__(self) -> None:
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValueError("working hours end before they begin")

    @property
    def slot_time(self) -> time:
        """The slot's hour where it lies inside the working hours, else the hour they begin."""
        return self.slot.at if self._within_hours(self.slot.at) else self.opens

    @property
    def slot_is_reachable(self) -> bool:
        """False where no week has a working day on or after the slot's weekday: nothing is ever sent."""
        return any(weekday >= self.slot.weekday for weekday in self.work_days)

    def is_working(self, day: date) -> bool:
        return day.isoweekday() in self.work_days and not any(day in days for days in self.off)

    def why_off(self, day: date) -> str | None:
        """Why nothing is sent on that day; None on a working day. Of two ranges the later end counts."""
        ranges = [days for days in self.off if day in days]
        if ranges:
            return max(ranges, key=lambda days: days.last).reason
        return None if day.isoweekday() in self.work_days else NOT_A_WORKING_DAY

    def is_open(self, moment: datetime) -> bool:
        """Is the local clock inside the working hours of a working day? `closes` itself is outside."""
        there = local(moment, self.zone)
        return self._within_hours(there.time()) and self.is_working(there.date())

    def closing(self, day: date) -> datetime:
        """When that day's working hours end, in UTC, whether it is a working day or not."""
        if self.closes == MIDNIGHT:
            return instant(day + timedelta(days=1), MIDNIGHT, self.zone)
        return instant(day, self.closes, self.zone)

    def next_working_day(self, after: date, until: date | None = None) -> date | None:
        """The first working day later than `after`, up to `until` itself. None where 400 days hold none."""
        return next((day for day in self._days_after(after, until) if self.is_working(day)), None)

    def working_days_after(self, day: date, n: int) -> date | None:
        """The n-th working day later than `day`, n from 1; None where 400 days do not hold so many."""
        working = (later for later in self._days_after(day) if self.is_working(later))
        return next((found for count, found in enumerate(working, 1) if count == n), None)

    def _days_after(self, day: date, until: date | None = None) -> Iterator[date]:
        for n in range(1, HORIZON + 1):
            later = day + timedelta(days=n)
            if until is not None and later > until:
                return
            yield later

    def _within_hours(self, at: time) -> bool:
        return self.opens <= at and (at < self.closes or self.closes == MIDNIGHT)
