"""Runs the stand-in and the bot side by side, and starts the bot again when it dies."""

import ctypes
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.sandbox.keeper import Keeper
from app.sandbox.slack import StandIn
from app.sandbox.time_machine import Ticks
from app.sandbox.workspace import BotStatus

READY_WITHIN = 20.0
STEADY_AFTER = 10.0
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
HOPELESS_AFTER = 5
HOPELESS_PAUSE = 15.0
STOP_WITHIN = 8.0
PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: after a fork is too late


class Supervisor:
    """Starts the bot, watches it, starts it again: after a longer pause each time it dies young."""

    def __init__(
        self,
        standin: StandIn,
        command: Callable[[int], list[str]],
        env: Mapping[str, str],
        ended: threading.Event,
    ) -> None:
        self._standin = standin
        self._ended = ended
        self._command = command
        self._env = dict(env)
        self._process: subprocess.Popen[str] | None = None
        self._last_words: deque[str] = deque(maxlen=8)
        self._reader: threading.Thread | None = None

    def start(self) -> bool:
        """Start the bot and wait until it serves; False when it ended or took too long."""
        self._last_words.clear()
        port = _free_port()
        config = self._standin.config
        env = (
            os.environ
            | self._env
            | {
                "SLACK_API_URL": self._standin.api_url,
                "SLACK_BOT_TOKEN": config.token,
                "SLACK_SIGNING_SECRET": config.signing_secret,
                "HOST": "127.0.0.1",
                "PORT": str(port),
            }
        )
        self._process = subprocess.Popen(  # noqa: S603 - the caller's own command
            self._command(port),
            env=env,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            preexec_fn=_die_with_parent if LIBC else None,  # noqa: PLW1509 - one prctl call
        )
        self._reader = threading.Thread(target=self._pass_on, args=(self._process,), daemon=True)
        self._reader.start()
        self._standin.bot_url = f"http://127.0.0.1:{port}/slack/events"
        return self._wait_until_it_serves(port)

    def keep(self) -> None:
        """Watch, and start again whenever the bot is gone, until the sandbox ends."""
        young_deaths, born = 0, time.monotonic()
        self._say_running()
        while not self._ended.wait(0.05):
            if self._process is not None and self._process.poll() is None:
                if young_deaths and time.monotonic() - born > STEADY_AFTER:
                    young_deaths = 0
                continue
            young_deaths += 1
            self._say_stopped(young_deaths)
            pause = min(FIRST_PAUSE * 2.0 ** (young_deaths - 1), LONGEST_PAUSE)
            if self._ended.wait(pause if young_deaths < HOPELESS_AFTER else HOPELESS_PAUSE):
                return
            born = time.monotonic()
            if self.start():
                self._say_running()

    def stop(self) -> None:
        """End the bot: politely, then not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._reader is not None:
            self._reader.join(1)

    def _pass_on(self, process: subprocess.Popen[str]) -> None:
        """The bot's log goes to the terminal; its last lines are kept for the page."""
        if process.stderr is None:
            return
        with process.stderr:
            for line in process.stderr:
                self._last_words.append(line.rstrip())
                sys.stderr.write(line)
                sys.stderr.flush()

    def _wait_until_it_serves(self, port: int) -> bool:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and not self._ended.is_set():
            if self._process is None or self._process.poll() is not None:
                return False
            if _healthy(port):
                return True
            time.sleep(0.03)
        self.stop()
        return False

    def _say_running(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._standin.workspace.say_status(BotStatus("good", "The bot is running."))

    def _say_stopped(self, tries: int) -> None:
        if tries < HOPELESS_AFTER:
            status = BotStatus("busy", f"The bot stopped; starting it again (try {tries}).")
        else:
            if self._reader is not None:
                self._reader.join(1)
            words = "\n".join(self._last_words)
            status = BotStatus(
                "bad", f"The bot ended {tries} times at once; trying again slowly. It said:", words
            )
        self._standin.workspace.say_status(status)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _die_with_parent() -> None:
    """In the child: have the kernel end it when the sandbox is gone, even after kill -9."""
    if LIBC is not None:
        LIBC.prctl(PDEATHSIG, signal.SIGTERM)


PORT_TAKEN = 2


def run_sandbox(
    port: int,
    manifest: Mapping[str, Any],
    bot_command: Callable[[int], list[str]],
    bot_env: Mapping[str, str],
    *,
    tick: Ticks | None = None,
    ahead: float = 0.0,
    kept: Path | None = None,
    announce: Callable[[str], None] = print,
) -> int:
    """Serve until SIGTERM or SIGINT; the exit code. 2 when the port is taken.

    `bot_command` makes the bot's command line for a port; `bot_env` is its environment, to which
    the stand-in's address and, where it names none, made-up secrets are added. `tick` tells the bot
    the time after the page moved the clock: it runs on a thread, raises TickError with a sentence, and
    without it the page has a clock but no "next message". `ahead`: seconds that the clock was moved the
    last time, to go on from there. `kept`: a file that holds the conversations from one start to the next.
    Call this from the main thread.
    """
    secret = bot_env.get("SLACK_SIGNING_SECRET") or secrets.token_hex(16)
    standin = StandIn(manifest, bot_env.get("SLACK_BOT_TOKEN") or "xoxb-sandbox", secret)
    standin.time_machine.tick = tick
    standin.workspace.clock.advance(ahead)
    standin.workspace.is_up.clear()
    keeper = Keeper(standin.workspace, kept) if kept else None
    try:
        url = standin.start(port)
    except OSError as error:
        announce(f"Port {port} cannot be used ({error.strerror}). Choose another: PORT=8766 make sandbox")
        return PORT_TAKEN
    ended = threading.Event()
    restore = _on_signals(ended)
    supervisor = Supervisor(standin, bot_command, bot_env, ended)
    try:
        is_up = supervisor.start()
        standin.workspace.is_up.set()
        if is_up:
            command = next((each.command for each in standin.config.commands), "/")
            announce(
                f"\n  {standin.config.app_name} is running: {url}/\n"
                f"  Try first: open it in a browser, type {command} and press Enter.\n"
                "  Ctrl-C ends both the page and the bot.\n"
            )
        else:
            announce(
                f"The page is at {url}/ but the bot does not start; its last words stand above. Trying again."
            )
        supervisor.keep()
    finally:
        supervisor.stop()
        standin.stop()
        if keeper:
            keeper.stop()
        restore()
    return 0


def _on_signals(ended: threading.Event) -> Callable[[], None]:
    """Let SIGTERM, SIGINT and SIGHUP set the event; returns what puts the old handlers back."""
    ends = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    old = {number: signal.signal(number, lambda *_: ended.set()) for number in ends}

    def restore() -> None:
        for number, handler in old.items():
            signal.signal(number, handler)

    return restore
