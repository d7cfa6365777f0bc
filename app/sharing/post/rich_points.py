"""Points as rich text: what a person wrote is a quote, and nothing in it is parsed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from app.sharing.post.fit import HEADER, pieces, units
from app.sharing.post.points import Point, Prose, Style
from app.slack.blocks import Block, Words, header, line, rich

CONTINUES = " … (continues in the thread)"
IN_THREAD = "More of this is in the thread."


def heading(text: str) -> Block:
    """A header; a long one as bold text, whole."""
    return header(text) if units(text) <= HEADER else rich(bold(text))


def bold(text: str) -> Block:
    return line(*(Words(piece, bold=True) for piece in pieces(text)))


def small(text: str) -> Block:
    """Small print that may hold a name: plain text, where `context` is mrkdwn."""
    texts = [{"type": "plain_text", "text": piece, "emoji": False} for piece in pieces(text)]
    return {"type": "context", "elements": texts}


def link(said: Prose) -> Block:
    """The label is what is read: the address stands behind it."""
    return line({"type": "link", "url": said.text, "text": said.label})


def words(said: Prose, text: str, after: str = "") -> list[Words]:
    return [
        Words(said.label, italic=True),
        *(Words(piece) for piece in pieces(text)),
        Words(after, italic=True),
    ]


def point_blocks(point: Point) -> list[Block]:
    """A point in the first message; what is not whole there says so."""
    shown = [said for said in point.said if said.shown]
    fine = [small(f"{said.label}{said.shown}{_mark(said)}") for said in shown if said.style is Style.SMALL]
    run = next((said for said in shown if said.style is Style.RUN), None)
    head = line(
        *(Words(piece, bold=True) for piece in pieces(point.heading + (": " if run else ""))),
        *(words(run, run.shown, _mark(run)) if run else ()),
    )
    rest = [said for said in shown if said.style not in {Style.SMALL, Style.RUN}]
    return [rich(head, *_parts(rest), *_more(point)), *fine]


def _more(point: Point) -> list[Block]:
    """Where something is left out that no mark of its own stands for."""
    left_out = any(said.is_cut and not said.shown for said in point.said)
    nothing = bool(point.more) and not any(said.shown for said in point.said)
    return [line(Words(IN_THREAD, italic=True))] if left_out or nothing else []


def _mark(said: Prose) -> str:
    return CONTINUES if said.is_cut else ""


def _parts(said: Sequence[Prose]) -> Iterator[Block]:
    for style, group in groupby(said, key=lambda each: each.style):
        if style is Style.BULLET:
            yield listed(line(*words(each, each.shown, _mark(each))) for each in group)
        else:
            yield from (part(each, each.shown, _mark(each)) for each in group)


def listed(lines: Iterable[Block]) -> Block:
    return {"type": "rich_text_list", "style": "bullet", "elements": list(lines)}


def part(said: Prose, text: str, after: str = "") -> Block:
    """One text as a part of rich text."""
    run = line(*words(said, text, after))
    match said.style:
        case Style.LINK:
            return link(said)
        case Style.BULLET:
            return listed([run])
        case _:
            return {**run, "type": "rich_text_quote"} if said.is_own else run
