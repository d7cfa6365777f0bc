"""HTTP: waitress takes a request, its signature is verified on the raw bytes, and Bolt answers it.

It reads in a request's order: the server, its parser and task, the WSGI application, request verification,
Bolt's request.
"""

import binascii
import hmac
import json
import logging
import re
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from slack_bolt import App, BoltResponse
from slack_bolt.request import BoltRequest
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import WSGITask
from waitress.utilities import BadRequest

from app.after_response import Task, collect_tasks, run_tasks
from app.clock import LISTENER_BUDGET, within
from app.errors import StartupError, where

log = logging.getLogger(__name__)

THREADS = 16
CONNECTIONS = 1000
"""Kept open by Slack and proxies; with fewer, what comes next would wait for others to close theirs."""
BODY_BYTES = 2_000_000
DRAIN_SECONDS = 5.0

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]

ARRIVED = "followthrough.arrived"
GOES_ON = "followthrough.goes-on"
SHAPES = (ValueError, TypeError, AttributeError, KeyError, IndexError)
"""What reading JSON of the wrong shape raises."""

REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    503: "Service Unavailable",
}


class HttpServer:
    """waitress, with an end: `stop()` lets running requests answer before `run()` returns."""

    def __init__(self, application: "Web", host: str, port: int) -> None:
        self._server: Any  # waitress picks one of two classes; with one address it is the plain one
        try:
            address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4]
            self._server = create_server(
                application,
                host=str(address[0]),
                port=address[1],
                threads=THREADS,
                connection_limit=CONNECTIONS,
                ident=None,
                max_request_body_size=BODY_BYTES,
                clear_untrusted_proxy_headers=True,
            )
        except (OSError, UnicodeError) as error:
            raise StartupError(
                f"HOST and PORT: cannot listen on {host}:{port} ({getattr(error, 'strerror', error)}). "
                "Choose another PORT, or stop what listens there."
            ) from None
        self._server.channel_class = _Channel
        self._stopping = False

    @property
    def port(self) -> int:
        return int(self._server.effective_port)

    def run(self) -> None:
        """Serve until `stop()`, then let what runs come to its end, five seconds at the most."""
        while not self._stopping:
            self._loop(1.0)
        wasyncore.dispatcher.close(self._server)  # no new connections; the trigger stays for the answers
        deadline = time.monotonic() + DRAIN_SECONDS
        while time.monotonic() < deadline and any(
            channel.requests or channel.total_outbufs_len for channel in self._server.active_channels.values()
        ):
            self._loop(0.05)
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=1)

    def stop(self) -> None:
        """May be called from a signal handler or another thread."""
        self._stopping = True
        self._server.pull_trigger()

    def _loop(self, timeout: float) -> None:
        wasyncore.loop(timeout=timeout, map=self._server._map, use_poll=True, count=1)


class _Unauthorized(BadRequest):
    code = 401
    reason = "Unauthorized"


class _Parser(HTTPRequestParser):
    """A request whose head is broken is answered before we are asked: unsigned it is 401, like any other."""

    def received(self, data: bytes) -> int:
        consumed = super().received(data)
        self.arrived = time.monotonic()
        if isinstance(self.error, BadRequest) and "X_SLACK_SIGNATURE" not in self.headers:
            self.error = _Unauthorized("not from Slack")
        return int(consumed)


class _RequestTask(WSGITask):
    """Tells the application when its request had arrived: waiting for a thread is part of Slack's 3 s."""

    def build_response_header(self) -> bytes:
        """Closes a connection whose thread goes on after the answer: its next request would wait."""
        if (self.environ or {}).get(GOES_ON):
            self.set_close_on_finish()
        return bytes(super().build_response_header())

    def get_environment(self) -> Environ:
        environ: Environ = super().get_environment()
        environ[ARRIVED] = getattr(self.request, "arrived", time.monotonic())
        return environ


class _Channel(HTTPChannel):
    parser_class = _Parser
    task_class = _RequestTask


