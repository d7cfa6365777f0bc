"""Runs the stand-in and the bot side by side, and starts the bot again when it dies."""

import secrets
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.sandbox.keeper import Keeper
from app.sandbox.slack import StandIn
from app.sandbox.time_machine import Tick, TickError

__all__ = ["Tick", "TickError", "run_sandbox"]

BotCommand = Callable[[int], list[str]]
PORT_TAKEN = 2


def run_sandbox(
    port: int,
    manifest: Mapping[str, Any],
    bot_command: BotCommand,
    bot_env: Mapping[str, str],
    *,
    tick: Callable[[datetime], Tick] | None = None,
    ahead: float = 0.0,
    announce: Callable[[str], None] = print,
) -> int:
    """Serve until SIGTERM or SIGINT; the exit code. 2 when the port is taken.

    `bot_command` makes the bot's command line for a port; `bot_env` is its environment, to which
    the stand-in's address and, where it names none, made-up secrets are added. `tick` tells the bot
    the time after the page moved the clock: it runs on a thread, raises TickError with a sentence, and
    without it the page has a clock but no "next message". `ahead`: seconds that the clock was moved the
    last time, to go on from there. Call this from the main thread.
    """
    secret = bot_env.get("SLACK_SIGNING_SECRET") or secrets.token_hex(16)
    standin = StandIn(manifest, bot_env.get("SLACK_BOT_TOKEN") or "xoxb-sandbox", secret)
    standin.time_machine.tick = tick
    standin.workspace.clock.advance(ahead)
    try:
        url = standin.start(port)
    except OSError as error:
        announce(f"Port {port} cannot be used ({error.strerror}). Choose another: PORT=8766 make sandbox")
        return PORT_TAKEN
    ended = threading.Event()
    restore = _on_signals(ended)
    keeper = Keeper(standin, bot_command, bot_env, ended)
    try:
        started = keeper.start()
        announce(_first_steps(standin, url) if started else _not_yet(url))
        keeper.keep()
    finally:
        keeper.stop()
        standin.stop()
        restore()
    return 0


def _first_steps(standin: StandIn, url: str) -> str:
    command = next((each.command for each in standin.config.commands), "/")
    return (
        f"\n  {standin.config.app_name} is running: {url}/\n"
        f"  Try first: open it in a browser, type {command} and press Enter.\n"
        "  Ctrl-C ends both the page and the bot.\n"
    )


def _not_yet(url: str) -> str:
    return f"The page is at {url}/ but the bot does not start; its last words stand above. Trying again."


def _on_signals(ended: threading.Event) -> Callable[[], None]:
    """Let SIGTERM, SIGINT and SIGHUP set the event; returns what puts the old handlers back."""
    ends = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    old = {number: signal.signal(number, lambda *_: ended.set()) for number in ends}

    def restore() -> None:
        for number, handler in old.items():
            signal.signal(number, handler)

    return restore
