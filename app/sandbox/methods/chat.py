"""chat.postMessage, chat.postEphemeral, chat.update, chat.delete, chat.getPermalink."""

from typing import Any

from app.sandbox import message_events
from app.sandbox.blocks import MOST_CHARACTERS, characters, message_problems
from app.sandbox.errors import SlackError
from app.sandbox.message import Message
from app.sandbox.methods.arguments import Arguments
from app.sandbox.methods.metadata import metadata
from app.sandbox.methods.reach import may_post, visible
from app.sandbox.workspace import Workspace

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
    message = workspace.conversations.post(
        channel,
        workspace.config.bot_user,
        text,
        blocks=blocks,
        metadata=metadata(args),
        thread_ts=_thread(workspace, channel, args.text("thread_ts")),
    )
    workspace.echo(message_events.posted(workspace, message))
    return _posted(workspace, message)


def post_ephemeral(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Only the named user sees it; there is no ts to update it with."""
    channel = _channel(workspace, args)
    user = args.needed("user")
    if user not in _readers(workspace, channel):
        raise SlackError("user_not_in_channel")
    text, blocks = _words(args, POST_CHARACTERS)
    thread_ts = _thread(workspace, channel, args.text("thread_ts"))
    message = workspace.conversations.post(
        channel, workspace.config.bot_user, text, blocks=blocks, only_for=user, thread_ts=thread_ts
    )
    workspace.feed.publish("messages", channel=channel)
    return {"message_ts": message.ts}


def update(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Replaces a message of the app; `text` without `blocks` removes the blocks, metadata stays."""
    old = _own(workspace, args, "ts", "cant_update_message")
    held = workspace.channels.get(old.channel)
    if held is not None and held.is_archived:
        raise SlackError("is_inactive")
    text, blocks = _words(args, UPDATE_CHARACTERS)
    more = {"metadata": metadata(args)} if args.text("metadata") is not None else {}
    new = workspace.conversations.update(old, text, blocks, **more)
    workspace.echo(message_events.changed(workspace, old, new))
    return _posted(workspace, new)


def delete(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Takes a message of the app away, unless the company exports what is written.

    Slack does not document what it says in an archived channel: the stand-in refuses, the safe side.
    """
    old = _own(workspace, args, "ts", "cant_delete_message")
    held = workspace.channels.get(old.channel)
    if held is not None and held.is_archived:
        raise SlackError("is_archived")
    if workspace.exports_prevent_deletion:
        raise SlackError("compliance_exports_prevent_deletion")
    stone = workspace.conversations.delete(old)
    workspace.echo(message_events.deleted(workspace, old, stone))
    workspace.feed.publish("messages", channel=old.channel)
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


def _readers(workspace: Workspace, channel: str) -> set[str]:
    held = workspace.channels.get(channel)
    if held is not None:
        return set(held.members)
    return {each.id for each in workspace.people.all() if each.dm == channel}


def _message(workspace: Workspace, args: Arguments, name: str) -> Message:
    channel = args.needed("channel")
    visible(workspace, channel)
    message = workspace.conversations.get(channel, args.needed(name))
    if message is None or message.ephemeral:
        raise SlackError("message_not_found")
    return message


def _own(workspace: Workspace, args: Arguments, name: str, refusal: str) -> Message:
    message = _message(workspace, args, name)
    if message.user != workspace.config.bot_user:
        raise SlackError(refusal)
    return message


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


def _posted(workspace: Workspace, message: Message) -> dict[str, Any]:
    workspace.feed.publish("messages", channel=message.channel)
    shown = workspace.conversations.payload(message)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}
