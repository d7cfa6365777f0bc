"""chat.postMessage, chat.postEphemeral, chat.update."""

from typing import Any

from app.sandbox.blocks import message_problems
from app.sandbox.conversations import Message
from app.sandbox.errors import SlackError
from app.sandbox.methods.arguments import Arguments
from app.sandbox.workspace import Workspace

POST_CHARACTERS = 40_000
UPDATE_CHARACTERS = 4_000


def post_message(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """To a channel, or to a user id: that opens the direct message with the app."""
    channel = _channel(workspace, args)
    text, blocks = _words(args, POST_CHARACTERS)
    message = workspace.conversations.post(
        channel,
        workspace.config.bot_user,
        text,
        blocks=blocks,
        metadata=args.structure("metadata"),
        thread_ts=args.text("thread_ts"),
    )
    return _posted(workspace, message)


def post_ephemeral(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Only the named user sees it; there is no ts to update it with."""
    channel = _channel(workspace, args)
    user = args.needed("user")
    if user not in {seat.id for seat in workspace.config.seats}:
        raise SlackError("user_not_in_channel")
    text, blocks = _words(args, POST_CHARACTERS)
    message = workspace.conversations.post(
        channel, workspace.config.bot_user, text, blocks=blocks, only_for=user
    )
    workspace.feed.publish("messages", channel=channel)
    return {"message_ts": message.ts}


def update(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Replaces a message of the app; `text` without `blocks` removes the blocks."""
    channel = args.needed("channel")
    message = workspace.conversations.get(channel, args.needed("ts"))
    if message is None or message.ephemeral:
        raise SlackError("message_not_found")
    if message.user != workspace.config.bot_user:
        raise SlackError("cant_update_message")
    text, blocks = _words(args, UPDATE_CHARACTERS)
    more = {} if args.structure("metadata") is None else {"metadata": args.structure("metadata")}
    return _posted(workspace, workspace.conversations.update(message, text, blocks, **more))


def _channel(workspace: Workspace, args: Arguments) -> str:
    channel = workspace.conversations.find(args.text("channel") or "")
    if channel is None:
        raise SlackError("channel_not_found")
    return channel


def _words(args: Arguments, most: int) -> tuple[str, list[dict[str, Any]]]:
    text, blocks = args.text("text") or "", args.structure("blocks", "invalid_blocks_format") or []
    if not text and not blocks:
        raise SlackError("no_text")
    if len(text) > most:
        raise SlackError("msg_too_long")
    problems = [str(problem) for problem in message_problems(blocks)]
    if problems:
        raise SlackError("invalid_blocks", problems, errors=problems)
    return text, list(blocks)


def _posted(workspace: Workspace, message: Message) -> dict[str, Any]:
    workspace.feed.publish("messages", channel=message.channel)
    shown = message.payload(workspace.config)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}
