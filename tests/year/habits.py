"""Three ways to live with the messages."""

from collections.abc import Callable, Mapping, Sequence

from app.checkins import action_ids
from tests.year.people import Person
from tests.year.seen import DECISION, LOOK, READING, SHIP, Asked, Got

Habit = Callable[[Person, Got], None]
Verdicts = Mapping[str, Sequence[str]]
"""By title, one for each time it is asked; "keep" where nothing is said."""

_STATUSES = ("behind", "on_track", "on_track", "cannot_tell")
_MORE: Sequence[Mapping[str, str]] = (
    {},
    {"learned": "it is the form, not the price"},
    {},
    {"next": "ask three of them", "link": "https://example.org/board"},
    {},
)
_MENU = {5: action_ids.UNCHANGED, 8: action_ids.UNSEEN}
"""In place of every so-manieth reading."""


def answers_everything(verdicts: Verdicts) -> Habit:
    """Every question in every message, the follow-ups too."""

    def habit(person: Person, message: Got) -> None:
        if person.number("message") % 4 == 0:
            person.answer_all(message.ts)
        for asked in person.open_questions(message.ts):
            person.settle_items(asked, message.ts)
            _answer(person, asked, message.ts, verdicts)

    return habit


def answers_half(verdicts: Verdicts) -> Habit:
    """Every other message, and each time in another way."""
    ways = (
        "reply",
        "status",
        action_ids.TOMORROW,
        "status",
        action_ids.UNSEEN,
        "reply",
        action_ids.TOMORROW,
        "status",
    )

    def habit(person: Person, message: Got) -> None:
        n = person.number("message")
        if n % 2 == 0:
            return
        way = ways[n // 2 % len(ways)]
        questions = person.open_questions(message.ts)
        for asked in questions:
            _half(person, asked, message.ts, way, verdicts)
            way = action_ids.UNSEEN if way == "reply" else way  # one reply a message
        person.answer_all(message.ts)  # of a reminder, which has no other buttons for several

    return habit


def answers_nothing(person: Person, message: Got) -> None:
    """They record, and never click."""


def _answer(person: Person, asked: Asked, ts: str, verdicts: Verdicts) -> None:
    if asked.asks == READING:
        _read(person, asked, ts)
    else:
        _other(person, asked, ts, verdicts)


def _read(person: Person, asked: Asked, ts: str) -> None:
    n = person.number("answer")
    option = _MENU.get(n % 10)
    if option:
        person.choose(option, asked, ts)
        if person.window.top is not None:  # nothing to repeat yet
            person.window.choose("status", "on_track")
            person.write(reading=f"nothing to repeat, {n} of {person.seat.key}")
        return
    _ask_less(person, asked, ts)
    person.reading(_STATUSES[n % len(_STATUSES)], asked, ts, **_MORE[n % len(_MORE)])


def _other(person: Person, asked: Asked, ts: str, verdicts: Verdicts) -> None:
    if asked.asks == SHIP:
        person.ship(asked, ts)
    elif asked.asks == LOOK:
        person.look_again(asked, ts)
    elif asked.asks == DECISION:
        courses = verdicts.get(asked.title, ())
        before = sum(title == asked.title for title, _ in person.judged) - 1
        person.decide(courses[before] if before < len(courses) else "keep", asked, ts)


def _ask_less(person: Person, asked: Asked, ts: str) -> None:
    if "two weeks" in asked.title:
        person.ask_every_two_weeks(asked, ts)


def _half(person: Person, asked: Asked, ts: str, way: str, verdicts: Verdicts) -> None:
    if asked.asks != READING:
        _other(person, asked, ts, verdicts)
    elif way == "reply":
        person.reply(ts, asked.title)
    elif way != "status" and person.can_choose(way, asked, ts):
        person.choose(way, asked, ts)
    else:
        _ask_less(person, asked, ts)
        person.reading(_STATUSES[person.number("answer") % len(_STATUSES)], asked, ts)
