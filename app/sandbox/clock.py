"""The sandbox's own clock: the machine's, moved ahead as often as somebody wants."""

import threading
import time
from datetime import UTC, datetime


class Clock:
    """Runs as fast as the machine's clock. Only the sandbox's world follows it: signatures keep real time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ahead = 0.0

    def seconds(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.ahead

    def monotonic(self) -> float:
        """For measuring ages: what was handed out before a jump is older by that jump."""
        return time.monotonic() + self.ahead

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    @property
    def ahead(self) -> float:
        """By how many seconds it is ahead of the machine's clock."""
        with self._lock:
            return self._ahead

    def advance(self, seconds: float) -> None:
        """Move ahead; ValueError for going back, which time stamps could not follow."""
        if not seconds >= 0:
            raise ValueError(f"the clock only goes forward, but was asked for {seconds} seconds")
        with self._lock:
            self._ahead += seconds
