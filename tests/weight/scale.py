"""Weighs what Slack is given: words, buttons and menus. Pixels are the browser's to say."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_CONTROLS = frozenset(
    {
        *("button", "overflow", "static_select", "multi_static_select", "radio_buttons", "checkboxes"),
        *("plain_text_input", "datepicker", "timepicker", "conversations_select", "users_select"),
        *("multi_users_select", "workflow_button", "multi_conversations_select", "external_select"),
    }
)
_UNSEEN = frozenset({"type", "block_id", "action_id", "value", "url", "initial_value", "alt_text", "style"})
"""Keys whose texts nobody reads as words of a screen; an input's `initial_value` is the person's."""
_CHARTS = frozenset({"data_visualization"})
_HIDDEN = frozenset({"overflow", "static_select"})
"""Menus: their options are seen once they are opened."""


@dataclass(frozen=True)
class Weight:
    """One screen or message. `words`: ours, visible, without labels of buttons and what the person wrote.

    `all_words` counts these too; `controls`: buttons, menus and inputs.
    """

    name: str
    words: int
    all_words: int
    controls: int
    said: str


def weigh(name: str, blocks: Any, theirs: Collection[str]) -> Weight:
    """The weight of these blocks or this view. `theirs`: every text that the person wrote."""
    said, labels = list(_said(blocks)), list(_labels(blocks))
    ours = " ".join(said)
    for text in sorted(theirs, key=len, reverse=True):
        ours = ours.replace(text, " ")
    controls = sum(1 for _ in _controls(blocks))
    return Weight(name, words_in(ours), words_in(" ".join([*said, *labels])), controls, " ".join(said))


def words_in(text: str) -> int:
    """Whatever holds a letter or a digit, between spaces."""
    return sum(1 for word in text.split() if re.search(r"\w", word))


_LINES = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")
_NOT_SAID = frozenset({"button", *_HIDDEN, *_CHARTS})
_NO_WORDS = _UNSEEN | {"submit", "close", "placeholder", "confirm", "initial_option", "initial_options"}


def _said(part: Any) -> Iterator[str]:
    """The visible texts outside buttons and menus. Runs of one line are joined: a word may be in two."""
    if isinstance(part, list | tuple):
        for each in part:
            yield from _said(each)
    elif isinstance(part, Mapping) and part.get("type") in _LINES:
        yield "".join(str(run.get("text") or run.get("url") or "") for run in part["elements"])
    elif isinstance(part, Mapping) and part.get("type") in {"plain_text", "mrkdwn"}:
        yield str(part["text"])
    elif isinstance(part, Mapping) and part.get("type") not in _NOT_SAID:
        for key, value in part.items():
            if key not in _NO_WORDS:
                yield from _said(value)


def _labels(part: Any) -> Iterator[str]:
    """The words on buttons and on closed menus."""
    match part:
        case {"type": "button", "text": {"text": str(text)}}:
            yield text
        case {"type": kind} if kind in _HIDDEN:
            shown = part.get("initial_option", {}).get("text") or part.get("placeholder") or {}
            yield str(shown.get("text", ""))
        case Mapping():
            for key, value in part.items():
                if key in {"submit", "close"} and isinstance(value, Mapping):
                    yield str(value["text"])
                else:
                    yield from _labels(value)
        case list() | tuple():
            for each in part:
                yield from _labels(each)


def _controls(part: Any) -> Iterator[str]:
    match part:
        case {"type": str(kind)} if kind in _CONTROLS:
            yield kind
        case Mapping():
            for value in part.values():
                yield from _controls(value)
        case list() | tuple():
            for each in part:
                yield from _controls(each)
