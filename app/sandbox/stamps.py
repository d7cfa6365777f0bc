"""Time stamps and ids in the shapes Slack gives them."""

import secrets
import threading
import time
from collections.abc import Callable


class Stamps:
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
