"""The product and the stand-in, started for a test and ended after it."""

from tests.support import today  # first: it moves the clock before anything takes hold of it

# isort: split

import gc
import os
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from xdist.remote import Producer

from app.bootstrap import Product
from app.sandbox.slack import StandIn, Window
from app.slack.manifest import manifest
from tests.support.bot import running_bot
from tests.support.browser import drives_a_browser, running_browser
from tests.support.compiled import compile_once
from tests.support.databases import Postgres, SqliteTemplate, shared_postgres
from tests.support.dm import Dm
from tests.support.launching import go_to_tuesday
from tests.support.memory import memory
from tests.support.workers import OneBrowser, waits

compile_once()
if folder := memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--moments", action="store_true", help="run what looks at a calendar at each hard moment"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What is red on some days only is red again with this."""
    terminalreporter.write_line(f"The suite began at DAY={today.BEGAN:%Y-%m-%dT%H:%M:%S%z}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.config.getoption("moments") and metafunc.definition.get_closest_marker("calendar"):
        metafunc.parametrize("_moment", today.MOMENTS, ids=str, indirect=True)


@pytest.fixture(autouse=True)
def _moment(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock and zone of a test, if it is run at several."""
    with request.param.lived() if hasattr(request, "param") else nullcontext():
        yield


def pytest_itemcollected(item: pytest.Item) -> None:
    if drives_a_browser(item.nodeid):
        item.add_marker(pytest.mark.browser)
    if waits(item.nodeid):
        item.add_marker(pytest.mark.waits)


@pytest.hookimpl(optionalhook=True)  # of xdist, which somebody may leave out
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneBrowser:
    return OneBrowser(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The browser's tests first: together they take longest. Then those that wait, while others compute."""
    dialects: dict[tuple[Path, str], set[str]] = {}
    for item in items:
        dialects.setdefault(_function(item), set()).add(_dialect(item))
    turns = [(item, _its_turn(item, dialects[_function(item)])) for item in items]
    config.hook.pytest_deselected(items=[item for item, its_turn in turns if not its_turn])
    items[:] = [item for item, its_turn in turns if its_turn]
    items.sort(key=_rank)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the garbage collector need not look through it."""
    gc.freeze()


def _rank(item: pytest.Item) -> int:
    marks = ("browser", "waits")
    return next((n for n, mark in enumerate(marks) if item.get_closest_marker(mark)), len(marks))


def _function(item: pytest.Item) -> tuple[Path, str]:
    return item.path, getattr(item, "originalname", item.name)


def _dialect(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("database_url", "")) if callspec else ""


def _its_turn(item: pytest.Item, dialects: set[str]) -> bool:
    """Where the dialects take turns, a test that is for both has the one that its name decides; at many
    moments, SQLite."""
    if item.config.getoption("moments"):
        return _dialect(item) != "postgresql"
    if len(dialects) < 2 or item.get_closest_marker("dialects_take_turns") is None:
        return True
    return _dialect(item) == ("sqlite", "postgresql")[zlib.crc32(_function(item)[1].encode()) % 2]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """One for all workers."""
    ours = tmp_path_factory.getbasetemp()
    with shared_postgres(ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One for all: starting it takes as long as a test in it."""
    with running_browser() as browser:
        yield browser


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, sqlite_template: SqliteTemplate, tmp_path: Path) -> str:
    """A fresh, migrated database: the test runs once on each dialect."""
    if request.param == "sqlite":
        return sqlite_template.copy_to(tmp_path / "followthrough.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.clean_database()


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn(manifest("/l5-", "http://127.0.0.1")) as running:
        yield running


@pytest.fixture
def bot(standin: StandIn, database_url: str) -> Iterator[Product]:
    with running_bot(standin, database_url) as product:
        yield product


@pytest.fixture
def ada(standin: StandIn, bot: Product) -> Window:
    """Ada at her desk, with the bot running."""
    return standin.open_window("ada")


@pytest.fixture
def dm(ada: Window, standin: StandIn, bot: Product) -> Dm:
    return Dm(ada, standin, bot)


@pytest.fixture
def tuesday(standin: StandIn) -> None:
    """At 08:00 UTC: a morning in the middle of a week, whichever day the suite runs on."""
    go_to_tuesday(standin)
