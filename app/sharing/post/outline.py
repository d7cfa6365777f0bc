"""The points of a share, in their order and numbered: launches first, then what was assessed."""

from datetime import date
from itertools import count

from app.calendar.schedule import day_words, short
from app.sharing.choice.summarizing import brief_title
from app.sharing.choice.summary import BriefAssessment, Mirror, SharedSection, Summary
from app.sharing.post.bets import bet_point
from app.sharing.post.points import WHOLE, Level, Paragraph, Point, Prose, Style

NO_EVIDENCE = "no evidence shared"
CLAIM = "a claim so far"
STARTERS = "To talk about"


def outline(summary: Summary, level: Level) -> tuple[tuple[Point, ...], ...]:
    """In groups: the note, launches, what was assessed, what was agreed and what to talk about."""
    numbers = count(1)
    bets = tuple(bet_point(next(numbers), each, summary.today, level) for each in summary.bets)
    brief = (_brief(next(numbers), summary.brief),) if summary.brief else ()
    sections = tuple(_section(next(numbers), each, level) for each in summary.sections)
    mirror = tuple(_mirror(next(numbers), each, level) for each in summary.mirror)
    note = (Point("A note", said=(Prose(summary.note, most=level.note),)),) if summary.note else ()
    groups = (note, bets, brief, sections, mirror, _closing(summary, level))
    return tuple(group for group in groups if group)


def title_words(summary: Summary) -> str:
    """ "Ada Lindgren: what changed since 3 Nov 2026"; "What I share" where nobody's name was asked for."""
    if not summary.author:
        return "What I share"
    if summary.since_day is None:
        return f"{summary.author} shares this"
    return f"{summary.author}: what changed since {day_and_year(summary.since_day)}"


def snapshot_words(summary: Summary) -> str:
    """ "As of 1 Dec 2026. Ada chose each part." """
    author = summary.author.split()[0] if summary.author else "I"
    return f"As of {day_and_year(summary.today)}. {author} chose each part."


def day_and_year(day: date) -> str:
    """ "3 Nov 2025"."""
    return f"{short(day)} {day.year}"


def _brief(number: int, brief: BriefAssessment) -> Point:
    """Each section's name and its newest fact, on one line of its own."""
    said = tuple(
        Prose(f"{title}: {fact if fact else CLAIM}", most=WHOLE, style=Style.BULLET)
        for title, fact in brief.facts
    )
    return Point(brief_title(brief.day), number, said)


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
