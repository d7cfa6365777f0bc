"""Inputs of a modal. Each sends every change, with the whole form, so that Esc loses nothing.

Not optional means that Slack sends no submission while the input is empty.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from app.slackkit.objects import TEXT_LIMIT, Block, Option, clip, plain


def text_input(
    action_id: str,
    block_id: str,
    label: str,
    value: str,
    *,
    hint: str = "",
    optional: bool = True,
    max_length: int = TEXT_LIMIT,
    placeholder: str = "",
) -> Block:
    """A field for any text, of several lines."""
    element = _typed(action_id, value, max_length, placeholder) | {"multiline": True}
    return _input(block_id, label, element, hint, optional=optional)


def line_input(
    action_id: str,
    block_id: str,
    label: str,
    value: str,
    *,
    hint: str = "",
    max_length: int = TEXT_LIMIT,
    optional: bool = True,
    placeholder: str = "",
) -> Block:
    """A field for one line. Enter submits the modal."""
    element = _typed(action_id, value, max_length, placeholder)
    return _input(block_id, label, element, hint, optional=optional)


def _typed(action_id: str, value: str, max_length: int, placeholder: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        # Slack refuses the whole view where the text that stands there is longer than this.
        "max_length": max(max_length, len(value)),
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    return element | ({"initial_value": value} if value else {}) | _placeholder(placeholder)


def date_input(
    action_id: str, block_id: str, label: str, value: date | None, *, optional: bool = True, hint: str = ""
) -> Block:
    """A day, without a zone."""
    element: Block = {"type": "datepicker", "action_id": action_id}
    if value:
        element["initial_date"] = value.isoformat()
    return _input(block_id, label, element, hint, optional=optional)


def select_input(
    action_id: str,
    block_id: str,
    label: str,
    options: Sequence[Option],
    chosen: str | None,
    *,
    optional: bool = True,
    hint: str = "",
) -> Block:
    """One of up to 100 options. People cannot take their choice back, only change it."""
    element = _offering("static_select", action_id, options, chosen)
    return _input(block_id, label, element, hint, optional=optional)


def radio_input(
    action_id: str,
    block_id: str,
    label: str,
    options: Sequence[Option],
    chosen: str | None,
    *,
    optional: bool = True,
    hint: str = "",
) -> Block:
    """One of at most ten options."""
    element = _offering("radio_buttons", action_id, options, chosen)
    return _input(block_id, label, element, hint, optional=optional)


def conversation_input(
    action_id: str, block_id: str, label: str, chosen: str | None, hint: str = "", *, optional: bool = False
) -> Block:
    """One of the person's own private channels. Slack lists also those that the bot is not in, and one that
    was `chosen` before may be public or shared outside by now: check again."""
    element: Block = {
        "type": "conversations_select",
        "action_id": action_id,
        "placeholder": plain("Choose a private channel"),
        "filter": {
            "include": ["private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
    }
    element |= {"initial_conversation": chosen} if chosen else {}
    return _input(block_id, label, element, hint, optional=optional)


def _offering(kind: str, action_id: str, options: Sequence[Option], chosen: str | None) -> Block:
    element: Block = {"type": kind, "action_id": action_id, "options": [option.block() for option in options]}
    initial = [option.block() for option in options if option.value == chosen]
    return element | ({"initial_option": initial[0]} if initial else {})


def checkbox_input(
    action_id: str,
    block_id: str,
    label: str,
    options: Sequence[Option],
    ticked: Iterable[str],
    hint: str = "",
) -> Block:
    """At most ten options."""
    element: Block = {
        "type": "checkboxes",
        "action_id": action_id,
        "options": [option.block() for option in options],
    }
    on = set(ticked)
    initial = [option.block() for option in options if option.value in on]
    if initial:
        element["initial_options"] = initial
    return _input(block_id, label, element, hint)


def _input(block_id: str, label: str, element: Block, hint: str = "", *, optional: bool = True) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "dispatch_action": True,
        "label": plain(clip(label, 2000)),
        "element": element,
    }
    return block | ({"hint": plain(hint)} if hint else {})


def _placeholder(text: str) -> Block:
    return {"placeholder": plain(clip(text, 150))} if text else {}
