"""What one payload says about a page's inputs, without a word of Slack."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Raw = str | tuple[str, ...]
"""A text, or the ids of the options chosen."""

LATEST = 2**63 - 1


@dataclass(frozen=True)
class Form:
    """`values`: by input key, only what says something; a missing key says nothing and empties nothing.

    `touched` is the input the event is about: its value counts as it is, empty too.
    `action_order` orders the events of one page, as `action_ts` does; a submit is the latest of all.
    """

    values: Mapping[str, Raw] = field(default_factory=dict)
    touched: str | None = None
    action_order: int = LATEST
