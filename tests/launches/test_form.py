"""What makes a bet, and what is said where it does not."""

from datetime import date, timedelta

import pytest

from app.launches.model import (
    Bet,
    BetProblems,
    default_judge_by,
    judge_by_follows,
    new_values,
    read_bet,
)

TODAY = date(2026, 11, 23)
GOOD = {
    "title": "Checkout",
    "problem": "Buyers give up",
    "metric": "drop-off, 12 %",
    "target": "support stops asking",
    "shipped_on": "2026-11-20",
    "judge_by": "2027-01-01",
}


def test_a_bet_is_what_the_form_says_without_space_around_it() -> None:
    bet = read_bet(GOOD | {"title": "  Checkout \n", "permalink": "https://x"}, TODAY)
    expected = Bet(
        "Checkout",
        "Buyers give up",
        "drop-off, 12 %",
        "support stops asking",
        date(2026, 11, 20),
        date(2027, 1, 1),
        permalink="https://x",
    )
    assert bet == expected


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", " ", "name"),
        ("title", "x" * 76, "75"),
        ("problem", "", "for whom"),
        ("metric", "\u2003", "words will do"),
        ("target", "\n", "need not be a number"),
        ("shipped_on", "", "Choose the day"),
        ("shipped_on", "2026-13-01", "Choose the day"),
        ("shipped_on", "20261101", "Choose the day"),
        ("shipped_on", "2024-11-22", "more than two years ago"),
        ("shipped_on", "2027-11-24", "more than a year ahead"),
        ("judge_by", "soon", "Choose the day"),
        ("judge_by", "2026-11-20", "after it ships"),
        ("judge_by", "2026-11-01", "after it ships"),
        ("judge_by", "2028-11-24", "more than two years ahead"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field: str, value: str, words: str) -> None:
    problems = read_bet({**GOOD, field: value}, TODAY)
    assert isinstance(problems, BetProblems)
    assert words in problems.sentences[field]
    allowed = {field, "judge_by"}  # a far shipping day lies after the judge-by date as well
    assert set(problems.sentences) <= allowed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shipped_on", "2024-11-23"),
        ("judge_by", "2026-11-21"),
        ("judge_by", "2028-11-23"),
        ("title", "x" * 75),
    ],
)
def test_the_last_that_is_right(field: str, value: str) -> None:
    assert isinstance(read_bet({**GOOD, field: value}, TODAY), Bet)


def test_everything_in_the_way_is_said_at_once() -> None:
    problems = read_bet({}, TODAY)
    assert isinstance(problems, BetProblems)
    assert set(problems.sentences) == set(GOOD)


def test_the_judge_by_date_follows_until_it_is_another() -> None:
    values = new_values(TODAY)
    assert values["judge_by"] == "2027-01-04"
    assert judge_by_follows(values)
    assert not judge_by_follows(values | {"judge_by": "2027-01-05"})
    assert not judge_by_follows({"shipped_on": "nonsense", "judge_by": "2027-01-04"})
    assert default_judge_by(TODAY) - TODAY == timedelta(weeks=6)


def test_bets_are_the_same_whenever_and_why_ever_they_were_made() -> None:
    bet = read_bet(GOOD, TODAY)
    again = read_bet(GOOD | {"reason": "because", "permalink": "https://x"}, TODAY)
    other = read_bet(GOOD | {"target": "more"}, TODAY)
    assert isinstance(bet, Bet)
    assert isinstance(again, Bet)
    assert isinstance(other, Bet)
    assert bet.says == again.says
    assert bet.says != other.says
