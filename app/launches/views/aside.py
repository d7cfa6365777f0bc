"""What was typed into a form and never saved, once something newer was."""

from collections.abc import Collection, Mapping

from app.slackkit.blocks import Block, Words, clip, line, quote, rich

MOST = 1000
"""Characters of each text: fields and bet need the room."""

WORDS = (
    "You typed this here and did not save it, and something newer was saved since. To use it, write it again:"
)


def aside_blocks(aside: Mapping[str, str], texts: Collection[str]) -> list[Block]:
    """Said above the fields. `texts`: those that hold a person's words; of the others nothing is said."""
    told = [quote(clip(aside[field], MOST)) for field in texts if field in aside]
    return [rich(line(Words(WORDS, italic=True)), *told)] if told else []
