"""auth.test and users.info: who the token belongs to, and who somebody is."""

from typing import Any

from app.sandbox.methods.checks import Arguments, person
from app.sandbox.seed import CREATED
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


def info(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """A person's names and time zone; `team_id` tells people of a partner's workspace.

    Somebody deactivated is still found, without a time zone. `is_stranger` stays false for external people:
    it means that no channel is shared with them.
    """
    user_id = args.needed("user")
    if user_id == workspace.config.bot_user:
        return {"user": _bot(workspace)}
    seat = person(workspace, user_id)
    team = seat.team or workspace.config.team_id
    gone = workspace.people.is_deactivated(seat)
    user: dict[str, Any] = {
        "id": seat.id,
        "team_id": team,
        "name": seat.name,
        "real_name": seat.real_name,
        "profile": {
            "real_name": seat.real_name,
            "display_name": seat.real_name,
            "title": seat.title,
            "team": team,
        },
        "is_bot": seat.is_bot,
        "is_restricted": seat.is_guest,
        "is_ultra_restricted": seat.is_ultra_restricted,
        "is_stranger": False,
        "is_app_user": False,
        "locale": "en-GB",
        "updated": CREATED,
        "deleted": gone,
    }
    zone = workspace.people.zone(seat)
    if zone is not None and not gone:
        label = seat.tz_label if zone == seat.tz else zone
        offset = workspace.people.offset(seat, workspace.clock.now())  # on the sandbox's date
        user |= {"tz": zone, "tz_label": label, "tz_offset": offset}
    return {"user": user}


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
