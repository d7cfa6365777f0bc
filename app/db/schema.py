"""The schema: bring it up to date, or say what is wrong with it and with its keys before serving."""

import hmac
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, TypeDecorator, delete, func, inspect, select, text
from sqlalchemy.engine.interfaces import ReflectedColumn
from sqlalchemy.types import TypeEngine

from app.config import resource
from app.db.crypto import TAG_BYTES, VERSION, Key, KeyRing
from app.db.engine import UNAVAILABLE, Database, insert_new
from app.db.tables import encryption_keys, metadata, sealed_columns
from app.errors import StartupError

log = logging.getLogger(__name__)

Columns = Mapping[str, Mapping[str, ReflectedColumn]]
"""By table, then by name."""


class SchemaState(Enum):
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"


class ForeignSchema(StartupError):
    """The database's schema is none that the migrations of this release made, or can go on from."""

    def __init__(self, because: str) -> None:
        super().__init__(
            f"DATABASE_URL: the database's schema is not one of this release ({because}), so it was left "
            "as it is. Let DATABASE_URL name a new, empty database and run `followthrough migrate`."
        )
        self.because = because


def known_revisions() -> tuple[str, ...]:
    """Lists our migrations, oldest first: the number at the start of each file is its revision id.

    Read from the file names, because importing Alembic costs a fifth of the server's start.
    """
    return tuple(sorted(path.name[:4] for path in Path(resource("migrations/versions")).glob("[0-9]*.py")))


def schema_state(connection: Connection, known: Sequence[str] | None = None) -> SchemaState:
    """Compares the database's schema with this release's, column by column. Raises ForeignSchema.

    Its revision alone proves little: a migration that was edited after it had run leaves a database that
    says it is up to date and is not.
    """
    known = known or known_revisions()
    found: Columns = {
        table: {column["name"]: column for column in columns}
        for (_, table), columns in inspect(connection).get_multi_columns().items()
    }
    revision = None
    if "alembic_version" in found:
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is None:
        if taken := sorted(found.keys() & metadata.tables.keys()):
            raise ForeignSchema(f"it has no revision, but a table {taken[0]}")
        return SchemaState.OLDER
    if revision in known[:-1]:
        return SchemaState.OLDER
    if revision < known[-1]:
        raise ForeignSchema(f"nothing is known of its revision {revision}")
    state = SchemaState.CURRENT if revision == known[-1] else SchemaState.NEWER
    if difference := next(_differences(found, state), None):
        raise ForeignSchema(difference)
    return state


def _differences(found: Columns, state: SchemaState) -> Iterator[str]:
    """Yields the columns that differ by name, type or whether they may be empty.

    A newer schema may have more columns than we fill, and leave empty what we never do.
    """
    is_newer = state is SchemaState.NEWER
    for table in metadata.tables.values():
        theirs = found.get(table.name)
        if theirs is None:
            yield f"the table {table.name} is missing"
            continue
        for column in table.columns:
            its = theirs.get(column.name)
            if its is None:
                yield f"{column} is missing"
            elif _kind(its["type"]) is not _kind(column.type):
                yield f"{column} has another type"
            elif its["nullable"] != column.nullable and not (is_newer and its["nullable"]):
                yield f"{column} {'may' if its['nullable'] else 'must not'} be empty"
        for name in sorted(theirs.keys() - table.columns.keys()):
            we_may_skip_it = theirs[name]["nullable"] or theirs[name].get("default") is not None
            if not (is_newer and we_may_skip_it):
                yield f"nothing is known of {table.name}.{name}"


def _kind(column_type: TypeEngine[Any]) -> type:
    """Returns what a column holds, as a Python type: the dialects have names of their own for the same."""
    plain = column_type.impl_instance if isinstance(column_type, TypeDecorator) else column_type
    try:
        return plain.python_type
    except NotImplementedError:  # a type that SQLAlchemy does not know: none of ours
        return object


def require_schema(database: Database) -> None:
    """Refuse an older or foreign schema; accept a newer one (after a rollback) with a warning."""
    try:
        with database.engine.connect() as connection:
            if database.dialect == "postgresql":  # one moment of it, should somebody migrate meanwhile
                connection.execution_options(isolation_level="REPEATABLE READ")
            state = schema_state(connection)
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
    """Bring the schema up to date; again, or twice at once, changes nothing more. Raises ForeignSchema."""
    from alembic import command  # slow to import, and only needed here
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))
    config.attributes["database"] = database
    command.upgrade(config, "head")


def require_keys(connection: Connection, ring: KeyRing, now: datetime) -> None:
    """Check the ring against what the stored texts were sealed with, and note its newest key."""
    known = {row.key_id: row.check for row in connection.execute(select(encryption_keys))}
    on_ring = {key.id: key for key in ring.keys}
    for key_id, check in known.items():
        if key_id in on_ring:
            if not hmac.compare_digest(on_ring[key_id].check, check):
                raise StartupError(
                    f'ENCRYPTION_KEYS: the key "{key_id}" is not the one that stored texts were sealed with.'
                )
        elif _is_used(connection, key_id):
            raise StartupError(
                f'ENCRYPTION_KEYS lacks the key "{key_id}", which stored texts need: add it after the newest.'
            )
        else:
            connection.execute(delete(encryption_keys).where(encryption_keys.c.key_id == key_id))
    newest = ring.keys[0]
    insert_new(connection, encryption_keys, key_id=newest.id, check=newest.check, first_used_at=now)


def _is_used(connection: Connection, key_id: str) -> bool:
    """Looks at the first bytes of the texts themselves: slow, and asked only when a key is missing."""
    head = VERSION + Key(key_id, b"").tag
    return any(
        connection.scalar(select(column).where(func.substr(column, 1, 1 + TAG_BYTES) == head).limit(1))
        for column in sealed_columns()
    )
