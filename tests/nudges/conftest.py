"""A database with the tables, and somebody in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db.engine import Database, connect
from tests.nudges.support import Home
from tests.support.databases import Postgres, SqliteTemplate


@pytest.fixture
def database(
    request: pytest.FixtureRequest, sqlite_template: SqliteTemplate, tmp_path: Path
) -> Iterator[Database]:
    """Empty tables, on SQLite unless the test is parametrised with `both`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        url = sqlite_template.copy_to(tmp_path / "nudges.db")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.clean_database()
    opened = connect(url)
    yield opened
    opened.dispose()


@pytest.fixture
def home(database: Database) -> Home:
    return Home(database)
