"""What Slack's payloads say, read defensively: any level may be missing."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import NotFound, SlackUser
from app.forms.model import LATEST, Form, Raw

_IDS = re.compile(r"[!-~]{1,300}")
_SLACK_ID = re.compile(r"[A-Z0-9]{1,32}")


@dataclass(frozen=True)
class MessagePlace:
    """Where a message stands. `ts` is its name in its channel."""

    channel_id: str
    ts: str


def sender(payload: Mapping[str, Any]) -> SlackUser:
    """Who acted. An organisation-wide install has no team: the enterprise alone is the workspace.

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
    """Where something happened, whoever did it: the user id is empty."""
    enterprise = _id(payload.get("enterprise")) or str(payload.get("enterprise_id") or "")
    enterprise = enterprise or str(_authorization(payload).get("enterprise_id") or "")
    installed = str(_authorization(payload).get("team_id") or "")  # a shared channel's event may name another
    team = installed or _id(payload.get("team")) or str(payload.get("team_id") or "")
    if _is_organisation_wide(payload) and enterprise:
        team = ""
    return SlackUser(enterprise[:32], team[:32], "")


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


def slack_id(thing: object) -> str:
    """A user's or channel's id in an event; nonsense is nobody's."""
    return str(thing) if isinstance(thing, str) and _SLACK_ID.fullmatch(thing) else ""


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


def action_id(payload: Mapping[str, Any]) -> str:
    """Which button, menu or input it was, by the name we gave it."""
    return _ours(_action(payload).get("action_id"))


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


# What a person typed and chose, out of `view.state.values` and `actions[0]`.
#
# Slack reports a prefilled input that nobody touched as null after an update, and some clients leave it
# out: so a missing value here means "says nothing", never "empty". Only an input's own event can empty it.

SCALE = Decimal(10**8)
"""Slack gives six decimals; two more are room."""


_PLAIN = ("selected_date", "selected_conversation", "value")
"""Where an element holds what was chosen or typed, if it is not an option."""


def read_form(payload: Mapping[str, Any]) -> Form:
    """The form of a `view_submission` or `block_actions` payload."""
    view = payload.get("view") or {}
    states = ((view.get("state") or {}).get("values")) or {}
    values = {block: value for block, state in states.items() if (value := _stated(state)) is not None}
    action = next(iter(payload.get("actions") or []), None)
    if action is None:
        return Form(values)
    order = action_order(action.get("action_ts"))
    if action.get("type") == "button":
        return Form(values, None, order)
    touched = str(action.get("block_id"))
    return Form({**values, touched: _acted(action)}, touched, order)


def action_order(action_ts: object) -> int:
    """Slack's decimal seconds as a whole number, exactly; compared as text, "9.5" would follow "10.5".

    Nonsense, and what no column holds, comes first of all: 0.
    """
    try:
        order = int(Decimal(str(action_ts)) * SCALE)
    except (InvalidOperation, ValueError, OverflowError):
        return 0
    return order if 0 <= order < LATEST else 0


def _stated(state: object) -> Raw | None:
    elements = state.values() if isinstance(state, dict) else ()
    for element in elements:
        if isinstance(element, dict):
            value = _value(element)
            return value if value != () else None  # no box ticked: it may only be untouched
    return None


def _acted(action: Mapping[str, Any]) -> Raw:
    value = _value(action)
    if value is not None:
        return value
    return () if "selected_options" in action else ""


def _value(element: Mapping[str, Any]) -> Raw | None:
    if isinstance(options := element.get("selected_options"), list):
        return tuple(str(option.get("value")) for option in options if isinstance(option, dict))
    if isinstance(option := element.get("selected_option"), dict):
        return str(option.get("value"))
    value = next((element[name] for name in _PLAIN if name in element), None)
    return value if isinstance(value, str) else None
