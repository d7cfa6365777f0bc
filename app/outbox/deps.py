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
from app.work import Work, Workplace


@dataclass(frozen=True)
class SenderDeps:
    """`monotonic` never jumps; the workplace's clock is the product's and may; the pace has a real one."""

    workplace: Workplace
    posting: Posting
    kinds: Mapping[str, MessageKind]
    monotonic: Callable[[], float] = elapsed
    timing: Timing = field(default_factory=Timing)
    pace: Pace = field(default_factory=lambda: Pace(time.time))
    sleep: Callable[[float], None] = time.sleep

    @property
    def database(self) -> Database:
        return self.workplace.database

    @property
    def clock(self) -> Clock:
        return self.workplace.clock

    def store(self, connection: Connection) -> OutboxStore:
        """Only the kinds this release knows: others wait for a replica that does."""
        return OutboxStore(connection, self.kinds, self._in_channels)

    @cached_property
    def _in_channels(self) -> tuple[str, ...]:
        return in_channels(self.kinds)

    def is_in_channel(self, message: Message) -> bool:
        """It needs no DM, and where it is unclear it is not looked up."""
        return message.kind in self._in_channels

    def work_for(self, connection: Connection, message: Message) -> Work:
        """The work of whose message it is: nobody acts, so nobody is stamped."""
        return self.workplace.work_for(connection, message.person)

    def settle(
        self, connection: Connection, message: Message, claim: str, change: Transition, channel_id: str | None
    ) -> bool:
        """Store what became of a message and tell its feature; False, and neither, without the claim."""
        if not self.store(connection).settle(message, claim, change, self.clock.now(), channel_id):
            return False
        kind, work = self.kinds[message.kind], self.work_for(connection, message)
        if change.state is State.SENT and channel_id and change.ts:
            kind.delivered(work, message, channel_id, change.ts)
        elif change.undelivered:
            kind.undelivered(work, message)
        self.tell(work, message, change)
        return True

    def tell(self, work: Work, message: Message, change: Transition) -> None:
        """A kind in a channel hears of every change; the others are only told what concerns their budget."""
        kind = self.kinds[message.kind]
        if isinstance(kind, InChannel) and change.state is not State.SENT:
            kind.became(work, message, change.state, change.reason)
