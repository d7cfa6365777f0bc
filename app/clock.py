"""What time it is, and how much of it a request has left."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Protocol

LISTENER_BUDGET = 2.5
"""Seconds a listener may take in all; Slack gives up after 3."""

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class Clock(Protocol):
    """Where services get the time from, so that tests and the sandbox can move it."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


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
