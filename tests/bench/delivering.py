"""What one request and one message ask of the database, how many of them a second, and an idle pass."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.processes import Slack
from tests.bench.product import SLOT, TUESDAY, Bench, Statement, statements

PEOPLE = 120
"""Each records a launch through its modal."""
REPEATS = 3
ROWS = 1_000_000
ROWS_PEOPLE = 20_000
IDLE_ROUNDS = 300

Sent = list[Statement]


@dataclass(frozen=True)
class Rate:
    """So many a second by the clock on the wall, and by the CPU that this process used."""

    wall: float
    cpu: float


def median(rates: list[Rate]) -> Rate:
    return Rate(statistics.median(each.wall for each in rates), statistics.median(each.cpu for each in rates))


def timed(act: Callable[[], object], count: Callable[[], int]) -> Rate:
    """`count` is asked before and after: what there is more of is what was done."""
    before, wall, cpu = count(), time.perf_counter(), time.process_time()
    act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    done = count() - before
    assert done, "nothing was done, so nothing was measured"
    return Rate(done / wall, done / cpu)


def section(bench: Bench) -> tuple[Sent, Sent]:
    """The statements of a section that was saved while it was typed, and of one that was not."""
    (user,) = bench.settle_in(1, first=9_000_001)
    view = bench.submit(user, bench.open(user, "assess"))
    assert view
    bench.autosave(user, view)
    with statements(bench.engine) as saved_before:
        view = bench.submit(user, view)
    assert view
    with statements(bench.engine) as whole:
        bench.submit(user, view)
    return saved_before, whole


def message(bench: Bench, slack: Slack) -> Sent:
    """The statements of the pass in which one message is planned, sent and settled; one went before it."""
    users = bench.settle_in(2, first=9_000_002)
    for user in users:
        bench.make_due(SLOT, [user])
        posted = slack.posted()
        with statements(bench.engine) as sent:
            bench.tick()
        assert slack.posted() == posted + 1, "one message was to be sent"
    return sent


def planning(bench: Bench, users: list[str]) -> Rate:
    """People planned for: the day before their slot, so nothing is sent."""
    rates = []
    for _ in range(REPEATS):
        bench.make_due(TUESDAY, users)
        rates.append(timed(bench.tick, lambda: bench.counted("pending")))
    return median(rates)


def sending(bench: Bench, slack: Slack, users: list[str]) -> Rate:
    """Messages planned, sent and settled, all in one pass; a third of the people each time."""
    rates = []
    for n in range(REPEATS):
        bench.make_due(SLOT, users[n::REPEATS])
        rates.append(timed(bench.tick, slack.posted))
    return median(rates)


def idle(bench: Bench) -> list[float]:
    """Seconds of passes that find nothing to do among a million messages."""
    bench.make_due(TUESDAY, [])
    bench.store_rows(ROWS, ROWS_PEOPLE)
    bench.tick()
    return [_seconds(bench.tick) for _ in range(IDLE_ROUNDS)]


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
