"""The weekly message: one a nominal week, moved and closed by the rules of the clock."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from app.calendar.schedule import Slot
from app.db.engine import Database
from app.db.tables import outbox
from app.nudges.kinds import CHECKIN
from app.outbox.model import State
from app.reasons import Code, Reason
from tests.nudges.support import TEN, W45, Home, holidays

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@both
def test_one_message_a_nominal_week_at_the_slot(home: Home) -> None:
    home.begin()
    assert [got.at for got in home.live_until("2026-11-18")][::1] == [
        "Tue 03 Nov 10:00",
        "Fri 06 Nov 10:00",
        "Tue 10 Nov 10:00",
        "Fri 13 Nov 10:00",
        "Tue 17 Nov 10:00",
    ]
    assert [row.week for row in home.rows() if row.state is State.SENT] == [
        "2026-W45",
        "2026-W46",
        "2026-W47",
    ]
    assert home.due(week=W45 + 3) == "Tue 24 Nov 10:00"


@both
def test_planning_again_changes_nothing(home: Home) -> None:
    home.begin()
    once, again_at = home.rows(), home.plan_at()
    for _ in range(2):
        home.begin()
    home.tick()
    assert (home.rows(), home.plan_at()) == (once, again_at)


def test_the_nominal_week_is_the_rule_s_and_not_the_day_of_sending(home: Home) -> None:
    home.act(slot=Slot(7, TEN), work_days=frozenset({7}), opens=time(0), closes=time(0))
    home.go_to("2026-11-08T13:59")
    home.tick()
    assert [(got.week, got.at) for got in home.words.got] == [("2026-W45", "Sun 08 Nov 13:59")]


def test_a_launch_of_every_second_week_is_asked_about_every_second_week(home: Home) -> None:
    home.things.every = 2
    home.begin()
    home.live_until("2026-12-01")
    assert [row.week for row in home.rows() if row.state is State.SENT] == ["2026-W45", "2026-W47"]


def test_a_changed_slot_moves_the_same_row(home: Home) -> None:
    home.begin()
    before = home.row()
    home.act(slot=Slot(4, time(15)))
    assert home.due() == "Thu 05 Nov 15:00"
    assert home.row().id == before.id
    assert len(home.rows()) == 1


@pytest.mark.parametrize("state", [State.SENDING, State.UNCONFIRMED])
def test_a_message_under_way_never_moves(home: Home, state: State) -> None:
    home.begin()
    row = home.row()
    with home.database.write() as connection:
        connection.execute(update(outbox).values(state=state, try_at=None, claim="c", since=home.clock.now()))
    home.act(slot=Slot(4, time(15)))
    assert (home.row().due_at, home.row().state) == (row.due_at, state)
    assert home.due(week=W45 + 1) == "Thu 12 Nov 15:00"
    plan_at = home.plan_at()
    assert plan_at
    assert plan_at <= row.not_after + timedelta(minutes=10)


class TestChangedRhythm:
    def test_where_the_new_slot_has_passed_it_is_the_next_working_day_of_this_week(self, home: Home) -> None:
        home.change(slot=Slot(5, TEN))
        home.begin()
        home.go_to("2026-11-04T12:00")
        home.act(slot=Slot(1, time(11)))
        assert home.due() == "Thu 05 Nov 11:00"

    def test_and_else_next_week(self, home: Home) -> None:
        home.change(slot=Slot(5, time(16)))
        home.begin()
        home.go_to("2026-11-06T15:00")
        home.act(slot=Slot(1, TEN))
        assert home.row().state is State.MISSED
        assert home.due(week=W45 + 1) == "Mon 09 Nov 10:00"
        assert "its hour in that week had passed" in home.why()[-1]

    def test_a_week_that_was_asked_about_is_not_asked_about_again(self, home: Home) -> None:
        home.begin()
        home.live_until("2026-11-03T12:00")
        home.act(slot=Slot(5, TEN))
        assert home.due(week=W45 + 1) == "Fri 13 Nov 10:00"
        assert len(home.rows()) == 2

    def test_settings_show_the_next_date(self, home: Home) -> None:
        planner = home.ticker.parts.planner
        home.begin()
        with home.database.read() as connection:
            first = planner.next_day(home.work(connection))
        home.act(stopped=True)
        with home.database.read() as connection:
            stopped = planner.next_day(home.work(connection))
        assert (str(first), stopped) == ("2026-11-03", None)


class TestDaysOff:
    def test_a_slot_on_a_day_off_moves_forward_in_its_week(self, home: Home) -> None:
        home.away(("2026-11-03", "2026-11-04"))
        assert home.due() == "Thu 05 Nov 10:00"

    def test_a_week_without_a_day_left_is_closed_and_not_caught_up(self, home: Home) -> None:
        home.away(("2026-11-03", "2026-11-12"))
        home.live_until("2026-11-17T09:00")
        assert home.arrived() == ["checkin Fri 13 Nov 10:00"]
        assert home.why()[-1] == "Tue 3 Nov, weekly check-in: not sent, you were off until 12 Nov"

    def test_a_week_that_opens_again_is_asked_about_again(self, home: Home) -> None:
        home.act(paused_until=(W45 + 1).monday)
        assert (home.row().state, home.row().reason) == (State.MISSED, Reason(Code.PAUSED, date(2026, 11, 8)))
        home.go_to("2026-11-04T12:00")
        home.act(paused_until=None)
        assert home.due() == "Thu 05 Nov 10:00"
        assert home.row(week=W45 + 1).reason == Reason(Code.NOT_NEEDED_YET)
        assert [line.partition(":")[0] for line in home.why()] == ["Thu 5 Nov, weekly check-in"]

    def test_a_long_absence_is_said_week_by_week_and_ends_by_itself(self, home: Home) -> None:
        home.away(("2026-11-01", "2027-03-05"))
        assert len(home.rows()) == 2  # this week's reason, and the first message after it
        home.live_until("2026-11-25")
        assert [row.reason for row in home.rows()][:4] == [Reason(Code.OFF, date(2027, 3, 5))] * 4
        home.live_until("2027-03-09T12:00")
        assert home.arrived() == ["checkin Tue 09 Mar 10:00"]

    def test_holidays_come_from_the_calendar_that_was_chosen_or_the_one_for_all(
        self, database: Database
    ) -> None:
        home = Home(database, holidays({"2026-11-03": "Culture Day"}))
        home.begin()
        assert home.due() == "Wed 04 Nov 10:00"
        home.act(calendar="-")
        assert home.due() == "Tue 03 Nov 10:00"


class TestNotAfter:
    def test_what_was_not_sent_in_four_hours_comes_on_the_next_working_day(self, home: Home) -> None:
        home.begin()
        home.go_to("2026-11-03T14:01")
        home.tick()
        assert home.due() == "Wed 04 Nov 10:00"
        home.live_until("2026-11-04T12:00")
        assert home.arrived() == ["checkin Wed 04 Nov 10:00"]

    def test_and_is_closed_as_missed_where_the_week_has_none(self, home: Home) -> None:
        home.change(slot=Slot(5, TEN))
        home.begin()
        home.go_to("2026-11-06T14:01")
        home.tick()
        assert home.row().state is State.MISSED
        assert home.due(week=W45 + 1) == "Fri 13 Nov 10:00"
        assert not home.words.got

    def test_the_end_of_working_hours_is_sooner(self, home: Home) -> None:
        home.change(slot=Slot(2, time(16)))
        home.begin()
        home.go_to("2026-11-03T17:01")
        home.tick()
        assert home.due() == "Wed 04 Nov 16:00"


@pytest.mark.parametrize("switch", ["outage", "kill switch"])
def test_afterwards_only_the_current_week_s_message_comes(home: Home, switch: str) -> None:
    home.begin()
    if switch == "kill switch":
        home.ticker = home.new_ticker(enabled=False)
        for day in ("03", "10", "17"):
            home.go_to(f"2026-11-{day}T10:30")
            home.tick()
        home.begin()
        assert (home.words.got, len(home.rows()), home.asked_slack) == ([], 1, [])
        home.ticker = home.new_ticker()
    home.go_to("2026-11-25T12:00")
    home.live_until("2026-11-26T20:00")
    assert home.arrived() == ["checkin Thu 26 Nov 10:00"]
    assert home.words.got[0].week == str(W45 + 3)
    assert home.row().state is State.MISSED


class TestStopping:
    def test_whoever_stopped_everything_gets_nothing_and_begins_again_where_they_are(
        self, home: Home
    ) -> None:
        home.begin()
        home.act(stopped=True)
        assert (home.row().reason, home.plan_at()) == (Reason(Code.STOPPED), None)
        home.go_to("2026-11-11T12:00")
        assert home.tick().counts == {}
        home.act(stopped=False)
        assert home.due(week=W45 + 1) == "Thu 12 Nov 10:00"

    def test_a_message_with_nothing_to_ask_any_more_is_dropped_and_may_come_back(self, home: Home) -> None:
        home.begin()
        home.things.first = None
        home.act()
        assert (home.row().reason, home.plan_at()) == (Reason(Code.NOTHING_TO_ASK), None)
        home.things.first = W45
        home.act()
        assert home.due() == "Tue 03 Nov 10:00"


def test_one_person_s_failure_does_not_stop_the_others_plans(home: Home) -> None:
    home.begin()
    with home.database.write() as connection:
        home.store(connection).plan_at(home.clock.now())
    home.things.every = 0
    home.tick()
    plan_at = home.plan_at()
    assert plan_at
    assert plan_at > home.clock.now()
    assert home.row(CHECKIN).state is State.PENDING
