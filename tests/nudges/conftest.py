"""A database with the tables, and somebody in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db.engine import Database, connect
from app.db.tables import metadata
from tests.nudges.support import Home
from tests.support.databases import Postgres


@pytest.fixture(scope="session")
def empty_nudges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with every table, to copy."""
    file = tmp_path_factory.mktemp("nudges") / "empty.db"
    _create(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def nudges_url(postgres: Postgres) -> str:
    """One PostgreSQL database for all these tests, emptied by each."""
    url = postgres.new_database(migrated=False)
    _create(url)
    return url


@pytest.fixture
def database(request: pytest.FixtureRequest, empty_nudges: Path, tmp_path: Path) -> Iterator[Database]:
    """Empty tables, on SQLite unless the test is parametrised with `both`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        opened = connect(f"sqlite:///{shutil.copy(empty_nudges, tmp_path / 'nudges.db')}")
    else:
        opened = connect(request.getfixturevalue("nudges_url"))
        with opened.write() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
    yield opened
    opened.dispose()


@pytest.fixture
def home(database: Database) -> Home:
    return Home(database)


def _create(url: str) -> None:
    database = connect(url)
    metadata.create_all(database.engine)
    database.dispose()
