"""Settings from the environment, and where content/ and migrations/ lie."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import StartupError

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Finds a file of `content/` or `migrations/`: beside the package in a checkout, inside it in a wheel."""
    bundled = _PACKAGE / "_bundled" / name
    return bundled if bundled.exists() else _PACKAGE.parent / name


def _database_url(value: SecretStr) -> SecretStr:
    """Checks the address; a bare `postgresql://` means psycopg 3."""
    try:
        url = make_url(value.get_secret_value())
    except ArgumentError:
        raise ValueError(
            "is not a database address like sqlite:///followthrough.db or postgresql://user@host/name"
        ) from None
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return SecretStr(url.render_as_string(hide_password=False))


def _api_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise ValueError("must be an address like https://slack.com/api/")
    return value.rstrip("/") + "/"


def _prefix(value: str) -> str:
    if not re.fullmatch(r"/[a-z0-9_-]{1,20}", value):
        raise ValueError('must be a slash and up to 20 of a-z, 0-9, "-" and "_", for example /l5-')
    return value


def _not_blank(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().strip():
        raise ValueError("is empty")
    return SecretStr(value.get_secret_value().strip())


def _secrets(value: object) -> object:
    """Splits a comma-separated list, in order, and drops blanks."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def usable_prefix(value: str) -> str:
    """Returns the prefix, or raises StartupError that says what is wrong with it."""
    try:
        return _prefix(value)
    except ValueError as error:
        raise StartupError(f"COMMAND_PREFIX {error}.") from None


COMMAND_PREFIX = "/l5-"

Secret = Annotated[SecretStr, AfterValidator(_not_blank)]
Secrets = Annotated[list[SecretStr], NoDecode, BeforeValidator(_secrets), Field(min_length=1)]


class Settings(BaseSettings):
    """Everything that can be set. Secrets print as stars, whoever prints them."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", hide_input_in_errors=True, env_ignore_empty=True, frozen=True
    )

    slack_bot_token: Secret = Field(description="The bot token (xoxb-...) of the installed app.")
    slack_signing_secret: Secrets = Field(
        description="The app's signing secret. While you rotate it: the new one, a comma, the old one.",
        max_length=2,
    )
    slack_api_url: Annotated[str, AfterValidator(_api_url)] = Field(
        "https://slack.com/api/", description="The Web API's base, so that a stand-in can be plugged in."
    )
    database_url: Annotated[SecretStr, AfterValidator(_database_url)] = Field(
        SecretStr("sqlite:///followthrough.db"),
        description="sqlite:///FILE for a team, postgresql://USER@HOST/NAME for a company.",
        validate_default=True,
    )
    encryption_keys: Secrets = Field(
        description="Keys that seal what people write, newest first: `followthrough keys generate`."
    )
    guide_path: Path = Field(
        resource("content/l4-to-l5.md"),
        description="The guide to assess against: a Markdown file. Empty: the one that comes with it.",
    )
    command_prefix: Annotated[str, AfterValidator(_prefix)] = Field(
        COMMAND_PREFIX,
        description="What the slash commands begin with; another one lets two bots share a workspace.",
    )
    nudges_enabled: bool = Field(
        "true",
        description="false: nobody is written to unasked. Later only the current week's messages go out.",
        validate_default=True,
    )
    holidays_path: str = Field(
        "",
        description="A folder of calendars of your own: ours.txt, with lines like 2026-12-25 Christmas.",
    )
    holidays_default: str = Field(
        "",
        description="The calendar of whoever chose none: ours, or - for no holidays. Empty: their country's.",
    )
    share_most_readers: int = Field(
        25, ge=2, le=100, description="So many may be in a channel that is shared to, the bot not counted."
    )
    clock_file: Path | None = Field(
        None,
        description="The sandbox's moved clock. Only with a SLACK_API_URL on this machine; leave it empty.",
    )
    host: str = Field("127.0.0.1", description="The address to listen on; 0.0.0.0 in a container.")
    port: int = Field(3000, ge=0, le=65535, description="The port to listen on.")
    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR."
    )

    @property
    def slack_is_here(self) -> bool:
        """Slack is a stand-in on this machine: time may be moved there, nobody real is written to."""
        return urlsplit(self.slack_api_url).hostname in {"127.0.0.1", "localhost", "::1"}


_READABLE = {
    "missing": "is not set",
    "too_short": "is empty",
    "too_long": "has too many values",
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "string_pattern_mismatch": "must be DEBUG, INFO, WARNING or ERROR",
}


def load_settings() -> Settings:
    """Returns the settings. StartupError names every one that is missing or wrong, and never its value."""
    try:
        return Settings()
    except ValidationError as error:
        problems = []
        for each in error.errors(include_input=False):
            readable = each["msg"].removeprefix("Value error, ")
            if known := _READABLE.get(each["type"]):
                readable = known.format(**(each.get("ctx") or {}))
            problems.append(f"{str(each['loc'][0]).upper()} {readable}")
    raise StartupError("; ".join(problems) + ". See .env.example for what each setting means.")
