"""The schema's version: bring it up to date, or say what is wrong with it before serving."""

import logging
from enum import Enum
from pathlib import Path

from sqlalchemy import inspect, text

from app.config import resource
from app.db.engine import UNAVAILABLE, Database
from app.errors import StartupError

log = logging.getLogger(__name__)


class SchemaState(Enum):
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"


def known_revisions() -> tuple[str, ...]:
    """Our migrations, oldest first: the number at the start of each file is its revision id.

    Read from the file names, because importing Alembic costs a fifth of the server's start.
    """
    return tuple(sorted(path.name[:4] for path in Path(resource("migrations/versions")).glob("[0-9]*.py")))


def schema_state(database: Database) -> SchemaState:
    """How the database's schema compares with this release's."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return SchemaState.OLDER
        current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    known = known_revisions()
    if current == known[-1]:
        return SchemaState.CURRENT
    return SchemaState.OLDER if current is None or current in known else SchemaState.NEWER


def require_schema(database: Database) -> None:
    """Refuse an older schema; accept a newer one (a rollback, half of a rollout) with a warning."""
    try:
        state = schema_state(database)
    except UNAVAILABLE as error:
        log.debug("the database refused: %s", type(error).__name__)
        raise StartupError(
            "DATABASE_URL: the database does not answer. Check that it runs and that the address, user and "
            "password are right (for SQLite: that the folder exists and can be written)."
        ) from None
    if state is SchemaState.OLDER:
        raise StartupError("The database's schema is older than this release: run `followthrough migrate`.")
    if state is SchemaState.NEWER:
        log.warning("the database's schema is newer than this release; serving all the same")


def require_durability(database: Database) -> None:
    """Refuse a PostgreSQL that answers before a commit is on disk: a crash would lose what it took."""
    if database.dialect != "postgresql":
        return
    with database.engine.connect() as connection:
        if connection.execute(text("SHOW synchronous_commit")).scalar() == "off":
            raise StartupError(
                "DATABASE_URL: this PostgreSQL has synchronous_commit off, so it loses what was saved if it "
                "crashes. Turn it on for this database and start again."
            )


def migrate(database: Database) -> None:
    """Bring the schema up to date. Running it again, or twice at once, changes nothing."""
    from alembic import command  # slow to import, and only needed here
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))
    config.attributes["database"] = database
    command.upgrade(config, "head")
