"""What becomes of a share after Post was pressed: every step, in the transaction of what caused it.

Rows are locked in one order everywhere: a person, the outbox's rows of the share's messages, the share. A
hook of the sender holds its message's row already; whoever presses a button takes those rows first (`held`).
"""

from datetime import datetime, timedelta
from typing import Any

from app.nudges.kinds import NOTE
from app.outbox.edits import request_edit
from app.outbox.model import Message, Planned, State
from app.outbox.states import RATE_LIMITED
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.sharing.after.question import OVER
from app.sharing.after.rows import (
    is_being_sent,
    is_known,
    is_under_way,
    is_unknown,
    lock_messages,
    plan_part,
    tell,
)
from app.sharing.model import POST_WITHIN, PartState, Post, Share, SharePart, ShareState, Stop
from app.sharing.news import WatchStore, told_about
from app.sharing.readers.reminder import plan_reminder
from app.sharing.store import ShareStore, load_locked, of_author
from app.sharing.watch.watching import watch
from app.work import Work

APART = timedelta(seconds=1.1)
"""Between two messages to one channel: Slack takes one a second."""
NOTE_LASTS = timedelta(days=1)
LOOKED_AT = timedelta(days=1)
"""After which its channel is looked at for the first time."""
TAKEN_BACK, FOUND = Reason(Code.TAKEN_BACK), Reason(Code.FOUND)
_THEIRS = frozenset({Code.CHANNEL, Code.SLACK})
"""The author can do something about these; not about what went wrong here."""


def told(work: Work, share_id: int) -> "Course":
    """For a hook of the sender, and for whoever deletes: locks the share alone."""
    share = load_locked(work, share_id)
    return Course(of_author(work, share), share)


def held(work: Work, share_id: int) -> "Course":
    """For somebody who pressed something: nothing of it is being settled meanwhile."""
    lock_messages(work, share_id)
    return told(work, share_id)


