"""The settings, and that `.env.example` tells the truth about them."""

import re
from pathlib import Path

import pytest

from app.config import Settings, load_settings
from app.errors import StartupError
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
    return str(default.relative_to(ROOT)) if isinstance(default, Path) else str(default)


def test_the_file_env_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    filled = re.sub(
        r"^(SLACK_BOT_TOKEN|SLACK_SIGNING_SECRET|ENCRYPTION_KEYS)=$", r"\1=x", EXAMPLE, flags=re.M
    )
    (tmp_path / ".env").write_text(filled)
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
