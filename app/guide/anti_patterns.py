"""Anti-patterns: the headings right below the one that names them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.guide.outline import Document, Heading, Item

_NAMED = re.compile(r"anti[\s\-‐‑–]?patterns?", re.IGNORECASE)


@dataclass(frozen=True)
class FoundAntiPattern:
    """An anti-pattern as it stands in the document."""

    heading: Heading
    signs: tuple[Item, ...]


def find_anti_patterns(
    document: Document, in_sections: set[Heading]
) -> tuple[list[FoundAntiPattern], set[Heading]]:
    """The anti-patterns with at least one sign, and every heading that is taken up by them."""
    found: list[FoundAntiPattern] = []
    taken: set[Heading] = set()
    for heading in document.headings():
        if heading in taken or heading in in_sections or heading is document.title_heading():
            continue
        if _NAMED.search(heading.title):
            patterns = [_anti_pattern(child) for child in heading.children if child not in in_sections]
            found += [pattern for pattern in patterns if pattern.signs]
            taken.update(heading.walk())
    return found, taken


def _anti_pattern(heading: Heading) -> FoundAntiPattern:
    return FoundAntiPattern(heading, tuple(_signs(heading)))


def _signs(heading: Heading) -> Iterator[Item]:
    for inner in heading.walk():
        for block in inner.lists():
            yield from (item for item in block.items if item.text)
