"""From a rhythm to moments: when a nominal week's message is due, or why that week has none.

Everything is decided from the nominal week and the rhythm alone, never from when something was sent, so that
planning again after a change or an outage gives the same answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.rhythm.local import instant, local_day
from app.rhythm.rhythm import HORIZON, NOT_A_WORKING_DAY, Rhythm
from app.rhythm.weeks import Week

PATIENCE = timedelta(hours=4)
MISSED = "missed"
NO_DAY_LEFT = "no working day left in that week"


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
    """That nominal week gets nothing, for this reason ("off until 12 Nov"), and it is not caught up."""

    week: Week
    reason: str


def in_week(rhythm: Rhythm, week: Week, not_before: datetime | None = None) -> Appointment | Closed:
    """The weekly message of that nominal week: the slot's day, else the next working day of the same week.

    Never an earlier day, never another week. `not_before` is "now": an appointment that is over by then moves
    to the next working day of the week at the slot hour, else the week is closed as missed; one that is due
    and not yet over stays where it is.
    """
    return on_day(rhythm, week.day(rhythm.slot.weekday), not_before)


def on_day(rhythm: Rhythm, day: date, not_before: datetime | None = None) -> Appointment | Closed:
    """The rule of `in_week` for any nominal day, at the slot's hour: a Saturday has no day to move to."""
    week = Week.of(day)
    rest = week.days[day.isoweekday() - 1 :]
    return _first(rhythm, week, rest, lambda it: not_before is None or not_before <= it.not_after, MISSED)


def earliest(rhythm: Rhythm, week: Week, not_before: datetime) -> Appointment | Closed:
    """The first working day of that week whose slot hour is at `not_before` or later.

    For what must keep its distance from another message: unlike `in_week`, an appointment that has begun by
    `not_before` is too early, and any day of the week will do.
    """
    return _first(rhythm, week, week.days, lambda it: not_before <= it.due_at, NO_DAY_LEFT)


def first_week_from(rhythm: Rhythm, day: date) -> Week:
    """The first nominal week whose slot day is not before `day`, working day or not.

    A launch joins there: called with the day four days after it shipped.
    """
    week = Week.of(day)
    return week if week.day(rhythm.slot.weekday) >= day else week + 1


def after_hours(rhythm: Rhythm, wanted: datetime) -> datetime:
    """A wished moment, in UTC: itself inside working hours, else the next slot hour of a working day.

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
    rhythm: Rhythm, week: Week, days: Iterable[date], fits: Callable[[Appointment], bool], otherwise: str
) -> Appointment | Closed:
    """`otherwise`: the reason where there are working days and none fits."""
    off: str | None = None
    reason: str | None = None
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
    """A gap that reaches over midnight puts it on the next date, unless that is another week's."""
    due_at = _slot_on(rhythm, day)
    if due_at is None:
        return None
    there = local_day(due_at, rhythm.zone)
    not_after = min(due_at + PATIENCE, rhythm.closing(there))
    return Appointment(week, there, due_at, not_after) if Week.of(there) == week else None


def _slot_on(rhythm: Rhythm, day: date) -> datetime | None:
    """None on a day off, and where the clock jumps from the slot out of the working hours."""
    if not rhythm.is_working(day):
        return None
    due_at = instant(day, rhythm.slot_time, rhythm.zone)
    return due_at if rhythm.is_open(due_at) else None
