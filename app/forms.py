"""What one payload says about a page's inputs, without a word of Slack."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Raw = str | tuple[str, ...]
"""A text, or the ids of the options chosen."""

LATEST = 2**63 - 1

TEXT_LIMIT = 3000

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Form:
    """`values`: by input key, only what says something; a missing key says nothing and empties nothing.

    `touched` is the input the event is about: its value counts as it is, empty too.
    `action_order` orders the events of one page, as `action_ts` does; a submit is the latest of all.
    """

    values: Mapping[str, Raw] = field(default_factory=dict)
    touched: str | None = None
    action_order: int = LATEST


def unkeepable(text: str) -> str | None:
    """Why this text could not be given back exactly as it came, in a sentence; None where it could."""
    if "\x00" in text:
        return "This text holds a NUL character, which cannot be kept. Remove it and try again."
    if LONE_SURROGATE.search(text):
        return "This text holds half a character (a lone surrogate). Remove it and try again."
    if len(text) > TEXT_LIMIT:
        return f"This text is longer than {TEXT_LIMIT:,} characters. Shorten it and try again."
    return None
