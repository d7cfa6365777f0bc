"""Block Kit as plain dicts: blocks, elements, rich text, charts."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import regex

# The small objects that blocks are made of.

Block = dict[str, Any]

_CLUSTER = regex.compile(r"\X")

TEXT_LIMIT = 3000
"""What a section, and a text input, may hold."""


@dataclass(frozen=True)
class Option:
    """One choice of a group, select or menu. `label` and `about`, a line below it, at most 75 characters."""

    value: str
    label: str
    about: str = ""

    def block(self) -> Block:
        option: Block = {"text": plain(clip(self.label, 75)), "value": self.value}
        return option | ({"description": plain(clip(self.about, 75))} if self.about else {})


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def escape(text: str) -> str:
    """Makes text that mrkdwn shows as it is: ampersand first, or the other two would be escaped twice."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn(text: str) -> Block:
    """Takes our own words only, or `escape`d ones."""
    return {"type": "mrkdwn", "text": text}


def clip(text: str, limit: int) -> str:
    """Keeps at most `limit` characters, with an ellipsis where something is missing.

    What reads as one character (a family, a flag, a letter with its marks) is kept whole or not at all,
    unless it is longer than all the room there is.
    """
    if len(text) <= limit:
        return text
    kept = 0
    for cluster in _CLUSTER.finditer(text):
        if cluster.end() >= limit:
            break
        kept = cluster.end()
    return text[: kept or limit - 1].rstrip() + "…"


# Slack's own charts. Messages only, two a message; the numbers always stand in the text too.

POINTS = 20


def line_chart(
    title: str,
    series_name: str,
    points: Sequence[tuple[str, float]],
    unit: str = "",
    level: tuple[str, float] | None = None,
) -> Block:
    """Draws one line over the last 20 `points`, each a label and a finite number; at least one of them.

    `level`: a second line, level over all of them, with its name. Where Slack refuses the blocks
    (`invalid_blocks`), send the message again without the chart.
    """
    shown = [(clip(label, 20), value) for label, value in points[-POINTS:]]
    labels = [label for label, _ in shown]
    axes: Block = {"categories": labels}
    lines = [(series_name, [value for _, value in shown])]
    lines += [(level[0], [level[1]] * len(shown))] if level else []
    return {
        "type": "data_visualization",
        "title": clip(title, 50),
        "chart": {
            "type": "line",
            "series": [
                {
                    "name": clip(name, 20),
                    "data": [
                        {"label": label, "value": value} for label, value in zip(labels, values, strict=True)
                    ],
                }
                for name, values in lines
            ],
            "axis_config": axes | ({"y_label": clip(unit, 50)} if unit else {}),
        },
    }


# What people press: buttons and menus, for `actions` blocks and as the accessory of a section.


def button(
    label: str,
    action_id: str,
    value: str = "",
    *,
    primary: bool = False,
    danger: bool = False,
    confirm: Block | None = None,
) -> Block:
    """`value` holds ids only: whoever sees the view can read it, and anybody can forge it."""
    element: Block = {"type": "button", "action_id": action_id, "text": plain(clip(label, 75))}
    style = "danger" if danger else "primary" if primary else ""
    return (
        element
        | ({"value": value} if value else {})
        | ({"style": style} if style else {})
        | ({"confirm": confirm} if confirm else {})
    )


def confirmation(title: str, text: str, yes: str, no: str = "Cancel") -> Block:
    """Makes the question that a button asks before it does anything, in our own words."""
    return {
        "title": plain(clip(title, 100)),
        "text": plain(clip(text, 300)),
        "confirm": plain(clip(yes, 30)),
        "deny": plain(clip(no, 30)),
    }


def overflow(action_id: str, options: Sequence[Option]) -> Block:
    """Makes the menu behind three dots, of five options at most: for a sixth Slack refuses the message."""
    return {"type": "overflow", "action_id": action_id, "options": [option.block() for option in options]}


