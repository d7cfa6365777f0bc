"""Budget, distance, reminders and silence: what keeps a message from somebody, and what goes first."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select, update

from app.calendar.schedule import Slot
from app.db.engine import Database
from app.db.tables import nudges, outbox
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP
from app.nudges.model import DueDate, SilenceLevel
from app.nudges.store import lock
from app.outbox.model import Planned, State
from app.outbox.sender import Sender
from app.outbox.store import Outbox
from app.people import by_id
from app.reasons import Code, Reason
from app.slack.client import NotSent, Refused, Unclear
from app.users import SlackProfile
from tests.nudges.support import AT_HOME, BERLIN, TEN, W45, Home

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def counted(home: Home) -> int:
    with home.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(nudges)) or 0


def extra(home: Home, kind: str, *days: str) -> None:
    """Messages at ten on these days of W45, whatever the planner thinks of it."""
    home.things.days = [DueDate(kind, date.fromisoformat(day)) for day in days]
    home.begin()


class TestBudget:
    @both
    def test_so_many_a_local_week_and_the_rest_is_moot(self, home: Home) -> None:
        home.change(budget=1)
        home.begin()
        home.live_until("2026-11-10T12:00")
        assert home.arrived() == ["checkin Tue 03 Nov 10:00", "checkin Tue 10 Nov 10:00"]
        reminder = home.row(REMINDER)
        assert (reminder.state, reminder.reason) == (State.MOOT, Reason(Code.BUDGET_USED, 1))

    @both
    def test_it_is_counted_at_the_claim_and_given_back_when_nothing_arrived(self, home: Home) -> None:
        home.begin()
        home.room.answers = [NotSent("URLError"), Unclear("timeout"), Refused("user_disabled")]
        home.go_to("2026-11-03T10:00")
        home.ticker.run(limit=5)
        assert (home.row().state, counted(home)) == (State.PENDING, 0)
        home.clock.on(10)
        home.ticker.run(limit=5)
        assert (home.row().state, counted(home)) == (State.UNCONFIRMED, 1)
        home.clock.on(180)
        home.tick()
        home.clock.on(180)
        home.tick()
        assert (home.row().state, counted(home)) == (State.FAILED, 0)

    def test_none_is_sent_with_a_budget_of_0_and_the_reason_is_said(self, home: Home) -> None:
        home.change(budget=0)
        home.begin()
        assert home.live_until("2026-11-11") == []
        assert home.row().reason == Reason(Code.BUDGET_ZERO)

    def test_what_goes_first_finds_room_kept_for_it(self, home: Home) -> None:
        home.change(budget=1, slot=Slot(5, TEN))
        extra(home, LOOK, "2026-11-03")
        home.live_until("2026-11-07")
        assert home.arrived() == ["checkin Fri 06 Nov 10:00"]
        assert home.row(LOOK).reason == Reason(Code.BUDGET_USED, 1)

    def test_a_second_look_that_found_no_room_stays_owed(self, home: Home) -> None:
        home.change(budget=1, slot=Slot(5, TEN))
        extra(home, LOOK, "2026-11-03")
        home.things.every = 2
        home.live_until("2026-11-07")
        home.act()
        home.live_until("2026-11-14")
        assert home.arrived() == ["checkin Fri 06 Nov 10:00", "look Fri 13 Nov 10:00"]

    def test_of_two_in_one_hour_the_first_in_order_goes_and_the_other_keeps_its_distance(
        self, home: Home
    ) -> None:
        extra(home, LOOK, "2026-11-03")
        home.live_until("2026-11-05T09:00")
        assert home.arrived() == ["checkin Tue 03 Nov 10:00", "look Wed 04 Nov 10:00"]

    def test_of_two_in_one_hour_each_is_counted_once(self, home: Home) -> None:
        """With room for both, the second keeps its distance and is not dropped."""
        home.change(budget=2)
        extra(home, SHIP, "2026-11-03")
        home.live_until("2026-11-05T09:00")
        assert home.arrived() == ["checkin Tue 03 Nov 10:00", "ship Wed 04 Nov 10:00"]

    def test_twenty_hours_lie_between_two(self, home: Home) -> None:
        extra(home, SHIP, "2026-11-02")
        home.go_to(
            "2026-11-02T14:00"
        )  # 20 hours before the check-in of Tuesday: four minutes less will not do
        home.tick()
        with home.database.write() as connection:
            later = home.clock.now() + timedelta(minutes=4)
            connection.execute(update(nudges).values(at=later))
        home.go_to("2026-11-03T10:00")
        home.tick()
        assert (home.row().state, home.row().reason) == (State.PENDING, Reason(Code.TOO_CLOSE))
        home.live_until("2026-11-04T12:00")
        assert home.arrived()[-1] == "checkin Wed 04 Nov 10:00"

    def test_a_week_with_no_day_left_at_that_distance_is_given_up(self, home: Home) -> None:
        home.change(slot=Slot(5, TEN))
        extra(home, LOOK, "2026-11-06")
        home.live_until("2026-11-07")
        assert home.arrived() == ["checkin Fri 06 Nov 10:00"]
        assert (home.row(LOOK).state, home.row(LOOK).reason) == (State.MOOT, Reason(Code.TOO_CLOSE))

    @both
    def test_what_has_nothing_to_say_is_not_counted(self, home: Home) -> None:
        home.words.nothing = {CHECKIN: Reason(Code.ANSWERED)}
        home.begin()
        home.live_until("2026-11-04")
        assert (home.row().state, home.row().reason) == (State.MOOT, Reason(Code.ANSWERED))
        assert counted(home) == 0


class TestReminder:
    @both
    def test_it_comes_once_on_the_third_working_day_at_the_slot_hour(self, home: Home) -> None:
        home.begin()
        home.live_until("2026-11-09")
        assert home.arrived() == ["checkin Tue 03 Nov 10:00", "reminder Fri 06 Nov 10:00"]
        assert home.row(REMINDER).week == str(W45)

    def test_a_changed_hour_moves_it(self, home: Home) -> None:
        home.begin()
        home.live_until("2026-11-04")
        home.change(slot=Slot(2, time(14)))
        home.begin()
        assert home.due(REMINDER) == "Fri 06 Nov 14:00"

    def test_any_click_ends_it(self, home: Home) -> None:
        home.begin()
        home.live_until("2026-11-04")
        home.act()
        assert (home.row(REMINDER).state, home.row(REMINDER).reason) == (State.MOOT, Reason(Code.BEEN_HERE))

    def test_a_click_that_nobody_planned_for_ends_it_too(self, home: Home) -> None:
        home.begin()
        home.live_until("2026-11-04")
        home.ticker.parts.planner.enabled = False
        home.act()
        home.go_to("2026-11-06T10:00")
        home.tick()
        assert home.row(REMINDER).reason == Reason(Code.BEEN_HERE)

    def test_it_gives_way_to_the_next_check_in(self, home: Home) -> None:
        home.change(slot=Slot(5, TEN))
        home.begin()
        home.live_until("2026-11-06T12:00")  # the third working day is Wednesday
        assert home.due(REMINDER) == "Wed 11 Nov 10:00"
        home.change(slot=Slot(4, TEN))
        home.begin()
        with home.database.write() as connection:
            row = home.row(week=W45 + 1)
            Outbox(home.work(connection)).move(row.id, row.due_at - timedelta(hours=5), row.not_after)
        home.go_to("2026-11-11T10:00")
        home.tick()
        assert (home.row(REMINDER).state, home.row(REMINDER).reason) == (State.MOOT, Reason(Code.TOO_CLOSE))

    def test_it_is_never_moved(self, home: Home) -> None:
        home.change(slot=Slot(1, TEN))
        home.begin()
        home.live_until("2026-11-03")
        home.away(("2026-11-05", "2026-11-05"))  # the third working day; Friday is not off
        home.live_until("2026-11-09")
        assert (home.row(REMINDER).state, home.row(REMINDER).reason) == (
            State.MOOT,
            Reason(Code.OFF, date(2026, 11, 5)),
        )


class TestSilence:
    @both
    def test_two_without_a_click_the_third_asks_and_then_only_judge_by_dates(self, home: Home) -> None:
        home.begin()
        home.live_until("2026-12-02")
        assert [(got.kind, got.mood) for got in home.words.got] == [
            (CHECKIN, SilenceLevel.USUAL),
            (REMINDER, SilenceLevel.USUAL),
            (CHECKIN, SilenceLevel.USUAL),
            (REMINDER, SilenceLevel.USUAL),
            (CHECKIN, SilenceLevel.ASK_RHYTHM),
        ]
        assert home.row(week=W45 + 3).reason == Reason(Code.QUIET)

    def test_a_click_resumes_at_the_next_slot(self, home: Home) -> None:
        home.begin()
        home.live_until("2026-11-25")
        assert len(home.words.got) == 5
        home.act()
        home.live_until("2026-12-02")
        assert (home.words.got[-1].at, home.words.got[-1].mood) == ("Tue 01 Dec 10:00", SilenceLevel.USUAL)

    def test_days_of_their_own_are_silent_too(self, home: Home) -> None:
        home.begin()
        home.live_until("2026-11-20")
        extra(home, LOOK, "2026-11-26")
        home.live_until("2026-11-28")
        assert home.row(LOOK, W45 + 3).reason == Reason(Code.QUIET)

    def test_a_click_that_proves_an_unclear_message_arrived_is_no_silence(self, home: Home) -> None:
        from app.nudges.policy import Arrival

        home.begin()
        home.room.answers = [Unclear("timeout")]
        home.go_to("2026-11-03T10:00")
        home.ticker.run(limit=5)
        row = home.row()
        home.act()
        with home.database.write() as connection:
            assert Outbox(home.work(connection)).confirm(row.id, "D1", "1.2", home.clock.now())
            work = home.workplace.work_for(connection, by_id(connection, home.person_id))
            Arrival(home.ticker.parts.kinds)(work, row.id, "D1", "1.2")
            assert home.manners(connection).asked == 0
        assert home.arrived() == ["checkin Tue 03 Nov 10:00"]


class TestOccasions:
    def test_a_shipping_day_has_its_own_message_on_the_next_working_day(self, home: Home) -> None:
        home.things.first = None
        extra(home, SHIP, "2026-11-05", "2026-11-07")
        home.away(("2026-11-05", "2026-11-05"))
        home.live_until("2026-11-20")
        assert home.arrived() == ["ship Fri 06 Nov 10:00"]

    def test_a_shipping_day_of_a_week_that_is_over_is_left_to_the_weekly_message(self, home: Home) -> None:
        extra(home, SHIP, "2026-10-31")
        assert home.rows(SHIP) == []

    def test_a_shipping_day_on_the_check_in_s_day_is_left_to_the_check_in(self, home: Home) -> None:
        home.begin()
        extra(home, SHIP, "2026-11-03")
        assert home.rows(SHIP) == []
        home.act(slot=Slot(4, TEN))  # another day for check-ins: then it has its own again
        assert home.due(SHIP) == "Tue 03 Nov 10:00"
        home.act(slot=Slot(2, TEN))
        assert home.row(SHIP).state is State.MISSED
        assert home.due() == "Tue 03 Nov 10:00"

    def test_a_shipping_day_that_is_off_is_left_to_the_check_in_of_the_next_day(self, home: Home) -> None:
        home.away(("2026-11-02", "2026-11-02"))
        extra(home, SHIP, "2026-11-02")
        home.begin()
        assert [row.state for row in home.rows(SHIP)] in ([], [State.MISSED])
        assert home.due() == "Tue 03 Nov 10:00"

    def test_a_day_that_was_moved_is_asked_about_on_the_new_day_alone(self, home: Home) -> None:
        home.things.first = None
        extra(home, SHIP, "2026-11-05")
        extra(home, SHIP, "2026-11-12")
        home.live_until("2026-11-20")
        assert home.arrived() == ["ship Thu 12 Nov 10:00"]

    def test_a_second_look_whose_day_is_off_is_owed_in_the_next_week(self, home: Home) -> None:
        home.things.first = None
        extra(home, LOOK, "2026-11-07")  # a Saturday
        home.live_until("2026-11-20")
        assert home.arrived() == ["look Tue 10 Nov 10:00"]


class TestZone:
    @both
    def test_it_is_read_before_a_message_and_the_message_follows_it(self, home: Home) -> None:
        home.begin()
        home.card = SlackProfile("America/New_York", deleted=False)
        home.go_to("2026-11-03T08:30")
        home.tick()
        assert home.asked_slack == ["U0000000"]
        assert home.due() == "Tue 03 Nov 16:00"
        home.live_until("2026-11-04T01:00")
        assert home.arrived() == ["checkin Tue 03 Nov 16:00"]

    def test_nobody_is_asked_about_who_is_not_written_to(self, home: Home) -> None:
        home.begin()
        home.go_to("2026-11-02T20:00")
        home.tick()
        assert home.asked_slack == []

    def test_the_local_hour_is_looked_at_again_before_the_post(self, home: Home) -> None:
        home.begin()
        home.go_to("2026-11-03T10:00")
        with home.database.write() as connection:  # another replica read it a moment ago
            store = home.store(connection)
            store.profile_read("Asia/Tokyo", False, home.clock.now())
        home.tick()
        row = home.row()
        assert (row.state, row.reason) == (State.PENDING, Reason(Code.OUTSIDE_HOURS))
        home.live_until("2026-11-05")
        assert home.arrived() == ["checkin Wed 04 Nov 02:00"]  # ten in Tokyo

    def test_without_an_answer_the_last_known_counts_after_one_try(self, home: Home) -> None:
        home.begin()
        home.silent_slack = True
        home.live_until("2026-11-03T12:00")
        assert home.arrived() == ["checkin Tue 03 Nov 10:00"]
        assert 1 <= len(home.asked_slack) <= 5

    def test_a_zone_that_is_lost_stays_the_last_known(self, home: Home) -> None:
        home.begin()
        home.card = SlackProfile(None, deleted=False)
        home.live_until("2026-11-03T12:00")
        assert home.arrived() == ["checkin Tue 03 Nov 10:00"]
        with home.database.read() as connection:
            assert home.manners(connection).zone == BERLIN

    def test_a_profile_older_than_a_day_is_read_before_anything_is_claimed(self, home: Home) -> None:
        home.begin()
        home.ticker._profiles.read_due = lambda *_: 0  # type: ignore[method-assign]
        home.go_to("2026-11-03T10:00")
        home.tick()
        assert home.row().reason == Reason(Code.ZONE_NOT_READ)

    def test_who_never_had_a_zone_gets_nothing(self, home: Home) -> None:
        from app.db.tables import rhythms

        with home.database.write() as connection:
            connection.execute(update(rhythms).values(zone=None))
        home.begin()
        assert home.rows() == []


def test_who_was_deactivated_gets_nothing_until_they_are_back(home: Home) -> None:
    home.begin()
    home.card = SlackProfile(BERLIN, deleted=True)
    home.live_until("2026-11-04")
    assert (home.row().state, home.row().reason) == (State.MOOT, Reason(Code.DEACTIVATED))
    home.card = AT_HOME
    home.live_until("2026-11-10T12:00")
    assert home.arrived() == ["checkin Tue 10 Nov 10:00"]


def test_the_kill_switch_is_asked_at_the_claim_too(home: Home) -> None:
    home.begin()
    off = home.new_ticker(enabled=False)
    home.go_to("2026-11-03T10:00")
    Sender(off._setup).run_until_nothing_due(5)
    assert (home.row().state, home.row().reason) == (State.PENDING, Reason(Code.SWITCHED_OFF))


def test_a_failing_word_keeps_its_message_back_and_no_other(home: Home, database: Database) -> None:
    with database.write() as connection:
        due_at = home.clock.now()
        Outbox(home.work(connection)).plan(
            [Planned(home.workspace_id, home.person_id, "unheard", str(W45), 1, due_at, due_at)]
        )
    home.begin()
    home.live_until("2026-11-03T12:00")
    assert home.arrived() == ["checkin Tue 03 Nov 10:00"]
    with database.read() as connection:
        assert connection.scalar(select(outbox.c.state).where(outbox.c.kind == "unheard")) == "pending"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer
def test_nobody_s_message_is_claimed_in_the_middle_of_their_click(home: Home) -> None:
    home.begin()
    home.go_to("2026-11-03T10:00")
    with home.database.write() as connection:
        lock(connection, home.person_id)
        home.ticker._sending.run_until_nothing_due(0.1)
        assert home.row().state is State.PENDING
    home.tick()
    assert home.row().state is State.SENT


def test_a_zone_that_nobody_knows_here_keeps_the_last_and_is_not_called_slack_s(home: Home) -> None:
    def read(zone: str | None) -> tuple[str | None, bool]:
        with home.database.write() as connection:
            home.store(connection).profile_read(zone, deleted=False, now=home.clock.now())
        with home.database.read() as connection:
            settings = home.manners(connection)
            return settings.zone, settings.follows_slack

    assert read("Europe/Berlin") == ("Europe/Berlin", True)
    assert read("Mars/Phobos") == ("Europe/Berlin", False)
    assert read("Etc/" + "Far" * 40) == ("Europe/Berlin", False)
    assert read(None) == ("Europe/Berlin", False)
    assert read("Asia/Tokyo") == ("Asia/Tokyo", True)
