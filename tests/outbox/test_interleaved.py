"""Three real senders on one SQLite file in virtual time: any of them may die or stand still at every step."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app.db.engine import Database, connect
from app.outbox.deps import SenderDeps
from app.outbox.model import Message, Rendered, State
from app.outbox.pace import Pace
from app.outbox.sender import Sender
from app.slack.blocks import Block
from app.slack.client import Failure, History, Opened, Posted, Posting, Unclear, delivery_client
from app.work import Work, Workplace
from tests.outbox.slack import Arrived
from tests.outbox.support import QUICK, UNPACED, Moved, Note, Poster, add_people, plan, planned, states
from tests.support.databases import SqliteTemplate
from tests.support.work import RING

MESSAGES = 60


class Killed(BaseException):
    """Nothing catches it, as nothing catches a SIGKILL."""


class Stage:
    """Senders that are hit at random; while one stands still, the others go on."""

    def __init__(self, database: Database, rng: random.Random) -> None:
        self.database, self.rng, self.clock = database, rng, Moved()
        self.slack = InTheRoom(self)
        self.poster = WatchingChannel(self)
        self.kinds = {"note": Watching(self), "post": self.poster}
        self.senders = [self.new_sender() for _ in range(3)]
        self.running = 0
        self.hits: Counter[str] = Counter()

    def new_sender(self) -> Sender:
        clock = self.clock
        pace = Pace(lambda: clock.now().timestamp(), UNPACED)
        setup = SenderDeps(
            Workplace(self.database, RING, clock),
            self.slack,
            self.kinds,
            clock.monotonic,
            QUICK,
            pace,
            sleep=clock.sleep,
        )
        return Sender(setup)

    def step(self) -> None:
        """A point at which the running sender can be hit."""
        roll = self.rng.random()
        if roll < 0.03:
            self.hits["killed"] += 1
            raise Killed
        if roll < 0.06 and self.running == 1:
            self.hits["paused"] += 1
            for _ in range(self.rng.randrange(1, 8)):
                self.clock.on(self.rng.uniform(1, 70))
                self.run(self.rng.randrange(3))

    def run(self, number: int) -> None:
        self.running += 1
        try:
            self.senders[number].run_until_nothing_due(2)
        except Killed:
            self.senders[number] = self.new_sender()
        finally:
            self.running -= 1


class Watching(Note):
    """A note whose hooks are points at which a sender can be hit."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage

    def render(self, work: Work, message: Message) -> Rendered:
        self.stage.step()
        return Rendered("note")


class WatchingChannel(Poster):
    """Likewise in a channel."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage

    def check(self, message: Message) -> None:
        self.stage.step()

    def render(self, work: Work, message: Message) -> Rendered:
        self.stage.step()
        return Rendered("post")


class InTheRoom(Posting):
    """A Slack without a wire; its history is up to a hundred seconds behind."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(delivery_client(None, "http://127.0.0.1:9/"))
        self.stage = stage
        self.arrived: list[Arrived] = []
        self.looks = 0

    def open(self, user_id: str) -> Opened:
        self.stage.step()
        return Opened("D" + user_id)

    def post(
        self,
        channel_id: str,
        delivery_id: str,
        text: str,
        blocks: tuple[Block, ...],
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
    ) -> Posted | Failure:
        rng, ts = self.stage.rng, f"{1_700_000_000 + len(self.arrived)}.000100"
        arrives = rng.random() < 0.85
        if arrives:
            body = {"channel": channel_id, "metadata": {"event_payload": {"delivery_id": delivery_id}}}
            visible_at = self.stage.clock.elapsed + rng.uniform(0, 100)
            self.arrived.append(Arrived(ts, body, visible_at))
        self.stage.clock.on(rng.uniform(0, 15))
        self.stage.step()
        return Posted(ts) if arrives and rng.random() < 0.85 else Unclear("cut")

    def history(self, channel_id: str, after_ts: str | None, cursor: str | None) -> History | Failure:
        self.looks += 1
        self.stage.step()
        if self.stage.rng.random() < 0.1:
            return Unclear("cut")
        found = {
            arrived.delivery_id: arrived.ts
            for arrived in self.arrived
            if arrived.body["channel"] == channel_id
            and arrived.visible_at <= self.stage.clock.elapsed
            and arrived.ts > (after_ts or "")
        }
        self.stage.step()
        return History(found, None)


@pytest.mark.parametrize("seed", range(5))
def test_each_message_arrives_once(sqlite_template: SqliteTemplate, tmp_path: Path, seed: int) -> None:
    database = connect(sqlite_template.copy_to(tmp_path / "outbox.db"))
    stage = Stage(database, random.Random(seed))
    who = add_people(database, 10)
    plan(database, *(planned(who[n % 10], n // 10, hours=1000) for n in range(MESSAGES)))
    _until(lambda: states(database) == {State.SENT: MESSAGES}, stage)
    times = Counter(arrived.delivery_id for arrived in stage.slack.arrived)
    assert (len(times), max(times.values())) == (MESSAGES, 1)
    assert stage.hits["killed"] > 0
    assert stage.hits["paused"] > 0
    database.dispose()


@pytest.mark.parametrize("seed", range(5))
def test_in_a_channel_nothing_arrives_twice_and_what_is_unclear_is_left_to_a_person(
    sqlite_template: SqliteTemplate, tmp_path: Path, seed: int
) -> None:
    database = connect(sqlite_template.copy_to(tmp_path / "outbox.db"))
    stage = Stage(database, random.Random(100 + seed))
    who = add_people(database, 10)
    plan(database, *(planned(who[n % 10], n, hours=1000, kind="post") for n in range(MESSAGES)))
    _until(lambda: states(database).keys() <= {State.SENT, State.UNCONFIRMABLE}, stage)
    times = Counter(arrived.delivery_id for arrived in stage.slack.arrived)
    assert max(times.values()) == 1
    after = states(database)
    assert 0 < after[State.SENT] <= len(times) <= MESSAGES
    unknown = [n for n, state, _ in stage.poster.heard if state is State.UNCONFIRMABLE]
    assert len(unknown) == len(set(unknown)) >= after[State.UNCONFIRMABLE] > 0
    assert len(stage.poster.told) == after[State.SENT]
    assert stage.slack.looks == 0
    database.dispose()


def _until(done: Callable[[], bool], stage: Stage) -> None:
    for turn in range(3000):
        stage.clock.on(5)
        stage.run(turn % 3)
        if done():
            return
    raise AssertionError(states(stage.database))
