"""Pieces of a person's sentences, whose whole stands elsewhere: cut between words, never inside a letter."""

import re
import unicodedata

_SENTENCE_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？]""")
_JOINER = "\u200d"
_JOINED = (("\U0001f3fb", "\U0001f3ff"), ("\U000e0020", "\U000e007f"))
"""Skin tones and the letters of flags: part of what stands before them."""
_REGIONAL = ("\U0001f1e6", "\U0001f1ff")


def one_line(text: str) -> str:
    return " ".join(text.split())


def cut(text: str, most: int) -> str:
    """At most `most` characters, with an ellipsis where something is missing."""
    if len(text) <= most:
        return text
    end = most - 1
    space = next((at for at in range(end, end // 2, -1) if text[at].isspace()), None)
    return text[: space or _between_letters(text, end)].rstrip() + "…"


def first_sentence(text: str, most: int) -> str:
    """Of the first line that says something, as far as its first full stop."""
    line = one_line(next((line for line in text.splitlines() if line.strip()), ""))
    end = _SENTENCE_END.search(line)
    return cut(line[: end.end()] if end else line, most)


def _between_letters(text: str, end: int) -> int:
    at = end
    while at and is_inside(text, at):
        at -= 1
    return at or end


def is_inside(text: str, at: int) -> bool:
    """Do the characters before and at this place belong together, as an accent, a skin tone or a flag?"""
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or unicodedata.category(after).startswith("M"):
        return True
    if any(first <= after <= last for first, last in _JOINED):
        return True
    return _is_flag(after) and _flags_before(text, at) % 2 == 1


def _flags_before(text: str, at: int) -> int:
    """Regional letters make a flag in pairs."""
    start = at
    while start and _is_flag(text[start - 1]):
        start -= 1
    return at - start


def _is_flag(letter: str) -> bool:
    return _REGIONAL[0] <= letter <= _REGIONAL[1]
