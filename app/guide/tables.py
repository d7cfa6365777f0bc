"""Tables: their cells, and the ones Markdown silently takes for something else."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from app.guide.plain import one_line, plain
from app.guide.problems import Problem

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


def broken_tables(tokens: list[Token], lines: list[str]) -> Iterator[Problem]:
    """Rows with too many or too few cells, and paragraphs that were meant as a table."""
    for index, token in enumerate(tokens):
        if token.type == "table_open" and token.level == 0 and token.map:
            yield from _uneven_rows(lines, *token.map)
        elif token.type == "inline" and tokens[index - 1].type in ("paragraph_open", "heading_open"):
            yield from _failed_table(token)


def _uneven_rows(lines: list[str], start: int, end: int) -> Iterator[Problem]:
    width = _cells(lines[start])
    for number in range(start + 2, end):
        cells = _cells(lines[number])
        if cells != width and lines[number].strip():
            yield Problem(
                number + 1,
                f"This table row has {cells} {'cell' if cells == 1 else 'cells'}, its header has {width}.",
                "Give each row as many cells as the header, write a | inside a cell as \\|, "
                "and leave an empty line after the table.",
            )


def _failed_table(token: Token) -> Iterator[Problem]:
    lines = token.content.split("\n")
    for number, line in enumerate(lines):
        if _looks_like_row(line) or _looks_like_delimiter(line):
            yield Problem(
                (token.map[0] if token.map else 0) + number + 1,
                "This looks like a table but is not one.",
                "Under its first line put a row like | --- | --- | with as many cells, "
                "and leave no empty line inside the table.",
            )
            return


def _looks_like_row(line: str) -> bool:
    text = line.strip()
    return len(text) > 1 and text.startswith("|") and text.endswith("|") and len(_PIPE.findall(text)) > 1


def _looks_like_delimiter(line: str) -> bool:
    return "|" in line and "-" in line and _DELIMITER.fullmatch(line) is not None


def _cells(line: str) -> int:
    text = line.strip()
    text = text.removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return len(_PIPE.findall(text)) + 1
