"""Slack's documented Block Kit limits, held against every view and message."""

from app.sandbox.blocks.check import Problem
from app.sandbox.blocks.messages import MOST_CHARACTERS, characters, message_problems
from app.sandbox.blocks.views import VIEW_BYTES, view_problems, view_size

__all__ = [
    "MOST_CHARACTERS",
    "VIEW_BYTES",
    "Problem",
    "characters",
    "message_problems",
    "view_problems",
    "view_size",
]
