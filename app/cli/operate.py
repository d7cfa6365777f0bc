"""What an operator asks on the command line: one pass of the tick, or why somebody got what they got."""

from collections.abc import Iterator
from datetime import UTC, datetime

from app.bootstrap import build, clock_of
from app.calendar.holidays import load
from app.clock import Clock, ShiftedClock
from app.config import Settings
from app.db.crypto import parse_keys
from app.db.engine import connect
from app.db.schema import require_schema
from app.errors import NotFound, StartupError
from app.nudges import codes
from app.nudges.explain import NOTHING, dry_run, lines, why
from app.outbox.lookup import StampedClaims
from app.outbox.model import State
from app.people import by_id
from app.work import Workplace
from app.worker import PASS_SECONDS, Pass

_YEARS = range(2000, 2101)


def tick(settings: Settings, at: str | None, dry: bool) -> Iterator[str]:
    """One pass, as lines to print. Raises StartupError.

    At another time only against a stand-in, or dry: messages of next week would go out today. Claims of
    other processes are as old as they say, by `at`: a pass that ends has no time to watch them itself.
    """
    clock: Clock = ShiftedClock(moment(at)) if at else clock_of(settings)
    if at and not dry and not settings.slack_is_here:
        raise StartupError(
            "--at sends only where SLACK_API_URL is on this machine. Look ahead with --dry-run."
        )
    product = build(settings, clock, StampedClaims(clock))
    try:
        if dry:
            parts = product.ticker.parts
            found = dry_run(product.workplace, parts.planner, parts.dry_kinds, clock.now())
            yield from lines(found) if found else (NOTHING,)
        else:
            yield from _told(product.ticker.run(PASS_SECONDS))
    finally:
        product.database.dispose()


def moment(text: str) -> datetime:
    """An ISO 8601 time; UTC where it names no zone. Raises StartupError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in _YEARS:
        raise StartupError("--at must be a time like 2026-11-16T10:00 or 2026-11-16T10:00+01:00.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def explain(settings: Settings, code: str) -> Iterator[str]:
    """The lines of the person who made this code, as they see them themselves. Raises StartupError."""
    calendars = load(settings.holidays_path, settings.holidays_default)
    ring = parse_keys([key.get_secret_value() for key in settings.encryption_keys])
    database = connect(settings.database_url.get_secret_value())
    require_schema(database)
    workplace = Workplace(database, ring, clock_of(settings), calendars)
    try:
        with database.write() as connection:
            spent = codes.spend(connection, code, workplace.clock.now())
            work = workplace.work_for(connection, by_id(connection, spent.person_id), spent.made_at)
            found = why(work, enabled=settings.nudges_enabled)
    except NotFound:
        raise StartupError(
            "This code is not known, was used, or is older than an hour. Ask the person for a new one."
        ) from None
    finally:
        database.dispose()
    yield from (line.sentence for line in found) if found else ("Nothing was ever planned.",)


def _told(done: Pass) -> Iterator[str]:
    chores = f", chores {done.chores}" if done.chores else ""
    yield f"planned for {done.planned}, profiles that changed {done.profiles}, edited {done.edited}{chores}"
    counts = [f"{state} {done.counts[state]}" for state in State if done.counts[state]]
    yield f"messages: {', '.join(counts) or 'none were due'}"
    when = done.next_due.astimezone(UTC).isoformat(" ", "seconds") if done.next_due else "nothing is planned"
    yield f"next: {when}"
