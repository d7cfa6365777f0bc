"""A Markdown document as headings with their blocks: lists, tables, fences, quotes, paragraphs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["paragraph", "list", "table", "code", "quote"]


@dataclass(frozen=True)
class Item:
    """A list item as plain text, nested items included.

    `last_line` (from 0) ends its own first paragraph, where `{#id}` goes; None when it has none.
    `hashes` says that this paragraph is a heading written with `#`.
    """

    text: str
    line: int
    last_line: int | None
    id: str | None
    hashes: bool = False


@dataclass(frozen=True, eq=False)
class Block:
    """One block under a heading. `line` counts from 1."""

    kind: Kind
    line: int
    text: str = ""
    bold: str = ""  # the words in bold that a paragraph starts with
    items: tuple[Item, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(eq=False)
class Heading:
    """A heading, what stands directly under it, and the headings below it. The document itself is level 0."""

    level: int
    title: str = ""
    line: int = 1
    last_line: int = 0
    id: str | None = None
    hashes: bool = True
    parent: "Heading | None" = None
    blocks: list[Block] = field(default_factory=list)
    children: list["Heading"] = field(default_factory=list)

    def walk(self) -> Iterator["Heading"]:
        """This heading and all below it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()

    def above(self) -> Iterator["Heading"]:
        """The headings this one stands under, the nearest first."""
        heading = self.parent
        while heading is not None and heading.level:
            yield heading
            heading = heading.parent

    def lists(self) -> list[Block]:
        """The lists directly under this heading."""
        return [block for block in self.blocks if block.kind == "list"]

    def prose(self) -> list[Block]:
        """The paragraphs directly under this heading."""
        return [block for block in self.blocks if block.kind == "paragraph"]


@dataclass(frozen=True)
class Document:
    """The outline of a whole document, with what its front matter gives."""

    root: Heading
    front: dict[str, str]

    def headings(self) -> list[Heading]:
        """Every heading in the order of the document, without the document itself."""
        return [heading for heading in self.root.walk() if heading.level]

    def title_heading(self) -> Heading | None:
        """The heading all others stand under, if the document has such a one."""
        first = self.root.children[0] if len(self.root.children) == 1 else None
        return first if first is not None and first.children else None
