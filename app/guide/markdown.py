"""A Markdown document as headings, lists, tables and labels, with their lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from app.guide.model import GuideProblem, is_written_id, split_id

# Inline Markdown to plain text.

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_FORMATTING = re.compile(
    r"abbr|a|big|br|b|cite|code|del|dfn|em|ins|i|kbd|mark|q|samp|small|span|strong|sub|sup|s|tt|u|var|wbr"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*\s*[.):]\s+|\d+[.)](?=[^\W\d])|\d+(?:\.\d+)+\s+|\d+\s+[-–—]\s+|[①-⑳]\s*")


def plain(children: Sequence[Token] | None) -> str:
    """The words of an inline token: emphasis and links dropped, code and alt text kept.

    A line break in the source stays a line break; see `one_line`.
    """
    return "".join(_words(token) for token in children or ())


def one_line(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def without_number(title: str) -> str:
    """A title without its leading "1. ", "2) " or "3 - "."""
    found = _NUMBER.match(title)
    rest = title[found.end() :].strip() if found else ""
    return rest or title


def _words(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "image":
        return plain(token.children)
    if token.type != "html_inline":
        return token.content
    tag = _TAG.match(token.content)
    name = tag[1].lower() if tag else ""
    # `Option<T>` parses as a tag as well: what is no formatting stays as it was written.
    if name and not _FORMATTING.fullmatch(name):
        return token.content
    return "\n" if name == "br" else ""


# Front matter: the few values a guide may give there.

KEYS = ("title", "purpose", "format", "use_case", "problem", "motto")
_LONGEST_VALUE = 20_000


def front_values(content: str) -> tuple[dict[str, str] | None, list[GuideProblem]]:
    """The values under the keys a guide knows; other keys are left alone.

    None when this is no front matter at all but a document that begins with a rule.
    """
    if len(content) > _LONGEST_VALUE:
        return {}, [
            GuideProblem(1, "The front matter is longer than 20,000 characters.", "Move the text below it.")
        ]
    try:
        node = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = GuideProblem(
            mark.line + 2 if mark else 1,
            "The front matter between the `---` lines is not valid YAML.",
            "Write `key: value` lines, put quotes around a value with a colon in it, "
            "or leave out the `---` at the top if it is only a rule.",
        )
        return {}, [problem]
    except RecursionError:
        return {}, [
            GuideProblem(1, "The front matter is nested too deeply.", "Use plain `key: value` lines.")
        ]
    if not isinstance(node, yaml.MappingNode):
        return None, []
    return _values(node)


def _values(node: yaml.MappingNode) -> tuple[dict[str, str], list[GuideProblem]]:
    values: dict[str, str] = {}
    problems: list[GuideProblem] = []
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        name = name.strip().casefold().replace(" ", "_").replace("-", "_")
        if name not in KEYS:
            continue
        if not isinstance(value, yaml.ScalarNode):
            what = f"The front matter's `{name}` is not a text."
            problems.append(GuideProblem(key.start_mark.line + 2, what, f"Write it as `{name}: the text`."))
        elif value.tag != "tag:yaml.org,2002:null":
            values[name] = one_line(value.value)
    return values, problems


# A Markdown document as headings with their blocks: lists, tables, fences, quotes, paragraphs.

Kind = Literal["paragraph", "list", "table", "code", "quote"]


@dataclass(frozen=True)
class ListItem:
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
    items: tuple[ListItem, ...] = ()
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


# List items as plain text, with what is nested in them made readable.

_ENDS = (".", ":", ";", "?", "!", "…", "。", "？", "！", "：")


@dataclass
class _ItemReading:
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


def read_items(tokens: list[Token]) -> tuple[ListItem, ...]:
    """The items of one list, from its opening to its closing token. An item without words stays, empty."""
    items: list[ListItem] = []
    stack: list[_ItemReading] = []
    for index, token in enumerate(tokens):
        if token.type == "list_item_open":
            stack.append(_ItemReading(token.map[0] + 1 if token.map else 1))
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


def _finish(stack: list[_ItemReading], items: list[ListItem]) -> None:
    done = stack.pop()
    if stack:
        stack[-1].nested.append(done.text)
    else:
        items.append(ListItem(done.text, done.line, done.last_line, done.id, done.hashes))


# Tables: their cells, and the ones Markdown silently takes for something else.

_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"[|:\-\s]*")


def read_rows(tokens: list[Token]) -> tuple[tuple[str, ...], ...]:
    """The cells of one table as plain text, the header row first."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(one_line(plain(token.children)))
    return tuple(tuple(row) for row in rows)


