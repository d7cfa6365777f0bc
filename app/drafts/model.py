"""What a modal outside the assessment holds while it is typed in."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """One opened form. `id` travels in `private_metadata`; `subject` is what it is about, by our own ids.

    `values`: by field, "" for one that was emptied; a choice is its option's id.
    `outcome`: what the submission made, by our own id; a second submit finds it here.
    """

    id: str
    kind: str
    subject: str
    values: Mapping[str, str]
    submitted: bool
    outcome: str


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


def values(kept: Mapping[str, Kept]) -> dict[str, str]:
    """What stands in the form, by field."""
    return {field: text.text for field, text in kept.items() if not field.startswith(LATE)}
