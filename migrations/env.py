"""Alembic's way in: the database of `followthrough migrate`, or DATABASE_URL for `alembic check`."""

import logging
import os
from typing import Literal

from alembic import context
from sqlalchemy import Connection, text

from app.db.engine import Database, connect
from app.db.schema import ForeignSchema, SchemaState, schema_state
from app.db.tables import Moment, Sealed, metadata
from app.errors import StartupError

log = logging.getLogger(__name__)

LOCK = 7_146_225_001
"""Any number that is ours: two replicas that migrate at once queue up behind it on PostgreSQL."""


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types as the plain SQL ones: a migration must not depend on the application."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return "sa.LargeBinary()" if kind == "type" and isinstance(item, Sealed) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        transactional_ddl=True,  # ours begins with BEGIN IMMEDIATE, so it is on SQLite too
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.info.pop("until", None)  # a migration may take its time
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if "database" in context.config.attributes:
            migrate(connection)
        else:
            context.run_migrations()


def migrate(connection: Connection) -> None:
    """Raises StartupError before the commit, so whatever is refused is left as it was."""
    if schema_state(connection) is SchemaState.NEWER:
        log.warning("the database's schema is newer than this release; it was left as it is")
        return
    context.run_migrations()
    try:
        schema_state(connection)
    except ForeignSchema as error:
        raise StartupError(
            f"The migrations do not make the tables of this release ({error.because}), so nothing was "
            "changed. migrations/landed.txt says how to write one."
        ) from None


database: Database = context.config.attributes.get("database") or connect(os.environ["DATABASE_URL"])
with database.engine.connect() as open_connection:
    run(open_connection.execution_options(followthrough_begin="IMMEDIATE"))
