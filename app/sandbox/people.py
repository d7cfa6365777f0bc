"""What changes about people while the sandbox runs: who has left, and where they are."""

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

from app.sandbox.config import Config, Seat


class People:
    """The seats of the workspace as they are now."""

    def __init__(self, config: Config) -> None:
        self._lock = threading.Lock()
        self._zones: dict[str, str | None] = {seat.id: seat.tz for seat in config.seats}
        self._gone: set[str] = set()

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
            return self._zones[seat.id]

    def offset(self, seat: Seat, at: datetime) -> int:
        """Seconds east of Greenwich at that moment; 0 where the zone is not known."""
        zone = self.zone(seat)
        shift = at.astimezone(ZoneInfo(zone)).utcoffset() if zone else None
        return int(shift.total_seconds()) if shift else 0
