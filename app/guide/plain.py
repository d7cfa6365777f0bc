"""Inline Markdown to plain text."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

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
    if token.type == "html_inline":
        return _html(token.content)
    return token.content


def _html(source: str) -> str:
    tag = _TAG.match(source)
    name = tag[1].lower() if tag else ""
    # `Option<T>` parses as a tag as well: what is no formatting stays as it was written.
    if name and not _FORMATTING.fullmatch(name):
        return source
    return "\n" if name == "br" else ""
