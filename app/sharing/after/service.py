"""A share after Post: one public method a payload, one transaction a method. Returned means stored."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import bindparam, select

from app.assessment.agreements import AgreementStore
from app.db.tables import outbox
from app.errors import NotFound
from app.forms.model import Form
from app.forms.store import FormStore
from app.outbox.edits import request_edit
from app.sharing.after.course import Course, held
from app.sharing.after.links import ASK_AGAIN, NOT_MINE, OTHERWISE, SOMEBODY_NEW, Link, Proof, parse_link
from app.sharing.after.proving import SlackProof
from app.sharing.after.question import OVER, question, token_of
from app.sharing.after.rows import is_other_lost, receipt_changed, receipt_id
from app.sharing.after.screens import (
    AgreedScreen,
    LookScreen,
    NoticeScreen,
    TakenScreen,
    ThereScreen,
)
from app.sharing.after.visit import AfterResult, AfterVisit
from app.sharing.audience import Readers
from app.sharing.directory import SlackDirectory
from app.sharing.model import NOT_READ, PartState, Reader, Share, ShareState, Stop
from app.sharing.store import ShareStore
from app.users import SlackUser
from app.work import Work, Workplace

AGREED = "agreed"
"""The kind of the form, and its one field."""

SETTLED = NoticeScreen(
    "Nothing to look at", "Nothing of this share waits for you any more. Its receipt says how it stands."
)
ON_ITS_WAY = NoticeScreen("On its way", "It is being posted. The receipt says how far it is.")

_OFFERED = OVER | {ShareState.UNCLEAR}
"""States in which the receipt offers to say that a message is not there."""
_NOTHING_SAID = frozenset({Stop.ARCHIVED, Stop.NOT_MEMBER})
"""Slack would change no message there."""

_NO_PROOF = {Proof.NOT_OURS: NOT_MINE, Proof.NOT_ANSWERED: ASK_AGAIN}


_AT = select(outbox.c.id).where(
    outbox.c.person_id == bindparam("person"), outbox.c.message_ts == bindparam("named")
)


class AfterService:
    """What an author can do with a share that was approved. Raises NotFound for what is not theirs.

    `value` is what a button carries, and `ts` the message it stands in, "" for a modal's. What answers a
    question carries which one: once it is settled, nothing happens.
    """

    def __init__(self, workplace: Workplace, directory: SlackDirectory, proof: SlackProof, most: int) -> None:
        self._workplace = workplace
        self._directory = directory
        self._proof = proof
        self._most = most

    @contextmanager
    def _visit(self, who: SlackUser, value: str, ts: str = "") -> Iterator[AfterVisit]:
        """`ts`: the message that was pressed, to be edited too. Raises NotFound for what is not theirs."""
        with self._workplace.work(who) as work:
            share = work.get(ShareStore).find(token_of(value))
            if share.state is ShareState.DRAFT:
                raise NotFound
            visit = AfterVisit(work, held(work, share.id))
            values = {"person": work.person.id, "named": ts}
            there = work.connection.scalar(_AT, values) if ts else None
            visit.messages += [] if there is None else [there]
            yield visit
            if there is not None:  # last: whatever else says something new was wanted in order
                request_edit(work.connection, there, work.now)

    # Taking it back

    def take_back(self, who: SlackUser, value: str, ts: str = "") -> AfterResult:
        """What is there is to be deleted, what is not is not posted. Again: tries again."""
        with self._visit(who, value, ts) as visit:
            if visit.course.share.stands:
                visit.course.take_back()
            return visit.done()

    def retry(self, who: SlackUser, value: str, ts: str = "") -> AfterResult:
        """Delete once more what Slack did not delete."""
        with self._visit(who, value, ts) as visit:
            visit.course.try_again()
            return visit.done()

    def taken(self, who: SlackUser, value: str) -> TakenScreen:
        """How far it is. Changes nothing."""
        with self._workplace.look(who) as work:
            store = work.get(ShareStore)
            share = store.find(token_of(value))
            return TakenScreen(share, store.parts(share.id))

    # Did it arrive?

    def open_there(self, who: SlackUser, value: str, ts: str = "") -> AfterResult:
        """It is there: the modal that asks where."""
        with self._visit(who, value, ts) as visit:
            share, part = visit.course.share, visit.asked(value)
            if part is None:
                return visit.settled()
            return visit.done(ThereScreen(question(share, part), part.place, share.state in OVER))

    def is_there(self, who: SlackUser, value: str, link: str) -> AfterResult:
        """It is there, and where, if `link` says so: Slack is asked whose message that is, between two
        transactions."""
        with self._visit(who, value) as visit:
            course, part = visit.course, visit.asked(value)
            if part is None:
                return visit.settled()
            if not link.strip():
                course.is_there(part, None)
                return visit.done(posts=True)
            found = parse_link(link)
            wrong = visit.wrong(found, part)
            if wrong or found is None:
                return visit.done(problem=wrong or "")
            share = course.share
            post, delivery_id = course.said(part)
            is_sure = post is not NOT_READ and not is_other_lost(visit.work, share, part.id)
        proof = self._asked_first(who, share) if is_sure else Proof.NOT_SAID
        if proof is None:
            proof = self._proof.of(found.channel_id, found.ts, post, delivery_id)
        if isinstance(proof, str) or proof in _NO_PROOF:
            return AfterResult(share.id, problem=proof if isinstance(proof, str) else _NO_PROOF[proof])
        return self._found(who, value, found, proof)

    def _asked_first(self, who: SlackUser, share: Share) -> Proof | str | None:
        """A proof writes the message anew: None where all who would read it were named. Else what is known
        without one, or the problem; what was taken back is only to be deleted, whoever reads it."""
        stop = self._directory.changed(share.channel_id, share.snapshot.reader_ids, self._most, who.user_id)
        if stop is None:
            return None
        if share.state in OVER or stop in _NOTHING_SAID:
            return Proof.NOT_SAID
        if stop is Stop.NOT_ANSWERED:
            return Proof.NOT_ANSWERED
        return SOMEBODY_NEW if stop is Stop.NEW_READER else OTHERWISE

    def _found(self, who: SlackUser, value: str, link: Link, proof: Proof) -> AfterResult:
        with self._visit(who, value) as visit:
            part = visit.asked(value)
            if part is None:
                return visit.settled()
            if wrong := visit.wrong(link, part):
                return visit.done(problem=wrong)
            visit.course.is_there(part, link.ts, by_link=proof is Proof.NOT_SAID)
            return visit.done(posts=True)

    def not_there(self, who: SlackUser, value: str, ts: str = "") -> AfterResult:
        """It is posted again; where it is too late for that, who is there is asked first."""
        with self._visit(who, value, ts) as visit:
            course, part = visit.course, visit.asked(value)
            if part is None or course.share.state not in _OFFERED:
                course.tell()
                return visit.done()
            course.not_there(part)
            done = visit.done(posts=True)
        if course.share.state is ShareState.STOPPED:
            return replace(done, page=self.look_again(who, value).page)
        return done

    # Who is there now?

    def look_again(self, who: SlackUser, value: str, ts: str = "") -> AfterResult:
        """Who is there, by name, and what is left to post. Asks Slack, between two transactions."""
        with self._visit(who, value, ts) as visit:
            share, done = visit.course.share, visit.done(SETTLED)
        if share.state is not ShareState.STOPPED:
            return done
        found = self._directory.readers(share.channel_id, self._most, who.user_id)
        with self._visit(who, value) as visit:
            if visit.course.share.state is not ShareState.STOPPED:
                return visit.done(SETTLED)
            return visit.done(self._looked(visit, found))

    def resume(self, who: SlackUser, value: str) -> AfterResult:
        """Post the rest, to those whom that page named. `value`: "TOKEN:PREVIEW"."""
        token, _, preview = value.partition(":")
        with self._visit(who, token) as visit:
            share = visit.course.share
            if share.state is not ShareState.STOPPED:
                return visit.done(ON_ITS_WAY if share.state is ShareState.POSTING else SETTLED)
            if not preview or preview != share.preview:
                return visit.done(self._shown(visit.course, share.snapshot.readers, older=True))
            visit.course.approve_again()
            return visit.done(posts=True)

    # What we agreed

    def open_agreed(self, who: SlackUser, value: str, ts: str = "") -> AfterResult:
        """The private field, with what was typed and not saved."""
        with self._visit(who, value, ts) as visit:
            share = visit.course.share
            there = visit.work.get(AgreementStore).of(share.id)
            stored = {AGREED: there.text} if there else {}
            draft = visit.work.get(FormStore).open(AGREED, str(share.id), stored, stored)
            return visit.done(AgreedScreen(draft.id, draft.values, draft.aside))

    def autosave_agreed(self, who: SlackUser, form_id: str, form: Form) -> None:
        """Keep what was typed. Raises BadText if it is about a text that cannot be kept."""
        with self._workplace.work(who) as work:
            _about(work, form_id)
            work.get(FormStore).keep(form_id, form, {AGREED})

    def submit_agreed(self, who: SlackUser, form_id: str, form: Form) -> AfterResult:
        """Keep the text; the same text again is none."""
        with self._workplace.work(who) as work:
            share_id, forms = _about(work, form_id), work.get(FormStore)
            draft = forms.submit(form_id, form, {AGREED})
            if AGREED in draft.said:
                text = draft.said[AGREED]
                work.get(AgreementStore).put(share_id, text.strip() and text, work.now)
            forms.close(form_id, str(share_id))
            receipt_changed(work, share_id)
            receipt = receipt_id(work, share_id)
            return AfterResult(share_id, () if receipt is None else (receipt,))

    def _looked(self, visit: AfterVisit, found: Readers | Stop) -> LookScreen:
        """The list is kept with a new preview: who was named to them is what is asked for before a post."""
        share, course = visit.course.share, visit.course
        if isinstance(found, Stop):
            return replace(self._shown(course, ()), stop=found)
        new = frozenset(reader.user_id for reader in found.readers) - share.snapshot.reader_ids
        shown = _with_gone(share, found.readers) if share.posted_at else found.readers
        course.share = course.store.change(
            share.id,
            snapshot=replace(share.snapshot, readers=shown, channel_name=found.channel_name),
            preview=secrets.token_urlsafe(12),
        )
        course.tell()
        return replace(self._shown(course, found.readers), new=new)

    def _shown(self, course: Course, readers: tuple[Reader, ...], *, older: bool = False) -> LookScreen:
        own = [part for part in course.parts if part.word_id is None]
        left = sum(part.state is PartState.WAITING for part in own)
        return LookScreen(course.share, readers, left=left, total=len(own), most=self._most, older=older)


def _about(work: Work, form_id: str) -> int:
    """The share that a form is about. Raises NotFound."""
    draft = work.get(FormStore).find(form_id)
    if draft.kind != AGREED:
        raise NotFound
    return int(draft.subject)


def _with_gone(share: Share, readers: tuple[Reader, ...]) -> tuple[Reader, ...]:
    """Those who left could see what was there then."""
    here = {reader.user_id for reader in readers}
    return (*readers, *(reader for reader in share.snapshot.readers if reader.user_id not in here))
