"""What a person typed and chose, out of `view.state.values` and `actions[0]`.

Slack reports a prefilled input that nobody touched as null after an update, and some clients leave it
out: so a missing value here means "says nothing", never "empty". Only an input's own event can empty it.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.forms.model import LATEST, Form, Raw

SCALE = Decimal(10**8)
"""Slack gives six decimals; two more are room."""

_PLAIN = ("selected_date", "selected_conversation", "selected_user", "value")
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
    value = _value(action)
    if value is None:  # emptied, which is what an input's own event alone can say
        value = () if "selected_options" in action else ""
    touched = str(action.get("block_id"))
    return Form({**values, touched: value}, touched, order)


def field_errors(payload: Mapping[str, Any], sentences: Mapping[str, str]) -> dict[str, str]:
    """The answer to a submission: a sentence below each field, by the block ids that the page has, which may
    carry a suffix."""
    shown = [str(block.get("block_id")) for block in (payload.get("view") or {}).get("blocks") or []]
    of_field = {block_id.partition("@")[0]: block_id for block_id in shown}
    return {of_field.get(field, field): sentence for field, sentence in sentences.items()}


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
    """What the one element of an input holds; None where it says nothing."""
    elements = state.values() if isinstance(state, dict) else ()
    for element in elements:
        if isinstance(element, dict):
            value = _value(element)
            return value if value != () else None  # no box ticked: it may only be untouched
    return None


def _value(element: Mapping[str, Any]) -> Raw | None:
    if isinstance(options := element.get("selected_options"), list):
        return tuple(str(option.get("value")) for option in options if isinstance(option, dict))
    if isinstance(option := element.get("selected_option"), dict):
        return str(option.get("value"))
    value = next((element[name] for name in _PLAIN if name in element), None)
    return value if isinstance(value, str) else None
