"""The numbers of a bet, by the one rule of docs/numbers.md: better none than a wrong one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.checkins.model import Reading, Status
from app.checkins.numbers import Series, is_qualitative, number_in, series, target_in
from app.launches.model import Bet

START = datetime(2026, 11, 3, tzinfo=UTC)
BET = Bet(
    "Checkout", "", "drop-off, 12 %; p95 400 ms", "under 8 % in 6 weeks", START.date(), date(2027, 1, 5)
)


def bet(target: str, metric: str = "") -> Bet:
    return replace(BET, target=target, metric=metric)


@pytest.mark.parametrize(
    ("text", "value", "unit", "said"),
    [
        ("3.4 %", "3.4", "%", "3.4 %"),
        ("3,4 %", "3.4", "%", "3,4 %"),
        ("  42%!", "42", "%", "42%"),
        ("99.95% of requests", "99.95", "%", "99.95%"),
        ("5 %\nand falling", "5", "%", "5 %"),
        ("3.4%, down", "3.4", "%", "3.4%"),
        ("1,200 ms", "1200", "ms", "1,200 ms"),
        ("1,200.5 MS", "1200.5", "ms", "1,200.5 MS"),
        ("0,123 %", "0.123", "%", "0,123 %"),
        ("-5 %", "-5", "%", "-5 %"),
        ("−5\u202f%", "-5", "%", "−5\u202f%"),
        ("+3 %", "3", "%", "+3 %"),
        ("12", "12", "", "12"),
        ("12, still", "12", "", "12"),
    ],
)
def test_a_number_at_the_beginning_is_read_with_its_unit(text: str, value: str, unit: str, said: str) -> None:
    number = number_in(text, BET)
    assert number is not None
    assert (number.value, number.unit, number.text) == (Decimal(value), unit, said)


@pytest.mark.parametrize(
    ("target", "text", "value", "unit"),
    [
        ("save €30 a month", "€ 12 saved", "12", "€"),
        ("$40k", "-$9k", "-9", "$k"),
        ("12 tickets/week", "9 tickets/week", "9", "tickets/week"),
        ("below 21 °C", "19.5 °C", "19.5", "°c"),
    ],
)
def test_a_unit_is_a_sign_or_a_word_and_a_currency_may_stand_in_front(
    target: str, text: str, value: str, unit: str
) -> None:
    number = number_in(text, bet(target))
    assert number is not None
    assert (number.value, number.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "about 30", "p95 is 30", "~30", "½", "٣", "-", "€"),
        *("2026-11-03", "11/12/2026", "10:30", "24/7", "1.2.3", "10.0.0.1", "3rd", "1st of all", "3-5 %"),
        *("50% - 60%", "1. First of all", "2) then", "- 5 things", "12 of 20 users", "2 500 errors", "0x1F"),
        *(
            "1e5",
            "5@home",
            "12-hour",
            "1234567890123456",
            "1,2,3",
            "1.200,5",
            "1\u202f200 ms",
            "12 in 3 weeks",
        ),
    ],
)
def test_what_could_be_something_else_is_no_number(text: str) -> None:
    for its in (BET, bet("fewer"), bet("12 users, 8 errors, 30 in all, 5 of all")):
        assert number_in(text, its) is None


def test_a_number_in_a_unit_that_the_bet_does_not_name_is_none() -> None:
    assert number_in("12 users", BET) is None
    assert number_in("3 percent", BET) is None
    assert number_in("12 users", bet("20 users")) is not None


def readings(*texts: str) -> list[tuple[datetime, Reading]]:
    return [(START + timedelta(weeks=n), Reading(Status.ON_TRACK, text)) for n, text in enumerate(texts)]


def values(found: Series[datetime] | None) -> tuple[str, list[str]]:
    return (found.unit, [str(value) for _, value in found.points]) if found else ("", [])


def test_a_series_is_in_the_first_unit_of_the_target_that_any_reading_has() -> None:
    said = readings("300 ms", "3 %", "worse", "300 ms", "2,5 %", "12 users", "9", "2 %")
    found = series(said, BET)
    assert found is not None
    assert values(found) == ("%", ["3", "2.5", "2"])
    assert [moment for moment, _ in found.points] == [START + timedelta(weeks=n) for n in (1, 4, 7)]
    assert values(series(said, bet("under 200 ms", "12 %"))) == ("ms", ["300", "300"])
    assert values(series(said, bet("half of it", "500 ms at p95"))) == ("ms", ["300", "300"])
    assert values(series(said, bet("half of it", "too many"))) == ("", ["9"])
    assert values(series(readings("3 percent"), BET)) == ("", [])


def test_a_series_holds_the_last_twenty_and_is_none_without_a_number() -> None:
    found = series(readings(*(str(n) for n in range(25))), bet("fewer"))
    assert found is not None
    assert [int(value) for _, value in found.points] == list(range(5, 25))
    assert series(readings("fine", ""), BET) is None


def test_the_target_is_a_number_where_it_names_one_of_that_unit() -> None:
    assert target_in(bet("p95 under 2 s"), "s") == 2
    assert target_in(bet("under 1,200 ms within 6 weeks"), "ms") == 1200
    assert target_in(bet("between 2 s and 3 s"), "s") is None
    assert target_in(bet("under 8 %"), "ms") is None
    assert target_in(bet("half of it"), "") is None


def test_a_bet_is_qualitative_where_neither_target_nor_baseline_holds_a_digit() -> None:
    assert is_qualitative(bet("people praise it", "people complain"))
    assert not is_qualitative(bet("people praise it", "3 complaints"))
    assert not is_qualitative(bet("5 % finish", "people complain"))
