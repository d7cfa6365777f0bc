"""Moving the clock: what the bot is told on the way, and what the page may ask for."""

import http.client
import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.sandbox.slack import StandIn
from app.sandbox.time_machine import BusyError, Tick, TickError
from tests.sandbox.tiny_bot import TinyBot

Eventually = Callable[[Callable[[], bool]], None]
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


ONE = ("D0ADA0001",)


class Plan:
    """Something that is due every week from a first moment on; the times it was told."""

    def __init__(self, first: datetime, every: timedelta = WEEK) -> None:
        self.due, self.every = first, every
        self.told: list[datetime] = []
        self.came: list[datetime] = []

    def __call__(self, at: datetime, since: datetime) -> Tick:
        self.told.append(at)
        while self.due <= at:
            self.came.append(self.due)
            self.due += self.every
        return Tick(("D0ADA0001",) * sum(moment >= since for moment in self.came), self.due)


def arrived(standin: StandIn) -> bool:
    return not standin.time_machine.journey.moving


def near(moment: datetime, expected: datetime) -> bool:
    return abs(moment - expected) < timedelta(seconds=10)


@pytest.mark.calendar
def test_every_message_on_the_way_comes_at_its_own_time(standin: StandIn, eventually: Eventually) -> None:
    start = standin.now()
    plan = Plan(start + DAY)
    standin.time_machine.tick = plan
    standin.time_machine.forward(3 * WEEK)
    eventually(lambda: arrived(standin))
    expected = [start, start + DAY, start + DAY + WEEK, start + DAY + 2 * WEEK, start + 3 * WEEK]
    assert all(near(told, due) for told, due in zip(plan.told, expected, strict=True))
    assert all(told >= due for told, due in zip(plan.told[1:4], expected[1:4], strict=True))
    journey = standin.time_machine.journey
    assert (len(journey.came), journey.next_due, journey.trouble) == (3, plan.due, "")
    assert near(standin.now(), start + 3 * WEEK)


def test_to_the_next_message_goes_exactly_there(standin: StandIn, eventually: Eventually) -> None:
    start = standin.now()
    standin.time_machine.tick = Plan(start + 9 * DAY)
    standin.time_machine.to_next()
    eventually(lambda: arrived(standin))
    assert standin.time_machine.journey.came == ONE
    assert near(standin.now(), start + 9 * DAY)


def test_what_came_before_the_journey_is_not_what_it_is_about(
    standin: StandIn, eventually: Eventually
) -> None:
    start, seen = standin.now(), list[datetime]()

    def tick(at: datetime, since: datetime) -> Tick:
        seen.append(since)
        return Tick(ONE if at >= start + DAY else (), start + DAY)

    standin.time_machine.tick = tick
    standin.advance(HOUR.total_seconds())
    standin.time_machine.to_next()
    eventually(lambda: arrived(standin))
    assert all(near(since, start + HOUR) for since in seen)
    assert near(standin.now(), start + DAY)


def test_it_stops_for_what_is_no_message_and_shows_the_next_message(
    standin: StandIn, eventually: Eventually
) -> None:
    start = standin.now()
    told: list[datetime] = []

    def tick(at: datetime, _: datetime) -> Tick:
        told.append(at)
        return Tick((), start + WEEK, start + DAY if at < start + DAY else None)

    standin.time_machine.tick = tick
    standin.time_machine.forward(2 * DAY)
    eventually(lambda: arrived(standin))
    assert all(near(at, due) for at, due in zip(told, (start, start + DAY, start + 2 * DAY), strict=True))
    assert standin.time_machine.journey.next_due == start + WEEK


def test_what_is_held_back_is_asked_about_every_hour(standin: StandIn, eventually: Eventually) -> None:
    start = standin.now()

    def tick(at: datetime, _: datetime) -> Tick:
        return Tick(ONE, None) if at >= start + 3 * HOUR else Tick((), start - HOUR)

    standin.time_machine.tick = tick
    standin.time_machine.to_next()
    eventually(lambda: arrived(standin))
    assert near(standin.now(), start + 3 * HOUR)


def test_with_nothing_planned_the_clock_stands_still_and_says_so(
    standin: StandIn, eventually: Eventually
) -> None:
    start = standin.now()
    standin.time_machine.tick = lambda *_: Tick((), None)
    standin.time_machine.to_next()
    eventually(lambda: arrived(standin))
    assert near(standin.now(), start)
    assert "No message is planned" in standin.time_machine.journey.trouble


