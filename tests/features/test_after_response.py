"""What a listener leaves for after its answer: the answer does not wait for it, a stop of the server does."""

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App

from app.after_response import after_response
from app.bolt import make_bolt
from app.clock import LISTENER_BUDGET, remaining
from app.web import HttpServer, RequestVerifier, Web
from tests.features.test_request_verification import SECRET, signed

BODY = json.dumps({"type": "event_callback", "team_id": "T1", "event": {"type": "app_mention", "user": "U1"}})


@pytest.fixture
def bolt() -> App:
    return make_bolt("xoxb-x", "http://127.0.0.1:9/api/")


class Served:
    """A bot's server on a thread of its own."""

    def __init__(self, bolt: App) -> None:
        self.server = HttpServer(Web(bolt, RequestVerifier([SECRET])), "127.0.0.1", 0)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()

    def stop(self) -> None:
        self.server.stop()
        self.thread.join()


@pytest.fixture
def served(bolt: App) -> Iterator[Served]:
    running = Served(bolt)
    yield running
    running.stop()


def leave(bolt: App, *tasks: Callable[[], None]) -> None:
    @bolt.event("app_mention")
    def listen(ack: Ack, body: dict[str, Any]) -> None:
        for task in tasks:
            after_response(task)
        ack()


def ask(served: Served) -> bytes:
    """A request over a connection that could take another; the answer's head, as soon as it is there."""
    body = BODY.encode()
    head = {"Content-Type": "application/json", "Content-Length": str(len(body)), **signed(body)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    with socket.create_connection(("127.0.0.1", served.server.port), timeout=5) as connection:
        connection.sendall(f"POST /slack/events HTTP/1.1\r\nHost: bot\r\n{lines}\r\n".encode() + body)
        return connection.recv(65536)


def test_the_answer_is_out_before_and_a_stop_waits(bolt: App, served: Served) -> None:
    may_end, done = threading.Event(), []

    def late() -> None:
        left = remaining(10)
        assert may_end.wait(20)
        done.append(0.1 < left <= LISTENER_BUDGET)  # a budget, and not one that is used up

    leave(bolt, late)
    answer = ask(served)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"Connection: close" in answer
    assert done == []
    threading.Timer(0.2, may_end.set).start()
    served.stop()
    assert done == [True]


def test_one_that_fails_keeps_none_of_the_others_back_and_names_nobody(
    bolt: App, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    done = threading.Event()

    def fail() -> None:
        raise RuntimeError("Ada said so")

    leave(bolt, fail, done.set)
    assert ask(served).startswith(b"HTTP/1.1 200")
    assert done.wait(20)
    assert "RuntimeError at" in caplog.text
    assert "Ada" not in caplog.text


def test_outside_a_request_it_is_done_at_once(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    with caplog.at_level(logging.ERROR):
        after_response(lambda: done.append(1))
        after_response(lambda: done[7:8].remove(1))
    assert done == [1]
    assert "ValueError at" in caplog.text


def test_an_answer_with_nothing_left_to_do_keeps_its_connection(bolt: App, served: Served) -> None:
    leave(bolt)
    assert b"Connection: close" not in ask(served)
