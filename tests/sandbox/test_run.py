"""The sandbox as a process: it starts the bot, starts it again, says so, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.sandbox.slack import StandIn
from app.sandbox.supervisor import Supervisor

BOT = """
import os, sys, http.server
here = sys.argv[1]
open(here + "/pid", "w").write(str(os.getpid()))
open(here + "/env", "w").write(os.environ["SLACK_API_URL"] + " " + os.environ["SLACK_BOT_TOKEN"])
if os.path.exists(here + "/broken"):
    print("the database is on fire", file=sys.stderr)
    sys.exit(3)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""
SANDBOX = """
import sys
from app.sandbox.supervisor import run_sandbox
from app.sandbox.time_machine import Tick
port, bot, here = int(sys.argv[1]), sys.argv[2], sys.argv[3]
manifest = {"features": {"slash_commands": [{"command": "/l5-assess", "description": "x"}]}}
def say(text): print(text, flush=True)
command = lambda _: [sys.executable, bot, here]
tick = lambda at, since: Tick(("D0ADA0001",), None)
sys.exit(run_sandbox(port, manifest, command, {}, tick=tick, announce=say))
"""


class Sandbox:
    """A sandbox process with a bot that is a few lines long."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bot.py").write_text(BOT)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process = self.another()

    def another(self) -> "subprocess.Popen[str]":
        command = [
            sys.executable,
            "-c",
            SANDBOX,
            str(self.port),
            str(self.folder / "bot.py"),
            str(self.folder),
        ]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    @property
    def bot(self) -> int:
        return int((self.folder / "pid").read_text())

    def status(self) -> Any:
        url = f"http://127.0.0.1:{self.port}/ui/workspace"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.loads(answer.read())["status"]

    def wait_for(self, what: Callable[[], Any], seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if what():
                    return
            except (OSError, ValueError):
                pass
            time.sleep(0.03)
        raise AssertionError("it never came true")

    def running(self) -> bool:
        return bool(self.status()["sentence"] == "The bot is running.")


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    running = Sandbox(tmp_path)
    yield running
    running.process.kill()
    running.process.communicate()


def test_it_says_where_it_is_keeps_its_port_moves_the_clock_and_both_end_on_sigterm(sandbox: Sandbox) -> None:
    sandbox.wait_for(sandbox.running)
    bot = sandbox.bot
    assert (sandbox.folder / "env").read_text() == f"http://127.0.0.1:{sandbox.port}/api/ xoxb-sandbox"
    taken(sandbox)
    move_the_clock(sandbox)
    sandbox.process.send_signal(signal.SIGTERM)
    said, _ = sandbox.process.communicate(timeout=10)
    assert sandbox.process.returncode == 0
    assert f"http://127.0.0.1:{sandbox.port}/" in said
    assert "/l5-assess" in said
    assert not alive(bot)


def taken(sandbox: Sandbox) -> None:
    """Another one on its port says so in one clear sentence."""
    other = sandbox.another()
    said, errors = other.communicate(timeout=10)
    assert other.returncode == 2
    assert f"Port {sandbox.port} cannot be used" in said
    assert "PORT=8766 make sandbox" in said
    assert errors == ""


def move_the_clock(sandbox: Sandbox) -> None:
    """The page can, and the bot is told."""
    address = f"http://127.0.0.1:{sandbox.port}/ui/clock"
    body = json.dumps({"to": "next"}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5):
        pass
    with urllib.request.urlopen(address, timeout=5) as answer:
        assert json.loads(answer.read())["tells"]
    sandbox.wait_for(lambda: read(address)["came"] == ["D0ADA0001"])


def read(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=5) as answer:
        return json.loads(answer.read())


def test_a_bot_that_is_killed_comes_back_and_does_not_outlive_a_sandbox_that_is(sandbox: Sandbox) -> None:
    sandbox.wait_for(sandbox.running)
    first = sandbox.bot
    os.kill(first, signal.SIGKILL)
    sandbox.wait_for(lambda: sandbox.bot != first and sandbox.running())
    if sys.platform == "linux":  # which ends a child with its parent
        bot = sandbox.bot
        sandbox.process.kill()
        sandbox.wait_for(lambda: not alive(bot))


def test_a_bot_that_always_ends_at_once_is_quoted_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    sandbox = Sandbox(tmp_path)
    try:
        sandbox.wait_for(lambda: "starting it again (try" in sandbox.status()["sentence"])
        sandbox.wait_for(lambda: sandbox.status()["tone"] == "bad", 30)
        assert "the database is on fire" in sandbox.status()["detail"]
        sandbox.process.send_signal(signal.SIGINT)
        _, errors = sandbox.process.communicate(timeout=10)
        assert "the database is on fire" in errors
        assert sandbox.process.returncode == 0
    finally:
        sandbox.process.kill()


@pytest.mark.parametrize("stubborn", [False, True])
def test_the_bot_is_ended_even_when_it_does_not_want_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stubborn: bool
) -> None:
    monkeypatch.setattr("app.sandbox.supervisor.STOP_WITHIN", 0.3)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if stubborn else ""
    (tmp_path / "bot.py").write_text(deaf + BOT)
    command = [sys.executable, str(tmp_path / "bot.py"), str(tmp_path)]
    with StandIn({}) as standin:
        supervisor = Supervisor(standin, lambda _: command, {}, threading.Event())
        assert supervisor.start()
        bot = int((tmp_path / "pid").read_text())
        supervisor.stop()
        assert not alive(bot)


def test_the_page_comes_once_the_bot_answers(sandbox: Sandbox) -> None:
    sandbox.wait_for(lambda: urllib.request.urlopen(f"http://127.0.0.1:{sandbox.port}/", timeout=20).read())
    assert sandbox.bot  # it runs, or the page would not have come
    assert sandbox.status()["tone"] == "good"
