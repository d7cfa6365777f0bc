"""`followthrough sandbox`: the stand-in, and the real bot beside it with made-up credentials."""

import json
import os
import secrets
import sys
import time
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select

from app.bootstrap import Product, build, migrate_database
from app.clock import MovedClock
from app.config import COMMAND_PREFIX, load_settings, usable_prefix
from app.db.crypto import generate_key
from app.db.schema import ForeignSchema
from app.db.tables import outbox
from app.errors import FollowthroughError, StartupError
from app.nudges.kinds import DM_ANSWER, WELCOME
from app.outbox.lookup import StampedClaims
from app.outbox.model import State
from app.sandbox.supervisor import run_sandbox
from app.sandbox.time_machine import Tick, TickError
from app.slack.manifest import manifest

LOOK_EVERY, MOST_LOOKS = 0.03, 150


def play(port: int, data: Path) -> int:
    """Run until ended. Everything it keeps lies in `data`: delete the folder to begin anew."""
    data.mkdir(parents=True, exist_ok=True)
    environment = _environment(data)
    os.environ.update(environment)
    os.environ["SLACK_API_URL"] = f"http://127.0.0.1:{port}/api/"
    settings = load_settings()
    try:
        migrate_database(settings)
    except ForeignSchema as error:
        raise StartupError(
            f"What the sandbox kept was made by another version of it ({error.because}). Delete the folder "
            f"{data} and start the sandbox again (`make clean` deletes .sandbox too)."
        ) from None
    clock = MovedClock(Path(environment["CLOCK_FILE"]))
    prefix = usable_prefix(os.environ.get("COMMAND_PREFIX") or COMMAND_PREFIX)
    return run_sandbox(
        port,
        manifest(prefix, "http://127.0.0.1"),
        lambda _port: [sys.executable, "-m", "app", "serve"],
        environment,
        tick=_Ticks(clock),
        ahead=clock.ahead,
        kept=data / "messages.json",
        announce=click.echo,  # unlike print it does not wait in a buffer where the output is not a terminal
    )


class _Ticks:
    """Moves the bot's clock along with the page's, and lets it do what is due there at once."""

    def __init__(self, clock: MovedClock) -> None:
        self._clock = clock
        self._product: Product | None = None

    def __call__(self, at: datetime, since: datetime) -> Tick:
        """What went out since that moment, whoever sent it: the bot ticks by itself too."""
        self._clock.move_to(at)
        try:
            if self._product is None:
                self._product = build(load_settings(), self._clock, StampedClaims(self._clock))
            product = self._product
            product.ticker.run()
            _wait_for_the_bot(product)
            came = _came(product, since)
        except FollowthroughError as error:
            raise TickError(error.sentence) from error
        ticker = product.ticker
        return Tick(came, ticker.next_due(messages_only=True), ticker.next_due())


def _wait_for_the_bot(product: Product) -> None:
    """The bot ticks by itself too: what it is sending at this moment has come, too."""
    under_way = select(outbox.c.id).where(outbox.c.state == State.SENDING).limit(1)
    for _ in range(MOST_LOOKS):
        with product.database.read() as connection:
            if connection.scalar(under_way) is None:
                return
        time.sleep(LOOK_EVERY)


def _came(product: Product, since: datetime) -> tuple[str, ...]:
    """Where messages arrived. What answers somebody at once is none that one travels to."""
    is_one = (outbox.c.sent_at >= since, outbox.c.kind.not_in((DM_ANSWER, WELCOME)))
    arrived = select(outbox.c.channel_id).where(*is_one, outbox.c.channel_id.is_not(None))
    with product.database.read() as connection:
        return tuple(connection.scalars(arrived.order_by(outbox.c.sent_at, outbox.c.id)))


def _environment(data: Path) -> dict[str, str]:
    """Settings of the sandbox's bot. The key is kept: without it the texts of the last time do not open."""
    kept = data / "settings.json"
    if not kept.exists():
        made = {"ENCRYPTION_KEYS": generate_key(), "SLACK_SIGNING_SECRET": secrets.token_hex(16)}
        fresh = kept.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(made))
        fresh.replace(kept)  # whole or not at all, should it be interrupted
    stored: dict[str, str] = json.loads(kept.read_text())
    return stored | {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "DATABASE_URL": f"sqlite:///{(data / 'followthrough.db').resolve()}",
        "CLOCK_FILE": str((data / "clock").resolve()),
    }
