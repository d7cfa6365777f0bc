"""The blocks of a message, and the limits that count over all of them."""

from collections.abc import Iterator
from typing import Any

from app.sandbox.blocks.check import Problem
from app.sandbox.blocks.layout import blocks_for

MESSAGE = blocks_for("message", 0, 50)
AT_MOST = {"data_visualization": 2, "table": 1}
MARKDOWN_CHARACTERS = 12_000
MOST_CHARACTERS = 11_000
"""Not documented: chat.postMessage was seen to refuse 11,341 (slackapi/bolt-js issues 2509 and 2867)."""


def message_problems(blocks: Any) -> list[Problem]:
    """Every rule the blocks break; empty when Slack would take them."""
    return [*MESSAGE(blocks, "/blocks"), *_counted(blocks)]


def characters(blocks: Any) -> int:
    """Of all that is read in the blocks, labels and options too."""
    if isinstance(blocks, list):
        return sum(characters(each) for each in blocks)
    if not isinstance(blocks, dict):
        return 0
    own = sum(len(value) for name, value in blocks.items() if name == "text" and isinstance(value, str))
    return own + sum(characters(value) for value in blocks.values() if isinstance(value, dict | list))


def _counted(blocks: Any) -> Iterator[Problem]:
    known = [each for each in blocks if isinstance(each, dict)] if isinstance(blocks, list) else []
    for kind, most in AT_MOST.items():
        count = sum(block.get("type") == kind for block in known)
        if count > most:
            yield Problem("/blocks", f"a message takes at most {most} {kind}, but has {count}")
    words = sum(len(str(block.get("text", ""))) for block in known if block.get("type") == "markdown")
    if words > MARKDOWN_CHARACTERS:
        yield Problem("/blocks", f"all markdown together takes at most {MARKDOWN_CHARACTERS} characters")
