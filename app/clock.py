"""What time it is, and how much of it a request has left."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

LISTENER_BUDGET = 2.5
"""Seconds a listener may take in all; Slack gives up after 3."""

FARTHEST = 30 * 366 * 86400.0
"""Seconds. Farther ahead than anybody travels, and near enough for every date."""

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def _machine() -> datetime:
    """Now, of `time.time`, which signatures and paces ask too: whoever moves it moves all of them."""
    return datetime.fromtimestamp(time.time(), UTC)


class Clock(Protocol):
    """Where services get the time from, so that tests and the sandbox can move it."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return _machine()


class ShiftedClock:
    """Begins at another moment, and runs on as fast as the machine's."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._began)


class MovedClock:
    """The machine's clock, as many seconds ahead as a file says: the sandbox moves through time by it.

    No file, or nonsense in it, is no seconds at all.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return _machine() + timedelta(seconds=self.ahead)

    @property
    def ahead(self) -> float:
        try:
            seconds = float(self._file.read_text())
        except (OSError, ValueError):
            return 0.0
        return seconds if 0 <= seconds < FARTHEST else 0.0

    def move_to(self, moment: datetime) -> None:
        """From now on it is this moment and later, for every process that reads the file."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(max(0.0, (moment - _machine()).total_seconds())))
        fresh.replace(self._file)  # whole or not at all: others are reading it


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything inside shares one budget of monotonic time; see `remaining`."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining(at_most: float) -> float:
    """Seconds left of the budget, never more than `at_most` and never less than a tenth."""
    deadline = _deadline.get()
    if deadline is None:
        return at_most
    return max(0.1, min(at_most, deadline - time.monotonic()))
