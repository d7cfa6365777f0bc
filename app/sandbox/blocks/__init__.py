"""Slack's documented Block Kit limits, held against every view and message."""

import json
from typing import Any

from app.sandbox.blocks.check import TYPE, BlockProblem, Check, boolean, record, string, variant
from app.sandbox.blocks.elements import plain
from app.sandbox.blocks.layout import blocks_for

MESSAGE = blocks_for("message", 0, 50)
AT_MOST = {"data_visualization": 2, "table": 1}
MARKDOWN_CHARACTERS = 12_000
MOST_CHARACTERS = 11_000
"""Not documented: chat.postMessage was seen to refuse 11,341 (slackapi/bolt-js issues 2509 and 2867)."""


def message_problems(blocks: Any) -> list[BlockProblem]:
    """Every rule the blocks break; empty when Slack would take them."""
    problems = [*MESSAGE(blocks, "/blocks")]
    known = [each for each in blocks if isinstance(each, dict)] if isinstance(blocks, list) else []
    for kind, most in AT_MOST.items():
        count = sum(block.get("type") == kind for block in known)
        if count > most:
            reason = f"a message takes at most {most} {kind}, but has {count}"
            problems.append(BlockProblem("/blocks", reason))
    words = sum(len(str(block.get("text", ""))) for block in known if block.get("type") == "markdown")
    if words > MARKDOWN_CHARACTERS:
        reason = f"all markdown together takes at most {MARKDOWN_CHARACTERS} characters"
        problems.append(BlockProblem("/blocks", reason))
    return problems


def characters(blocks: Any) -> int:
    """Of all that is read in the blocks, labels and options too."""
    if isinstance(blocks, list):
        return sum(characters(each) for each in blocks)
    if not isinstance(blocks, dict):
        return 0
    own = sum(len(value) for name, value in blocks.items() if name == "text" and isinstance(value, str))
    return own + sum(characters(value) for value in blocks.values() if isinstance(value, dict | list))


VIEW_BYTES = 250_000

COMMON: dict[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
MODAL = record(
    {**TYPE, "title": plain(24), "blocks": blocks_for("modal", 1, 100)},
    {
        **COMMON,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    },
)
HOME = record({**TYPE, "blocks": blocks_for("home", 0, 100)}, COMMON)
SURFACES = {"modal": variant({"modal": MODAL}, "modal"), "home": variant({"home": HOME}, "home")}


def view_problems(view: Any, surface: str = "modal") -> list[BlockProblem]:
    """Every rule the view breaks; empty when Slack would take it."""
    problems = [*SURFACES[surface](view, "/view")]
    if isinstance(view, dict) and view.get("type") == "modal" and "submit" not in view:
        blocks = view.get("blocks") or []
        if any(isinstance(block, dict) and block.get("type") == "input" for block in blocks):
            reason = "`submit` is required when an `input` block is in the blocks"
            problems.append(BlockProblem("/view/submit", reason))
    return problems


def view_size(view: Any) -> int:
    """The view's size in bytes, as it travels."""
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
