"""Messages by conversation and thread, the ephemeral ones too."""

import threading
from dataclasses import replace
from typing import Any

from app.sandbox.config import Config, Seat
from app.sandbox.message import SLACKBOT, TOMBSTONE, Message, thread_fields
from app.sandbox.modal import with_ids
from app.sandbox.stamps import Stamps

KEPT = 20_000


class Conversations:
    """Who can see what: a direct message with the app for each seat, and the channels."""

    def __init__(self, config: Config, stamps: Stamps) -> None:
        self._config = config
        self._stamps = stamps
        self._lock = threading.Lock()
        self._messages: dict[str, dict[str, Message]] = {}
        self._replies: dict[tuple[str, str], list[str]] = {}

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

    def kind(self, channel: str) -> str:
        """`im` or `channel`, as events name it in `channel_type`."""
        return "im" if channel in {seat.dm for seat in self._config.seats} else "channel"

    def post(self, channel: str, user: str, text: str, **more: Any) -> Message:
        blocks = with_ids(more.pop("blocks", None) or [])
        with self._lock:
            message = Message(self._stamps.ts(), channel, user, text, blocks, **more)
            kept = self._messages.setdefault(channel, {})
            kept[message.ts] = message
            if len(kept) > KEPT:
                del kept[next(iter(kept))]
            if message.thread_ts:
                self._replies.setdefault((channel, message.thread_ts), []).append(message.ts)
        return message

    def get(self, channel: str, ts: str) -> Message | None:
        with self._lock:
            return self._messages.get(channel, {}).get(ts)

    def update(self, old: Message, text: str, blocks: list[dict[str, Any]], **more: Any) -> Message:
        edited = self._stamps.ts()
        new = replace(old, text=text, blocks=with_ids(blocks), edited_ts=edited, **more)
        return self._put(new)

    def delete(self, old: Message) -> Message | None:
        """Take a message away; the tombstone Slack leaves where the thread below it goes on."""
        if self.replies(old):
            gone = Message(old.ts, old.channel, SLACKBOT, "This message was deleted.", subtype=TOMBSTONE)
            return self._put(gone)
        with self._lock:
            self._messages.get(old.channel, {}).pop(old.ts, None)
            if old.thread_ts:
                self._replies[old.channel, old.thread_ts].remove(old.ts)
        return None

    def _put(self, new: Message) -> Message:
        with self._lock:
            self._messages[new.channel][new.ts] = new
        return new

    def all(self, channel: str) -> list[Message]:
        """Everything in a conversation, oldest first."""
        with self._lock:
            return list(self._messages.get(channel, {}).values())

    def replies(self, parent: Message) -> list[Message]:
        """The thread below a message, oldest first; what only one person sees is no part of it."""
        with self._lock:
            kept = self._messages.get(parent.channel, {})
            stamps = self._replies.get((parent.channel, parent.ts), [])
            return [kept[ts] for ts in stamps if ts in kept and not kept[ts].ephemeral]

    def payload(self, message: Message, *, metadata: bool = True) -> dict[str, Any]:
        """The message as Slack sends it, with what it says about its thread."""
        parent = self.get(message.channel, message.thread_ts) if message.thread_ts else None
        thread = thread_fields(message, parent, self.replies(message))
        return message.payload(self._config, metadata=metadata) | thread

    def visible(self, channel: str, seat: Seat) -> list[Message]:
        """What this seat sees in a conversation it is in, replies in threads too."""
        return [each for each in self.all(channel) if each.only_for in (None, seat.id)]

    def open_to(self, seat: Seat) -> list[str]:
        """The conversations of a seat."""
        return [seat.dm, *(channel.id for channel in self._config.channels)]
