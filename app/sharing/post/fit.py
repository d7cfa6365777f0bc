"""What fits where: lengths as Slack counts them, and where a text is cut.

Slack counts an emoji as two, as JavaScript does; so do we, and no limit is missed by counting otherwise.
"""

import re

from app.sharing.choice.cutting import is_inside
from app.slack.blocks import Block

PIECE = 3000
"""What one text of a block holds."""

MOST_CHARACTERS = 9000
"""Of all texts of a message. Slack was seen to refuse 11,341."""

MOST_BLOCKS = 50
HEADER = 150
MOST_LINES = 8
"""Of a text that is shown in part."""

_SPACE = re.compile(r"\s")


def units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def size(blocks: object) -> int:
    """Of all that is read in the blocks, labels too."""
    if isinstance(blocks, dict):
        return sum(
            units(value) if name == "text" and isinstance(value, str) else size(value)
            for name, value in blocks.items()
        )
    return sum(size(each) for each in blocks) if isinstance(blocks, list | tuple) else 0


def fits(blocks: list[Block], most: int = MOST_CHARACTERS) -> bool:
    """Whether one message takes them, charts left aside."""
    return len(blocks) <= MOST_BLOCKS and size(blocks) <= most


def cut_at(text: str, most: int) -> int:
    """Where to cut a text that is longer than `most`: after a line, after a word, or between two characters.

    A line or a word counts only where most of the room is used by then.
    """
    end = len(text.encode("utf-16-le", "surrogatepass")[: most * 2].decode("utf-16-le", "ignore"))
    least = max(1, end * 2 // 3)
    line = text.rfind("\n", least, end) + 1
    word = next((at for at in range(end, least, -1) if _SPACE.match(text[at - 1])), 0)
    end = line or word or end
    return next((at for at in range(end, end // 2, -1) if at == len(text) or not is_inside(text, at)), end)


def pieces(text: str, most: int = PIECE) -> tuple[str, ...]:
    """The whole text in pieces: joined, they are the text again."""
    found = []
    while units(text) > most:
        end = cut_at(text, most)
        found.append(text[:end])
        text = text[end:]
    return (*found, text) if text else tuple(found)


def capped(text: str, most: int) -> str:
    """As much as `most` and eight lines allow; the text itself where that is all of it."""
    if most <= 0:
        return ""
    lines = text.split("\n")
    short = text if len(lines) <= MOST_LINES else "\n".join(lines[:MOST_LINES])
    if units(short) > most:
        short = short[: cut_at(short, most)]
    return text if short == text else short.rstrip()
