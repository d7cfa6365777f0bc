"""chat.postMessage, chat.postEphemeral, chat.update, chat.delete, chat.getPermalink."""

import json
from typing import Any

from app.sandbox import events
from app.sandbox.blocks import MOST_CHARACTERS, characters, message_problems
from app.sandbox.messages import BROADCAST, SlackMessage
from app.sandbox.methods.checks import Arguments, may_post, visible
from app.sandbox.workspace import SlackError, Workspace

METADATA_BYTES = 1_024
"""Slack has a limit but names none; this is what the product promises to stay under."""
POST_CHARACTERS = 40_000
UPDATE_CHARACTERS = 4_000


def post_message(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """To a channel, or to a user id: that opens the direct message with the app.

    A deactivated person's direct message takes messages all the same, as Slack's does.
    """
    channel = _channel(workspace, args)
    if workspace.conversations.kind(channel) == "im" and not workspace.config.messages_tab:
        raise SlackError("messages_tab_disabled")
    text, blocks = _words(args, POST_CHARACTERS)
    thread_ts = _thread(workspace, channel, args.text("thread_ts"))
    is_seen = thread_ts and (args.text("reply_broadcast") or "").lower() in {"1", "true"}
    message = workspace.conversations.post(
        channel,
        workspace.config.bot_user,
        text,
        blocks=blocks,
        metadata=_metadata(args),
        thread_ts=thread_ts,
        subtype=BROADCAST if is_seen else None,
    )
    workspace.echo(events.message_posted(workspace, message))
    return _posted(workspace, message)


def post_ephemeral(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Only the named user sees it; there is no ts to update it with."""
    channel = _channel(workspace, args)
    user = args.needed("user")
    held = workspace.channels.get(channel)
    direct = (each.id for each in workspace.people.all() if each.dm == channel)
    if user not in (held.members if held else direct):
        raise SlackError("user_not_in_channel")
    text, blocks = _words(args, POST_CHARACTERS)
    thread_ts = _thread(workspace, channel, args.text("thread_ts"))
    message = workspace.conversations.post(
        channel, workspace.config.bot_user, text, blocks=blocks, only_for=user, thread_ts=thread_ts
    )
    workspace.event_stream.publish("messages", channel=channel)
    return {"message_ts": message.ts}


def update(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Replaces a message of the app; `text` without `blocks` removes the blocks, metadata stays."""
    old = _own(workspace, args, "cant_update_message")
    held = workspace.channels.get(old.channel)
    if held is not None and held.is_archived:
        raise SlackError("is_inactive")
    text, blocks = _words(args, UPDATE_CHARACTERS)
    more = {"metadata": _metadata(args)} if args.text("metadata") is not None else {}
    new = workspace.conversations.update(old, text, blocks, **more)
    workspace.echo(events.message_changed(workspace, old, new))
    return _posted(workspace, new)


def delete(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Takes a message of the app away, unless the company exports what is written.

    Slack does not document what it says in an archived channel: the stand-in refuses, the safe side.
    """
    old = _own(workspace, args, "cant_delete_message")
    held = workspace.channels.get(old.channel)
    if held is not None and held.is_archived:
        raise SlackError("is_archived")
    if workspace.exports_prevent_deletion:
        raise SlackError("compliance_exports_prevent_deletion")
    tombstone = workspace.conversations.delete(old)
    workspace.echo(events.message_deleted(workspace, old, tombstone))
    workspace.event_stream.publish("messages", channel=old.channel)
    return {"channel": old.channel, "ts": old.ts}


def get_permalink(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """The address of anybody's message."""
    message = _message(workspace, args, "message_ts")
    return {"channel": message.channel, "permalink": message.link(workspace.config)}


def _channel(workspace: Workspace, args: Arguments) -> str:
    channel = workspace.conversations.find(args.text("channel") or "")
    if channel is None:
        raise SlackError("channel_not_found")
    may_post(workspace, channel)
    return channel


def _message(workspace: Workspace, args: Arguments, name: str) -> SlackMessage:
    channel = args.needed("channel")
    visible(workspace, channel)
    message = workspace.conversations.get(channel, args.needed(name))
    if message is None or message.ephemeral:
        raise SlackError("message_not_found")
    return message


def _own(workspace: Workspace, args: Arguments, refusal: str) -> SlackMessage:
    message = _message(workspace, args, "ts")
    if message.user != workspace.config.bot_user:
        raise SlackError(refusal)
    return message


def _metadata(args: Arguments) -> dict[str, Any] | None:
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
    if len(json.dumps(given, ensure_ascii=False).encode()) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return given


def _thread(workspace: Workspace, channel: str, ts: str | None) -> str | None:
    """The thread to answer in: its ts is the parent's, never a reply's."""
    if not ts:
        return None
    parent = workspace.conversations.get(channel, ts)
    if parent is None:
        raise SlackError("thread_not_found")
    if parent.thread_ts or parent.ephemeral:
        raise SlackError("cannot_reply_to_message")
    return ts


def _words(args: Arguments, most: int) -> tuple[str, list[dict[str, Any]]]:
    text, blocks = args.text("text") or "", args.structure("blocks", "invalid_blocks_format") or []
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > most:
        raise SlackError("msg_too_long")
    problems = [str(problem) for problem in message_problems(blocks)]
    if problems:
        raise SlackError("invalid_blocks", problems, errors=problems)
    if characters(blocks) > MOST_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    return text, list(blocks)


def _posted(workspace: Workspace, message: SlackMessage) -> dict[str, Any]:
    workspace.event_stream.publish("messages", channel=message.channel)
    shown = workspace.conversations.payload(message)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}
