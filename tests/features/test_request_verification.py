"""Verification: what is not from Slack is 401, what is signed but broken is 400, and never a stack trace."""

import hashlib
import hmac
import io
import json
import socket
import time
from collections.abc import Iterator
from contextlib import nullcontext
from typing import NamedTuple
from urllib.parse import parse_qsl, quote_plus, unquote_to_bytes, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.slack import StandIn
from app.slack.manifest import manifest
from app.web import Malformed, NotFromSlack, RequestVerifier, Web, to_json, unquote
from tests.support.bot import running_bot
from tests.support.databases import SqliteTemplate

SECRET = b"sandbox-signing-secret"


class Running(NamedTuple):
    """The application, and where it listens."""

    web: Web
    address: tuple[str, int]


@pytest.fixture(scope="module")
def bot(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One for all of these, as for all that knock at a real one."""
    database_url = sqlite_template.copy_to(tmp_path_factory.mktemp("verification") / "followthrough.db")
    with (
        StandIn(manifest("/l5-", "http://127.0.0.1")) as standin,
        running_bot(standin, database_url) as product,
    ):
        parts = urlsplit(standin.bot_url)
        yield Running(product.web, (str(parts.hostname), int(parts.port or 0)))


@pytest.fixture
def address(bot: Running) -> tuple[str, int]:
    return bot.address


def signature(body: bytes, timestamp: str) -> str:
    return "v0=" + hmac.new(SECRET, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def send(address: tuple[str, int], body: bytes, headers: dict[str, str], length: str | None = None) -> bytes:
    """The raw answer to a raw request, so that no client mends what is broken on purpose."""
    head = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    head["Content-Length"] = str(len(body)) if length is None else length
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    with socket.create_connection(address, timeout=5) as connection:
        start = f"POST /slack/events HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n{lines}\r\n"
        connection.sendall(start.encode("latin-1") + body)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def signed(body: bytes) -> dict[str, str]:
    now = str(int(time.time()))
    return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature(body, now)}


def status(answer: bytes) -> int:
    assert b"Traceback" not in answer
    assert b'File "' not in answer
    return int(answer.split(b" ", 2)[1])


class Answer:
    """What a WSGI server is told."""

    line = ""

    def __call__(self, line: str, _headers: list[tuple[str, str]]) -> None:
        self.line = line


BODY = urlencode({"command": "/l5-assess", "text": "help", "user_id": "U1", "team_id": "T1"}).encode()
NOW = str(int(time.time()))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": NOW},
        {"X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "1500000000", "X-Slack-Signature": signature(BODY, "1500000000")},
        {"X-Slack-Request-Timestamp": "4000000000", "X-Slack-Signature": signature(BODY, "4000000000")},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": signature(BODY, "soon")},
        {"X-Slack-Request-Timestamp": "\xb2\xb3", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "9" * 5000, "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": "v0=\xe9\xff"},
        {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": ""},
    ],
)
def test_a_request_that_is_not_from_slack_is_401(address: tuple[str, int], headers: dict[str, str]) -> None:
    assert status(send(address, BODY, headers)) == 401


def test_a_signed_command_is_answered(address: tuple[str, int]) -> None:
    assert b"/l5-assess history" in send(address, BODY, signed(BODY))


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%7B%22type%22",
        b"payload=",
        b"payload=%FF%FE",
        b"\xff\xfe=1",
        b"payload=[1]",
        b"payload=%22text%22",
        b"payload=" + b"%7B%22a%22:" * 100_000,
        b'payload={"user": 5, "view": 7, "type": "view_submission"}',
        b'payload={"type": []}',
        b"{",
        b"",
    ],
)
def test_what_is_signed_and_broken_is_400_or_404_and_never_a_trace(
    address: tuple[str, int], body: bytes
) -> None:
    assert status(send(address, body, signed(body))) in {400, 404}


SHAPES = [
    {"type": "block_actions", "actions": None},
    {"type": "block_actions", "actions": 7},
    {"type": "block_actions", "actions": [1]},
    {"type": "block_actions", "actions": []},
    {"type": "view_submission", "view": None},
    {"type": "view_submission", "view": 1},
    {"type": "view_submission", "view": {"callback_id": "assess.page"}},
    {"type": "view_submission", "view": {"type": "modal", "callback_id": "assess.page", "blocks": [1]}},
    {"type": "event_callback", "event": None},
    {"type": "shortcut", "callback_id": "assess", "user": None},
    {"command": "/l5-assess"},
]


def test_a_closed_view_is_acknowledged_though_we_never_ask_for_it(address: tuple[str, int]) -> None:
    view = {"type": "modal", "callback_id": "assess.page"}
    payload = {"type": "view_closed", "view": view, "user": {"id": "U1"}, "team": {"id": "T1"}}
    body = b"payload=" + quote_plus(json.dumps(payload)).encode()
    assert status(send(address, body, signed(body))) == 200


@pytest.mark.parametrize("payload", SHAPES)
def test_a_signed_payload_of_a_strange_shape_is_answered_without_a_trace(
    address: tuple[str, int], payload: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    body = b"payload=" + quote_plus(json.dumps(payload)).encode()
    assert status(send(address, body, signed(body))) in {200, 400, 404, 503}
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("length", ["abc", "-1", "1e3", "\xb2"])
def test_a_bad_content_length_is_400_signed_and_401_unsigned(address: tuple[str, int], length: str) -> None:
    assert status(send(address, BODY, signed(BODY), length)) == 400
    assert status(send(address, BODY, {}, length)) == 401


@pytest.mark.parametrize("length", ["abc", "-1", "1e3", "999999", "\xb2", ""])
def test_the_application_trusts_no_server_with_the_length(bot: Running, length: str) -> None:
    for headers, expected in ((signed(BODY), "400"), ({}, "401")):
        environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        environ |= {"PATH_INFO": "/slack/events", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": length}
        answer = Answer()
        bot.web({**environ, "wsgi.input": io.BytesIO(BODY)}, answer)
        assert answer.line.startswith(expected)


def test_other_paths_and_methods(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(b"GET /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert status(connection.recv(65536)) == 405
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(b"GET /etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert status(connection.recv(65536)) == 404


class TestDecoding:
    @given(st.dictionaries(st.text(), st.text(min_size=1), min_size=1))
    def test_it_decodes_as_the_standard_library_does(self, fields: dict[str, str]) -> None:
        for name, value in fields.items():
            quoted = urlencode({name.replace("\ud800", ""): value}, errors="replace").encode()
            key, _, rest = quoted.partition(b"=")
            assert [(unquote(key).decode(), unquote(rest).decode())] == parse_qsl(
                quoted.decode(), keep_blank_values=True
            )

    @given(st.binary())
    def test_any_bytes_decode_as_unquote_to_bytes_does(self, quoted: bytes) -> None:
        assert unquote(quoted) == unquote_to_bytes(quoted.replace(b"+", b" "))

    def test_the_old_secret_is_good_while_it_is_rotated(self) -> None:
        verifier = RequestVerifier([b"new", SECRET])
        now = str(int(time.time()))
        verifier.verify(now, signature(b"x", now), b"x")
        with pytest.raises(NotFromSlack):
            RequestVerifier([b"new"]).verify(now, signature(b"x", now), b"x")

    @pytest.mark.parametrize(("off", "is_good"), [(-301, False), (-300, True), (300, True), (301, False)])
    def test_a_signature_is_good_for_five_minutes_before_and_after(self, off: int, is_good: bool) -> None:
        """Clocks differ; one from the future could be kept and used for as long as it lies ahead."""
        verifier, at = RequestVerifier([SECRET], now=lambda: 1_800_000_000.0), str(1_800_000_000 + off)
        with nullcontext() if is_good else pytest.raises(NotFromSlack):
            verifier.verify(at, signature(b"x", at), b"x")

    def test_only_an_object_is_a_payload(self) -> None:
        assert to_json("application/json", b' {"a": 1} ') == '{"a": 1}'
        with pytest.raises(Malformed):
            to_json("application/json", b"[]")
