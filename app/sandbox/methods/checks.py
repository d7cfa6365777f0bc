"""What a Web API method looks at first: its arguments, the app's scopes, and what the app can reach."""

import json
from typing import Any

from app.sandbox.seed import Channel, Seat
from app.sandbox.workspace import SlackError, Workspace

YES = (True, 1, "true", "True", "1")


class Arguments:
    """Reads arguments by name; arguments nobody asks for are ignored, as Slack does."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def text(self, name: str) -> str | None:
        """A string; None when it was not given."""
        value = self._given.get(name)
        return None if value is None else str(value)

    def needed(self, name: str) -> str:
        """A string that has to be given."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def truth(self, name: str) -> bool:
        """A yes, as JSON or as a form spells it."""
        return self._given.get(name) in YES

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        given = self.text(name)
        try:
            return int(given) if given else default
        except ValueError:
            message = f"[ERROR] must be an integer [json-pointer:/{name}]"
            raise SlackError("invalid_arguments", [message]) from None

    def structure(self, name: str, wrong: str = "invalid_arguments") -> Any:
        """An object or list: sent as such in JSON, as a JSON string in a form."""
        value = self._given.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(wrong, [f"[ERROR] {name} is no JSON [json-pointer:/{name}]"]) from None


def need(workspace: Workspace, scope: str) -> None:
    """missing_scope, with what is needed and what there is, unless the app has the scope."""
    provided = workspace.config.scopes
    if scope not in provided:
        raise SlackError("missing_scope", needed=scope, provided=",".join(provided))


READ = {"im": "im:read", "channel": "channels:read", "group": "groups:read"}
HISTORY = {"im": "im:history", "channel": "channels:history", "group": "groups:history"}


def person(workspace: Workspace, user_id: str) -> Seat:
    """Who has this user id."""
    seat = workspace.people.get(user_id)
    if seat is None:
        raise SlackError("user_not_found")
    return seat


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
        need(workspace, "channels:read,groups:read,mpim:read,im:read")
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
