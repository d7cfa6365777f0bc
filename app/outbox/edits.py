"""Messages that were sent and have to say something else now: rendered again, and changed in Slack.

An edit is a wish beside the message's row, made in the transaction of what changed. It goes out after the
commit, and again until Slack took it: doing it twice shows the same.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, delete, select, update

from app.clock import LISTENER_BUDGET, remaining
from app.db.engine import UNAVAILABLE, upsert
from app.db.tables import edits, outbox, people
from app.errors import StorageUnavailable, where
from app.outbox.model import Message, MessageKind, Rendered, State, in_channels
from app.outbox.pace import EDIT, Pace
from app.outbox.states import elapsed
from app.outbox.store import MESSAGE_COLUMNS
from app.slack.client import Messages
from app.work import Workplace

log = logging.getLogger(__name__)

FIRST_TRY = timedelta(seconds=5)
"""Left to whoever made the wish; then the ticks try."""
AGAIN = timedelta(seconds=30)
AFTER_AN_ERROR = timedelta(minutes=15)
ROOM = 0.8
"""Seconds an edit needs: with less left, it is the ticks'."""
PATIENCE = 1.0
"""Seconds a tick waits for a slot."""
BURST = 10.0
"""Seconds that clicks may run ahead of the pace: Slack takes short bursts, and the ticks wait them out."""
AT_ONCE = 50

