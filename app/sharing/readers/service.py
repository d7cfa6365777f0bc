"""What readers of a share can do: one public method a payload. Each does it as themselves."""

from collections.abc import Callable

from app.calendar.schedule import day_words
from app.calendar.weeks import local_day
from app.errors import NotFound, SlackUnavailable
from app.forms.model import Form, FormDraft
from app.forms.store import FormStore
from app.nudges.kinds import EM_REMINDER
from app.outbox.edits import request_edit
from app.outbox.model import State
from app.outbox.store import Outbox
from app.sharing.after.course import held
from app.sharing.model import Share, Stop
from app.sharing.readers.gate import Gate, Pressed, post_ts
from app.sharing.readers.screens import FIELDS, WORDS, FeedbackProblems, NoticePage, Page, Why
from app.sharing.readers.telling import rhythm_of
from app.sharing.readers.visit import ReaderVisit, is_for_thread, named, problems, subject
from app.sharing.readers.word import What
from app.sharing.readers.word_store import first_by_em, mute, reminded
from app.sharing.store import load
from app.users import SlackUser
from app.work import Work, Workplace

_NOT_SENT = frozenset({State.MOOT, State.MISSED, State.FAILED})


class ReadingService:
    """Raises NotFound for what is not theirs to read; SlackUnavailable where a submit cannot be checked."""

    def __init__(self, workplace: Workplace, gate: Gate) -> None:
        self._workplace = workplace
        self._gate = gate

    def read(self, who: SlackUser, pressed: Pressed) -> Page:
        """They have read it: kept once a person."""
        share = self._gate.share_of(who, pressed)
        why = self._gate.closed(who, share)
        return _closed(why, share) if why else self._press(who, share, pressed, ReaderVisit.read)

    def open(self, who: SlackUser, what: What, pressed: Pressed) -> Page:
        """The modal for a few words, with what was typed there before and not sent."""
        share = self._gate.share_of(who, pressed)
        audience = self._gate.audience(who, share)
        if isinstance(audience, Why):
            return _closed(audience, share)
        return self._press(who, share, pressed, lambda visit: visit.word_page(what, audience))

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> None:
        """Raises BadText, after keeping the rest, if it is about a text that cannot be kept."""
        with self._workplace.work(who) as work:
            drafts = work.get(FormStore)
            subject(drafts.find(form_id))
            drafts.keep(form_id, form, FIELDS)

    def submit(self, who: SlackUser, form_id: str, form: Form) -> Page | FeedbackProblems:
        """To the author; and into the thread where that was chosen, and nobody is there whom it did not name.

        The same form again sends nothing more.
        """
        draft, share = self._submitted(who, form_id, form)
        why = self._gate.closed(who, share)
        if why is Why.NOT_ANSWERED:
            raise SlackUnavailable(Stop.NOT_ANSWERED)
        if why:
            return _closed(why, share, draft)
        wrong = None if draft.submitted else problems(draft, share)
        if wrong:
            return wrong
        stop = None if draft.submitted or not is_for_thread(draft) else self._against(share, draft)
        return self._ask_again(who, share, draft, stop) if stop else self._say(who, share, draft)

    def mute(self, who: SlackUser, message_id: str, *, muted: bool) -> int:
        """No reminders about what others share, or again: said under one that they got. Gives its id."""
        with self._workplace.work(who) as work:
            rows = (row for row in Outbox(work).of_person() if row.kind == EM_REMINDER)
            row = next((row for row in rows if str(row.id) == message_id), None)
            if row is None:
                raise NotFound
            mute(work, muted=muted)
            request_edit(work.connection, row.id, work.now)
            return row.id

    def _press(
        self, who: SlackUser, share: Share, pressed: Pressed, deed: Callable[[ReaderVisit], Page]
    ) -> Page:
        """Whatever was pressed proves that the post is there, also of a share that is being taken back: now
        it can be deleted."""
        with self._workplace.work(who) as work:
            visit = ReaderVisit(work, who, load(work, share.id))
            ts = post_ts(work, visit.share)
            is_it = (
                held(work, share.id).seen(pressed.channel_id, pressed.ts) if ts is None else ts == pressed.ts
            )
            if not is_it:
                raise NotFound
            return NoticePage(Why.TAKEN_BACK, visit.author) if visit.is_over else deed(visit)

    def _submitted(self, who: SlackUser, form_id: str, form: Form) -> tuple[FormDraft, Share]:
        """What was typed is kept before anything is asked of Slack."""
        with self._workplace.work(who) as work:
            drafts = work.get(FormStore)
            _, share_id = subject(drafts.find(form_id))
            draft = drafts.submit(form_id, form, FIELDS)
            return draft, load(work, share_id)

    def _against(self, share: Share, draft: FormDraft) -> Stop | None:
        stop = self._gate.changed(share, frozenset(reader.user_id for reader in named(draft)))
        if stop is Stop.NOT_ANSWERED:
            raise SlackUnavailable(stop)
        return stop

    def _ask_again(self, who: SlackUser, share: Share, draft: FormDraft, stop: Stop) -> Page:
        """Others are there than the choice named, or nothing can be posted there: nothing is sent."""
        audience = self._gate.audience(who, share)
        if audience is Why.NOT_ANSWERED:
            raise SlackUnavailable(Stop.NOT_ANSWERED)
        if isinstance(audience, Why):
            return _closed(audience, share, draft)
        with self._workplace.work(who) as work:
            visit = ReaderVisit(work, who, load(work, share.id))
            changed = stop is Stop.NEW_READER
            return visit.word_page(subject(draft)[0], audience, changed=changed)

    def _say(self, who: SlackUser, share: Share, draft: FormDraft) -> Page:
        with self._workplace.work(who) as work:
            visit = ReaderVisit(work, who, load(work, share.id))
            found = work.get(FormStore).find(draft.id)
            if found.submitted:
                again = draft.submitted and bool(draft.said)
                return visit.noted(subject(found)[0], in_thread=is_for_thread(found), again=again)
            if visit.is_over:
                return NoticePage(Why.TAKEN_BACK, visit.author, found.values.get(WORDS, "").strip())
            return visit.say(found)


def _closed(why: Why, share: Share, draft: FormDraft | None = None) -> NoticePage:
    words = draft.values.get(WORDS, "").strip() if draft else ""
    return NoticePage(why, share.snapshot.author if why is Why.AWAY else "", words)


def lines_for(work: Work, share: Share) -> tuple[str, ...]:
    """What an author may know of their EM: whether they read it, and whether a reminder went out."""
    zone = rhythm_of(work).zone
    read_at, state = first_by_em(work, share), reminded(work, share)
    lines = []
    if read_at:
        shared_on = local_day(share.posted_at or read_at, zone)
        day = day_words(local_day(read_at, zone), shared_on)
        lines.append(f"Read by your EM, {share.snapshot.em}, on {day}.")
    if state is State.SENT:
        lines.append("Reminder to your EM: sent.")
    elif state in _NOT_SENT and not read_at:
        lines.append("Reminder to your EM: not sent.")
    return tuple(lines)
