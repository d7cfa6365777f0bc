"""The `message` events of the Events API, as Slack sends them to an app in the conversation."""

from typing import Any

from app.sandbox.message import Message
from app.sandbox.workspace import Workspace

Event = dict[str, Any]


def posted(workspace: Workspace, message: Message) -> Event:
    """A new message; in a thread it carries `thread_ts`."""
    return {
        **workspace.conversations.payload(message),
        **_where(workspace, message),
        "event_ts": message.ts,
    }


def changed(workspace: Workspace, old: Message, new: Message) -> Event:
    """An edit: both versions. The event has no `user` of its own."""
    stamp = new.edited_ts or workspace.stamps.ts()
    return {
        **_hidden(workspace, old, "message_changed", stamp),
        "message": workspace.conversations.payload(new),
        "previous_message": old.payload(workspace.config),
    }


def deleted(workspace: Workspace, old: Message, stone: Message | None) -> Event:
    """A deletion; where a thread goes on, Slack sends a change into a tombstone instead."""
    if stone is not None:
        return changed(workspace, old, stone)
    return {
        **_hidden(workspace, old, "message_deleted", workspace.stamps.ts()),
        "deleted_ts": old.ts,
        "previous_message": old.payload(workspace.config),
    }


def _where(workspace: Workspace, message: Message) -> Event:
    return {"channel": message.channel, "channel_type": workspace.conversations.kind(message.channel)}


def _hidden(workspace: Workspace, message: Message, subtype: str, stamp: str) -> Event:
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        **_where(workspace, message),
        "ts": stamp,
        "event_ts": stamp,
    }
