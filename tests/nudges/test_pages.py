"""A page of people is planned for in as many statements as one, and exactly as each of them alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, select, update

from app.calendar.holidays import Calendars, Holidays
from app.calendar.schedule import Slot
from app.calendar.weeks import Week
from app.checkins.agenda import dates_of, load_agendas
from app.checkins.model import Asks, CheckinState
from app.db.engine import Database
from app.db.tables import checkins, launches, outbox, people, rhythms
from app.nudges.kinds import CHECKIN, LOOK, SHIP
from app.nudges.model import NotificationSettings
from app.nudges.planner import AFTER_AN_ERROR, LONGEST_PAGE, Planner
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Planned, State
from app.outbox.store import Outbox
from app.people import enter
from app.users import SlackUser
from app.work import Workplace
from tests.nudges.support import W45
from tests.outbox.support import Moved, add_people
from tests.support.work import RING, work_of

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)

NOW = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
"""Monday of 2026-W45."""
MONDAY = NOW.date()
TUESDAY = MONDAY + timedelta(days=1)
HOLIDAYS = Calendars({"all": Holidays({TUESDAY: "a feast"})})
ZONES = ("Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns", "Asia/Tokyo", None)


class Crowd:
    """People of many kinds, all of whom are due: where they are, when they are away, what they follow."""

    def __init__(self, database: Database, size: int) -> None:
        self.database, self.clock = database, Moved(NOW)
        self.workplace = Workplace(database, RING, self.clock)
        self.planner = Planner(load_agendas)
        self.planner._page = LONGEST_PAGE
        self.ids = []
        for self.workspace_id, person_id in add_people(database, size):
            self.ids.append(person_id)
        with database.write() as connection:
            for n, person_id in enumerate(self.ids):
                store = work_of(connection, person_id).get(NotificationSettingsStore)
                store.ensure(Slot(1 + n % 7, time(8 + n % 9)))
                store.profile_read(ZONES[n % len(ZONES)], False, NOW)
                if n % 3 == 1:
                    store.set_time_off(((MONDAY, MONDAY + timedelta(days=n % 11)), (date(2027, 1, 1),) * 2))
                if n % 13 == 4:
                    store.save(_with(store, stopped=True))
                if n % 6 == 5:
                    store.save(_with(store, paused_until=MONDAY + timedelta(days=9)))
                connection.execute(
                    insert(launches), [self._launch(n, person_id, k) for k in range(1 + n % 3)]
                )
                connection.execute(insert(checkins), self._snoozed(n, person_id))
                self._planned_before(Outbox(work_of(connection)), n, person_id)
        self.are_due()

    def are_due(self) -> None:
        with self.database.write() as connection:
            connection.execute(update(rhythms).values(plan_at=NOW))

    def plan_due(self) -> int:
        return self.planner.plan_due(self.workplace, 60.0)

    def rows(self) -> Sequence[Any]:
        """Everything that is planned, and when it is looked at again, but for random names."""
        columns = (
            outbox.c.person_id,
            outbox.c.kind,
            outbox.c.week,
            outbox.c.n,
            outbox.c.state,
            outbox.c.reason,
        )
        times = (outbox.c.due_at, outbox.c.not_after, outbox.c.try_at, rhythms.c.plan_at)
        query = select(*columns, *times).join(rhythms, rhythms.c.person_id == outbox.c.person_id)
        with self.database.read() as connection:
            return connection.execute(query.order_by(*columns)).all()

    def plan_at(self) -> dict[int, datetime | None]:
        with self.database.read() as connection:
            rows = connection.execute(select(rhythms.c.person_id, rhythms.c.plan_at))
            return {row.person_id: row.plan_at for row in rows}

    def _launch(self, n: int, person_id: int, k: int) -> Mapping[str, object]:
        """Followed, to be shipped, or closed with a second look that is owed."""
        state, shipped = (("open", True), ("open", False), ("closed", True))[(n + k) % 3]
        return {
            "id": 10 * (n + 1) + k,
            "person_id": person_id,
            "form_id": f"{n:016}{k:016}",
            "recorded_at": NOW,
            "state": state,
            "shipped_on": MONDAY + timedelta(days=n % 5 - 2),
            "shipped": shipped,
            "judge_by": MONDAY + timedelta(days=30),
            "every": 1 + n % 2,
            "joins": str(W45 + n % 4),
            "seals_at": NOW,
            "extended": 0,
            "look_on": MONDAY + timedelta(days=n % 9 - 4) if state == "closed" else None,
        }

    def _snoozed(self, n: int, person_id: int) -> Mapping[str, object]:
        return {
            "launch_id": 10 * (n + 1),
            "week": str(W45 - 1),
            "person_id": person_id,
            "asks": Asks.READING,
            "state": CheckinState.SNOOZED if n % 4 == 0 else CheckinState.OPEN,
            "snoozes": 1,
        }

    def _planned_before(self, rows: Outbox, n: int, person_id: int) -> None:
        """Some hold what another rhythm planned: it moves, or nobody needs it any more."""
        if n % 5 == 2:
            week = W45 + n % 3
            at = NOW + timedelta(days=1, weeks=n % 3)
            rows.plan(
                [Planned(self.workspace_id, person_id, CHECKIN, str(week), 1, at, at + timedelta(hours=4))]
            )


def _with(store: NotificationSettingsStore, **changes: object) -> NotificationSettings:
    settings = store.get()
    assert settings
    return replace(settings, **changes)  # type: ignore[arg-type]


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Statements of the block; SET LOCAL and the like aside."""
    found: list[str] = []

    def heard(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            found.append(sql)

    event.listen(database.engine, "before_cursor_execute", heard)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", heard)


@both
def test_a_page_plans_as_each_of_its_people_alone(database: Database) -> None:
    crowd = Crowd(database, 45)
    with database.read() as connection:
        before = [dict(row._mapping) for row in connection.execute(select(outbox))]
    assert crowd.plan_due() == 45
    together, looked_at = crowd.rows(), crowd.plan_at()
    with database.write() as connection:
        connection.execute(delete(outbox))
        connection.execute(insert(outbox), before)
    crowd.are_due()
    for person_id in crowd.ids:
        with database.write() as connection:
            crowd.planner.plan(work_of(connection, person_id, NOW))
    assert crowd.rows() == together
    assert crowd.plan_at() == looked_at
    assert {row.kind for row in together} == {CHECKIN, SHIP, LOOK}
    assert {row.state for row in together} == {State.PENDING, State.MISSED}


@both
def test_fifty_people_take_as_many_statements_as_one(database: Database) -> None:
    crowd = Crowd(database, LONGEST_PAGE)
    with counted(database) as all_of_them:
        assert crowd.plan_due() == LONGEST_PAGE
    with database.write() as connection:
        connection.execute(update(rhythms).where(rhythms.c.person_id == crowd.ids[0]).values(plan_at=NOW))
    with counted(database) as of_one:
        assert crowd.plan_due() == 1
    writes = 3  # what is new, what moved, what closed: the one has nothing of it any more
    looks = 1  # a page that is full may not be the last
    assert len(all_of_them) <= len(of_one) + writes + looks, all_of_them
    assert len(all_of_them) <= 11, all_of_them


@both
def test_a_click_plans_in_six_statements_and_where_nothing_changed_in_four(database: Database) -> None:
    crowd = Crowd(database, 1)
    with crowd.workplace.work(SlackUser("", "T1", "U0000000")) as work, counted(database) as first:
        crowd.planner.plan(work)
    with crowd.workplace.work(SlackUser("", "T1", "U0000000")) as work, counted(database) as again:
        crowd.planner.plan(work)
        work.get(NotificationSettingsStore).get()
    assert (len(first), len(again)) == (6, 4), (first, again)
    assert not [sql for sql in again if not sql.startswith("SELECT")]


@both
def test_whoever_cannot_be_planned_for_is_put_off_alone(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    crowd = Crowd(database, 12)
    with database.write() as connection:
        broken = rhythms.c.person_id.in_(crowd.ids[3:5])
        connection.execute(update(rhythms).where(broken).values(slot_time="25:00"))
    assert crowd.plan_due() == 12
    looked_at = crowd.plan_at()
    put_off = [person_id for person_id, at in looked_at.items() if at == NOW + AFTER_AN_ERROR]
    assert sorted(put_off) == crowd.ids[3:5]
    assert all(at is None or at > NOW for at in looked_at.values())
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert [line.partition(":")[0] for line in said] == [f"person {n} is not planned for" for n in put_off]
    planned = {row.person_id for row in crowd.rows()}
    assert len(planned) > 5
    assert not planned & set(put_off)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nobody_is_waited_for(database: Database) -> None:
    """Neither somebody who clicks just now, nor a sender that writes a rhythm and holds no person."""
    crowd = Crowd(database, 6)
    with database.write() as click, database.write() as sender:
        enter(click, SlackUser("", "T1", "U0000000"), NOW)
        work_of(sender, crowd.ids[1]).get(NotificationSettingsStore).asked(NOW)
        assert crowd.plan_due() == 4
    left = [person_id for person_id, at in crowd.plan_at().items() if at == NOW]
    assert sorted(left) == crowd.ids[:2]
    assert crowd.plan_due() == 2


def test_a_page_is_as_long_as_what_one_takes_allows(database: Database) -> None:
    """Clicks wait for whoever writes on SQLite."""
    crowd = Crowd(database, 30)

    def new_planner(milliseconds: int) -> Planner:
        ticks = count(step=milliseconds)
        return Planner(load_agendas, monotonic=lambda: next(ticks) / 1000)

    crowd.planner = new_planner(10)
    with counted(database) as quick:
        crowd.planner.plan_due(crowd.workplace, 60.0)
    crowd.are_due()
    crowd.planner = new_planner(200)
    with counted(database) as slow:
        crowd.planner.plan_due(crowd.workplace, 600.0)
    assert len([sql for sql in quick if "ORDER BY rhythms.plan_at" in sql]) == 2
    assert len([sql for sql in slow if "ORDER BY rhythms.plan_at" in sql]) == 5 + 1, "the last was full"


@both
def test_silence_is_counted_in_the_statement_that_asks_for_a_new_plan(database: Database) -> None:
    crowd = Crowd(database, 1)
    who, later = crowd.ids[0], NOW + timedelta(days=7)
    with database.write() as connection:
        connection.execute(update(rhythms).values(plan_at=later))
        store = work_of(connection, who).get(NotificationSettingsStore)
        with counted(database) as statements:
            assert [store.asked(NOW), store.asked(NOW)] == [1, 2]
        assert len(statements) == 2
        connection.execute(update(people).values(stamp=people.c.stamp + 1))
        assert store.asked(later) == 1
        settings = work_of(connection, who).get(NotificationSettingsStore).get()
    assert settings
    assert (settings.silence, settings.plan_at) == (1, NOW)


@both
def test_what_was_written_is_what_is_read_afterwards(database: Database) -> None:
    """Settings are read once in a transaction: every write has to be seen in what was read."""
    who = add_people(database, 1)[0][1]
    with database.write() as connection:
        store = work_of(connection, who, calendars=HOLIDAYS).get(NotificationSettingsStore)
        assert store.get() is None
        store.ensure(Slot(2, time(10)))
        writes: tuple[Callable[[], object], ...] = (
            lambda: store.told_zone("Europe/Berlin"),
            lambda: store.profile_read("Asia/Tokyo", True, NOW),
            lambda: store.set_time_off(((MONDAY, MONDAY), (date(2026, 1, 1), MONDAY), (MONDAY, TUESDAY))),
            lambda: store.save(_with(store, calendar="all", paused_until=TUESDAY, slot=Slot(3, time(8, 30)))),
            lambda: store.save(
                _with(store, stopped=True, words_out=True, budget=1, work_days=frozenset({5}))
            ),
            lambda: store.plan_at(NOW + timedelta(days=2)),
            lambda: store.wake_by(NOW + timedelta(days=3)),
            lambda: store.wake_by(NOW + timedelta(days=1)),
            lambda: store.asked(NOW + timedelta(days=1)),
            lambda: store.asked(NOW),
            store.heard,
        )
        for write in writes:
            write()
            fresh = work_of(connection, who, calendars=HOLIDAYS).get(NotificationSettingsStore).get()
            assert store.get() == fresh
    assert fresh
    assert (fresh.zone, fresh.deactivated, fresh.asked, fresh.plan_at) == ("Asia/Tokyo", True, 0, NOW)
    assert [str(days.why) for days in fresh.off] == ["off", "off", "paused"]
    assert fresh.rhythm.holidays.name(TUESDAY) == "a feast"


@both
def test_a_day_that_was_asked_about_is_asked_about_once_and_again_when_it_was_moved(
    database: Database,
) -> None:
    """`asked_at` alone says that a message asked, and the launch's own day which one was meant."""
    crowd = Crowd(database, 1)
    person_id, this = crowd.ids[0], Week.of(MONDAY)
    look, ship = 12, 11
    common = {"person_id": person_id, "snoozes": 0, "state": CheckinState.OPEN}
    with database.write() as connection:
        connection.execute(delete(checkins))
        connection.execute(delete(launches))
        connection.execute(insert(launches), [crowd._launch(0, person_id, k) for k in (1, 2)])
        connection.execute(update(launches).values(shipped_on=MONDAY, look_on=MONDAY))
        asked = [
            {"launch_id": ship, "asks": Asks.SHIP, "week": str(this), "asked_at": None},
            {"launch_id": look, "asks": Asks.LOOK, "week": str(this), "asked_at": None},
        ]
        connection.execute(insert(checkins), [common | row for row in asked])
        both_wait = dates_of(connection, person_id, this)
        connection.execute(update(checkins).values(asked_at=NOW))
        none_waits = dates_of(connection, person_id, this)
        connection.execute(update(launches).values(shipped_on=MONDAY + timedelta(days=9)))
        moved = dates_of(connection, person_id, this)
    assert ([one.id for one in both_wait.unasked_ships], both_wait.owed_looks) == ([ship], {look: MONDAY})
    assert (none_waits.unasked_ships, none_waits.owed_looks) == ((), {})
    assert ([one.id for one in moved.unasked_ships], moved.owed_looks) == ([ship], {})
