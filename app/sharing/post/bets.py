"""A bet as a point: as it was said first, what changed and why, the numbers, and what came of it."""

from datetime import date
from itertools import pairwise

from app.calendar.schedule import day_words
from app.sharing.choice.summary import SharedBet, Told, Version
from app.sharing.post.points import Level, Paragraph, Point, Prose, Style
from app.slack.blocks import TEXT_LIMIT, Block, line_chart

LINK_WORDS = "The Slack message it came from"
FEWEST_POINTS = 2
_TEXTS = (("problem", "The problem, and for whom"), ("metric", "Metric and baseline"), ("target", "Target"))


def bet_point(number: int, bet: SharedBet, today: date, level: Level) -> Point:
    said = (
        *_versions(bet, today, level),
        *_numbers(bet, today, level),
        *_outcome(bet, today, level),
        *_message(bet, level),
    )
    shown = tuple(each for each in said if each.text)
    details = (Paragraph("Details", _labelled(bet.details)),) if bet.details else ()
    thread = (
        *(_all_versions(bet, today) if _is_told_again(bet, shown, level) else ()),
        *details,
        *(() if level.copy else _all_numbers(bet, today, shown)),
        *(Paragraph(_told_words(told, today), _labelled(told.texts)) for told in bet.prose),
    )
    return Point(bet.title, number, shown, thread)


def _is_told_again(bet: SharedBet, shown: tuple[Prose, ...], level: Level) -> bool:
    """Do the versions stand in the thread, each whole?"""
    cut = any(each.is_cut for each in shown if each.told and each.style is not Style.LINE)
    return bet.first is not None and not level.copy and (cut or bool(bet.changes))


def _versions(bet: SharedBet, today: date, level: Level) -> tuple[Prose, ...]:
    if bet.first is None:
        return ()
    first = bet.first
    title = first.title if first.title != bet.title else ""
    return (
        Prose(_dates(bet, first, today), most=level.ours, style=Style.LINE),
        Prose(title, "At first called: ", level.text, told=True),
        Prose(first.problem, f"{_TEXTS[0][1]}: ", level.text, told=True),
        Prose(first.metric, f"{_TEXTS[1][1]}: ", level.text, told=True),
        Prose(first.target, f"{_TEXTS[2][1]}: ", level.target, told=True),
        *_changes(first, bet.changes, today, level),
    )


def _dates(bet: SharedBet, first: Version, today: date) -> str:
    """ "Sealed 3 Nov. Shipped 1 Nov. Judge by 15 Dec (at first 1 Dec)."

    Both days as they stand now: "too early" and another shipping day move them without a new version.
    """
    newest = bet.changes[-1] if bet.changes else first
    judge_on, ship_on = bet.judge_by or newest.judge_by, bet.shipped_on or newest.shipped_on
    sealed = f"Sealed {day_words(bet.sealed_on, today)}. " if bet.sealed_on else ""
    shipped = "Shipped" if bet.shipped else "Ships"
    moved = judge_on != first.judge_by
    at_first = f" (at first {day_words(first.judge_by, today)})" if moved else ""
    shipped_on, judge_by = day_words(ship_on, today), day_words(judge_on, today)
    return f"{sealed}{shipped} {shipped_on}. Judge by {judge_by}{at_first}."


def _changes(first: Version, changes: tuple[Version, ...], today: date, level: Level) -> tuple[Prose, ...]:
    """The newest ones, each with its reason and with what it says otherwise; the thread has all of them."""
    every = list(pairwise((first, *changes)))
    kept = every[max(0, len(every) - level.changes) :]
    left = len(every) - len(kept)
    earlier = f"Changed {left} time{'s' * (left != 1)}{' before' if kept else ''}: see the thread."
    head = (Prose(earlier, most=level.ours, style=Style.LINE, told=True),) if left else ()
    return (*head, *(said for before, now in kept for said in _change(before, now, today, level)))


