"""One database, two dialects: short transactions that wait two seconds at the most."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.clock import remaining
from app.errors import StartupError, StorageUnavailable

PATIENCE = 2.0
"""Seconds all waiting for the database may take together: pool, connection, locks and statements."""

STEP = 0.1
"""Seconds a transaction may use up before PostgreSQL is told again: one more round trip each time."""

Row = Mapping[str, Any]

UNAVAILABLE = (OperationalError, InterfaceError, InternalError, PoolTimeout)


class Database:
    """`read()` and `write()` give a connection in a transaction; leaving the block commits it.

    Raises StorageUnavailable when the database is locked, full, gone or slow; then nothing was kept.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        # SQLite has one writer. Queueing here waits a fifth of what busy_timeout does at the 99th percentile.
        self._writer = threading.Lock() if self.dialect == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._transaction("DEFERRED") as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self._turn(), self._transaction("IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._writer is None:
            yield
            return
        if not self._writer.acquire(timeout=remaining(PATIENCE)):
            raise StorageUnavailable
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def _transaction(self, mode: str) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                begun = connection.execution_options(followthrough_begin=mode)
                with begun.begin():
                    yield begun
        except UNAVAILABLE as error:
            raise StorageUnavailable from error

    def dispose(self) -> None:
        self.engine.dispose()


def connect(url: str) -> Database:
    """Returns the database at `url`. Nothing is connected before the first transaction."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Database(_sqlite(parsed))
    return Database(_postgresql(parsed))


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StartupError("DATABASE_URL must name a file: sqlite:///followthrough.db")
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=20,
        max_overflow=0,
        pool_timeout=PATIENCE / 4,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": PATIENCE},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # The driver would begin only at the first write, and then fail at once instead of waiting its turn.
    mode = connection.get_execution_options().get("followthrough_begin", "DEFERRED")
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(remaining(PATIENCE) * 1000)}")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=20,
        max_overflow=0,
        pool_timeout=PATIENCE / 4,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 2,
            "tcp_user_timeout": 2000,
            "application_name": "followthrough",
            # UTC whatever zone the server, the database or the role is set to.
            "options": f"-c timezone=UTC -c statement_timeout={int(PATIENCE * 750)}"
            " -c idle_in_transaction_session_timeout=10000",
        },
    )
    event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "before_cursor_execute", _limit_statement)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    connection.info["until"] = time.monotonic() + remaining(PATIENCE * 0.75)
    connection.info["limit"] = PATIENCE * 0.75


def _limit_statement(
    connection: Connection, cursor: Any, _statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    """A statement may take what is left of the transaction's time, whatever the ones before it took."""
    left = connection.info.get("until", time.monotonic() + PATIENCE) - time.monotonic()
    if left < connection.info.get("limit", PATIENCE) - STEP:
        cursor.execute(f"SET LOCAL statement_timeout = {max(1, int(left * 1000))}")
        connection.info["limit"] = left


def insert_new(connection: Connection, table: Table, **row: object) -> None:
    """Insert the row unless one with the same unique key is there already."""
    connection.execute(_insert_new(connection.dialect.name, table), row)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, leaving those alone whose unique key is there already."""
    if rows:
        connection.execute(_insert_new(connection.dialect.name, table), list(rows))


def upsert(connection: Connection, table: Table, rows: Sequence[Row], changing: Sequence[str] = ()) -> None:
    """Insert the rows; where the primary key is there already, overwrite the columns `changing`, or all."""
    if rows:
        names = tuple(changing) or tuple(rows[0])
        connection.execute(_upsert(connection.dialect.name, table, names), list(rows))


def _insert(dialect: str, table: Table) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@lru_cache  # building a statement costs more than running it
def _insert_new(dialect: str, table: Table) -> Insert:
    statement: Insert = _insert(dialect, table).on_conflict_do_nothing()
    return statement


@lru_cache
def _upsert(dialect: str, table: Table, names: tuple[str, ...]) -> Insert:
    insert = _insert(dialect, table)
    key = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in names if name not in key}
    statement: Insert = insert.on_conflict_do_update(index_elements=key, set_=changed)
    return statement
