"""A database with the tables, and a Slack to send to."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db.engine import Database, connect
from app.db.tables import dms, edits, metadata, outbox, pace, people, workspaces
from tests.outbox.desk import Board, Desk
from tests.outbox.slack import ModelSlack, serving
from tests.support.databases import Postgres


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with every table, to copy."""
    file = tmp_path_factory.mktemp("outbox") / "empty.db"
    _create(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """One PostgreSQL database for all these tests: a new one each would take longer than the tests."""
    url = postgres.new_database(migrated=False)
    _create(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, empty_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A database with empty tables: the test runs once on each dialect."""
    if request.param == "sqlite":
        opened = connect(f"sqlite:///{shutil.copy(empty_file, tmp_path / 'outbox.db')}")
    else:
        opened = connect(request.getfixturevalue("postgres_url"))
    with opened.write() as connection:
        for table in (edits, outbox, dms, pace, people, workspaces):
            connection.execute(table.delete())
    yield opened
    opened.dispose()


@pytest.fixture
def slack() -> Iterator[ModelSlack]:
    with serving(ModelSlack()) as running:
        yield running


@pytest.fixture
def desk(database: Database, slack: ModelSlack) -> Desk:
    return Desk(database, slack)


@pytest.fixture
def board(database: Database, slack: ModelSlack) -> Board:
    return Board(database, slack)


def _create(url: str) -> None:
    database = connect(url)
    metadata.create_all(database.engine)
    database.dispose()
