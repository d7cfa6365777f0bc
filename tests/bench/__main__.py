"""Each figure beside its reference of the same run, as one table: `make bench`. Reported, never asserted."""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import create_engine

from tests.bench import delivering, saving
from tests.bench.processes import Slack
from tests.bench.product import Bench, Statement, unpaced
from tests.bench.sharing import share
from tests.support.databases import Postgres, SqliteTemplate

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
NAMES = ("statements", "saving", "planning", "sending", "idle", "start")
HEAD = ("figure", "database", "ours", "reference", "ratio", "aim")
WIDTHS = (66, 10, 9, 9, 6, 5)


@dataclass(frozen=True)
class Figure:
    """`reference` was measured in the same run; where there is none, only the aim is beside it."""

    name: str
    database: str
    ours: float
    aim: float | None
    unit: str = ""
    reference: float | None = None
    ratio: float | None = None

    def cells(self) -> tuple[str, ...]:
        return (
            self.name,
            self.database,
            _number(self.ours, self.unit),
            _number(self.reference, self.unit),
            _number(self.ratio),
            _number(self.aim),
        )


def _number(value: float | None, unit: str = "") -> str:
    if value is None:
        return "-"
    digits = 0 if value == int(value) or value >= 100 else 2 if value < 10 else 1
    return f"{value:,.{digits}f} {unit}".rstrip()


@dataclass(frozen=True)
class Place:
    """One database, made anew for each part. `lists` collects the statements that were counted."""

    database: str
    new_database: Callable[[], str]
    slack: Slack
    folder: Path
    lists: dict[str, list[Statement]]

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        bench = Bench(self.new_database(), self.slack.api_url, self.slack.view)
        try:
            yield bench
        finally:
            bench.close()

    def aim(self, sqlite: float, postgresql: float) -> float:
        return sqlite if self.database == SQLITE else postgresql


def statement_figures(place: Place, _only: Sequence[str]) -> Iterator[Figure]:
    with place.bench() as bench:
        typed, whole = delivering.section(bench)
        message = delivering.message(bench, place.slack)
    counted = (
        ("statements: a section submitted, saved while it was typed", typed, 8),
        ("statements: a section submitted, nothing of it saved before", whole, None),
        ("statements: a message planned, sent and settled, all of its pass", message, 45),
        ("statements: a share of two messages, with its receipt", share(place.new_database()), 65),
    )
    for name, sent, aim in counted:
        place.lists[f"{name} ({place.database})"] = sent
        yield Figure(name, place.database, len(sent), aim)


def saving_figures(place: Place, only: Sequence[str]) -> Iterator[Figure]:
    counts = tuple(saving.PEOPLE) if "saving" in only else ()
    starts = saving.STARTS if "start" in only else 0
    found = saving.measure(place.new_database(), place.slack, place.folder, counts, starts)
    for count, pairs in found.pairs.items():
        yield _pair(
            f"CPU of a whole section saved, connections: {count} / bare Bolt's ack",
            place,
            [(1000 * pair.ours.cpu_each, 1000 * pair.bare.cpu_each) for pair in pairs],
            place.aim(2.5, 3.3),
        )
    for count, pairs in found.pairs.items():
        yield _pair(
            f"p99 of a section saved, connections: {count} / bare Bolt's",
            place,
            [(1000 * saving.p99(pair.ours.waits), 1000 * saving.p99(pair.bare.waits)) for pair in pairs],
            3 if count == max(counts) else None,
        )
    for pairs in list(found.pairs.values())[:1]:
        raw = 1000 * found.raw_seconds
        yield _pair(
            "CPU of a whole section saved, connections: 1 / verified and parsed",
            place,
            [(1000 * pair.ours.cpu_each, raw) for pair in pairs],
            None,
        )
    if starts:
        (ours, bare), aim = found.ready, 0.7
        yield Figure("start to ready / bare Bolt's", place.database, ours, aim, "s", bare, ours / bare)
        (ours, bare), aim = found.resident, 90
        yield Figure(
            "memory when that is done / bare Bolt's", place.database, ours, aim, "MB", bare, ours / bare
        )


def _pair(name: str, place: Place, found: Sequence[tuple[float, float]], aim: float | None) -> Figure:
    """The median of each, and the median of the ratios, each of one repeat."""
    ours, bare = (statistics.median(each) for each in zip(*found, strict=True))
    ratio = statistics.median(one / other for one, other in found)
    return Figure(name, place.database, ours, aim, "ms", bare, ratio)


