"""What a tick does beside messages, when it is hurried, and what it does while messages are switched off."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Select, bindparam, select

from app.db.tables import Moment
from app.errors import StorageUnavailable
from app.outbox.model import Planned, State
from app.outbox.store import Outbox
from app.work import Work
from app.worker import Pass, Scheduler
from tests.nudges.support import MONDAY, W45, Home
from tests.outbox.support import Note, Poster


@dataclass
class Errand:
    """A chore with so much to do, from `at` on."""

    at: datetime
    much: int = 1
    error: type[Exception] | None = None
    limits: list[float] = field(default_factory=list)

    def next_at(self) -> Select[tuple[datetime]]:
        return select(bindparam("at", type_=Moment, callable_=self._at, unique=True))

    def _at(self) -> datetime | None:
        return self.at if self.much else None

    def run_due(self, limit_seconds: float, stop: Callable[[], bool] = lambda: False) -> int:
        self.limits.append(limit_seconds)
        if self.error:
            raise self.error
        done, self.much = self.much, 0
        return done


LATER = MONDAY + timedelta(minutes=5)


def test_a_chore_is_done_when_it_is_due(home: Home) -> None:
    chores = [Errand(LATER, 2), Errand(LATER + timedelta(days=1), 3)]
    ticker = home.new_ticker(chores=chores)
    assert ticker.run() == Pass(next_due=LATER)
    assert chores[0].limits == [], "a pass that finds nothing does nothing"
    home.clock.on(300)
    done = ticker.run()
    assert (done.chores, done.next_due) == (2 + 3, None)


def test_each_has_its_part_of_what_is_left(home: Home) -> None:
    chores = [Errand(MONDAY) for _ in range(3)]
    home.new_ticker(chores=chores).run(60)
    assert [round(chore.limits[0]) for chore in chores] == [20, 30, 60]  # time stands still here


def test_one_that_fails_stops_no_other(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    chores = [Errand(MONDAY, error=ZeroDivisionError), Errand(MONDAY, 2)]
    assert home.new_ticker(chores=chores).run().chores == 2
    assert "Errand failed: ZeroDivisionError" in caplog.text
    chores[0].error = StorageUnavailable
    with pytest.raises(StorageUnavailable):
        home.new_ticker(chores=chores).run()


def test_messages_that_keep_coming_leave_time_for_the_rest(home: Home) -> None:
    class Endless(Note):
        def delivered(self, work: Work, message: object, channel_id: str, ts: str) -> None:
            answer(home, "answer", work.connection)

    chore = Errand(MONDAY)
    ticker = home.new_ticker(answers={"answer": Endless()}, chores=[chore])
    with home.database.write() as connection:
        answer(home, "answer", connection)
    assert ticker.run(10).counts[State.SENT] > 3
    assert chore.limits[0] >= 1.5


def test_switched_off_it_sends_what_somebody_asked_for_and_nothing_else(home: Home) -> None:
    home.begin()
    poster = Poster()
    home.go_to("2026-11-03T10:00")
    with home.database.write() as connection:
        answer(home, "share", connection)
    chore = Errand(MONDAY)
    off = home.new_ticker(enabled=False, answers={"share": poster}, chores=[chore])
    began = home.clock.elapsed
    done = off.run()
    assert (done.counts, done.planned, done.chores) == ({State.SENT: 1}, 0, 1)
    assert home.clock.elapsed - began < 5, "what is not to be sent is not waited for"
    assert home.row().state is State.PENDING
    assert home.row().reason is None
    assert home.asked_slack == []


def answer(home: Home, kind: str, connection: Connection) -> None:
    """Due a second from now; the first one at once."""
    outbox = Outbox(home.work(connection))
    n = 1 + len(outbox.of_person())
    due_at = home.clock.now() + timedelta(seconds=min(n - 1, 1))
    key = (home.workspace_id, home.person_id, kind, str(W45), n)
    outbox.plan([Planned(*key, due_at, due_at + timedelta(hours=1))])


class Counting:
    """A ticker whose passes last until they are let go."""

    def __init__(self) -> None:
        self.runs = threading.Semaphore(0)
        self.go_on = threading.Event()

    def run(self, _limit: float, _stop: object) -> None:
        self.runs.release()
        assert self.go_on.wait(20)


def test_a_hurried_scheduler_does_not_wait_for_its_next_tick() -> None:
    ticker = Counting()
    scheduler = Scheduler(ticker, every=3600)  # type: ignore[arg-type]
    scheduler.soon()  # not started: nothing to hurry
    scheduler.start()
    scheduler.soon()
    assert ticker.runs.acquire(timeout=20)
    scheduler.soon()  # in the middle of a pass: another one follows it
    scheduler.soon()
    ticker.go_on.set()
    assert ticker.runs.acquire(timeout=20)
    scheduler.stop()
    scheduler.soon()  # stopped: nobody is hurried any more
    assert not ticker.runs.acquire(blocking=False), "two wishes in one pass are one pass more"
