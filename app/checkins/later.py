"""Not now, not so often, not at all: what the menu of a check-in does without a word of the person."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.checkins.model import MOST_SNOOZES, CheckinState
from app.checkins.names import LATER, NEXT_WEEK, TOMORROW
from app.checkins.visit import Subject, Visit
from app.errors import NotFound
from app.nudges.store import MannersStore
from app.rhythm.appointments import after_hours
from app.rhythm.local import instant, local_day
from app.rhythm.rhythm import day_words
from app.rhythm.weeks import Week

HOURS = timedelta(hours=3)
PAUSE = timedelta(weeks=4)

WEEKS2, PAUSED, STOPPED = "weeks2", "pause", "stop"

TWICE = (
    "This check-in was put off twice already. Answer it, skip it, or leave it: the next one comes in its "
    "week anyway."
)


def skip(visit: Visit, about: Subject) -> None:
    """Nothing is asked about it this week. An answer that is there stays."""
    if about.checkin is None or about.checkin.state is not CheckinState.ANSWERED:
        visit.checkins.settle(about.launch.id, about.week, CheckinState.SKIPPED, about.asks)
    visit.show(about)
    visit.plan()


def snooze(visit: Visit, about: Subject, how: str) -> str:
    """Ask again later. A sentence where that is not possible any more, else empty."""
    one = about.checkin
    if one is None:
        raise NotFound
    visit.show(about)
    if one.state is CheckinState.ANSWERED or _is_put_off(visit, about):
        return ""
    if one.snoozes >= MOST_SNOOZES:
        return TWICE
    wanted = _wanted(visit, how, one.week)
    if wanted is None or _comes_anyway(visit, one.week, wanted):
        visit.checkins.carry_over(one)
    else:
        visit.checkins.settle(one.launch_id, one.week, CheckinState.OPEN, one.asks)
        message_id, _ = visit.planner.snooze(visit.connection, visit.person.id, one.week, wanted, visit.now)
        visit.checkins.move_to(one, message_id)
    visit.plan()
    return ""


def _is_put_off(visit: Visit, about: Subject) -> bool:
    """A second click on the same menu: another message is on its way, or next week's carries it."""
    one = about.checkin
    if one is None or one.state is CheckinState.SNOOZED:
        return True
    arrived = visit.checkins.messages_of(one.launch_id, one.week)
    return one.snoozes > 0 and one.message_id is not None and one.message_id not in arrived


def _comes_anyway(visit: Visit, week: Week, wanted: datetime) -> bool:
    """On the day of next week's message two would come at once: that one asks it."""
    due = visit.planner.next_dates(visit.connection, visit.person.id, visit.now)
    manners = MannersStore(visit.connection).of(visit.person.id)
    if due is None or manners is None or Week.of(due) != week + 1:
        return False
    return local_day(after_hours(manners.rhythm, wanted), visit.zone) == due


def _wanted(visit: Visit, how: str, week: Week) -> datetime | None:
    """None: with the message of the week after. The one of an old check-in has come already."""
    if how == NEXT_WEEK:
        return None if week >= Week.of(visit.today) else visit.now + timedelta(weeks=1)
    if how == LATER:
        return visit.now + HOURS
    if how != TOMORROW:
        raise NotFound
    manners = MannersStore(visit.connection).of(visit.person.id)
    if manners is None:
        raise NotFound
    tomorrow = visit.today + timedelta(days=1)
    return instant(tomorrow, manners.rhythm.slot_time, visit.zone)


def every(visit: Visit, about: Subject, weeks: int) -> None:
    """A check-in every week, or every second one."""
    visit.launches.set_every(about.launch.id, weeks)
    visit.show(about)
    visit.plan()


def stop(visit: Visit, about: Subject) -> None:
    """Nobody follows it any more. What has a verdict keeps it."""
    if about.launch.closed_at is None:
        visit.launches.stop(about.launch.id, visit.now)
        visit.end(about.launch.id)
    visit.show(about)
    visit.plan()


def rhythm_choice(visit: Visit, choice: str) -> str:
    """What they chose after two messages without a click; a sentence that says what it means."""
    store = MannersStore(visit.connection)
    manners = store.of(visit.person.id)
    if manners is None:
        raise NotFound
    if choice == WEEKS2:
        for launch in visit.launches.open():
            visit.launches.set_every(launch.id, 2)
        said = "From now on everything that is open is asked about every two weeks."
    elif choice == PAUSED:
        until = visit.today + PAUSE
        store.save(replace(manners, paused_until=until))
        said = f"Paused until {day_words(until, visit.today)}. Your settings end it sooner."
    elif choice == STOPPED:
        store.save(replace(manners, stopped=True))
        said = "No more messages. What you recorded stays, and your settings bring the messages back."
    else:
        raise NotFound
    visit.plan()
    return said