class Course:
    """One share, locked, in one transaction. `work` is its author's."""

    def __init__(self, work: Work, share: Share) -> None:
        self._work = work
        self._outbox = Outbox(work)
        self.share = share
        self.now = work.now
        self.store = work.get(ShareStore)

    @property
    def parts(self) -> tuple[SharePart, ...]:
        return self.store.parts(self.share.id)

    def said(self, part: SharePart) -> tuple[Post, str]:
        """What a message says, and the delivery id of its newest try."""
        delivery_id = self._outbox.message(part.message_id).delivery_id if part.message_id else ""
        return self.store.part(part.id).post, delivery_id

    # What the sender says

    def arrived(self, part: SharePart, ts: str, *, by_link: bool = False) -> None:
        """A message is there. What was taken back meanwhile is deleted; else the next one goes out, but
        nothing below a post that a link alone names."""
        found = {"state": PartState.SENT, "ts": ts, "by_link": by_link}
        if self.share.state in OVER:
            self.store.change_part(part.id, **found, remove_at=self.now, refusal=None)
            self._is_left(part)
            return
        self.store.change_part(part.id, **found | ({"state": PartState.THERE} if by_link else {}))
        if part.word_id is None:
            self._is_there(part)

    def became(self, part: SharePart, message: Message, state: State, reason: Reason | None) -> None:
        """It did not arrive, or nobody knows: any state but sent. Somebody's words in the thread never
        change what the share is: who wrote them gets a note."""
        kept = self.store.part(part.id)
        waits = kept.state is PartState.WAITING  # else it was found meanwhile
        is_unclear = waits and state is State.UNCONFIRMABLE
        if is_unclear:
            self._is_unclear(part)
        elif waits and kept.was_unclear and state is not State.PENDING and self.share.state in OVER:
            self.store.change_part(part.id, state=PartState.MISSING)
        if waits and part.word_id and state is not State.PENDING:
            self._note(part, message)
        if self.share.state in OVER:
            if is_unclear:
                self._change(state=ShareState.REMOVING, ended_at=None)
            self.finish()
        elif waits and part.word_id is None:
            self._held_back(state, reason)

    def _is_unclear(self, part: SharePart) -> None:
        """Perhaps it stands there for days: who comes into the channel is news from now on."""
        self.store.change_part(part.id, state=PartState.UNCLEAR)
        if part.place == 0:
            self._watch()

    def _held_back(self, state: State, reason: Reason | None) -> None:
        """What Slack said last is kept: where it goes on until the time is over, that is why."""
        if state is State.PENDING:
            is_theirs = reason and reason.code in _THEIRS and reason != RATE_LIMITED
            self._change(reason=_code(reason) if is_theirs else self.share.reason)
        elif state is State.UNCONFIRMABLE:
            self._stop(ShareState.UNCLEAR, _code(reason))
        elif self.share.state is ShareState.POSTING:
            is_late = state is State.MISSED or reason == Stop.TOO_LATE.as_reason
            late = self.share.reason or Stop.TOO_LATE
            self._stop(ShareState.STOPPED, late if is_late else _code(reason))

    # What the author says

    def take_back(self) -> None:
        """Delete what is there, post nothing more. What is just being sent, or unclear, is deleted as soon
        as it is known where it is."""
        for part in self.parts:
            if part.state in {PartState.SENT, PartState.THERE} and part.ts and part.remove_at is None:
                self._remove(part, part.ts)
            elif part.state is PartState.WAITING and part.message_id:
                self._give_up(part, part.message_id)
        self._change(state=ShareState.REMOVING, reason=None)
        self.finish()

    def is_there(self, part: SharePart, ts: str | None, *, by_link: bool = False) -> None:
        """They saw it. Without its `ts` nothing can be posted below it, nor can it be deleted.

        `by_link`: where it is, their link says alone, which proves nothing.
        """
        if ts is not None:
            if not by_link:
                self._settle(part, ts)
            self.arrived(part, ts, by_link=by_link)
            return
        self.store.change_part(part.id, state=PartState.THERE)
        if self.share.state in OVER:
            self._is_left(part)
        elif part.word_id is None:
            self._is_there(part)
        self.tell()

    def not_there(self, part: SharePart) -> None:
        """They looked, and it is not: it is posted again, or, too late for that, they look who is there."""
        if self.share.state in OVER:
            self.store.change_part(part.id, state=PartState.MISSING)
            self.finish()
            return
        waiting = {"state": PartState.WAITING, "ts": None, "by_link": False}
        self.store.change_part(part.id, **waiting, was_unclear=True)
        if self.now - (self.share.approved_at or self.share.made_at) > POST_WITHIN:
            self._stop(ShareState.STOPPED, Stop.TOO_LATE)
        else:
            self.go_on()

    def seen(self, channel_id: str, ts: str) -> bool:
        """A button under the post was pressed there, which proves where it is. False: it is not this one.

        Also of what was taken back: what turns up after all is deleted. While another try is being sent
        nothing is changed: the press may be under either.
        """
        post = next(iter(self.parts), None)
        if post is None or self.share.channel_id != channel_id or self.share.state is ShareState.DRAFT:
            return False
        if post.proven_ts is not None or post.message_id is None:
            return post.proven_ts == ts
        if is_known(self._work, self.share.workspace_id, channel_id, ts, post.message_id):
            return False
        if not (post.was_unclear and is_being_sent(self._work, post.message_id)):
            self.is_there(post, ts)
        return True

    def approve_again(self) -> None:
        """Who is there now was named: the rest goes out."""
        self._change(approved_at=self.now)
        self.go_on(at_once=True)

    def try_again(self) -> None:
        """Delete once more what Slack did not delete."""
        for part in self.parts:
            if part.state is PartState.SENT and self.share.state is ShareState.REMOVING:
                self.store.change_part(part.id, remove_at=self.now, refusal=None)
        self.tell()

    # What whoever deletes says

    def removed(self, part_id: int) -> None:
        self.store.change_part(part_id, state=PartState.REMOVED, remove_at=None, refusal=None)
        self.finish()

    def refused(self, part_id: int, code: str, again: datetime | None) -> None:
        """Not deleted; tried again by itself where `again` says when."""
        self.store.change_part(part_id, refusal=code, remove_at=again)
        self.tell()

    def not_ours(self, part_id: int) -> None:
        """The author's link led to somebody else's message: they are asked again."""
        unknown = {"state": PartState.UNCLEAR, "ts": None, "by_link": False}
        self.store.change_part(part_id, **unknown, remove_at=None, refusal=None)
        self.tell()

    def put_off(self, part_id: int, again: datetime) -> None:
        """Slack says to wait: that is nothing about this message."""
        self.store.change_part(part_id, remove_at=again)
        self.tell()

    # The rules

    def go_on(self, *, at_once: bool = False) -> None:
        """The next message goes out; or all of it is there; or nobody knows where the thread is."""
        own = [part for part in self.parts if part.word_id is None]
        waiting = next((part for part in own if part.state is PartState.WAITING), None)
        if waiting is None:
            self._change(state=ShareState.POSTED, reason=None)
        elif waiting.place and own[0].proven_ts is None:
            self._change(state=ShareState.UNCLEAR)
        else:
            self._change(state=ShareState.POSTING, reason=None)
            due_at = self.now if at_once or not waiting.place else self.now + APART
            self._send(waiting, due_at)
        self.tell()

    def finish(self) -> None:
        """Of a share that is taken back: over when nothing of it is left."""
        there = {PartState.SENT, PartState.UNCLEAR, PartState.THERE}
        is_left = any(part.state in there for part in self.parts)
        if not is_left and not is_under_way(self._work, self.share.id):
            self._change(state=ShareState.REMOVED, ended_at=self.now)
        self.tell()

    def tell(self) -> None:
        """The receipt, or that it says something else now; so do warnings about what was taken back."""
        tell(self._work, self.share)
        if self.share.state in OVER:
            for message_id in told_about(self._work.connection, self.share.id):
                request_edit(self._work.connection, message_id, self.now)

    def _is_left(self, part: SharePart) -> None:
        """Of what was taken back, this is there."""
        posted_at = self.share.posted_at or (None if part.place else self.now)
        self._change(state=ShareState.REMOVING, ended_at=None, posted_at=posted_at)
        self._watch()
        self.tell()

    def _watch(self) -> None:
        share = self.share
        WatchStore(self._work.connection).add(share.workspace_id, share.channel_id, self.now + LOOKED_AT)

    def _remove(self, part: SharePart, ts: str) -> None:
        """Not where a link led to a message that is known by now to be another one of ours."""
        at = (self.share.workspace_id, self.share.channel_id, ts)
        if part.by_link and is_known(self._work, *at, part.message_id or 0):
            self.not_ours(part.id)
        else:
            self.store.change_part(part.id, state=PartState.SENT, remove_at=self.now, refusal=None)

    def _give_up(self, part: SharePart, message_id: int) -> None:
        """Not to be posted any more. Who wrote words for the thread was promised to be told of that."""
        if self._outbox.cancel(message_id, TAKEN_BACK) and part.word_id:
            self._note(part, self._outbox.message(message_id))
        if is_being_sent(self._work, message_id):
            return
        if part.was_unclear or is_unknown(self._work, message_id):
            self.store.change_part(part.id, state=PartState.MISSING)  # the author said so, and may be wrong

    def _is_there(self, part: SharePart) -> None:
        if part.place == 0 and self.share.posted_at is None:
            self._change(posted_at=self.now)
            watch(self._work, self.share)
            plan_reminder(self._work, self.share)
        own = [each.state for each in self.parts if each.word_id is None]
        if self.share.state is ShareState.STOPPED and PartState.WAITING in own:
            self.tell()  # the rest waits for the author
        elif PartState.UNCLEAR not in own:
            self.go_on()

    def _settle(self, part: SharePart, ts: str) -> None:
        """Its row in the outbox: known to have arrived, or, where it was to be tried again, not any more."""
        if part.message_id is None:
            return
        if not self._outbox.confirm(part.message_id, self.share.channel_id, ts, self.now):
            self._outbox.cancel(part.message_id, FOUND)

    def _send(self, part: SharePart, due_at: datetime) -> None:
        """Again where it was tried before: its row is the proof that no other try is under way."""
        not_after = (self.share.approved_at or self.now) + POST_WITHIN
        if part.message_id is None:
            plan_part(self._work, self.share, part, self.share.person_id, due_at)
        else:
            self._outbox.again(part.message_id, due_at, not_after)

    def _stop(self, state: ShareState, reason: str | None) -> None:
        self._change(state=state, reason=reason)
        self.tell()

    def _note(self, part: SharePart, message: Message) -> None:
        to_writer = (message.workspace_id, message.person_id, NOTE, message.week, part.id)
        self._outbox.plan([Planned(*to_writer, self.now, self.now + NOTE_LASTS, f"{NOTE}:{part.id}")])

    def _change(self, **values: Any) -> None:
        self.share = self.store.change(self.share.id, **values)


def _code(reason: Reason | None) -> str | None:
    """As a share keeps it: a Stop, Slack's own code, or ours."""
    if reason is None:
        return None
    return str(reason.about if reason.code in _THEIRS else reason.code)
