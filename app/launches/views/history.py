"""What belongs to a bet beside its words: page 2, and what it said between its first and newest version."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.launches.model import DETAILS, INSTRUMENTATION, LINK, STOP, SURE, WHERE, Bet, Detail, Launch
from app.launches.views.common import DETAIL_OPTIONS, message_link
from app.launches.views.quote import SHORT_TEXT, added_words, day_words, different, quoted
from app.rhythm.local import local_day
from app.slackkit.blocks import Block, Words, clip, line, rich

MOST_VERSIONS = 5

_LABELS = {
    WHERE: "Where the number can be seen",
    INSTRUMENTATION: "Instrumentation in place",
    LINK: "Link",
    SURE: "How sure you are that it lands, for you alone",
}


def detail_blocks(launch: Launch, now: datetime, zone: ZoneInfo) -> list[Block]:
    """Page 2, for the person alone. What would make them stop stands with the bet."""
    today = local_day(now, zone)
    told = [(name, launch.details[name]) for name in DETAILS if name != STOP and name in launch.details]
    lines = [
        quoted(f"{_LABELS[name]}{added_words(detail, zone, today)}: ", _text(name, detail))
        for name, detail in told
        if detail.text
    ]
    link = message_link(launch.bet.permalink)
    return [rich(part) for part in (*lines, *([line(Words("Recorded from "), link)] if link else []))]


def _text(name: str, detail: Detail) -> str:
    if name == SURE:
        return f"{detail.text} %"
    labels = {option.value: option.label for option in DETAIL_OPTIONS.get(name, ())}
    return labels.get(detail.text, detail.text)


def version_blocks(versions: Sequence[Bet], now: datetime, zone: ZoneInfo) -> list[Block]:
    """What the bet said before it was sealed, and between its first and its newest version, newest first.

    Those two are quoted elsewhere.
    """
    today = local_day(now, zone)
    told: list[list[Block]] = []
    for before, after in pairwise(versions):
        if before.version < 1:
            told.append(_unsealed(before, after, today, zone))
        elif after is not versions[-1]:
            told.append(_between(before, after, today, zone))
    head = rich(line(Words("Earlier versions", bold=True)))
    return [head, *(rich(*parts) for parts in told[::-1][:MOST_VERSIONS])] if told else []


def _unsealed(bet: Bet, after: Bet, today: date, zone: ZoneInfo) -> list[Block]:
    head = Words(f"Until {_day(after, today, zone)}, before it was sealed", italic=True)
    return [line(head), *_said(bet, after, today)]


def _between(before: Bet, bet: Bet, today: date, zone: ZoneInfo) -> list[Block]:
    head = Words(f"Changed {_day(bet, today, zone)}: ", italic=True)
    return [line(head, Words(clip(bet.reason, SHORT_TEXT))), *_said(bet, before, today)]


def _said(bet: Bet, other: Bet, today: date) -> list[Block]:
    """What this version says otherwise than the other one."""
    said = different(other, bet, today)
    if bet.judge_by != other.judge_by:
        said.append(("Judge by", day_words(bet.judge_by, today)))
    return [quoted(f"{label}: ", text, SHORT_TEXT) for label, text in said]


def _day(bet: Bet, today: date, zone: ZoneInfo) -> str:
    return day_words(local_day(bet.made_at, zone), today) if bet.made_at else "then"
