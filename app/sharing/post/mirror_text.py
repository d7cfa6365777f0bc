"""The top-level text of a message in a channel: for notifications, and for who cannot see blocks."""

import re
from collections.abc import Iterator, Sequence

from app.sharing.post.fit import cut_at, units
from app.slack.blocks import Block, escape

OPENING = (
    "This message from Followthrough holds what a colleague chose to share here. Open it in Slack to read "
    "it; nothing of what it says is repeated in this first sentence, so that a notification shows none of it."
)
"""What a notification shows: at least 150 characters of it, without content."""

REST = " … The rest stands in the message itself."
MOST = 3890
"""Escaped. chat.update takes 4,000."""

_HALF_ENTITY = re.compile(r"&[a-z]{0,3}\Z")


def mirror_text(blocks: Sequence[Block], opening: str = OPENING) -> str:
    """The opening, then the words of these very blocks, escaped: nobody can be mentioned by them."""
    said = escape("\n".join(words for block in blocks for words in _words(block)))
    room = MOST - units(opening) - 2
    if units(said) > room:
        short = said[: cut_at(said, room - units(REST))]
        said = _HALF_ENTITY.sub("", short).rstrip() + REST
    return f"{opening}\n\n{said}" if said else opening


def _words(block: Block) -> Iterator[str]:
    """What is read in a block, a line at a time; but buttons, and charts: their numbers stand in words."""
    match block["type"]:
        case "header" | "section":
            texts = [block.get("text", {}), *block.get("fields", [])]
            yield from (text["text"] for text in texts if text)
        case "context":
            yield from (element["text"] for element in block["elements"])
        case "rich_text":
            for part in block["elements"]:
                yield from _lines(part)


def _lines(part: Block) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        yield from (f"• {_run(item)}" for item in part["elements"])
    else:
        yield _run(part)


def _run(part: Block) -> str:
    return "".join(str(each.get("text", each.get("fallback", ""))) for each in part["elements"])
