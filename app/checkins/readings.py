"""The reading of a check-in: what was seen of the metric, typed, clicked or said in the thread."""

from collections.abc import Collection
from dataclasses import replace

from app.checkins import store
from app.checkins.begun import begun_elsewhere
from app.checkins.model import Asks, CheckinAnswer, CheckinState, QuotedReply, Reading, Status, subject
from app.checkins.prompts import Prompts, question_state
from app.checkins.screens import (
    DETAIL,
    IN_FIELD,
    LEARNED,
    LINK,
    MISSING,
    NEXT,
    READING,
    STATUS,
    TEXT,
    ReadingPage,
    newest_reading,
    reading_in,
    readings_of,
)
from app.checkins.store import AnswerStore, OpenItemStore
from app.checkins.subjects import Subject, settle, show, submit_form, zone_of
from app.forms.model import LATEST, TEXT_LIMIT, Form, FormDraft
from app.forms.store import FormStore
from app.launches.model import DETAILS, INSTRUMENTATION, check_detail
from app.launches.store import LaunchStore
from app.work import Work

INSTRUMENT = "Instrumentation: "


def open_page(work: Work, prompts: Prompts, about: Subject, status: Status | None) -> ReadingPage:
    """The modal for a reading, preset to `status`; filled with what was said where there is something."""
    before = reading_of(work, about)
    moved = _loose(before)
    stored = _prefill(before, moved)
    stored |= {DETAIL + name: it.text for name, it in about.launch.details.items()}
    prefill = (
        stored | ({IN_FIELD: " ".join(moved)} if moved else {}) | ({STATUS: status.value} if status else {})
    )
    forms = work.get(FormStore)
    draft = forms.open(READING, subject(about.launch.id, about.week), prefill, stored)
    if status and draft.values.get(STATUS) != status:
        # An unfinished form had another one: what was clicked just now is newer.
        draft = forms.keep(draft.id, Form({STATUS: status}, STATUS, LATEST), (STATUS,))
    return page_of(work, prompts, about, draft)


def page_of(work: Work, prompts: Prompts, about: Subject, draft: FormDraft, *, used: str = "") -> ReadingPage:
    """The modal as the form stands."""
    launch_id, history = about.launch.id, work.get(AnswerStore).history(about.launch.id)
    elsewhere = begun_elsewhere(work, [launch_id], READING, draft.subject).get(launch_id)
    earlier = tuple(entry for entry in history if entry.week < about.week)
    state = question_state(about.launch, about.week, newest_reading(earlier))
    return ReadingPage(
        draft.id,
        draft.values,
        about.launch,
        about.week,
        history,
        work.now,
        zone_of(work),
        draft.aside,
        elsewhere.text if elsewhere else None,
        used,
        question=prompts.ask(state, about.week, launch_id),
        entry=standing(work, about, store.READING),
        asks=about.launch.missing(),
    )


def _loose(before: Reading | None) -> tuple[str, ...]:
    """What was taken from the DM and not kept, by name: its words stand in the field, if they fit there."""
    loose = tuple(reply.ts for reply in before.replies if not reply.kept) if before else ()
    return loose if before and len(before.taking_up(loose).text) <= TEXT_LIMIT else ()


def _prefill(before: Reading | None, moved: Collection[str] = ()) -> dict[str, str]:
    """The reading that stands, as the form holds it. `moved`: messages whose words are in its field."""
    if before is None:
        return {}
    before = before.taking_up(moved)
    return {
        STATUS: before.status.value,
        TEXT: before.text,
        LEARNED: before.learned,
        NEXT: before.next,
        LINK: before.link,
        MISSING: before.missing,
    }