def select_menu(action_id: str, options: Sequence[Option], placeholder: str) -> Block:
    """Makes a menu of up to 100 options, none of them chosen; `placeholder` says what it is for."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(clip(placeholder, 150)),
        "options": [option.block() for option in options],
    }


# Inputs of a modal. Each sends every change, with the whole form, so that Esc loses nothing.
#
# Not optional means that Slack sends no submission while the input is empty.


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
    """Makes a field for any text, of several lines."""
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
    """Makes a field for one line. Enter submits the modal."""
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
    return (
        element
        | ({"initial_value": value} if value else {})
        | ({"placeholder": plain(clip(placeholder, 150))} if placeholder else {})
    )


def date_input(
    action_id: str, block_id: str, label: str, value: date | None, *, optional: bool = True, hint: str = ""
) -> Block:
    """Asks for a day, without a zone."""
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
    """Asks for one of up to 100 options. People cannot take their choice back, only change it."""
    element = _offering("static_select", action_id, options, chosen)
    return _input(block_id, label, element, hint, optional=optional)


def grouped_select_input(
    action_id: str,
    block_id: str,
    label: str,
    groups: Sequence[tuple[str, Sequence[Option]]],
    chosen: str | None,
    hint: str = "",
) -> Block:
    """Asks for one of many options, in up to 100 groups of up to 100 each, with a name."""
    element: Block = {
        "type": "static_select",
        "action_id": action_id,
        "option_groups": [
            {"label": plain(name), "options": [option.block() for option in options]}
            for name, options in groups
        ],
    }
    initial = [option.block() for _, options in groups for option in options if option.value == chosen]
    element |= {"initial_option": initial[0]} if initial else {}
    return _input(block_id, label, element, hint, optional=False)


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
    """Asks for one of at most ten options."""
    element = _offering("radio_buttons", action_id, options, chosen)
    return _input(block_id, label, element, hint, optional=optional)


def user_input(
    action_id: str, block_id: str, label: str, chosen: str | None, hint: str = "", *, optional: bool = True
) -> Block:
    """Asks for somebody of the workspace; Slack shows the names."""
    element: Block = {"type": "users_select", "action_id": action_id, "placeholder": plain("Choose somebody")}
    if chosen:
        element["initial_user"] = chosen
    return _input(block_id, label, element, hint, optional=optional)


def conversation_input(
    action_id: str, block_id: str, label: str, chosen: str | None, hint: str = "", *, optional: bool = False
) -> Block:
    """Asks for one of the person's own private channels. Slack also lists those that the bot is not in, and
    one that was `chosen` before may be public or shared outside by now: check again."""
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
    *,
    optional: bool = True,
) -> Block:
    """Asks for any of at most ten options; for at least one where it is not `optional`."""
    element: Block = {
        "type": "checkboxes",
        "action_id": action_id,
        "options": [option.block() for option in options],
    }
    on = set(ticked)
    initial = [option.block() for option in options if option.value in on]
    if initial:
        element["initial_options"] = initial
    return _input(block_id, label, element, hint, optional=optional)


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


# Rich text: where a person's own words go, because nothing in them is parsed there.


@dataclass(frozen=True)
class Words:
    """A run of rich text."""

    text: str
    bold: bool = False
    italic: bool = False

    def element(self) -> Block:
        style = {name: True for name in ("bold", "italic") if getattr(self, name)}
        return {"type": "text", "text": self.text} | ({"style": style} if style else {})


def rich(*parts: Block) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def line(*parts: Words | Block) -> Block:
    """Makes a paragraph of rich text. Empty runs are left out: Slack refuses them."""
    runs = [part for part in parts if not isinstance(part, Words) or part.text]
    return {
        "type": "rich_text_section",
        "elements": [part.element() if isinstance(part, Words) else part for part in runs],
    }


def date_element(moment: datetime, *, with_time: bool = False) -> Block:
    """Shows a day (and hour) inside rich text, in the reader's own time zone."""
    return {
        "type": "date",
        "timestamp": int(moment.timestamp()),
        "format": "{date_long}, {time}" if with_time else "{date_long}",
        "fallback": f"{moment:%-d %B %Y, %H:%M} UTC" if with_time else f"{moment:%-d %B %Y}",
    }


def user(user_id: str) -> Block:
    """Shows a person's name, as the reader's Slack has it; for DMs and modals: in a channel it pings."""
    return {"type": "user", "user_id": user_id}


def channel(channel_id: str) -> Block:
    """Shows a channel's name as it is now, to those who are in it."""
    return {"type": "channel", "channel_id": channel_id}


def preformatted(text: str) -> Block:
    """Shows text as it is typed, in a box to copy from."""
    return {"type": "rich_text_preformatted", "elements": [Words(text).element()]}


def quote(text: str) -> Block:
    return {"type": "rich_text_quote", "elements": [Words(text).element()]}


def bullets(texts: Iterable[str], *, numbered: bool = False) -> Block:
    style = "ordered" if numbered else "bullet"
    return {"type": "rich_text_list", "style": style, "elements": [line(Words(text)) for text in texts]}


# Blocks, and the modal around them.


def header(text: str) -> Block:
    return {"type": "header", "text": plain(clip(text, 150))}


def section(text: str, *, accessory: Block | None = None) -> Block:
    """Shows plain text of up to 3,000 characters."""
    block: Block = {"type": "section", "text": plain(clip(text, TEXT_LIMIT))}
    return block | ({"accessory": accessory} if accessory else {})


def mrkdwn_section(text: str, *, accessory: Block | None = None) -> Block:
    """Shows our own mrkdwn of up to 3,000 characters."""
    return {"type": "section", "text": mrkdwn(text)} | ({"accessory": accessory} if accessory else {})


def fields(*texts: Block) -> Block:
    return {"type": "section", "fields": list(texts)}


def context(text: str) -> Block:
    """Makes small print of our own mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def divider() -> Block:
    return {"type": "divider"}


def alert(text: str, level: Literal["info", "warning", "error", "success"]) -> Block:
    """Makes a prominent notice. Slack takes it in modals only."""
    return {"type": "alert", "level": level, "text": plain(text)}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def modal(
    callback_id: str,
    title: str,
    blocks: list[Block],
    *,
    submit: str | None = None,
    close: str = "Close (saved)",
    private_metadata: str = "",
    tells_close: bool = False,
) -> Block:
    """Makes a modal. Title, submit and close hold 24 characters at most, `private_metadata` only ids.

    `tells_close`: Slack says so when somebody closes it (`view_closed`), which it does not otherwise.
    """
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(clip(title, 24)),
        "close": plain(close),
        "private_metadata": private_metadata,
        "blocks": blocks,
    }
    told: Block = {"notify_on_close": True} if tells_close else {}
    return view | told | ({"submit": plain(submit)} if submit else {})


VIEW_BYTES = 235_000
"""Below the 250,000 that Slack takes, with the view around the blocks."""


MORE = "There is more than fits here: the rest is in the document itself."


def fitting(blocks: list[Block], room: int = VIEW_BYTES, more: str = MORE) -> list[Block]:
    """Keeps as many of the blocks as fit, and says in a line where some do not."""
    kept: list[Block] = []
    for block in blocks:
        room -= weight(block)
        if room < 0:
            return [*kept, context(more)]
        kept.append(block)
    return kept


def weight(blocks: object) -> int:
    """Counts the JSON's bytes in its longest spelling, twelve for an emoji: what the SDK really sends."""
    return len(json.dumps(blocks))
