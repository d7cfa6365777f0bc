"""What has changed, numbered, so that an open page can ask for what it missed."""

import secrets
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

KEPT = 500
HEARTBEAT = 15.0


@dataclass(frozen=True)
class StreamEvent:
    """Something changed; the page that hears it fetches what it shows anew."""

    id: int
    kind: str
    data: dict[str, Any]


class EventStream:
    """Keeps the last few hundred events for pages that were away for a while."""

    def __init__(self) -> None:
        self.run = secrets.token_hex(4)
        self._changed = threading.Condition()
        self._news: deque[StreamEvent] = deque(maxlen=KEPT)
        self._last = 0
        self._closed = False

    def publish(self, kind: str, **data: Any) -> None:
        with self._changed:
            self._last += 1
            self._news.append(StreamEvent(self._last, kind, data))
            self._changed.notify_all()

    def close(self) -> None:
        """End every open stream."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def last(self) -> int:
        with self._changed:
            return self._last

    def after(self, seen: int, heartbeat: float = HEARTBEAT) -> Iterator[StreamEvent | None]:
        """Everything newer than `seen`, as it comes; None when nothing came for `heartbeat` seconds.
        A page that missed more than is kept, or knew another run, hears `reset` first."""
        if self._too_old(seen):
            seen = self.last
            yield StreamEvent(seen, "reset", {})
        while (fresh := self._wait(seen, heartbeat)) is not None:
            if not fresh:
                yield None
            for news in fresh:
                seen = news.id
                yield news

    def _wait(self, seen: int, heartbeat: float) -> list[StreamEvent] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._last > seen, heartbeat)
            return None if self._closed else [news for news in self._news if news.id > seen]

    def _too_old(self, seen: int) -> bool:
        with self._changed:
            oldest = self._news[0].id if self._news else self._last + 1
            return seen > self._last or seen < oldest - 1
