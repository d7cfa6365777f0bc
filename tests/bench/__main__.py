"""What one submission, one start and the memory cost: run with `make bench`."""

import hashlib
import hmac
import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.db.crypto import generate_key
from app.sandbox.slack import StandIn, Window
from app.slack.manifest import manifest
from tests.support.databases import Postgres, SqliteTemplate
from tests.support.process import Server

ROUNDS = 300
TEXT = "A sentence of the kind that people write, with a number like 42 % and a link. " * 5


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure("SQLite", SqliteTemplate(folder).copy_to(folder / "bench.db"), folder)
        postgres = Postgres()
        measure("PostgreSQL", postgres.new_database(), folder)
        postgres.stop()


def measure(name: str, database_url: str, folder: Path) -> None:
    with StandIn(manifest("/l5-", "http://127.0.0.1")) as standin:
        settings = {
            "SLACK_BOT_TOKEN": standin.config.token,
            "SLACK_SIGNING_SECRET": standin.config.signing_secret,
            "SLACK_API_URL": standin.api_url,
            "ENCRYPTION_KEYS": generate_key(),
            "DATABASE_URL": database_url,
        }
        started = time.perf_counter()
        server = Server(settings, folder)
        server.wait_until_ready()
        ready = time.perf_counter() - started
        standin.bot_url = server.url
        try:
            report(name, ready, standin, server)
        finally:
            server.terminate()


def report(name: str, ready: float, standin: StandIn, server: Server) -> None:
    send = poster(server, standin.config.signing_secret.encode())
    ada = standin.open_window("ada")
    sections: list[float] = []
    again: list[float] = []
    while len(sections) < ROUNDS:
        ada.command("/l5-assess")
        view = ada.top
        ada.close()
        while view is not None:
            payload = submission(ada, view)
            seconds, answer = send(payload)
            if str(view["title"]["text"]).startswith("Section"):
                sections.append(seconds)
                again.append(send(payload)[0])
            view = answer.get("view")
    print(f"{name}: ready in {ready:.2f} s")  # noqa: T201
    tell("  a full section, submitted       ", sections)
    tell("  the same submission once more   ", again)
    print(f"  memory: {resident(server.process.pid):.0f} MB")  # noqa: T201


def submission(window: Window, view: dict[str, Any]) -> dict[str, Any]:
    """The payload of submitting a view with all its texts typed and none of them saved before."""
    keys = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    state = {
        key: {"assess.answer": {"type": "plain_text_input", "value": f"{TEXT} {key}"}}
        for key in keys
        if not key.startswith(("stand:", "signs:"))
    }
    return {
        "type": "view_submission",
        "team": {"id": "T0SANDBOX", "domain": "northwind"},
        "user": {"id": window.seat.id, "team_id": "T0SANDBOX"},
        "api_app_id": "A0SANDBOX",
        "view": {**view, "state": {"values": state}},
    }


def poster(server: Server, secret: bytes) -> Callable[[dict[str, Any]], tuple[float, dict[str, Any]]]:
    parts = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port)

    def send(payload: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        body = urlencode({"payload": json.dumps(payload)}).encode()
        now = str(int(time.time()))
        digest = hmac.new(secret, b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": f"v0={digest}",
        }
        started = time.perf_counter()
        connection.request("POST", "/slack/events", body, headers)
        answer = connection.getresponse()
        read = answer.read()
        assert answer.status == 200, answer.status
        return time.perf_counter() - started, json.loads(read or b"{}")

    return send


def tell(what: str, seconds: list[float]) -> None:
    cuts = statistics.quantiles(seconds, n=100)
    print(f"{what}: median {cuts[49] * 1000:.1f} ms, 99th percentile {cuts[98] * 1000:.1f} ms")  # noqa: T201


def resident(pid: int) -> float:
    """Megabytes of memory a process holds (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
