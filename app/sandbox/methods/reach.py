"""What the app can see and do in a channel, and how Slack says no."""

from app.sandbox.cast import Channel
from app.sandbox.errors import SlackError
from app.sandbox.methods.scopes import need
from app.sandbox.workspace import Workspace

READ = {"im": "im:read", "channel": "channels:read", "group": "groups:read"}
HISTORY = {"im": "im:history", "channel": "channels:history", "group": "groups:history"}


def visible(workspace: Workspace, channel: str) -> Channel | None:
    """The channel, None for a direct message. A private one without the app is not found, like none."""
    if workspace.conversations.find(channel) != channel:
        raise SlackError("channel_not_found")  # names and user ids are taken by chat.postMessage alone
    held = workspace.channels.get(channel)
    if held is not None and not held.open_to_bot:
        raise SlackError("channel_not_found")
    return held


def need_read(workspace: Workspace, channel: str) -> Channel | None:
    """The channel, for a method that tells what it is; without any read scope not even that it is there."""
    if not set(READ.values()) & set(workspace.config.scopes):
        need(workspace, ",".join(("channels:read", "groups:read", "mpim:read", "im:read")))
    held = visible(workspace, channel)
    need(workspace, READ[workspace.conversations.kind(channel)])
    return held


def need_history(workspace: Workspace, channel: str) -> None:
    """Reading a direct message takes im:history, a channel the scope of its kind and being in it."""
    held = visible(workspace, channel)
    need(workspace, HISTORY[workspace.conversations.kind(channel)])
    if held is not None and not held.bot:
        raise SlackError("not_in_channel")


def may_post(workspace: Workspace, channel: str) -> None:
    """Into public channels chat:write.public reaches without being in them."""
    held = visible(workspace, channel)
    if held is None:
        return
    if held.is_archived:
        raise SlackError("is_archived")
    if not held.bot and "chat:write.public" not in workspace.config.scopes:
        raise SlackError("not_in_channel")
    if held.posting_restricted:
        raise SlackError("restricted_action")
