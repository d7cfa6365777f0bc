"""A whole view: its own fields, its size, and what its blocks ask of it."""

import json
from collections.abc import Iterator
from typing import Any

from app.sandbox.blocks.check import TYPE, Check, Problem, boolean, record, string, variant
from app.sandbox.blocks.layout import blocks_for
from app.sandbox.blocks.objects import plain

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


def view_problems(view: Any, surface: str = "modal") -> list[Problem]:
    """Every rule the view breaks; empty when Slack would take it."""
    return [*SURFACES[surface](view, "/view"), *_submit_for_inputs(view)]


def view_size(view: Any) -> int:
    """The view's size in bytes, as it travels."""
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _submit_for_inputs(view: Any) -> Iterator[Problem]:
    if not isinstance(view, dict) or view.get("type") != "modal" or "submit" in view:
        return
    blocks = view.get("blocks")
    if any(isinstance(block, dict) and block.get("type") == "input" for block in blocks or []):
        yield Problem("/view/submit", "`submit` is required when an `input` block is in the blocks")
