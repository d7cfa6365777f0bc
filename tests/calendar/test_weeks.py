"""ISO weeks as values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.weeks import Week

DAYS = st.dates(date(1990, 1, 1), date(2199, 12, 31))


@given(DAYS, st.integers(-3000, 3000))
def test_a_week_is_its_seven_days_its_text_and_its_distance(day: date, weeks: int) -> None:
    week = Week.of(day)
    assert week.days[day.isoweekday() - 1] == week.day(day.isoweekday()) == day
    assert week.days == tuple(sorted(set(week.days)))
    assert {Week.of(other) for other in week.days} == {week}
    assert week.monday == week.days[0]
    assert Week.parse(str(week)) == week
    assert (week + weeks) - week == weeks
    assert (week + weeks) - weeks == week
    assert (week < week + weeks) == (weeks > 0) == (str(week) < str(week + weeks))


def test_the_iso_year_is_not_the_calendars() -> None:
    assert str(Week.of(date(2024, 12, 30))) == "2025-W01"
    assert str(Week.of(date(2027, 1, 3))) == "2026-W53"
    assert str(Week(2026, 53) + 1) == "2027-W01"
    assert str(Week(999, 1)) == "0999-W01"  # the order of texts is the order of weeks


@pytest.mark.parametrize(
    "text",
    ["", "2026-W7", "2026-W00", "2025-W53", "2026-W54", "2026W07", "x2026-W07", "2026-W07\n", "٢٠٢٦-W07"],
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)week"):
        Week.parse(text)