def submit(work: Work, form_id: str, form: Form) -> None:
    """Keep the reading; what is to be done for the launch becomes an open item.

    Raises BadText for a choice that nobody knows.
    """
    sent = submit_form(work, READING, form_id, form)
    if sent.repeated:
        return
    about, before = sent.subject, reading_of(work, sent.subject)
    details = {name: text for name in DETAILS if (text := sent.said.get(DETAIL + name, "").strip())}
    for name, text in details.items():
        check_detail(DETAIL + name, name, text)
    moved = sent.values.get(IN_FIELD, "").split()
    replies = before.taking_up(moved).replies if before else ()
    keep(work, about, reading_in({**_prefill(before, moved), **sent.said}, replies))
    for name, text in details.items():
        launches = work.get(LaunchStore)
        launches.add_detail(about.launch.id, name, text, later=True, now=work.now)
        newest = launches.newest_details([about.launch.id], INSTRUMENTATION).get(about.launch.id, "")
        work.get(OpenItemStore).want_instrumentation(about.launch.id, newest, work.now)
    work.get(FormStore).close(form_id, subject(about.launch.id, about.week))


def keep(work: Work, about: Subject, reading: Reading) -> None:
    """The reading of this check-in, with the open items that it makes."""
    launch_id, week, items = about.launch.id, about.week, work.get(OpenItemStore)
    work.get(AnswerStore).put(launch_id, week, reading, work.now)
    items.add_item(launch_id, f"next:{week}", reading.next, work.now)
    missing = INSTRUMENT + reading.missing if reading.missing else ""
    items.add_item(launch_id, f"missing:{week}", missing, work.now)
    settle(work, about, CheckinState.ANSWERED, Asks.READING)


def one_click(work: Work, prompts: Prompts, about: Subject, status: Status) -> ReadingPage | None:
    """Store that they looked and nothing changed, or that they did not look, and return None.

    Returns the modal instead where that would repeat nothing, or replace what was said.
    """
    before = reading_of(work, about)
    if before and before.status is not status:
        return open_page(work, prompts, about, None)
    if before is None:
        readings = readings_of(work.get(AnswerStore).history(about.launch.id))
        looked = [it for entry, it in readings if entry.week < about.week and it.status is not Status.UNSEEN]
        if status is Status.UNCHANGED and not looked:
            return open_page(work, prompts, about, None)
        keep(work, about, Reading(status, looked[-1].words if status is Status.UNCHANGED else ""))
    show(work, about)
    return None


def quote_reply(work: Work, about: Subject, ts: str, text: str, *, kept: bool = False) -> None:
    """The reading of this check-in quotes that message in these words; with none it quotes it no more.

    Other words than before make a revision, as any other change of an answer does. Of a reading in which
    nothing is left it is taken back, and asked again where the message still can be answered.
    """
    before = reading_of(work, about) or Reading(Status.NOTED)
    quoted = before.quoted(ts)
    if text == (quoted.text if quoted else ""):
        return
    reading = before.quoting(QuotedReply(ts, text, kept))
    if before.status in {Status.UNCHANGED, Status.UNSEEN}:
        reading = replace(reading, status=Status.NOTED, text="")  # what it repeated gives way to the reply
    if not reading.is_empty:
        keep(work, about, reading)
    else:
        work.get(AnswerStore).withdraw(about.launch.id, about.week, store.READING, work.now)
        settle(work, about, CheckinState.OPEN, Asks.READING)


def requote(work: Work, about: Subject, reply: QuotedReply) -> None:
    """What the reading quotes already says this: the same words, which are kept now, or better spelled."""
    before = reading_of(work, about)
    if before and before.quoted(reply.ts):
        answers, reading = work.get(AnswerStore), before.quoting(reply)
        answers.put(about.launch.id, about.week, reading, work.now, revises=False)
    show(work, about)


def reading_of(work: Work, about: Subject) -> Reading | None:
    """What was read in this very check-in, unless it was taken back."""
    entry = standing(work, about, store.READING)
    return entry.answer if entry and isinstance(entry.answer, Reading) else None


def standing(work: Work, about: Subject, kind: str) -> CheckinAnswer | None:
    """The answer of this kind to this very check-in, unless it was taken back."""
    entry = work.get(AnswerStore).find(about.launch.id, about.week, kind)
    return None if entry is None or entry.withdrawn else entry
