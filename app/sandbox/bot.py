"""The line to the bot: signed requests as Slack sends them, and three seconds of patience."""

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.sandbox.faults import TO_THE_BOT, Fault
from app.sandbox.request_log import Delivery
from app.sandbox.workspace import Workspace

FORM = "application/x-www-form-urlencoded"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
Judge = Callable[[Delivery], tuple[str, ...]]


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature over the raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Bot:
    """Delivers to `url`, which may change at any time: a restarted bot has another port."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.url = ""

    def interaction(self, payload: Mapping[str, Any], judge: Judge = lambda _: ()) -> Delivery:
        """A form-encoded `payload=`."""
        body = urlencode({"payload": json.dumps(payload, ensure_ascii=True)})
        return self.deliver(str(payload["type"]), body.encode(), judge=judge)

    def command(self, fields: Mapping[str, str], judge: Judge) -> Delivery:
        return self.deliver(
            fields["command"], urlencode(fields, errors="surrogatepass").encode(), judge=judge
        )

    def event(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> Delivery:
        raw = json.dumps(body, ensure_ascii=True).encode()
        name = str(body["event"]["type"])
        return self.deliver(name, raw, {"Content-Type": "application/json", **headers})

    def deliver(
        self,
        name: str,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        sign: bool = True,
        judge: Judge = lambda _: (),
    ) -> Delivery:
        """Send, wait at most the patience, let `judge` act on the answer, and write it all down."""
        fault = self._workspace.faults.take(TO_THE_BOT, f"{TO_THE_BOT}:{name}")
        signed = {"User-Agent": AGENT, "Accept": "*/*", "Content-Type": FORM}
        if sign:
            # Real time, wherever the sandbox's clock stands: Slack's own limit of five minutes is real.
            stamp = str(int(time.time()))
            signed["X-Slack-Request-Timestamp"] = stamp
            signed["X-Slack-Signature"] = signature(self._workspace.config.signing_secret, stamp, body)
        delivery = self._attempt(name, body, signed | dict(headers or {}), fault)
        entry = self._workspace.request_log.write(delivery, judge(delivery))
        self._workspace.event_stream.publish("entry", entry=entry.id)
        return delivery

    def _attempt(self, name: str, body: bytes, headers: dict[str, str], fault: Fault | None) -> Delivery:
        began = time.monotonic()
        status: int | None = None
        answered: dict[str, str] = {}
        text, trouble = "", ""
        try:
            patience = self._wait(fault)
            status, answered, text = _post(self.url, body, headers, patience)
        except TimeoutError:
            trouble = "operation_timeout"
        except (OSError, http.client.HTTPException):
            trouble = "connection_failed"
        if fault and fault.kind == "lost":
            status, answered, text, trouble = None, {}, "", "connection_failed"
        request = body.decode("utf-8", "replace")
        return Delivery(name, request, status, answered, text, time.monotonic() - began, trouble)

    def _wait(self, fault: Fault | None) -> float:
        """Act out a slow or silent line; the seconds that are left for an answer."""
        patience = self._workspace.config.patience
        if not fault or fault.kind not in ("slow", "never"):
            return patience
        wait = patience if fault.kind == "never" else min(fault.seconds, patience)
        time.sleep(wait)
        if wait >= patience:
            raise TimeoutError
        return patience - wait


def _post(url: str, body: bytes, headers: dict[str, str], patience: float) -> tuple[int, dict[str, str], str]:
    deadline = time.monotonic() + patience
    parts = urlsplit(url)
    if not parts.hostname:
        raise ConnectionRefusedError("no bot_url is set")
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=patience)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        connection.sock.settimeout(max(deadline - time.monotonic(), 0.001))
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        return response.status, dict(response.getheaders()), text
    finally:
        connection.close()
