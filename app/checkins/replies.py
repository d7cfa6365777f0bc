"""Message events, as far as they are replies in the thread of a check-in."""

import html
import re
from collections.abc import Mapping
from typing import Any

from app.checkins.talk import Said
from app.forms import LONE_SURROGATE
from app.slackkit.payload import event

WRITTEN = frozenset({None, "thread_broadcast", "file_share"})
"""Subtypes of what a person wrote; all others are about something else."""

TOMBSTONE = "tombstone"
"""What is left of a deleted message whose thread goes on."""

_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,10}")
_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>")


def said_in(body: Mapping[str, Any]) -> Said | None:
    """What a person wrote, edited or deleted in a thread of their DM with us; None for everything else."""
    told = event(body)
    if told.get("channel_type") != "im":
        return None
    match told.get("subtype"):
        case "message_changed":
            return _changed(told)
        case "message_deleted":
            return _reply(told, _part(told, "previous_message"), deleted=True)
        case subtype if subtype in WRITTEN:
            return _reply(told, told)
        case _:
            return None


def is_spoken(body: Mapping[str, Any]) -> bool:
    """Whether a person wrote something new in their DM with us that is no reply."""
    told = event(body)
    is_new = told.get("channel_type") == "im" and told.get("subtype") in {None, "file_share"}
    return is_new and not told.get("bot_id") and bool(told.get("user")) and not told.get("thread_ts")


def _changed(told: Mapping[str, Any]) -> Said | None:
    message = _part(told, "message")
    if message.get("subtype") == TOMBSTONE:
        return _reply(told, _part(told, "previous_message"), deleted=True)
    if message.get("subtype") not in WRITTEN:
        return None
    stamp = str(_part(message, "edited").get("ts"))  # a link that was unfolded changes a message too
    return _reply(told, message, edited=stamp) if _TS.fullmatch(stamp) else None


def _reply(
    told: Mapping[str, Any], message: Mapping[str, Any], *, edited: str = "", deleted: bool = False
) -> Said | None:
    """Nothing of a bot's, and nothing outside a thread."""
    thread_ts, ts = str(message.get("thread_ts") or ""), str(message.get("ts") or "")
    if message.get("bot_id") or not message.get("user") or thread_ts == ts:
        return None
    if not _TS.fullmatch(ts) or not _TS.fullmatch(thread_ts):
        return None
    text = plain_text(str(message.get("text") or ""))
    if not text and not deleted:
        return None
    return Said(str(told.get("channel") or ""), thread_ts, ts, text, edited, deleted)


def plain_text(text: str) -> str:
    """As it was typed: Slack escapes three characters and writes links in brackets."""
    return LONE_SURROGATE.sub("\ufffd", html.unescape(_LINK.sub(r"\1", text))).strip()


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, Mapping) else {}
