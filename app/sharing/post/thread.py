"""The thread under a share: everything that the first message has no room for, whole."""

from collections.abc import Iterable, Iterator, Sequence

from app.sharing.post.fit import PIECE, capped, fits, pieces, size
from app.sharing.post.points import Paragraph, Point, Prose, Style
from app.sharing.post.rich_points import bold, heading, part, small
from app.slack.blocks import Block, rich

MOST_CHARTS = 2
SHORT_NAME = 150

Stack = list[Block]
"""Blocks that stay in one message: a text, or the numbers with their chart."""


def thread_messages(points: Iterable[Point]) -> tuple[tuple[Block, ...], ...]:
    """Points in their order, in as few messages as hold them. One that goes on in the next says so there."""
    messages: list[list[Block]] = []
    for point in points:
        stacks = [stack for paragraph in point.thread for stack in _stacks(paragraph)]
        if stacks:
            _add(messages, point.heading, stacks)
    return tuple(tuple(message) for message in messages)


def is_chart(block: Block) -> bool:
    return bool(block["type"] == "data_visualization")


def _add(messages: list[list[Block]], title: str, stacks: Sequence[Stack]) -> None:
    """Under the point before it, where all of it fits there; else from a message of its own."""
    whole = [heading(title), *(block for stack in stacks for block in stack)]
    if messages and _takes(messages[-1], whole):
        messages[-1] += whole
        return
    messages.append(whole[:1])
    for stack in stacks:
        if not _takes(messages[-1], stack):
            messages.append([small(f"{title}, continued")])
        messages[-1] += stack


def _takes(message: Stack, blocks: Stack) -> bool:
    together = [*message, *blocks]
    return fits(together) and sum(map(is_chart, together)) <= MOST_CHARTS


def _stacks(paragraph: Paragraph) -> list[Stack]:
    """Short texts share a block."""
    stacks = [[rich(*(each for run in group for each in run))] for group in _gathered(_runs(paragraph))]
    if paragraph.chart:
        stacks[-1].append(paragraph.chart)
    return stacks


def _gathered(runs: Iterable[Stack]) -> list[list[Stack]]:
    groups: list[list[Stack]] = []
    room = 0
    for run in runs:
        needed = size(run)
        if not groups or needed > room:
            groups.append([])
            room = PIECE
        groups[-1].append(run)
        room -= needed
    return groups


def _runs(paragraph: Paragraph) -> Iterator[Stack]:
    """Parts of rich text that belong together; the heading stands with the first of them."""
    head = [bold(paragraph.heading)] if paragraph.heading else []
    for said in paragraph.texts:
        found = pieces(said.text)
        if said.style is Style.LINK or len(found) == 1:
            yield [*head, part(said, said.text)]
        else:
            yield from _numbered(paragraph, said, found)
        head = []
    if head:
        yield head


def _numbered(paragraph: Paragraph, said: Prose, found: tuple[str, ...]) -> Iterator[Stack]:
    """A long text, "(1 of 3)": each piece says what it is a piece of."""
    name = ". ".join(each for each in (paragraph.heading, said.label.rstrip(": ")) if each)
    short = capped(name, SHORT_NAME)
    later = short if short == name else f"{short}…"
    for place, piece in enumerate(found, 1):
        mark = f"{name if place == 1 else later} ({place} of {len(found)})".lstrip()
        yield [bold(mark), part(Prose(piece, style=said.style), piece)]
