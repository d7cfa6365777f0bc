"""Three questions to begin a conversation with, made by fixed rules out of what is shared, in its own words.

The rules take turns: each says its first before any says a second one. General questions fill up.
"""

from collections.abc import Callable, Iterator
from itertools import chain, zip_longest

from app.assessment.model import STANDS
from app.sharing.choice.cutting import cut, first_sentence, one_line
from app.sharing.choice.summary import SharedBet, Summary

COUNT = 3
QUOTE = 150
"""Characters of a quoted piece. Its whole text stands in the share anyway."""

_TITLE = 100
_NOT_ON_MY_OWN = frozenset(stand.label for stand in STANDS if stand.id in {"not-yet", "when-asked"})
_HOW_IT_LANDED = {
    "no": "did not land",
    "partly": "landed partly",
    "cannot tell": "has a verdict, and I could not tell whether it landed",
}
_GENERAL = (
    "What would you like to see more of from me until we talk the next time?",
    "What in here did you see differently?",
    "Where could I have acted earlier, without being asked?",
)


def starters(summary: Summary) -> tuple[str, ...]:
    """Exactly three, to the EM, in the author's voice."""
    rounds = chain.from_iterable(zip_longest(*(rule(summary) for rule in _RULES)))
    found = dict.fromkeys(question for question in chain(rounds, _GENERAL) if question)
    return tuple(found)[:COUNT]


def _decided(summary: Summary) -> Iterator[str]:
    for bet in summary.bets:
        landed = _HOW_IT_LANDED.get(_landed(bet))
        if landed:
            yield f"{_title(bet.title)} {landed}.{_target(bet)} What would you have done differently?"


def _numbered(summary: Summary) -> Iterator[str]:
    for bet in summary.bets:
        if bet.numbers and _target(bet) and _landed(bet) not in _HOW_IT_LANDED:
            yield f"{_title(bet.title)}:{_target(bet)} What do you make of it?"


def _unproven(summary: Summary) -> Iterator[str]:
    for section in summary.sections:
        if section.lines and not section.proof:
            title = _title(section.title)
            yield f"{title}: what would you take as evidence that I do it?"


def _standing(summary: Summary) -> Iterator[str]:
    for section in summary.sections:
        if section.stand in _NOT_ON_MY_OWN:
            yield f"{_title(section.title)}: {_quoted(section.stand)} Where could I begin to do it unasked?"


def _recognised(summary: Summary) -> Iterator[str]:
    for mirror in summary.mirror:
        if mirror.signs:
            yield f"I recognized this in myself: {_quoted(mirror.signs[0])} When did you last see it?"


def _agreed(summary: Summary) -> Iterator[str]:
    if summary.agreed:
        yield f"We agreed: {_quoted(summary.agreed)} How did it go, as you saw it?"


def _written(summary: Summary) -> Iterator[str]:
    """The sections in two lines. Prose stands in the thread alone, so it is not quoted above it."""
    for section in summary.sections:
        if section.lines:
            quote = _ended(f"“{first_sentence(section.lines, QUOTE)}”")
            yield f"{_title(section.title)}: {quote} Would you say the same of me?"


_RULES: tuple[Callable[[Summary], Iterator[str]], ...] = (
    _decided,
    _numbered,
    _unproven,
    _recognised,
    _standing,
    _agreed,
    _written,
)


def _landed(bet: SharedBet) -> str:
    """Out of the words of the verdict."""
    return bet.verdict.partition(",")[0].removeprefix("landed: ")


def _target(bet: SharedBet) -> str:
    """ " I bet on “under 8 %” and last read “9 %”.", as far as it is shared."""
    if bet.first is None:
        return ""
    read = f", and last read {_quote(bet.numbers[-1].words)}" if bet.numbers else ""
    return f" I bet on {_quote(bet.first.target)}{read}."


def _title(title: str) -> str:
    return f"“{cut(one_line(title), _TITLE)}”"


def _quoted(text: str) -> str:
    return _ended(_quote(text))


def _quote(text: str) -> str:
    return f"“{cut(one_line(text), QUOTE)}”"


def _ended(quote: str) -> str:
    """A sentence of their own that ends by itself needs no second full stop."""
    return quote if quote.rstrip("”").endswith((".", "!", "?", "…")) else f"{quote}."
