"""Ids: written in the guide as `{#id}`, or derived from the wording. Never from the position."""

import hashlib
import re
import unicodedata

LONGEST_DERIVED = 40
WRITTEN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")

_APOSTROPHES = dict.fromkeys(map(ord, "'\u2019\u02bc"))
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


def derive_id(text: str) -> str:
    """An id for this wording: the same for every spacing, case, punctuation and place.

    At most 40 characters of `a-z0-9-`. A longer wording is cut at a word, and like one with letters outside
    ASCII gets six hex digits of its hash, so that two wordings which differ only there stay apart.
    """
    wording = _normalised(text)
    slug = _ascii(wording)
    if not slug:
        return "x" + _digest(wording or "".join(text.split()))[:10]
    if wording.isascii() and len(slug) <= LONGEST_DERIVED:
        return slug
    return f"{_cut(slug, LONGEST_DERIVED - 7)}-{_digest(wording)[:6]}"


def is_written_id(text: str) -> bool:
    """Whether `{#text}` is an id an author may write."""
    return WRITTEN.fullmatch(text) is not None


def split_id(text: str) -> tuple[str, str | None]:
    """Take a trailing `{#id}` off Markdown source; the id is returned as written, right or wrong."""
    stripped = text.rstrip()
    start = stripped.rfind("{#")
    if start < 0 or not stripped.endswith("}") or stripped[:start].endswith("\\"):
        return text, None
    written = stripped[start + 2 : -1]
    if "{" in written or "}" in written:
        return text, None
    return stripped[:start].rstrip(), written


def _normalised(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    spaced = "".join(c if _in_word(c) else " " for c in folded.translate(_APOSTROPHES))
    return "-".join(word for word in spaced.split() if any(c.isalnum() for c in word))


def _in_word(character: str) -> bool:
    # Combining marks are vowels in Hindi or Thai: dropping them would make different words alike.
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _ascii(wording: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", wording) if c.isascii())
    return _NOT_IN_ID.sub("-", plain).strip("-")


def _cut(slug: str, length: int) -> str:
    if len(slug) <= length:
        return slug
    at_word = slug[: length + 1].rpartition("-")[0]
    return at_word or slug[:length]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
