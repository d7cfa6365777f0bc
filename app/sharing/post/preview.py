"""What will be posted, message by message, as the pages of a modal: the same blocks, but for what cannot
stand there. A chart is its numbers in words, and the buttons are named.
"""

import json
from collections.abc import Iterable, Sequence

from app.sharing.model import Post
from app.sharing.post.rich_points import small
from app.sharing.post.thread import is_chart
from app.slack.blocks import VIEW_BYTES, Block, alert, divider, weight

MOST_BLOCKS = 89
MOST_BYTES = VIEW_BYTES // 2 - 500
"""The other half is the view's around it."""


def preview_pages(posts: tuple[Post, ...]) -> tuple[tuple[Block, ...], ...]:
    """Every message whole on one page, as many messages as a page holds."""
    messages = ([divider(), *_message(place, len(posts), post)] for place, post in enumerate(posts))
    return tuple(tuple(page[1:]) for page in filled(messages))


def filled(groups: Iterable[Sequence[Block]]) -> list[list[Block]]:
    """Groups of blocks on as few pages as hold them, in their order; a group is never divided."""
    pages: list[list[Block]] = []
    room = 0
    for group in groups:
        needed = weight(list(group))
        if not pages or needed > room or len(pages[-1]) + len(group) > MOST_BLOCKS:
            pages.append([])
            room = MOST_BYTES
        pages[-1] += group
        room -= needed
    return pages


def _message(place: int, of: int, post: Post) -> list[Block]:
    where = "in the thread" if place else "in the channel"
    label = [alert(f"Message {place + 1} of {of}, {where}", "info")] if of > 1 else []
    return [*label, *(_still(block) for block in json.loads(post.blocks))]


def _still(block: Block) -> Block:
    """The block itself, or words for it."""
    if is_chart(block):
        return small(_chart_words(block))
    if block["type"] == "actions":
        labels = "] [".join(element["text"]["text"] for element in block["elements"])
        return small(f"Buttons for everybody in the channel: [{labels}]")
    return block


def _chart_words(block: Block) -> str:
    points = block["chart"]["series"][0]["data"]
    said = "; ".join(f"{point['label']}: {point['value']:g}" for point in points)
    return f"Here a line is drawn, “{block['title']}”: {said}"
