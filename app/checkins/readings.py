"""Saying what was seen of a metric, or asking to be asked later."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.calendar.schedule import after_hours, day_words
from app.calendar.weeks import Week, instant, local_day
from app.checkins import store
from app.checkins.action_ids import LATER, NEXT_WEEK, TOMORROW
from app.checkins.model import MOST_SNOOZES, Asks, CheckinAnswer, CheckinState, Reading, Status
from app.checkins.screens import (
    DETAIL,
    LEARNED,
    LINK,
    MISSING,
    NEXT,
    READING,
    STATUS,
    TEXT,
    ReadingPage,
    reading_in,
    readings_of,
)
from app.checkins.visit import CheckinVisit, Subject
from app.errors import NotFound
from app.forms.model import LATEST, TEXT_LIMIT, Form, FormDraft
from app.launches.model import DETAILS
from app.nudges.store import NotificationSettingsStore

INSTRUMENT = "Instrumentation: "


def open_page(visit: CheckinVisit, subject: Subject, status: Status | None) -> ReadingPage:
    """The modal for a reading, preset to `status`; filled with what was said where there is something."""
    entry = standing(visit, subject)
    before = entry.answer if entry and isinstance(entry.answer, Reading) else None
    stored = _prefill(before) | {DETAIL + name: it.text for name, it in subject.launch.details.items()}
    prefill = stored | ({STATUS: status.value} if status else {})
    draft = visit.drafts.open(READING, _value(subject), prefill, stored)
    if status and draft.values.get(STATUS) != status:
        # An unfinished form had another one: what was clicked just now is newer.
        draft = visit.drafts.keep(draft.id, Form({STATUS: status}, STATUS, LATEST), (STATUS,))
    return page_of(visit, subject, draft)


def page_of(visit: CheckinVisit, subject: Subject, draft: FormDraft) -> ReadingPage:
    """The modal as the form stands."""
    entry = standing(visit, subject)
    before = entry.answer if entry and isinstance(entry.answer, Reading) else None
    return ReadingPage(
        draft.id,
        draft.values,
        subject.launch,
        subject.week,
        visit.history(subject.launch),
        visit.now,
        visit.zone,
        draft.aside,
        entry=entry,
        asks=subject.launch.missing(),
        long=_long(before),
    )


def _prefill(before: Reading | None) -> dict[str, str]:
    if before is None:
        return {}
    values = {STATUS: before.status.value, TEXT: "" if _long(before) else before.text}
    return values | {
        LEARNED: before.learned,
        NEXT: before.next,
        LINK: before.link,
        MISSING: before.missing,
    }


def _long(before: Reading | None) -> str:
    return before.text if before and len(before.text) > TEXT_LIMIT else ""


def submit(visit: CheckinVisit, form_id: str, form: Form) -> None:
    """Keep the reading; what is to be done for the launch becomes an open item."""
    sent = visit.submitted(READING, form_id, form)
    if sent.repeated:
        visit.show(sent.subject)
        return
    entry = standing(visit, sent.subject)
    before = entry.answer if entry and isinstance(entry.answer, Reading) else None
    keep(visit, sent.subject, reading_in({**_prefill(before), **sent.said}, kept=_long(before)))
    for name in DETAILS:
        _keep_detail(visit, sent.subject, name, sent.said.get(DETAIL + name, "").strip())
    visit.drafts.close(form_id, _value(sent.subject))


def _keep_detail(visit: CheckinVisit, subject: Subject, name: str, text: str) -> None:
    if text:
        visit.launches.add_detail(subject.launch.id, name, text, later=True, now=visit.now)
        visit.entries.want_instrumentation(visit.launches.find(subject.launch.id), visit.now)


def keep(visit: CheckinVisit, subject: Subject, reading: Reading) -> None:
    """The reading of this check-in, with the open items that it makes."""
    launch_id, week = subject.launch.id, subject.week
    visit.entries.put(launch_id, week, reading, visit.now)
    visit.entries.add_item(launch_id, f"next:{week}", reading.next, visit.now)
    missing = INSTRUMENT + reading.missing if reading.missing else ""
    visit.entries.add_item(launch_id, f"missing:{week}", missing, visit.now)
    visit.settle(subject, CheckinState.ANSWERED, Asks.READING)


def one_click(visit: CheckinVisit, subject: Subject, status: Status) -> ReadingPage | None:
    """Looked, unchanged; or did not look. None: it is stored.

    The modal instead where that would repeat nothing, or replace what was said.
    """
    entry = standing(visit, subject)
    if entry and isinstance(entry.answer, Reading) and entry.answer.status is not status:
        return open_page(visit, subject, None)
    if entry is None:
        last = newest_before(visit, subject)
        if status is Status.UNCHANGED and last is None:
            return open_page(visit, subject, None)
        text = last.text if last and status is Status.UNCHANGED else ""
        keep(visit, subject, Reading(status, text))
    visit.show(subject)
    return None


def newest_before(visit: CheckinVisit, subject: Subject) -> Reading | None:
    """The last reading with words, of an earlier week."""
    history = readings_of(visit.history(subject.launch))
    said = [reading for entry, reading in history if entry.week < subject.week and reading.text]
    return said[-1] if said else None


def standing(visit: CheckinVisit, subject: Subject) -> CheckinAnswer | None:
    """The reading of this very check-in, unless it was taken back."""
    entry = visit.entries.find(subject.launch.id, subject.week, store.READING)
    return None if entry is None or entry.withdrawn else entry


def _value(subject: Subject) -> str:
    return f"{subject.launch.id}:{subject.week}"


# Not now, not so often, not at all: what the menu of a check-in does without a word of the person.

HOURS = timedelta(hours=3)
PAUSE = timedelta(weeks=4)

WEEKS2, PAUSED, STOPPED = "weeks2", "pause", "stop"

TWICE = (
    "This check-in was put off twice already. Answer it, skip it, or leave it: the next one comes in its "
    "week anyway."
)


def skip(visit: CheckinVisit, about: Subject) -> None:
    """Nothing is asked about it this week. An answer that is there stays."""
    if about.checkin is None or about.checkin.state is not CheckinState.ANSWERED:
        visit.checkins.settle(about.launch.id, about.week, CheckinState.SKIPPED, about.asks)
    visit.show(about)
    visit.plan()


def snooze(visit: CheckinVisit, about: Subject, how: str) -> str:
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


def _is_put_off(visit: CheckinVisit, about: Subject) -> bool:
    """A second click on the same menu: another message is on its way, or next week's carries it."""
    one = about.checkin
    if one is None or one.state is CheckinState.SNOOZED:
        return True
    arrived = visit.checkins.messages_of(one.launch_id, one.week)
    return one.snoozes > 0 and one.message_id is not None and one.message_id not in arrived


