"""What lies under everything: sealed text, migrations that match the tables, transactions that end."""

import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Engine, LargeBinary, Table, create_engine, delete, func, insert, select, text

from app.clock import within
from app.db.crypto import KeyRing, Owner, SealBroken, generate_key, parse_keys
from app.db.engine import connect
from app.db.schema import (
    require_durability,
    require_keys,
)
from app.db.tables import Id, Sealed, encryption_keys, metadata, people, workspaces
from app.errors import StartupError, StorageUnavailable
from app.people import enter, find
from app.users import SlackUser
from tests.support import today
from tests.support.databases import Postgres
from tests.support.locks import locked

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


def test_every_text_has_a_nonce_of_twelve_random_bytes() -> None:
    """Two texts under one nonce would open each other: of two random bytes a few hundred texts repeat one."""
    keys = ring(generate_key())
    nonces = [keys.seal("mine", OWNER)[5:17] for _ in range(4000)]
    assert len(set(nonces)) == 4000
    places = list(zip(*nonces, strict=True))
    assert len(set(places)) == 12, "no place repeats another"
    assert min(len(set(place)) for place in places) > 200, "each takes nearly all of the 256 values"


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


def test_a_key_in_use_may_not_go_whatever_the_column_is_called(database_url: str) -> None:
    """A table of tomorrow, whose second sealed column is empty in most rows."""
    planted = Table(
        "planted", metadata, Column("id", Id, primary_key=True), Column("odd", Sealed), Column("name", Sealed)
    )
    database = connect(database_url)
    spring, autumn = f"spring:{generate_key()}", f"autumn:{generate_key()}"
    try:
        with database.write() as connection:
            planted.create(connection)
            require_keys(connection, ring(spring), today.now())
            connection.execute(insert(planted).values(odd=None, name=None))
        with database.write() as connection:
            require_keys(connection, ring(autumn, spring), today.now())
            connection.execute(insert(planted).values(name=ring(spring).seal("mine", OWNER)))
        with (
            pytest.raises(StartupError, match='lacks the key "spring", which stored texts need'),
            database.write() as connection,
        ):
            require_keys(connection, ring(autumn), today.now())
        with database.write() as connection:
            connection.execute(delete(planted))
            require_keys(connection, ring(autumn), today.now())
            assert connection.scalars(select(encryption_keys.c.key_id)).all() == ["autumn"]
    finally:
        with database.write() as connection:
            planted.drop(connection)
        metadata.remove(planted)
        database.dispose()


def test_bytes_are_sealed_unless_they_are_what_proves_a_key() -> None:
    """A sealed text in a column of plain bytes would be looked at by nobody before its key goes."""
    columns = [column for table in metadata.sorted_tables for column in table.columns]
    plain = [str(column) for column in columns if isinstance(column.type, LargeBinary)]
    assert plain == ["encryption_keys.check"]


def test_waiting_for_a_lock_ends_in_time_and_keeps_nothing(database_url: str) -> None:
    database = connect(database_url)
    who = SlackUser("", "T1", "U1")
    with locked(database_url), within(2.5):
        started = time.monotonic()
        with pytest.raises(StorageUnavailable), database.write() as connection:
            enter(connection, who, today.now())
        assert time.monotonic() - started < 4, "two waits of two seconds would take as long"
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


@pytest.fixture
def in_new_york(postgres: Postgres) -> str:
    """A database whose sessions are in a zone that changes its clocks, unless they say otherwise."""
    url = postgres.new_database()
    with create_engine(url).begin() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f"ALTER DATABASE {name} SET timezone = 'America/New_York'"))
    return url


def test_a_session_is_in_utc_whatever_the_server_s_zone(in_new_york: str) -> None:
    database = connect(in_new_york)
    with database.read() as connection:
        assert connection.scalar(text("SHOW timezone")) == "UTC"
    database.dispose()


def test_times_read_back_are_utc_around_a_change_of_clocks(database_url: str) -> None:
    database = connect(database_url)
    assert_utc_around_a_change_of_clocks(database.engine)
    database.dispose()


def test_times_are_utc_in_a_session_that_is_in_a_local_zone_too(in_new_york: str) -> None:
    engine = create_engine(in_new_york)  # not ours: `connect` sets the zone
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW timezone")) == "America/New_York"
    assert_utc_around_a_change_of_clocks(engine)
    engine.dispose()


def assert_utc_around_a_change_of_clocks(engine: Engine) -> None:
    """Both are half past one in New York, an hour apart."""
    first, second = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6))
    seen = {}
    with engine.begin() as connection:
        for key, moment in (("first", first), ("second", second.astimezone(ZoneInfo("America/New_York")))):
            connection.execute(insert(encryption_keys).values(key_id=key, check=b"", first_used_at=moment))
        for row in connection.execute(select(encryption_keys)):
            seen[row.key_id] = row.first_used_at
        newest = connection.scalar(select(func.max(encryption_keys.c.first_used_at)))
    assert seen == {"first": first, "second": second}
    assert newest == second
    assert {moment.tzinfo for moment in (newest, *seen.values())} == {UTC}
    assert seen["second"] - seen["first"] == timedelta(hours=1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_has_stored_on_the_disk_what_a_commit_says(database_url: str) -> None:
    """On every connection of the pool, in reads and in writes: each connection is told anew."""
    database = connect(database_url)
    full, referenced = 2, 1
    with ExitStack() as held:
        reads = [held.enter_context(database.read()) for _ in range(5)]
        for each in [held.enter_context(database.write()), *reads]:
            said = [each.scalar(text(f"PRAGMA {one}")) for one in ("journal_mode", "synchronous")]
            assert said == ["wal", full]
            assert each.scalar(text("PRAGMA foreign_keys")) == referenced
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
