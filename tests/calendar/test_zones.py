"""Local times where the clock jumps: in every zone, and in the few places that do odd things."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter

import pytest

from app.calendar.schedule import Appointment, Closed, Rhythm, Slot, in_week
from app.calendar.weeks import Week, instant, local, local_day, zone
from tests.calendar.zones import EVERY_DAY, SLOTS, WEEKS, faults, near_changes, tables

JUMPS = (time(0), time(1), time(2), time(3), time(23))
"""The full hours at which clocks are changed: where a gap or a fold begins or ends."""


def test_every_zone_has_one_appointment_a_week_at_the_right_wall_time() -> None:
    """Around every change of an offset; `python -m tests.calendar.zones` tries every date."""
    wrong = [
        fault
        for table, alike in tables(timedelta(days=3)).items()
        for weekday, dates in groupby(sorted(near_changes(table)), itemgetter(0))
        for weeks in [[week for _, week in dates]]
        for at in SLOTS + JUMPS
        for fault in faults(zone(alike[0]), Slot(weekday, at), weeks)
    ]
    assert wrong == []


def test_a_year_without_changes_is_right_too() -> None:
    assert [fault for at in SLOTS for fault in faults(zone("Asia/Tokyo"), Slot(1, at), WEEKS[:53])] == []


@pytest.mark.parametrize(
    ("place", "wall", "utc"),
    [
        ("Europe/Berlin", "2024-03-31 02:30", "2024-03-31 01:00"),  # the gap 02:00-03:00 ends at 01:00 UTC
        ("Europe/Berlin", "2024-03-31 02:59:59.999999", "2024-03-31 01:00"),
        ("Europe/Berlin", "2024-03-31 03:00", "2024-03-31 01:00"),
        ("Europe/Berlin", "2024-03-31 01:59", "2024-03-31 00:59"),
        ("Europe/Berlin", "2024-10-27 02:30", "2024-10-27 00:30"),  # comes again at 01:30 UTC
        ("Europe/Berlin", "2024-10-27 03:00", "2024-10-27 02:00"),
        ("Australia/Lord_Howe", "2024-10-06 02:10", "2024-10-05 15:30"),  # a gap of half an hour
        ("Africa/Cairo", "2024-04-26 00:30", "2024-04-25 22:00"),  # a day that begins at 01:00
        ("Africa/Cairo", "2024-10-31 23:30", "2024-10-31 20:30"),  # the hour before midnight comes twice
        ("Africa/Cairo", "2024-11-01 00:00", "2024-10-31 22:00"),
        ("Africa/Casablanca", "2024-04-14 02:30", "2024-04-14 02:00"),  # the end of Ramadan
        ("Pacific/Apia", "2011-12-29 23:30", "2011-12-30 09:30"),
        ("Pacific/Apia", "2011-12-30 00:00", "2011-12-30 10:00"),  # a date nobody there ever saw
        ("Pacific/Apia", "2011-12-30 23:30", "2011-12-30 10:00"),
        ("Pacific/Apia", "2011-12-31 00:30", "2011-12-30 10:30"),
        ("Pacific/Kwajalein", "1993-08-21 12:00", "1993-08-21 12:00"),
        ("America/Toronto", "1919-03-30 23:45", "1919-03-31 04:30"),  # a gap over midnight
    ],
)
def test_a_time_in_a_gap_happens_at_its_end_and_one_that_comes_twice_the_first_time(
    place: str, wall: str, utc: str
) -> None:
    wished = datetime.fromisoformat(wall)
    found = instant(wished.date(), wished.time(), zone(place))
    assert (found, found.tzinfo) == (datetime.fromisoformat(utc).replace(tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    ("place", "day", "at"),
    [("Pacific/Apia", date(2011, 12, 30), 10), ("America/Toronto", date(1919, 3, 30), 23)],
)
def test_where_the_calendar_skips_the_day_the_appointment_is_on_the_next(
    place: str, day: date, at: int
) -> None:
    rhythm = Rhythm(zone(place), Slot(day.isoweekday(), time(at, 45)), EVERY_DAY, time(0), time(0))
    found = in_week(rhythm, Week.of(day))
    if day.isoweekday() == 7:
        assert isinstance(found, Closed)
    else:
        assert isinstance(found, Appointment)
        assert found.day == local_day(found.due_at, rhythm.zone) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("work_days", "local_time"),
    [
        ({6, 7}, "2024-03-31T00:00:00-01:00"),  # Saturday ends at 23:00 there: the first instant after it
        ({7}, "2024-03-31T23:30:00-01:00"),  # Saturday is off anyway: Sunday at the slot's hour
        ({6}, None),  # the first instant after it is on a day off
    ],
)
def test_a_gap_up_to_midnight_gives_the_next_date_if_that_is_a_working_day(
    work_days: set[int], local_time: str | None
) -> None:
    rhythm = Rhythm(zone("America/Nuuk"), Slot(6, time(23, 30)), frozenset(work_days), time(0), time(0))
    found = in_week(rhythm, Week(2024, 13))
    shown = None if isinstance(found, Closed) else local(found.due_at, rhythm.zone).isoformat()
    assert shown == local_time


def test_a_moment_reads_in_the_zone_and_a_naive_one_is_refused() -> None:
    there = zone("Asia/Kathmandu")
    moment = datetime(2026, 11, 16, 20, 0, tzinfo=UTC)
    assert local(moment, there).isoformat() == "2026-11-17T01:45:00+05:45"
    assert local_day(moment, there) == date(2026, 11, 17)
    with pytest.raises(ValueError, match="needs a time zone"):
        local(datetime(2026, 11, 16), there)  # noqa: DTZ001


@pytest.mark.parametrize(
    "name",
    [
        "",
        None,
        "../x",
        "/etc/passwd",
        "Europe",
        "Europe/Atlantis",
        "Europe/Berlin ",
        "localtime",
        "right/UTC",
        "posix/UTC",
        "tzdata.zi",
        "leapseconds",
        "a\0b",
        "A" * 5000,
        "Europe/Berlin\n",
        "Zürich",
        "+02:00",
    ],
)
def test_a_name_that_is_no_zone_is_refused_in_clear_words(name: str | None) -> None:
    with pytest.raises(ValueError, match="not the name of a time zone"):
        zone(name)
