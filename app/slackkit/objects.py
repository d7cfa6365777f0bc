"""The small objects that blocks are made of."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

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
    """Text that mrkdwn shows as it is: ampersand first, or the other two would be escaped twice."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn(text: str) -> Block:
    """Our own words only, or `escape`d ones."""
    return {"type": "mrkdwn", "text": text}


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
