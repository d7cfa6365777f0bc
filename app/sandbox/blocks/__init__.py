"""Slack's documented Block Kit limits, held against every view and message."""

from app.sandbox.blocks.check import Problem
from app.sandbox.blocks.messages import message_problems
from app.sandbox.blocks.views import VIEW_BYTES, view_problems, view_size

__all__ = ["VIEW_BYTES", "Problem", "message_problems", "view_problems", "view_size"]
