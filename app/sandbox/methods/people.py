"""auth.test, users.info, conversations.open."""

from typing import Any

from app.sandbox.config import Seat
from app.sandbox.errors import SlackError
from app.sandbox.methods.arguments import Arguments
from app.sandbox.workspace import Workspace


def auth_test(workspace: Workspace, args: Arguments) -> dict[str, Any]:  # noqa: ARG001 - takes no arguments
    """Who the token belongs to."""
    config = workspace.config
    return {
        "url": f"https://{config.team_domain}.slack.com/",
        "team": config.team_name,
        "team_id": config.team_id,
        "user": config.app_name.lower(),
        "user_id": config.bot_user,
        "bot_id": config.bot_id,
        "is_enterprise_install": False,
    }


def users_info(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """A person's names and time zone."""
    return {"user": _user(workspace, _seat(workspace, args.needed("user")))}


def conversations_open(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """The direct message of the app with one person."""
    users = args.needed("users").split(",")
    if len(users) != 1:
        raise SlackError("method_not_supported", ["the sandbox opens direct messages with one person"])
    return {"channel": {"id": _seat(workspace, users[0]).dm}}


def _seat(workspace: Workspace, user_id: str) -> Seat:
    for seat in workspace.config.seats:
        if seat.id == user_id:
            return seat
    raise SlackError("user_not_found")


def _user(workspace: Workspace, seat: Seat) -> dict[str, Any]:
    profile = {"real_name": seat.real_name, "display_name": seat.name, "title": seat.title}
    return {
        "id": seat.id,
        "team_id": workspace.config.team_id,
        "name": seat.name,
        "real_name": seat.real_name,
        "deleted": False,
        "tz": seat.tz,
        "tz_label": seat.tz_label,
        "tz_offset": seat.tz_offset,
        "profile": profile | {"team": workspace.config.team_id},
        "is_bot": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_stranger": False,
        "is_app_user": False,
        "locale": "en-GB",
        "updated": 1700000000,
    }
