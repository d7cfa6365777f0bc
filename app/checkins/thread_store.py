"""What was said in the threads of check-ins."""

from abc import abstractmethod
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select, update

from app.checkins.model import Reply
from app.db.tables import replies
from app.db.upsert import insert_new
from app.errors import NotFound
from app.people.model import Person

_KEY = and_(replies.c.person_id == bindparam("person"), replies.c.ts == bindparam("named"))
_FIND = select(replies).where(_KEY)
_OF_MESSAGE = (
    select(replies)
    .where(replies.c.person_id == bindparam("person"), replies.c.message_id == bindparam("message"))
    .order_by(replies.c.ts)
)
_CHANGE = update(replies).where(_KEY)


class ReplyStore:
    """The replies of one person; part of the EntryStore. `ts` is Slack's name of a reply."""

    _connection: Connection
    _person: Person

    @abstractmethod
    def require_launch(self, launch_id: int) -> None: ...
    @abstractmethod
    def _seal(self, text: str) -> bytes: ...
    @abstractmethod
    def _open(self, sealed: bytes) -> str: ...

    def put_reply(self, ts: str, message_id: int, text: str, edited: str = "") -> Reply | None:
        """Keep it, once however often it comes. `edited`: Slack's stamp of this text, empty for the first.

        None where it changes nothing: an older text than the one that is kept, or one that was deleted.
        """
        row = self._reply_row(ts)
        if row is None:
            self._add_reply(ts, message_id, text, edited, withdrawn=False)
        elif row.withdrawn or _number(edited) <= _number(row.edited):
            return None
        else:
            self._change_reply(ts, sealed_text=self._seal(text), edited=edited)
        return self.find_reply(ts)

    def withdraw_reply(self, ts: str, message_id: int) -> None:
        """It was deleted. Also where it was never heard of: then it may still come, and changes nothing."""
        if self._reply_row(ts) is None:
            self._add_reply(ts, message_id, "", "", withdrawn=True)
        else:
            self._change_reply(ts, withdrawn=True)

    def find_reply(self, ts: str) -> Reply | None:
        row = self._reply_row(ts)
        return self._reply(row) if row else None

    def replies_of(self, message_id: int) -> tuple[Reply, ...]:
        """What was said below a message, oldest first, what was deleted too."""
        rows = self._connection.execute(_OF_MESSAGE, {"person": self._person.id, "message": message_id})
        return tuple(self._reply(row) for row in rows)

    def assign(self, ts: str, launch_id: int) -> None:
        """It is about this launch. Raises NotFound unless both are theirs."""
        self.require_launch(launch_id)
        if self._reply_row(ts) is None:
            raise NotFound
        self._change_reply(ts, launch_id=launch_id)

    def _add_reply(self, ts: str, message_id: int, text: str, edited: str, *, withdrawn: bool) -> None:
        insert_new(
            self._connection,
            replies,
            person_id=self._person.id,
            ts=ts,
            message_id=message_id,
            sealed_text=self._seal(text),
            edited=edited,
            withdrawn=withdrawn,
        )

    def _change_reply(self, ts: str, **values: object) -> None:
        self._connection.execute(_CHANGE, {"person": self._person.id, "named": ts} | values)

    def _reply_row(self, ts: str) -> Any:
        return self._connection.execute(_FIND, {"person": self._person.id, "named": ts}).first()

    def _reply(self, row: Any) -> Reply:
        return Reply(row.ts, row.message_id, row.launch_id, self._open(row.sealed_text), bool(row.withdrawn))


def _number(stamp: str) -> Decimal:
    """Slack's stamps compare as numbers: as text "9.5" would follow "10.5"."""
    try:
        return Decimal(stamp)
    except InvalidOperation:
        return Decimal(0)
