"""Time off as a person types it: one day or range a line."""

import re
from datetime import date

from app.rhythm.rhythm import short
from app.settings.model import Wrong

Range = tuple[date, date]

MOST_LINES = 60
FURTHEST_YEARS = 3
LONGEST_DAYS = 366
EXAMPLE = "2026-12-21 to 2027-01-03"

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SPELLED = re.compile(r"(\d{1,2})\.? +([A-Za-z]{3,9})\.? +(\d{4})")
_DAY = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.? +[A-Za-z]{3,9}\.? +\d{4}"
_LINE = re.compile(rf"({_DAY})(?:\s*(?:\bto\b|\buntil\b|\btill\b|-|–|—)\s*({_DAY}))?", re.ASCII)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def read_days_off(text: str, today: date) -> tuple[Range, ...]:
    """The ranges, both ends included, in order, overlapping and adjoining ones as one. Raises Wrong
    with every bad line named, and never what was written there."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise _wrong(MOST_LINES + 1, f"{MOST_LINES} lines are the most. Take out what is over.")
    ranges: list[Range] = []
    wrong: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        try:
            ranges += [_range(line.strip(), today)] if line.strip() else []
        except Wrong as why:
            wrong.append((number, why.sentence))
    if wrong:
        raise Wrong(_all_of(wrong))
    return _joined(sorted(ranges))


def _all_of(wrong: list[tuple[int, str]]) -> str:
    """A sentence for each thing that is wrong, with its lines, as many as an error in Slack has room for."""
    sentences: list[str] = []
    for said in dict.fromkeys(sentence for _, sentence in wrong):
        numbers = [str(number) for number, sentence in wrong if sentence == said]
        lines = f"Line {numbers[0]}" if len(numbers) == 1 else f"Lines {', '.join(numbers)}"
        sentences.append(f"{lines}: {said}")
    return " ".join(sentences)


def write_days_off(ranges: tuple[Range, ...], today: date) -> str:
    """The same as text to edit, without what is over."""
    return "\n".join(_line(first, last) for first, last in ranges if last >= today)


def _line(first: date, last: date) -> str:
    end = f"{short(last)} {last.year}"
    return end if first == last else f"{short(first)} {first.year} to {end}"


def _range(line: str, today: date) -> Range:
    found = _LINE.fullmatch(line)
    if found is None:
        raise Wrong(f"write a day or a range, with the year, such as {EXAMPLE} or 21 Dec 2026.")
    first = _day(found[1])
    last = _day(found[2]) if found[2] else first
    if last < first:
        raise Wrong("the last day lies before the first. Swap them, or check the year.")
    if last < today:
        raise Wrong("these days are over. Check the year, or delete the line.")
    if last.year > today.year + FURTHEST_YEARS:
        raise Wrong(f"that is more than {FURTHEST_YEARS} years ahead. Check the year.")
    if (last - first).days >= LONGEST_DAYS:
        raise Wrong("that is longer than a year. To get no messages at all, use “Stop everything”.")
    return first, last


def _day(text: str) -> date:
    if iso := _ISO.fullmatch(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    else:
        spelled = _SPELLED.fullmatch(text)
        assert spelled is not None, "the line matched one of the two"  # noqa: S101
        year, month, day = int(spelled[3]), _month(spelled[2]), int(spelled[1])
    try:
        return date(year, month, day)
    except ValueError:
        raise Wrong("there is no such day in the calendar. Check day and month.") from None


def _month(name: str) -> int:
    for month, full in enumerate(_MONTHS, 1):
        if full.startswith(name.casefold()):
            return month
    raise Wrong("the month is not one we know. Write it in English, such as Dec, or as a number.")


def _joined(ranges: list[Range]) -> tuple[Range, ...]:
    """A range that could not be typed is not made: the form shows what is stored, and reads it again."""
    joined: list[Range] = []
    for first, last in ranges:
        if joined and _touch(joined[-1], first) and (last - joined[-1][0]).days < LONGEST_DAYS:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _touch(before: Range, first: date) -> bool:
    return first.toordinal() <= before[1].toordinal() + 1


def _wrong(number: int, sentence: str) -> Wrong:
    return Wrong(f"Line {number}: {sentence}")
