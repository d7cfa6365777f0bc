"""A message's text as it was typed: of the rich text that Slack makes of it, else of its own markup."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.forms.model import LONE_SURROGATE

PERSON, CHANNEL = "@", "#"
"""What stands before the name of somebody, of a group of people, and of a channel."""


@dataclass(frozen=True)
class Mention:
    """Somebody or something that Slack names by its id."""

    sign: str
    id: str

    def words(self, names: Mapping[str, str]) -> str:
        name = names.get(self.id, self.id).removeprefix(self.sign)
        return f"{self.sign}{name}"


@dataclass(frozen=True)
class Typed:
    """Words, and between them mentions. `labels`: names that came along, by id."""

    parts: tuple[str | Mention, ...]
    labels: Mapping[str, str] = field(default_factory=dict)

    def text(self, names: Mapping[str, str]) -> str:
        """The whole of it. Whatever has no name in `names` keeps its id, so that nothing is lost."""
        known = {**names, **self.labels}
        words = "".join(part if isinstance(part, str) else part.words(known) for part in self.parts)
        return LONE_SURROGATE.sub("\ufffd", words).strip()

    @property
    def nameless(self) -> frozenset[Mention]:
        """The mentions whose names did not come along."""
        mentions = (part for part in self.parts if isinstance(part, Mention))
        return frozenset(each for each in mentions if each.id not in self.labels)


def typed(message: Mapping[str, Any]) -> Typed:
    """What somebody typed into this message."""
    text = str(message.get("text") or "")
    labels = {found[2]: found[3].lstrip("@#") for found in _NAMED.finditer(text) if found[3].strip("@#")}
    rich = [part for block in _list(message, "blocks") for part in _blocks(block)]
    return Typed(tuple(rich or _markup(text)), {id_: html.unescape(name) for id_, name in labels.items()})


# Rich text. Slack sends it with whatever a person writes; a custom emoji has no character of its own.


def _blocks(block: Mapping[str, Any]) -> Iterator[str | Mention]:
    if block.get("type") == "rich_text":
        for number, element in enumerate(_list(block, "elements")):
            yield from _paragraph(element, first=number == 0)


def _paragraph(element: Mapping[str, Any], *, first: bool) -> Iterator[str | Mention]:
    """Lists, quotes and code begin on a line of their own; a section that follows one does too."""
    if not first:
        yield "\n"
    if element.get("type") != "rich_text_list":
        yield from _elements(element)
        return
    offset = element.get("offset")
    start = offset + 1 if isinstance(offset, int) else 1
    indent = element.get("indent")
    for number, item in enumerate(_list(element, "elements")):
        sign = f"{start + number}. " if element.get("style") == "ordered" else "• "
        yield ("\n" if number else "") + "    " * (indent if isinstance(indent, int) else 0) + sign
        yield from _elements(item)


_SAYS = {"color": "value", "date": "fallback"}
"""Where the words of an element stand that has none of its own name."""


def _elements(section: Mapping[str, Any]) -> Iterator[str | Mention]:
    for element in _list(section, "elements"):
        yield _element(element)


def _element(element: Mapping[str, Any]) -> str | Mention:
    def said(name: str) -> str:
        found = element.get(name)
        return found if isinstance(found, str) else ""

    match element.get("type"):
        case "link":
            return link(said("url"), said("text"))
        case "user":
            return Mention(PERSON, said("user_id"))
        case "channel":
            return Mention(CHANNEL, said("channel_id"))
        case "usergroup":
            return Mention(PERSON, said("usergroup_id"))
        case "broadcast":
            return f"@{said('range')}"
        case "emoji":
            return _emoji(said("unicode")) or f":{said('name')}:"
        case kind:
            return said(_SAYS.get(str(kind), "text"))


def link(url: str, label: str) -> str:
    """A link as it was typed: with its label where that says something else than the address."""
    bare = re.sub(r"^(?:https?://|mailto:|tel:)", "", url).rstrip("/")
    return f"{label} ({url})" if label and label.rstrip("/") not in {url.rstrip("/"), bare} else label or url


def _emoji(codes: str) -> str:
    """The characters whose numbers stand there: "1f44b-1f3fb". Empty where they are no such thing."""
    try:
        return "".join(chr(int(code, 16)) for code in codes.split("-")) if codes else ""
    except (ValueError, OverflowError):
        return ""


def _list(part: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = part.get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


# Markup, for messages without rich text: three characters are escaped, and what is in brackets is no text.

_BRACKETS = re.compile(r"<([^<>]*)>")
_NAMED = re.compile(r"<([@#]|!subteam\^)([A-Z0-9]+)\|([^<>]*)>")


def _markup(text: str) -> Iterator[str | Mention]:
    end = 0
    for found in _BRACKETS.finditer(text):
        yield html.unescape(text[end : found.start()])
        yield _bracket(found[1])
        end = found.end()
    yield html.unescape(text[end:])


def _bracket(inside: str) -> str | Mention:
    what, _, label = inside.partition("|")
    for sign, start in ((PERSON, "@"), (CHANNEL, "#"), (PERSON, "!subteam^")):
        if what.startswith(start):
            return Mention(sign, what.removeprefix(start))
    if what.startswith("!"):
        return html.unescape(label) or f"@{what[1:].partition('^')[0]}"
    return link(html.unescape(what), html.unescape(label))
