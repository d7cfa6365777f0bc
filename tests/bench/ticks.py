"""What a tick costs among a million check-ins with their answers: python -m tests.bench.ticks."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, create_engine, text, update

from app.checkins.agenda import load_agendas
from app.checkins.content import contents
from app.checkins.desk import MessageDeps
from app.checkins.prompts import load_prompts
from app.clock import ShiftedClock
from app.config import resource
from app.db.crypto import generate_key, parse_keys
from app.db.engine import Database, connect
from app.db.tables import metadata, outbox, rhythms
from app.outbox.model import State
from app.outbox.pace import A_MINUTE, Pace
from app.slack.client import Posted
from app.worker import Ticker, build_ticker
from tests.bench.delivery import Instant
from tests.bench.stored import WEEKS, Life, fill
from tests.nudges.support import Card, Pencil
from tests.support.databases import Postgres

ROWS = 1_000_000
DUE = 10_000
SENT = 1_000
ROUNDS = 100
PLAN_SECONDS = 40.0
TUESDAY = datetime(2026, 11, 17, 9, tzinfo=UTC)
"""The slot is on Wednesdays at ten."""
AFTER_THE_SLOT = datetime(2026, 11, 18, 10, 5, tzinfo=UTC)
NO_LIMIT = dict.fromkeys(A_MINUTE, 60_000_000)


class Counted(Instant):
    """An instant Slack that counts what it took."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def post(self, *_arguments: object) -> Posted:
        self.count += 1
        return Posted(f"{time.time():.6f}")


def main() -> None:
    parser = argparse.ArgumentParser(description="The tick among many check-ins.")
    parser.add_argument("--rows", type=int, default=ROWS, help="check-ins that are stored")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args()
    if chosen.only != "postgresql":
        with tempfile.TemporaryDirectory() as name:
            measure("SQLite", f"sqlite:///{name}/bench.db", chosen.rows)
    if chosen.only != "sqlite":
        postgres = Postgres()
        try:
            measure("PostgreSQL", postgres.new_database(migrated=False), chosen.rows)
        finally:
            postgres.stop()


def measure(name: str, url: str, rows: int) -> None:
    people = max(2, rows // WEEKS)
    due = min(DUE, people // 2)
    plain = create_engine(url)
    life = Life(people, due, parse_keys([generate_key()]), TUESDAY)
    started = time.perf_counter()
    with plain.begin() as connection:
        metadata.create_all(connection)
        fill(connection, life)
    analyze(plain)
    say(
        f"{name}: {people * WEEKS:,} check-ins of {people:,} people, {size(plain, url) / 1e6:,.0f} MB, "
        f"stored in {time.perf_counter() - started:.0f} s"
    )
    database = connect(url)
    try:
        none_due(database, life)
        planning(database, life, due)
        sending(database, plain, life, due)
    finally:
        database.dispose()
        plain.dispose()


def none_due(database: Database, life: Life) -> None:
    ticker = new_ticker(database, life, TUESDAY)[0]
    ticker.run()
    seconds = [timed(ticker.run) for _ in range(ROUNDS)]
    cuts = [1000 * cut for cut in statistics.quantiles(seconds, n=100)]
    fastest = 1000 * min(seconds)
    say(
        f"  a pass, none due: {fastest:.2f} ms at best, median {cuts[49]:.2f}, 99th percentile {cuts[98]:.2f}"
    )


def planning(database: Database, life: Life, due: int) -> None:
    """The first half has no message planned yet, and its plan is due."""
    with database.write() as connection:
        connection.execute(
            update(rhythms).where(rhythms.c.person_id <= due).values(plan_at=TUESDAY - timedelta(minutes=1))
        )
    ticker, clock, _ = new_ticker(database, life, TUESDAY)
    counts: list[int] = []
    seconds = timed(
        lambda: counts.append(ticker.parts.planner.plan_due(database, clock, PLAN_SECONDS)),
    )
    say(f"  {counts[0]:,} of {due:,} people planned for: {counts[0] / seconds:,.0f} a second")


def sending(database: Database, plain: Engine, life: Life, due: int) -> None:
    """The second half is due; what the first half got is put aside."""
    with plain.begin() as connection:
        aside = (outbox.c.state == State.PENDING, outbox.c.person_id <= life.people - due)
        connection.execute(update(outbox).where(*aside).values(state=State.MOOT, try_at=None))
        connection.execute(update(rhythms).values(plan_at=AFTER_THE_SLOT + timedelta(days=1)))
        connection.execute(update(rhythms).values(profile_read_at=AFTER_THE_SLOT))
    analyze(plain)
    ticker, _, slack = new_ticker(database, life, AFTER_THE_SLOT)
    counts: list[int] = []
    most = min(SENT, due)
    seconds = timed(
        lambda: counts.append(ticker.run(60.0, lambda: slack.count >= most).counts[State.SENT]),
    )
    say(f"  {counts[0]:,} of {due:,} messages due sent: {counts[0] / seconds:,.0f} a second")
    rest = timed(ticker.next_due)
    say(f"  when the next is due, asked meanwhile: {rest * 1000:.2f} ms")


def new_ticker(database: Database, life: Life, at: datetime) -> tuple[Ticker, ShiftedClock, Counted]:
    clock, slack = ShiftedClock(at), Counted()
    prompts = load_prompts(resource("content/prompts.yaml"))
    ticker = build_ticker(
        database,
        slack,
        contents(MessageDeps(life.ring, prompts, clock, "/l5-launch")),
        load_agendas,
        clock,
        read_profile=lambda _user: Card("UTC"),
        messages=Pencil,
        pace=Pace(time.time, NO_LIMIT),
    )
    return ticker, clock, slack


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def analyze(engine: Engine) -> None:
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))


def size(engine: Engine, url: str) -> int:
    if engine.dialect.name == "sqlite":
        return sum(file.stat().st_size for file in Path(url.removeprefix("sqlite:///")).parent.iterdir())
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
