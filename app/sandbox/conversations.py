"""Messages by conversation, the ephemeral ones too."""

import threading
from dataclasses import dataclass, field, replace
from typing import Any

from app.sandbox.config import Config, Seat
from app.sandbox.modal import with_ids
from app.sandbox.stamps import Stamps

KEPT = 1000


@dataclass(frozen=True)
class Message:
    """One message. `only_for` names the user an ephemeral message is shown to."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    only_for: str | None = None
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    edited: bool = False
    is_error: bool = False

    @property
    def ephemeral(self) -> bool:
        return self.only_for is not None

    def payload(self, config: Config) -> dict[str, Any]:
        """The message as Slack sends it."""
        data: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        data["team"] = config.team_id
        if self.user == config.bot_user:
            data |= {"bot_id": config.bot_id, "app_id": config.app_id}
        optional = {"blocks": self.blocks, "thread_ts": self.thread_ts, "metadata": self.metadata}
        return data | {name: value for name, value in optional.items() if value}


class Conversations:
    """Who can see what: a direct message with the app for each seat, and the channels."""

    def __init__(self, config: Config, stamps: Stamps) -> None:
        self._config = config
        self._stamps = stamps
        self._lock = threading.Lock()
        self._messages: dict[str, list[Message]] = {}

    def find(self, name: str, seat: Seat | None = None) -> str | None:
        """The conversation id for an id, "#general" or, with a seat, "app"; None when there is none."""
        if seat and name in ("app", seat.dm):
            return seat.dm
        for channel in self._config.channels:
            if name in (channel.id, channel.name, f"#{channel.name}"):
                return channel.id
        if seat is None:
            direct = {each.id: each.dm for each in self._config.seats}
            return direct.get(name) or (name if name in direct.values() else None)
        return None

    def name(self, channel: str) -> str:
        names = {each.id: each.name for each in self._config.channels}
        return names.get(channel, "directmessage")

    def post(self, channel: str, user: str, text: str, **more: Any) -> Message:
        blocks = with_ids(more.pop("blocks", None) or [])
        message = Message(self._stamps.ts(), channel, user, text, blocks, **more)
        with self._lock:
            kept = self._messages.setdefault(channel, [])
            kept.append(message)
            del kept[:-KEPT]
        return message

    def get(self, channel: str, ts: str) -> Message | None:
        with self._lock:
            return next((each for each in self._messages.get(channel, []) if each.ts == ts), None)

    def update(self, old: Message, text: str, blocks: list[dict[str, Any]], **more: Any) -> Message:
        new = replace(old, text=text, blocks=with_ids(blocks), edited=True, **more)
        with self._lock:
            kept = self._messages[old.channel]
            kept[kept.index(old)] = new
        return new

    def delete(self, old: Message) -> None:
        with self._lock:
            self._messages[old.channel].remove(old)

    def visible(self, channel: str, seat: Seat) -> list[Message]:
        """What this seat sees in a conversation it is in."""
        with self._lock:
            return [each for each in self._messages.get(channel, []) if each.only_for in (None, seat.id)]

    def open_to(self, seat: Seat) -> list[str]:
        """The conversations of a seat."""
        return [seat.dm, *(channel.id for channel in self._config.channels)]
