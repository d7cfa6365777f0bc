"""Which messages a person gets and when: rows of the outbox, planned where something changed.

Whoever is due is planned for in pages of people: what the rules need is read for all of them at once, each is
computed by `replan` without a database, and what has to change is written at once.
"""

import logging
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from app.calendar.schedule import after_hours
from app.calendar.weeks import Week, local_day
from app.db.engine import UNAVAILABLE
from app.db.tables import people, rhythms
from app.errors import StorageUnavailable, where
from app.nudges.kinds import CHECKIN, SNOOZE
from app.nudges.model import NO_AGENDA, LoadAgendas, NotificationSettings
from app.nudges.policy import obstacle
from app.nudges.replan import LOOK_AFTER, PLANNED_KINDS, WEEKS_BACK, Replan
from app.nudges.store import NotificationSettingsStore, load_settings, set_plan_at
from app.outbox.model import Planned, Record, State
from app.outbox.states import elapsed
from app.outbox.store import Outbox, PlanChanges, load_records
from app.work import Work, Workplace

log = logging.getLogger(__name__)

AFTER_AN_ERROR = timedelta(minutes=15)
SHORTEST_PAGE, FIRST_PAGE, LONGEST_PAGE = 5, 10, 50
"""People. The first page of a process is short, until it is known how long one takes here; what a page takes
whoever is in it, its commit above all, is not shared by fewer than the shortest has."""
HOLD_SECONDS = 0.05
"""SQLite has one writer, and clicks wait for it: a page holds it about so long at the most."""

_IS_DUE = rhythms.c.plan_at <= bindparam("now")
_CLAIM = (
    select(rhythms.c.person_id)
    .join(people, people.c.id == rhythms.c.person_id)
    .where(_IS_DUE)
    .order_by(rhythms.c.plan_at)
    .limit(bindparam("most"))
    .with_for_update(of=[people, rhythms], key_share=True, skip_locked=True)
)
"""Locks the person, as whoever acts for them does first: two orders of locks would end in a deadlock. Their
rhythm too, which a sender writes that holds no person: a page of many would meet a batch of many there."""
_CLAIM_ONE = _CLAIM.where(rhythms.c.person_id == bindparam("person"))


