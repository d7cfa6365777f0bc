"""The command line. Every mistake is one clear sentence on standard error; exit 2 is a wrong setting.

A command imports what it runs: `followthrough guide check` starts without Bolt, and only the sandbox's own
command needs its libraries.
"""

import json
import os
import re
import sys
from pathlib import Path

import click

from app.config import COMMAND_PREFIX, load_settings, usable_prefix
from app.db.crypto import generate_key
from app.errors import FollowthroughError, StartupError, configure
from app.guide.load import load_guide, read_source
from app.guide.model import GuideProblems
from app.guide.report import as_json, describe, describe_problems, with_ids
from app.slack.manifest import manifest as make_manifest


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="followthrough")
def cli() -> None:
    """Followthrough: a Slack bot that makes owning outcomes a habit."""


@cli.command()
@click.option("--host", default=None, help="Listen here, whatever HOST says; 0.0.0.0 in a container.")
def serve(host: str | None) -> None:
    """Answer Slack over HTTP on /slack/events."""
    from app.bootstrap import serve as run

    settings = load_settings()
    configure(settings.log_level)
    run(settings if host is None else settings.model_copy(update={"host": host}))


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from app.bootstrap import migrate_database

    settings = load_settings()
    configure(settings.log_level)
    migrate_database(settings)
    click.echo("The database's schema is up to date.")


@cli.command()
@click.option(
    "--at", default=None, help="As if it were this time (ISO 8601); on a stand-in, or with --dry-run."
)
@click.option("--dry-run", "dry", is_flag=True, help="Print what would happen, in counts; change nothing.")
def tick(at: str | None, dry: bool) -> None:
    """Run one pass: plan, send until nothing is due, and exit."""
    from app.cli.operate import tick as run

    settings = load_settings()
    configure(settings.log_level)
    for line in run(settings, at, dry):
        click.echo(line)


@cli.command()
@click.argument("code")
def explain(code: str) -> None:
    """Print why somebody got their messages, with the code that they gave you. No text of theirs."""
    from app.cli.operate import explain as run

    settings = load_settings()
    configure(settings.log_level)
    for line in run(settings, code):
        click.echo(line)


@cli.group()
def keys() -> None:
    """Keys that seal what people write."""


@keys.command("generate")
def generate() -> None:
    """Print a new key for ENCRYPTION_KEYS."""
    click.echo(generate_key())


@cli.group()
def guide() -> None:
    """Guides in Markdown."""


@guide.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="Print the guide as JSON.")
@click.option("--with-ids", "ids", is_flag=True, help="Print the file with its ids written in.")
def check(file: Path, json_: bool, ids: bool) -> None:
    """Say what a guide holds, or every problem with its line and how to mend it."""
    try:
        text = with_ids(read_source(file)) if ids else None
        found = load_guide(file)
    except GuideProblems as error:
        click.echo(describe_problems(error.problems), err=not json_)
        sys.exit(1)
    if text is not None:
        click.echo(text, nl=False)
    else:
        click.echo(as_json(found) if json_ else describe(found))


@cli.command()
@click.option("--http", "url", required=True, help="Where Slack reaches the bot: https://bot.example.com")
@click.option("--prefix", default=None, help="What the commands begin with; else COMMAND_PREFIX, else /l5-.")
def manifest(url: str, prefix: str | None) -> None:
    """Print the app manifest to paste at api.slack.com/apps."""
    if not re.match(r"https://|http://(localhost|127\.0\.0\.1)([:/]|$)", url):
        raise StartupError("--http must be an address that Slack reaches over https://.")
    chosen = usable_prefix(prefix or os.environ.get("COMMAND_PREFIX") or COMMAND_PREFIX)
    click.echo(json.dumps(make_manifest(chosen, url), indent=2))


@cli.command("sandbox")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", default=".sandbox", show_default=True, type=click.Path(path_type=Path))
def run_sandbox(port: int, data: Path) -> None:
    """Run everything in the browser: a local Slack stand-in and the real bot."""
    try:
        from app.cli.sandbox import play
    except ModuleNotFoundError as error:
        if error.name not in ("app.sandbox", "werkzeug"):
            raise
        raise StartupError(
            'The sandbox is not part of this installation. Add it: pip install "followthrough[sandbox]"'
        ) from None
    configure("INFO")
    sys.exit(play(port, data))


def main() -> None:
    """Run the command line; a FollowthroughError becomes its sentence and exit code 2."""
    try:
        cli()
    except FollowthroughError as error:
        click.echo(f"followthrough: {error.sentence}", err=True)
        sys.exit(2)
