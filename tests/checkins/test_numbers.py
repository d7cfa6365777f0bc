"""The number at the beginning of a reading: better none than a wrong one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.checkins.model import Reading, Status
from app.checkins.numbers import number_in, series

START = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "value", "unit", "said"),
    [
        ("3.4 %", "3.4", "%", "3.4 %"),
        ("3,4 %", "3.4", "%", "3,4 %"),
        ("1,200 ms", "1200", "ms", "1,200 ms"),
        ("1,200.5 req/s", "1200.5", "req/s", "1,200.5 req/s"),
        ("1.200,5", "1200.5", "", "1.200,5"),
        ("1.200", "1.200", "", "1.200"),
        ("0,123", "0.123", "", "0,123"),
        ("1\u202f200 ms", "1200", "ms", "1\u202f200 ms"),
        ("12k users", "12000", "users", "12k users"),
        ("1.5M", "1500000.0", "", "1.5M"),
        ("5MB", "5", "mb", "5MB"),
        ("-5", "-5", "", "-5"),
        ("−5 points", "-5", "points", "−5 points"),
        ("+3 %", "3", "%", "+3 %"),
        ("€ 30", "30", "€", "€ 30"),
        ("-€30", "-30", "€", "-€30"),
        ("30 EUR", "30", "€", "30 EUR"),
        ("€30 saved", "30", "€", "€30 saved"),
        ("€30 million", "30", "€million", "€30 million"),
        ("3 percent", "3", "%", "3 percent"),
        ("99.95% of requests", "99.95", "%", "99.95%"),
        ("12 in 3 weeks", "12", "", "12"),
        ("5 %\nand falling", "5", "%", "5 %"),
        ("  42!", "42", "", "42"),
        ("3.4%, down", "3.4", "%", "3.4%"),
    ],
)
def test_a_leading_number_is_read_with_its_unit(text: str, value: str, unit: str, said: str) -> None:
    number = number_in(text)
    assert number is not None
    assert (number.value, number.unit, number.text) == (Decimal(value), unit, said)


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "about 30", "p95 is 30", "~30", "½", "٣", "-", "€"),
        *("2026-11-03", "11/12/2026", "10:30", "24/7", "1.2.3", "10.0.0.1", "3rd", "1st of all", "3-5 %"),
        *("50% - 60%", "1. First of all", "2) then", "- 5 things", "12 of 20 users", "2 500 errors", "0x1F"),
        *("1e5", "5@home", "12-hour", "1234567890123456", "1,2,3"),
    ],
)
def test_what_could_be_something_else_is_no_number(text: str) -> None:
    assert number_in(text) is None


def readings(*texts: str) -> list[tuple[datetime, Reading]]:
    return [(START + timedelta(weeks=n), Reading(Status.ON_TRACK, text)) for n, text in enumerate(texts)]


def test_a_series_is_of_the_unit_with_most_readings() -> None:
    found = series(readings("3 %", "300 ms", "worse", "2,5 %", "12 users", "2 percent"))
    assert found is not None
    assert (found.unit, [str(value) for _, value in found.points]) == ("%", ["3", "2.5", "2"])
    assert [moment for moment, _ in found.points] == [START + timedelta(weeks=n) for n in (0, 3, 5)]


def test_of_two_units_as_frequent_the_newer_one_is_shown() -> None:
    found = series(readings("3 %", "300 ms"))
    assert found is not None
    assert found.unit == "ms"


def test_a_series_holds_the_last_twenty_and_is_none_without_a_number() -> None:
    found = series(readings(*(str(n) for n in range(25))))
    assert found is not None
    assert [int(value) for _, value in found.points] == list(range(5, 25))
    assert series(readings("fine", "")) is None
