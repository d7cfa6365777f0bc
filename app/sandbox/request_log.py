"""What passed between Slack and the bot, newest last."""

import itertools
import json
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

KEPT = 500


@dataclass(frozen=True)
class Delivery:
    """One request to the bot and its answer. `status` is None when no answer came in time;
    `sent` is False when Slack's client refused to send anything (a required field is empty)."""

    name: str
    request: str
    status: int | None
    headers: dict[str, str]
    body: str
    seconds: float
    trouble: str = ""
    sent: bool = True

    @property
    def ok(self) -> bool:
        """Whether the bot answered in time with a 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def payload(self) -> dict[str, Any]:
        """The interaction, event or command that was sent, decoded."""
        if self.request.startswith("{"):
            return dict(json.loads(self.request))
        fields = {name: values[0] for name, values in parse_qs(self.request, keep_blank_values=True).items()}
        return dict(json.loads(fields["payload"])) if "payload" in fields else fields

    @property
    def answer(self) -> dict[str, Any]:
        """The body as JSON; empty when there is none."""
        return dict(json.loads(self.body)) if self.body.startswith("{") else {}


@dataclass(frozen=True)
class Call:
    """One Web API call of the bot and the answer it got."""

    method: str
    args: dict[str, Any]
    answer: dict[str, Any]
    status: int
    seconds: float

    @property
    def ok(self) -> bool:
        return bool(self.answer.get("ok"))


@dataclass(frozen=True)
class LogEntry:
    """A line of the inspector."""

    id: int
    at: float
    what: Delivery | Call
    problems: tuple[str, ...]


class RequestLog:
    """The last few hundred deliveries and calls; older ones are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[LogEntry] = deque(maxlen=KEPT)
        self._ids = itertools.count(1)

    def write(self, what: Delivery | Call, problems: tuple[str, ...] = ()) -> LogEntry:
        with self._lock:
            entry = LogEntry(next(self._ids), time.time(), what, problems)
            self._entries.append(entry)
        return entry

    def entries(self) -> list[LogEntry]:
        with self._lock:
            return list(self._entries)

    @property
    def deliveries(self) -> list[Delivery]:
        return [entry.what for entry in self.entries() if isinstance(entry.what, Delivery)]

    @property
    def calls(self) -> list[Call]:
        return [entry.what for entry in self.entries() if isinstance(entry.what, Call)]
