"""What a modal outside the assessment holds while it is typed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Draft:
    """One opened form. `id` travels in `private_metadata`; `subject` is what it is about, by our own ids.

    `values`: by field, "" for one that was emptied; a choice is its option's id, several ones have a space
    between them.
    `outcome`: what the submission made, by our own id; a second submit finds it here.
    `said`: what a save has to change, by field; the other values are what the form was filled with, and
    something newer may be stored since. Of a form that was submitted before: what it says anew.
    `aside`: what was typed into the last one and gave way to something newer.
    """

    id: str
    kind: str
    subject: str
    values: Mapping[str, str]
    submitted: bool
    outcome: str
    said: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """What a form holds in a field. Not `typed`: what it was prefilled with, which is nobody's doing."""

    text: str
    typed: bool
    action_order: int


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
