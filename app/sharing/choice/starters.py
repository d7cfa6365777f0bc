"""Three questions to begin a conversation with, made by fixed rules out of what is shared, in its own words.

The rules take turns: each says its first before any says a second one. General questions fill up.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain, zip_longest

from app.assessment.model import STANDS
from app.sharing.choice.cutting import cut, one_line
from app.sharing.choice.summary import Summary

COUNT = 3
QUOTE = 150
"""Characters of a quoted piece. Its whole text stands in the share anyway."""

_TITLE = 100
_NOT_ON_MY_OWN = frozenset(stand.label for stand in STANDS if stand.id in {"not-yet", "when-asked"})
_GENERAL = (
    "What in here did you see differently?",
    "What would you like to see more of from me until we talk the next time?",
    "Which of these should I put my next month into?",
)
SOON = timedelta(weeks=3)
BEHIND = "Behind"


def starters(summary: Summary) -> tuple[str, ...]:
    """Exactly three, to the EM, in the author's voice; where anything went well, one is about that."""
    rounds = chain.from_iterable(zip_longest(*(rule(summary) for rule in _RULES)))
    found = dict.fromkeys(question for question in chain(rounds, _GENERAL) if question)
    return tuple(found)[:COUNT]


def _behind(summary: Summary) -> Iterator[str]:
    for bet in summary.bets:
        if bet.status == BEHIND and not bet.verdict:
            left = bet.judge_by - summary.today if bet.judge_by else None
            soon = f" with {_weeks(left)} left" if left and timedelta() < left <= SOON else ""
            yield f"{_title(bet.title)} is {BEHIND}{soon}: what would you cut or change first?"


def _landed(summary: Summary) -> Iterator[str]:
    """What went well, and what a second look found of it."""
    for bet in summary.bets:
        if "the effect lasted: no" in bet.look:
            gone = "landed, and at the second look its effect was gone"
            yield f"{_title(bet.title)} {gone}: what would you try?"
        elif bet.verdict.startswith("it landed"):
            how = bet.verdict.removeprefix("it ").partition(",")[0]
            yield f"{_title(bet.title)} {how}: where else would it help?"


def _missed(summary: Summary) -> Iterator[str]:
    for bet in summary.bets:
        if bet.verdict.startswith(("it did not", "could not")):
            how = bet.verdict.partition(",")[0]
            yield f"{_title(bet.title)}: {how}. What would you have done differently?"


def _on_track(summary: Summary) -> Iterator[str]:
    for bet in summary.bets:
        if bet.status == "On track" and not bet.verdict:
            yield f"{_title(bet.title)} is on track: what would you watch for now?"


def _claimed(summary: Summary) -> Iterator[str]:
    """Of a section whose evidence is shared, what it lacks; of one without, what would count."""
    for section in summary.sections:
        if section.lines and not section.proof:
            yield f"{_title(section.title)}: what would you take as evidence that I do it?"
    if summary.brief:
        claims = [title for title, fact in summary.brief.facts if not fact]
        yield from (f"{_title(title)}: what would you take as evidence that I do it?" for title in claims[:1])


def _standing(summary: Summary) -> Iterator[str]:
    for section in summary.sections:
        if section.stand in _NOT_ON_MY_OWN:
            yield f"{_title(section.title)}: {_quoted(section.stand)} Where could I begin to do it unasked?"


def _recognized(summary: Summary) -> Iterator[str]:
    for mirror in summary.mirror:
        if mirror.signs:
            yield f"I recognized this in myself: {_quoted(mirror.signs[0])} When did you last see it?"


def _agreed(summary: Summary) -> Iterator[str]:
    if summary.agreed:
        yield f"We agreed: {_quoted(summary.agreed)} How did it go, as you saw it?"


_RULES: tuple[Callable[[Summary], Iterator[str]], ...] = (
    _behind,
    _landed,
    _agreed,
    _claimed,
    _missed,
    _on_track,
    _recognized,
    _standing,
)


def _weeks(left: timedelta) -> str:
    weeks = max(1, round(left.days / 7))
    return "a week" if weeks == 1 else f"{weeks} weeks"


def _title(title: str) -> str:
    return f"“{cut(one_line(title), _TITLE)}”"


def _quoted(text: str) -> str:
    return _ended(_quote(text))


def _quote(text: str) -> str:
    return f"“{cut(one_line(text), QUOTE)}”"


def _ended(quote: str) -> str:
    """A sentence of their own that ends by itself needs no second full stop."""
    return quote if quote.rstrip("”").endswith((".", "!", "?", "…")) else f"{quote}."
