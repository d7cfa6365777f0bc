"""What a check-in says once nothing is asked any more."""

from datetime import date as date_type

from app.checkins.model import (
    COURSES,
    LANDED,
    STATUS_WORDS,
    Asks,
    CheckinState,
    Decision,
    Entry,
    Look,
    Reading,
    Status,
)
from app.checkins.numbers import number_in
from app.checkins.screens import MessageScreen, Shown
from app.launches.model import LaunchState
from app.rhythm.local import local_day
from app.rhythm.rhythm import day_words
from app.slackkit.blocks import Block, Words, clip, date, line, quote

SHORT = 300
_LANDED = dict(LANDED)
_COURSES = {
    "keep": "keep it",
    "iterate": "iterate, with a next bet",
    "roll_back": "roll it back",
    "stop": "stop",
    "too_early": "too early to say",
}
assert set(_COURSES) == {name for name, _ in COURSES}  # noqa: S101
_ENDED = {
    LaunchState.STOPPED: "You stopped following this. What you wrote is kept.",
    LaunchState.DROPPED: "Dropped: it did not ship. What you wrote is kept.",
    LaunchState.CLOSED: "This bet has its verdict.",
}


def receipt_lines(screen: MessageScreen, one: Shown) -> list[Block]:
    """Rich text: the day, what was answered, and what became of the question."""
    if one.entry is not None:
        return _answered(screen, one.entry)
    if one.moved_to is not None:
        return [line(Words("Moved to "), date(one.moved_to, with_time=True), Words("."))]
    return [line(Words(_without_answer(screen, one)))]


def _without_answer(screen: MessageScreen, one: Shown) -> str:
    if one.checkin.state is CheckinState.SNOOZED:
        return "Moved to next week's message."
    if one.checkin.asks is Asks.SHIP and one.launch.state is LaunchState.OPEN:
        day = day_words(one.launch.shipped_on, local_day(screen.now, screen.zone))
        return f"Shipped {day}." if one.launch.shipped else f"Ships {day}."
    if one.launch.state in _ENDED and one.checkin.asks is not Asks.LOOK:
        return _ENDED[one.launch.state]
    return "Skipped this time."


def _answered(screen: MessageScreen, entry: Entry) -> list[Block]:
    today = local_day(screen.now, screen.zone)
    day = day_words(local_day(entry.made_at, screen.zone), today)
    changed = day_words(local_day(entry.revised_at, screen.zone), today)
    again = f", changed {changed}" if entry.revisions else ""
    match entry.answer:
        case Reading() as reading:
            return _reading(screen, reading, f"{day}{again}: ")
        case Decision() as decision:
            return _decision(decision, f"{day}{again}: ", today)
        case Look() as look:
            return [line(Words(f"{day}{again}: the effect lasted: {_LANDED.get(look.lasted, '')}".rstrip()))]


def _reading(screen: MessageScreen, reading: Reading, day: str) -> list[Block]:
    words = STATUS_WORDS[reading.status]
    if screen.words_out or not reading.text or reading.status is Status.UNSEEN:
        return [line(Words(f"{day}{words}."))]
    number = number_in(reading.text)
    read_as = f" Read as {number.value:f} {number.unit}".rstrip() + "." if number else ""
    return [line(Words(f"{day}{words}.{read_as}")), quote(clip(reading.text, SHORT))]


def _decision(decision: Decision, day: str, today: date_type) -> list[Block]:
    landed = _LANDED.get(decision.landed, decision.landed).lower()
    until = f", judge by {day_words(decision.judge_by, today)}" if decision.judge_by else ""
    return [line(Words(f"{day}landed: {landed}. Decision: {_COURSES.get(decision.course, '')}{until}."))]
