"""Block Kit as plain dicts. Slack's limits are at https://docs.slack.dev/reference/block-kit.

A person's words go only into `rich_text` and `plain_text`: nothing in them is parsed there, so an
answer that holds `<!channel>` pings nobody. The functions that take mrkdwn say so.

Views import everything from here; inputs, buttons, rich text and charts are in the files beside.
"""

import json
from typing import Literal

from app.slackkit.charts import line_chart
from app.slackkit.controls import button, confirmation, overflow, select_menu
from app.slackkit.inputs import (
    checkbox_input,
    conversation_input,
    date_input,
    line_input,
    radio_input,
    select_input,
    text_input,
)
from app.slackkit.objects import TEXT_LIMIT, Block, Option, clip, escape, mrkdwn, plain
from app.slackkit.rich import Words, bullets, channel, date, line, preformatted, quote, rich, user

__all__ = [
    "TEXT_LIMIT",
    "VIEW_BYTES",
    "Block",
    "Option",
    "Words",
    "actions",
    "alert",
    "bullets",
    "button",
    "channel",
    "checkbox_input",
    "clip",
    "confirmation",
    "context",
    "conversation_input",
    "date",
    "date_input",
    "divider",
    "escape",
    "fields",
    "fitting",
    "header",
    "line",
    "line_chart",
    "line_input",
    "modal",
    "mrkdwn",
    "mrkdwn_section",
    "overflow",
    "plain",
    "preformatted",
    "quote",
    "radio_input",
    "rich",
    "section",
    "select_input",
    "select_menu",
    "text_input",
    "user",
    "weight",
]


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


MORE = "There is more than fits here: the rest is in the document itself."


def fitting(blocks: list[Block], room: int = VIEW_BYTES, more: str = MORE) -> list[Block]:
    """As many of the blocks as fit, and a line that says so where some do not."""
    kept: list[Block] = []
    for block in blocks:
        room -= weight(block)
        if room < 0:
            return [*kept, context(more)]
        kept.append(block)
    return kept


def weight(blocks: object) -> int:
    """Bytes of the JSON in its longest spelling, twelve for an emoji: what the SDK really sends."""
    return len(json.dumps(blocks))