def broken_tables(tokens: list[Token], lines: list[str]) -> Iterator[GuideProblem]:
    """Rows with too many or too few cells, and paragraphs that were meant as a table."""
    for index, token in enumerate(tokens):
        if token.type == "table_open" and token.level == 0 and token.map:
            yield from _uneven_rows(lines, *token.map)
        elif token.type == "inline" and tokens[index - 1].type in ("paragraph_open", "heading_open"):
            yield from _failed_table(token)


def _uneven_rows(lines: list[str], start: int, end: int) -> Iterator[GuideProblem]:
    width = _cells(lines[start])
    for number in range(start + 2, end):
        cells = _cells(lines[number])
        if cells != width and lines[number].strip():
            yield GuideProblem(
                number + 1,
                f"This table row has {cells} {'cell' if cells == 1 else 'cells'}, its header has {width}.",
                "Give each row as many cells as the header, write a | inside a cell as \\|, "
                "and leave an empty line after the table.",
            )


def _failed_table(token: Token) -> Iterator[GuideProblem]:
    lines = token.content.split("\n")
    for number, line in enumerate(lines):
        if _looks_like_table(line):
            yield GuideProblem(
                (token.map[0] if token.map else 0) + number + 1,
                "This looks like a table but is not one.",
                "Under its first line put a row like | --- | --- | with as many cells, "
                "and leave no empty line inside the table.",
            )
            return


def _looks_like_table(line: str) -> bool:
    """Is it a row between two pipes, or the dashes under a header?"""
    text = line.strip()
    is_row = len(text) > 1 and text.startswith("|") and text.endswith("|") and len(_PIPE.findall(text)) > 1
    return is_row or ("|" in line and "-" in line and _DELIMITER.fullmatch(line) is not None)


def _cells(line: str) -> int:
    text = line.strip()
    text = text.removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return len(_PIPE.findall(text)) + 1


_TASK_BOXES = ("[ ]", "[x]", "[X]")


