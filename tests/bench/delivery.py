"""What a claim costs among a million messages, and how many leave: python -m tests.bench.delivery."""

import argparse
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text

from app.clock import SystemClock
from app.db.engine import Database, connect
from app.db.tables import metadata, outbox
from app.outbox.deps import SenderDeps
from app.outbox.model import State
from app.outbox.pace import Pace
from app.outbox.sender import Claimed, Sender, claim_next
from app.slack.client import History, Opened, Posted, Posting, delivery_client
from tests.outbox.support import UNPACED, WEEK, Note, add_people
from tests.support.databases import Postgres

PEOPLE = 1000
DUE = 10_000
ROUNDS = 200


class Instant(Posting):
    """A Slack that answers at once: what is left is the outbox."""

    def __init__(self) -> None:
        super().__init__(delivery_client(None, "http://127.0.0.1:9/"))

    def open(self, user_id: str) -> Opened:
        return Opened("D" + user_id)

    def post(self, *_arguments: object) -> Posted:
        return Posted(f"{time.time():.6f}")

    def history(self, *_arguments: object) -> History:
        return History({}, None)


def main() -> None:
    parser = argparse.ArgumentParser(description="The outbox among many messages.")
    parser.add_argument("--stored", type=int, default=1_000_000)
    stored = parser.parse_args().stored
    with tempfile.TemporaryDirectory() as name:
        measure("SQLite", f"sqlite:///{name}/bench.db", stored)
    postgres = Postgres()
    try:
        measure("PostgreSQL", postgres.new_database(migrated=False), stored)
    finally:
        postgres.stop()


def measure(name: str, url: str, stored: int) -> None:
    database = connect(url)
    metadata.create_all(database.engine)
    who = add_people(database, PEOPLE)
    fill(database, rows(who, stored - DUE, state=State.SENT, kind="old"))
    setup = SenderDeps(database, Instant(), {"note": Note()}, SystemClock(), pace=Pace(time.time, UNPACED))
    print(f"{name}, {stored:,} messages stored")  # noqa: T201
    tell("  a claim, none due          ", [timed_claim(setup) for _ in range(ROUNDS)])
    passes = [timed_pass(setup) for _ in range(ROUNDS)]
    tell("  a whole pass, none due     ", passes)
    fill(database, rows(who, DUE, state=State.PENDING, kind="note"))
    tell(f"  a claim, {DUE:,} due        ", [timed_claim(setup) for _ in range(ROUNDS)])
    started = time.perf_counter()
    counts = Sender(setup).run_until_nothing_due(10)
    seconds = time.perf_counter() - started
    print(f"  through the outbox: {counts[State.SENT] / seconds:,.0f} messages a second")  # noqa: T201
    database.dispose()


def rows(who: list[tuple[int, int]], count: int, *, state: State, kind: str) -> Iterator[dict[str, Any]]:
    """Sent long ago, planned for next week, or due by now."""
    now = SystemClock().now()
    for number in range(count):
        workspace_id, person_id = who[number % len(who)]
        pending = state is State.PENDING or number % 4 == 0
        due_at = now - timedelta(seconds=1) if state is State.PENDING else now + timedelta(days=7)
        yield {
            "workspace_id": workspace_id,
            "person_id": person_id,
            "kind": "note" if pending else kind,
            "week": WEEK if state is State.SENT else "2026-W46",
            "n": number // len(who),
            "due_at": due_at,
            "not_after": due_at + timedelta(days=1),
            "state": State.PENDING if pending else state,
            "try_at": due_at if pending else None,
            "attempts": 0,
            "delivery_id": secrets.token_hex(16),
        }


def fill(database: Database, many: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in many:
        batch.append(row)
        if len(batch) == 10_000:
            _put(database, batch)
    _put(database, batch)
    with database.write() as connection:
        connection.execute(text("ANALYZE outbox"))


def _put(database: Database, batch: list[dict[str, Any]]) -> None:
    if batch:
        with database.write() as connection:
            if database.dialect == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(insert(outbox), batch)
        batch.clear()


def timed_claim(setup: SenderDeps) -> float:
    started = time.perf_counter()
    claimed = claim_next(setup)
    seconds = time.perf_counter() - started
    assert claimed is None or isinstance(claimed, Claimed)
    return seconds


def timed_pass(setup: SenderDeps) -> float:
    sender = Sender(setup)
    started = time.perf_counter()
    sender.run_until_nothing_due(1)
    return time.perf_counter() - started


def tell(what: str, seconds: list[float]) -> None:
    cuts = statistics.quantiles(seconds, n=100)
    print(f"{what}: median {cuts[49] * 1000:.2f} ms, 99th percentile {cuts[98] * 1000:.2f} ms")  # noqa: T201


if __name__ == "__main__":
    main()
