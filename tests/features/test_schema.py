"""The schema: one list of migrations that is only added to, and databases of another schema are refused."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, Table, inspect, text

from app.config import resource
from app.db.engine import Database, connect
from app.db.schema import ForeignSchema, SchemaState, known_revisions, migrate, require_schema, schema_state
from app.db.tables import metadata
from app.errors import StartupError
from tests.support.databases import Postgres, SqliteTemplate
from tests.support.process import environment, free_port, run

MIGRATIONS = resource("migrations")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty one, which no other test will use."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/new.db"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new_database(migrated=False)
    database = connect(url)
    yield database
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def change(
    request: pytest.FixtureRequest, sqlite_template: SqliteTemplate, tmp_path: Path
) -> Iterator[Callable[..., Database]]:
    """A migrated database to which something was done since; copied, which is quicker than migrated."""
    if request.param == "sqlite":
        url = sqlite_template.copy_to(tmp_path / "old.db")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new_database()
    database = connect(url)

    def changed(*statements: str) -> Database:
        with database.write() as connection:
            for statement in statements:
                connection.execute(text(statement))
        return database

    yield changed
    database.dispose()


def state(database: Database, known: tuple[str, ...] | None = None) -> SchemaState:
    with database.read() as connection:
        return schema_state(connection, known)


def columns(database: Database) -> dict[str, list[str]]:
    with database.read() as connection:
        found = inspect(connection).get_multi_columns()
    return {table: [column["name"] for column in its] for (_, table), its in found.items()}


def test_the_migrations_make_the_tables(new_database: Database) -> None:
    assert state(new_database) is SchemaState.OLDER
    with pytest.raises(StartupError, match="older than this release: run `followthrough migrate`"):
        require_schema(new_database)
    migrate(new_database)
    with new_database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert state(new_database) is SchemaState.CURRENT
    migrate(new_database)
    require_schema(new_database)
    assert state(new_database, (*known_revisions(), "9999")) is SchemaState.OLDER


def test_the_numbers_of_the_files_are_alembic_s_own_revisions() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert known_revisions() == tuple(r.revision for r in reversed(list(script.walk_revisions())))


def test_two_that_migrate_at_once_do_it_once(new_database: Database, tmp_path: Path) -> None:
    url = new_database.engine.url.render_as_string(hide_password=False)
    # What `followthrough migrate` does, without what it needs to know its settings.
    code = "import sys, app.db.engine as e, app.db.schema as s; s.migrate(e.connect(sys.argv[1]))"
    command = [sys.executable, "-c", code, url]
    both = [
        subprocess.Popen(command, env=environment({}), cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [(process.communicate()[1], process.returncode)[1] for process in both] == [0, 0]
    assert state(new_database) is SchemaState.CURRENT


def revision(number: str) -> str:
    return f"UPDATE alembic_version SET version_num = '{number}'"  # noqa: S608


NO_REASON = "ALTER TABLE outbox DROP COLUMN reason"


@pytest.mark.parametrize(
    ("statements", "because"),
    [
        pytest.param([revision("0004")], "nothing is known of its revision 0004", id="before the first"),
        pytest.param(
            ["DELETE FROM alembic_version"], "it has no revision, but a table agreements", id="none"
        ),
        pytest.param(["DROP TABLE mutes"], "the table mutes is missing", id="no table"),
        pytest.param([NO_REASON], "outbox.reason is missing", id="no column"),
        pytest.param(
            [NO_REASON, "ALTER TABLE outbox ADD COLUMN reason INTEGER"],
            "outbox.reason has another type",
            id="another type",
        ),
        pytest.param(
            [NO_REASON, "ALTER TABLE outbox ADD COLUMN reason VARCHAR(80) NOT NULL DEFAULT ''"],
            "outbox.reason must not be empty",
            id="not empty",
        ),
        pytest.param(
            ["ALTER TABLE pace DROP COLUMN free_at", "ALTER TABLE pace ADD COLUMN free_at BIGINT"],
            "pace.free_at may be empty",
            id="may be empty",
        ),
        pytest.param(
            ["ALTER TABLE outbox ADD COLUMN odd VARCHAR(8)"], "nothing is known of outbox.odd", id="one more"
        ),
        pytest.param([revision("9999"), NO_REASON], "outbox.reason is missing", id="newer, no column"),
        pytest.param(
            [revision("9999"), "ALTER TABLE mutes ADD COLUMN odd INTEGER NOT NULL DEFAULT 0"],
            "",
            id="newer, with a column that fills itself",
        ),
        pytest.param(
            [
                revision("9999"),
                "DROP TABLE mutes",
                "CREATE TABLE mutes (person_id INT PRIMARY KEY, since TIMESTAMP NOT NULL, odd INT NOT NULL)",
            ],
            "nothing is known of mutes.odd",
            id="newer, with a column that we would have to fill",
        ),
        pytest.param(
            [
                revision("9999"),
                "ALTER TABLE pace DROP COLUMN free_at",
                "ALTER TABLE pace ADD COLUMN free_at BIGINT",
                "ALTER TABLE outbox ADD COLUMN odd VARCHAR(8)",
                "CREATE TABLE odd (id INTEGER PRIMARY KEY)",
            ],
            "",
            id="newer, with more than we know",
        ),
    ],
)
def test_a_database_of_another_schema_is_refused_and_left_as_it_is(
    change: Callable[..., Database], statements: list[str], because: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A newer one that does no harm is served, and not migrated either."""
    database = change(*statements)
    before = columns(database)
    for begin in (require_schema, migrate):
        caplog.clear()
        if not because:
            begin(database)
            assert "newer than this release" in caplog.text
            continue
        with pytest.raises(ForeignSchema) as refused:
            begin(database)
        assert refused.value.because == because
        assert "Let DATABASE_URL name a new, empty database" in refused.value.sentence
    assert columns(database) == before


