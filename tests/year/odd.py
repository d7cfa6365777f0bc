"""What somebody might find silly in what they got. Said, not asserted: some of it is by the rules."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SNOOZE
from tests.year.checks import forgotten
from tests.year.people import Person
from tests.year.seen import DECISION, Got, asked_in


def odd(person: Person) -> Iterator[str]:
    """A line for each, by what it is about."""
    yield from _close_together(person.diary)
    yield from _reminders(person.diary)
    yield from _left_open(person)
    yield from _repeated([one for one in person.diary if one.kind == CHECKIN])
    for one in person.diary:
        yield from _about_verdicts(person, one)
    for title, day in forgotten(person):
        yield f"{day:%d %b}: nothing asked about {title}, to be judged that day"


def _close_together(diary: list[Got]) -> Iterator[str]:
    for before, after in pairwise(diary):
        if before.at.date() == after.at.date():
            yield f"{_day(after)}: {before.kind} and {after.kind} on one day"
        elif after.at - before.at < timedelta(hours=30):
            yield f"{_day(after)}: {after.kind} a day after {before.kind}"


def _reminders(diary: list[Got]) -> Iterator[str]:
    weekly = [one for one in diary if one.kind == CHECKIN]
    for one in diary:
        if one.kind != REMINDER:
            continue
        about = max((each for each in weekly if each.at < one.at), key=lambda each: each.at)
        following = min((each.at.date() for each in weekly if each.at > one.at), default=None)
        if about.week != one.week:
            days = f", {(following - one.at.date()).days} days before the next" if following else ""
            yield f"{_day(one)}: reminds of “this week's” message of {_day(about)}{days}"


def _left_open(person: Person) -> Iterator[str]:
    """An answer may come late; of what is closed nothing is left to answer."""
    asked = [each for one in person.diary for each in asked_in(person.message(one.ts)) if each.asks]
    for title in person.closed:
        count = sum(each.title == title and each.asks != LOOK for each in asked)
        if count:
            yield f"at the end {count} older messages still ask about {title}, which has its verdict"


def _repeated(weekly: list[Got]) -> Iterator[str]:
    for before, after in pairwise(weekly):
        if before.opening == after.opening:
            yield f"{_day(after)}: the opening of the message before"


def _about_verdicts(person: Person, one: Got) -> Iterator[str]:
    for each in one.asked:
        closed = person.closed.get(each.title)
        if closed and one.at.date() > closed and each.asks and one.kind != LOOK:
            yield f"{_day(one)}: asks about {each.title}, closed on {closed:%d %b}"
        if each.asks != DECISION or one.kind == SNOOZE:
            continue
        days = [day for title, day in person.judged if title == each.title]
        if one.at.date() < min(days):
            yield f"{_day(one)}: {each.title} is to be judged, {(min(days) - one.at.date()).days} days early"
        elif one.kind == CHECKIN and "Judge by today" in each.question and one.at.date() not in days:
            yield f"{_day(one)}: “Judge by today” for {each.title}, which is to be judged another day"


def _day(one: Got) -> str:
    return f"{one.at:%a %d %b}"
