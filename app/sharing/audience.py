"""How services ask Slack about a channel, and what it says."""

from dataclasses import dataclass
from typing import Protocol

from app.sharing.model import Reader, Stop


@dataclass(frozen=True)
class Readers:
    """Who is in a channel, the author among them."""

    channel_name: str
    readers: tuple[Reader, ...]


class Directory(Protocol):
    """What Slack says of a channel, now. Every answer is one or more calls: never inside a transaction.

    `most`: how many readers a share may have.
    """

    def refusal(self, channel_id: str, most: int, author: str) -> Stop | None:
        """What its flags alone say against a share; None: nothing."""
        ...

    def readers(self, channel_id: str, most: int, author: str) -> Readers | Stop:
        """Everybody by name, or why nothing may be shared there."""
        ...

    def changed(self, channel_id: str, known: frozenset[str], most: int, author: str = "") -> Stop | None:
        """Just before a post: what is against it; NEW_READER where somebody not `known` is there.

        `author`: AUTHOR_LEFT if they are not in it any more.
        """
        ...

    def is_member(self, channel_id: str, user_id: str) -> bool | None:
        """None: Slack did not answer."""
        ...
