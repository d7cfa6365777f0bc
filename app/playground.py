"""`followthrough sandbox`: the stand-in, and the real bot beside it with made-up credentials."""

import json
import os
import secrets
import sys
from pathlib import Path

import click

from app.bootstrap import migrate_database
from app.config import COMMAND_PREFIX, load_settings, usable_prefix
from app.db.seal import generate_key
from app.sandbox.run import run_sandbox
from app.slackkit.manifest import manifest


def play(port: int, data: Path) -> int:
    """Run until ended. Everything it keeps lies in `data`: delete the folder to begin anew."""
    data.mkdir(parents=True, exist_ok=True)
    environment = _environment(data)
    os.environ.update(environment)
    migrate_database(load_settings())
    prefix = usable_prefix(os.environ.get("COMMAND_PREFIX") or COMMAND_PREFIX)
    return run_sandbox(
        port,
        manifest(prefix, "http://127.0.0.1"),
        lambda _port: [sys.executable, "-m", "app", "serve"],
        environment,
        announce=click.echo,  # unlike print it does not wait in a buffer where the output is not a terminal
    )


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
    database = (data / "followthrough.db").resolve()
    return stored | {"SLACK_BOT_TOKEN": "xoxb-sandbox", "DATABASE_URL": f"sqlite:///{database}"}
