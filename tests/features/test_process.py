"""The server as a process: what it needs to start, how it ends, and that a kill loses nothing."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.bootstrap import Product, build
from app.db.crypto import generate_key, parse_keys
from app.errors import StartupError
from app.sandbox.slack import StandIn
from app.web import HttpServer
from tests.support.bot import KEY, running_bot, settings_for
from tests.support.process import Server, run, wait_for
from tests.support.screens import title
from tests.support.walk import begin, first_question, forward, write

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-sandbox",
    "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
    "ENCRYPTION_KEYS": generate_key(),
}


@pytest.fixture
def settings(standin: StandIn, database_url: str) -> dict[str, str]:
    return SECRETS | {"SLACK_API_URL": standin.api_url, "DATABASE_URL": database_url}


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    """Those that a test started; all ended after it."""
    started: list[Server] = []
    yield started
    for server in started:
        server.kill()


def start(servers: list[Server], settings: dict[str, str], folder: Path) -> Server:
    servers.append(Server(settings, folder))
    servers[-1].wait_until_ready()
    return servers[-1]


def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(
    standin: StandIn, database_url: str, settings: dict[str, str], servers: list[Server], tmp_path: Path
) -> None:
    ada = standin.open_window("ada")
    server = start(servers, settings, tmp_path)
    standin.bot_url = server.url
    begin(ada)
    submitted = first_question(ada)
    write(ada, submitted, "submitted and killed")
    forward(ada)
    typed = first_question(ada)
    write(ada, typed, "typed and killed")
    server.kill()
    assert not ada.submit().ok
    assert title(ada) == "2 of 10"
    with running_bot(standin, database_url, keys=[settings["ENCRYPTION_KEYS"]]):
        other = standin.open_window("ada")
        other.command("/l5-assess")
        assert other.shown(typed) == "typed and killed"
        other.click("Back")
        assert other.shown(submitted) == "submitted and killed"
        forward(ada)
        assert title(ada) == "3 of 10"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the process, not the database
class TestProcess:
    def test_sigterm_lets_a_running_request_answer_and_bolt_s_own_settings_change_nothing(
        self, standin: StandIn, settings: dict[str, str], servers: list[Server], tmp_path: Path
    ) -> None:
        bolts = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x"}
        server = start(servers, settings | bolts, tmp_path)
        standin.bot_url = server.url
        ada = standin.open_window("ada")
        standin.faults.add("views.open", "slow", seconds=1.7)
        answers: list[bool] = []
        asking = threading.Thread(target=lambda: answers.append(ada.command("/l5-assess").ok))
        asking.start()
        wait_for(lambda: not standin.faults.planned(), "the bot called Slack")
        assert server.terminate() == 0
        asking.join()
        assert answers == [True]
        assert title(ada) == "Assess yourself"

    def test_a_wrong_setting_is_one_sentence_and_exit_2(
        self, settings: dict[str, str], tmp_path: Path
    ) -> None:
        wrong = {"PORT": "many", "DATABASE_URL": "mysql://u:hunter2@h/d", "ENCRYPTION_KEYS": ""}
        ended = run("serve", settings=settings | wrong, cwd=tmp_path)
        assert ended.returncode == 2
        assert ended.stderr.startswith(
            "followthrough: DATABASE_URL must begin with sqlite:/// or postgresql://; "
        )
        assert len(ended.stderr.splitlines()) == 1
        for secret in ("hunter2", *SECRETS.values()):
            assert secret not in ended.stdout + ended.stderr

    def test_a_token_that_slack_refuses_ends_it(self, settings: dict[str, str], tmp_path: Path) -> None:
        ended = run("serve", settings={**settings, "SLACK_BOT_TOKEN": "xoxb-revoked"}, cwd=tmp_path)
        assert ended.returncode == 2
        assert "Slack refuses SLACK_BOT_TOKEN (invalid_auth)" in ended.stderr
        assert "xoxb-revoked" not in ended.stderr

    def test_it_serves_without_slack_and_on_a_newer_schema_and_says_so(
        self, settings: dict[str, str], servers: list[Server], tmp_path: Path
    ) -> None:
        say_schema(settings["DATABASE_URL"], "9999")
        alone = settings | {"SLACK_API_URL": "http://127.0.0.1:9/api"}
        server = start(servers, alone, tmp_path)
        for said in ("Slack did not answer", "newer than this release"):
            assert said in server.log.read_text()


class TestStarting:
    """What ends a start ends it before anything is served, so these need no process of their own."""

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_no_secret_shows_in_a_repr_or_a_log(
        self, standin: StandIn, database_url: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        settings = settings_for(standin, database_url)
        product = build(settings)
        shown = repr(settings), str(settings), settings.model_dump(), repr(product)
        said = f"{shown} {vars(product.assessments)} {vars(product.web)} {caplog.text}"
        for secret in ("xoxb-sandbox", standin.config.signing_secret, KEY):
            assert secret not in said
        product.database.dispose()

    def test_an_older_schema_and_a_foreign_one_are_refused_and_a_newer_one_served(
        self, standin: StandIn, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with pytest.raises(StartupError, match="run `followthrough migrate`"):
            build(settings_for(standin, f"sqlite:///{tmp_path}/empty.db"))
        settings = settings_for(standin, database_url)
        say_schema(database_url, "0004")
        with pytest.raises(StartupError, match="nothing is known of its revision 0004"):
            build(settings)
        say_schema(database_url, "9999")
        build(settings).database.dispose()
        assert "newer than this release" in caplog.text

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_a_port_that_is_taken_is_named(self, standin: StandIn, bot: Product) -> None:
        taken = int(standin.bot_url.split(":")[2].split("/")[0])
        with pytest.raises(StartupError, match=f"cannot listen on 127.0.0.1:{taken}"):
            HttpServer(bot.web, "127.0.0.1", taken)

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_a_ring_that_lacks_a_key_in_use_refuses_and_names_it(
        self, standin: StandIn, database_url: str
    ) -> None:
        spring, autumn = f"spring:{generate_key()}", f"autumn:{generate_key()}"
        ada = standin.open_window("ada")
        with running_bot(standin, database_url, keys=[spring]):
            begin(ada)
            question = first_question(ada)
            write(ada, question, "sealed in spring")
        with pytest.raises(StartupError, match='lacks the key "spring"'):
            build(settings_for(standin, database_url, keys=[autumn]))
        with pytest.raises(StartupError, match='the key "spring" is not the one'):
            build(settings_for(standin, database_url, keys=[f"spring:{generate_key()}"]))
        with running_bot(standin, database_url, keys=[autumn, spring]):
            ada.command("/l5-assess")
            assert ada.shown(question) == "sealed in spring"


def say_schema(database_url: str, revision: str) -> None:
    """Let the database say that it is at this revision."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    engine.dispose()


def test_a_generated_key_is_taken() -> None:
    key = generate_key()
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", key)
    assert parse_keys([key, f"named:{generate_key()}"]).keys[1].id == "named"
