"""A database with the tables, and a Slack to send to."""

from collections.abc import Iterator

import pytest

from app.db.engine import Database, connect
from tests.outbox.desk import Board, Desk
from tests.outbox.slack import ModelSlack, serving


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Empty tables: the test runs once on each dialect."""
    opened = connect(database_url)
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
