"""Names of people and channels for words that mention them, remembered for a day."""

import threading
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from app.clock import Clock
from app.dm.text import CHANNEL, Mention
from app.slack.channels import Channels, Flags

LAST = timedelta(days=1)
MOST = 5_000
MOST_AT_ONCE = 20


class Names:
    """What Slack calls them. A group of people has no name here: to ask for it is a scope of its own."""

    def __init__(self, channels: Callable[[], Channels], clock: Clock) -> None:
        self._channels = channels
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, datetime]] = {}

    def known(self) -> Mapping[str, str]:
        """Those that were asked for within a day, by id."""
        with self._lock:
            since = self._clock.now() - LAST
            return {id_: name for id_, (name, at) in self._known.items() if at > since}

    def ask(self, mentions: Collection[Mention]) -> Mapping[str, str]:
        """Ask Slack for these, and return all that is known then."""
        some, channels = list(mentions)[:MOST_AT_ONCE], self._channels()
        people = [each.id for each in some if each.sign != CHANNEL and each.id.startswith(("U", "W"))]
        found = channels.found(people, "")
        names = {each.user_id: each.name for each in found} if isinstance(found, tuple) else {}
        for each in some:
            if each.sign == CHANNEL and isinstance(flags := channels.flags(each.id), Flags):
                names[each.id] = flags.name
        with self._lock:
            if len(self._known) > MOST:
                self._known.clear()
            self._known |= {id_: (name, self._clock.now()) for id_, name in names.items() if name}
        return self.known()
