"""What readers say to a share, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST = 500
"""Characters of a few words."""


class What(StrEnum):
    """The four buttons under the post, as they are stored."""

    READ = "read"
    TALK = "talk"  # about an item, perhaps with a few words
    ADD = "add"  # a few words
    L5 = "l5"  # what would make a section L5, in a few words


@dataclass(frozen=True)
class Word:
    """Something said to a share. `item`: its number in the post; 0: none.

    `by_em`: by the EM whom the share names. `is_posted`: it stands in the thread too, as far as is known.
    """

    id: int
    share_id: int
    user_id: str
    what: What
    item: int
    by_em: bool
    is_posted: bool
    text: str
    made_at: datetime
