"""Deleting what was taken back: replies first, the post last, until Slack took or refused each."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Select, bindparam, exists, or_, select, update

from app.clock import LISTENER_BUDGET, remaining
from app.db.engine import UNAVAILABLE
from app.db.tables import share_parts, shares
from app.errors import StorageUnavailable, where
from app.outbox.pace import DELETE, Pace
from app.people import Person
from app.sharing.after.course import told
from app.sharing.after.links import PASSING
from app.slack.client import Deleted, Failure, Limited, Messages, Refused
from app.work import Workplace

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""For one call: whoever took a message and died leaves it to the next one after that."""
AGAIN = timedelta(seconds=30)
LATER = timedelta(minutes=15)
PATIENCE = 1.5
"""Seconds a tick waits for a slot."""
BURST = 10.0
"""Seconds that a click may run ahead of the pace."""
ROOM = 1.0
"""Seconds a deletion in a listener needs, with what is shown after it."""

NOT_ANSWERED = "not_answered"

_THIS: BindParameter[int] = bindparam("this")
_NOW: BindParameter[datetime] = bindparam("now")
_reply = share_parts.alias("reply")
# A reply that Slack did not take does not keep the post there.
_BEFORE_IT = exists().where(
    _reply.c.share_id == share_parts.c.share_id,
    _reply.c.place > share_parts.c.place,
    _reply.c.remove_at.is_not(None),
    _reply.c.refusal.is_(None),
)
_DUE = share_parts.c.remove_at <= _NOW
_NEXT = (
    select(
        share_parts.c.id,
        share_parts.c.share_id,
        share_parts.c.ts,
        share_parts.c.by_link,
        share_parts.c.refusal,
        shares.c.workspace_id,
        shares.c.person_id,
        shares.c.channel_id,
    )
    .join(shares, shares.c.id == share_parts.c.share_id)
    .where(_DUE, or_(share_parts.c.place > 0, ~_BEFORE_IT))
    .order_by(share_parts.c.remove_at, share_parts.c.share_id, share_parts.c.place.desc())
    .limit(1)
)
_NEXT_OF = _NEXT.where(share_parts.c.share_id == _THIS)
_FIRST = (
    select(share_parts.c.remove_at)
    .where(share_parts.c.remove_at.is_not(None))
    .order_by(share_parts.c.remove_at)
    .limit(1)
)
_TAKE = update(share_parts).where(share_parts.c.id == _THIS, _DUE).values(remove_at=bindparam("until"))


@dataclass(frozen=True)
class _Taken:
    """One message, ours for LEASE. `by_link`: perhaps it is somebody else's, to which a link led."""

    part_id: int
    share_id: int
    ts: str
    workspace_id: int
    person_id: int
    channel_id: str
    by_link: bool


class Removal:
    """Deletes by a pace of its own; implements Chore. `messages` makes a new caller each time."""

    def __init__(
        self,
        workplace: Workplace,
        messages: Callable[[], Messages],
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._workplace = workplace
        self._messages = messages
        self._pace = pace or Pace(time.time)
        self._sleep = sleep

    def next_at(self) -> Select[tuple[datetime]]:
        return _FIRST

    def run_due(self, limit_seconds: float, stop: Callable[[], bool] = lambda: False) -> int:
        """Delete what is due for so long; how many messages are gone or were refused."""
        end = time.monotonic() + limit_seconds
        done = 0
        while time.monotonic() < end and not stop() and self._one(None, PATIENCE, self._sleep):
            done += 1
        return done

    def try_now(self, share_id: int) -> None:
        """As many messages of a share as the listener has time for; ticks do the rest. Raises nothing."""
        try:
            while remaining(LISTENER_BUDGET) > ROOM and self._one(share_id, BURST, lambda _seconds: None):
                pass
        except Exception as error:  # noqa: BLE001  # the boundary: it is stored, and tried again
            log.warning("share %d is not deleted yet: %s", share_id, where(error))

    def _one(self, share_id: int | None, patience: float, sleep: Callable[[float], None]) -> bool:
        """False: nothing is due, or no slot is free."""
        found = self._take(share_id, patience)
        if found is None:
            return False
        taken, wait = found
        sleep(wait)
        try:
            self._settle(taken, self._messages().delete(taken.channel_id, taken.ts))
        except (StorageUnavailable, *UNAVAILABLE):
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one message, again after its lease
            log.error("message part %d is not deleted: %s", taken.part_id, where(error))  # noqa: TRY400
        return True

    def _take(self, share_id: int | None, patience: float) -> tuple[_Taken, float] | None:
        now = self._workplace.clock.now()
        with self._workplace.database.write() as connection:
            statement = _NEXT if share_id is None else _NEXT_OF
            row = connection.execute(statement, {"now": now, "this": share_id or 0}).first()
            if row is None:
                return None
            slot = self._pace.reserve(connection, row.workspace_id, DELETE, patience)
            if slot is None:
                return None
            values = {"this": row.id, "now": now, "until": now + LEASE}
            if connection.execute(_TAKE, values).rowcount == 0:
                return None
        by_link = bool(row.by_link) and row.refusal is None  # after a first try it may be gone by that
        place = (row.workspace_id, row.person_id, row.channel_id)
        return _Taken(row.id, row.share_id, str(row.ts), *place, by_link), slot

    def _settle(self, taken: _Taken, answer: Deleted | Failure) -> None:
        with self._workplace.database.write() as connection:
            author = Person(taken.person_id, taken.workspace_id, stamp=0)
            course = told(self._workplace.work_for(connection, author), taken.share_id)
            now = course.now
            if course.store.part(taken.part_id).ts != taken.ts:
                return  # another place was proven while Slack was asked: that one is due by itself
            if taken.channel_id != course.share.channel_id and _is_nothing(answer):
                course.put_off(taken.part_id, now)
                return
            match answer:
                case Deleted(was_there=False) | Refused(code="cant_delete_message") if taken.by_link:
                    course.not_ours(taken.part_id)
                case Deleted():
                    course.removed(taken.part_id)
                case Limited(seconds=seconds):
                    self._pace.hold(connection, taken.workspace_id, DELETE, seconds)
                    course.put_off(taken.part_id, now + timedelta(seconds=seconds))
                case Refused(code=code) if code not in PASSING:
                    course.refused(taken.part_id, code, None)
                case Refused(code=code):
                    course.refused(taken.part_id, code, now + LATER)
                case _:
                    course.refused(taken.part_id, NOT_ANSWERED, now + AGAIN)


def _is_nothing(answer: Deleted | Failure) -> bool:
    """Where the channel has another id since it was asked for: Slack spoke of one that is no more."""
    return isinstance(answer, Refused) or (isinstance(answer, Deleted) and not answer.was_there)
