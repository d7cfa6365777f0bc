"""A random life, seeded: the real planner, rules, outbox and senders, while everything goes wrong.

    python -m tests.nudges.life --seeds 100 --steps 150

Two ticks share one database in virtual time. Each step is drawn: time passes, the clock jumps back, nobody
ticks for weeks, a tick runs and its process dies in the middle, people do things. After every step, and at
every message that arrives, tests.nudges.judge looks; then quiet weeks have to bring every weekly message.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.db.engine import connect
from app.db.tables import metadata
from tests.nudges.storm import Life
from tests.nudges.world import Odds

STEPS = 150


@dataclass
class Result:
    seed: int
    broken: list[str]
    arrived: Counter[str]
    hits: Mapping[str, int]
    log: list[str] = field(default_factory=list)


def live(seed: int, url: str, steps: int = STEPS, weeks: int = 4, odds: Odds | None = None) -> Result:
    """A storm and quiet weeks on an empty database with tables; over with the first rule that is broken."""
    life = Life(seed, url, odds)
    try:
        life.storm(steps)
        if not life.judge.broken:
            life.calm(weeks)
    finally:
        life.close()
    arrived = Counter(got.row.kind for of in life.judge.got.values() for got in of)
    return Result(seed, life.judge.broken, arrived, life.chance.hits, life.log)


def main() -> None:
    parser = argparse.ArgumentParser(description="A random life of planner and senders.")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--log", action="store_true", help="print every step")
    chosen = parser.parse_args()
    started, arrived, hits, bad = time.perf_counter(), Counter[str](), Counter[str](), 0
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        with tempfile.TemporaryDirectory() as folder:
            result = live(seed, fresh(Path(folder)), chosen.steps)
        arrived.update(result.arrived)
        hits.update(result.hits)
        bad += bool(result.broken)
        for line in result.broken[:5]:
            print(line, flush=True)  # noqa: T201
        if chosen.log:
            print("\n".join(result.log))  # noqa: T201
    seconds = time.perf_counter() - started
    print(f"{chosen.seeds} lives in {seconds:.0f} s, {bad} bad; arrived {dict(arrived)}; {dict(hits)}")  # noqa: T201
    sys.exit(bad > 0)


def fresh(folder: Path) -> str:
    url = f"sqlite:///{folder / 'life.db'}"
    database = connect(url)
    metadata.create_all(database.engine)
    database.dispose()
    return url


if __name__ == "__main__":
    main()
