"""What has to be true of a life, whoever lived it."""

from collections import Counter
from datetime import date, time, timedelta
from itertools import pairwise

from app.calendar.weeks import Week
from app.checkins.views.message import ANSWERED
from app.nudges.kinds import CHECKIN, REMINDER
from app.nudges.model import DEFAULT_BUDGET
from tests.year.people import Person
from tests.year.seen import DECISION, KINDS, SHIP, Got, asked_in, is_asking

APART = timedelta(hours=20)
OPENS, CLOSES = time(9), time(17)
WEEKLY_AT_FIRST = 3
REMINDERS_AT_FIRST = 2


def everybody(person: Person) -> None:
    """What holds whatever they do."""
    manners(person)
    receipts(person)
    no_bet_is_forgotten(person)
    nothing_is_lost(person)


def manners(person: Person) -> None:
    """In working hours, within the budget, apart, one weekly message a week."""
    for one in person.diary:
        assert one.at.isoweekday() <= 5, one
        assert OPENS <= one.at.time() < CLOSES, one
    nudges = [one for one in person.diary if one.counts]
    weeks = Counter(one.week for one in nudges)
    assert all(count <= DEFAULT_BUDGET for count in weeks.values()), weeks
    for before, after in pairwise(nudges):
        assert after.at - before.at >= APART, (before, after)
    weekly = Counter(one.week for one in nudges if one.kind == CHECKIN)
    assert set(weekly.values()) <= {1}, weekly


def forgotten(person: Person) -> list[tuple[str, date]]:
    """Judge-by dates whose week passed without the question, though the bet was open then."""
    asked = {(one.week, each.title) for one in person.diary for each in one.asked if each.asks == DECISION}
    this = Week.of(person.today)
    return [
        (title, day)
        for title, day in person.judged
        if Week.of(day) < this
        and Week.of(person.closed.get(title, date.max)) >= Week.of(day)
        and (Week.of(day), title) not in asked
    ]


def no_bet_is_forgotten(person: Person) -> None:
    """Of what did not ship, as far as anybody said, it is asked whether it did."""
    for title, day in forgotten(person):
        assert title not in person.shipped, f"nothing asked {person.seat.key} about {title}, {day}"
        assert any(each.title == title and each.asks == SHIP for one in person.diary for each in one.asked)


def everything_has_its_verdict(person: Person) -> None:
    """Of whom answered everything: the list says it too."""
    this = Week.of(person.today)
    due = {title for title, day in person.judged if Week.of(day) < this}
    still = {title for title, day in person.judged if Week.of(day) >= this}
    assert due - still == set(person.closed)
    assert person.listed().count("Closed, and kept as evidence") == len(person.closed)


def receipts(person: Person) -> None:
    """What was answered is asked no more, in whichever message; the line above tells nothing of it."""
    for ts, title in person.answered:
        open_ones = [each for each in asked_in(person.message(ts)) if each.title == title and each.asks]
        assert not open_ones, (person.seat.key, title, open_ones)
    for one in person.diary:
        message = person.message(one.ts)
        assert message.text in {*KINDS, ANSWERED}, message.text
        assert one.kind in KINDS.values()
        assert (message.text == ANSWERED) == (not is_asking(message)), (one, message.text)


def nothing_is_lost(person: Person) -> None:
    found = person.everything()
    assert [text for text in person.wrote if text not in found] == []


def silence_is_respected(person: Person) -> None:
    """Who never clicks: three weekly messages after each launch they record, then judge-by dates alone."""
    for began, until in pairwise([*person.recorded, person.world.now]):
        _hears_little([one for one in person.diary if began <= one.at < until])


def _hears_little(got: list[Got]) -> None:
    weekly = [one for one in got if one.kind == CHECKIN]
    assert sum(one.kind == REMINDER for one in got) <= REMINDERS_AT_FIRST
    for one in weekly[WEEKLY_AT_FIRST:]:
        assert {each.asks for each in one.asked} <= {DECISION, SHIP}, one
    if len(weekly) >= WEEKLY_AT_FIRST:
        later = [one for one in got if one.at > weekly[WEEKLY_AT_FIRST - 1].at]
        assert {one.kind for one in later} <= {CHECKIN}, later
