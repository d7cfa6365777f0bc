"""List items as plain text, with what is nested in them made readable."""

from dataclasses import dataclass, field

from markdown_it.token import Token

from app.guide.outline import Item
from app.guide.plain import one_line, plain

_ENDS = (".", ":", ";", "?", "!", "…", "。", "？", "！", "：")


@dataclass
class _Reading:
    line: int
    text: str = ""
    last_line: int | None = None
    id: str | None = None
    hashes: bool = False
    nested: list[str] = field(default_factory=list)

    def add(self, words: str) -> None:
        self.text = one_line(f"{self.text} {words}")

    def close_nested_list(self) -> None:
        """Put the items of a list that ended behind the text they belong to."""
        said = [text for text in self.nested if text]
        self.nested = []
        if not said:
            return
        together = (" " if all(text.endswith(_ENDS) for text in said) else "; ").join(said)
        if self.text and not self.text.endswith(_ENDS):
            self.text += ":"
        self.add(together)

    def note_place(self, token: Token, opening: Token) -> None:
        """Remember where the first paragraph ends, and the first id that is written in the item."""
        if self.last_line is None and token.map and token.content:
            self.last_line = token.map[1] - 1
            self.hashes = opening.markup.startswith("#")
        if self.id is None:
            self.id = token.meta.get("id")


def read_items(tokens: list[Token]) -> tuple[Item, ...]:
    """The items of one list, from its opening to its closing token. An item without words stays, empty."""
    items: list[Item] = []
    stack: list[_Reading] = []
    for index, token in enumerate(tokens):
        if token.type == "list_item_open":
            stack.append(_Reading(token.map[0] + 1 if token.map else 1))
        elif token.type == "list_item_close":
            _finish(stack, items)
        elif token.type in ("bullet_list_close", "ordered_list_close") and stack:
            stack[-1].close_nested_list()
        elif token.type in ("fence", "code_block"):
            stack[-1].add(token.content)
        elif token.type == "inline":
            stack[-1].add(plain(token.children))
            if tokens[index - 1].type in ("paragraph_open", "heading_open"):
                for reading in stack:
                    reading.note_place(token, tokens[index - 1])
    return tuple(items)


def _finish(stack: list[_Reading], items: list[Item]) -> None:
    done = stack.pop()
    if stack:
        stack[-1].nested.append(done.text)
    else:
        items.append(Item(done.text, done.line, done.last_line, done.id, done.hashes))
