"""Every IANA zone, 2024 to 2030: one appointment a nominal week, at the right wall time.

    python -m tests.calendar.zones

This runs over every local date and 24 slots, in some minutes; the suite runs the dates around every change
of an offset and a few others. What is right is judged without the code under test: a local time is right
where it reads as wished, the first time it does; where no clock ever shows it, where the clock jumps over it.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from time import monotonic
from zoneinfo import ZoneInfo, available_timezones

from app.calendar.schedule import Appointment, Closed, Rhythm, Slot, in_week
from app.calendar.weeks import Week, zone

FIRST, LAST = Week(2024, 1), Week(2031, 1)
WEEKS = tuple(FIRST + n for n in range(LAST - FIRST + 1))
SLOTS = tuple(time(hour, 30) for hour in range(24))
EVERY_DAY = frozenset(range(1, 8))
SECOND = timedelta(seconds=1)

Changes = tuple[tuple[datetime, timedelta], ...]
"""When an offset began to hold, in UTC, and the offset; the first is the one at the beginning."""


def names() -> list[str]:
    """What the machine lists, without its own setting."""
    return sorted(available_timezones() - {"localtime", "posixrules"})


def tables(step: timedelta) -> dict[Changes, list[str]]:
    """Zones with the same changes have the same local times, and are tried once. A change that is taken back
    within one step is overlooked."""
    found: dict[Changes, list[str]] = defaultdict(list)
    for name in names():
        found[_changes(zone(name), step)].append(name)
    return dict(found)


def near_changes(table: Changes) -> set[tuple[int, Week]]:
    """The weekdays and nominal weeks of the local dates just before and at every change."""
    before = [at - SECOND + offset for (_, offset), (at, _) in pairwise(table)]
    moments = before + [at + offset for at, offset in table[1:]]
    return {(moment.isoweekday(), Week.of(moment.date())) for moment in moments}


def faults(there: ZoneInfo, slot: Slot, weeks: Iterable[Week]) -> Iterator[str]:
    """What is wrong with that slot's appointments in these weeks, which are in order."""
    rhythm = Rhythm(there, slot, EVERY_DAY, opens=time(0), closes=time(0))
    previous: Appointment | None = None
    for week in weeks:
        found = in_week(rhythm, week)
        if isinstance(found, Closed):
            yield f"{there.key} {week} {slot}: {found.reason}"
            continue
        wrong = _wrong(found, there, datetime.combine(week.day(slot.weekday), slot.at))
        if previous is not None and found.due_at <= previous.due_at:
            wrong = "not later than the one before"
        if wrong:
            yield f"{there.key} {week} {slot}: {wrong}"
        previous = found


def _wrong(found: Appointment, there: ZoneInfo, wished: datetime) -> str | None:
    shown = found.due_at.astimezone(there)
    wall = shown.replace(tzinfo=None)
    if found.day != wall.date() or not found.week == Week.of(found.day) == Week.of(wished.date()):
        return f"on {wall.date()}"
    if not found.due_at <= found.not_after <= found.due_at + timedelta(hours=4):
        return f"until {found.not_after}"
    if wall == wished:
        return "the second time" if shown.fold else None
    just_before = (found.due_at - SECOND).astimezone(there).replace(tzinfo=None)
    return None if just_before < wished < wall else f"at {wall.time()}"


def _changes(there: ZoneInfo, step: timedelta) -> Changes:
    at, end = _midnight(FIRST - 1), _midnight(LAST + 1)
    offset = _offset(at, there)
    found = [(at, offset)]
    while at < end:
        later = at + step
        if _offset(later, there) != offset:
            offset = _offset(later, there)
            found.append((_change_between(at, later, there), offset))
        at = later
    return tuple(found)


def _change_between(before: datetime, after: datetime, there: ZoneInfo) -> datetime:
    old = _offset(before, there)
    while after - before > SECOND:
        middle = before + (after - before) // (2 * SECOND) * SECOND
        if _offset(middle, there) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(moment: datetime, there: ZoneInfo) -> timedelta:
    return moment.astimezone(there).utcoffset() or timedelta()


def _midnight(week: Week) -> datetime:
    return datetime.combine(week.monday, time(0), UTC)


def main() -> int:
    began, wrong, tried = monotonic(), 0, 0
    different = tables(timedelta(hours=1))
    for alike in different.values():
        for weekday in sorted(EVERY_DAY):
            for at in SLOTS:
                tried += len(WEEKS)
                for fault in faults(zone(alike[0]), Slot(weekday, at), WEEKS):
                    wrong += 1
                    print(fault, flush=True)  # noqa: T201
    changes = sum(len(table) - 1 for table in different)
    print(  # noqa: T201
        f"{len(names())} zones, {len(different)} different ones with {changes} changes of an offset, "
        f"{FIRST} to {LAST}, every date, {len(SLOTS)} slots: "
        f"{tried} appointments, {wrong} wrong, {monotonic() - began:.0f} s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
