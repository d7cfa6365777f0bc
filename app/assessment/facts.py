"""Whether a text is a fact that somebody else could look up, or a claim so far."""

import re
from collections.abc import Iterable

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


def is_fact(text: str, launches: Iterable[str] = ()) -> bool:
    """Whether the text names a date or a link, or one of these launches by its title."""
    spaced = " ".join(text.split())
    return bool(_LINK.search(spaced) or _DATE.search(spaced)) or any(
        _names(spaced, " ".join(title.split())) for title in launches
    )


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
