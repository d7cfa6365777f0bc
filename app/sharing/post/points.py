"""A share as points to read: what the first message says of each, and what the thread says besides."""

from dataclasses import dataclass
from enum import Enum

from app.sharing.post.fit import capped
from app.slack.blocks import Block

WHOLE = 10**9


class Style(Enum):
    """How a text stands there."""

    QUOTE = "quote"  # a person's own words
    LINE = "line"
    RUN = "run"  # on the line of the heading
    BULLET = "bullet"
    SMALL = "small"
    LINK = "link"  # the text is the address, the label is what is read


@dataclass(frozen=True)
class Prose:
    """A text after what it is about. `most`: what the first message shows of it; 0: nothing.

    `told`: the thread has it anyway, in a paragraph of its own.
    """

    text: str
    label: str = ""
    most: int = WHOLE
    style: Style = Style.QUOTE
    told: bool = False

    @property
    def is_own(self) -> bool:
        """A person's words, which may have lines of their own."""
        return self.style is Style.QUOTE or (self.style is Style.SMALL and bool(self.label))

    @property
    def shown(self) -> str:
        if self.style is Style.LINK or self.most >= WHOLE:
            return self.text if self.most else ""
        return capped(self.text, self.most)

    @property
    def is_cut(self) -> bool:
        return self.shown != self.text


@dataclass(frozen=True)
class Paragraph:
    """A piece of the thread. All of its texts are whole there."""

    heading: str = ""
    texts: tuple[Prose, ...] = ()
    chart: Block | None = None


@dataclass(frozen=True)
class Point:
    """Something with a title; items have a number, the rest has 0."""

    title: str
    number: int = 0
    said: tuple[Prose, ...] = ()
    more: tuple[Paragraph, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def thread(self) -> tuple[Paragraph, ...]:
        """What the first message says in part or not at all, whole; then what only the thread says."""
        cut = tuple(said for said in self.said if said.is_cut and not said.told)
        return (Paragraph(texts=cut), *self.more) if cut else self.more


@dataclass(frozen=True)
class Level:
    """How much of each text the first message shows."""

    note: int
    lines: int
    small: int
    text: int
    ours: int
    starter: int


COPY = Level(WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, WHOLE)
"""Everything at its place."""
