"""What Slack says of a channel (directory)."""

from dataclasses import dataclass

from app.sharing.model import Reader


@dataclass(frozen=True)
class Readers:
    """Who is in a channel, the author among them."""

    channel_name: str
    readers: tuple[Reader, ...]
