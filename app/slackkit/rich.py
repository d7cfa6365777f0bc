"""Rich text: where a person's own words go, because nothing in them is parsed there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.slackkit.objects import Block


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


def user(user_id: str) -> Block:
    """A person's name, as the reader's Slack shows it. In a channel it pings them: DMs and modals only."""
    return {"type": "user", "user_id": user_id}


def channel(channel_id: str) -> Block:
    """A channel's name as it is now, for those who are in it."""
    return {"type": "channel", "channel_id": channel_id}


def preformatted(text: str) -> Block:
    """Text as it is typed, in a box to copy from."""
    return {"type": "rich_text_preformatted", "elements": [Words(text).element()]}


def quote(text: str) -> Block:
    return {"type": "rich_text_quote", "elements": [Words(text).element()]}


def bullets(texts: Iterable[str], *, numbered: bool = False) -> Block:
    style = "ordered" if numbered else "bullet"
    return {"type": "rich_text_list", "style": style, "elements": [line(Words(text)) for text in texts]}
