"""A bet as a point: its state and numbers in a line; how it came to be that, in the thread."""

from datetime import date
from itertools import pairwise

from app.calendar.schedule import day_words, short
from app.sharing.choice.cutting import cut, one_line
from app.sharing.choice.summary import SharedBet, Told, Version
from app.sharing.post.points import WHOLE, Level, Paragraph, Point, Prose, Style
from app.slack.blocks import TEXT_LIMIT, Block, line_chart

LINK_WORDS = "The Slack message it came from"
FEWEST_POINTS = 2
SHOWN_NUMBERS = 2
SHORT_AIM = 150
_TEXTS = (("title", "Title"), ("problem", "The problem, and for whom"), ("metric", "Metric and baseline"))


def bet_point(number: int, bet: SharedBet, today: date, level: Level) -> Point:
    """The line of a launch, its address as a link, and what else was ticked of it."""
    link = (Prose(bet.address, _shown_address(bet.address), WHOLE, Style.LINK),) if bet.address else ()
    said = (
        Prose(line_words(bet, today), most=level.ours, style=Style.RUN),
        *(link if level.ours else ()),
        *_message(bet, level),
    )
    thread = (
        *_versions(bet, today),
        *((Paragraph("Details", _labelled(bet.details)),) if bet.details else ()),
        *_numbers(bet, today),
        *(Paragraph(_told_words(told, today), _labelled(told.texts)) for told in bet.prose),
    )
    return Point(bet.title, number, tuple(each for each in said if each.text), thread)


def line_words(bet: SharedBet, today: date) -> str:
    """ "Behind. 2.9 s on 24 Nov, 3.3 s on 3 Nov. Target p95 under 2 s, judged by 15 Dec 2026." """
    if not (bet.aim or bet.status or bet.verdict or bet.state):
        return ""  # only other things of it were ticked
    state = f"{bet.verdict} ({_full(bet.decided_on)})" if bet.verdict and bet.decided_on else bet.verdict
    sentences = [state or bet.status, bet.look, *_where_it_stands(bet), _numbers_words(bet, today)]
    judged = f", judged by {_full(bet.judge_by)}" if bet.judge_by and not bet.verdict else ""
    aim = cut(one_line(bet.aim), SHORT_AIM).rstrip(" .")
    sentences.append(f"Target {aim}{judged}" if aim else judged.removeprefix(", "))
    return " ".join(f"{each[:1].upper()}{each[1:].rstrip('.')}." for each in sentences if each)


def _where_it_stands(bet: SharedBet) -> list[str]:
    """What its status does not say: it is not out yet, or over without a verdict."""
    if bet.verdict:
        return []
    said = [] if bet.state.startswith("still open") else [bet.state]
    if bet.state.startswith("still open; "):
        said.append(bet.state.removeprefix("still open; "))
    if not bet.shipped and bet.shipped_on:
        said.append(f"to ship {_full(bet.shipped_on)}")
    return said


def _numbers_words(bet: SharedBet, today: date) -> str:
    """The newest number and the one before it."""
    newest = bet.numbers[::-1][:SHOWN_NUMBERS]
    return ", ".join(f"{each.words} on {day_words(each.day, today)}" for each in newest)


def _shown_address(address: str) -> str:
    """What is read of a link is where it leads."""
    return address.partition("://")[2].removesuffix("/")


def _versions(bet: SharedBet, today: date) -> tuple[Paragraph, ...]:
    """The bet as it was sealed, then each change with its day and its reason, whole."""
    if bet.first is None:
        return ()
    sealed = bet.sealed_on or bet.first.made_on
    head = f"As it was sealed {day_words(sealed, today)}" if sealed else "As it was said first"
    later = [
        (f"Changed {day_words(now.made_on, today)}" if now.made_on else "Changed", before, now)
        for before, now in pairwise((bet.first, *bet.changes))
    ]
    return (
        Paragraph(head, _whole(bet.first, today)),
        *(Paragraph(title, _change(before, now, today)) for title, before, now in later),
    )


def _whole(version: Version, today: date) -> tuple[Prose, ...]:
    texts = [(label, getattr(version, name)) for name, label in (*_TEXTS, ("target", "Target"))]
    return (*(Prose(text, f"{label}: ") for label, text in texts if text), _days(version, today))


def _change(before: Version, now: Version, today: date) -> tuple[Prose, ...]:
    """The reason, and what says something else now."""
    named = (*_TEXTS, ("target", "Target"))
    texts = [
        (label, getattr(now, name)) for name, label in named if getattr(before, name) != getattr(now, name)
    ]
    moved = (before.shipped_on, before.judge_by) != (now.shipped_on, now.judge_by)
    why = (Prose(now.reason, "Why: "),) if now.reason else ()
    return (
        *why,
        *(Prose(text, f"{label}: ") for label, text in texts if text),
        *((_days(now, today),) if moved or not texts else ()),
    )


def _days(version: Version, today: date) -> Prose:
    shipped_on, judge_by = day_words(version.shipped_on, today), day_words(version.judge_by, today)
    return Prose(f"Shipping day {shipped_on}, judged by {judge_by}.", style=Style.LINE)


def _numbers(bet: SharedBet, today: date) -> tuple[Paragraph, ...]:
    """All of them in words with the chart, where the line has not said them all."""
    chart = _chart(bet, today)
    if bet.first is None or (len(bet.numbers) <= SHOWN_NUMBERS and chart is None):
        return ()
    words = "; ".join(f"{day_words(each.day, today)}: {each.words}" for each in bet.numbers)
    return (Paragraph("Numbers", (Prose(words, style=Style.LINE),), chart),) if bet.numbers else ()


def _chart(bet: SharedBet, today: date) -> Block | None:
    """A day is one place in a line: of two numbers the later one counts."""
    points = {day_words(each.day, today): each.value for each in bet.numbers if each.value is not None}
    if len(points) < FEWEST_POINTS:
        return None
    return line_chart(bet.title, "Reading", list(points.items()), bet.unit)


def _message(bet: SharedBet, level: Level) -> tuple[Prose, ...]:
    """The link, and the line of why: never somebody else's words."""
    if not bet.message:
        return ()
    is_address = bet.message.startswith("https://") and len(bet.message) <= TEXT_LIMIT
    style = Style.LINK if is_address else Style.LINE
    label = LINK_WORDS if style is Style.LINK else f"{LINK_WORDS}: "
    return (Prose(bet.message, label, level.ours, style), Prose(bet.why, "Why: ", level.text))


def _told_words(told: Told, today: date) -> str:
    return f"{day_words(told.day, today)}: {told.words}" if told.words else day_words(told.day, today)


def _labelled(texts: tuple[tuple[str, str], ...]) -> tuple[Prose, ...]:
    return tuple(Prose(text, f"{label}: " if label else "") for label, text in texts if text)


def _full(day: date | None) -> str:
    return f"{short(day)} {day.year}" if day else ""