class Web:
    """The WSGI application: `/healthz` and `/slack/events`.

    `last_tick`: seconds since the last one, None before the first; not given where nothing ticks.
    """

    def __init__(
        self, bolt: App, verifier: "RequestVerifier", last_tick: Callable[[], float | None] | None = None
    ) -> None:
        self._bolt = bolt
        self._verifier = verifier
        self._last_tick = last_tick

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        with collect_tasks() as tasks:
            answer = self._answer(environ)
        environ[GOES_ON] = bool(tasks)
        body = answer.body.encode("utf-8", "backslashreplace")
        headers = [(name, value) for name, values in answer.headers.items() for value in values]
        headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        write = start_response(
            f"{answer.status} {REASONS.get(answer.status, 'Error')}",
            [*headers, ("Content-Length", str(len(body)))],
        )
        if tasks and not body:
            write(b"")  # a server keeps the head until there is a body, or until after `close`
        return _Body([body], tasks)

    def _answer(self, environ: Environ) -> BoltResponse:
        match environ["PATH_INFO"], environ["REQUEST_METHOD"]:
            case "/healthz", "GET" | "HEAD":
                return BoltResponse(status=200, body=self._health())
            case "/slack/events", "POST":
                return self._slack(environ)
            case "/healthz" | "/slack/events", _:
                return BoltResponse(status=405, body="")
            case _:
                return BoltResponse(status=404, body="")

    def _health(self) -> str:
        """Says ok whenever it answers: a tick that hangs is for whoever watches the second line."""
        if self._last_tick is None:
            return "ok"
        seconds = self._last_tick()
        return "ok\nlast tick: " + ("never" if seconds is None else f"{seconds:.0f} s ago")

    def _slack(self, environ: Environ) -> BoltResponse:
        body = environ["wsgi.input"].read()  # waitress gives the whole body and then its end
        try:
            self._verifier.verify(
                header(environ, "X-Slack-Request-Timestamp"), header(environ, "X-Slack-Signature"), body
            )
            request = _bolt_request(environ, body)
        except NotFromSlack:
            return BoltResponse(status=401, body="")
        except Malformed:
            return BoltResponse(status=400, body="")
        waited = time.monotonic() - environ.get(ARRIVED, time.monotonic())
        try:
            with within(LISTENER_BUDGET - waited):
                return self._bolt.dispatch(request)
        except SHAPES as error:  # listeners' own errors end in Bolt's handler: this is Bolt's reading of it
            log.warning("signed, and not shaped like anything Slack sends: %s", where(error))
            return BoltResponse(status=400, body="")


class _Body(list[bytes]):
    """An answer's body. A server calls `close` when it has sent it: then the tasks run."""

    def __init__(self, body: Iterable[bytes], tasks: list[Task]) -> None:
        super().__init__(body)
        self._tasks = tasks

    def close(self) -> None:
        if self._tasks:
            run_tasks(self._tasks)


# Request verification: Slack's signature and encoding, checked on the raw bytes before anything reads them.

WINDOW = 300
"""Seconds a signature is good for: https://docs.slack.dev/authentication/verifying-requests-from-slack"""
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})|[\r\n]")


class NotFromSlack(Exception):
    """The signature is missing, old or wrong."""


class Malformed(Exception):
    """Signed, and yet not something Slack sends."""


@dataclass(frozen=True)
class RequestVerifier:
    """Checks a request against up to two signing secrets, so that one can be rotated."""

    secrets: Sequence[bytes] = field(repr=False)
    now: Callable[[], float] = time.time

    def verify(self, timestamp: str, signature: str, body: bytes) -> None:
        """Raises NotFromSlack. `signature` comes as the header has it, whatever bytes that holds."""
        if not _TIMESTAMP.fullmatch(timestamp) or abs(self.now() - int(timestamp)) > WINDOW:
            raise NotFromSlack
        given = signature.encode("utf-8", "surrogateescape")
        signed = b"v0:" + timestamp.encode() + b":" + body
        expected = [b"v0=" + hmac.digest(key, signed, "sha256").hex().encode() for key in self.secrets]
        if not any(hmac.compare_digest(one, given) for one in expected):
            raise NotFromSlack


def header(environ: Mapping[str, object], name: str) -> str:
    """Returns a request header as WSGI has it; empty if it was not sent."""
    return str(environ.get("HTTP_" + name.upper().replace("-", "_"), ""))


def _bolt_request(environ: Environ, body: bytes) -> BoltRequest:
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not length.isascii() or not length.isdigit() or int(length) != len(body):
        raise Malformed
    text = to_json(str(environ.get("CONTENT_TYPE", "")), body)
    headers = {name: header(environ, name) for name in ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")}
    try:
        return BoltRequest(body=text, headers={name: value for name, value in headers.items() if value})
    except (*SHAPES, RecursionError):
        raise Malformed from None  # not JSON, or not shaped like anything Slack sends


def to_json(content_type: str, body: bytes) -> str:
    """Returns the payload as one JSON object in text, which Bolt takes as it is. Raises Malformed."""
    try:
        if "json" in content_type:
            text = body.decode()
        else:
            fields: dict[str, str] = {}
            for pair in body.split(b"&"):
                name, _, value = pair.partition(b"=")
                fields.setdefault(unquote(name).decode(), unquote(value).decode())
            text = fields["payload"] if "payload" in fields else json.dumps(fields)
    except UnicodeDecodeError:
        raise Malformed from None
    text = text.strip()
    if not text.startswith("{"):
        raise Malformed
    return text


def unquote(quoted: bytes) -> bytes:
    """Does what `urllib.parse.unquote_plus` does, at C speed.

    Two thirds of what a view submission costs in Bolt is percent-decoding in Python. Quoted-printable is
    the same thing with another sign, and the standard library decodes that in C.
    """
    spaced = quoted.replace(b"+", b" ")
    if _BROKEN_ESCAPE.search(spaced):
        return unquote_to_bytes(spaced)
    return binascii.a2b_qp(spaced.replace(b"=", b"=3D").replace(b"%", b"="))
