"""Working hours, days off, and the rules that turn a slot into moments."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendar.holidays import Holidays
from app.calendar.schedule import (
    HOUR_PASSED,
    NO_DAY_LEFT,
    NOT_A_WORKING_DAY,
    Appointment,
    Closed,
    DayRange,
    Rhythm,
    Slot,
    after_hours,
    earliest,
    first_week_from,
    in_week,
    on_day,
)
from app.calendar.weeks import Week, local_day, zone
from app.reasons import Code, Reason

UTC_ZONE = zone("UTC")
WEEK = Week(2026, 46)
"""9 to 15 November 2026, Monday to Sunday."""
TUESDAYS = Rhythm(UTC_ZONE, Slot(2, time(10)))


def nov(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def off(first: int, last: int, why: Code = Code.OFF) -> DayRange:
    return DayRange(date(2026, 11, first), date(2026, 11, last), why)


def holiday(day: int) -> Holidays:
    return Holidays({date(2026, 11, day): "Founders' day"})


def away(*ranges: DayRange, **changes: object) -> Rhythm:
    return replace(TUESDAYS, off=ranges, **changes)  # type: ignore[arg-type]


FOR_GOOD = DayRange(date(2026, 11, 1), date.max, Code.PAUSED)


@pytest.mark.parametrize(
    ("rhythm", "not_before", "expected"),
    [
        (TUESDAYS, None, (nov(10, 10), nov(10, 14))),
        (TUESDAYS, nov(10, 9, 59), (nov(10, 10), nov(10, 14))),
        (TUESDAYS, nov(10, 14), (nov(10, 10), nov(10, 14))),  # due and not over: it stays
        (TUESDAYS, nov(10, 14, 1), (nov(11, 10), nov(11, 14))),
        (TUESDAYS, nov(13, 14), (nov(13, 10), nov(13, 14))),
        (TUESDAYS, nov(13, 14, 1), HOUR_PASSED),
        (replace(TUESDAYS, slot=Slot(2, time(15))), None, (nov(10, 15), nov(10, 17))),  # hours end first
        (replace(TUESDAYS, slot=Slot(2, time(17))), None, (nov(10, 9), nov(10, 13))),  # outside them: opens
        (replace(TUESDAYS, slot=Slot(2, time(8, 59))), None, (nov(10, 9), nov(10, 13))),
        (replace(TUESDAYS, slot=Slot(2, time(23)), closes=time(0)), None, (nov(10, 23), nov(11, 0))),
        (away(off(10, 10)), None, (nov(11, 10), nov(11, 14))),
        (away(off(2, 12)), None, (nov(13, 10), nov(13, 14))),
        (away(off(10, 10)), nov(13, 15), HOUR_PASSED),
        (away(off(10, 16)), None, Reason(Code.OFF, date(2026, 11, 16))),
        (away(off(10, 11), off(12, 13, Code.PAUSED)), None, Reason(Code.OFF, date(2026, 11, 11))),
        (away(FOR_GOOD), None, Reason(Code.PAUSED)),
        (
            away(holidays=holiday(13), slot=Slot(5, time(10))),
            None,
            Reason(Code.HOLIDAY, date(2026, 11, 13)),
        ),
        (replace(TUESDAYS, slot=Slot(6, time(10))), None, NOT_A_WORKING_DAY),
        (
            away(off(13, 17), slot=Slot(4, time(10)), work_days=frozenset({1, 5})),
            None,
            Reason(Code.OFF, date(2026, 11, 17)),
        ),
        (replace(TUESDAYS, work_days=frozenset()), None, NOT_A_WORKING_DAY),
    ],
)
def test_a_week_has_its_slot_or_the_next_working_day_or_a_reason(
    rhythm: Rhythm, not_before: datetime | None, expected: tuple[datetime, datetime] | Reason
) -> None:
    found = in_week(rhythm, WEEK, not_before)
    if isinstance(expected, Reason):
        assert found == Closed(WEEK, expected)
    else:
        assert found == Appointment(WEEK, expected[0].date(), *expected)


def test_a_nominal_day_follows_the_same_rule() -> None:
    assert on_day(TUESDAYS, date(2026, 11, 12)) == Appointment(
        WEEK, date(2026, 11, 12), nov(12, 10), nov(12, 14)
    )
    assert on_day(away(off(12, 12)), date(2026, 11, 12)) == on_day(TUESDAYS, date(2026, 11, 13))
    assert on_day(TUESDAYS, date(2026, 11, 14)) == Closed(WEEK, NOT_A_WORKING_DAY)


@pytest.mark.parametrize(
    ("rhythm", "not_before", "expected"),
    [
        (TUESDAYS, nov(1), nov(9, 10)),
        (TUESDAYS, nov(10, 10), nov(10, 10)),
        (TUESDAYS, nov(10, 10, 1), nov(11, 10)),  # it has begun: too early
        (away(off(11, 12)), nov(10, 10, 1), nov(13, 10)),
        (TUESDAYS, nov(13, 11), NO_DAY_LEFT),
        (away(off(9, 13)), nov(9), Reason(Code.OFF, date(2026, 11, 13))),
    ],
)
def test_the_earliest_keeps_its_distance(
    rhythm: Rhythm, not_before: datetime, expected: datetime | Reason
) -> None:
    found = earliest(rhythm, WEEK, not_before)
    assert (found.reason if isinstance(found, Closed) else found.due_at) == expected


@pytest.mark.parametrize(
    ("rhythm", "wanted", "expected"),
    [
        (TUESDAYS, nov(10, 9), nov(10, 9)),
        (TUESDAYS, nov(10, 16, 59), nov(10, 16, 59)),
        (TUESDAYS, nov(10, 17), nov(11, 10)),
        (TUESDAYS, nov(10, 8, 59), nov(10, 10)),  # early in the morning: still that day
        (TUESDAYS, nov(13, 18), nov(16, 10)),  # Friday evening
        (away(off(10, 11)), nov(10, 12), nov(12, 10)),
        (away(FOR_GOOD), nov(10, 12), nov(10, 10) + timedelta(days=400)),
        (replace(TUESDAYS, zone=zone("Asia/Tokyo")), nov(10, 22), nov(11, 1)),  # 07:00 there
    ],
)
def test_a_wished_moment_outside_the_hours_waits_for_the_slot_hour(
    rhythm: Rhythm, wanted: datetime, expected: datetime
) -> None:
    assert after_hours(rhythm, wanted) == expected


@pytest.mark.parametrize(("day", "week"), [(9, 46), (10, 46), (11, 47), (15, 47), (16, 47)])
def test_a_launch_joins_at_the_first_slot_day_that_is_not_before(day: int, week: int) -> None:
    assert first_week_from(TUESDAYS, date(2026, 11, day)) == Week(2026, week)


def test_working_days_are_counted_over_weekends_and_time_off() -> None:
    rhythm = away(off(12, 12))
    tuesday = date(2026, 11, 10)
    assert [rhythm.working_days_after(tuesday, n) for n in (1, 2, 3)] == [
        date(2026, 11, day) for day in (11, 13, 16)
    ]
    assert rhythm.next_working_day(date(2026, 11, 13)) == date(2026, 11, 16)
    assert rhythm.next_working_day(date(2026, 11, 13), until=date(2026, 11, 16)) == date(2026, 11, 16)
    assert rhythm.next_working_day(date(2026, 11, 13), until=date(2026, 11, 15)) is None
    assert away(FOR_GOOD).next_working_day(tuesday) is None
    assert rhythm.working_days_after(tuesday, 300) is None


def test_open_is_inside_the_hours_of_a_working_day_by_the_local_clock() -> None:
    rhythm = replace(away(off(11, 11)), zone=zone("America/New_York"))  # five hours behind UTC
    open_at = {nov(day, hour) for day in (10, 11, 14) for hour in range(24) if rhythm.is_open(nov(day, hour))}
    assert open_at == {nov(10, hour) for hour in range(14, 22)}
    assert replace(TUESDAYS, closes=time(0)).is_open(nov(10, 23, 59))
    assert not replace(TUESDAYS, closes=time(0)).is_open(nov(11, 0))


def test_a_day_off_says_why() -> None:
    rhythm = away(off(10, 12), off(15, 15), holidays=holiday(11))
    assert rhythm.why_off(date(2026, 11, 9)) is None
    assert away(holidays=holiday(11)).why_off(date(2026, 11, 11)) == Reason(Code.HOLIDAY, date(2026, 11, 11))
    assert rhythm.why_off(date(2026, 11, 15)) == NOT_A_WORKING_DAY  # nobody works on that Sunday
    assert rhythm.why_off(date(2026, 11, 11)) == Reason(Code.OFF, date(2026, 11, 12))
    assert rhythm.why_off(date(2026, 11, 14)) == NOT_A_WORKING_DAY


def test_a_slot_no_week_can_reach_is_known() -> None:
    assert TUESDAYS.slot_is_reachable
    assert replace(TUESDAYS, work_days=frozenset({2})).slot_is_reachable
    assert not replace(TUESDAYS, slot=Slot(6, time(10))).slot_is_reachable
    assert not replace(TUESDAYS, work_days=frozenset()).slot_is_reachable


def test_impossible_hours_weekdays_and_ranges_are_refused() -> None:
    with pytest.raises(ValueError, match="hours end"):
        replace(TUESDAYS, opens=time(17))
    with pytest.raises(ValueError, match="weekday"):
        Slot(0, time(10))
    with pytest.raises(ValueError, match="ends before"):
        off(12, 11)


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))
HOURS = st.tuples(TIMES, TIMES).filter(lambda both: both[1] == time(0) or both[0] < both[1])
RANGES = st.builds(
    lambda first, days: DayRange(first, first + timedelta(days=days), Code.OFF),
    st.dates(date(2026, 2, 20), date(2026, 4, 20)),
    st.integers(0, 20),
)
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Africa/Cairo", "Pacific/Chatham", "Asia/Kolkata"]
)
RHYTHMS = st.builds(
    lambda place, slot, work_days, hours, off: Rhythm(
        zone(place), slot, work_days, hours[0], hours[1], tuple(off)
    ),
    ZONES,
    st.builds(Slot, st.integers(1, 7), TIMES),
    st.frozensets(st.integers(1, 7), min_size=1),
    HOURS,
    st.lists(RANGES, max_size=4),
)
WEEKS = st.builds(Week, st.just(2026), st.integers(7, 18))
MOMENTS = st.integers(0, 100 * 24 * 60).map(
    lambda minutes: datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@settings(max_examples=100, deadline=None)
@given(RHYTHMS, WEEKS, st.none() | MOMENTS)
def test_whatever_the_days_off_an_appointment_is_on_a_working_day_of_its_week_and_never_earlier(
    rhythm: Rhythm, week: Week, now: datetime | None
) -> None:
    found = in_week(rhythm, week, now)
    nominal = week.day(rhythm.slot.weekday)
    rest = [day for day in week.days if day >= nominal and rhythm.is_working(day)]
    if isinstance(found, Closed):
        assert (found.reason == HOUR_PASSED) == bool(rest)
        assert in_week(rhythm, week) == found or rest
        return
    assert found.day in rest
    assert found.day == local_day(found.due_at, rhythm.zone)
    assert rhythm.is_working(found.day)
    assert found.due_at <= found.not_after <= found.due_at + timedelta(hours=4)
    assert found.not_after <= max(found.due_at, rhythm.closing(found.day))
    assert now is None or now <= found.not_after
    for earlier in rest[: rest.index(found.day)]:
        passed = on_day(rhythm, earlier)
        assert now is not None
        assert isinstance(passed, Appointment)
        assert passed.not_after < now or passed == found  # its hours may lie in a gap
    assert in_week(rhythm, week, found.due_at) == found  # planning again changes nothing
    assert in_week(rhythm, week, found.not_after) == found


@settings(max_examples=80, deadline=None)
@given(RHYTHMS, MOMENTS)
def test_a_moved_wish_is_never_earlier_and_always_in_the_hours(rhythm: Rhythm, wanted: datetime) -> None:
    moved = after_hours(rhythm, wanted)
    assert moved >= wanted
    assert rhythm.is_open(moved)
    assert after_hours(rhythm, moved) == moved
