"""Errors with a sentence for whoever reads it, and what may be logged of the others."""

import logging
import sys
import traceback
from pathlib import Path


class FollowthroughError(Exception):
    """Something a person or an operator can do something about.

    `sentence` is plain text with a next step. It never holds what somebody wrote, nor a secret.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class StartupError(FollowthroughError):
    """The process cannot start as it is configured: said in one sentence, exit code 2."""


class NotFound(FollowthroughError):
    """Missing, or somebody else's: the two are never told apart."""

    def __init__(self) -> None:
        super().__init__(
            "This page is not there any more. Close it and type the command again; what you saved is kept."
        )


class BadText(FollowthroughError):
    """A text that cannot be kept exactly as it was typed. `field` is the block id it came from."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class StorageUnavailable(FollowthroughError):
    """The database did not answer in time, or refused: nothing of the transaction was kept."""

    def __init__(self) -> None:
        super().__init__(
            "I cannot reach my storage right now. What you saved is safe, and what stands on this page "
            "stays: try again in a moment."
        )


class TokenRefused(FollowthroughError):
    """Slack knows the token and does not take it (`code`): no use trying again."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Slack refuses SLACK_BOT_TOKEN ({code}). Copy the bot token from the app's page and start again."
        )
        self.code = code


class SlackUnavailable(FollowthroughError):
    """Slack did not answer in time, or refused with `code` (Slack's own word, for example `ratelimited`)."""

    def __init__(self, code: str) -> None:
        super().__init__("Slack did not answer in time. What you saved is kept: try again in a moment.")
        self.code = code


# Logging: one line an event, ids only. Nobody's words and nobody's name, at any level.

QUIET = ("slack_bolt", "slack_sdk", "waitress", "sqlalchemy", "alembic", "apscheduler")
"""Their DEBUG lines hold whole payloads or parameters, so they never go below WARNING."""


def configure(level: str = "INFO") -> None:
    """Log to standard error. Calling it again replaces what was set."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # at WARNING a long tick says so every second
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)  # what it would say we say, in our words


def where(error: BaseException) -> str:
    """The kind of an error and the lines it came through, without its message: that may quote a person."""
    frames = traceback.extract_tb(error.__traceback__)
    steps = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-8:])
    return f"{type(error).__name__} at {steps}"
