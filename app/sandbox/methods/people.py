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
    """A person's names and time zone; `team_id` tells people of a partner's workspace.

    Somebody deactivated is still found, without a time zone. `is_stranger` stays false for external people:
    it means that no channel is shared with them.
    """
    user_id = args.needed("user")
    if user_id == workspace.config.bot_user:
        return {"user": _bot(workspace)}
    seat = _seat(workspace, user_id)
    gone = workspace.people.is_deactivated(seat)
    return {"user": _person(workspace, seat) | {"deleted": gone} | ({} if gone else _zone(workspace, seat))}


def conversations_open(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """The direct message of the app with one person; `return_im` asks for more than its id."""
    if args.text("channel"):
        return {"channel": {"id": _direct(workspace, args.needed("channel")).dm}}
    users = [each for each in (args.text("users") or "").split(",") if each]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) != 1:
        raise SlackError("method_not_supported", ["the sandbox opens direct messages with one person"])
    seat = _seat(workspace, users[0])
    if seat.is_bot:
        raise SlackError("cannot_dm_bot")
    if workspace.people.is_deactivated(seat):
        raise SlackError("user_disabled")
    more = {"is_im": True, "user": seat.id, "is_open": True} if args.truth("return_im") else {}
    return {"channel": {"id": seat.dm, **more}}


def _direct(workspace: Workspace, channel: str) -> Seat:
    for seat in workspace.people.all():
        if seat.dm == channel and not (seat.is_bot or seat.team):
            return seat
    raise SlackError("channel_not_found")


def _seat(workspace: Workspace, user_id: str) -> Seat:
    seat = workspace.people.get(user_id)
    if seat is None:
        raise SlackError("user_not_found")
    return seat


def _zone(workspace: Workspace, seat: Seat) -> dict[str, Any]:
    """The zone's name, and the offset it has on the sandbox's date. Nothing where Slack knows no zone."""
    zone = workspace.people.zone(seat)
    if zone is None:
        return {}
    label = seat.tz_label if zone == seat.tz else zone
    offset = workspace.people.offset(seat, workspace.clock.now())
    return {"tz": zone, "tz_label": label, "tz_offset": offset}


def _person(workspace: Workspace, seat: Seat) -> dict[str, Any]:
    profile = {"real_name": seat.real_name, "display_name": seat.real_name, "title": seat.title}
    team = seat.team or workspace.config.team_id
    return {
        "id": seat.id,
        "team_id": team,
        "name": seat.name,
        "real_name": seat.real_name,
        "profile": profile | {"team": team},
        "is_bot": seat.is_bot,
        "is_restricted": seat.is_restricted or seat.is_ultra_restricted,
        "is_ultra_restricted": seat.is_ultra_restricted,
        "is_stranger": False,
        "is_app_user": False,
        "locale": "en-GB",
        "updated": 1700000000,
    }


def _bot(workspace: Workspace) -> dict[str, Any]:
    config = workspace.config
    profile = {"real_name": config.app_name, "bot_id": config.bot_id, "api_app_id": config.app_id}
    return {
        "id": config.bot_user,
        "team_id": config.team_id,
        "name": config.app_name.lower(),
        "real_name": config.app_name,
        "deleted": False,
        "profile": profile,
        "is_bot": True,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_app_user": False,
    }
