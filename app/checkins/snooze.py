"""Asking again later, and what can be chosen after two messages without a click."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.calendar.schedule import after_hours, day_words
from app.calendar.weeks import Week, instant, local_day
from app.checkins.action_ids import LATER, NEXT_WEEK, TOMORROW
from app.checkins.model import MOST_SNOOZES, CheckinState
from app.checkins.store import CheckinStore
from app.checkins.subjects import RequestedEdits, Subject, today_of
from app.errors import NotFound
from app.launches.store import LaunchStore
from app.nudges.model import NotificationSettings
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.work import Work

HOURS = timedelta(hours=3)
PAUSE = timedelta(weeks=4)

WEEKS2, PAUSED, STOPPED = "weeks2", "pause", "stop"
"""What can be chosen after two messages without a click."""

TWICE = "You put this off twice already. Answer it or leave it: the next check-in comes as usual."


def snooze(work: Work, planner: Planner, about: Subject, how: str) -> str:
    """Ask again later. Returns a sentence where that is not possible any more, else an empty text."""
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
    again_at = _again_at(work, planner, how, one.week)
    if again_at is None:
        checkins.carry_over(one)
    else:
        checkins.settle(one.launch_id, one.week, CheckinState.OPEN, one.asks)
        message_id, _ = planner.snooze(work, one.week, again_at)
        checkins.move_to(one, message_id)
    return ""


def _again_at(work: Work, planner: Planner, how: str, week: Week) -> datetime | None:
    """When it is asked again. None: with next week's message, as they said, or as it comes the same day."""
    rhythm, today = _settings(work).rhythm, today_of(work)
    if how == NEXT_WEEK:
        if week >= Week.of(today):  # of an older check-in next week's message has come already
            return None
        again_at = work.now + timedelta(weeks=1)
    elif how == LATER:
        again_at = work.now + HOURS
    elif how == TOMORROW:
        again_at = instant(today + timedelta(days=1), rhythm.slot_time, rhythm.zone)
    else:
        raise NotFound
    due = planner.next_day(work)
    if due is None or Week.of(due) != week + 1:
        return again_at
    return None if local_day(after_hours(rhythm, again_at), rhythm.zone) == due else again_at


def rhythm_choice(work: Work, choice: str) -> str:
    """Do what they chose after two messages without a click. Returns what that means, in a sentence."""
    store, settings = work.get(NotificationSettingsStore), _settings(work)
    if choice == WEEKS2:
        launches = work.get(LaunchStore)
        for launch in launches.open():
            launches.set_every(launch.id, 2)
        return "From now on I ask about your open launches every two weeks."
    if choice == PAUSED:
        today = today_of(work)
        store.save(replace(settings, paused_until=today + PAUSE))
        return f"I am quiet until {day_words(today + PAUSE, today)}. Your settings end it sooner."
    if choice == STOPPED:
        store.save(replace(settings, stopped=True))
        return "I send nothing unasked any more. What you recorded stays, and your settings start me again."
    raise NotFound


def _settings(work: Work) -> NotificationSettings:
    """Their settings. Raises NotFound where there are none: then nothing was ever asked."""
    settings = work.get(NotificationSettingsStore).get()
    if settings is None:
        raise NotFound
    return settings
