"""Who and what a verified payload is about. Everything else in it is untrusted."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import NotFound
from app.identity import SlackUser

_IDS = re.compile(r"[!-~]{1,300}")


@dataclass(frozen=True)
class MessagePlace:
    """Where a message stands. `ts` is its name in its channel."""

    channel_id: str
    ts: str


def sender(payload: Mapping[str, Any]) -> SlackUser:
    """Who acted. An organisation-wide install has no team: the enterprise alone is the workspace.

    Of a message event, who wrote it; a bot's raises NotFound, our own among them, which Slack sends us too.
    """
    enterprise = _id(payload.get("enterprise")) or str(payload.get("enterprise_id") or "")
    enterprise = enterprise or str(_authorization(payload).get("enterprise_id") or "")
    user = payload.get("user")
    team = _id(payload.get("team")) or str(payload.get("team_id") or "")
    if _is_organisation_wide(payload) and enterprise:
        team = ""
    elif not team and not enterprise and isinstance(user, Mapping):
        team = str(user.get("team_id") or "")
    user_id = _id(user) or str(payload.get("user_id") or "") or _author(event(payload))
    if not user_id:
        raise NotFound  # nobody to speak for: everybody without an id would be one person
    return SlackUser(enterprise[:32], team[:32], user_id[:32])


def _authorization(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """The installation an event was sent to; other payloads have none."""
    found = next(iter(payload.get("authorizations") or []), None)
    return found if isinstance(found, Mapping) else {}


def _is_organisation_wide(payload: Mapping[str, Any]) -> bool:
    sources = (payload, _authorization(payload))
    return any(str(source.get("is_enterprise_install")).lower() == "true" for source in sources)


def _author(event: Mapping[str, Any]) -> str:
    """An edit names its author in the message, a deletion in the message as it was."""
    for part in (event, event.get("message"), event.get("previous_message")):
        if isinstance(part, Mapping) and part.get("bot_id"):
            return ""
        if isinstance(part, Mapping) and part.get("user"):
            return _id(part["user"]) or str(part["user"])
    return ""


def _id(thing: object) -> str:
    return str(thing.get("id") or "") if isinstance(thing, Mapping) else ""


def event(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an Events API body tells; empty for any other payload."""
    found = body.get("event")
    return found if isinstance(found, Mapping) else {}


def message_place(payload: Mapping[str, Any]) -> MessagePlace:
    """The message a shortcut was started from, or whose button or menu was used.

    Raises NotFound where there is none: the same action can stand in a modal too.
    """
    container = payload.get("container") or {}
    channel_id = _id(payload.get("channel")) or str(container.get("channel_id") or "")
    ts = str(payload.get("message_ts") or container.get("message_ts") or "")
    if not channel_id or not ts:
        raise NotFound
    return MessagePlace(channel_id, ts)


def command_text(payload: Mapping[str, Any]) -> str:
    """What was typed after a slash command. Slack sends `&`, `<` and `>` escaped."""
    return html.unescape(str(payload.get("text") or "")).strip()


def action_value(payload: Mapping[str, Any]) -> str:
    """The id a button carries. Anybody can forge it: services check it against the person."""
    return _ours(_action(payload).get("value"))


def action_choice(payload: Mapping[str, Any]) -> str:
    """The option that was chosen in a menu, by its value. Anybody can forge it too."""
    option = _action(payload).get("selected_option")
    return _ours(option.get("value")) if isinstance(option, Mapping) else ""


def view_metadata(payload: Mapping[str, Any]) -> str:
    """The id a modal carries. Anybody can forge it too."""
    view = payload.get("view")
    return _ours(view.get("private_metadata")) if isinstance(view, Mapping) else ""


def _ours(text: object) -> str:
    """What could be an id of ours; what no column holds, such as a NUL, is the id of nothing."""
    return str(text) if _IDS.fullmatch(str(text or "")) else ""


def _action(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(iter(payload.get("actions") or []), None) or {}
