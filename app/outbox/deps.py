"""What every part of a sender works with."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection

from app.clock import Clock
from app.db.engine import Database
from app.outbox.model import InChannel, Message, MessageKind, State, in_channels
from app.outbox.pace import Pace
from app.outbox.states import Timing, Transition, elapsed
from app.outbox.store import OutboxStore
from app.slack.client import Posting


@dataclass(frozen=True)
class SenderDeps:
    """`monotonic` never jumps; `clock` is the product's and may; the pace has a real one of its own."""

    database: Database
    posting: Posting
    kinds: Mapping[str, MessageKind]
    clock: Clock
    monotonic: Callable[[], float] = elapsed
    timing: Timing = field(default_factory=Timing)
    pace: Pace = field(default_factory=lambda: Pace(time.time))
    sleep: Callable[[float], None] = time.sleep

    def store(self, connection: Connection) -> OutboxStore:
        """Only the kinds this release knows: others wait for a replica that does."""
        return OutboxStore(connection, self.kinds, self._in_channels)

    @cached_property
    def _in_channels(self) -> tuple[str, ...]:
        return in_channels(self.kinds)

    def is_in_channel(self, message: Message) -> bool:
        """It needs no DM, and where it is unclear it is not looked up."""
        return message.kind in self._in_channels

    def settle(
        self, connection: Connection, message: Message, claim: str, change: Transition, channel_id: str | None
    ) -> bool:
        """Store what became of a message and tell its feature; False, and neither, without the claim."""
        if not self.store(connection).settle(message, claim, change, self.clock.now(), channel_id):
            return False
        kind = self.kinds[message.kind]
        if change.state is State.SENT and channel_id and change.ts:
            kind.sent(connection, message, channel_id, change.ts)
        elif change.undelivered:
            kind.give_back(connection, message)
        self.tell(connection, message, change)
        return True

    def tell(self, connection: Connection, message: Message, change: Transition) -> None:
        """A kind in a channel hears of every change; the others are only told what concerns their budget."""
        kind = self.kinds[message.kind]
        if isinstance(kind, InChannel) and change.state is not State.SENT:
            kind.became(connection, message, change.state, change.reason)
