"""The parts of a guide around its sections: purpose, problem, motto, table, example, how to use it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.guide.labels import Labelled, is_label, labelled
from app.guide.model import Example, MindsetRow
from app.guide.outline import Block, Document, Heading
from app.guide.plain import one_line

_EXPECTATIONS = re.compile(r"core expectations?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """What a document says outside its sections."""

    document: Document
    free: tuple[Heading, ...]  # the headings that belong to no section and no anti-pattern
    around: frozenset[Heading]  # those of them that sections or anti-patterns stand under

    def labelled_text(self, name: str) -> str:
        """The text labelled `name`: a "**Name**: text" paragraph or list item, or a heading of that name."""
        named = re.compile(rf"{name.replace(' ', '[ -]')}s?(?: of\b.*)?[ :]*", re.IGNORECASE)
        for heading in (self.document.root, *self.free):
            if named.fullmatch(heading.title):
                return _prose(heading.prose())
            for found in _labels_under(heading):
                if found.rest and named.fullmatch(found.label):
                    return found.rest
        return ""

    def problem(self) -> str:
        """The paragraphs under the first heading about the problem."""
        texts = (_prose(_plain_prose(heading)) for heading in self._about("problem"))
        return next((text for text in texts if text), "")

    def motto(self) -> str:
        """The first quotation in the document."""
        quotes = (one_line(block.text) for block in self._all_blocks() if block.kind == "quote")
        return next((text for text in quotes if text), "")

    def mindset(self) -> tuple[tuple[str, str], tuple[MindsetRow, ...]]:
        """The first two columns, heads and rows, of the first table that has as many."""
        tables = (block.rows for block in self._all_blocks() if block.kind == "table")
        rows = next((rows for rows in tables if len(rows[0]) > 1), None)
        if rows is None:
            return ("", ""), ()
        return (rows[0][0], rows[0][1]), tuple(MindsetRow(row[0], row[1]) for row in rows[1:])

    def example(self) -> Example:
        """The worked example, from the first heading about an example that tells something."""
        examples = (_example(_flat(heading)) for heading in self._about("example"))
        return next((example for example in examples if example != Example()), Example())

    def how_to_use(self) -> tuple[tuple[str, ...], str]:
        """The steps and the note under "How to use ..."."""
        for heading in self._about("how to use"):
            blocks = list(_flat(heading))
            note = _after_label(blocks, ("important", "note"))
            return _first_list(blocks), note
        return (), ""

    def expectations(self) -> tuple[tuple[str, ...], str]:
        """The standing core expectations, and the prose about how this guide supplements them."""
        for heading in self.free:
            titled = _EXPECTATIONS.search(heading.title) or "existing doc" in heading.title.casefold()
            named = titled and heading not in self.around
            found = _list_after(heading.blocks) or (_first_list(_flat(heading)) if named else ())
            if found:
                return found, _prose(heading.prose())
        return (), ""

    def _about(self, words: str) -> Iterator[Heading]:
        # A title such as "Example Guide" stands over everything: it tells nothing itself.
        return (h for h in self.free if words in h.title.casefold() and h not in self.around)

    def _all_blocks(self) -> Iterator[Block]:
        return (block for heading in self.document.root.walk() for block in heading.blocks)


def _labels_under(heading: Heading) -> Iterator[Labelled]:
    for block in heading.blocks:
        if block.kind == "paragraph":
            yield from _label_lines(block)
        for item in block.items:
            yield labelled(Block("paragraph", item.line, item.text))


def _label_lines(block: Block) -> Iterator[Labelled]:
    """One paragraph may hold several labels, each on a line of its own."""
    first = labelled(block)
    lines = [labelled(Block("paragraph", block.line, line)) for line in block.text.split("\n")]
    if len([line for line in lines if line.label]) < 2:
        yield first
    else:
        yield from lines


def _plain_prose(heading: Heading) -> list[Block]:
    return [block for block in heading.prose() if not is_label(block)]


def _prose(blocks: Iterable[Block]) -> str:
    return "\n\n".join(text for block in blocks if (text := one_line(block.text)))


def _flat(heading: Heading) -> Iterator[Block]:
    """The blocks under a heading, those of the headings below it included; such a heading acts as a label."""
    yield from heading.blocks
    for child in heading.children:
        yield Block("paragraph", child.line, child.title, bold=child.title)
        yield from _flat(child)


def _example(blocks: Iterable[Block]) -> Example:
    told = list(blocks)
    why = _after_label(told, ("why",)) or _first_why(told)
    situation = _after_label(told, ("situation",))
    if not situation and told and told[0].kind == "paragraph" and not labelled(told[0]).label:
        situation = one_line(told[0].text)
    return Example(situation, _first_list(told), why)


def _first_why(blocks: list[Block]) -> str:
    texts = (one_line(block.text) for block in blocks if block.kind == "paragraph" and not is_label(block))
    return next((text for text in texts if text.casefold().startswith("why")), "")


def _after_label(blocks: list[Block], names: tuple[str, ...]) -> str:
    """The text behind the first label that starts with one of the names, or the paragraphs below it."""
    for number, block in enumerate(blocks):
        found = labelled(block) if block.kind in ("paragraph", "quote") else None
        if found is None or not found.label.casefold().startswith(names):
            continue
        return found.rest or _prose(_until_label(blocks[number + 1 :]))
    return ""


def _until_label(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind != "paragraph" or is_label(block):
            return
        yield block


def _first_list(blocks: Iterable[Block]) -> tuple[str, ...]:
    found = next((block for block in blocks if block.kind == "list"), None)
    return tuple(item.text for item in found.items if item.text) if found else ()


def _list_after(blocks: list[Block]) -> tuple[str, ...]:
    for before, block in pairwise(blocks):
        if before.kind == "paragraph" and block.kind == "list" and _EXPECTATIONS.search(before.text):
            return _first_list([block])
    return ()
