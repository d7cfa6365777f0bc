"""When somebody may be written to: slots, working hours, days off."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.calendar.holidays import NOBODYS, Holidays
from app.calendar.weeks import Week, instant, local, local_day
from app.reasons import Code, Reason

MIDNIGHT = time(0)
HORIZON = 400
"""Days that a search looks ahead: somebody may be away, or have no working day, for ever."""
NOT_A_WORKING_DAY = Reason(Code.NOT_A_WORKING_DAY)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short(day: date) -> str:
    """Says a day as "12 Nov", whatever the machine's language."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def day_words(day: date, today: date) -> str:
    """Says a day as "3 Nov", with the year where it is not this one."""
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
    """Days without work, both ends included. `why`: OFF or PAUSED."""

    first: date
    last: date
    why: Code

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a range of days ends before it begins")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def reason(self) -> Reason:
        """Names the last day off, unless it is for good."""
        return Reason(self.why) if self.last.year == date.max.year else Reason(self.why, self.last)


@dataclass(frozen=True)
class Rhythm:
    """Zone, slot, working hours, days off and holidays. Hours are local; `closes` at 00:00 is the end of the
    day."""

    zone: ZoneInfo
    slot: Slot
    work_days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    opens: time = time(9)
    closes: time = time(17)
    off: tuple[DayRange, ...] = ()
    holidays: Holidays = NOBODYS

    def __post_init__(self) -> None:
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValueError("working hours end before they begin")

    @property
    def slot_time(self) -> time:
        """Is the slot's hour where it lies inside the working hours, else the hour they begin."""
        return self.slot.at if self._within_hours(self.slot.at) else self.opens

    @property
    def slot_is_reachable(self) -> bool:
        """Is false where no week has a working day on or after the slot's weekday: nothing is ever sent."""
        return any(weekday >= self.slot.weekday for weekday in self.work_days)

    def is_working(self, day: date) -> bool:
        if day.isoweekday() not in self.work_days or any(day in days for days in self.off):
            return False
        return self.holidays.name(day) is None

    def why_off(self, day: date) -> Reason | None:
        """Says why nothing is sent on that day; None on a working day. Of two ranges the later end counts.

        Whoever does not work on Sundays is not off on a Sunday, whatever they entered.
        """
        if day.isoweekday() not in self.work_days:
            return NOT_A_WORKING_DAY
        if ranges := [days for days in self.off if day in days]:
            return max(ranges, key=lambda days: days.last).reason
        return None if self.holidays.name(day) is None else Reason(Code.HOLIDAY, day)

    def is_open(self, moment: datetime) -> bool:
        """Is the local clock inside the working hours of a working day? `closes` itself is outside."""
        there = local(moment, self.zone)
        return self._within_hours(there.time()) and self.is_working(there.date())

    def closing(self, day: date) -> datetime:
        """Says when that day's working hours end, in UTC, whether it is a working day or not."""
        if self.closes == MIDNIGHT:
            return instant(day + timedelta(days=1), MIDNIGHT, self.zone)
        return instant(day, self.closes, self.zone)

    def next_working_day(self, after: date, until: date | None = None) -> date | None:
        """Finds the first working day after `after`, up to `until` itself. None where 400 days hold none."""
        return next((day for day in self._days_after(after, until) if self.is_working(day)), None)

    def working_days_after(self, day: date, n: int) -> date | None:
        """Finds the n-th working day later than `day`, n from 1; None where 400 days do not hold so many."""
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


# From a rhythm to moments: when a nominal week's message is due, or why that week has none.
#
# Everything is decided from the nominal week and the rhythm alone, never from when something was sent, so
# that planning again after a change or an outage gives the same answer.

PATIENCE = timedelta(hours=4)
HOUR_PASSED = Reason(Code.HOUR_PASSED)
NO_DAY_LEFT = Reason(Code.NO_DAY_LEFT)


@dataclass(frozen=True)
class Appointment:
    """One moment to send: on the local date `day`, from `due_at` to `not_after`, both UTC and included.

    `week` is the nominal week, in which `day` always lies.
    """

    week: Week
    day: date
    due_at: datetime
    not_after: datetime


