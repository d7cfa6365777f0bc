"""Whole sections saved by many at once, beside a bare Bolt app that acks the very same bodies."""

import math
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.payloads import command, headers, submission
from tests.bench.processes import Load, Server, Slack, load
from tests.bench.product import environment, verify_and_parse

SECTIONS = 6
PEOPLE = {1: 32, 32: 64, 128: 128}
"""By connections: so many people walk through all sections, in each connection one after the other."""
REPEATS = 3
STARTS = 5
RAW_ROUNDS = 300


@dataclass(frozen=True)
class Pair:
    """The product and bare Bolt, one right after the other."""

    ours: Load
    bare: Load


@dataclass(frozen=True)
class Saving:
    """What was found. `raw_seconds`: to verify and parse one body, without any server."""

    pairs: dict[int, list[Pair]]
    raw_seconds: float
    ready: tuple[float, float]
    resident: tuple[float, float]


def measure(database_url: str, slack: Slack, folder: Path, counts: tuple[int, ...], starts: int) -> Saving:
    """With so many connections, and so many starts beside the one that serves them."""
    settings = environment(database_url, slack.api_url)
    product, bare = ["app", "serve"], ["tests.bench.bare", "PORT", slack.api_url]
    ready = (_starts(product, settings, folder, starts), _starts(bare, {}, folder, starts))
    with _running(product, settings, folder) as ours, _running(bare, {}, folder) as reference:
        people = _People(ours, slack)
        warm = _pair(ours, reference, folder, people.at_section_one(8), 4)
        pairs = {
            count: [
                _pair(ours, reference, folder, people.at_section_one(PEOPLE[count]), count)
                for _ in range(REPEATS)
            ]
            for count in counts
        }
        resident = (ours.resident_mb, reference.resident_mb)
    bodies = [body.encode() for body in warm.ours.bodies[0]]
    return Saving(pairs, _raw(bodies), ready, resident)


def _starts(arguments: list[str], settings: dict[str, str], folder: Path, starts: int) -> float:
    """Seconds until it answers, the median of some starts."""
    seconds = []
    for _ in range(starts):
        with _running(arguments, settings, folder) as server:
            seconds.append(server.ready_seconds)
    return statistics.median(seconds) if seconds else math.nan


@contextmanager
def _running(arguments: list[str], settings: dict[str, str], folder: Path) -> Iterator[Server]:
    server = Server(arguments, settings, folder)
    try:
        yield server
    finally:
        server.stop()


class _People:
    """Newcomers, each brought to the first page of a first assessment."""

    def __init__(self, server: Server, slack: Slack) -> None:
        self._server = server
        self._slack = slack
        self._count = 0

    def at_section_one(self, count: int) -> list[dict[str, Any]]:
        return [self._one() for _ in range(count)]

    def _one(self) -> dict[str, Any]:
        self._count += 1
        user = f"U{self._count:07d}"
        self._server.post(command(user, "assess", user))
        start = self._slack.view(user)
        return {"user": user, "view": self._server.post(submission(user, start))["view"]}


def _pair(ours: Server, bare: Server, folder: Path, people: list[dict[str, Any]], count: int) -> Pair:
    walked = load(ours, folder, [people[n::count] for n in range(count)], SECTIONS)
    return Pair(walked, load(bare, folder, walked.bodies))


def _raw(bodies: list[bytes]) -> float:
    signed = [(body, headers(body)) for body in bodies]
    began = time.process_time()
    for _ in range(RAW_ROUNDS):
        for body, given in signed:
            verify_and_parse(body, given)
    return (time.process_time() - began) / (RAW_ROUNDS * len(signed))


def p99(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=100)[98]