def _comes_anyway(visit: CheckinVisit, week: Week, wanted: datetime) -> bool:
    """On the day of next week's message two would come at once: that one asks it."""
    due = visit.planner.next_dates(visit.connection, visit.person.id, visit.now)
    manners = NotificationSettingsStore(visit.connection).of(visit.person.id)
    if due is None or manners is None or Week.of(due) != week + 1:
        return False
    return local_day(after_hours(manners.rhythm, wanted), visit.zone) == due


def _wanted(visit: CheckinVisit, how: str, week: Week) -> datetime | None:
    """None: with the message of the week after. The one of an old check-in has come already."""
    if how == NEXT_WEEK:
        return None if week >= Week.of(visit.today) else visit.now + timedelta(weeks=1)
    if how == LATER:
        return visit.now + HOURS
    if how != TOMORROW:
        raise NotFound
    manners = NotificationSettingsStore(visit.connection).of(visit.person.id)
    if manners is None:
        raise NotFound
    tomorrow = visit.today + timedelta(days=1)
    return instant(tomorrow, manners.rhythm.slot_time, visit.zone)


def every(visit: CheckinVisit, about: Subject, weeks: int) -> None:
    """A check-in every week, or every second one."""
    visit.launches.set_every(about.launch.id, weeks)
    visit.show(about)
    visit.plan()


def stop(visit: CheckinVisit, about: Subject) -> None:
    """Nobody follows it any more. What has a verdict keeps it."""
    if about.launch.closed_at is None:
        visit.launches.stop(about.launch.id, visit.now)
        visit.end(about.launch.id)
    visit.show(about)
    visit.plan()


def rhythm_choice(visit: CheckinVisit, choice: str) -> str:
    """What they chose after two messages without a click; a sentence that says what it means."""
    store = NotificationSettingsStore(visit.connection)
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
