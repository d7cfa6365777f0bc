"""The payloads of interactions and commands, field by field as Slack's documentation has them."""

from typing import Any

from app.sandbox.messages import SlackMessage, escape
from app.sandbox.seed import Seat
from app.sandbox.views import Control
from app.sandbox.workspace import Screen, Workspace


def _actor(workspace: Workspace, seat: Seat) -> dict[str, Any]:
    config = workspace.config
    user = {"id": seat.id, "username": seat.name, "name": seat.name, "team_id": config.team_id}
    return {
        "team": {"id": config.team_id, "domain": config.team_domain},
        "user": user,
        "api_app_id": config.app_id,
        "token": config.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def command(workspace: Workspace, screen: Screen, name: str, text: str, channel: str) -> dict[str, str]:
    """The form fields of a slash command; the text arrives escaped."""
    config, seat = workspace.config, screen.seat
    return {
        "token": config.verification_token,
        "team_id": config.team_id,
        "team_domain": config.team_domain,
        "channel_id": channel,
        "channel_name": workspace.conversations.name(channel),
        "user_id": seat.id,
        "user_name": seat.name,
        "command": name,
        "text": escape(text),
        "api_app_id": config.app_id,
        "is_enterprise_install": "false",
        "response_url": workspace.hook(channel, seat),
        "trigger_id": workspace.trigger(screen),
    }


def shortcut(workspace: Workspace, screen: Screen, callback_id: str) -> dict[str, Any]:
    """A global shortcut."""
    return {
        "type": "shortcut",
        **_actor(workspace, screen.seat),
        "action_ts": workspace.ids.ts(),
        "callback_id": callback_id,
        "trigger_id": workspace.trigger(screen),
    }


def message_shortcut(
    workspace: Workspace, screen: Screen, callback_id: str, message: SlackMessage
) -> dict[str, Any]:
    """A shortcut started from a message, which travels with it."""
    return {
        "type": "message_action",
        **_actor(workspace, screen.seat),
        "action_ts": workspace.ids.ts(),
        "callback_id": callback_id,
        "trigger_id": workspace.trigger(screen),
        "response_url": workspace.hook(message.channel, screen.seat, message.ts),
        "channel": _channel(workspace, message),
        "message_ts": message.ts,
        "message": workspace.conversations.payload(message),
    }


def view_actions(
    workspace: Workspace, screen: Screen, view: dict[str, Any], action: dict[str, Any]
) -> dict[str, Any]:
    """block_actions inside a view; the whole form travels in `view.state.values`."""
    return {
        "type": "block_actions",
        **_actor(workspace, screen.seat),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": workspace.trigger(screen),
        "view": view,
        "actions": [action],
    }


def message_actions(
    workspace: Workspace, screen: Screen, message: SlackMessage, action: dict[str, Any]
) -> dict[str, Any]:
    """block_actions inside a message."""
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.ephemeral else {"message": workspace.conversations.payload(message)}
    return {
        "type": "block_actions",
        **_actor(workspace, screen.seat),
        "container": container,
        "trigger_id": workspace.trigger(screen),
        "channel": _channel(workspace, message),
        **shown,
        "state": {"values": {}},
        "response_url": workspace.hook(message.channel, screen.seat, message.ts),
        "actions": [action],
    }


def _channel(workspace: Workspace, message: SlackMessage) -> dict[str, str]:
    return {"id": message.channel, "name": workspace.conversations.name(message.channel)}


def view_submission(workspace: Workspace, screen: Screen, view: dict[str, Any]) -> dict[str, Any]:
    """A submitted modal."""
    return {
        "type": "view_submission",
        **_actor(workspace, screen.seat),
        "trigger_id": workspace.trigger(screen),
        "view": view,
        "response_urls": [],
    }


def view_closed(
    workspace: Workspace, screen: Screen, view: dict[str, Any], *, cleared: bool
) -> dict[str, Any]:
    """A modal somebody closed; `view` comes without values."""
    return {
        "type": "view_closed",
        **_actor(workspace, screen.seat),
        "view": view,
        "is_cleared": cleared,
    }


def action(control: Control, value: Any, action_ts: str) -> dict[str, Any]:
    """One entry of `actions`: what was pressed, typed or chosen."""
    block_id, action_id = control.key
    common = {"block_id": block_id, "action_id": action_id, "action_ts": action_ts}
    element = control.element
    if control.type == "button":
        names = ("type", "text", "value", "style", "url")
        return {name: element[name] for name in names if name in element} | common
    if control.type == "overflow":
        return {"type": "overflow", "selected_option": value} | common
    shown = {name: element[name] for name in ("placeholder",) if name in element}
    return control.state(value) | shown | common
