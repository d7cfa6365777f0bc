"""The blocks of a message, and the limits that count over all of them."""

from collections.abc import Iterator
from typing import Any

from app.sandbox.blocks.check import Problem
from app.sandbox.blocks.layout import blocks_for

MESSAGE = blocks_for("message", 0, 50)
AT_MOST = {"data_visualization": 2, "table": 1}
MARKDOWN_CHARACTERS = 12_000


def message_problems(blocks: Any) -> list[Problem]:
    """Every rule the blocks break; empty when Slack would take them."""
    return [*MESSAGE(blocks, "/blocks"), *_counted(blocks)]


def _counted(blocks: Any) -> Iterator[Problem]:
    known = [each for each in blocks if isinstance(each, dict)] if isinstance(blocks, list) else []
    for kind, most in AT_MOST.items():
        count = sum(block.get("type") == kind for block in known)
        if count > most:
            yield Problem("/blocks", f"a message takes at most {most} {kind}, but has {count}")
    words = sum(len(str(block.get("text", ""))) for block in known if block.get("type") == "markdown")
    if words > MARKDOWN_CHARACTERS:
        yield Problem("/blocks", f"all markdown together takes at most {MARKDOWN_CHARACTERS} characters")
