"""The number at the beginning of a reading, where there is one. Only there: "about 30" is prose.

What could be a date, a version, a range, an address or the head of a list is no number: a wrong point in a
chart is worse than none.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.checkins.model import Reading

POINTS = 20
"""What one chart line holds."""

MOST_DIGITS = 15
"""More is a telephone number or an id."""

_SPACE = "\u00a0\u2009\u202f"
_PIECES = re.compile(
    rf"""\s*(?P<said>
    (?P<sign>[-+−]?) (?:(?P<currency>[€$£¥])[ {_SPACE}]?)? (?(currency)(?P<late>[-+−]?))
    (?P<digits>[0-9]+(?:[.,'’{_SPACE}][0-9]+)*)
    (?P<times>[kKM](?![^\W\d_]))?
    (?:[ {_SPACE}]?(?P<unit>[%‰°€$£¥]?(?:(?<![^\W\d_])[^\W\d_]+)?(?:/[^\W\d_]+)*))?
    )(?P<rest>.*)""",
    re.VERBOSE | re.DOTALL,
)
_GOES_ON = re.compile(r"\s*[-–—/:]\s*[0-9]|[^\s,.;:!?)\]…]|[.,:][^\s]")
_ANOTHER = re.compile(r"\s+[0-9]")
_LIST_HEAD = re.compile(r"[0-9]{1,2}[.)]\s+\S")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
_GERMAN = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3}){2,}")
_SPACED = re.compile(rf"[1-9][0-9]{{0,2}}([{_SPACE}'’][0-9]{{3}})+([.,][0-9]+)?")
_SIMPLE = re.compile(r"[0-9]+([.,][0-9]+)?")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_TIMES = {"k": Decimal(1000), "K": Decimal(1000), "M": Decimal(1_000_000)}

_NO_UNITS = frozenset(
    ("a", "again", "and", "as", "at", "but", "for", "fewer", "from", "in", "is", "less", "more", "now", "on")
) | {"or", "so", "still", "than", "the", "to", "today", "was", "with"}
_PARTS = frozenset({"of", "out"})
_LARGE = frozenset({"thousand", "million", "mn", "mio", "billion", "bn"})
_ALIASES = {
    "percent": "%",
    "pct": "%",
    "eur": "€",
    "euro": "€",
    "euros": "€",
    "usd": "$",
    "dollar": "$",
    "dollars": "$",
    "gbp": "£",
    "msec": "ms",
    "milliseconds": "ms",
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "mins": "min",
    "minute": "min",
    "minutes": "min",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "day": "days",
    "week": "weeks",
    "user": "users",
}


@dataclass(frozen=True)
class Number:
    """`text` is the piece as it was written; `unit` is made for comparing, empty where none follows."""

    value: Decimal
    unit: str
    text: str


@dataclass(frozen=True)
class Series:
    """The readings of one unit, oldest first, each with its moment."""

    unit: str
    points: tuple[tuple[datetime, Decimal], ...]


def number_in(text: str) -> Number | None:
    """The number that the text begins with. A comma or a point before exactly three digits: "1,200" is
    twelve hundred, "1.200" is one point two, "1.200,5" is twelve hundred again."""
    found = _PIECES.match(text)
    if found is None or _LIST_HEAD.match(text.lstrip()):
        return None
    said, rest, word = found["said"], found["rest"], (found["unit"] or "").casefold()
    value = _value(found["digits"])
    goes_on = _GOES_ON.match(rest) or (not word and _ANOTHER.match(rest))
    if value is None or goes_on or word in _ORDINALS | _PARTS:
        return None
    if word in _NO_UNITS:
        said, word = said[: -len(word)], ""
    negative = (found["sign"] + (found["late"] or "")) in {"-", "−"}
    value *= _TIMES.get(found["times"] or "", Decimal(1))
    return Number(-value if negative else value, _unit(found["currency"] or "", word), said.strip())


def _unit(currency: str, word: str) -> str:
    """After an amount of money a word is rarely a unit: "€ 30 saved"."""
    if currency:
        return currency + (word if word.startswith("/") or word in _LARGE else "")
    return _ALIASES.get(word, word)


def _value(digits: str) -> Decimal | None:
    plain = re.sub(f"[{_SPACE}'’]", "", digits)
    if len(re.sub("[.,]", "", plain)) > MOST_DIGITS:
        return None
    if _ENGLISH.fullmatch(digits):
        return Decimal(plain.replace(",", ""))
    if _GERMAN.fullmatch(digits):
        return Decimal(plain.replace(".", "").replace(",", "."))
    if _SPACED.fullmatch(digits) or _SIMPLE.fullmatch(digits):
        return Decimal(plain.replace(",", "."))
    return None


def series(readings: Iterable[tuple[datetime, Reading]]) -> Series | None:
    """The last 20 numbers of the unit that most readings have; of two such units the newer one.

    `readings`: oldest first. None where no reading begins with a number.
    """
    numbers = [(moment, number) for moment, reading in readings if (number := number_in(reading.text))]
    if not numbers:
        return None
    counts = Counter(number.unit for _, number in numbers)
    newest = {number.unit: place for place, (_, number) in enumerate(numbers)}
    unit = max(counts, key=lambda each: (counts[each], newest[each]))
    points = [(moment, number.value) for moment, number in numbers if number.unit == unit]
    return Series(unit, tuple(points[-POINTS:]))
