"""Planning messages: what a feature does with the outbox. Sending is the sender's."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select, update

from app.db.tables import outbox, people
from app.db.upsert import insert_new
from app.delivery.model import Message, Planned, Record, State
from app.delivery.queries import MESSAGE_COLUMNS, RECORD_COLUMNS

_ID = outbox.c.id == bindparam("this")
_MOVABLE = and_(_ID, outbox.c.state.in_((State.PENDING, State.MISSED)))
_UNCLEAR = and_(_ID, outbox.c.state.in_((State.SENDING, State.MAYBE, State.UNKNOWN)))
_NOT_SENT = and_(_ID, outbox.c.state.in_((State.UNKNOWN, State.MOOT, State.FAILED, State.MISSED)))
_UPDATE = update(outbox).where(_MOVABLE)
_CONFIRM = update(outbox).where(_UNCLEAR)
_AGAIN = update(outbox).where(_NOT_SENT)
_OF_PERSON = (
    select(*RECORD_COLUMNS)
    .where(outbox.c.person_id == bindparam("person"))
    .order_by(outbox.c.due_at, outbox.c.id)
)
_SINCE = (
    select(*RECORD_COLUMNS)
    .where(outbox.c.person_id == bindparam("person"), outbox.c.week >= bindparam("first"))
    .order_by(outbox.c.due_at, outbox.c.id)
)
_MESSAGE = select(*MESSAGE_COLUMNS).join(people, people.c.id == outbox.c.person_id).where(_ID)
_FIND = select(*RECORD_COLUMNS).where(
    outbox.c.person_id == bindparam("person"),
    outbox.c.kind == bindparam("of_kind"),
    outbox.c.week == bindparam("in_week"),
    outbox.c.n == bindparam("number"),
)


class Outbox:
    """Messages as rows, in the caller's transaction: they are planned exactly when it commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, planned: Iterable[Planned]) -> None:
        """Insert by natural key. A message that is there already stays as it is, moved or sent or not."""
        for one in planned:
            insert_new(
                self._connection,
                outbox,
                **asdict(one),
                state=State.PENDING,
                try_at=one.due_at,
                attempts=0,
                delivery_id=secrets.token_hex(16),
            )

    def move(self, message_id: int, due_at: datetime, not_after: datetime) -> bool:
        """Give a pending or missed message another time. False: it is under way or settled, and stays."""
        values = {"due_at": due_at, "not_after": not_after, "try_at": due_at}
        return self._update(message_id, state=State.PENDING, reason=None, **values)

    def cancel(self, message_id: int, reason: str) -> bool:
        """It will not be sent, and `reason` says why. False: it is under way or settled, and stays."""
        return self._update(message_id, state=State.MOOT, reason=reason, try_at=None)

    def pass_over(self, message_id: int, reason: str) -> bool:
        """Its time goes by without it, for this reason. Unlike a cancelled one it may be moved again."""
        return self._update(message_id, state=State.MISSED, reason=reason, try_at=None)

    def find(self, person_id: int, kind: str, week: str, n: int) -> Record | None:
        """The message with this key."""
        values = {"person": person_id, "of_kind": kind, "in_week": week, "number": n}
        row = self._connection.execute(_FIND, values).first()
        return _record(tuple(row)) if row else None

    def message(self, message_id: int) -> Message:
        """As its feature sees it."""
        return Message(*self._connection.execute(_MESSAGE, {"this": message_id}).one())

    def of_person(self, person_id: int) -> tuple[Record, ...]:
        """Everything ever planned for a person, by the time it was due."""
        return tuple(
            _record(tuple(row)) for row in self._connection.execute(_OF_PERSON, {"person": person_id})
        )

    def since(self, person_id: int, week: str) -> tuple[Record, ...]:
        """What was planned for a person in that nominal week and later, by the time it was due."""
        rows = self._connection.execute(_SINCE, {"person": person_id, "first": week})
        return tuple(_record(tuple(row)) for row in rows)

    def confirm(self, message_id: int, channel_id: str, ts: str, now: datetime) -> bool:
        """A click on an unclear message proves that it arrived. True: newly known, so `sent` is yours to run.

        Needed before the message is edited: an edit may drop the metadata it would be looked up by.
        """
        done = self._connection.execute(
            _CONFIRM,
            {
                "this": message_id,
                "state": State.SENT,
                "reason": None,
                "claim": None,
                "since": None,
                "channel_id": channel_id,
                "message_ts": ts,
                "sent_at": now,
            },
        )
        return done.rowcount == 1

    def again(self, message_id: int, due_at: datetime, not_after: datetime) -> bool:
        """Somebody says that it is not there, or that it may go now. False: it is on its way, or sent.

        For kinds in channels. With a fresh delivery id: the post that nobody saw stays another message.
        """
        values = {"due_at": due_at, "not_after": not_after, "try_at": due_at}
        fresh = {"delivery_id": secrets.token_hex(16), "attempts": 0, "claim": None}
        done = self._connection.execute(
            _AGAIN, {"this": message_id, "state": State.PENDING, "reason": None, **values, **fresh}
        )
        return done.rowcount == 1

    def _update(self, message_id: int, **values: object) -> bool:
        return self._connection.execute(_UPDATE, {"this": message_id, **values}).rowcount == 1


def _record(row: tuple[object, ...]) -> Record:
    record = Record(*row)  # type: ignore[arg-type]  # the columns are the fields, in their order
    return replace(record, state=State(record.state))
