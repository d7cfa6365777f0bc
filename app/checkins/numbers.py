"""The numbers among the readings of a bet: one rule, told in docs/numbers.md.

A wrong point in a chart is worse than none: whatever does not follow the rule stays the text that it is.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from app.checkins.model import Reading
from app.launches.model import Bet

T = TypeVar("T")

POINTS = 20
"""What one chart line holds."""

_NO_UNITS = frozenset({"a", "an", "and", "each", "in", "of", "on", "per", "to"})
"""Words that follow a number and are no unit of it: "31 a week"."""

_SPACE = "[ \u00a0\u2009\u202f]"
_THOUSANDS = r"[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,9})?"
_NUMBER = re.compile(
    rf"""
    (?<![\w.,:/–-])
    (?P<sign>[-+−]?) (?:(?P<currency>[€$£¥]){_SPACE}?)?
    (?P<digits> {_THOUSANDS} | [0-9]{{1,15}}(?:[.,][0-9]{{1,9}})? )
    (?: (?(currency)|{_SPACE}?) (?P<unit> [%‰€$£¥] | °?[^\W\d_]+(?:/[^\W\d_]+)* )
      | (?(currency)|(?! {_SPACE}?[^\W\d_] | [.)]\s )) )
    (?= [.,;:!?)\]]* (?:\s|$) ) (?! \s*[-–—/]?\s*[0-9] )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Number:
    """`text` is the piece as it was written; `unit` is made for comparing, empty where none follows."""

    value: Decimal
    unit: str
    text: str


@dataclass(frozen=True)
class Series(Generic[T]):
    """The readings of one unit, oldest first, each with what stood beside it."""

    unit: str
    points: tuple[tuple[T, Decimal], ...]


def number_in(text: str, bet: Bet) -> Number | None:
    """The number that the text begins with, in a unit that the bet names or in none: else it is no point."""
    return _begin(text, {*_units(bet), ""})


def numbers(readings: Iterable[tuple[T, Reading]], bet: Bet) -> list[tuple[T, Number]]:
    """The readings that begin with such a number, each with what stood beside it."""
    units = {*_units(bet), ""}
    return [(beside, number) for beside, reading in readings if (number := _begin(reading.words, units))]


def series(readings: Iterable[tuple[T, Reading]], bet: Bet) -> Series[T] | None:
    """The last 20 numbers in the first of the bet's units that any reading has.

    `readings`: oldest first. None where no reading begins with such a number.
    """
    found = numbers(readings, bet)
    said = {number.unit for _, number in found}
    unit = next((unit for unit in [*_units(bet), ""] if unit in said), None)
    if unit is None:
        return None
    points = [(beside, number.value) for beside, number in found if number.unit == unit]
    return Series(unit, tuple(points[-POINTS:]))


def target_in(bet: Bet, unit: str) -> Decimal | None:
    """The one number that the target names in this unit; None where it names none, or several."""
    found = {_value(match) for match in _NUMBER.finditer(bet.target) if _unit(match) == unit}
    return found.pop() if len(found) == 1 else None


def is_qualitative(bet: Bet) -> bool:
    """Neither baseline nor target holds a digit: nobody is asked for a number then, and none is drawn."""
    return not any(sign.isdigit() for sign in bet.metric + bet.target)


def _begin(text: str, units: Collection[str]) -> Number | None:
    found = _NUMBER.match(text.lstrip())
    if found is None or _unit(found) not in units:
        return None
    text = found[0] if _unit(found) or not found["unit"] else found[0].removesuffix(found["unit"]).rstrip()
    return Number(_value(found), _unit(found), text)


def _value(found: re.Match[str]) -> Decimal:
    digits = found["digits"]
    value = Decimal(digits.replace(",", "" if re.fullmatch(_THOUSANDS, digits) else "."))
    return -value if found["sign"] in {"-", "−"} else value


def _units(bet: Bet) -> list[str]:
    """Those behind the numbers of the target, then of the metric, in the order in which they stand."""
    found = [match for text in (bet.target, bet.metric) for match in _NUMBER.finditer(text)]
    return [unit for match in found if (unit := _unit(match))]


def _unit(found: re.Match[str]) -> str:
    unit = (found["unit"] or "").casefold()
    return (found["currency"] or "") + ("" if unit in _NO_UNITS else unit)
