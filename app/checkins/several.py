"""The readings of one message at once: a form over all that are open, or one click for them all."""

from dataclasses import replace

from app.checkins import store
from app.checkins.begun import begun_elsewhere
from app.checkins.model import Asks, CheckinState, Reading, Status, subject
from app.checkins.prompts import Prompts
from app.checkins.readings import keep, one_click, reading_of, standing
from app.checkins.screens import READINGS, STATUS_OF, TEXT_OF, SeveralFields, SeveralPage, Shown, undoable
from app.checkins.store import AnswerStore
from app.checkins.subjects import RequestedEdits, Subject, find_subject, settle, zone_of
from app.checkins.weekly import shown_in
from app.errors import BadText, NotFound
from app.forms.model import Form, FormDraft
from app.forms.store import FormStore
from app.launches.model import parse_id
from app.work import Work


def open_readings(work: Work, message_id: int) -> tuple[Shown, ...]:
    """What nobody answered of the readings that the message asks for."""
    return tuple(
        one for one in shown_in(work, message_id) if one.is_open and one.checkin.asks is Asks.READING
    )


def subject_of(work: Work, one: Shown) -> Subject:
    """The check-in of a launch in a message."""
    return find_subject(work, subject(one.launch.id, one.checkin.week))


def open_several(work: Work, message_id: int) -> SeveralPage:
    """The form over all that is open in the message."""
    return page_of(work, work.get(FormStore).open(READINGS, str(message_id), {}))


def page_of(work: Work, draft: FormDraft, *, used: str = "") -> SeveralPage:
    """The modal as the form stands."""
    shown = open_readings(work, parse_id(draft.subject))
    ids = [one.launch.id for one in shown]
    elsewhere = begun_elsewhere(work, ids, READINGS, draft.subject)
    texts = {launch_id: one.text for launch_id, one in elsewhere.items()}
    return SeveralPage(draft.id, draft.values, shown, work.now, zone_of(work), texts, used)


def submit_several(work: Work, form_id: str, form: Form) -> None:
    """Keep the reading of each launch that got a status; whatever was left alone stays open.

    Raises BadText for a text without a status, and where nothing was chosen at all.
    """
    forms = work.get(FormStore)
    draft = forms.submit(form_id, form, SeveralFields())
    if draft.kind != READINGS:
        raise NotFound
    message_id = parse_id(draft.subject)
    work.get(RequestedEdits).request(message_id)
    values = {**draft.values, **draft.said}
    if draft.submitted and not draft.said:
        return
    asked = [one for one in shown_in(work, message_id) if _was_open(work, one, draft)]
    readings = {one.launch.id: reading for one in asked if (reading := _reading_in(values, one.launch.id))}
    if asked and not readings:
        words = "Choose how at least one is going, or close this: what you typed is kept."
        raise BadText(f"{STATUS_OF}{asked[0].launch.id}", words)
    for one in asked:
        if reading := readings.get(one.launch.id):
            about = subject_of(work, one)
            before = reading_of(work, about)
            keep(
                work, about, replace(before, status=reading.status, text=reading.text) if before else reading
            )
    forms.close(form_id, draft.subject)


def _was_open(work: Work, one: Shown, draft: FormDraft) -> bool:
    """Whether the form showed it: what was answered before it opened did not stand there any more."""
    entry = standing(work, subject_of(work, one), store.READING)
    return one.checkin.asks is Asks.READING and (entry is None or entry.stamp > draft.seen)


def _reading_in(values: dict[str, str], launch_id: int) -> Reading | None:
    status, text = values.get(f"{STATUS_OF}{launch_id}", ""), values.get(f"{TEXT_OF}{launch_id}", "").strip()
    if not status and not text:
        return None
    try:
        return Reading(Status(status), text)
    except ValueError:
        raise BadText(f"{STATUS_OF}{launch_id}", "Choose how it is going.") from None


def click_for_all(work: Work, prompts: Prompts, message_id: int, status: Status) -> None:
    """Nothing moved in any launch that was ever looked at; or nobody looked at any."""
    for one in open_readings(work, message_id):
        if status is Status.UNSEEN or one.last_seen:
            one_click(work, prompts, subject_of(work, one), status)
    work.get(RequestedEdits).request(message_id)


def undo_all(work: Work, message_id: int) -> None:
    """Take back what one click made of all, unless something was answered since."""
    for entry in undoable(shown_in(work, message_id)):
        work.get(AnswerStore).withdraw(entry.launch_id, entry.week, store.READING, work.now)
        about = find_subject(work, subject(entry.launch_id, entry.week))
        settle(work, about, CheckinState.OPEN, Asks.READING)
    work.get(RequestedEdits).request(message_id)
