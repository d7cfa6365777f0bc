"""Who and what a verified payload is about. Everything else in it is untrusted."""

import html
from collections.abc import Mapping
from typing import Any

from app.errors import NotFound
from app.identity import SlackUser


def sender(payload: Mapping[str, Any]) -> SlackUser:
    """Who acted. An organisation-wide install has no team: the enterprise alone is the workspace."""
    enterprise = _id(payload.get("enterprise")) or str(payload.get("enterprise_id") or "")
    user = payload.get("user")
    team = _id(payload.get("team")) or str(payload.get("team_id") or "")
    if str(payload.get("is_enterprise_install")).lower() == "true" and enterprise:
        team = ""
    elif not team and not enterprise and isinstance(user, Mapping):
        team = str(user.get("team_id") or "")
    user_id = _id(user) or str(payload.get("user_id") or "")
    if not user_id:
        raise NotFound  # nobody to speak for: everybody without an id would be one person
    return SlackUser(enterprise[:32], team[:32], user_id[:32])


def _id(thing: object) -> str:
    return str(thing.get("id") or "") if isinstance(thing, Mapping) else ""


def command_text(payload: Mapping[str, Any]) -> str:
    """What was typed after a slash command. Slack sends `&`, `<` and `>` escaped."""
    return html.unescape(str(payload.get("text") or "")).strip()


def action_value(payload: Mapping[str, Any]) -> str:
    """The id a button carries. Anybody can forge it: services check it against the person."""
    action = next(iter(payload.get("actions") or []), None) or {}
    return str(action.get("value") or "")
