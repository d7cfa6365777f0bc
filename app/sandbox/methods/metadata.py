"""The metadata of a message: an event type and a small object, for the app alone."""

import json
from typing import Any

from app.sandbox.errors import SlackError
from app.sandbox.methods.arguments import Arguments

LARGEST = 1_024
"""Bytes. Slack has a limit but names none; this is what the product promises to stay under."""


def metadata(args: Arguments) -> dict[str, Any] | None:
    """The `metadata` of a call, checked; None when it was not given. `{}` takes it away in an update."""
    given = args.structure("metadata", "invalid_metadata_format")
    if given is None or given == {}:
        return None
    if not isinstance(given, dict) or set(given) != {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format", ["metadata takes event_type and event_payload"])
    if not isinstance(given["event_type"], str) or not given["event_type"]:
        raise SlackError("invalid_metadata_format", ["metadata.event_type must be a string"])
    if not isinstance(given["event_payload"], dict):
        raise SlackError("invalid_metadata_format", ["metadata.event_payload must be an object"])
    if len(json.dumps(given, ensure_ascii=False).encode()) > LARGEST:
        raise SlackError("metadata_too_large")
    return given