class Planner:
    """Plans by natural key: whoever plans, a click or a tick in any replica, plans the same.

    Switched off it changes nothing; when it is on again, what is planned goes out, or is missed, and
    whoever acted meanwhile is planned for.
    """

    def __init__(
        self,
        load_agendas: LoadAgendas,
        enabled: bool = True,
        monotonic: Callable[[], float] = elapsed,
    ) -> None:
        self._load_agendas = load_agendas
        self._monotonic = monotonic
        self.enabled = enabled
        self._page = FIRST_PAGE

    def plan(self, work: Work) -> None:
        """Make the messages of the person whose work it is agree with the rules of now.

        The caller holds the person.
        """
        store = work.get(NotificationSettingsStore)
        settings = store.get()
        if settings is None:
            return
        if not self.enabled:
            store.wake_by(work.now)  # else nobody would look at what changed meanwhile
            return
        plan_at = self._replan(work.connection, [settings], work.now)[settings.person_id]
        if plan_at != settings.plan_at:
            store.plan_at(plan_at)

    def _replan(
        self, connection: Connection, page: Collection[NotificationSettings], now: datetime
    ) -> dict[int, datetime | None]:
        """Read, compute and write for all of them; when each has to be looked at again."""
        reached = [settings for settings in page if settings.zone is not None]
        asked = [settings.person_id for settings in reached if not settings.stopped]
        changes = PlanChanges()
        oldest = Week.of(now.date()) - (WEEKS_BACK + 1)  # one more: in some zone it is still last week
        ids = [settings.person_id for settings in reached]
        rows = load_records(connection, ids, PLANNED_KINDS, str(oldest))
        agendas = self._load_agendas(connection, asked, now) if asked else {}
        moments: dict[int, datetime | None] = {settings.person_id: None for settings in page}
        for settings in reached:
            agenda = agendas.get(settings.person_id, NO_AGENDA)
            replan = Replan(settings, agenda, rows[settings.person_id], changes, now)
            moments[settings.person_id] = replan.run()
        changes.write(connection)
        return moments

    def snooze(self, work: Work, week: Week, wanted: datetime) -> tuple[int, datetime]:
        """A message that they asked for, and when it comes: at `wanted`, or at the next slot hour.

        One that comes in the same hour already will do. The caller holds the person.
        """
        store, outbox, person = work.get(NotificationSettingsStore), Outbox(work), work.person
        settings = store.get()
        assert settings is not None, "who has a message has a rhythm"  # noqa: S101
        rhythm = settings.rhythm
        due_at = after_hours(rhythm, max(wanted, work.now))
        rows = [row for row in outbox.of_person() if row.kind == SNOOZE]
        for row in rows:
            if row.state is State.PENDING and _hour(row.due_at) == _hour(due_at):
                return row.id, row.due_at
        n = 1 + max((row.n for row in rows if row.week == str(week)), default=0)
        not_after = max(due_at, rhythm.closing(local_day(due_at, rhythm.zone)))
        outbox.plan([Planned(person.workspace_id, person.id, SNOOZE, str(week), n, due_at, not_after)])
        store.wake_by(not_after + LOOK_AFTER)
        return _found(outbox.find(SNOOZE, str(week), n)).id, due_at

    def next_day(self, work: Work) -> date | None:
        """The local day of their next check-in, as it is planned; None: none is sure to come."""
        settings = work.get(NotificationSettingsStore).get()
        if settings is None or obstacle(settings, CHECKIN, settings.silence, enabled=self.enabled):
            return None
        zone = settings.rhythm.zone
        rows = Outbox(work).since(str(Week.of(local_day(work.now, zone))))
        coming = (
            row.due_at
            for row in rows
            if row.kind == CHECKIN and row.state is State.PENDING and row.not_after >= work.now
        )
        first = min(coming, default=None)
        return first and local_day(first, zone)

    def has_something_to_ask(self, work: Work) -> bool:
        """Whether a weekly message could ask them something, this week or later, whenever it is planned."""
        this_week = Week.of(local_day(work.now, work.get(NotificationSettingsStore).zone()))
        agendas = self._load_agendas(work.connection, [work.person.id], work.now)
        return agendas.get(work.person.id, NO_AGENDA).next_week(this_week) is not None

    def plan_due(
        self, workplace: Workplace, limit_seconds: float, stop: Callable[[], bool] = lambda: False
    ) -> int:
        """Plan for everybody whose plan is due, a page of people in a transaction; for how many."""
        end = self._monotonic() + limit_seconds
        count = 0
        while self.enabled and not stop() and self._monotonic() < end:
            most = self._page
            planned = self._plan_page(workplace, workplace.clock.now())
            count += planned
            if planned < most:
                break
        return count

    def _plan_page(self, workplace: Workplace, now: datetime) -> int:
        """Whoever is held, by a click or another replica, is passed by until they are not.

        Where something raises, nothing of the page is kept, and its people are planned for one by one.
        """
        page: list[int] = []
        try:
            with workplace.database.write() as connection:
                began = self._monotonic()
                page = list(connection.scalars(_CLAIM, {"now": now, "most": self._page}))
                self._plan_claimed(workplace, connection, page, now)
        except (StorageUnavailable, *UNAVAILABLE):
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one person, and it is not known who
            log.warning("a page of %d people is planned for one by one: %s", len(page), where(error))
            for person_id in page:
                self._plan_alone(workplace, person_id, now)
        else:
            self._fit_page(len(page), self._monotonic() - began)
        return len(page)

    def _plan_claimed(
        self, workplace: Workplace, connection: Connection, page: Collection[int], now: datetime
    ) -> None:
        if page:
            settings = load_settings(connection, page, workplace.calendars)
            set_plan_at(connection, self._replan(connection, settings.values(), now))

    def _plan_alone(self, workplace: Workplace, person_id: int, now: datetime) -> None:
        """Whose planning raises is put off: the others go first."""
        try:
            with workplace.database.write() as connection:
                page = list(connection.scalars(_CLAIM_ONE, {"now": now, "most": 1, "person": person_id}))
                self._plan_claimed(workplace, connection, page, now)
        except (StorageUnavailable, *UNAVAILABLE):
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one person
            log.error("person %s is not planned for: %s", person_id, where(error))  # noqa: TRY400
            with workplace.database.write() as connection:
                set_plan_at(connection, {person_id: now + AFTER_AN_ERROR})

    def _fit_page(self, count: int, seconds: float) -> None:
        """The next page, by how long this one held the writer; one that was not full says nothing good."""
        fits = int(count * HOLD_SECONDS / max(seconds, 0.001))
        fitting = max(SHORTEST_PAGE, min(LONGEST_PAGE, fits))
        if count == self._page or (count and seconds > HOLD_SECONDS):
            self._page = fitting


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _found(row: Record | None) -> Record:
    assert row is not None, "a message just planned is there"  # noqa: S101
    return row
