"""Which messages a person gets and when: rows of the outbox, planned where something changed."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import monotonic

from sqlalchemy import Connection, bindparam, select

from app.calendar.holidays import NO_CALENDARS, Calendars
from app.calendar.schedule import after_hours
from app.calendar.weeks import Week, local_day
from app.clock import Clock
from app.db.engine import UNAVAILABLE, Database
from app.db.tables import people, rhythms
from app.errors import StorageUnavailable, where
from app.nudges.model import CHECKIN, SNOOZE, Agenda, NotificationSettings
from app.nudges.reasons import obstacle
from app.nudges.replan import LOOK_AFTER, Replan
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Planned, Record, State
from app.outbox.store import Outbox
from app.people import by_id
from app.work import Work

log = logging.getLogger(__name__)

AFTER_AN_ERROR = timedelta(minutes=15)

_IS_DUE = rhythms.c.plan_at <= bindparam("now")
_ANY_DUE = select(rhythms.c.person_id).where(_IS_DUE).limit(1)
_NEXT_DUE = (
    select(rhythms.c.person_id)
    .join(people, people.c.id == rhythms.c.person_id)
    .where(_IS_DUE)
    .order_by(rhythms.c.plan_at)
    .limit(1)
    .with_for_update(of=people, key_share=True, skip_locked=True)
)
"""Locks the person, as whoever acts for them does first: two orders of locks would end in a deadlock."""


class Planner:
    """Plans by natural key: whoever plans, a click or a tick in any replica, plans the same.

    Switched off it changes nothing; when it is on again, what is planned goes out, or is missed, and
    whoever acted meanwhile is planned for.
    """

    def __init__(self, agenda: Agenda, calendars: Calendars = NO_CALENDARS, enabled: bool = True) -> None:
        self._agenda = agenda
        self.calendars = calendars
        self.enabled = enabled

    def plan_for(self, work: Work) -> None:
        """Make the messages of the person whose work it is agree with the rules of now."""
        self.plan(work.connection, work.person.id, work.now)

    def next_day(self, work: Work) -> date | None:
        """The local day of their next check-in, as it is planned; None: none is sure to come."""
        return self.next_dates(work.connection, work.person.id, work.now)

    def plan(self, connection: Connection, person_id: int, now: datetime) -> None:
        """Make the person's messages agree with the rules of now. The caller holds the person."""
        store = NotificationSettingsStore(connection, self.calendars)
        manners = store.of(person_id)
        if manners is None:
            return
        if not self.enabled:
            store.wake_by(person_id, now)  # else nobody would look at what changed meanwhile
            return
        if manners.zone is None:
            store.plan_at(person_id, None)
            return
        replan = Replan(connection, self._agenda, by_id(connection, person_id), manners, now)
        if manners.stopped:
            replan.stop()
            store.plan_at(person_id, None)
        else:
            wake = replan.run()
            store.plan_at(person_id, wake and max(wake, now + LOOK_AFTER))

    def snooze(
        self, connection: Connection, person_id: int, week: Week, wanted: datetime, now: datetime
    ) -> tuple[int, datetime]:
        """A message that they asked for, and when it comes: at `wanted`, or at the next slot hour.

        One that comes in the same hour already will do. The caller holds the person.
        """
        store = NotificationSettingsStore(connection, self.calendars)
        rhythm = _known(store.of(person_id)).rhythm
        due_at = after_hours(rhythm, max(wanted, now))
        outbox = Outbox(connection)
        rows = [row for row in outbox.of_person(person_id) if row.kind == SNOOZE]
        for row in rows:
            if row.state is State.PENDING and _hour(row.due_at) == _hour(due_at):
                return row.id, row.due_at
        n = 1 + max((row.n for row in rows if row.week == str(week)), default=0)
        not_after = max(due_at, rhythm.closing(local_day(due_at, rhythm.zone)))
        workspace_id = by_id(connection, person_id).workspace_id
        outbox.plan([Planned(workspace_id, person_id, SNOOZE, str(week), n, due_at, not_after)])
        store.wake_by(person_id, not_after + LOOK_AFTER)
        return _found(outbox.find(person_id, SNOOZE, str(week), n)).id, due_at

    def next_dates(self, connection: Connection, person_id: int, now: datetime) -> date | None:
        """The local day of their next check-in, as it is planned; None: none is sure to come."""
        store = NotificationSettingsStore(connection, self.calendars)
        manners = store.of(person_id)
        if manners is None or obstacle(manners, CHECKIN, store.silence(manners), enabled=self.enabled):
            return None
        zone = manners.rhythm.zone
        rows = Outbox(connection).since(person_id, str(Week.of(local_day(now, zone))))
        coming = (
            row.due_at
            for row in rows
            if row.kind == CHECKIN and row.state is State.PENDING and row.not_after >= now
        )
        first = min(coming, default=None)
        return first and local_day(first, zone)

    def plan_due(
        self, database: Database, clock: Clock, limit_seconds: float, stop: Callable[[], bool] = lambda: False
    ) -> int:
        """Plan for everybody whose plan is due, a short transaction each; for how many."""
        end = monotonic() + limit_seconds
        count = 0
        while self.enabled and not stop() and monotonic() < end and self._plan_next(database, clock):
            count += 1
        return count

    def _plan_next(self, database: Database, clock: Clock) -> bool:
        now = clock.now()
        with database.read() as connection:  # most passes find none: no turn as a writer for that
            if connection.scalar(_ANY_DUE, {"now": now}) is None:
                return False
        person_id: int | None = None
        try:
            with database.write() as connection:
                person_id = connection.scalar(_NEXT_DUE, {"now": now})
                if person_id is not None:
                    self.plan(connection, person_id, now)
        except (StorageUnavailable, *UNAVAILABLE):
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one person
            log.error("person %s is not planned for: %s", person_id, where(error))  # noqa: TRY400
            self._put_off(database, person_id, now)
        return person_id is not None

    def _put_off(self, database: Database, person_id: int | None, now: datetime) -> None:
        """The others go first."""
        if person_id is not None:
            with database.write() as connection:
                NotificationSettingsStore(connection).plan_at(person_id, now + AFTER_AN_ERROR)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _known(manners: NotificationSettings | None) -> NotificationSettings:
    assert manners is not None, "who has a message has a rhythm"  # noqa: S101
    return manners


def _found(row: Record | None) -> Record:
    assert row is not None, "a message just planned is there"  # noqa: S101
    return row
