"""What a modal holds while it is typed in, and what one payload says about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class FormDraft:
    """One opened form. `id` travels in `private_metadata`; `subject` is what it is about, by our own ids.

    `values`: by field, "" for one that was emptied; a choice is its option's id, several ones have a space
    between them.
    `outcome`: what the submission made, by our own id; a second submit finds it here.
    `said`: what a save has to change, by field; the other values are what the form was filled with, and
    something newer may be stored since. Of a form that was submitted before: what it says anew.
    `aside`: what was typed into the last one and gave way to something newer.
    `typed`: the fields that somebody typed in, each with the person's stamp when its text came.
    `seen`: the person's stamp when the form opened, and so the writes that it could show.
    `replaced`: somebody typed here over a text of another window.
    `page`, `guide_hash`: which page of which version of the guide it is, if it is one.
    """

    id: str
    kind: str
    subject: str
    values: Mapping[str, str]
    submitted: bool
    outcome: str
    said: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, int] = field(default_factory=dict)
    seen: int = 0
    replaced: bool = False
    page: str = ""
    guide_hash: str | None = None
    opened_at: datetime = NEVER


@dataclass(frozen=True)
class UnfinishedForm:
    """A form that was typed in and never submitted. `texts`: the words in it, by field; never empty.

    `touched`: the person's stamp when it was typed in last. `begun_at`: when the oldest of the texts came.
    """

    id: str
    kind: str
    subject: str
    texts: Mapping[str, str]
    touched: int
    begun_at: datetime


@dataclass(frozen=True)
class Kept:
    """What a form holds in a field. Not `typed`: what it was prefilled with, which is nobody's doing.

    `stamp`: the person's, when this text came, and `kept_at` the time; None of what is news.
    """

    text: str
    typed: bool
    action_order: int
    stamp: int | None = None
    kept_at: datetime | None = None


@dataclass(frozen=True)
class WrittenText:
    """A text as it is stored: which form wrote it, and when in the order of its person's writes."""

    text: str
    form_id: str
    stamp: int


BEFORE_ALL = -1
"""The order of what was there when the form opened: any event comes after it."""

LATE = "late:"
"""In front of a field: words that came after the form was submitted. They change nothing and are not lost."""

STORED, ASIDE = "stored:", "aside:"
"""In front of a field: what was stored when the form opened, and what had to give way to it."""


def values(kept: Mapping[str, Kept]) -> dict[str, str]:
    """What stands in the form, by field."""
    return {name: text.text for name, text in kept.items() if not name.startswith((LATE, STORED, ASIDE))}


def marked(kept: Mapping[str, Kept], mark: str) -> dict[str, str]:
    """The texts under one of the marks, by field."""
    return {name.removeprefix(mark): text.text for name, text in kept.items() if name.startswith(mark)}


Raw = str | tuple[str, ...]
"""A text, or the ids of the options chosen."""

LATEST = 2**63 - 1
"""The order of a submission: it comes after any event."""

TEXT_LIMIT = 3000
"""Characters: what an input of Slack's holds at most."""

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Form:
    """What one payload says about a view's inputs, without a word of Slack.

    `values`: by input key, only what says something; a missing key says nothing and empties nothing.

    `touched` is the input the event is about: its value counts as it is, empty too.
    `action_order` orders the events of one page, as `action_ts` does; a submit is the latest of all.
    """

    values: Mapping[str, Raw] = field(default_factory=dict)
    touched: str | None = None
    action_order: int = LATEST


def unkeepable(text: str) -> str | None:
    """Why this text could not be given back exactly as it came, in a sentence; None where it could."""
    if "\x00" in text:
        return "This text holds a NUL character, which cannot be kept. Remove it and try again."
    if LONE_SURROGATE.search(text):
        return "This text holds half a character (a lone surrogate). Remove it and try again."
    if len(text) > TEXT_LIMIT:
        return f"This text is longer than {TEXT_LIMIT:,} characters. Shorten it and try again."
    return None
