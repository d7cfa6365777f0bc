"""What a tick would do, told in counts: every transaction of it is rolled back."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, union

from app.db.engine import Database
from app.db.tables import outbox, rhythms
from app.delivery import machine
from app.delivery.model import Admitted, Kind, Moot, Record, State
from app.delivery.outbox import Outbox
from app.logs import where
from app.nudges.planning import Planner
from app.nudges.store import hold
from app.nudges.why import HELD_BACK, KINDS, MISSED, NOT_SENT, PLANNED

log = logging.getLogger(__name__)

FEW = 5
"""Fewer people than this are not counted: a count of one is a person."""
SENT = "would be sent"
FAILED = "would fail"

Told = tuple[str, str, str]
"""Kind, what would become of it, and why."""

_PEOPLE = union(
    select(rhythms.c.person_id).where(rhythms.c.plan_at <= bindparam("now")),
    select(outbox.c.person_id).where(outbox.c.try_at <= bindparam("now")),
)


def dry_run(database: Database, planner: Planner, kinds: Mapping[str, Kind], now: datetime) -> Counter[Told]:
    """How many people each line is about. A short transaction a person: nobody waits for it."""
    with database.read() as connection:
        people = list(connection.scalars(_PEOPLE, {"now": now}))
    counts: Counter[Told] = Counter()
    for person_id in people:
        counts.update(_of_person(database, planner, kinds, person_id, now))
    return counts


def lines(counts: Mapping[Told, int]) -> Iterable[str]:
    """A line each, with "under five" for small counts."""
    for (kind, what, reason), count in sorted(counts.items()):
        because = f" ({reason})" if reason else ""
        yield f"{kind}, {what}{because}: {count if count >= FEW else 'under five'}"


def _of_person(
    database: Database, planner: Planner, kinds: Mapping[str, Kind], person_id: int, now: datetime
) -> set[Told]:
    with database.write() as connection, connection.begin_nested() as savepoint:
        hold(connection, person_id)
        planner.plan(connection, person_id, now)
        pending = [row for row in Outbox(connection).of_person(person_id) if row.state is State.PENDING]
        told = {_tell(connection, kinds, row, now) for row in pending}
        savepoint.rollback()
    return told


def _tell(connection: Connection, kinds: Mapping[str, Kind], row: Record, now: datetime) -> Told:
    name = KINDS.get(row.kind, "message")
    if row.due_at > now:
        return name, PLANNED, ""
    if machine.missed(row.not_after, now):
        return name, MISSED, ""
    try:
        verdict = kinds[row.kind].admit(connection, Outbox(connection).message(row.id))
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, as in the sender
        log.error("message %d is not admitted: %s", row.id, where(error))  # noqa: TRY400
        return name, FAILED, ""
    if isinstance(verdict, Admitted):
        return name, SENT, ""
    return name, NOT_SENT if isinstance(verdict, Moot) else HELD_BACK, verdict.reason
