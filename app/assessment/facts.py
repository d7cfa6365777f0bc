"""Whether a text is a fact that somebody else could look up, or a claim so far."""

import re
from collections.abc import Iterable
from datetime import date

_LINK = re.compile(r"\bhttps?://\S|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S", re.IGNORECASE)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    "|".join(
        (
            rf"\b{_YEAR}-\d\d(?:-\d\d)?\b",
            rf"\b{_YEAR}-W\d\d\b",
            rf"\b\d{{1,2}}[./]\d{{1,2}}[./](?:{_YEAR}|\d\d)\b",
            rf"\b{_DAY}\.? (?:of )?{_MONTH}\b",
            rf"\b{_MONTH}\.? {_DAY}\b",
            rf"\b{_MONTH}\.?,? (?:of )?{_YEAR}\b",
            rf"\b(?:in|since|until|last|early|late|mid) {_MONTH}\b",
            rf"\b(?:in|since|early|late|mid) {_YEAR}\b",
            rf"\bQ[1-4],? (?:of )?{_YEAR}\b",
        )
    ),
    re.IGNORECASE,
)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def is_fact(text: str, written_on: date, launches: Iterable[str] = ()) -> bool:
    """Whether the text names a link, a date that lay behind when it was written, or one of these launches by
    its title."""
    spaced = " ".join(text.split())
    return (
        _LINK.search(spaced) is not None
        or any(not _is_ahead(found, written_on) for found in _DATE.finditer(spaced))
        or any(_names(spaced, " ".join(title.split())) for title in launches)
    )


def _is_ahead(found: re.Match[str], written_on: date) -> bool:
    """Whether the date is of a later month: a plan. One without a year is of the past."""
    year = re.search(_YEAR, found.string[found.start() : found.end() + len(", 2026")])
    if year is None:
        return False
    month = next((n for n, name in enumerate(_MONTHS, start=1) if name in found[0].casefold()), 0)
    if iso := re.match(r"\d{4}-(\d\d)", found[0]):
        month = int(iso[1])
    return (int(year[0]), month) > (written_on.year, written_on.month)


def _names(text: str, title: str) -> bool:
    """A title of one word counts in its own spelling alone: "Search" is a launch, "search" is a word."""
    is_one_word = " " not in title
    exact = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)", 0 if is_one_word else re.IGNORECASE)
    return bool(title and exact.search(text))


DOUBTS = (
    "When was that, and who else saw it?",
    "Where could somebody look it up who does not know you?",
    "What was different afterward, and by how much?",
    "Would it have happened without you? What shows that?",
)


def doubt(nth: int) -> str:
    """A skeptic's question about the claim in the nth section, so that two in a row differ."""
    return DOUBTS[nth % len(DOUBTS)]
