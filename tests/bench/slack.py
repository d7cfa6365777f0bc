"""A Slack that answers at once, as a process of its own: `python -m tests.bench.slack`."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

ZONE = "Europe/London"


class Slack(BaseHTTPRequestHandler):
    """Takes everything. `GET /views/TRIGGER` gives the view that was opened, `GET /posted` how many posts."""

    views: ClassVar[dict[str, Any]] = {}
    posted: ClassVar[int] = 0

    def do_GET(self) -> None:
        first, _, name = self.path.strip("/").partition("/")
        self._say(self.views.pop(name, None) if first == "views" else type(self).posted)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._say({"ok": True, **self._answer(urlsplit(self.path).path.rpartition("/")[2], self._said(body))})

    def _said(self, body: bytes) -> dict[str, Any]:
        if "json" in (self.headers.get("Content-Type") or ""):
            return dict(json.loads(body or b"{}"))
        return dict(parse_qsl(body.decode()))

    def _answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
        if method.startswith("views."):
            view = said["view"]
            self.views[str(said.get("trigger_id"))] = json.loads(view) if isinstance(view, str) else view
            return {}
        if method == "conversations.open":
            return {"channel": {"id": f"D{said['users']}"}}
        if method == "users.info":
            return {"user": {"id": said["user"], "deleted": False, "tz": ZONE}}
        if method == "chat.postMessage":
            type(self).posted += 1
            return {"channel": said["channel"], "ts": f"{1_800_000_000 + self.posted}.000100"}
        return {}

    def _say(self, answer: object) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


class Server(HTTPServer):
    request_queue_size = 256


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Slack)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
