"""Reading what a window shows, as a person would."""

import re
from collections.abc import Iterator
from typing import Any

from app.sandbox.slack import Window


def view(window: Window) -> dict[str, Any]:
    assert window.top is not None, f"no modal is open; trouble: {window.trouble}, {window.problems}"
    return window.top


def title(window: Window) -> str:
    return str(view(window)["title"]["text"])


def texts(window: Window) -> str:
    """Everything the top view says, input values and all."""
    return "\n".join(strings(view(window)["blocks"]))


def shows(text: str, word: str) -> bool:
    """Whether a text shows a word. A number is shown only whole: "1 Feb" does not stand in "21 Feb"."""
    before, after = (r"(?<!\d)" if word[:1].isdigit() else "", r"(?!\d)" if word[-1:].isdigit() else "")
    return re.search(before + re.escape(word) + after, text) is not None


def strings(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name in {"text", "initial_value"} and isinstance(value, str):
                yield value
            else:
                yield from strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from strings(value)


def blocks_of(window: Window, kind: str) -> list[dict[str, Any]]:
    return [block for block in view(window)["blocks"] if block["type"] == kind]


def input_ids(window: Window) -> list[str]:
    return [block["block_id"] for block in blocks_of(window, "input")]


def button_labels(window: Window) -> list[str]:
    pressed = [
        e for block in blocks_of(window, "actions") for e in block["elements"] if e["type"] == "button"
    ]
    return [e["text"]["text"] for e in pressed]


def chosen(window: Window, key: str) -> list[str]:
    """The values of the options chosen in a radio or checkbox group."""
    shown = window.shown(key)
    options = shown if isinstance(shown, list) else [shown] if shown else []
    return [option["value"] for option in options]
