"""The outbox in virtual time, seeded: everything goes wrong, and nothing is lost or sent twice.

    python -m tests.outbox.simulation --messages 1000000

Planner and replicas step through the real decisions of app.outbox.states; the table, Slack and the
clocks are models. Between two steps a process may crash, stand still for longer than any lease, or find
its wall clock moved. What the model takes for granted is said at `tests.outbox.simulated.Slack`.
"""

import argparse
import heapq
import random
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from app.outbox import states
from app.outbox.lookup import ClaimAges, StampedClaims, WatchedClaims
from app.outbox.model import Skipped, State
from app.outbox.states import Late, Outcome, Recovery, Timing, Transition
from app.outbox.store import UnderWay
from app.reasons import Code, Reason
from app.slack.client import Limited, NotSent, Posted, Refused, Unclear
from tests.outbox.simulated import Row, Rules, Slack, Table, is_in_channel
from tests.outbox.support import NOON

Steps = Generator[float, None, None]
"""A process: every yield is a point where it can be hit, and says how many seconds its next step takes."""

REPLICAS = 4
DAY = 86_400.0
IDLE = 1.0
"""A replica with nothing to do waits so long; nothing hits it then."""


@dataclass(frozen=True)
class Odds:
    """How often things go wrong: at each step, or for each call."""

    crash: float = 0.002
    pause: float = 0.002
    jump: float = 0.002
    unclear: float = 0.04
    refused: float = 0.02
    moot: float = 0.01
    look_fails: float = 0.1


@dataclass
class Result:
    """What is left when everything should be over."""

    messages: int
    states: Counter[State]
    lost: int
    twice: int
    untrue: int  # "sent" and not there, or there and something else
    unbalanced: int  # budget that is not given back, or twice
    unasked: int  # unclear in a channel and not left to a person, or left to one though it can be looked up
    hits: Counter[str]
    days: float

    @property
    def good(self) -> bool:
        return not (self.lost or self.twice or self.untrue or self.unbalanced or self.unasked)


@dataclass
class World:
    """One run: the seeded dice, the true time in seconds, and what is shared."""

    rng: random.Random
    odds: Odds
    table: Table
    slack: Slack
    at: float = 0.0
    held_until: float = 0.0
    planned: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    unclear: set[int] = field(default_factory=set)  # messages of which a sender heard nothing