def _change(before: Version, now: Version, today: date, level: Level) -> tuple[Prose, ...]:
    """The day, the reason, and the texts that are others now."""
    names = (("title", "title"), ("problem", "problem"), ("metric", "metric"), ("target", "target"))
    said = [
        (label, getattr(now, name)) for name, label in names if getattr(before, name) != getattr(now, name)
    ]
    return (
        Prose(_changed_words(before, now, today), most=level.ours, style=Style.LINE, told=True),
        Prose(now.reason, "Why: ", level.text, told=True),
        *(Prose(text, f"New {label}: ", level.text, told=True) for label, text in said),
    )


def _changed_words(before: Version, now: Version, today: date) -> str:
    """ "Changed 1 Dec: judged by 15 Dec." """
    on = f" {day_words(now.made_on, today)}" if now.made_on else ""
    days = (("shipping day", before.shipped_on, now.shipped_on), ("judged by", before.judge_by, now.judge_by))
    moved = ", ".join(f"{label} {day_words(day, today)}" for label, was, day in days if was != day)
    return f"Changed{on}: {moved}." if moved else f"Changed{on}."


def _all_versions(bet: SharedBet, today: date) -> tuple[Paragraph, ...]:
    """Every one, whole, with its day."""
    if bet.first is None:
        return ()
    sealed = bet.sealed_on or bet.first.made_on
    first = f"As it was sealed {day_words(sealed, today)}" if sealed else "As it was said first"
    later = [
        (f"As it was said from {day_words(each.made_on, today)}" if each.made_on else "Later", each)
        for each in bet.changes
    ]
    return tuple(Paragraph(head, _whole(each, today)) for head, each in ((first, bet.first), *later))


def _whole(version: Version, today: date) -> tuple[Prose, ...]:
    texts = [(label, getattr(version, name)) for name, label in (("title", "Title"), *_TEXTS)]
    shipped_on, judge_by = day_words(version.shipped_on, today), day_words(version.judge_by, today)
    days = f"Shipping day {shipped_on}, judged by {judge_by}."
    why = [("Why it was changed", version.reason)] if version.reason else []
    said = tuple(Prose(text, f"{label}: ") for label, text in (*why, *texts) if text)
    return (*said, Prose(days, style=Style.LINE))


def _numbers(bet: SharedBet, today: date, level: Level) -> tuple[Prose, ...]:
    """In words, the newest ones at the end."""
    shown = bet.numbers[max(0, len(bet.numbers) - level.numbers) :]
    if not shown:
        return ()
    every = len(bet.numbers)
    newest = (
        f"The newest of {every} numbers" if len(shown) == 1 else f"The newest {len(shown)} of {every} numbers"
    )
    head = "Numbers: " if len(shown) == every else f"{newest} (all are in the thread): "
    return (Prose(_in_words(bet, today, len(shown)), head, level.target, Style.LINE, told=True),)


def _in_words(bet: SharedBet, today: date, newest: int) -> str:
    return "; ".join(f"{day_words(each.day, today)}: {each.words}" for each in bet.numbers[-newest:])


def _all_numbers(bet: SharedBet, today: date, shown: tuple[Prose, ...]) -> tuple[Paragraph, ...]:
    """All of them in words, with the chart; nothing where the first message has them and there is no line."""
    words = _in_words(bet, today, len(bet.numbers))
    chart = _chart(bet, today)
    if not bet.numbers or (chart is None and any(each.shown == words for each in shown)):
        return ()
    return (Paragraph("Numbers", (Prose(words, style=Style.LINE),), chart),)


def _chart(bet: SharedBet, today: date) -> Block | None:
    """A day is one place in a line: of two numbers the later one counts."""
    points = {day_words(each.day, today): each.value for each in bet.numbers if each.value is not None}
    if len(points) < FEWEST_POINTS:
        return None
    return line_chart(bet.title, "Reading", list(points.items()), bet.unit)


def _outcome(bet: SharedBet, today: date, level: Level) -> tuple[Prose, ...]:
    decided = f"Decided {day_words(bet.decided_on, today)}" if bet.decided_on else "Decided"
    verdict = f"{decided}: {bet.verdict}." if bet.verdict else bet.state
    return tuple(
        Prose(words[:1].upper() + words[1:].rstrip(".") + ".", most=level.ours, style=Style.LINE)
        for words in (verdict, bet.look)
        if words
    )


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
