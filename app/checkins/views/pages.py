"""What the modals about check-ins share: the bet, and what was read so far."""

from app.checkins.model import STATUS_WORDS, Entry, Reading
from app.checkins.pages import BetPage, Page
from app.launches.model import Launch
from app.launches.views.quote import day_words, quote_blocks
from app.rhythm.local import local_day
from app.slackkit.blocks import Block, Words, alert, clip, context, line, modal, quote, rich

PRIVATE = "Only you can see this, unless you share it. It is saved while you type."
SHORT_READING = 200
EARLIER = 10
NOTICE = "checkin.notice"
"""Callback id of a modal that only says something."""


def quoted_bet(page: Page | BetPage, launch: Launch | None = None) -> list[Block]:
    return quote_blocks(launch or page.launch, page.now, page.zone, short=True)


def last_reading(page: Page) -> list[Block]:
    """What was seen the last time, whole as far as it is not very long."""
    if not page.readings:
        return []
    entry, reading = page.readings[-1]
    head = Words(f"Last reading, {entry_day(page, entry)}: ", italic=True)
    said = [quote(clip(reading.text, 5 * SHORT_READING))] if reading.text else []
    return [rich(line(head, Words(STATUS_WORDS[reading.status])), *said)]


def readings_so_far(page: Page | BetPage, readings: tuple[tuple[Entry, Reading], ...]) -> list[Block]:
    """The last readings, a line each."""
    lines = [
        line(Words(f"{entry_day(page, entry)}: ", italic=True), Words(reading_words(reading)))
        for entry, reading in readings[-EARLIER:]
    ]
    return [rich(line(Words("What you read since", bold=True)), *lines)] if lines else []


def reading_words(reading: Reading) -> str:
    words = STATUS_WORDS[reading.status]
    return f"{clip(reading.text, SHORT_READING)} ({words})" if reading.text else words


def entry_day(page: Page | BetPage, entry: Entry) -> str:
    return day_words(local_day(entry.made_at, page.zone), local_day(page.now, page.zone))


def changing(entry: Entry | None) -> list[Block]:
    """Said above a form that changes an answer."""
    return [context("You answered this. You can change it: earlier texts are kept.")] if entry else []


def notice_view(sentence: str) -> Block:
    """A sentence for a click that could not do what it says."""
    return modal(NOTICE, "Your messages", [alert(sentence, "info")], close="Close")
