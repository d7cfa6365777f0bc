"""Shares: a snapshot of chosen things in one private channel, who can read it, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.reasons import Code, Reason

POST_WITHIN = timedelta(minutes=15)
"""After Post was pressed. Later nothing (more) goes out by itself: the channel may be another one by then."""

REMIND_AFTER = 5
"""Working days without anything done by the named EM."""


class ShareState(StrEnum):
    DRAFT = "draft"  # previewed at most
    POSTING = "posting"
    STOPPED = "stopped"  # something keeps the rest back: `reason`
    UNCLEAR = "unclear"  # a message may have arrived: the author is asked
    POSTED = "posted"
    REMOVING = "removing"  # taken back; some of it is still there
    REMOVED = "removed"


STANDING = frozenset(
    {ShareState.POSTING, ShareState.STOPPED, ShareState.UNCLEAR, ShareState.POSTED, ShareState.REMOVING}
)
"""Something of it may be in the channel."""


class Stop(StrEnum):
    """Why a channel takes no share, or no more of one. Also what `reason` holds, beside Slack's own codes."""

    NOT_MEMBER = "not_member"  # the bot is not in it, or there is none of that id
    PUBLIC = "public"
    OUTSIDE = "outside"  # shared with another workspace, or about to be
    ARCHIVED = "archived"  # or frozen, or read only
    TOO_MANY = "too_many"
    AUTHOR_LEFT = "author_left"
    NEW_READER = "new_reader"  # somebody whom the preview did not name
    TOO_LATE = "too_late"
    NOT_ANSWERED = "not_answered"  # Slack did not say who is there

    @property
    def as_reason(self) -> Reason:
        """As the outbox keeps it."""
        return Reason(Code.CHANNEL, self.value)


class Mark(StrEnum):
    """What a reader is, besides a colleague."""

    COLLEAGUE = ""
    GUEST = "guest"
    APP = "app"
    OUTSIDE = "outside"  # of another workspace
    GONE = "gone"  # deactivated


@dataclass(frozen=True)
class Reader:
    """Somebody in a channel, as they were named when it was asked. `zone`: as Slack had theirs."""

    user_id: str
    name: str
    mark: Mark = Mark.COLLEAGUE
    zone: str = field(default="", compare=False)

    @property
    def is_human(self) -> bool:
        return self.mark not in {Mark.APP, Mark.GONE}


@dataclass(frozen=True)
class Post:
    """One message, as it goes out: JSON, so that what was previewed is what is posted, byte for byte.

    `plain` are the blocks to post where Slack refuses the others, for a chart; empty where there are none.
    `named`: of words in the thread, the ids of those whom the form of who wrote them named.
    """

    text: str
    blocks: str
    plain: str = ""
    named: tuple[str, ...] = ()


NOT_READ = Post("", "")


@dataclass(frozen=True)
class SharedItem:
    """Something shared, as it is numbered from 1 in the post. `pieces`: each piece of it that was shared,
    with a digest, so that what was left out before does not pass for changed."""

    key: str
    title: str
    pieces: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """What a share was when it was previewed. `author` and `em` are names, `author_id` is Slack's.

    `asked`: when Slack was asked who the readers are, in seconds since 1970. `beside`: what else of theirs
    was posted to the channel by then, in words that only compare. `with_note`, `with_agreed`: what it holds
    besides its items.
    """

    channel_name: str = ""
    author: str = ""
    em: str = ""
    readers: tuple[Reader, ...] = ()
    items: tuple[SharedItem, ...] = ()
    posts: tuple[Post, ...] = ()
    asked: int = 0
    beside: str = ""
    with_note: bool = False
    with_agreed: bool = False
    author_id: str = ""

    @property
    def reader_ids(self) -> frozenset[str]:
        return frozenset(reader.user_id for reader in self.readers)


@dataclass(frozen=True)
class Share:
    """`token` stands in buttons; `preview` names what `snapshot` shows: an older window cannot post."""

    id: int
    token: str
    workspace_id: int
    person_id: int
    form_id: str
    channel_id: str
    em_user_id: str
    state: ShareState
    reason: str | None
    preview: str
    snapshot: Snapshot
    made_at: datetime
    approved_at: datetime | None
    posted_at: datetime | None
    ended_at: datetime | None

    @property
    def is_copy(self) -> bool:
        """For a document of their own: never posted."""
        return not self.channel_id

    @property
    def stands(self) -> bool:
        return self.state in STANDING


class PartState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    UNCLEAR = "unclear"
    THERE = "there"  # the author says so; nobody knows its ts
    MISSING = "missing"  # of what was taken back: the author says that it is not there
    REMOVED = "removed"


@dataclass(frozen=True)
class SharePart:
    """One message of a share. Place 0 is the post; the others are replies to it, in order.

    `word_id`: an EM's words in the thread. `post`: NOT_READ in a list of parts, and once it was sent.
    `refusal`: Slack's code for not deleting it. `by_link`: the author's link alone said where it is.
    `was_unclear`: an earlier try may be there, though the author said that it is not. `tried`: names the
    newest try, so that what is said about one try counts for no other.
    """

    id: int
    share_id: int
    place: int
    word_id: int | None
    post: Post
    state: PartState
    ts: str | None
    message_id: int | None
    remove_at: datetime | None
    refusal: str | None
    by_link: bool = False
    tried: str = ""
    was_unclear: bool = False

    @property
    def proven_ts(self) -> str | None:
        """Where it is. What a link alone says is good for deleting, and for nothing else."""
        return None if self.by_link else self.ts
