"""What the sender asks and tells about the messages of a share, and about its receipt (delivery.model)."""

import json
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, bindparam, select

from app.assessment.agreements import AgreementStore
from app.clock import Clock
from app.db.crypto import KeyRing
from app.db.engine import Database
from app.db.tables import share_news
from app.outbox.model import Allowed, Deferred, Message, PostTarget, Rendered, Skipped, State
from app.people import by_id
from app.reasons import Code, Reason
from app.sharing.after.course import TAKEN_BACK, CourseDeps
from app.sharing.after.rows import plan_part
from app.sharing.after.screens import ReceiptScreen
from app.sharing.after.views.receipt import receipt_blocks, receipt_text
from app.sharing.audience import Directory
from app.sharing.model import POST_WITHIN, PartState, Post, Share, SharePart, ShareState, Stop
from app.sharing.store import ShareStore, by_part_id, by_share_id
from app.work import Work

__all__ = ["ChannelPost", "Receipt", "plan_part"]

ASK_AGAIN = timedelta(seconds=20)
"""Where Slack did not say who is there: that is no reason to stop before the 15 minutes are over."""
NOT_NOW = Reason(Code.NOT_TO_BE_POSTED)
NO_THREAD = Reason(Code.NO_THREAD)

_TOLD = select(share_news.c.who).where(
    share_news.c.share_id == bindparam("this"),
    share_news.c.what == "reader",
    share_news.c.message_id.is_not(None),
)

Lines = Callable[[Connection, KeyRing, Share], tuple[str, ...]]
"""What the author may know of the EM: read by them, reminded (sharing.reading)."""


def no_lines(_connection: Connection, _ring: KeyRing, _share: Share) -> tuple[str, ...]:
    return ()


class ChannelPost:
    """A message of a share, or an EM's words in its thread; implements InChannel. `n`: the part's id."""

    def __init__(
        self, database: Database, house: CourseDeps, clock: Clock, directory: Directory, most: int
    ) -> None:
        self._database = database
        self._house = house
        self._clock = clock
        self._directory = directory
        self._most = most

    def allow(self, work: Work, message: Message) -> Allowed | Skipped:
        """Only what is still to be posted; asked again in `render`, after Slack was asked who is there."""
        return self._refusal(*self._found(work.connection, message)) or Allowed()

    def check(self, message: Message) -> Deferred | Skipped | None:
        """Somebody there whom the author did not see named, or a channel that takes no share any more."""
        with self._database.read() as connection:
            share, part = self._found(connection, message)
            known = share.snapshot.reader_ids
            if part.word_id:
                known |= frozenset(connection.scalars(_TOLD, {"this": share.id}))
                known &= frozenset(part.post.named)
        author = "" if part.word_id else message.slack_user_id
        stop = self._directory.changed(share.channel_id, known, self._most, author)
        if stop is Stop.NOT_ANSWERED:
            return Deferred(self._clock.now() + ASK_AGAIN, stop.as_reason)
        return Skipped(stop.as_reason) if stop else None

    def place(self, work: Work, message: Message) -> PostTarget | Skipped:
        """The post itself, or below it."""
        share, part = self._found(work.connection, message)
        if part.place == 0:
            return PostTarget(share.channel_id)
        post = ShareStore(
            Work(work.connection, self._house.ring, by_id(work.connection, share.person_id))
        ).first(share.id)
        is_there = post is not None and post.proven_ts is not None and post.state is PartState.SENT
        return PostTarget(share.channel_id, post.proven_ts) if post and is_there else Skipped(NO_THREAD)

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        """What was previewed, byte for byte."""
        share, part = self._found(work.connection, message)
        return self._refusal(share, part) or rendered(part.post)

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:  # noqa: ARG002
        _, part = self._found(work.connection, message)
        self._house.told(work.connection, part.share_id, self._clock.now()).arrived(part, ts)

    def became(self, work: Work, message: Message, state: State, reason: Reason | None) -> None:
        _, part = self._found(work.connection, message)
        course = self._house.told(work.connection, part.share_id, self._clock.now())
        course.became(part, message, state, reason)

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""

    def _found(self, connection: Connection, message: Message) -> tuple[Share, SharePart]:
        return by_part_id(connection, self._house.ring, message.n)

    def _refusal(self, share: Share, part: SharePart) -> Skipped | None:
        if part.state is not PartState.WAITING:
            return Skipped(NOT_NOW)
        if part.word_id:
            is_over = share.state in {ShareState.REMOVING, ShareState.REMOVED}
            return Skipped(TAKEN_BACK) if is_over else None  # its 15 minutes are the message's own
        if share.state is not ShareState.POSTING:
            return Skipped(NOT_NOW)
        approved_at = share.approved_at or share.made_at
        return Skipped(Stop.TOO_LATE.as_reason) if self._clock.now() - approved_at > POST_WITHIN else None


class Receipt:
    """What was shared, where, with whom, and what became of it. An answer to Post, so it is no nudge.

    `n`: the share's id. Rendered as things stand.
    """

    def __init__(self, ring: KeyRing, most: int, lines: Lines = no_lines) -> None:
        self._ring = ring
        self._most = most
        self._lines = lines

    def allow(self, work: Work, message: Message) -> Allowed:  # noqa: ARG002
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered:
        screen = self._screen(work.connection, message.n)
        return Rendered(receipt_text(screen), receipt_blocks(screen))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""

    def _screen(self, connection: Connection, share_id: int) -> ReceiptScreen:
        share = by_share_id(connection, self._ring, share_id)
        author = by_id(connection, share.person_id)
        return ReceiptScreen(
            share,
            ShareStore(Work(connection, self._ring, author)).parts(share_id),
            self._lines(connection, self._ring, share),
            AgreementStore(Work(connection, self._ring, author)).of(share_id) is not None,
            self._most,
        )


def rendered(post: Post) -> Rendered:
    """A stored message as it goes out."""
    plain = tuple(json.loads(post.plain)) if post.plain else None
    return Rendered(post.text, tuple(json.loads(post.blocks)), plain)
