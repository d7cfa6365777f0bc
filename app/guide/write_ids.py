"""The same guide with its ids written in, so that a later rewording keeps the answers."""

import re
from collections.abc import Iterator

from app.guide.ids import derive_id
from app.guide.load import Found, find_guide
from app.guide.outline import Item

_LINE_END = re.compile("(\r\n|\r|\n)")
# A paragraph may end in a line like "1.": with words behind it that line would begin a list. Left as it is.
_BARE_MARKER = re.compile(r"[ \t]*(?:[-+*]|\d+[.)])")
_CLOSING_HASHES = re.compile(r"[ \t]#+[ \t]*$")


def with_ids(source: str) -> str:
    """The source with ` {#id}` behind every section, question, anti-pattern and sign that has none.

    Every other byte stays, and the ids stay what they were. Raises GuideProblems.
    """
    pieces = _LINE_END.split(source)
    for line, hashes, written in _places(find_guide(source)):
        pieces[2 * line] = _append(pieces[2 * line], hashes, written)
    return "".join(pieces)


def _places(found: Found) -> Iterator[tuple[int, bool, str]]:
    headings = [section.heading for section in found.sections] + [
        pattern.heading for pattern in found.patterns
    ]
    for heading in headings:
        if heading.id is None:
            yield heading.last_line, heading.hashes, derive_id(heading.title)
    for item in _items(found):
        if item.id is None and item.last_line is not None:
            yield item.last_line, item.hashes, derive_id(item.text)


def _items(found: Found) -> Iterator[Item]:
    for section in found.sections:
        yield from section.questions
    for pattern in found.patterns:
        yield from pattern.signs


def _append(line: str, hashes: bool, written: str) -> str:
    text = line.rstrip(" \t")
    if _BARE_MARKER.fullmatch(text):
        return line
    # "## Title ##": behind the closing hashes it would make them part of the title.
    if hashes and (closing := _CLOSING_HASHES.search(line)):
        text = line[: closing.start()].rstrip(" \t")
    return f"{text} {{#{written}}}{line[len(text) :]}"
