"""What is shared, beside the rules of manners: nothing stops or moves it, but for the EM's reminder."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, update

from app.calendar.schedule import Slot
from app.calendar.weeks import Week
from app.db.engine import Database
from app.db.tables import people, rhythms
from app.nudges.kinds import DIGEST, EM_REMINDER, KINDS, NOTE, RECEIPT, SHARE, WATCH
from app.outbox.model import Planned, State
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.users import SlackProfile
from tests.nudges.support import TEN, W45, Home

SHARED = (SHARE, RECEIPT, WATCH, DIGEST, NOTE)
both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def plan(home: Home, kind: str, at: datetime | None = None, week: Week = W45) -> None:
    due_at = at or home.clock.now() + timedelta(days=2)
    key = (home.workspace_id, home.person_id, kind, str(week), 1)
    with home.database.write() as connection:
        Outbox(home.work(connection)).plan([Planned(*key, due_at, due_at + timedelta(days=4))])


def forget_everything(connection: Connection, home: Home) -> None:
    """An EM who follows nothing themselves: a rhythm, and nothing known of them."""
    connection.execute(delete(rhythms))
    connection.execute(update(people).values(zone=None))
    home.store(connection).ensure(Slot(2, TEN))


def test_what_is_shared_is_outside_the_budget_but_for_the_em_s_reminder_before_second_looks() -> None:
    assert [name for name, kind in KINDS.items() if kind.in_channel] == [SHARE]
    assert {KINDS[name].rank for name in SHARED} == {None}
    ranked = sorted((kind.rank, name) for name, kind in KINDS.items() if kind.rank is not None)
    assert [name for _, name in ranked] == ["checkin", "ship", "reminder", EM_REMINDER, "look"]


@both
def test_no_plan_and_no_stop_touches_what_is_shared(home: Home) -> None:
    for kind in (*SHARED, EM_REMINDER):
        plan(home, kind)
    before = [home.row(kind) for kind in (*SHARED, EM_REMINDER)]
    home.begin()
    home.act(stopped=True)
    home.act(stopped=False, slot=Slot(4, TEN))
    home.things.first = None
    home.act()
    with home.database.write() as connection:
        connection.execute(update(people).values(stamp=people.c.stamp + 1))
        forget_everything(connection, home)
        home.plan(connection)
    assert [home.row(kind) for kind in (*SHARED, EM_REMINDER)] == before


class TestTheReminderOfAnEm:
    @pytest.fixture
    def em(self, home: Home) -> Home:
        """Due on Wednesday at noon in Berlin."""
        home.things.first = None
        home.words.moods = {}
        with home.database.write() as connection:
            forget_everything(connection, home)
        contents = {EM_REMINDER: home.words}
        home.ticker = home.new_ticker(contents=contents)
        return home

    @both
    def test_it_comes_to_somebody_of_whom_nothing_was_known(self, em: Home) -> None:
        plan(em, EM_REMINDER)
        em.live_until("2026-11-06")
        assert em.arrived() == ["share-em Wed 04 Nov 10:00"]
        (why,) = em.why()
        assert why.startswith(
            "Wed 4 Nov, reminder about a share: sent at 10:00, something was shared with you"
        )

    def test_it_waits_until_slack_has_said_where_they_are(self, em: Home) -> None:
        plan(em, EM_REMINDER)
        em.silent_slack = True
        em.live_until("2026-11-04T12:00")
        row = em.row(EM_REMINDER)
        assert (row.state, row.reason) == (State.PENDING, Reason(Code.ZONE_NOT_READ))
        em.silent_slack = False
        em.live_until("2026-11-06")
        assert len(em.arrived()) == 1

    def test_who_has_no_zone_gets_none(self, em: Home) -> None:
        plan(em, EM_REMINDER)
        em.card = SlackProfile(None, deleted=False)
        em.live_until("2026-11-06")
        row = em.row(EM_REMINDER)
        assert (row.state, row.reason) == (State.MOOT, Reason(Code.NO_ZONE))

    def test_outside_their_hours_it_waits_for_the_next_working_day_of_any_week(self, em: Home) -> None:
        """Friday morning in Europe is Friday night in Auckland."""
        em.card = SlackProfile("Pacific/Auckland", deleted=False)
        plan(em, EM_REMINDER, em.clock.now() + timedelta(days=4, hours=3))
        em.live_until("2026-11-10")
        assert em.arrived() == ["share-em Sun 08 Nov 22:00"]  # Monday, ten o'clock there

    def test_at_a_distance_from_another_message_it_may_come_in_the_next_week(self, em: Home) -> None:
        contents = {EM_REMINDER: em.words, "checkin": em.words}
        em.ticker = em.new_ticker(contents=contents)
        em.things.first = W45
        em.change(slot=Slot(5, TEN))
        plan(em, EM_REMINDER, em.clock.now() + timedelta(days=4, hours=5))
        with em.database.write() as connection:
            store = em.store(connection)
            store.profile_read("Europe/Berlin", False, em.clock.now())
        em.begin()
        em.live_until("2026-11-10")
        assert em.arrived() == ["checkin Fri 06 Nov 10:00", "share-em Mon 09 Nov 10:00"]

    def test_a_budget_of_none_is_none_of_these_either(self, em: Home) -> None:
        em.change(budget=0)
        plan(em, EM_REMINDER)
        em.live_until("2026-11-06")
        row = em.row(EM_REMINDER)
        assert (row.state, row.reason) == (State.MOOT, Reason(Code.BUDGET_ZERO))


def test_why_does_not_list_what_was_posted_into_channels(home: Home, database: Database) -> None:
    plan(home, SHARE)
    plan(home, RECEIPT)
    with database.write() as connection:
        Outbox(home.work(connection)).cancel(home.row(RECEIPT).id, Reason(Code.TAKEN_BACK))
    assert home.why() == ["Wed 4 Nov, receipt of a share: not sent, it was taken back"]
