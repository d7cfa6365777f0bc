"""The server as a process: what it needs to start, how it ends, and that a kill loses nothing."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.db.seal import generate_key, parse_keys
from app.sandbox.slack import StandIn
from tests.support.process import ROOT, Server, run, wait_for
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
    standin: StandIn, settings: dict[str, str], servers: list[Server], tmp_path: Path
) -> None:
    ada = standin.open_window("ada")
    server = start(servers, settings, tmp_path)
    standin.bot_url = server.url
    begin(ada)
    question = first_question(ada)
    for words in ("typed", "typed and killed"):
        write(ada, question, words)
        server.kill()
        ada.close()
        server = start(servers, settings, tmp_path)
        standin.bot_url = server.url
        ada.command("/l5-assess")
        assert ada.shown(question) == words
    forward(ada)
    server.kill()
    delivery = ada.submit()
    assert not delivery.ok
    assert title(ada) == "Section 2 of 6"
    standin.bot_url = start(servers, settings, tmp_path).url
    forward(ada)
    assert title(ada) == "Section 3 of 6"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the process, not the database
def test_sigterm_lets_a_running_request_answer(
    standin: StandIn, settings: dict[str, str], servers: list[Server], tmp_path: Path
) -> None:
    server = start(servers, settings, tmp_path)
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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestStarting:
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

    def test_no_secret_shows_in_a_repr_or_a_log(self, settings: dict[str, str], tmp_path: Path) -> None:
        code = (
            "from app.config import load_settings\nfrom app.bootstrap import build\n"
            "s = load_settings()\np = build(s)\n"
            "print(repr(s), str(s), s.model_dump(), repr(p), vars(p.assessments), vars(p.web))"
        )
        loud = {**settings, "LOG_LEVEL": "DEBUG", "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(
            [sys.executable, "-c", code], env=loud, cwd=tmp_path, capture_output=True, text=True
        )
        assert ended.returncode == 0, ended.stderr
        for secret in SECRETS.values():
            assert secret not in ended.stdout + ended.stderr

    def test_a_token_that_slack_refuses_ends_it(self, settings: dict[str, str], tmp_path: Path) -> None:
        ended = run("serve", settings={**settings, "SLACK_BOT_TOKEN": "xoxb-revoked"}, cwd=tmp_path)
        assert ended.returncode == 2
        assert "Slack refuses SLACK_BOT_TOKEN (invalid_auth)" in ended.stderr
        assert "xoxb-revoked" not in ended.stderr

    def test_it_starts_when_slack_does_not_answer_and_says_so(
        self, settings: dict[str, str], servers: list[Server], tmp_path: Path
    ) -> None:
        server = start(servers, {**settings, "SLACK_API_URL": "http://127.0.0.1:9/api"}, tmp_path)
        assert "Slack did not answer" in server.log.read_text()

    def test_bolt_s_own_settings_in_the_environment_change_nothing(
        self, standin: StandIn, settings: dict[str, str], servers: list[Server], tmp_path: Path
    ) -> None:
        more = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x"}
        server = start(servers, settings | more, tmp_path)
        standin.bot_url = server.url
        ada = standin.open_window("ada")
        ada.command("/l5-assess")
        assert title(ada) == "Assess yourself"

    def test_a_busy_port_is_said(
        self, settings: dict[str, str], servers: list[Server], tmp_path: Path
    ) -> None:
        server = start(servers, settings, tmp_path)
        ended = run("serve", settings={**settings, "PORT": str(server.port)}, cwd=tmp_path)
        assert ended.returncode == 2
        assert f"cannot listen on 127.0.0.1:{server.port}" in ended.stderr


class TestSchemaAndKeys:
    def test_an_older_schema_is_refused_and_a_newer_one_served(
        self, settings: dict[str, str], servers: list[Server], tmp_path: Path
    ) -> None:
        with create_engine(settings["DATABASE_URL"]).begin() as connection:
            connection.execute(text("DELETE FROM alembic_version"))
        ended = run("serve", settings=settings, cwd=tmp_path)
        assert ended.returncode == 2
        assert "run `followthrough migrate`" in ended.stderr
        with create_engine(settings["DATABASE_URL"]).begin() as connection:
            connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
        server = start(servers, settings, tmp_path)
        assert "newer than this release" in server.log.read_text()

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the process, not the database
    def test_a_ring_that_lacks_a_key_in_use_refuses_and_names_it(
        self, standin: StandIn, settings: dict[str, str], servers: list[Server], tmp_path: Path
    ) -> None:
        old = {**settings, "ENCRYPTION_KEYS": "spring:" + SECRETS["ENCRYPTION_KEYS"]}
        server = start(servers, old, tmp_path)
        standin.bot_url = server.url
        ada = standin.open_window("ada")
        begin(ada)
        question = first_question(ada)
        write(ada, question, "sealed in spring")
        server.kill()
        autumn = "autumn:" + generate_key()
        ended = run("serve", settings={**settings, "ENCRYPTION_KEYS": autumn}, cwd=tmp_path)
        assert ended.returncode == 2
        assert 'lacks the key "spring"' in ended.stderr
        other = {**settings, "ENCRYPTION_KEYS": "spring:" + generate_key()}
        assert 'the key "spring" is not the one' in run("serve", settings=other, cwd=tmp_path).stderr
        both = f"{autumn},{old['ENCRYPTION_KEYS']}"
        standin.bot_url = start(servers, {**settings, "ENCRYPTION_KEYS": both}, tmp_path).url
        ada.command("/l5-assess")
        assert ada.shown(question) == "sealed in spring"


def test_a_generated_key_is_taken() -> None:
    key = generate_key()
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", key)
    assert parse_keys([key, f"named:{generate_key()}"]).keys[1].id == "named"