def test_the_database_of_other_software_is_refused(new_database: Database) -> None:
    with new_database.write() as connection:
        connection.execute(text("CREATE TABLE people (name VARCHAR(80))"))
    for begin in (require_schema, migrate):
        with pytest.raises(ForeignSchema, match="it has no revision, but a table people"):
            begin(new_database)
    assert columns(new_database) == {"people": ["name"]}


def test_migrations_that_do_not_make_the_tables_change_nothing(new_database: Database) -> None:
    planted = Table("planted", metadata, Column("id", Integer, primary_key=True))
    try:
        with pytest.raises(StartupError, match=r"\(the table planted is missing\).*migrations/landed.txt"):
            migrate(new_database)
    finally:
        metadata.remove(planted)
    assert columns(new_database) == {}


def test_a_sandbox_of_an_earlier_day_says_which_folder_to_delete(tmp_path: Path) -> None:
    data = tmp_path / "played"
    data.mkdir()
    database = connect(f"sqlite:///{data}/followthrough.db")
    migrate(database)
    with database.write() as connection:
        connection.execute(text(revision("0004")))
    database.dispose()
    ended = run("sandbox", "--port", str(free_port()), "--data", str(data), settings={}, cwd=tmp_path)
    assert ended.returncode == 2
    assert f"Delete the folder {data} and start the sandbox again" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def changed_since_landing(folder: Path) -> list[str]:
    """What is wrong with the migrations, and what to do about it."""
    lines = (folder / "landed.txt").read_text().splitlines()
    landed = {name: digest for digest, name in (line.split() for line in lines if line and line[0] != "#")}
    found = {
        f"versions/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("versions/*.py"))
    }
    return [
        *(f"{name} is gone: put it back, databases have run it" for name in landed.keys() - found.keys()),
        *(
            f"{name} was changed after it had landed: put it back and write a new one (landed.txt says how)"
            for name in landed.keys() & found.keys()
            if landed[name] != found[name]
        ),
        *(
            f"{name} is new: add a line to migrations/landed.txt: {found[name]}  {name}"
            for name in sorted(found.keys() - landed.keys())
        ),
    ]


def test_a_migration_that_has_landed_is_never_edited() -> None:
    assert changed_since_landing(MIGRATIONS) == []


def test_an_edited_a_missing_and_a_new_migration_are_seen(tmp_path: Path) -> None:
    folder = shutil.copytree(
        MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__")
    )
    first = next(folder.glob("versions/*.py"))
    (folder / "versions" / "9999_new.py").write_text("revision = 9999")
    first.write_text(first.read_text() + "# one word more\n")
    edited, new = changed_since_landing(folder)
    assert edited.startswith(f"versions/{first.name} was changed after it had landed")
    assert new.startswith("versions/9999_new.py is new: add a line to migrations/landed.txt: ")
    first.unlink()
    assert changed_since_landing(folder)[0].startswith(f"versions/{first.name} is gone")