class Replica:
    """A process with senders' steps, its own wall clock and its own memory."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.offset = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.world.at + self.offset)

    def run(self) -> Steps:
        """From start to crash."""
        world = self.world
        waits = WatchedClaims(lambda: world.at) if world.table.rules.watched else StampedClaims(self)
        looked_at = -DAY
        while True:
            if world.at - looked_at > 5:
                looked_at = world.at
                yield from self.settle_unclear(waits)
            claimed = world.table.claim(self.now()) if world.at >= world.held_until else None
            if claimed:
                yield from self.send(*claimed)
            else:
                yield IDLE

    def send(self, row: Row, claim: str) -> Steps:
        world, rules = self.world, self.world.table.rules
        claimed_at, attempts = world.at, row.attempts
        yield 0.01  # committed; rendering
        outcome: Outcome = Late()
        if world.rng.random() < world.odds.moot:
            outcome = Skipped(Reason(Code.ANSWERED))
        elif rules.may_post(world.at - claimed_at):
            outcome, seconds = self.post(row)
            yield seconds
        change = rules.after_attempt(outcome, attempts, self.now(), row.looked_up)
        world.held_until = max(world.held_until, world.at + change.hold)
        world.table.settle(row, claim, change, self.now())
        yield 0.002

    def post(self, row: Row) -> tuple[Outcome, float]:
        """What the sender hears, and after how many seconds."""
        rng, odds, http = self.world.rng, self.world.odds, self.world.slack._timing.http
        seconds = rng.uniform(0.05, 0.3) if rng.random() < 0.95 else rng.uniform(0.3, http)
        roll = rng.random()
        if roll < odds.refused:
            return rng.choice((Limited(2.0), NotSent("refused"), Refused("invalid_auth"))), seconds
        if roll < odds.refused + odds.unclear:
            self.world.hits["unclear"] += 1
            self.world.unclear.add(row.id)
            if rng.random() < 0.6:
                self.world.slack.take(row.id, self.world.at + rng.uniform(0.0, http))
            return Unclear("no answer"), rng.choice((seconds, http))
        self.world.slack.take(row.id, self.world.at + seconds)
        return Posted("ts"), seconds

    def settle_unclear(self, waits: ClaimAges) -> Steps:
        table = self.world.table
        rows = list(table.under_way.values())
        waits.only(cast("Iterable[UnderWay]", rows))
        for row in rows:
            if row.claim is None or row.since is None:
                continue  # settled by somebody else since
            deed = states.due_deed(row.state, waits.seconds(cast("UnderWay", row)), table.rules.timing)
            if deed is Recovery.EXPIRE:
                table.settle(row, row.claim, table.rules.after_expiry(row.looked_up), self.now())
                yield 0.002
            elif deed is Recovery.LOOK:
                yield from self.look(row)

    def look(self, row: Row) -> Steps:
        world, table = self.world, self.world.table
        if row.claim is None or not table.settle(row, row.claim, Transition(State.UNCONFIRMED), self.now()):
            return
        claim = row.claim
        yield world.rng.uniform(0.0, 0.3)
        found: Posted | Unclear | None = Posted("ts") if world.slack.shows(row.id, world.at) else None
        if world.rng.random() < world.odds.look_fails:
            found = Unclear("incomplete")
        yield world.rng.uniform(0.0, 0.3)
        table.settle(row, claim, states.after_look(found), self.now())
        world.hits["looked up"] += 1
        yield 0.002


class Planner:
    """Plans a few messages at a time; after a crash it begins its batch again."""

    def __init__(self, world: World, messages: int) -> None:
        self.world = world
        self.messages = messages

    def run(self) -> Steps:
        world = self.world
        while world.planned < self.messages:
            batch = range(world.planned, min(world.planned + 50, self.messages))
            for key in batch:
                world.table.plan(key, NOON + timedelta(seconds=world.at + world.rng.uniform(0, 20)))
                if key % 10 == 0:
                    yield 0.001
            world.planned = batch.stop
            yield 60.0


def simulate(messages: int, seed: int, rules: Rules | None = None, odds: Odds | None = None) -> Result:
    """Run until everything is settled, or for a day longer than that should take."""
    rules, rng = rules or Rules(), random.Random(seed)
    world = World(rng, odds or Odds(), Table(rules), Slack(rng, Timing()))
    processes: list[Replica | Planner] = [Replica(world) for _ in range(REPLICAS)]
    processes.append(Planner(world, messages))
    _run(world, processes, messages)
    return _judge(world, messages)


def _run(world: World, processes: list[Any], messages: int) -> None:
    rng, odds = world.rng, world.odds
    running = [process.run() for process in processes]
    queue = [(0.0, number) for number in range(len(processes))]
    end = None
    while queue:
        world.at, number = heapq.heappop(queue)
        if end is None and world.planned >= messages:
            end = world.at + DAY
        if end and (world.at > end or not world.table.rows):
            return
        wait = next(running[number], None)
        if wait is None:
            continue
        roll = rng.random()
        if roll < odds.crash + odds.pause + odds.jump and wait != IDLE:
            wait += _hit(world, processes[number], running, number, roll)
        heapq.heappush(queue, (world.at + wait, number))


def _hit(world: World, process: Any, running: list[Any], number: int, roll: float) -> float:
    """Something happens to a process; seconds it takes on top."""
    odds = world.odds
    if roll < odds.crash:
        world.hits["crashes"] += 1
        running[number].close()
        running[number] = process.run()
        return world.rng.uniform(0.5, 60.0)
    if roll < odds.crash + odds.pause:
        world.hits["pauses"] += 1
        return world.rng.uniform(1.0, 600.0)
    world.hits["clock jumps"] += 1
    if isinstance(process, Replica):
        process.offset = world.rng.choice((0.0, world.rng.uniform(-7200, 7200)))
    return 0.0


def _judge(world: World, messages: int) -> Result:
    final, arrived = world.table.final, world.slack.arrived
    counts = {key: len(arrived.get(key, ())) for key in range(messages)}
    states = Counter(state for state, _ in final.values())
    return Result(
        messages,
        states,
        lost=messages - len(final),
        twice=sum(count > 1 for count in counts.values()),
        untrue=sum(
            (state is State.SENT) != (counts[key] > 0)
            for key, (state, _) in final.items()
            if state is not State.UNCONFIRMABLE
        ),
        unbalanced=sum(
            reserved != (state in {State.SENT, State.UNCONFIRMABLE}) for state, reserved in final.values()
        ),
        unasked=sum(_is_unasked(world, key, state) for key, (state, _) in final.items()),
        hits=world.hits,
        days=world.at / DAY,
    )


def _is_unasked(world: World, key: int, state: State) -> bool:
    if not is_in_channel(key):
        return state is State.UNCONFIRMABLE
    return key in world.unclear and state is not State.UNCONFIRMABLE


def main() -> None:
    parser = argparse.ArgumentParser(description="Everything goes wrong, in virtual time.")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    started = time.perf_counter()
    result = simulate(chosen.messages, chosen.seed)
    seconds = time.perf_counter() - started
    print(result)  # noqa: T201
    print(f"{chosen.messages / seconds:,.0f} messages a second; {'good' if result.good else 'BAD'}")  # noqa: T201
    sys.exit(not result.good)


if __name__ == "__main__":
    main()