def read_document(source: str) -> tuple[Document, list[GuideProblem]]:
    """The outline of the source, and what is wrong with its Markdown. Takes any text without NUL bytes."""
    text = source.removeprefix("\ufeff")
    tokens = _markdown(front_matter=True).parse(text)
    front: dict[str, str] | None = {}
    problems: list[GuideProblem] = []
    if tokens and tokens[0].type == "front_matter":
        front, problems = front_values(tokens[0].content)
    if front is None:  # the dashes were only a rule
        tokens = _markdown(front_matter=False).parse(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    problems += [*_bad_ids(tokens), *_open_fences(tokens, lines), *broken_tables(tokens, lines)]
    return Document(_tree(tokens), front or {}), problems


def _markdown(front_matter: bool) -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    if front_matter:
        markdown.use(front_matter_plugin)
    # Before the inline rules run: they would take `_` in an id for emphasis.
    markdown.core.ruler.before("inline", "written_ids", _take_ids)
    return markdown


def _take_ids(state: StateCore) -> None:
    in_lists = 0
    for index, token in enumerate(state.tokens):
        if token.type in ("bullet_list_open", "ordered_list_open", "bullet_list_close", "ordered_list_close"):
            in_lists += token.nesting
        opening = state.tokens[index - 1].type
        has_id = opening == "heading_open" or (opening == "paragraph_open" and in_lists > 0)
        if token.type != "inline" or not has_id:
            continue
        if token.content.startswith(_TASK_BOXES) and state.tokens[index - 2].type == "list_item_open":
            token.content = token.content[3:].lstrip()
        token.content, written = split_id(token.content)
        if written is not None:
            token.meta["id"] = written


def _bad_ids(tokens: list[Token]) -> Iterator[GuideProblem]:
    for token in tokens:
        written = token.meta.get("id") if token.type == "inline" else None
        if written is not None and not is_written_id(written):
            yield GuideProblem(
                token.map[1] if token.map else 1,
                f"`{{#{written[:60]}}}` is not an id.",
                "Use 1 to 60 small letters, digits, dots, dashes or underscores, a letter or digit first.",
            )


def _open_fences(tokens: list[Token], lines: list[str]) -> Iterator[GuideProblem]:
    for token in tokens:
        if token.type != "fence" or not token.map:
            continue
        start, end = token.map
        last = lines[end - 1].lstrip("> \t").rstrip()
        closed = end - start > 1 and last.startswith(token.markup) and not last.strip(token.markup[0])
        if not closed:
            yield GuideProblem(
                start + 1,
                f"The code block that opens here with {token.markup} is never closed.",
                f"Write {token.markup} on a line of its own after its last line.",
            )


def _tree(tokens: list[Token]) -> Heading:
    root = at = Heading(level=0)
    group: list[Token] = []  # a block, from its opening to its closing token
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth:
            continue
        if group[0].type == "heading_open":
            at = _add_heading(group, at)
        elif (block := _block(group)) is not None:
            at.blocks.append(block)
        group = []
    return root


def _add_heading(group: list[Token], at: Heading) -> Heading:
    """Put the heading below the one that it stands under; `at` is the heading before it."""
    level = int(group[0].tag[1:])
    parent = at
    while parent.level >= level and parent.parent is not None:
        parent = parent.parent
    first, after = group[1].map or [0, 1]
    title = without_number(one_line(plain(group[1].children)))
    written = group[1].meta.get("id")
    heading = Heading(level, title, first + 1, after - 1, written, group[0].markup.startswith("#"), parent)
    parent.children.append(heading)
    return heading


def _block(group: list[Token]) -> Block | None:
    opening = group[0]
    line = opening.map[0] + 1 if opening.map else 1
    if opening.type == "paragraph_open":
        return Block("paragraph", line, plain(group[1].children).strip(), _bold(group[1].children or []))
    if opening.type in ("bullet_list_open", "ordered_list_open"):
        return Block("list", line, items=read_items(group))
    if opening.type == "table_open":
        return Block("table", line, rows=read_rows(group))
    if opening.type in ("fence", "code_block"):
        return Block("code", line, opening.content)
    if opening.type == "blockquote_open":
        words = [plain(token.children) for token in group if token.type == "inline"]
        return Block("quote", line, "\n".join(words))
    return None


def _bold(children: list[Token]) -> str:
    words = [token for token in children if token.type != "text" or token.content]
    if not words or words[0].type != "strong_open":
        return ""
    end = next(i for i, token in enumerate(words) if token.type == "strong_close")
    return one_line(plain(words[:end]))


# Labels: the few words such as "Questions", "What they did:" or "Why" that say what follows.

_QUESTIONS = re.compile(r"questions?\b", re.IGNORECASE)
_ENDS_IN_QUESTIONS = re.compile(r".*\bquestions\W*", re.IGNORECASE)
_BEHAVIOURS = re.compile(
    r"what\b.*\b(?:do|does|did|looks? like|sounds? like)\b(?:\W*| (?:at|as|in|on) .*)"
    r"|(?:\w+ )?behaviou?rs?\W*|the\b.*\bloop\W*",
    re.IGNORECASE,
)
_STANDS = re.compile(r"where (?:do )?(?:you|i) stand\b.{0,20}", re.IGNORECASE)
_COLON = re.compile(r"\s*[:：]\s*")
_AFTER_LABEL = " \t\n:：-–—"
_LONGEST = 80


@dataclass(frozen=True)
class Labelled:
    """A label and the text behind it in the same paragraph; either may be empty."""

    label: str
    rest: str
    line: int


def labelled(block: Block) -> Labelled:
    """Split "**Purpose**: text" or "Purpose: text"; without a label everything is `rest`."""
    text = one_line(block.text)
    if block.bold and len(block.bold) <= _LONGEST:
        rest = text[len(block.bold) :].lstrip(_AFTER_LABEL)
        return Labelled(block.bold.rstrip(_AFTER_LABEL), rest, block.line)
    colon = _COLON.search(text)
    if colon and colon.start() <= _LONGEST:
        return Labelled(text[: colon.start()], text[colon.end() :], block.line)
    return Labelled("", text, block.line)


def is_label(block: Block) -> bool:
    """Whether a paragraph is only a label: nothing stands behind it."""
    found = labelled(block)
    return bool(found.label) and not found.rest


def asks_questions(block: Block) -> bool:
    """Whether a paragraph announces the questions: "Questions to self-assess", bold or not, colon or not."""
    text = one_line(block.text)
    if _QUESTIONS.match(text):
        return True
    return is_label(block) and _ENDS_IN_QUESTIONS.fullmatch(text) is not None


def is_questions_heading(heading: Heading) -> bool:
    """Whether a heading is itself the label over the questions of the heading above it."""
    if not _QUESTIONS.match(heading.title) or heading.parent is None or heading.parent.level == 0:
        return False
    for inner in heading.walk():
        if (inner is not heading and _QUESTIONS.match(inner.title)) or any(
            map(asks_questions, inner.prose())
        ):
            return False  # the label stands further below
    return True


def is_stands(block: Block) -> bool:
    """Whether a paragraph announces words for where somebody stands: "Where you stand"."""
    return is_label(block) and _STANDS.fullmatch(labelled(block).label) is not None


def is_behaviours(text: str) -> bool:
    """Whether a label announces behaviours: "What L5s do", "Behaviours", "The ownership loop"."""
    return _BEHAVIOURS.fullmatch(text) is not None