@dataclass(frozen=True)
class Closed:
    """Says that a nominal week gets nothing, for this reason, and is not caught up."""

    week: Week
    reason: Reason


def in_week(rhythm: Rhythm, week: Week, not_before: datetime | None = None) -> Appointment | Closed:
    """Places the weekly message of a nominal week: on the slot's day, else the next working day in it.

    Never an earlier day, never another week. `not_before` is "now": an appointment that is over by then moves
    to the next working day of the week at the slot hour, else the week is closed as missed; one that is due
    and not yet over stays where it is.
    """
    return on_day(rhythm, week.day(rhythm.slot.weekday), not_before)


def on_day(rhythm: Rhythm, day: date, not_before: datetime | None = None) -> Appointment | Closed:
    """Applies the rule of `in_week` to any nominal day: a Saturday has no day to move to."""
    week = Week.of(day)
    rest = week.days[day.isoweekday() - 1 :]
    return _first(
        rhythm, week, rest, lambda it: not_before is None or not_before <= it.not_after, HOUR_PASSED
    )


def earliest(rhythm: Rhythm, week: Week, not_before: datetime) -> Appointment | Closed:
    """Finds the first working day of that week whose slot hour is at `not_before` or later.

    For what must keep its distance from another message: unlike `in_week`, an appointment that has begun by
    `not_before` is too early, and any day of the week will do.
    """
    return _first(rhythm, week, week.days, lambda it: not_before <= it.due_at, NO_DAY_LEFT)


def first_week_from(rhythm: Rhythm, day: date) -> Week:
    """Finds the first nominal week whose slot day is not before `day`, working day or not.

    A launch joins there: called with the day four days after it shipped.
    """
    week = Week.of(day)
    return week if week.day(rhythm.slot.weekday) >= day else week + 1


def after_hours(rhythm: Rhythm, wanted: datetime) -> datetime:
    """Moves a wished moment, in UTC, out of closed hours: to the next slot hour of a working day.

    Before the working hours that is the same day, after them the next working day. Where there is none in
    400 days, the slot hour after these: nothing is sent outside working hours anyway.
    """
    if rhythm.is_open(wanted):
        return wanted.astimezone(UTC)
    today = local_day(wanted, rhythm.zone)
    for n in range(HORIZON):
        due_at = _slot_on(rhythm, today + timedelta(days=n))
        if due_at is not None and due_at >= wanted:
            return due_at
    return instant(today + timedelta(days=HORIZON), rhythm.slot_time, rhythm.zone)


def _first(
    rhythm: Rhythm, week: Week, days: Iterable[date], fits: Callable[[Appointment], bool], otherwise: Reason
) -> Appointment | Closed:
    """Takes the first day that fits. `otherwise` is the reason where there are working days and none does."""
    off: Reason | None = None
    reason: Reason | None = None
    for day in days:
        appointment = _at_slot(rhythm, week, day)
        if appointment is None:
            why = rhythm.why_off(day)
            off = off or (None if why == NOT_A_WORKING_DAY else why)
        elif fits(appointment):
            return appointment
        else:
            reason = otherwise
    return Closed(week, reason or off or NOT_A_WORKING_DAY)


def _at_slot(rhythm: Rhythm, week: Week, day: date) -> Appointment | None:
    """Returns the appointment of that day. A gap that reaches over midnight puts it on the next date; None
    where that is another week's."""
    due_at = _slot_on(rhythm, day)
    if due_at is None:
        return None
    there = local_day(due_at, rhythm.zone)
    not_after = min(due_at + PATIENCE, rhythm.closing(there))
    return Appointment(week, there, due_at, not_after) if Week.of(there) == week else None


def _slot_on(rhythm: Rhythm, day: date) -> datetime | None:
    """Returns None on a day off, and where the clock jumps from the slot out of the working hours."""
    if not rhythm.is_working(day):
        return None
    due_at = instant(day, rhythm.slot_time, rhythm.zone)
    return due_at if rhythm.is_open(due_at) else None
