"""The channels as they are now."""

import threading
from dataclasses import replace

from app.sandbox.cast import Channel
from app.sandbox.config import Config


class Channels:
    """Channels are values: each change puts a new one in the place of the old."""

    def __init__(self, config: Config) -> None:
        self._lock = threading.Lock()
        self._held = {channel.id: channel for channel in config.channels}

    def all(self) -> list[Channel]:
        with self._lock:
            return list(self._held.values())

    def get(self, channel_id: str) -> Channel | None:
        with self._lock:
            return self._held.get(channel_id)

    def named(self, name: str) -> Channel | None:
        """By id, name or "#name"."""
        return next((each for each in self.all() if name in (each.id, each.name, f"#{each.name}")), None)

    def here(self, name: str) -> Channel:
        """The same; LookupError where there is none."""
        found = self.named(name)
        if found is None:
            raise LookupError(
                f"there is no channel {name}; there are {', '.join(c.name for c in self.all())}"
            )
        return found

    def change(self, channel: Channel, **changed: object) -> Channel:
        """Another id keeps the channel's place in the list; the old id is not known any more."""
        with self._lock:
            new = replace(self._held[channel.id], **changed)  # type: ignore[arg-type]
            self._held = {
                (new.id if key == channel.id else key): (new if key == channel.id else each)
                for key, each in self._held.items()
            }
        return new

    def add(self, channel: Channel, user_id: str) -> Channel:
        return self.change(channel, members=(*channel.members, user_id))

    def drop(self, channel: Channel, user_id: str) -> Channel:
        return self.change(channel, members=tuple(each for each in channel.members if each != user_id))
