"""The points of a share, in their order and numbered."""

from datetime import date
from itertools import count

from app.calendar.schedule import day_words, short
from app.sharing.choice.summary import Mirror, SharedSection, Summary
from app.sharing.post.bets import bet_point
from app.sharing.post.points import Level, Paragraph, Point, Prose, Style

NO_EVIDENCE = "no evidence shared"
MADE = "Nothing else is in it; a snapshot of {day}."
STARTERS = "To start talking"


def outline(summary: Summary, level: Level) -> tuple[tuple[Point, ...], ...]:
    """In groups: what is new and the note, sections, mirror, bets, what was agreed and how to start."""
    numbers = count(1)
    sections = tuple(_section(next(numbers), each, level) for each in summary.sections)
    mirror = tuple(_mirror(next(numbers), each, level) for each in summary.mirror)
    bets = tuple(bet_point(next(numbers), each, summary.today, level) for each in summary.bets)
    groups = (_opening(summary, level), sections, mirror, bets, _closing(summary, level))
    return tuple(group for group in groups if group)


def title_words(summary: Summary) -> str:
    """ "Ada chose to share this, for Dana"; "What I share" where nobody's name was asked for."""
    if not summary.author:
        return "What I share"
    return f"{summary.author} chose to share this" + (f", for {summary.em}" if summary.em else "")


def snapshot_words(today: date) -> str:
    return MADE.format(day=day_and_year(today))


def day_and_year(day: date) -> str:
    """ "3 Nov 2025"."""
    return f"{short(day)} {day.year}"


def _opening(summary: Summary, level: Level) -> tuple[Point, ...]:
    note = Point("A note", said=(Prose(summary.note, most=level.note),)) if summary.note else None
    return tuple(point for point in (_since(summary, level), note) if point)


def _since(summary: Summary, level: Level) -> Point | None:
    """ "New since 3 Nov: “Faster checkout”." """
    if summary.since_day is None:
        return None
    day = day_words(summary.since_day, summary.today)
    if not summary.since:
        return Point(f"No item below is new since {day}, the last share here.")
    first, *others = _by_kind(summary.since)
    said = " ".join((f"{first[1]}.", *(f"{kind}: {titles}." for kind, titles in others)))
    return Point(f"{first[0]} since {day}", said=(Prose(said, most=level.note, style=Style.RUN),))


def _by_kind(since: tuple[str, ...]) -> list[tuple[str, str]]:
    """What is new together, and then what is changed."""
    kinds: dict[str, list[str]] = {}
    for each in since:
        kind, _, title = each.partition(": ")
        kinds.setdefault(kind, []).append(title)
    return sorted(
        ((kind, ", ".join(titles)) for kind, titles in kinds.items()), key=lambda each: each[0] != "New"
    )


def _section(number: int, section: SharedSection, level: Level) -> Point:
    none = Prose(NO_EVIDENCE, most=level.ours, style=Style.SMALL)
    proof = Prose(section.proof, "Shown by: ", level.small, Style.SMALL) if section.proof else none
    said = (
        Prose(section.lines, most=level.lines),
        Prose(section.stand, "Where I stand: ", level.ours, Style.LINE),
        proof,
    )
    answers = tuple(Paragraph(question, (Prose(answer),)) for question, answer in section.answers if answer)
    return Point(section.title, number, _present(said), answers)


def _mirror(number: int, mirror: Mirror, level: Level) -> Point:
    signs = tuple(Prose(sign, most=level.text, style=Style.BULLET) for sign in mirror.signs)
    head = (Prose("I recognized:", most=level.ours, style=Style.LINE),) if signs else ()
    when = (Paragraph("When that was", (Prose(mirror.when),)),) if mirror.when else ()
    return Point(mirror.title, number, (*head, *_present(signs)), when)


def _closing(summary: Summary, level: Level) -> tuple[Point, ...]:
    on = f" on {day_words(summary.agreed_on, summary.today)}" if summary.agreed_on else ""
    agreed = Prose(summary.agreed, most=level.note)
    starters = tuple(Prose(each, most=level.starter, style=Style.BULLET) for each in summary.starters)
    points = (
        Point(f"What we agreed{on}", said=_present((agreed,))),
        Point(STARTERS, said=_present(starters)),
    )
    return tuple(point for point in points if point.said)


def _present(said: tuple[Prose, ...]) -> tuple[Prose, ...]:
    return tuple(each for each in said if each.text)
