"""What lies under everything: sealed text, migrations that match the tables, transactions that end."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from app.clock import within
from app.config import resource
from app.db.engine import connect
from app.db.keys import require_keys
from app.db.schema import SchemaState, known_revisions, migrate, require_durability, schema_state
from app.db.seal import KeyRing, Owner, SealBroken, generate_key, parse_keys
from app.db.tables import encryption_keys, metadata, people, workspaces
from app.errors import SlackUser, StartupError, StorageUnavailable
from app.people import enter, find
from tests.support import today
from tests.support.databases import Postgres
from tests.support.locks import locked
from tests.support.process import environment

OWNER = Owner(1, 2)


def ring(*keys: str) -> KeyRing:
    return parse_keys(list(keys))


def test_a_sealed_text_opens_for_its_owner_alone() -> None:
    keys = ring(generate_key())
    sealed = keys.seal("mine", OWNER)
    assert keys.open(sealed, OWNER) == "mine"
    assert len(sealed) == len("mine") + 33
    for other in (Owner(1, 3), Owner(2, 2), Owner(12, 2)):
        with pytest.raises(SealBroken):
            keys.open(sealed, other)


def test_a_changed_byte_does_not_open() -> None:
    keys = ring(generate_key())
    sealed = keys.seal("mine", OWNER)
    for place in range(len(sealed)):
        with pytest.raises(SealBroken):
            keys.open(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], OWNER)


def test_the_newest_key_seals_and_the_older_ones_open() -> None:
    old, new = generate_key(), generate_key()
    before = ring(f"old:{old}").seal("mine", OWNER)
    both = ring(f"new:{new}", f"old:{old}")
    assert both.open(before, OWNER) == "mine"
    after = both.seal("mine", OWNER)
    assert ring(f"new:{new}").open(after, OWNER) == "mine"
    with pytest.raises(SealBroken):
        ring(f"old:{old}").open(after, OWNER)


def test_two_texts_alike_are_sealed_differently() -> None:
    keys = ring(generate_key())
    assert keys.seal("same", OWNER) != keys.seal("same", OWNER)


def test_two_keys_of_one_id_are_refused() -> None:
    with pytest.raises(StartupError, match="same key id twice"):
        ring(f"a:{generate_key()}", f"a:{generate_key()}")


def test_a_key_that_no_text_uses_may_go(database_url: str) -> None:
    database = connect(database_url)
    for key in ("one", "two"):
        with database.write() as connection:
            require_keys(connection, ring(f"{key}:{generate_key()}"), today.now())
    with database.read() as connection:
        assert connection.scalars(select(encryption_keys.c.key_id)).all() == ["two"]
    database.dispose()


def test_the_migrations_match_the_tables(database_url: str) -> None:
    database = connect(database_url)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert schema_state(database) is SchemaState.CURRENT
    migrate(database)
    database.dispose()


def test_the_numbers_of_the_files_are_alembic_s_own_revisions() -> None:
    script = ScriptDirectory(str(resource("migrations")))
    assert known_revisions() == tuple(r.revision for r in reversed(list(script.walk_revisions())))


def test_two_that_migrate_at_once_do_it_once(
    request: pytest.FixtureRequest, tmp_path: Path, dialect: str
) -> None:
    if dialect == "sqlite":
        url = f"sqlite:///{tmp_path}/new.db"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new_database(migrated=False)
    # What `followthrough migrate` does, without what it needs to know its settings.
    code = "import sys, app.db.engine as e, app.db.schema as s; s.migrate(e.connect(sys.argv[1]))"
    command = [sys.executable, "-c", code, url]
    both = [
        subprocess.Popen(command, env=environment({}), cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [(process.communicate()[1], process.returncode)[1] for process in both] == [0, 0]
    database = connect(url)
    assert schema_state(database) is SchemaState.CURRENT
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_waiting_for_a_lock_ends_in_time_and_keeps_nothing(database_url: str) -> None:
    database = connect(database_url)
    who = SlackUser("", "T1", "U1")
    with locked(database_url), within(2.5):
        started = time.monotonic()
        with pytest.raises(StorageUnavailable), database.write() as connection:
            enter(connection, who, today.now())
        assert time.monotonic() - started < 2.5
    with database.read() as connection:
        assert find(connection, who) is None
    database.dispose()


def test_a_workspace_is_enterprise_and_team_and_a_person_is_in_one(database_url: str) -> None:
    database = connect(database_url)
    everybody = [
        SlackUser("", "T1", "U1"),
        SlackUser("", "T2", "U1"),
        SlackUser("E1", "T1", "U1"),
        SlackUser("E1", "", "U1"),
    ]
    with database.write() as connection:
        ids = [enter(connection, who, today.now()).id for who in everybody * 2]
        assert len(set(ids)) == 4
        assert ids[:4] == ids[4:]
        assert len(connection.execute(select(workspaces)).all()) == 4
        assert len(connection.execute(select(people)).all()) == 4
    database.dispose()


def test_sixteen_writers_of_one_person_come_one_after_the_other(database_url: str) -> None:
    database = connect(database_url)
    who = SlackUser("", "T1", "U1")
    stamps: list[int] = []

    def write() -> None:
        with database.write() as connection:
            stamps.append(enter(connection, who, today.now()).stamp)

    with database.write() as connection:
        enter(connection, who, today.now())
    threads = [threading.Thread(target=write) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(stamps) == list(range(2, 18))
    database.dispose()


def test_a_postgresql_that_answers_before_it_has_stored_is_refused(postgres: Postgres) -> None:
    database = connect(postgres.new_database())
    require_durability(database)
    with database.write() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    database.dispose()
    with pytest.raises(StartupError, match="synchronous_commit off"):
        require_durability(database)
    database.dispose()
