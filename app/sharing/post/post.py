"""A share as it is posted: the message with the four buttons, then its thread. The preview shows the same."""

import json
from collections.abc import Sequence
from itertools import accumulate

from app.sharing.choice.summary import Summary
from app.sharing.model import Post
from app.sharing.names import ADD, L5, READ, TALK
from app.sharing.post.fit import MOST_CHARACTERS, fits, units
from app.sharing.post.outline import outline, snapshot_words, title_words
from app.sharing.post.points import Level, Point
from app.sharing.post.rich_points import bold, point_blocks, small
from app.sharing.post.thread import is_chart, thread_messages
from app.slack.blocks import Block, Words, actions, button, divider, escape, line, rich

READABLE = 5000
"""Characters of a first message that somebody reads in a minute or two, looking for what matters."""

_WHOLE = Level(note=1000, lines=700, small=300, text=300, ours=600, starter=500)
_LINES = Level(note=300, lines=0, small=0, text=0, ours=400, starter=200)
_TITLES = Level(note=0, lines=0, small=0, text=0, ours=0, starter=0)
"""Two shapes: whole, or a line an item. Whatever is cut or left out stands whole in the thread. Titles alone
are for more than anybody ticks."""

_LEVELS = ((_WHOLE, READABLE), (_LINES, MOST_CHARACTERS))
"""The first that fits is taken."""

_BUTTONS = (
    (READ, "I have read this"),
    (TALK, "Let's talk about…"),
    (ADD, "I would add…"),
    (L5, "What is missing?"),
)
MOST_TITLES = 6000
"""Characters of the titles where there is room for nothing else."""


def render_posts(summary: Summary, token: str) -> tuple[Post, ...]:
    """The first is the post with the buttons, whose value is `token`; the others are replies to it.

    Equal summaries make equal posts, byte for byte.
    """
    groups, thread = _chosen(summary)
    first = [*_first(summary, groups, has_thread=bool(thread)), _buttons(token)]
    return tuple(_post(blocks, summary.author) for blocks in (first, *thread))


def _chosen(summary: Summary) -> tuple[list[list[Block]], tuple[tuple[Block, ...], ...]]:
    """What the first message shows, at the level that fits, and the thread that goes with it."""
    for level, most in _LEVELS:
        groups = outline(summary, level)
        shown = [[block for point in group for block in point_blocks(point)] for group in groups]
        if fits([*_first(summary, shown, has_thread=True), _buttons("")], most):
            return shown, thread_messages(point for group in groups for point in group)
    groups = outline(summary, _TITLES)
    points = [point for group in groups for point in group]
    return [[_titles(points)]], thread_messages(points)


def _first(summary: Summary, groups: Sequence[Sequence[Block]], *, has_thread: bool) -> list[Block]:
    blocks = [_heading(summary)]
    for place, group in enumerate(groups):
        blocks += [divider()] * (place > 0) + list(group)
    details = " More is in the thread." if has_thread else ""
    return [*blocks, small(f"{snapshot_words(summary)}{details}")]


def _heading(summary: Summary) -> Block:
    """The title, with whom it is for: a mention, where that is wanted, else a name."""
    title = bold(title_words(summary))
    if summary.em_id:
        mention = {"type": "user", "user_id": summary.em_id}
        return rich({**title, "elements": [*title["elements"], Words(" · ").element(), mention]})
    named = line(Words(f"{title_words(summary)} · for {summary.em}", bold=True))
    return rich(named if summary.em else title)


def _titles(points: Sequence[Point]) -> Block:
    """For more than anybody ticks: a list of what is in the thread."""
    used = accumulate(units(point.heading) for point in points)
    shown = [bold(point.heading) for point, so_far in zip(points, used, strict=True) if so_far <= MOST_TITLES]
    left = len(points) - len(shown)
    more = f"What these say, and {left} more, is" if left else "What these say is"
    return rich(*shown, line(Words(f"{more} in the thread.", italic=True)))


def _buttons(token: str) -> Block:
    return actions(*(button(label, action, token) for action, label in _BUTTONS))


def _post(blocks: Sequence[Block], author: str) -> Post:
    plain = [block for block in blocks if not is_chart(block)]
    return Post(fallback_text(author), _json(blocks), _json(plain) if len(plain) < len(blocks) else "")


def fallback_text(author: str) -> str:
    """What phones show on a locked screen: who shared, and nothing of it."""
    return f"{escape(author)} shared something here."


def _json(blocks: Sequence[Block]) -> str:
    return json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":"))
