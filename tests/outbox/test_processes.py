"""Several real sender processes on one database, killed at random while Slack fails."""

from pathlib import Path

import pytest

from tests.outbox.processes import run
from tests.support.databases import Postgres

pytestmark = pytest.mark.heavy


def test_four_killed_senders_on_postgresql_send_each_message_once(postgres: Postgres, tmp_path: Path) -> None:
    story = run(postgres.new_database(migrated=False), 4, 100, 3, tmp_path)
    assert story.good, story
    assert story.kills >= 2, story


def test_two_killed_senders_on_sqlite_send_each_message_once(tmp_path: Path) -> None:
    story = run(f"sqlite:///{tmp_path / 'outbox.db'}", 2, 60, 4, tmp_path)
    assert story.good, story
    assert story.kills >= 2, story
