"""What the sender asks and tells about the messages of a share, and about its receipt (outbox.model)."""

import json
from datetime import timedelta

from sqlalchemy import bindparam, select

from app.assessment.agreements import AgreementStore
from app.db.tables import share_news
from app.outbox.model import Allowed, Deferred, Message, PostTarget, Rendered, Skipped, State
from app.reasons import Code, Reason
from app.sharing.after.course import TAKEN_BACK, Course
from app.sharing.after.screens import ReceiptScreen
from app.sharing.after.views.receipt import receipt_blocks, receipt_text
from app.sharing.directory import SlackDirectory
from app.sharing.model import POST_WITHIN, PartState, Post, Share, SharePart, ShareState, Stop
from app.sharing.readers.service import lines_for
from app.sharing.store import ShareStore, load, load_part, of_author
from app.work import Work, Workplace

ASK_AGAIN = timedelta(seconds=20)
"""Where Slack did not say who is there: that is no reason to stop before the 15 minutes are over."""
NOT_NOW = Reason(Code.NOT_TO_BE_POSTED)
NO_THREAD = Reason(Code.NO_THREAD)

_TOLD = select(share_news.c.who).where(
    share_news.c.share_id == bindparam("this"),
    share_news.c.what == "reader",
    share_news.c.message_id.is_not(None),
)


class ChannelPost:
    """A message of a share, or an EM's words in its thread; implements InChannel. `n`: the part's id."""

    def __init__(self, workplace: Workplace, directory: SlackDirectory, most: int) -> None:
        self._workplace = workplace
        self._directory = directory
        self._most = most

    def allow(self, work: Work, message: Message) -> Allowed | Skipped:
        """Only what is still to be posted; asked again in `render`, after Slack was asked who is there."""
        return self._refusal(work, *load_part(work, message.n)) or Allowed()

    def check(self, message: Message) -> Deferred | Skipped | None:
        """Somebody there whom the author did not see named, or a channel that takes no share any more."""
        with self._workplace.database.read() as connection:
            work = self._workplace.work_for(connection, message.person)
            share, part = load_part(work, message.n)
            known = share.snapshot.reader_ids
            if part.word_id:
                known |= frozenset(connection.scalars(_TOLD, {"this": share.id}))
                known &= frozenset(part.post.named)
        author = "" if part.word_id else message.slack_user_id
        stop = self._directory.changed(share.channel_id, known, self._most, author)
        if stop is Stop.NOT_ANSWERED:
            return Deferred(self._workplace.clock.now() + ASK_AGAIN, stop.as_reason)
        return Skipped(stop.as_reason) if stop else None

    def place(self, work: Work, message: Message) -> PostTarget | Skipped:
        """The post itself, or below it."""
        share, part = load_part(work, message.n)
        if part.place == 0:
            return PostTarget(share.channel_id)
        post = of_author(work, share).get(ShareStore).first(share.id)
        is_there = post is not None and post.proven_ts is not None and post.state is PartState.SENT
        return PostTarget(share.channel_id, post.proven_ts) if post and is_there else Skipped(NO_THREAD)

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        """What was previewed, byte for byte."""
        share, part = load_part(work, message.n)
        return self._refusal(work, share, part) or rendered(part.post)

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:  # noqa: ARG002
        share, part = load_part(work, message.n, locked=True)
        Course(of_author(work, share), share).arrived(part, ts)

    def became(self, work: Work, message: Message, state: State, reason: Reason | None) -> None:
        share, part = load_part(work, message.n, locked=True)
        Course(of_author(work, share), share).became(part, message, state, reason)

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""

    def _refusal(self, work: Work, share: Share, part: SharePart) -> Skipped | None:
        if part.state is not PartState.WAITING:
            return Skipped(NOT_NOW)
        if part.word_id:
            is_over = share.state in {ShareState.REMOVING, ShareState.REMOVED}
            return Skipped(TAKEN_BACK) if is_over else None  # its 15 minutes are the message's own
        if share.state is not ShareState.POSTING:
            return Skipped(NOT_NOW)
        approved_at = share.approved_at or share.made_at
        return Skipped(Stop.TOO_LATE.as_reason) if work.now - approved_at > POST_WITHIN else None


class Receipt:
    """What was shared, where, with whom, and what became of it. An answer to Post, so it is no nudge.

    `n`: the share's id. Rendered as things stand.
    """

    def __init__(self, most: int) -> None:
        self._most = most

    def allow(self, work: Work, message: Message) -> Allowed:  # noqa: ARG002
        return Allowed()

    def render(self, work: Work, message: Message) -> Rendered:
        screen = self._screen(work, message.n)
        return Rendered(receipt_text(screen), receipt_blocks(screen))

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """Nothing follows from it."""

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing was counted."""

    def _screen(self, work: Work, share_id: int) -> ReceiptScreen:
        share = load(work, share_id)
        theirs = of_author(work, share)
        return ReceiptScreen(
            share,
            theirs.get(ShareStore).parts(share_id),
            lines_for(theirs, share),
            theirs.get(AgreementStore).of(share_id) is not None,
            self._most,
        )


def rendered(post: Post) -> Rendered:
    """A stored message as it goes out."""
    plain = tuple(json.loads(post.plain)) if post.plain else None
    return Rendered(post.text, tuple(json.loads(post.blocks)), plain)
