"""Snoozes: asked for, so outside the budget and its distance; hours, zone and account still hold."""

from datetime import datetime, timedelta

import pytest

from app.nudges.kinds import CHECKIN, SNOOZE
from app.outbox.model import State
from app.people import by_id
from app.reasons import Code, Reason
from tests.nudges.support import W45, Home

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def snooze(home: Home, wanted: datetime) -> int:
    with home.database.write() as connection:
        work = home.workplace.work_for(connection, by_id(connection, home.person_id))
        message_id, due_at = home.ticker.parts.planner.snooze(work, W45, wanted)
    row = next(row for row in home.rows(SNOOZE) if row.id == message_id)
    plan_at = home.plan_at()
    assert row.due_at == due_at
    assert plan_at
    assert plan_at <= row.not_after + timedelta(seconds=1)  # should nobody send it, somebody looks again
    return message_id


def in_hours(home: Home, hours: float) -> datetime:
    return home.clock.now() + timedelta(hours=hours)


@both
def test_three_hours_are_three_hours_whatever_the_budget(home: Home) -> None:
    home.change(budget=1)
    home.begin()
    home.live_until("2026-11-03T10:30")
    snooze(home, in_hours(home, 3))
    home.live_until("2026-11-03T14:00")
    assert home.arrived() == ["checkin Tue 03 Nov 10:00", "snooze Tue 03 Nov 13:30"]


def test_two_for_the_same_hour_are_one_message_and_the_next_has_the_next_number(home: Home) -> None:
    home.go_to("2026-11-03T10:30")
    first = snooze(home, in_hours(home, 3))
    assert snooze(home, in_hours(home, 3.4)) == first
    second = snooze(home, in_hours(home, 4))
    assert [(row.id, row.n) for row in home.rows(SNOOZE)] == [(first, 1), (second, 2)]


def test_outside_the_hours_it_is_the_next_working_day_at_the_slot_hour(home: Home) -> None:
    home.go_to("2026-11-06T15:30")
    snooze(home, in_hours(home, 3))
    assert home.due(SNOOZE) == "Mon 09 Nov 10:00"


def test_new_days_off_move_it_and_an_outage_does_not_lose_it(home: Home) -> None:
    home.go_to("2026-11-03T15:30")
    snooze(home, in_hours(home, 19))
    assert home.due(SNOOZE) == "Wed 04 Nov 10:30"
    home.away(("2026-11-04", "2026-11-04"))
    assert home.due(SNOOZE) == "Thu 05 Nov 10:00"
    home.go_to("2026-11-06T11:00")
    home.tick()
    assert home.due(SNOOZE) == "Mon 09 Nov 10:00"
    home.words.nothing = {CHECKIN: Reason(Code.NOTHING_OPEN)}
    home.live_until("2026-11-09T12:00")
    assert home.arrived() == ["snooze Mon 09 Nov 10:00"]


def test_whoever_stopped_everything_is_not_written_to(home: Home) -> None:
    home.go_to("2026-11-03T10:30")
    snooze(home, in_hours(home, 3))
    home.act(stopped=True)
    home.live_until("2026-11-05")
    assert (home.arrived(), home.row(SNOOZE).state) == ([], State.MISSED)


def test_one_that_waited_out_a_time_off_is_dropped_once_a_later_week_has_asked(home: Home) -> None:
    home.go_to("2026-11-03T15:30")
    snooze(home, in_hours(home, 19))
    home.away(("2026-11-04", "2026-11-20"))
    assert home.due(SNOOZE) == "Mon 23 Nov 10:00"
    home.away()
    home.live_until("2026-11-24T12:00")
    assert [each for each in home.arrived() if each.startswith("snooze")] == []
    assert home.row(SNOOZE).reason == Reason(Code.OVERTAKEN)
