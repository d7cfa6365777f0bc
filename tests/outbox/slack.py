"""A small Slack over HTTP that loses, cuts and delays as it is told, and remembers what arrived."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Fault = str
"""'' | cut_before | cut_after | error_after | slow_after | limited | an error code of Slack's."""

Faults = Callable[[str], Fault]
"""From a method's name to what happens to this call of it."""


@dataclass
class Arrived:
    """One message, with the moment from which the history shows it."""

    ts: str
    body: dict[str, Any]
    visible_at: float

    @property
    def delivery_id(self) -> str:
        return str(self.body["metadata"]["event_payload"]["delivery_id"])


@dataclass
class ModelSlack:
    """Knows DMs, and channels as places to post to.

    `lag`: seconds by which its history is behind; `slow` and `think`: seconds that a slow answer takes,
    and any answer.
    """

    lag: float = 0.0
    slow: float = 0.0
    think: float = 0.0
    page: int = 100
    faults: Faults = lambda _method: ""
    lost_cursor: bool = False
    dms: dict[str, list[Arrived]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    clock: Callable[[], float] = time.monotonic
    port: int = 0
    _count: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def arrived(self) -> list[Arrived]:
        with self.lock:
            return [message for dm in self.dms.values() for message in dm]

    def times(self) -> Counter[str]:
        """How often each delivery id arrived."""
        return Counter(message.delivery_id for message in self.arrived)

    def answer(self, method: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        """Status and JSON; None to cut the connection instead of answering."""
        time.sleep(self.think)
        with self.lock:
            self.calls[method] += 1
            fault = self.faults(method)
            if fault == "cut_before":
                return None
            if fault == "limited":
                return 429, {"ok": False, "error": "ratelimited"}
            if fault and not fault.endswith("_after"):
                return 200, {"ok": False, "error": fault}
            result = getattr(self, "_" + method.replace(".", "_"))(body)
        if fault == "slow_after":
            time.sleep(self.slow)
        if fault == "cut_after":
            return None
        return (500, {}) if fault == "error_after" else (200, {"ok": True, **result})

    def _conversations_open(self, body: dict[str, Any]) -> dict[str, Any]:
        channel = "D" + body["users"][1:]
        self.dms.setdefault(channel, [])
        return {"channel": {"id": channel}}

    def _chat_postMessage(self, body: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        self._count += 1
        ts = f"{1_700_000_000 + self._count}.000100"
        self.dms.setdefault(body["channel"], []).append(Arrived(ts, body, self.clock() + self.lag))
        return {"ts": ts, "channel": body["channel"]}

    def _conversations_history(self, body: dict[str, Any]) -> dict[str, Any]:
        now = self.clock()
        shown = [m for m in reversed(self.dms[body["channel"]]) if m.visible_at <= now]
        newer = [m for m in shown if m.ts > body.get("oldest", "")]
        start = int(body.get("cursor") or 0)
        end = start + min(self.page, int(body["limit"]))
        more = end < len(newer)
        cursor = "" if self.lost_cursor or not more else str(end)
        return {
            "messages": [{"ts": m.ts, "metadata": m.body["metadata"]} for m in newer[start:end]],
            "has_more": more,
            "response_metadata": {"next_cursor": cursor},
        }


@contextmanager
def serving(slack: ModelSlack) -> Iterator[ModelSlack]:
    """The model answers at its `url` inside the block."""
    handler = type("Handler", (_Handler,), {"slack": slack})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    slack.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield slack
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    slack: ModelSlack

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if "json" in self.headers["Content-Type"]:
            body = json.loads(raw)
        else:
            body = {name: values[-1] for name, values in parse_qs(raw).items()}
        answer = self.slack.answer(self.path.removeprefix("/api/"), body)
        self.close_connection = True
        if answer is not None:
            self._send(*answer)

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            if status == 429:
                self.send_header("Retry-After", "1")
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.slack.calls["the sender was gone"] += 1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""
