"""A desk on each dialect."""

from collections.abc import Iterator

import pytest

from app.db.engine import connect
from tests.checkins.desk import Desk


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    database = connect(database_url)
    yield Desk(database)
    database.dispose()
