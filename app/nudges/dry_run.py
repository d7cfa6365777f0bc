"""What a tick would do, and what is planned after it, told in counts: what it writes is rolled back."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, union

from app.db.engine import Database
from app.db.tables import outbox, rhythms
from app.delivery import machine
from app.delivery.model import Admitted, Kind, Moot, Record, State
from app.delivery.outbox import Outbox
from app.logs import where
from app.nudges.model import Manners
from app.nudges.planning import Planner
from app.nudges.reasons import moved_by, obstacle
from app.nudges.replan import NOT_YET
from app.nudges.store import MannersStore, hold
from app.nudges.why import HELD_BACK, KINDS, MISSED, NOT_SENT, TOO_LATE
from app.rhythm.local import local_day
from app.rhythm.weeks import Week

log = logging.getLogger(__name__)

FEW = 5
"""Fewer people than this are not counted: a count of one is a person."""
AHEAD = timedelta(days=7)
SENT = "would be sent"
PLANNED = "planned within 7 days"
MOVED = "moved to a later day"
FAILED = "would fail"
NOTHING = "Nothing is due, and nothing is planned within 7 days."

Told = tuple[str, str, str]
"""Kind, what would become of it, and why."""

_DUE = union(
    select(rhythms.c.person_id).where(rhythms.c.plan_at <= bindparam("now")),
    select(outbox.c.person_id).where(outbox.c.try_at <= bindparam("now")),
)
_SOON = union(
    select(outbox.c.person_id).where(outbox.c.try_at <= bindparam("until")),
    select(outbox.c.person_id).where(outbox.c.state == State.MISSED, outbox.c.week == bindparam("this_week")),
)
_UNTIL = re.compile(r" until \d{1,2} \w{3}$")
"""A day in a reason would make a group of its own for everybody who is away."""


@dataclass(frozen=True)
class _Look:
    """One person, in a transaction, at a moment."""

    connection: Connection
    kinds: Mapping[str, Kind]
    manners: Manners
    silent: int
    enabled: bool
    now: datetime


def dry_run(database: Database, planner: Planner, kinds: Mapping[str, Kind], now: datetime) -> Counter[Told]:
    """How many people each line is about. A short transaction a person: nobody waits for it."""
    week = str(Week.of(now.date()))
    with database.read() as connection:
        due = set(connection.scalars(_DUE, {"now": now}))
        soon = set(connection.scalars(_SOON, {"until": now + AHEAD, "this_week": week}))
    counts: Counter[Told] = Counter()
    for person_id in sorted(due):
        counts.update(_of_due(database, planner, kinds, person_id, now))
    for person_id in sorted(soon - due):
        with database.read() as connection:
            counts.update(_of_person(connection, planner, kinds, person_id, now))
    return counts


def lines(counts: Mapping[Told, int]) -> Iterable[str]:
    """A line each, with "under five" for small counts."""
    for (kind, what, reason), count in sorted(counts.items()):
        because = f" ({reason})" if reason else ""
        yield f"{kind}, {what}{because}: {count if count >= FEW else 'under five'}"


def _of_due(
    database: Database, planner: Planner, kinds: Mapping[str, Kind], person_id: int, now: datetime
) -> set[Told]:
    with database.write() as connection, connection.begin_nested() as savepoint:
        hold(connection, person_id)
        planner.plan(connection, person_id, now)
        told = _of_person(connection, planner, kinds, person_id, now)
        savepoint.rollback()
    return told


def _of_person(
    connection: Connection, planner: Planner, kinds: Mapping[str, Kind], person_id: int, now: datetime
) -> set[Told]:
    store = MannersStore(connection, planner.calendars)
    manners = store.of(person_id)
    if manners is None:
        return set()
    look = _Look(connection, kinds, manners, store.silence(manners), planner.enabled, now)
    week = str(Week.of(local_day(now, manners.rhythm.zone)))
    told = (_tell(look, row, week) for row in Outbox(connection).of_person(person_id) if row.kind in kinds)
    return {(KINDS.get(kind, "message"), what, _UNTIL.sub("", why)) for kind, what, why in filter(None, told)}


def _tell(look: _Look, row: Record, week: str) -> Told | None:
    """None: it is settled, or far away."""
    if row.state is State.MISSED and row.week == week and row.reason != NOT_YET:
        return row.kind, MISSED if row.reason == TOO_LATE else NOT_SENT, row.reason or ""
    if row.state is not State.PENDING or row.due_at > look.now + AHEAD:
        return None
    return row.kind, *(_planned(look, row) if row.due_at > look.now else _due(look, row))


def _planned(look: _Look, row: Record) -> tuple[str, str]:
    held = obstacle(look.manners, row.kind, look.silent, enabled=look.enabled)
    if held:
        return HELD_BACK, held
    off = moved_by(row, look.manners.rhythm)
    return (MOVED, off) if off else (PLANNED, "")


def _due(look: _Look, row: Record) -> tuple[str, str]:
    if machine.missed(row.not_after, look.now):
        return MISSED, ""
    try:
        verdict = look.kinds[row.kind].admit(look.connection, Outbox(look.connection).message(row.id))
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, as in the sender
        log.error("message %d is not admitted: %s", row.id, where(error))  # noqa: TRY400
        return FAILED, ""
    if isinstance(verdict, Admitted):
        return SENT, ""
    return NOT_SENT if isinstance(verdict, Moot) else HELD_BACK, verdict.reason
