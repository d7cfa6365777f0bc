"""What was answered about a bet, on its page: the numbers in a line, each answer with its earlier texts."""

from datetime import datetime

from app.checkins.model import (
    STATUS_WORDS,
    Answer,
    Decision,
    Entry,
    Look,
    Reading,
    Revision,
    look_words,
    verdict_words,
)
from app.checkins.model import subject as subject_of
from app.checkins.names import EDIT
from app.checkins.numbers import number_in, series
from app.checkins.pages import BetPage, readings_of
from app.checkins.views.pages import entry_day
from app.launches.views.quote import day_words
from app.rhythm.local import local_day
from app.slackkit.blocks import Block, Words, actions, button, clip, context, line, quote, rich

MOST_ENTRIES = 20
"""Newest first; two blocks each, and a modal holds a hundred."""

MOST_EARLIER = 3
SHORT_EARLIER = 300
FEWEST_NUMBERS = 2


def number_blocks(page: BetPage) -> list[Block]:
    """ "Readings so far (%): 8 Dec: 9; 15 Dec: 8 (in other units: 14 Dec 1.5 days)": in words, for modals."""
    readings = readings_of(page.history)
    found = series((entry.made_at, reading) for entry, reading in readings)
    numbers = [(entry, number) for entry, reading in readings if (number := number_in(reading.text))]
    if found is None or len(numbers) < FEWEST_NUMBERS:
        return []
    others = [(entry, number) for entry, number in numbers if number.unit != found.unit]
    said = "; ".join(f"{_day(page, moment)}: {value:f}" for moment, value in found.points)
    also = "; ".join(f"{entry_day(page, entry)} {it.value:f} {it.unit}".strip() for entry, it in others)
    head = f"Readings so far ({found.unit}): " if found.unit else "Readings so far: "
    more = f" (in other units: {also})" if also else ""
    return [rich(line(Words(head, italic=True), Words(said), Words(more)))]


def story_blocks(page: BetPage) -> list[Block]:
    """Newest first. What was taken back stands there as such."""
    told = [block for entry in page.history[::-1][:MOST_ENTRIES] for block in _entry(page, entry)]
    if not told:
        return [context("Nothing was answered yet.")]
    more = [context("Older answers are below their messages.")] if len(page.history) > MOST_ENTRIES else []
    return told + more


def _entry(page: BetPage, entry: Entry) -> list[Block]:
    words = f"{entry_day(page, entry)}{_changed(page, entry)}: {_words(entry.answer)}"
    earlier = _earlier(page, page.earlier.get(entry, ()))
    if entry.withdrawn:
        return [rich(line(Words(f"{words} (taken back)", bold=True)), *earlier)]
    edit = actions(button("Edit", EDIT, subject_of(entry.launch_id, entry.week)))
    return [rich(line(Words(words, bold=True)), *_texts(entry.answer), *earlier), edit]


def _changed(page: BetPage, entry: Entry) -> str:
    shows = entry.revisions and not entry.withdrawn
    return f", changed {_day(page, entry.revised_at)}" if shows else ""


def _earlier(page: BetPage, revisions: tuple[Revision, ...]) -> list[Block]:
    blocks: list[Block] = []
    for revision in revisions[:MOST_EARLIER]:
        until = f"Until {_day(page, revision.replaced_at)}: "
        blocks += [line(Words(until, italic=True), Words(_words(revision.answer), italic=True))]
        blocks += _texts(revision.answer, SHORT_EARLIER)
    more = "Texts from before that are kept too."
    return [*blocks, *([line(Words(more, italic=True))] if len(revisions) > MOST_EARLIER else [])]


def _words(answer: Answer) -> str:
    match answer:
        case Reading():
            return STATUS_WORDS[answer.status]
        case Decision():
            return verdict_words(answer)
        case Look():
            return look_words(answer)


def _texts(answer: Answer, most: int | None = None) -> list[Block]:
    """Each text in a quote of its own, whole unless `most` says otherwise."""
    match answer:
        case Reading():
            told = [("", answer.text), ("Learned: ", answer.learned), ("Next: ", answer.next)]
            told += [("Missing: ", answer.missing), ("Link: ", answer.link)]
        case Decision():
            told = [("", answer.reflection)]
        case Look():
            told = [("", answer.text)]
    return [quote(label + (clip(text, most) if most else text)) for label, text in told if text]


def _day(page: BetPage, moment: datetime) -> str:
    return day_words(local_day(moment, page.zone), local_day(page.now, page.zone))
