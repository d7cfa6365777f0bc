"""Logging: one line an event, ids only. Nobody's words and nobody's name, at any level."""

import logging
import sys
import traceback
from pathlib import Path

QUIET = ("slack_bolt", "slack_sdk", "waitress", "sqlalchemy", "alembic", "apscheduler")
"""Their DEBUG lines hold whole payloads or parameters, so they never go below WARNING."""


def configure(level: str = "INFO") -> None:
    """Log to standard error. Calling it again replaces what was set."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # at WARNING a long tick says so every 5 seconds
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)  # what it would say we say, in our words


def where(error: BaseException) -> str:
    """The kind of an error and the lines it came through, without its message: that may quote a person."""
    frames = traceback.extract_tb(error.__traceback__)
    steps = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-8:])
    return f"{type(error).__name__} at {steps}"
