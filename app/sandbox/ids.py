"""The sandbox's clock, and the ids and time stamps that Slack would hand out by it."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime


class SandboxClock:
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


class SlackIds:
    """Hands out ids; every time stamp is later than the one before, whatever the clock does."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self._lock = threading.Lock()
        self._micros = 0

    def ts(self) -> str:
        """Seconds with six decimals, strictly increasing: "1700000000.123456"."""
        with self._lock:
            self._micros = max(self._micros + 1, int(self.now() * 1_000_000))
            return f"{self._micros // 1_000_000}.{self._micros % 1_000_000:06d}"

    def hash(self) -> str:
        """A new version mark of a view."""
        return f"{self.ts().split('.')[0]}.{secrets.token_hex(4)}"

    def trigger(self) -> str:
        """A trigger id."""
        first, second = self.ts().split(".")
        return f"{first}.{second}.{secrets.token_hex(16)}"

    @staticmethod
    def id(letter: str) -> str:
        """An id such as "V0A1B2C3D4"."""
        return f"{letter}0{secrets.token_hex(4).upper()}"
