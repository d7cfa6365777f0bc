"""What becomes of words in the DM: one public method an event or press. Returned means stored."""

from dataclasses import dataclass, replace
from datetime import timedelta

from app.calendar.weeks import Week
from app.checkins import readings
from app.checkins.prompts import Prompts
from app.checkins.readings import quote_reply, requote
from app.checkins.screens import ReadingPage
from app.checkins.service import PressedMessage
from app.checkins.store import CheckinStore
from app.checkins.subjects import RequestedEdits, Subject, find_subject, today_of
from app.dm.about import about_of, asked_then, candidates, quoted
from app.dm.model import MOST, Entry, Fate, Written, command_in, is_question
from app.dm.store import WrittenStore, is_newer
from app.dm.welcome import is_about_to_be_greeted
from app.errors import FollowthroughError, NotFound
from app.nudges.kinds import DM_ANSWER
from app.nudges.model import default_slot
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Planned
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.users import SlackUser
from app.work import Work, Workplace

IN_TIME = timedelta(days=1)
"""Later it would answer nothing any more."""

TAKEN_BACK = Reason(Code.TAKEN_BACK)


class NotYetKnown(FollowthroughError):
    """Words below a message of which nobody knows yet that it arrived: Slack sends the event again."""

    def __init__(self) -> None:
        super().__init__("This message is only just arriving. Try again in a minute.")


@dataclass(frozen=True)
class DmResult:
    """What came of it. `messages`: to be edited now, oldest first. `page`: the modal to be shown.

    `is_awaited`: a message is to be sent at once.
    """

    messages: tuple[int, ...] = ()
    page: ReadingPage | None = None
    is_awaited: bool = False


class DmService:
    """What a person can do in their DM. Raises NotFound for what is not theirs.

    `ts` is their message's, and `place` the message of ours that answers it, if a button there was pressed.
    """

    def __init__(self, workplace: Workplace, prompts: Prompts, planner: Planner) -> None:
        self._workplace = workplace
        self._prompts = prompts
        self._planner = planner

    def record(self, who: SlackUser, written: Written) -> DmResult:
        """Something was written, edited or deleted; the same event again changes nothing.

        Raises NotYetKnown where it is below a message that may be one of ours on its way.
        """
        self._require_known(who, written.thread_ts)
        with self._workplace.work(who) as work:
            before = work.get(WrittenStore).find(written.ts)
            if written.deleted:
                _withdraw(work, written, before)
            elif written.edited:
                _reword(work, written, before)
            elif before is None or before.fate is Fate.EARLY:
                self._answer(work, written, before)
                return _result(work, is_awaited=True)
            return _result(work)

    def respell(self, who: SlackUser, ts: str, text: str, spelled: str) -> DmResult:
        """The names in the text are known now. Whatever says something else by now stays as it is."""
        with self._workplace.work(who) as work:
            entry = work.get(WrittenStore).find(ts)
            if entry is None or entry.text != text[:MOST]:
                return DmResult()
            work.get(WrittenStore).reworded(ts, spelled[:MOST], entry.edited)
            about = about_of(work, entry)
            quote = quoted(work, about, ts) if about else None
            if about and quote and quote.text == entry.text:
                requote(work, about, replace(quote, text=spelled[:MOST]))
            return _result(work)

    def keep(self, who: SlackUser, ts: str, place: PressedMessage | None = None) -> DmResult:
        """It is an answer: it may be shared from now on."""
        with self._workplace.work(who) as work:
            entry = _pressed(work, ts, place)
            about = about_of(work, entry)
            quote = quoted(work, about, ts) if about else None
            if about and quote:
                requote(work, about, replace(quote, kept=True))
            _show(work, entry)
            return _result(work)

    def edit(self, who: SlackUser, ts: str, place: PressedMessage | None = None) -> DmResult:
        """The modal of the reading that it became part of."""
        with self._workplace.work(who) as work:
            about = about_of(work, _pressed(work, ts, place))
            if about is None:
                raise NotFound
            return _result(work, readings.open_page(work, self._prompts, about, None))

    def refuse(self, who: SlackUser, ts: str, place: PressedMessage | None = None) -> DmResult:
        """It was no answer."""
        with self._workplace.work(who) as work:
            entry = _pressed(work, ts, place)
            _unquote(work, entry)
            if entry.fate in {Fate.TAKEN, Fate.WHICH}:
                work.get(WrittenStore).dismiss(ts, Fate.REFUSED)
            _show(work, entry)
            return _result(work)

    def choose(self, who: SlackUser, ts: str, subject: str, place: PressedMessage | None = None) -> DmResult:
        """They said which check-in it is about; saying another one later moves it.

        `subject` is a launch alone in buttons of older messages, which were about the weeks that they asked.
        """
        with self._workplace.work(who) as work:
            entry = _pressed(work, ts, place)
            about = find_subject(work, subject if ":" in subject else asked_then(work, entry, subject))
            if entry.withdrawn or entry.fate not in {Fate.BELOW, Fate.WHICH, Fate.TAKEN}:
                _show(work, entry)
                return _result(work)
            if entry.answer_id is None:  # an older release asked in the message itself
                entry = replace(entry, answer_id=_plan_answer(work, ts))
                work.get(WrittenStore).put(entry)
            before = about_of(work, entry)
            if before and (before.launch.id, before.week) != (about.launch.id, about.week):
                quote_reply(work, before, ts, "")
            _take(work, entry, about)
            _show(work, entry)
            return _result(work, is_awaited=entry.fate is Fate.BELOW)

    def go_on(self, who: SlackUser, ts: str, place: PressedMessage | None = None) -> DmResult:
        """Stopping was taken back."""
        with self._workplace.work(who) as work:
            self._set_stopped(work, stopped=False)
            _show(work, _pressed(work, ts, place))
            return _result(work)

    def _require_known(self, who: SlackUser, thread_ts: str) -> None:
        if not thread_ts:
            return
        try:
            with self._workplace.look(who) as work:
                checkins = work.get(CheckinStore)
                is_known = checkins.message_at(thread_ts) or work.get(WrittenStore).find(thread_ts)
                if not is_known and checkins.under_way():
                    raise NotYetKnown
        except NotFound:
            return  # nobody who ever acted, so nothing of ours is on its way

    def _answer(self, work: Work, written: Written, before: Entry | None) -> None:
        """Decide what it is, and plan the one message that says so.

        `before`: its edit came first, and says more.
        """
        text, edited = (before.text, before.edited) if before else (written.text[:MOST], "")
        message_id = work.get(CheckinStore).message_at(written.thread_ts) if written.thread_ts else None
        fate, about = self._fate(work, text, written.thread_ts, message_id)
        greeted = fate in {Fate.CARD, Fate.HELP} and is_about_to_be_greeted(work)
        entry = Entry(
            written.ts,
            fate,
            text if fate in {Fate.TAKEN, Fate.WHICH} else "",
            written.thread_ts,
            edited,
            has_files=written.has_files,
            message_id=message_id,
            answer_id=None if greeted else _plan_answer(work, written.ts),
        )
        work.get(WrittenStore).put(entry)
        if fate is Fate.STOP:
            self._set_stopped(work, stopped=True)
        elif fate is Fate.TAKEN and about:
            _take(work, entry, about)

    def _fate(
        self, work: Work, text: str, thread_ts: str, message_id: int | None
    ) -> tuple[Fate, Subject | None]:
        if not text:
            return Fate.FILE, None
        if command := command_in(text):
            return command, None
        if is_question(text):
            return Fate.QUESTION, None
        asked = candidates(work, thread_ts, message_id)
        if len(asked) == 1:
            return Fate.TAKEN, asked[0]
        return (Fate.WHICH if asked else Fate.CARD), None

    def _set_stopped(self, work: Work, *, stopped: bool) -> None:
        store = work.get(NotificationSettingsStore)
        settings = store.ensure(default_slot(today_of(work)))
        store.save(replace(settings, stopped=stopped))
        self._planner.plan(work)


