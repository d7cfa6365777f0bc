"""Markdown source to an outline, by way of markdown-it."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from app.guide.front import front_values
from app.guide.ids import is_written_id, split_id
from app.guide.items import read_items
from app.guide.outline import Block, Document, Heading
from app.guide.plain import one_line, plain, without_number
from app.guide.problems import Problem
from app.guide.tables import broken_tables, read_rows

_TASK_BOXES = ("[ ]", "[x]", "[X]")


def read_document(source: str) -> tuple[Document, list[Problem]]:
    """The outline of the source, and what is wrong with its Markdown. Takes any text without NUL bytes."""
    text = source.removeprefix("\ufeff")
    tokens = _markdown(front_matter=True).parse(text)
    front: dict[str, str] | None = {}
    problems: list[Problem] = []
    if tokens and tokens[0].type == "front_matter":
        front, problems = front_values(tokens[0].content)
    if front is None:  # the dashes were only a rule
        tokens = _markdown(front_matter=False).parse(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    problems += [*_bad_ids(tokens), *_open_fences(tokens, lines), *broken_tables(tokens, lines)]
    return Document(_tree(tokens), front or {}), problems


def groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens cut into blocks: each from its opening to its closing token."""
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


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
        if token.type != "inline" or not _may_have_id(state.tokens[index - 1], in_lists):
            continue
        if token.content.startswith(_TASK_BOXES) and state.tokens[index - 2].type == "list_item_open":
            token.content = token.content[3:].lstrip()
        token.content, written = split_id(token.content)
        if written is not None:
            token.meta["id"] = written


def _may_have_id(opening: Token, in_lists: int) -> bool:
    return opening.type == "heading_open" or (opening.type == "paragraph_open" and in_lists > 0)


def _bad_ids(tokens: list[Token]) -> Iterator[Problem]:
    for token in tokens:
        written = token.meta.get("id") if token.type == "inline" else None
        if written is not None and not is_written_id(written):
            yield Problem(
                token.map[1] if token.map else 1,
                f"`{{#{written[:60]}}}` is not an id.",
                "Use 1 to 60 small letters, digits, dots, dashes or underscores, a letter or digit first.",
            )


def _open_fences(tokens: list[Token], lines: list[str]) -> Iterator[Problem]:
    for token in tokens:
        if token.type != "fence" or not token.map:
            continue
        start, end = token.map
        last = lines[end - 1].lstrip("> \t").rstrip()
        closed = end - start > 1 and last.startswith(token.markup) and not last.strip(token.markup[0])
        if not closed:
            yield Problem(
                start + 1,
                f"The code block that opens here with {token.markup} is never closed.",
                f"Write {token.markup} on a line of its own after its last line.",
            )


def _tree(tokens: list[Token]) -> Heading:
    root = Heading(level=0)
    at = root
    for group in groups(tokens):
        if group[0].type == "heading_open":
            at = _heading(group, at)
        elif (block := _block(group)) is not None:
            at.blocks.append(block)
    return root


def _heading(group: list[Token], at: Heading) -> Heading:
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
