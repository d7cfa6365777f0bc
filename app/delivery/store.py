"""The outbox in the database, as the sender uses it. Every update after the claim is fenced by it."""

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.db.tables import dms
from app.db.upsert import insert_new
from app.delivery.machine import Change, fields, taken
from app.delivery.model import Message, State
from app.delivery.queries import KEEP_LATEST, NEXT_DUE, NEXT_TRY, PUT_OFF, REVEAL, SETTLE, TAKE, UNDER_WAY

MESSAGE_WIDTH = 11


@dataclass(frozen=True)
class Due:
    """A message whose turn it is. `latest_ts`: the newest message we know of in its DM."""

    message: Message
    channel_id: str | None
    latest_ts: str | None


@dataclass(frozen=True)
class UnderWay:
    """A message that somebody is sending, or nobody knows of."""

    message: Message
    state: State
    claim: str
    since: datetime
    after_ts: str | None
    channel_id: str | None


def new_claim() -> str:
    return secrets.token_hex(16)


class Store:
    """Rows of the outbox, in one transaction."""

    def __init__(
        self, connection: Connection, kinds: Collection[str], in_channels: Collection[str] = ()
    ) -> None:
        self._connection = connection
        self._kinds = list(kinds)
        self._in_channels = list(in_channels)

    def next_due(self, now: datetime, slot_ms: int) -> Due | None:
        """The longest due message with a slot before `slot_ms`, locked where the database can."""
        values = {"now": now, "slot_ms": slot_ms, "kinds": self._kinds, "in_channels": self._in_channels}
        row = self._connection.execute(NEXT_DUE, values).first()
        return Due(Message(*row[:MESSAGE_WIDTH]), *row[MESSAGE_WIDTH:]) if row else None

    def next_try(self, until: datetime) -> datetime | None:
        """When the first message is due, if it is by then."""
        return self._connection.scalar(NEXT_TRY, {"now": until, "kinds": self._kinds})

    def under_way(self) -> tuple[UnderWay, ...]:
        """What is being sent or unclear, the oldest first."""
        rows = self._connection.execute(UNDER_WAY, {"kinds": self._kinds})
        return tuple(_under_way(row) for row in rows)

    def take(self, due: Due, now: datetime) -> str | None:
        """Claim a due message; None where it is not pending any more."""
        claim = new_claim()
        # It will be newer than the newest we know of now: by Slack's clock alone, ours may be wrong.
        values = {"this": due.message.id, "after_ts": due.latest_ts, **asdict(taken(now, claim))}
        done = self._connection.execute(TAKE, values)
        return claim if done.rowcount == 1 else None

    def put_off(self, message_id: int, change: Change, now: datetime) -> None:
        """What became of a due message that is not claimed at all."""
        self._connection.execute(PUT_OFF, {"this": message_id, **_columns(change, now)})

    def settle(
        self, message: Message, claim: str, change: Change, now: datetime, channel_id: str | None = None
    ) -> bool:
        """Store what became of it; False, and nothing stored, where the claim is not ours any more.

        But for what is unknown: that it is there is stored whoever says it, and however late.
        """
        sent = change.state is State.SENT
        arrived = {"channel_id": channel_id, "message_ts": change.ts, "sent_at": now} if sent else {}
        columns = {**_columns(change, now), **arrived}
        if not self._fenced(message.id, claim, columns) and not (sent and self._reveal(message, columns)):
            return False
        if sent:
            values = {"this": message.person_id, "there": channel_id, "ts": change.ts}
            self._connection.execute(KEEP_LATEST, values)
        return True

    def expire(self, row: UnderWay, change: Change, lease: float) -> bool:
        """A claim is over: quiet begins with the last moment at which its post could have gone out."""
        end = row.since + timedelta(seconds=lease)
        return self._fenced(row.message.id, row.claim, _columns(change, end))

    def take_to_look(self, row: UnderWay, now: datetime) -> str | None:
        """Claim an unclear row to look it up; it stays unclear. None: somebody else did."""
        columns = _columns(Change(row.state, "being looked up"), now)
        return columns["claim"] if self._fenced(row.message.id, row.claim, columns) else None

    def _reveal(self, message: Message, columns: dict[str, Any]) -> bool:
        values = {"this": message.id, "delivery": message.delivery_id, **columns}
        return self._connection.execute(REVEAL, values).rowcount == 1

    def _fenced(self, message_id: int, held: str, columns: dict[str, Any]) -> bool:
        values = {"this": message_id, "held": held, **columns}
        return self._connection.execute(SETTLE, values).rowcount == 1

    def keep_dm(self, person_id: int, channel_id: str) -> None:
        """Which channel a person's DM is. Kept before anything is posted there."""
        insert_new(self._connection, dms, person_id=person_id, channel_id=channel_id)


def _columns(change: Change, now: datetime) -> dict[str, Any]:
    return asdict(fields(change, now, new_claim()))


def _under_way(row: Any) -> UnderWay:
    state, claim, since, after_ts, channel_id = row[MESSAGE_WIDTH:]
    return UnderWay(Message(*row[:MESSAGE_WIDTH]), State(state), claim, since, after_ts, channel_id)