def _pressed(work: Work, ts: str, place: PressedMessage | None) -> Entry:
    """The message whose answer was pressed. If nobody knew that the answer arrived, this proves it."""
    entry = work.get(WrittenStore).find(ts)
    if entry is None:
        raise NotFound
    if place is not None and entry.answer_id is not None:
        Outbox(work).confirm(entry.answer_id, place.channel_id, place.ts, work.now)
    return entry


def _take(work: Work, entry: Entry, about: Subject) -> None:
    """It is an answer of this check-in, as long as they do not say otherwise."""
    work.get(WrittenStore).take(entry.ts, about.launch.id, about.week)
    quote_reply(work, about, entry.ts, entry.text)


def _unquote(work: Work, entry: Entry) -> None:
    about = about_of(work, entry)
    if about and quoted(work, about, entry.ts):
        quote_reply(work, about, entry.ts, "")


def _withdraw(work: Work, written: Written, before: Entry | None) -> None:
    """Also where it was never heard of: then it may still come, and changes nothing."""
    if before is None:
        work.get(WrittenStore).put(Entry(written.ts, Fate.CARD, "", withdrawn=True))
        return
    _unquote(work, before)
    work.get(WrittenStore).withdraw(before.ts)
    if before.answer_id is not None:
        Outbox(work).cancel(before.answer_id, TAKEN_BACK)
    _show(work, before)


def _reword(work: Work, written: Written, before: Entry | None) -> None:
    """A newer text changes the answer that the first one became, and what was none stays none."""
    text = written.text[:MOST]
    if before is None:
        work.get(WrittenStore).put(Entry(written.ts, Fate.EARLY, text, edited=written.edited))
        return
    if before.withdrawn or not text or not is_newer(written.edited, before.edited):
        return
    if before.fate not in {Fate.BELOW, Fate.EARLY, Fate.WHICH, Fate.TAKEN}:
        return
    work.get(WrittenStore).reworded(before.ts, text, written.edited)
    about = about_of(work, before)
    if before.fate is not Fate.EARLY and is_question(text):
        _unquote(work, before)
        work.get(WrittenStore).dismiss(before.ts, Fate.QUESTION)
    elif about and quoted(work, about, before.ts):
        quote_reply(work, about, before.ts, text, kept=before.fate is Fate.BELOW)
    _show(work, before)


def _plan_answer(work: Work, ts: str) -> int:
    """The one message that answers it, before all others that are due."""
    person, now = work.person, work.now
    key, week = f"{DM_ANSWER}:{person.id}:{ts}", str(Week.of(now.date()))
    planned = Planned(
        person.workspace_id, person.id, DM_ANSWER, week, 0, now, now + IN_TIME, key, is_awaited=True
    )
    outbox = Outbox(work)
    outbox.plan([planned])
    found = outbox.find_by_key(key)
    assert found is not None, "a message just planned is there"  # noqa: S101
    return found.id


def _show(work: Work, entry: Entry) -> None:
    """The message that answers it says what is stored now."""
    if entry.answer_id is not None:
        work.get(RequestedEdits).request(entry.answer_id)


def _result(work: Work, page: ReadingPage | None = None, *, is_awaited: bool = False) -> DmResult:
    return DmResult(work.get(RequestedEdits).message_ids, page, is_awaited)
