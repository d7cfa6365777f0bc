"""Readings: what the metric says, said in a modal or with one click."""

from app.checkins import entries
from app.checkins.answers import reading_in
from app.checkins.model import Asks, CheckinState, Entry, Reading, Status
from app.checkins.pages import (
    DETAIL,
    LEARNED,
    LINK,
    MISSING,
    NEXT,
    READING,
    STATUS,
    TEXT,
    ReadingPage,
    readings_of,
)
from app.checkins.visit import Subject, Visit
from app.drafts.model import Draft
from app.forms import LATEST, TEXT_LIMIT, Form
from app.launches.model import DETAILS

INSTRUMENT = "Instrumentation: "


def open_page(visit: Visit, subject: Subject, status: Status | None) -> ReadingPage:
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


def page_of(visit: Visit, subject: Subject, draft: Draft) -> ReadingPage:
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


def submit(visit: Visit, form_id: str, form: Form) -> None:
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


def _keep_detail(visit: Visit, subject: Subject, name: str, text: str) -> None:
    if text:
        visit.launches.add_detail(subject.launch.id, name, text, later=True, now=visit.now)
        visit.entries.want_instrumentation(visit.launches.find(subject.launch.id), visit.now)


def keep(visit: Visit, subject: Subject, reading: Reading) -> None:
    """The reading of this check-in, with the open items that it makes."""
    launch_id, week = subject.launch.id, subject.week
    visit.entries.put(launch_id, week, reading, visit.now)
    visit.entries.add_item(launch_id, f"next:{week}", reading.next, visit.now)
    missing = INSTRUMENT + reading.missing if reading.missing else ""
    visit.entries.add_item(launch_id, f"missing:{week}", missing, visit.now)
    visit.settle(subject, CheckinState.ANSWERED, Asks.READING)


def one_click(visit: Visit, subject: Subject, status: Status) -> ReadingPage | None:
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


def newest_before(visit: Visit, subject: Subject) -> Reading | None:
    """The last reading with words, of an earlier week."""
    history = readings_of(visit.history(subject.launch))
    said = [reading for entry, reading in history if entry.week < subject.week and reading.text]
    return said[-1] if said else None


def standing(visit: Visit, subject: Subject) -> Entry | None:
    """The reading of this very check-in, unless it was taken back."""
    entry = visit.entries.find(subject.launch.id, subject.week, entries.READING)
    return None if entry is None or entry.withdrawn else entry


def _value(subject: Subject) -> str:
    return f"{subject.launch.id}:{subject.week}"
