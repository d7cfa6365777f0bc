"""Real sender processes, killed at random, on a Slack that fails: each message exactly once.

python -m tests.outbox.processes --messages 1500
"""

import argparse
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.db.engine import Database, connect
from app.db.tables import metadata, outbox
from app.outbox.model import State
from app.outbox.states import Timing
from tests.outbox.nursery import Nursery
from tests.outbox.slack import Faults, ModelSlack, serving
from tests.outbox.support import add_people, plan, planned, states
from tests.support import today
from tests.support.databases import Postgres

SHORT = Timing(
    lease=1.2,
    http=0.4,
    quiet=1.6,
    first_wait=0.1,
    longest_wait=1.0,
    patience=0.02,
    brake=0.02,
    watch_every=0.1,
)
"""A fiftieth of the real seconds; what a stop of the whole machine may take shrinks with them."""


@dataclass(frozen=True)
class Story:
    """What came of a run."""

    messages: int
    states: dict[State, int]
    arrived: int
    twice: int
    untrue: int
    kills: int
    seconds: float

    @property
    def good(self) -> bool:
        return self.states == {State.SENT: self.messages} and not self.twice and not self.untrue


def failing(seed: int, limited: float) -> Faults:
    """A Slack on which every seventh post goes wrong, and every fourteenth look."""
    rng = random.Random(seed)
    odds = {
        "cut_before": 0.04,
        "cut_after": 0.04,
        "error_after": 0.04,
        "slow_after": 0.01,
        "limited": limited,
    }

    def fault(method: str) -> str:
        if method == "conversations.open" or (method == "conversations.history" and rng.random() < 0.5):
            return ""
        return rng.choices(["", *odds], [1 - sum(odds.values()), *odds.values()])[0]

    return fault


def run(database_url: str, senders: int, messages: int, seed: int, folder: Path) -> Story:
    """Plan the messages, let the senders run and die until all are settled, and compare with what arrived."""
    rng = random.Random(seed)
    slack = ModelSlack(lag=0.4, slow=0.8, think=0.03, faults=failing(seed, 1.5 / messages))
    database = connect(database_url)
    metadata.create_all(database.engine)
    who = add_people(database, messages // 3)
    now = today.now()
    plan(database, *(planned(who[i % len(who)], i // len(who), now) for i in range(messages)))
    started = time.monotonic()
    with serving(slack):
        nursery = Nursery(database_url, slack.url, SHORT, folder / "senders.log")
        try:
            for _ in range(senders):
                nursery.start()
            _until_settled(database, nursery, rng, messages)
        finally:
            nursery.close()
    story = _tell(database, slack, messages, nursery.kills, time.monotonic() - started)
    database.dispose()
    return story


def _until_settled(database: Database, nursery: Nursery, rng: random.Random, messages: int) -> None:
    """Kill while there is something left to claim; afterwards give the rest the time to be looked up."""
    deadline = time.monotonic() + 20 + messages / 10
    while time.monotonic() < deadline:
        now = states(database)
        if now == {State.SENT: messages}:
            return
        if nursery.kills < messages // 20 and now.get(State.PENDING, 0) > messages // 10:
            nursery.kill_one(rng)
        time.sleep(rng.uniform(0.1, 0.4))


def _tell(database: Database, slack: ModelSlack, messages: int, kills: int, seconds: float) -> Story:
    times = slack.times()
    by_id = {message.delivery_id: message.ts for message in slack.arrived}
    with database.read() as connection:
        rows = connection.execute(select(outbox.c.delivery_id, outbox.c.message_ts)).all()
    return Story(
        messages,
        states(database),
        arrived=len(times),
        twice=sum(count > 1 for count in times.values()),
        untrue=sum(by_id.get(delivery_id) != ts for delivery_id, ts in rows),
        kills=kills,
        seconds=seconds,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Real processes, really killed.")
    parser.add_argument("--messages", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        postgres = Postgres()
        try:
            url = postgres.new_database(migrated=False)
            print("PostgreSQL, 4 senders:", run(url, 4, chosen.messages, chosen.seed, folder))  # noqa: T201
        finally:
            postgres.stop()
        url = f"sqlite:///{folder / 'outbox.db'}"
        print("SQLite, 2 senders:", run(url, 2, chosen.messages, chosen.seed, folder))  # noqa: T201


if __name__ == "__main__":
    main()
