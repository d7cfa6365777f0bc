"""A share as Markdown, for a document of the author's own. What they wrote renders as they typed it."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest

from app.sharing.choice.summary import Summary
from app.sharing.post.fit import PIECE, cut_at, units
from app.sharing.post.outline import day_and_year, outline, snapshot_words, title_words
from app.sharing.post.points import COPY, Paragraph, Point, Prose, Style
from app.sharing.post.preview import filled
from app.slack.blocks import Block, Words, line, rich

INSTRUCTION = "Select the text, copy it, and paste it into your document. Nothing is sent."
LONG_LINE = 1000
"""Longer lines are broken between two words, which Markdown shows as one line."""

_ANYWHERE = re.compile(r"[\\`*\[\]<~|]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
"""An underscore inside a word means nothing, and addresses are full of them."""

_AT_START = re.compile(r"#{1,6}(?=\s|$)|>|[+](?=\s|$)|[-=](?=[\s=:-]|$)|:(?=-)|\d{1,9}(?=[.)](?:\s|$))")
_LINE_END = re.compile(r"\r\n|\r|\n")
_UNSAFE = re.compile(r"[\s<>()\\\"]")


def render_markdown(summary: Summary) -> str:
    """All that a post and its thread would say, in one text."""
    points = [point for group in outline(summary, COPY) for point in group]
    parts = [
        f"# {escaped(title_words(summary))}",
        *(part for point in points for part in _point(point)),
        _made(summary),
    ]
    return "\n\n".join(parts) + "\n"


def _made(summary: Summary) -> str:
    """Without a name where nobody was asked for one: for a copy."""
    if not summary.author:
        return f"Made with Followthrough, as things stood on {day_and_year(summary.today)}."
    return f"Made with Followthrough. {escaped(snapshot_words(summary))}"


def copy_pages(text: str) -> tuple[tuple[Block, ...], ...]:
    """The text in preformatted blocks, cut at line ends, as the pages of a modal."""
    head = rich(line(Words(INSTRUCTION)))
    texts = (
        {"type": "rich_text_preformatted", "elements": [Words(piece).element()]}
        for piece in _cut(text.rstrip())
    )
    return tuple((head, *page) for page in filled([rich(each)] for each in texts))


def escaped(text: str) -> str:
    """One line that Markdown shows as it is."""
    return _escape(" ".join(text.split()))


def _escape(typed: str) -> str:
    inner = _ANYWHERE.sub(lambda found: f"\\{found[0]}", typed)
    if not (start := _AT_START.match(inner)):
        return inner
    at = start.end() if inner[0].isdigit() else 0
    return f"{inner[:at]}\\{inner[at:]}"


def _point(point: Point) -> Iterator[str]:
    run = [said for said in point.said if said.style is Style.RUN]
    yield f"## {_title(point)}"
    yield from (escaped(said.text) for said in run)
    yield from _said(said for said in point.said if said.style is not Style.RUN)
    for paragraph in point.more:
        yield from _paragraph(paragraph)


def _title(point: Point) -> str:
    """The number is no list here, and needs no escape."""
    return f"{point.number}. {escaped(point.title)}" if point.number else escaped(point.title)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    if paragraph.heading:
        yield f"### {escaped(paragraph.heading)}"
    yield from _said(paragraph.texts)


def _said(texts: Iterable[Prose]) -> Iterator[str]:
    for style, group in groupby(texts, key=lambda each: each.style):
        written = [_written(said) for said in group]
        yield from ["\n".join(written)] if style is Style.BULLET else written


def _written(said: Prose) -> str:
    match said.style:
        case Style.LINK:
            return f"[{said.label}]({_UNSAFE.sub(_percent, said.text)})"
        case Style.BULLET:
            return "- " + "\n  ".join(_lines(said.text))
        case Style.LINE | Style.SMALL if not said.is_own:
            return f"{said.label}{escaped(said.text)}"
        case _:
            return _quote(said.text, said.label)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _quote(text: str, label: str) -> str:
    head = f"*{label.rstrip()}* " if label else ""
    return "\n".join(f"> {typed}" if typed else ">" for typed in (head + "\n".join(_lines(text))).split("\n"))


def _lines(text: str) -> Iterator[str]:
    """Escaped, each ending as it was typed: two spaces before a line end keep it."""
    typed = _LINE_END.split(text)
    for line_typed, following in zip_longest(typed, typed[1:], fillvalue=""):
        *earlier, last = (_escape(chunk) for chunk in _wrapped(_indented(line_typed.rstrip(" \t"))))
        yield from earlier
        yield last + "  " * bool(last and following.strip(" \t"))


def _indented(typed: str) -> str:
    """Room before a line, which would be code or nothing."""
    rest = typed.lstrip(" \t")
    room = typed[: len(typed) - len(rest)].replace("\t", "    ")
    return "\u00a0" * len(room) + rest


def _wrapped(typed: str) -> Iterator[str]:
    """Pieces of a long line; one without spaces stays whole."""
    while len(typed) > LONG_LINE and (at := typed.rfind(" ", LONG_LINE // 2, LONG_LINE)) > 0:
        yield typed[:at].rstrip(" ")
        typed = typed[at:].lstrip(" ")
    yield typed


def _cut(text: str) -> Iterator[str]:
    """At most 3,000 characters each, whole lines where they fit."""
    kept = ""
    for typed in text.split("\n"):
        together = f"{kept}\n{typed}" if kept else typed
        if units(together) <= PIECE:
            kept = together
            continue
        if kept:
            yield kept
        *full, kept = _split(typed)
        yield from full
    if kept:
        yield kept


def _split(typed: str) -> Iterator[str]:
    """A line that no block holds; never between a backslash and what it escapes."""
    while units(typed) > PIECE:
        at = cut_at(typed, PIECE - 1)
        before = len(typed[:at]) - len(typed[:at].rstrip("\\"))
        at += before % 2
        yield typed[:at]
        typed = typed[at:]
    yield typed
