"""Messages on their way: what one is, what may become of it, and what a feature says about its kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from app.people import Person
from app.reasons import Reason
from app.slack.blocks import Block
from app.work import Work


class State(StrEnum):
    """Where a message is. Only `pending` and `missed` may be moved; `sending` and `unconfirmed` never."""

    PENDING = "pending"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"  # it may have arrived: to be looked up before anything else
    UNCONFIRMABLE = "unconfirmable"  # it may have arrived, and cannot be looked up: a person has to say
    SENT = "sent"
    FAILED = "failed"  # Slack will never take it
    MOOT = "moot"  # nothing to say any more
    MISSED = "missed"  # its time was over before it could be sent


@dataclass(frozen=True)
class Planned:
    """A message to be sent from `due_at` on, until `not_after`.

    `week` is the nominal ISO week, "2026-W47", given by the rule and never by the time of sending. `key`
    makes it one message, however often it is planned; not given, kind, person, week and number do. `payload`
    is sealed: what is posted byte for byte as it was previewed. All others are rendered when they are sent.
    `is_awaited`: somebody is looking at the DM, so it goes before everything that is due.
    """

    workspace_id: int
    person_id: int
    kind: str
    week: str
    n: int
    due_at: datetime
    not_after: datetime
    key: str = ""
    payload: bytes | None = None
    is_awaited: bool = False

    @property
    def natural_key(self) -> str:
        return self.key or key_of(self.kind, self.person_id, self.week, self.n)


def key_of(kind: str, person_id: int, week: str, n: int) -> str:
    """The key of a message that nobody gave another: `checkin:42:2026-W47:1`."""
    return f"{kind}:{person_id}:{week}:{n}"


@dataclass(frozen=True)
class Message:
    """A planned message as hooks and renderers see it."""

    id: int
    workspace_id: int
    person_id: int
    slack_user_id: str
    kind: str
    week: str
    n: int
    due_at: datetime
    not_after: datetime
    attempts: int
    delivery_id: str

    @property
    def person(self) -> Person:
        """Whose message it is. They do not act, so they have no stamp here."""
        return Person(self.person_id, self.workspace_id, stamp=0)


@dataclass(frozen=True)
class Record:
    """What became of a message, for "why did I get this, why not"."""

    id: int
    kind: str
    week: str
    n: int
    state: State
    reason: Reason | None
    due_at: datetime
    not_after: datetime
    sent_at: datetime | None
    channel_id: str | None
    message_ts: str | None


@dataclass(frozen=True)
class Rendered:
    """What is posted. `plain_blocks` go out instead, once, where Slack calls `blocks` invalid."""

    text: str
    blocks: tuple[Block, ...] = ()
    plain_blocks: tuple[Block, ...] | None = None


@dataclass(frozen=True)
class Allowed:
    """It may go out now."""


@dataclass(frozen=True)
class Deferred:
    """Not before `until`; asked again then."""

    until: datetime
    reason: Reason


@dataclass(frozen=True)
class Skipped:
    """Answered, paused, deactivated: it will not be sent."""

    reason: Reason


class MessageKind(Protocol):
    """What a feature says about its messages. A hook's exception keeps nothing of its transaction.

    `allow` runs with the message's row and its person locked, and that is the one hook that is sure of
    the person: the others run with the message's row alone, and whoever moves messages locks the person
    first, so a hook that locked them would wait for a click that waits for the message.
    """

    def allow(self, work: Work, message: Message) -> Allowed | Deferred | Skipped:
        """May it go out now? Reserve its budget here: the claim is in the same transaction."""
        ...

    def render(self, work: Work, message: Message) -> Rendered | Deferred | Skipped:
        """Its words, read now, in a transaction of its own. May run again for the same message."""
        ...

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        """It arrived; in the transaction that records it, so exactly once."""
        ...

    def undelivered(self, work: Work, message: Message) -> None:
        """It was admitted and proven not to have arrived; in the transaction that records it."""
        ...


@dataclass(frozen=True)
class PostTarget:
    """Where in a channel a message goes: below `thread_ts`, if that is given."""

    channel_id: str
    thread_ts: str | None = None


@runtime_checkable
class Asking(MessageKind, Protocol):
    """A kind that asks Slack something before it is sent."""

    def check(self, message: Message) -> Deferred | Skipped | None:
        """Just before the post, outside any transaction. None: it may go."""
        ...


@runtime_checkable
class InThread(MessageKind, Protocol):
    """A kind that answers where the person wrote, in a thread of their DM perhaps. Such a message stands in
    the DM as well: it is seen there, and found there where it is unclear."""

    def thread(self, work: Work, message: Message) -> str | None:
        """The thread it goes into, by the name of its first message; read with `render`. None: none."""
        ...


@runtime_checkable
class InChannel(Asking, Protocol):
    """A kind that posts into a channel, whose history the bot never reads: nothing is looked up there, so
    what is unclear is UNCONFIRMABLE, at once and for good, and is never sent again by itself."""

    def place(self, work: Work, message: Message) -> PostTarget | Skipped:
        """Where it goes, read with `render`; no DM is opened for it."""
        ...

    def became(self, work: Work, message: Message, state: State, reason: Reason | None) -> None:
        """What became of it: any state but `sent`, in the transaction that records it, the person not held.

        Also of a message that was refused by `allow`, or whose time was over.
        """
        ...


def in_channels(kinds: Mapping[str, MessageKind]) -> tuple[str, ...]:
    """Those that post into channels."""
    return tuple(name for name, kind in kinds.items() if isinstance(kind, InChannel))
