"""Not now, not so often, not at all: what the menu of a check-in does without a word of the person."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.calendar.schedule import after_hours, day_words
from app.calendar.weeks import Week, instant, local_day
from app.checkins.action_ids import LATER, NEXT_WEEK, TOMORROW
from app.checkins.model import MOST_SNOOZES, CheckinState
from app.checkins.store import CheckinStore
from app.checkins.subjects import RequestedEdits, Subject, end_asking, show, today_of, zone_of
from app.errors import NotFound
from app.launches.store import LaunchStore
from app.nudges.model import NotificationSettings
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.work import Work

HOURS = timedelta(hours=3)
PAUSE = timedelta(weeks=4)

WEEKS2, PAUSED, STOPPED = "weeks2", "pause", "stop"

TWICE = (
    "This check-in was put off twice already. Answer it, skip it, or leave it: the next one comes in its "
    "week anyway."
)


def skip(work: Work, about: Subject) -> None:
    """Nothing is asked about it this week. An answer that is there stays."""
    if about.checkin is None or about.checkin.state is not CheckinState.ANSWERED:
        work.get(CheckinStore).settle(about.launch.id, about.week, CheckinState.SKIPPED, about.asks)
    show(work, about)


def snooze(work: Work, planner: Planner, about: Subject, how: str) -> str:
    """Ask again later. A sentence where that is not possible any more, else empty."""
    one, checkins = about.checkin, work.get(CheckinStore)
    if one is None:
        raise NotFound
    arrived = checkins.messages_of(one.launch_id, one.week)
    work.get(RequestedEdits).request(*arrived)
    moved = one.snoozes > 0 and one.message_id is not None and one.message_id not in arrived
    if one.state in {CheckinState.ANSWERED, CheckinState.SNOOZED} or moved:
        return ""  # a second click on the same menu: it comes again already
    if one.snoozes >= MOST_SNOOZES:
        return TWICE
    wanted = _wanted(work, how, one.week)
    if wanted is None or _comes_anyway(work, planner, one.week, wanted):
        checkins.carry_over(one)
    else:
        checkins.settle(one.launch_id, one.week, CheckinState.OPEN, one.asks)
        message_id, _ = planner.snooze(work, one.week, wanted)
        checkins.move_to(one, message_id)
    return ""


def _comes_anyway(work: Work, planner: Planner, week: Week, wanted: datetime) -> bool:
    """On the day of next week's message two would come at once: that one asks it."""
    due = planner.next_day(work)
    if due is None or Week.of(due) != week + 1:
        return False
    return local_day(after_hours(_settings(work).rhythm, wanted), zone_of(work)) == due


def _wanted(work: Work, how: str, week: Week) -> datetime | None:
    """None: with the message of the week after. The one of an old check-in has come already."""
    if how == NEXT_WEEK:
        return None if week >= Week.of(today_of(work)) else work.now + timedelta(weeks=1)
    if how == LATER:
        return work.now + HOURS
    if how != TOMORROW:
        raise NotFound
    return instant(today_of(work) + timedelta(days=1), _settings(work).rhythm.slot_time, zone_of(work))


def every(work: Work, about: Subject, weeks: int) -> None:
    """A check-in every week, or every second one."""
    work.get(LaunchStore).set_every(about.launch.id, weeks)
    show(work, about)


def stop(work: Work, about: Subject) -> None:
    """Nobody follows it any more. What has a verdict keeps it."""
    if about.launch.closed_at is None:
        work.get(LaunchStore).stop(about.launch.id, work.now)
        end_asking(work, about.launch.id)
    show(work, about)


def rhythm_choice(work: Work, choice: str) -> str:
    """What they chose after two messages without a click; a sentence that says what it means."""
    store, settings = work.get(NotificationSettingsStore), _settings(work)
    if choice == WEEKS2:
        launches = work.get(LaunchStore)
        for launch in launches.open():
            launches.set_every(launch.id, 2)
        return "From now on everything that is open is asked about every two weeks."
    if choice == PAUSED:
        today = today_of(work)
        store.save(replace(settings, paused_until=today + PAUSE))
        return f"Paused until {day_words(today + PAUSE, today)}. Your settings end it sooner."
    if choice == STOPPED:
        store.save(replace(settings, stopped=True))
        return "No more messages. What you recorded stays, and your settings bring the messages back."
    raise NotFound


def _settings(work: Work) -> NotificationSettings:
    settings = work.get(NotificationSettingsStore).get()
    if settings is None:
        raise NotFound
    return settings
