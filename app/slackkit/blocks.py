"""Block Kit as plain dicts. Slack's limits are at https://docs.slack.dev/reference/block-kit.

A person's words go only into `rich_text` and `plain_text`: nothing in them is parsed there, so an
answer that holds `<!channel>` pings nobody. The functions that take mrkdwn say so.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Block = dict[str, Any]

TEXT_LIMIT = 3000
"""What a section, and a text input, may hold."""


@dataclass(frozen=True)
class Option:
    """One choice of a radio or checkbox group. `label` at most 75 characters."""

    value: str
    label: str


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def escape(text: str) -> str:
    """Text that mrkdwn shows as it is: ampersand first, or the other two would be escaped twice."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn(text: str) -> Block:
    """Our own words only, or `escape`d ones."""
    return {"type": "mrkdwn", "text": text}


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def header(text: str) -> Block:
    return {"type": "header", "text": plain(clip(text, 150))}


def section(text: str, *, accessory: Block | None = None) -> Block:
    """Plain text of up to 3,000 characters."""
    block: Block = {"type": "section", "text": plain(clip(text, TEXT_LIMIT))}
    return block | ({"accessory": accessory} if accessory else {})


def mrkdwn_section(text: str, *, accessory: Block | None = None) -> Block:
    """Our own mrkdwn of up to 3,000 characters."""
    return {"type": "section", "text": mrkdwn(text)} | ({"accessory": accessory} if accessory else {})


def fields(*texts: Block) -> Block:
    return {"type": "section", "fields": list(texts)}


def context(text: str) -> Block:
    """Small print: our own mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def divider() -> Block:
    return {"type": "divider"}


def alert(text: str, level: Literal["info", "warning", "error", "success"]) -> Block:
    """A prominent notice. Modals only."""
    return {"type": "alert", "level": level, "text": plain(text)}


def button(label: str, action_id: str, value: str = "", *, primary: bool = False) -> Block:
    """`value` holds ids only: whoever sees the view can read it, and anybody can forge it."""
    element: Block = {"type": "button", "action_id": action_id, "text": plain(clip(label, 75))}
    return element | ({"value": value} if value else {}) | ({"style": "primary"} if primary else {})


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def text_input(action_id: str, block_id: str, label: str, value: str, *, hint: str = "") -> Block:
    """A field for any text. Every keystroke is sent, with the whole form, so that Esc loses nothing."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": True,
        "max_length": TEXT_LIMIT,
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    if value:
        element["initial_value"] = value
    return _input(block_id, label, element, hint)


def radio_input(
    action_id: str, block_id: str, label: str, options: Sequence[Option], chosen: str | None
) -> Block:
    element: Block = {
        "type": "radio_buttons",
        "action_id": action_id,
        "options": [_option(option) for option in options],
    }
    initial = [_option(option) for option in options if option.value == chosen]
    if initial:
        element["initial_option"] = initial[0]
    return _input(block_id, label, element)


def checkbox_input(
    action_id: str, block_id: str, label: str, options: Sequence[Option], ticked: Iterable[str]
) -> Block:
    """At most ten options."""
    element: Block = {
        "type": "checkboxes",
        "action_id": action_id,
        "options": [_option(option) for option in options],
    }
    initial = [_option(option) for option in options if option.value in set(ticked)]
    if initial:
        element["initial_options"] = initial
    return _input(block_id, label, element)


def _input(block_id: str, label: str, element: Block, hint: str = "") -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "optional": True,
        "dispatch_action": True,
        "label": plain(clip(label, 2000)),
        "element": element,
    }
    return block | ({"hint": plain(hint)} if hint else {})


def _option(option: Option) -> Block:
    return {"text": plain(clip(option.label, 75)), "value": option.value}


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
    """A paragraph of rich text. Empty runs are left out: Slack refuses them."""
    runs = [part for part in parts if not isinstance(part, Words) or part.text]
    return {
        "type": "rich_text_section",
        "elements": [part.element() if isinstance(part, Words) else part for part in runs],
    }


def date(moment: datetime, *, with_time: bool = False) -> Block:
    """A day (and hour) inside rich text, in the reader's own time zone."""
    return {
        "type": "date",
        "timestamp": int(moment.timestamp()),
        "format": "{date_long}, {time}" if with_time else "{date_long}",
        "fallback": f"{moment:%-d %B %Y, %H:%M} UTC" if with_time else f"{moment:%-d %B %Y}",
    }


def quote(text: str) -> Block:
    return {"type": "rich_text_quote", "elements": [Words(text).element()]}


def bullets(texts: Iterable[str], *, numbered: bool = False) -> Block:
    style = "ordered" if numbered else "bullet"
    return {"type": "rich_text_list", "style": style, "elements": [line(Words(text)) for text in texts]}


def modal(
    callback_id: str,
    title: str,
    blocks: list[Block],
    *,
    submit: str | None = None,
    close: str = "Close (saved)",
    private_metadata: str = "",
) -> Block:
    """A modal view. Title, submit and close at most 24 characters; `private_metadata` holds ids only."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(clip(title, 24)),
        "close": plain(close),
        "private_metadata": private_metadata,
        "blocks": blocks,
    }
    return view | ({"submit": plain(submit)} if submit else {})


VIEW_BYTES = 235_000
"""Below the 250,000 that Slack takes, with the view around the blocks."""


def fitting(blocks: list[Block], room: int = VIEW_BYTES) -> list[Block]:
    """As many of the blocks as fit, and a line that says so where some do not."""
    kept: list[Block] = []
    for block in blocks:
        room -= weight(block)
        if room < 0:
            return [*kept, context("There is more than fits here: the rest is in the document itself.")]
        kept.append(block)
    return kept


def weight(blocks: object) -> int:
    """Bytes of the JSON in its longest spelling, twelve for an emoji: what the SDK really sends."""
    return len(json.dumps(blocks))
