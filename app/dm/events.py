"""Message events, as far as they are about words that the DM's own person wrote."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.dm.model import Written
from app.dm.text import Typed, typed
from app.slack.payloads import event

WRITTEN = frozenset({None, "thread_broadcast", "file_share"})
"""Subtypes of what a person wrote; all others are about something else."""
TOMBSTONE = "tombstone"
"""What is left of a deleted message whose thread goes on."""

_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,10}")


@dataclass(frozen=True)
class DmEvent:
    """What happened to which message. `typed`: its text, with the mentions in it; `written` has no text."""

    written: Written
    typed: Typed


def dm_event(body: Mapping[str, Any]) -> DmEvent | None:
    """What a person wrote, edited or deleted in their DM; None for everything else, a bot's words too."""
    inner = event(body)
    if inner.get("channel_type") != "im":
        return None
    match inner.get("subtype"):
        case "message_changed":
            message = _part(inner, "message")
            if message.get("subtype") == TOMBSTONE:
                return _event(inner, _part(inner, "previous_message"), deleted=True)
            stamp = str(_part(message, "edited").get("ts"))  # a link that was unfolded changes a message too
            return _event(inner, message, edited=stamp) if _TS.fullmatch(stamp) else None
        case "message_deleted":
            return _event(inner, _part(inner, "previous_message"), deleted=True)
        case _:
            return _event(inner, inner)


def _event(
    inner: Mapping[str, Any], message: Mapping[str, Any], *, edited: str = "", deleted: bool = False
) -> DmEvent | None:
    ts, thread_ts = str(message.get("ts") or ""), str(message.get("thread_ts") or "")
    if message.get("bot_id") or not message.get("user") or message.get("subtype") not in WRITTEN:
        return None
    if not _TS.fullmatch(ts) or (thread_ts and not _TS.fullmatch(thread_ts)):
        return None
    written = Written(
        str(inner.get("channel") or ""),
        ts,
        thread_ts="" if thread_ts == ts else thread_ts,
        edited=edited,
        deleted=deleted,
        has_files=bool(message.get("files")),
    )
    return DmEvent(written, typed(message))


def _part(inner: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = inner.get(name)
    return found if isinstance(found, Mapping) else {}
