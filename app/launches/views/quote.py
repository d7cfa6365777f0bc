"""A bet as it is quoted wherever somebody looks at it again: word for word, with the day it was sealed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.launches.model import STOP, Bet, Launch
from app.rhythm.local import local_day
from app.rhythm.rhythm import short as short_day
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
    quoted = [_quoted(f"{label}: ", text, most) for label, text in texts if text]
    parts = [
        *title,
        *quoted,
        *_stop(launch, zone, most),
        line(Words(dates_words(launch, now, zone))),
        line(Words(f"{seal_words(launch, now, zone)}.", italic=True)),
        *_changed(launch, zone, most),
    ]
    return [rich(*parts)] if short else [rich(part) for part in parts]


def brief_lines(launch: Launch, now: datetime, zone: ZoneInfo, limit: int = SHORT_TEXT) -> list[Block]:
    """A bet among many, as rich text: its target, and the line with its days."""
    days = f"{dates_words(launch, now, zone)} {seal_words(launch, now, zone)}."
    return [_quoted("Target: ", launch.bet.target, limit), line(Words(days, italic=True))]


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
    if not launch.is_sealed(now):
        at = launch.seals_at.astimezone(zone)
        return f"Sealed from {short_day(sealed)}, {at:%H:%M}; until then you can change it freely"
    return f"Sealed {day_words(sealed, local_day(now, zone))}, {_distance(sealed, launch)}"


def day_words(day: date, today: date) -> str:
    """ "3 Nov", with the year where it is not this one."""
    return short_day(day) if day.year == today.year else f"{short_day(day)} {day.year}"


def _distance(sealed: date, launch: Launch) -> str:
    days = (sealed - launch.shipped_on).days
    if days == 0:
        return "the day it shipped" if launch.shipped else "the day it ships"
    return f"{abs(days)} day{'s' * (abs(days) != 1)} {'after' if days > 0 else 'before'} shipping"


def _stop(launch: Launch, zone: ZoneInfo, most: int) -> list[Block]:
    stop = launch.details.get(STOP)
    if stop is None or not stop.text:
        return []
    added = f" (added later, {short_day(local_day(stop.added_at, zone))})" if stop.later else ""
    return [_quoted(f"What would make you stop{added}: ", stop.text, most)]


def _changed(launch: Launch, zone: ZoneInfo, most: int) -> list[Block]:
    """What a sealed bet said at first, and why it says something else now."""
    bet, first = launch.bet, launch.first
    if bet.version == first.version or bet.made_at is None:
        return []
    head = Words(f"Changed {short_day(local_day(bet.made_at, zone))}: ", italic=True)
    before = [
        _quoted(f"At first, {label[0].lower()}{label[1:]}: ", text, most)
        for label, text in _different(bet, first)
    ]
    return [line(head, Words(clip(bet.reason, most))), *before]


def _different(bet: Bet, first: Bet) -> list[tuple[str, str]]:
    """Of the first version, what the newest says otherwise; its judge-by date stands with the dates."""
    texts = [("title", "Title"), *_TEXTS]
    changed = [(label, getattr(first, name)) for name, label in texts if _differs(name, bet, first)]
    shipping = [("Shipped", short_day(first.shipped_on))] if first.shipped_on != bet.shipped_on else []
    return changed + shipping


def _differs(name: str, bet: Bet, first: Bet) -> bool:
    return bool(getattr(bet, name) != getattr(first, name))


def _quoted(label: str, text: str, most: int) -> Block:
    words = line(Words(label, italic=True), Words(clip(text, most)))
    return {**words, "type": "rich_text_quote"}
