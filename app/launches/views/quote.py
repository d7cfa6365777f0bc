"""A bet as it is quoted wherever somebody looks at it again: word for word, with the day it was sealed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.launches.model import STOP, Bet, Detail, Launch
from app.rhythm.local import local_day
from app.rhythm.rhythm import day_words as day_words
from app.slackkit.blocks import TEXT_LIMIT, Block, Words, clip, line, rich

SHORT_TEXT = 300
"""Characters of each text where several bets stand on one screen. Nearly all bets are whole in it."""

_TEXTS = (("problem", "The problem, and for whom"), ("metric", "Metric and baseline"), ("target", "Target"))


def quote_blocks(
    launch: Launch,
    now: datetime,
    zone: ZoneInfo,
    *,
    short: bool,
    titled: bool = True,
    limit: int = SHORT_TEXT,
) -> list[Block]:
    """What was bet, in the person's own words.

    `short` is one block, with each text cut at `limit` characters, for screens with several bets; else each
    text is whole and has a block of its own. Of page 2 only what would make them stop is quoted; how sure
    they are never is.
    """
    most = limit if short else TEXT_LIMIT
    title = [line(Words(launch.bet.title, bold=True))] if titled else []
    texts = [(label, getattr(launch.bet, name)) for name, label in _TEXTS]
    bet = [quoted(f"{label}: ", text, most) for label, text in texts if text]
    today = local_day(now, zone)
    parts = [
        *title,
        *bet,
        *_stop(launch, zone, most, today),
        line(Words(dates_words(launch, now, zone))),
        line(Words(f"{seal_words(launch, now, zone)}.", italic=True)),
        *_changed(launch, zone, most, today),
    ]
    return [rich(*parts)] if short else [rich(part) for part in parts]


def brief_lines(launch: Launch, now: datetime, zone: ZoneInfo, limit: int = SHORT_TEXT) -> list[Block]:
    """A bet among many, as rich text: its target, and the line with its days."""
    days = f"{dates_words(launch, now, zone)} {seal_words(launch, now, zone)}."
    return [quoted("Target: ", launch.bet.target, limit), line(Words(days, italic=True))]


def dates_words(launch: Launch, now: datetime, zone: ZoneInfo) -> str:
    """ "Shipped 3 Nov. Judge by 15 Dec (at first 1 Dec)." """
    today = local_day(now, zone)
    shipped = "Shipped" if launch.shipped else "Ships"
    shipped_on, judge_by = day_words(launch.shipped_on, today), day_words(launch.judge_by, today)
    first = launch.first.judge_by
    at_first = "" if first == launch.judge_by else f" (at first {day_words(first, today)})"
    return f"{shipped} {shipped_on}. Judge by {judge_by}{at_first}."


def seal_words(launch: Launch, now: datetime, zone: ZoneInfo) -> str:
    """ "Sealed 3 Nov, 2 days after shipping"; before that, until when it can still be changed freely."""
    sealed = local_day(launch.seals_at, zone)
    day = day_words(sealed, local_day(now, zone))
    if not launch.is_sealed(now):
        at = launch.seals_at.astimezone(zone)
        return f"Sealed from {day}, {at:%H:%M}; until then you can change it freely"
    return f"Sealed {day}, {_distance(sealed, launch)}"


def _distance(sealed: date, launch: Launch) -> str:
    days = (sealed - launch.shipped_on).days
    if days == 0:
        return "the day it shipped" if launch.shipped else "the day it ships"
    return f"{abs(days)} day{'s' * (abs(days) != 1)} {'after' if days > 0 else 'before'} shipping"


def _stop(launch: Launch, zone: ZoneInfo, most: int, today: date) -> list[Block]:
    stop = launch.details.get(STOP)
    if stop is None or not stop.text:
        return []
    return [quoted(f"What would make you stop{added_words(stop, zone, today)}: ", stop.text, most)]


def added_words(detail: Detail, zone: ZoneInfo, today: date) -> str:
    """ " (added later, 8 Dec)"; empty for what was there when the bet was recorded."""
    return f" (added later, {day_words(local_day(detail.added_at, zone), today)})" if detail.later else ""


def _changed(launch: Launch, zone: ZoneInfo, most: int, today: date) -> list[Block]:
    """What a sealed bet said at first, and why it says something else now."""
    bet, first = launch.bet, launch.first
    if bet.version == first.version or bet.made_at is None:
        return []
    head = Words(f"Changed {day_words(local_day(bet.made_at, zone), today)}: ", italic=True)
    before = [
        quoted(f"At first, {label[0].lower()}{label[1:]}: ", text, most)
        for label, text in different(bet, first, today)
    ]
    return [line(head, Words(clip(bet.reason, most))), *before]


def different(bet: Bet, other: Bet, today: date) -> list[tuple[str, str]]:
    """Of the other version, what this one says otherwise; the judge-by date stands elsewhere."""
    texts = [("title", "Title"), *_TEXTS]
    changed = [(label, getattr(other, name)) for name, label in texts if _differs(name, bet, other)]
    moved = other.shipped_on != bet.shipped_on
    return changed + ([("Shipped", day_words(other.shipped_on, today))] if moved else [])


def _differs(name: str, bet: Bet, other: Bet) -> bool:
    return bool(getattr(bet, name) != getattr(other, name))


def quoted(label: str, text: str, most: int = TEXT_LIMIT) -> Block:
    """A person's words after what they are about, as a part of rich text."""
    words = line(Words(label, italic=True), Words(clip(text, most)))
    return {**words, "type": "rich_text_quote"}
