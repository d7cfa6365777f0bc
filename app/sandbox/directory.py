"""Who is in the workspace and which channels there are, as they are now."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.sandbox.seed import Channel, Config, Seat, somebody


class PeopleDirectory:
    """Everybody in the workspace as they are now, those whom nobody sits down as too."""

    def __init__(self, config: Config) -> None:
        self._lock = threading.Lock()
        self._known = {each.id: each for each in (*config.seats, *config.others)}
        self._zones: dict[str, str | None] = {}
        self._gone: set[str] = set()

    def all(self) -> list[Seat]:
        with self._lock:
            return list(self._known.values())

    def get(self, user_id: str) -> Seat | None:
        with self._lock:
            return self._known.get(user_id)

    def here(self, name: str) -> Seat:
        """By key, user id, name or whole name, whatever the case; LookupError where nobody is called so."""
        wanted = name.removeprefix("@").casefold()
        for each in self.all():
            if wanted in {text.casefold() for text in (each.key, each.id, each.name, each.real_name)}:
                return each
        raise LookupError(f"nobody here is called {name.removeprefix('@')}")

    def invent(self, number: int) -> list[Seat]:
        """New colleagues with made-up names."""
        with self._lock:
            first = len(self._known) + 1
            new = [
                somebody(f"U0FILL{count:04}", f"colleague{count}", f"Colleague {count}")
                for count in range(first, first + number)
            ]
            self._known |= {each.id: each for each in new}
        return new

    def deactivate(self, seat: Seat) -> None:
        """As when somebody leaves the company: the account stays, and so do its conversations."""
        with self._lock:
            self._gone.add(seat.id)

    def reactivate(self, seat: Seat) -> None:
        with self._lock:
            self._gone.discard(seat.id)

    def is_deactivated(self, seat: Seat) -> bool:
        with self._lock:
            return seat.id in self._gone

    def move(self, seat: Seat, zone: str | None) -> None:
        """Into another time zone; None is a person whose zone Slack does not know."""
        if zone is not None:
            ZoneInfo(zone)  # an unknown zone is an error here, not in the bot
        with self._lock:
            self._zones[seat.id] = zone

    def zone(self, seat: Seat) -> str | None:
        with self._lock:
            return self._zones.get(seat.id, seat.tz)

    def offset(self, seat: Seat, at: datetime) -> int:
        """Seconds east of Greenwich at that moment; 0 where the zone is not known."""
        zone = self.zone(seat)
        shift = at.astimezone(ZoneInfo(zone)).utcoffset() if zone else None
        return int(shift.total_seconds()) if shift else 0


class ChannelDirectory:
    """Channels are values: each change puts a new one in the place of the old."""

    def __init__(self, config: Config) -> None:
        self._lock = threading.Lock()
        self._held = {channel.id: channel for channel in config.channels}

    def all(self) -> list[Channel]:
        with self._lock:
            return list(self._held.values())

    def restore(self, channels: Sequence[Channel]) -> None:
        """As they once were."""
        with self._lock:
            self._held = {channel.id: channel for channel in channels}

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