def rate_figures(place: Place, only: Sequence[str]) -> Iterator[Figure]:
    with place.bench() as bench:
        users = bench.settle_in(delivering.PEOPLE) if {"planning", "sending"} & set(only) else []
        if "planning" in only:
            rate = delivering.planning(bench, users)
            yield from _rates("people planned for", place, rate, place.aim(1500, 1000))
        if "sending" in only:
            rate = delivering.sending(bench, place.slack, users)
            yield from _rates("messages planned, sent and settled", place, rate, place.aim(200, 100))
        if "idle" in only:
            bench.settle_in(1, first=9_000_001)
            seconds = delivering.idle(bench)
            name = f"an idle pass over {delivering.ROWS:,} rows, median"
            yield Figure(name, place.database, 1000 * statistics.median(seconds), place.aim(0.5, 3), "ms")
            yield Figure("the same, the fastest", place.database, 1000 * min(seconds), None, "ms")


def _rates(what: str, place: Place, rate: delivering.Rate, aim: float) -> Iterator[Figure]:
    """On a machine that others use too, the CPU says more than the clock on the wall."""
    yield Figure(f"{what} in a second", place.database, rate.wall, aim)
    yield Figure(f"{what} in a second of our CPU", place.database, rate.cpu, None)


PARTS: dict[Callable[[Place, Sequence[str]], Iterator[Figure]], tuple[str, ...]] = {
    statement_figures: ("statements",),
    saving_figures: ("saving", "start"),
    rate_figures: ("planning", "sending", "idle"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="What things cost, beside their reference.")
    parser.add_argument("--only", action="append", choices=NAMES, help="these figures; may be given again")
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), help="this one alone")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--statements", type=Path, metavar="FILE", help="write what was counted, in order")
    chosen = parser.parse_args()
    lists: dict[str, list[Statement]] = {}
    found = []
    for figure in measure(chosen.only or NAMES, chosen.database, lists):
        found.append(figure)
        if not chosen.json:
            _line(HEAD if len(found) == 1 else None, figure)
    if chosen.json:
        sys.stdout.write(json.dumps([asdict(each) for each in found], indent=1) + "\n")
    if chosen.statements:
        chosen.statements.write_text(_listed(lists))


def measure(only: Sequence[str], database: str | None, lists: dict[str, list[Statement]]) -> Iterator[Figure]:
    unpaced()
    with tempfile.TemporaryDirectory() as name, _slack() as slack:
        folder = Path(name)
        if database != POSTGRESQL:
            template = SqliteTemplate(folder)
            numbers = iter(range(1000))
            yield from _parts(
                only,
                Place(SQLITE, lambda: template.copy_to(folder / f"{next(numbers)}.db"), slack, folder, lists),
            )
        if database != SQLITE:
            with _postgres() as server:
                yield from _parts(only, Place(POSTGRESQL, server.new_database, slack, folder, lists))


def _parts(only: Sequence[str], place: Place) -> Iterator[Figure]:
    for part, names in PARTS.items():
        if set(names) & set(only):
            yield from part(place, only)


@contextmanager
def _slack() -> Iterator[Slack]:
    slack = Slack()
    try:
        yield slack
    finally:
        slack.stop()


@contextmanager
def _postgres() -> Iterator[Postgres]:
    """As in production: a commit is on the disk, though this disk may be memory."""
    server = Postgres()
    try:
        admin = create_engine(server.new_database(), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            for name in ("fsync", "full_page_writes", "autovacuum"):
                connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = on")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        admin.dispose()
        yield server
    finally:
        server.stop()


def _line(head: Sequence[str] | None, figure: Figure) -> None:
    for cells in (head, figure.cells()):
        if cells:
            name, database, *numbers = (
                f"{cell:{'<' if n < 2 else '>'}{WIDTHS[n]}}" for n, cell in enumerate(cells)
            )
            sys.stdout.write("  ".join([name, database, *numbers]).rstrip() + "\n")
    sys.stdout.flush()


def _listed(lists: dict[str, list[Statement]]) -> str:
    lines = []
    for name, sent in lists.items():
        lines += ["", f"== {name}: {len(sent)}"]
        for n, each in enumerate(sent, 1):
            lines += [f"{n:3}. {each.sql}", f"       by {' < '.join(each.by)}"]
    return "\n".join([*lines[1:], ""])


if __name__ == "__main__":
    main()
