"""The settings, and that `.env.example` tells the truth about them."""

import re
from pathlib import Path

import pytest

from app.bootstrap import build
from app.config import Settings, load_settings
from app.db.crypto import generate_key
from app.db.engine import connect
from app.db.schema import migrate
from app.errors import StartupError
from app.web import HttpServer
from tests.support.process import ROOT

EXAMPLE = (ROOT / ".env.example").read_text()


def test_the_example_names_every_setting_with_its_description_and_default() -> None:
    blocks = [block.strip().splitlines() for block in EXAMPLE.split("\n\n")[1:]]
    told = {lines[-1].partition("=")[0]: (lines[0], lines[-1].partition("=")[2]) for lines in blocks}
    assert list(told) == [name.upper() for name in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        comment, value = told[name.upper()]
        assert comment == f"# {field.description}"
        default = "" if field.is_required() else _plain(field.default)
        assert value == default, name


def _plain(default: object) -> str:
    if hasattr(default, "get_secret_value"):
        return str(default.get_secret_value())
    return "" if default is None or isinstance(default, Path) else str(default)


def test_the_file_env_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    filled = re.sub(
        r"^(SLACK_BOT_TOKEN|SLACK_SIGNING_SECRET|ENCRYPTION_KEYS)=$", r"\1=x", EXAMPLE, flags=re.M
    )
    (tmp_path / ".env").write_text(filled, encoding="utf-8")
    monkeypatch.setenv("PORT", "4000")
    settings = load_settings()
    assert settings.port == 4000
    assert settings.slack_api_url == "https://slack.com/api/"


def test_every_missing_setting_is_named_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StartupError) as error:
        load_settings()
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "ENCRYPTION_KEYS"):
        assert f"{name} is not set" in error.value.sentence


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d?sslmode=require", "postgresql+psycopg://u@h/d?sslmode=require"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_a_bare_postgresql_means_psycopg(given: str, used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "x")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "new, old")
    monkeypatch.setenv("ENCRYPTION_KEYS", "a,b")
    monkeypatch.setenv("DATABASE_URL", given)
    settings = load_settings()
    assert settings.database_url.get_secret_value() == used
    assert [secret.get_secret_value() for secret in settings.slack_signing_secret] == ["new", "old"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is not set"),
        ("SLACK_SIGNING_SECRET", "", "SLACK_SIGNING_SECRET is not set"),
        ("ENCRYPTION_KEYS", "", "ENCRYPTION_KEYS is not set"),
        ("ENCRYPTION_KEYS", "c2hvcnQ=", "ENCRYPTION_KEYS: key 1 is not 32 bytes"),
        ("ENCRYPTION_KEYS", "supersecretvalue", "ENCRYPTION_KEYS: key 1 is not 32 bytes"),
        ("PORT", "many", "PORT must be a whole number"),
        ("PORT", "70000", "PORT must be 65535 or less"),
        ("PORT", "-1", "PORT must be 0 or more"),
        ("SHARE_MOST_READERS", "1", "SHARE_MOST_READERS must be 2 or more"),
        ("SHARE_MOST_READERS", "101", "SHARE_MOST_READERS must be 100 or less"),
        ("DATABASE_URL", "mysql://u:hunter2@h/d", "DATABASE_URL must begin with"),
        ("DATABASE_URL", "hunter2", "DATABASE_URL is not a database address"),
        ("DATABASE_URL", "sqlite:////no/such/folder/x.db", "DATABASE_URL: the database does not answer"),
        ("DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:1/d", "DATABASE_URL: the database does not"),
        ("COMMAND_PREFIX", "L5", "COMMAND_PREFIX must be a slash"),
        ("SLACK_API_URL", "slack.com", "SLACK_API_URL must be an address"),
        ("GUIDE_PATH", "/no/such/guide.md", "GUIDE_PATH: /no/such/guide.md cannot be served"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be DEBUG"),
        ("NUDGES_ENABLED", "maybe", "NUDGES_ENABLED must be true or false"),
        ("HOLIDAYS_PATH", "/no/such/folder", "HOLIDAYS_PATH"),
        ("HOLIDAYS_DEFAULT", "se", "HOLIDAYS_DEFAULT"),
        ("CLOCK_FILE", "clock", "CLOCK_FILE moves the time"),
        ("HOST", "no.such.host.invalid", "HOST and PORT: cannot listen"),
    ],
)
def test_whatever_is_wrong_is_said_in_a_sentence_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    database = connect(f"sqlite:///{tmp_path}/x.db")
    migrate(database)
    database.dispose()
    monkeypatch.chdir(tmp_path)
    good = {
        "SLACK_BOT_TOKEN": "xoxb-secret",
        "SLACK_SIGNING_SECRET": "signing-secret",
        "ENCRYPTION_KEYS": generate_key(),
        "DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
        "PORT": "0",
    }
    for setting, its_value in (good | {name: value}).items():
        monkeypatch.setenv(setting, its_value)
    with pytest.raises(StartupError) as error:
        start()
    assert error.value.sentence.startswith(says), error.value.sentence
    assert not [
        s for s in (*good.values(), "hunter2", "supersecretvalue") if len(s) > 1 and s in error.value.sentence
    ]


def start() -> None:
    """What `serve` does before it serves."""
    settings = load_settings()
    HttpServer(build(settings).web, settings.host, settings.port)