def test_a_bot_that_cannot_be_told_ends_the_journey_with_a_sentence(
    standin: StandIn, eventually: Eventually
) -> None:
    def tick(_: datetime, __: datetime) -> Tick:
        raise TickError("The bot's database is locked.")

    standin.time_machine.tick = tick
    standin.time_machine.forward(WEEK)
    eventually(lambda: arrived(standin))
    assert standin.time_machine.journey.trouble == "The bot's database is locked."


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_even_a_fault_nobody_foresaw_ends_the_journey(standin: StandIn, eventually: Eventually) -> None:
    def tick(_: datetime, __: datetime) -> Tick:
        raise ZeroDivisionError

    standin.time_machine.tick = tick
    standin.time_machine.forward(WEEK)
    eventually(lambda: arrived(standin))
    assert "terminal says why" in standin.time_machine.journey.trouble


def test_one_journey_at_a_time_and_it_can_be_ended(standin: StandIn, eventually: Eventually) -> None:
    start = standin.now()
    go_on = threading.Event()
    plan = Plan(start + HOUR, HOUR)

    def tick(at: datetime, since: datetime) -> Tick:
        go_on.wait(20)
        return plan(at, since)

    standin.time_machine.tick = tick
    standin.time_machine.forward(12 * WEEK)
    with pytest.raises(BusyError):
        standin.time_machine.forward(HOUR)
    standin.time_machine.halt()
    go_on.set()
    eventually(lambda: arrived(standin))
    assert len(plan.told) == 1
    assert near(standin.now(), start)


@pytest.mark.calendar
def test_signatures_keep_real_time_while_the_world_moves(bot: TinyBot, standin: StandIn) -> None:
    """Bolt refuses what was signed more than five minutes from its own clock."""
    standin.advance(WEEK.total_seconds())
    assert standin.deliver_raw(b"payload=%7B%7D").status != 401


def ask(standin: StandIn, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(standin.url.removeprefix("http://"), timeout=5)
    try:
        method = "GET" if body is None else "POST"
        given = {"Content-Type": "application/json"} | headers
        connection.request(method, "/ui/clock", json.dumps(body) if body is not None else None, given)
        answer = connection.getresponse()
        raw = answer.read()
        return answer.status, json.loads(raw) if raw.startswith(b"{") else {}
    finally:
        connection.close()


def test_the_page_reads_and_moves_the_clock(standin: StandIn, eventually: Eventually) -> None:
    status, before = ask(standin)
    assert (status, before["moving"], before["tells"]) == (200, False, False)
    assert ask(standin, {"advance": 86400})[0] == 200
    eventually(lambda: arrived(standin))
    assert ask(standin)[1]["now"] - before["now"] >= 86400


@pytest.mark.parametrize(
    "wanted", [{}, {"advance": 0}, {"advance": -5}, {"advance": 1e12}, {"advance": "1"}, {"to": "next"}]
)
def test_a_move_that_makes_no_sense_is_refused_in_a_sentence(
    standin: StandIn, wanted: dict[str, Any]
) -> None:
    status, answer = ask(standin, wanted)
    assert status == 400
    assert answer["error"]
    assert arrived(standin)


def test_another_sites_page_cannot_move_the_clock(standin: StandIn) -> None:
    assert ask(standin, {"advance": 60}, Origin="http://evil.example")[0] == 403


def test_a_trigger_is_too_old_after_a_jump(standin: StandIn) -> None:
    screen = standin.open_window("ada")._screen
    trigger = standin.workspace.trigger(screen)
    standin.advance(3600)
    with pytest.raises(Exception, match="expired_trigger_id"):
        standin.workspace.exchange(trigger)


def test_a_bot_that_keeps_quiet_is_not_followed_for_years(standin: StandIn, eventually: Eventually) -> None:
    start = standin.now()
    standin.time_machine.tick = lambda at, _: Tick((), at + WEEK)
    standin.time_machine.to_next()
    eventually(lambda: arrived(standin))
    assert "Nothing came in twelve weeks" in standin.time_machine.journey.trouble
    assert near(standin.now(), start + 12 * WEEK)


def test_one_far_message_is_gone_to_at_once(standin: StandIn, eventually: Eventually) -> None:
    far = standin.now() + 26 * WEEK
    standin.time_machine.tick = lambda at, _: Tick(ONE if at >= far else (), far if at < far else None)
    standin.time_machine.to_next()
    eventually(lambda: arrived(standin))
    assert near(standin.now(), far)
