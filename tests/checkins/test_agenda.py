"""Which week asks what about a launch: rules over dates alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar.weeks import Week
from app.checkins.agenda import Followed, LaunchDates
from app.checkins.model import Asks

MONDAY = date(2026, 11, 2)
W45 = Week.of(MONDAY)


def launch(*, shipped: bool = True, judge_after: int = 42, every: int = 1, joins: Week = W45 + 1) -> Followed:
    return Followed(1, shipped, MONDAY, MONDAY + timedelta(days=judge_after), every, joins)


def test_a_launch_is_asked_about_from_the_week_it_joins() -> None:
    assert [launch().asks(W45 + n) for n in range(3)] == [None, Asks.READING, Asks.READING]


def test_two_weekly_counts_from_the_week_it_joined() -> None:
    asked = [launch(every=2).asks(W45 + n) for n in range(1, 5)]
    assert asked == [Asks.READING, None, Asks.READING, None]


def test_the_judge_by_week_asks_for_the_decision_instead_and_goes_on_asking() -> None:
    asked = [launch().asks(W45 + n) for n in (5, 6, 7, 60)]
    assert asked == [Asks.READING, Asks.DECISION, Asks.DECISION, Asks.DECISION]


@pytest.mark.parametrize("judge_after", [7, 14, 21, 28, 35])
def test_the_judge_by_week_asks_whatever_the_two_weekly_rhythm_says(judge_after: int) -> None:
    one = launch(every=2, judge_after=judge_after)
    assert one.asks(Week.of(one.judge_by)) is Asks.DECISION


def test_a_day_that_passed_without_a_word_is_asked_about_in_later_weeks() -> None:
    asked = [launch(shipped=False).asks(W45 + n) for n in (-1, 0, 1, 2)]
    assert asked == [None, None, Asks.SHIP, Asks.SHIP]


def test_a_launch_ships_in_the_week_of_its_day_until_it_has() -> None:
    assert [launch(shipped=False).ships_in(W45 + n) for n in (-1, 0, 1)] == [False, True, False]
    assert not launch().ships_in(W45)


@given(
    shipped=st.booleans(),
    judge_after=st.integers(1, 100),
    every=st.sampled_from([1, 2]),
    joins=st.integers(0, 3),
    first=st.integers(-5, 60),
)
def test_the_next_week_is_the_first_that_asks_anything(
    shipped: bool, judge_after: int, every: int, joins: int, first: int
) -> None:
    one = launch(shipped=shipped, judge_after=judge_after, every=every, joins=W45 + joins)
    weeks = (W45 + (first + n) for n in range(120))
    agenda = LaunchDates((one,)).agenda()
    assert agenda.next_week(W45 + first) == next(week for week in weeks if one.asks(week))
