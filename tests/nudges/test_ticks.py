"""The tick around it all: what a pass costs, what a failure stops, and what operators see of it."""

import re
import threading
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, event, text

from app.calendar.schedule import Slot
from app.cli.operate import explain, moment, tick
from app.clock import SystemClock
from app.config import Settings
from app.db.crypto import generate_key
from app.db.engine import Database, connect
from app.errors import StartupError
from app.nudges import codes
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import State
from app.people import enter
from app.settings.service import why_screen
from app.users import SlackUser
from app.worker import Pass, Scheduler
from tests.nudges.support import TEN, Home
from tests.support.work import work_of

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def asked(engine: Engine) -> list[tuple[str, object]]:
    """Every statement from here on."""
    found: list[tuple[str, object]] = []
    event.listen(
        engine, "before_cursor_execute", lambda _c, _cur, sql, values, *_: found.append((sql, values))
    )
    return found


@both
def test_a_pass_with_nothing_due_reads_what_is_due_by_an_index(home: Home, database: Database) -> None:
    home.begin()
    next_due = home.row().due_at
    statements = asked(database.engine)
    assert home.tick() == Pass(next_due=next_due)
    # SET LOCAL and the like aside
    reads = [(sql, values) for sql, values in statements if sql.lstrip().startswith(("SELECT", "WITH"))]
    assert len(reads) == 1, [sql for sql, _ in reads]
    with database.engine.connect() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SET enable_seqscan = off"))
        explained = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
        for sql, values in reads:
            plan = [str(row) for row in connection.exec_driver_sql(explained + sql, values)]  # type: ignore[arg-type]
            whole = [
                line for line in plan if "Seq Scan" in line or re.search("SCAN (?!.*(INDEX|ROW|sub))", line)
            ]
            assert not whole, (sql, plan)


def test_a_pass_says_what_it_did(home: Home) -> None:
    home.begin()
    home.go_to("2026-11-03T10:00")
    done = home.tick()
    assert (done.counts, done.planned) == ({State.SENT: 1}, 1)  # planned: what comes after the message
    assert done.next_due == home.row("reminder").due_at


class Once:
    """A ticker that fails, and then waits to be told to stop."""

    def __init__(self) -> None:
        self.runs = 0
        self.entered, self.ended = threading.Event(), threading.Event()

    def run(self, _limit: float, stop: "threading.Event") -> None:
        self.runs += 1
        if self.runs == 1:
            raise ZeroDivisionError("a sentence that somebody wrote")
        self.entered.set()
        while not stop():  # type: ignore[operator]
            pass
        self.ended.set()


def test_the_scheduler_goes_on_after_a_failure_and_drains_at_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ticker = Once()
    scheduler = Scheduler(ticker, every=0.02)  # type: ignore[arg-type]
    assert scheduler.since_last_tick() is None
    scheduler.start()
    assert ticker.entered.wait(20)
    seconds = scheduler.since_last_tick()
    assert seconds is not None
    assert 0 <= seconds < 60, "since that one, not since the machine was started"
    scheduler.stop()
    assert ticker.ended.is_set()
    assert "a tick failed: ZeroDivisionError at" in caplog.text
    assert "somebody wrote" not in caplog.text


class TestCommands:
    @pytest.fixture
    def settings(self, database_url: str) -> Settings:
        return Settings(
            _env_file=None,
            slack_bot_token=SecretStr("xoxb-test"),
            slack_signing_secret=[SecretStr("secret")],
            database_url=SecretStr(database_url),
            encryption_keys=[SecretStr(generate_key())],
        )

    def test_one_pass_is_told_in_three_lines(self, settings: Settings) -> None:
        local = settings.model_copy(update={"slack_api_url": "http://127.0.0.1:9/api/"})
        for at in (None, "2027-11-16T10:00"):
            assert list(tick(local, at, dry=False)) == [
                "planned for 0, profiles that changed 0, edited 0",
                "messages: none were due",
                "next: nothing is planned",
            ]
        assert list(tick(settings, "2027-11-16T10:00", dry=True)) == [
            "Nothing is due, and nothing is planned within 7 days."
        ]

    def test_another_time_sends_only_to_a_stand_in(self, settings: Settings) -> None:
        with pytest.raises(StartupError, match="--at sends only where SLACK_API_URL is on this machine"):
            list(tick(settings, "2026-11-16T10:00", dry=False))

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_explain_prints_what_they_saw_when_they_made_the_code(self, settings: Settings) -> None:
        home = Home(connect(settings.database_url.get_secret_value()))
        home.begin()
        home.live_until("2026-11-04")
        now = SystemClock().now()
        with home.database.write() as connection:
            work = work_of(connection, home.person_id, now)
            code = codes.make(connection, home.person_id, now)
            seen = why_screen(work, enabled=True).lines
        home.database.dispose()
        assert "weekly check-in: sent at 10:00, your weekly slot" in seen[-1].sentence
        assert list(explain(settings, code)) == [line.sentence for line in seen]

    def test_explain_needs_a_code_that_was_not_used(self, settings: Settings) -> None:
        database = connect(settings.database_url.get_secret_value())
        now = SystemClock().now()
        with database.write() as connection:
            person = enter(connection, SlackUser("", "T1", "U1"), now)
            work_of(connection, person).get(NotificationSettingsStore).ensure(Slot(2, TEN))
            code = codes.make(connection, person.id, now)
        database.dispose()
        assert list(explain(settings, code)) == ["Nothing was ever planned."]
        with pytest.raises(StartupError, match="was used"):
            list(explain(settings, code))


def test_a_time_is_iso_and_utc_unless_it_says_otherwise() -> None:
    assert (
        moment("2026-11-16T10:00")
        == moment("2026-11-16T11:00+01:00")
        == datetime(2026, 11, 16, 10, tzinfo=UTC)
    )
    for nonsense in ("tomorrow", "", "9999-12-31", "0001-01-01T00:00", "2026-13-01"):
        with pytest.raises(StartupError, match="--at must be a time like"):
            moment(nonsense)
