"""What Slack's payloads say, read defensively: any level may be missing."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.errors import NotFound
from app.users import SlackUser

_IDS = re.compile(r"[!-~]{1,300}")
_SLACK_ID = re.compile(r"[A-Z0-9]{1,32}")


@dataclass(frozen=True)
class MessagePlace:
    """Where a message stands. `ts` is its name in its channel."""

    channel_id: str
    ts: str


def sender(payload: Mapping[str, Any]) -> SlackUser:
    """Returns who acted. An organisation-wide install has no team: the enterprise alone is the workspace.

    Of a message event, who wrote it; a bot's raises NotFound, our own among them, which Slack sends us too.
    """
    user = payload.get("user")
    user_id = _id(user) or str(payload.get("user_id") or "") or _author(event(payload))
    if not user_id:
        raise NotFound  # nobody to speak for: everybody without an id would be one person
    place = workspace(payload)
    if not place.team_id and not place.enterprise_id and isinstance(user, Mapping):
        place = replace(place, team_id=str(user.get("team_id") or "")[:32])
    return replace(place, user_id=user_id[:32])


def workspace(payload: Mapping[str, Any]) -> SlackUser:
    """Returns where something happened, whoever did it: the user id is empty."""
    enterprise = _id(payload.get("enterprise")) or str(payload.get("enterprise_id") or "")
    enterprise = enterprise or str(_authorization(payload).get("enterprise_id") or "")
    installed = str(_authorization(payload).get("team_id") or "")  # a shared channel's event may name another
    team = installed or _id(payload.get("team")) or str(payload.get("team_id") or "")
    installs = (source.get("is_enterprise_install") for source in (payload, _authorization(payload)))
    if enterprise and any(str(is_wide).lower() == "true" for is_wide in installs):
        team = ""
    return SlackUser(enterprise[:32], team[:32], "")


def _authorization(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the installation that an event was sent to; other payloads have none."""
    found = next(iter(payload.get("authorizations") or []), None)
    return found if isinstance(found, Mapping) else {}


def _author(event: Mapping[str, Any]) -> str:
    """Returns who wrote a message: an edit names them in the message, a deletion in the one before."""
    for part in (event, event.get("message"), event.get("previous_message")):
        if isinstance(part, Mapping) and part.get("bot_id"):
            return ""
        if isinstance(part, Mapping) and part.get("user"):
            return _id(part["user"]) or str(part["user"])
    return ""


def _id(thing: object) -> str:
    return str(thing.get("id") or "") if isinstance(thing, Mapping) else ""


def event(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns what an Events API body tells; empty for any other payload."""
    found = body.get("event")
    return found if isinstance(found, Mapping) else {}


def slack_id(thing: object) -> str:
    """Returns a user's or channel's id in an event; nonsense is nobody's, so empty."""
    return str(thing) if isinstance(thing, str) and _SLACK_ID.fullmatch(thing) else ""


def message_place(payload: Mapping[str, Any]) -> MessagePlace:
    """Returns the message that a shortcut was started from, or whose button or menu was used.

    Raises NotFound where there is none: the same action can stand in a modal too.
    """
    container = payload.get("container") or {}
    channel_id = _id(payload.get("channel")) or str(container.get("channel_id") or "")
    ts = str(payload.get("message_ts") or container.get("message_ts") or "")
    if not channel_id or not ts:
        raise NotFound
    return MessagePlace(channel_id, ts)


def command_text(payload: Mapping[str, Any]) -> str:
    """Returns what was typed after a slash command. Slack sends `&`, `<` and `>` escaped."""
    return html.unescape(str(payload.get("text") or "")).strip()


def action_value(payload: Mapping[str, Any]) -> str:
    """Returns the id that a button carries. Anybody can forge it: services check it against the person."""
    return _ours(_action(payload).get("value"))


def action_id(payload: Mapping[str, Any]) -> str:
    """Returns which button, menu or input it was, by the name we gave it."""
    return _ours(_action(payload).get("action_id"))


def action_choice(payload: Mapping[str, Any]) -> str:
    """Returns the option that was chosen in a menu, by its value. Anybody can forge it too."""
    option = _action(payload).get("selected_option")
    return _ours(option.get("value")) if isinstance(option, Mapping) else ""


def view_metadata(payload: Mapping[str, Any]) -> str:
    """Returns the id that a modal carries. Anybody can forge it too."""
    view = payload.get("view")
    return _ours(view.get("private_metadata")) if isinstance(view, Mapping) else ""


def _ours(text: object) -> str:
    """Returns what could be an id of ours; what no column holds, such as a NUL, is the id of nothing."""
    return str(text) if _IDS.fullmatch(str(text or "")) else ""


def _action(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(iter(payload.get("actions") or []), None) or {}