_THIS: BindParameter[int] = bindparam("this")
_WISH = (edits.c.message_id == _THIS, edits.c.version == bindparam("seen"))
_FIND = (
    select(*MESSAGE_COLUMNS, edits.c.version, outbox.c.state, outbox.c.channel_id, outbox.c.message_ts)
    .join(outbox, outbox.c.id == edits.c.message_id)
    .join(people, people.c.id == outbox.c.person_id)
    .where(edits.c.message_id == _THIS)
)
_DUE = (
    select(edits.c.message_id)
    .join(outbox, outbox.c.id == edits.c.message_id)
    .where(edits.c.try_at <= bindparam("now"), outbox.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(edits.c.try_at)
)
"""Of the kinds that this release knows: to take another one would only put it off for who can render it."""
MOST_AT_ONCE = 60
_ARRIVED = (
    select(outbox.c.id)
    .where(
        outbox.c.person_id == bindparam("person"),
        outbox.c.message_ts.is_not(None),
        outbox.c.kind.in_(bindparam("in_dms", expanding=True)),
    )
    .order_by(outbox.c.id.desc())
    .limit(MOST_AT_ONCE)
)
_TAKE = (
    update(edits)
    .where(edits.c.message_id == _THIS, edits.c.try_at <= bindparam("now"))
    .values(try_at=bindparam("again"))
)
_DONE = delete(edits).where(*_WISH)
_LATER = update(edits).where(*_WISH).values(try_at=bindparam("again"))


def request_edit(connection: Connection, message_id: int, now: datetime) -> None:
    """The message says something else from this transaction's commit on; the ticks edit it."""
    row = {"message_id": message_id, "version": secrets.randbits(62), "try_at": now + FIRST_TRY}
    upsert(connection, edits, [row])


@dataclass(frozen=True)
class _WantedEdit:
    message: Message
    version: int
    state: State
    channel_id: str | None
    ts: str | None


class Edits:
    """Wishes to edit, and the edits. Several may run at once: the one that ends last shows what is newest.

    `messages` makes a new caller each time: a client serves one thread.
    """

    def __init__(
        self,
        workplace: Workplace,
        kinds: Mapping[str, MessageKind],
        messages: Callable[[], Messages],
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = elapsed,
    ) -> None:
        self._workplace = workplace
        self._database = workplace.database
        self._kinds = kinds
        self._messages = messages
        self._clock = workplace.clock
        self._pace = pace or Pace(time.time)
        self._sleep = sleep
        self._monotonic = monotonic

    def want(self, connection: Connection, message_id: int) -> None:
        """The message says something else from this transaction's commit on: `try_now` after it."""
        request_edit(connection, message_id, self._clock.now())

    def want_all(self, connection: Connection, person_id: int) -> None:
        """The newest of all that they got say something else; older ones are far out of sight."""
        values = {"person": person_id, "in_dms": list(self._kinds.keys() - in_channels(self._kinds))}
        for message_id in connection.scalars(_ARRIVED, values):
            self.want(connection, message_id)

    def try_now(self, message_id: int) -> bool:
        """Edit it if there is a wish and a slot; False: the ticks will. Raises nothing."""
        try:
            return self._try(message_id, BURST, sleep=lambda _seconds: None)
        except Exception as error:  # noqa: BLE001  # the boundary: it is stored, and tried again
            log.warning("message %d is not edited yet: %s", message_id, where(error))
            return False

    def try_in_time(self, message_ids: Iterable[int]) -> None:
        """Edit these in their order, while a listener has time; the ticks do the rest. Raises nothing."""
        for message_id in message_ids:
            if remaining(LISTENER_BUDGET) < ROOM:
                return
            self.try_now(message_id)

    def run_due(self, limit_seconds: float, stop: Callable[[], bool] = lambda: False) -> int:
        """What nobody edited yet; how many are done."""
        end = self._monotonic() + limit_seconds
        with self._database.read() as connection:
            values = {"now": self._clock.now(), "kinds": list(self._kinds)}
            due = list(connection.scalars(_DUE.limit(AT_ONCE), values))
        done = 0
        for message_id in due:
            if stop() or self._monotonic() >= end:
                break
            done += self._take(message_id) and self._one(message_id)
        return done

    def _take(self, message_id: int) -> bool:
        """Of several replicas one edits."""
        now = self._clock.now()
        with self._database.write() as connection:
            values = {"this": message_id, "now": now, "again": now + AGAIN}
            return connection.execute(_TAKE, values).rowcount == 1

    def _one(self, message_id: int) -> bool:
        try:
            return self._try(message_id, PATIENCE, self._sleep)
        except (StorageUnavailable, *UNAVAILABLE):
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one message
            log.error("message %d cannot be edited: %s", message_id, where(error))  # noqa: TRY400
            self._put_off(message_id)
            return False

    def _try(self, message_id: int, patience: float, sleep: Callable[[float], None]) -> bool:
        with self._database.read() as connection:
            wish = self._find(connection, message_id)
            if wish is None or wish.message.kind not in self._kinds:
                return False
            if wish.state is not State.SENT or not wish.channel_id or not wish.ts:
                return self._not_there(wish)
            rendered = self._kinds[wish.message.kind].render(
                self._workplace.work_for(connection, wish.message.person), wish.message
            )
        if not isinstance(rendered, Rendered):
            return self._finish(wish)
        slot = self._slot(wish.message, patience)
        if slot is None:
            return False
        sleep(slot)
        return self._update(wish, rendered)

    def _find(self, connection: Connection, message_id: int) -> _WantedEdit | None:
        row = connection.execute(_FIND, {"this": message_id}).first()
        if row is None:
            return None
        *message, version, state, channel_id, ts = row
        return _WantedEdit(Message(*message), version, State(state), channel_id, ts)

    def _not_there(self, wish: _WantedEdit) -> bool:
        """Under way: it may have been rendered before the change. Else it is rendered when it is sent."""
        return False if wish.state in {State.SENDING, State.UNCONFIRMED} else self._finish(wish)

    def _slot(self, message: Message, patience: float) -> float | None:
        with self._database.write() as connection:
            return self._pace.reserve(connection, message.workspace_id, EDIT, patience)

    def _update(self, wish: _WantedEdit, rendered: Rendered) -> bool:
        plain = rendered.plain_blocks
        done = self._messages().update(
            str(wish.channel_id),
            str(wish.ts),
            rendered.text,
            rendered.blocks,
            wish.message.delivery_id,
            plain,
        )
        return done and self._finish(wish)

    def _finish(self, wish: _WantedEdit) -> bool:
        """Not the wish that we saw: a newer edit may have ended before ours, so it is edited once more."""
        message_id = wish.message.id
        with self._database.write() as connection:
            if connection.execute(_DONE, {"this": message_id, "seen": wish.version}).rowcount == 0:
                self.want(connection, message_id)
                return False
        return True

    def _put_off(self, message_id: int) -> None:
        with self._database.write() as connection:
            wish = self._find(connection, message_id)
            if wish:
                again: datetime = self._clock.now() + AFTER_AN_ERROR
                values = {"this": message_id, "seen": wish.version, "again": again}
                connection.execute(_LATER, values)
