"""A share as it is posted: the message with the four buttons, then its thread. The preview shows the same."""

import json
from collections.abc import Sequence
from itertools import accumulate

from app.sharing.choice.summary import Summary
from app.sharing.model import Post
from app.sharing.names import ADD, L5, READ, TALK
from app.sharing.post.fit import MOST_CHARACTERS, fits, units
from app.sharing.post.mirror_text import mirror_text
from app.sharing.post.outline import outline, snapshot_words, title_words
from app.sharing.post.points import Level, Point
from app.sharing.post.rich_points import bold, heading, point_blocks, small
from app.sharing.post.thread import is_chart, thread_messages
from app.slack.blocks import Block, Words, actions, button, divider, line, rich

READABLE = 5000
"""Characters of a first message that somebody reads in a minute or two, looking for what matters."""

_RICH = Level(
    note=1000, lines=700, small=300, target=300, text=300, ours=300, starter=500, numbers=8, changes=3
)
_SHORT = Level(
    note=600, lines=400, small=150, target=200, text=150, ours=200, starter=400, numbers=4, changes=1
)
_BRIEF = Level(
    note=400, lines=300, small=100, target=150, text=0, ours=200, starter=300, numbers=1, changes=0
)
_TERSE = Level(note=150, lines=150, small=60, target=80, text=0, ours=150, starter=200, numbers=1, changes=0)
_TITLES = Level(note=0, lines=0, small=0, target=0, text=0, ours=0, starter=0, numbers=0, changes=0)
_LEVELS = (
    (_RICH, READABLE),
    (_SHORT, READABLE),
    (_BRIEF, MOST_CHARACTERS),
    (_TERSE, MOST_CHARACTERS),
)
"""The first that fits is taken. Whatever it cuts or leaves out stands whole in the thread."""

_BUTTONS = (
    (READ, "I have read this"),
    (TALK, "Let's talk about…"),
    (ADD, "I would add…"),
    (L5, "What would make it L5?"),
)
MOST_TITLES = 6000
"""Characters of the titles where there is room for nothing else."""


def render_posts(summary: Summary, token: str) -> tuple[Post, ...]:
    """The first is the post with the buttons, whose value is `token`; the others are replies to it.

    Equal summaries make equal posts, byte for byte.
    """
    groups, thread = _chosen(summary)
    first = [*_first(summary, groups, has_thread=bool(thread)), _buttons(token)]
    return tuple(_post(blocks) for blocks in (first, *thread))


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
    blocks = [heading(title_words(summary))]
    for place, group in enumerate(groups):
        blocks += [divider()] * (place > 0) + list(group)
    details = "Details are in the thread. " if has_thread else ""
    by = f"Posted by Followthrough for {summary.author}. "
    return [*blocks, small(f"{details}{by}{snapshot_words(summary.today)}")]


def _titles(points: Sequence[Point]) -> Block:
    """For more than anybody ticks: a list of what is in the thread."""
    used = accumulate(units(point.heading) for point in points)
    shown = [bold(point.heading) for point, so_far in zip(points, used, strict=True) if so_far <= MOST_TITLES]
    left = len(points) - len(shown)
    more = f"What these say, and {left} more, is" if left else "What these say is"
    return rich(*shown, line(Words(f"{more} in the thread.", italic=True)))


def _buttons(token: str) -> Block:
    return actions(*(button(label, action, token) for action, label in _BUTTONS))


def _post(blocks: Sequence[Block]) -> Post:
    plain = [block for block in blocks if not is_chart(block)]
    return Post(mirror_text(blocks), _json(blocks), _json(plain) if len(plain) < len(blocks) else "")


def _json(blocks: Sequence[Block]) -> str:
    return json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":"))
