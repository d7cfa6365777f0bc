"""How long a row has been with whoever holds it, before somebody else may act on it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from app.clock import Clock
from app.delivery.store import UnderWay


class Waits(Protocol):
    """Seconds that a row has been under way under its present claim."""

    def seconds(self, row: UnderWay) -> float: ...

    def only(self, rows: Iterable[UnderWay]) -> None:
        """These are all there are: forget the others."""
        ...


class Watched:
    """As long as this process has seen it so itself, by a clock that never jumps.

    No wall clock is believed, neither ours nor the one of the machine that wrote the row, so clocks
    that are wrong or jump delay a message and never double it. A new process watches from the start.
    """

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._first_seen: dict[str, float] = {}

    def seconds(self, row: UnderWay) -> float:
        now = self._elapsed()
        return now - self._first_seen.setdefault(row.claim, now)

    def only(self, rows: Iterable[UnderWay]) -> None:
        claims = {row.claim for row in rows}
        self._first_seen = {claim: at for claim, at in self._first_seen.items() if claim in claims}


class Stamped:
    """As long as its own stamp says: for a pass that runs once and exits, and has nothing else to go by."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def seconds(self, row: UnderWay) -> float:
        return _since(row.since, self._clock.now())

    def only(self, rows: Iterable[UnderWay]) -> None:
        """Nothing is remembered."""


def _since(then: datetime, now: datetime) -> float:
    return (now - then).total_seconds()
