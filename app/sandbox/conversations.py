"""Messages by conversation and thread, the ephemeral ones too."""

import threading
from dataclasses import replace
from typing import Any

from app.sandbox.cast import Seat
from app.sandbox.channels import Channels
from app.sandbox.config import Config
from app.sandbox.message import SLACKBOT, TOMBSTONE, Message, thread_fields
from app.sandbox.modal import with_ids
from app.sandbox.people import People
from app.sandbox.stamps import Stamps

KEPT = 20_000


class Conversations:
    """Who can see what: a direct message with the app for each person, and the channels."""

    def __init__(self, config: Config, stamps: Stamps, people: People, channels: Channels) -> None:
        self._config = config
        self._stamps = stamps
        self._people = people
        self._channels = channels
        self._lock = threading.Lock()
        self._messages: dict[str, dict[str, Message]] = {}
        self._replies: dict[tuple[str, str], list[str]] = {}

    def find(self, name: str, seat: Seat | None = None) -> str | None:
        """The conversation id for an id, "#general" or, with a seat, "app"; None when there is none.

        A seat finds only what it can read; without one it is the app that asks, by user id too.
        """
        if seat and name in ("app", seat.dm):
            return seat.dm
        channel = self._channels.named(name)
        if channel is not None:
            return channel.id if seat is None or channel.open_to(seat) else None
        direct = self._direct() if seat is None else {}
        return direct.get(name) or (name if name in direct.values() else None)

    def name(self, channel: str) -> str:
        """As payloads name it: Slack does not tell apps the names of private channels there."""
        names = {"im": "directmessage", "group": "privategroup"}
        held = self._channels.get(channel)
        return names.get(self.kind(channel)) or (held.name if held else "")

    def kind(self, channel: str) -> str:
        """`im`, `channel` or, where it is private, `group`, as events name it in `channel_type`."""
        held = self._channels.get(channel)
        if held is not None:
            return "group" if held.is_private else "channel"
        return "im" if channel in self._direct().values() else "channel"

    def heard(self, channel: str) -> bool:
        """Whether the app is in this conversation, and so gets its events."""
        held = self._channels.get(channel)
        return held is None or held.bot

    def _direct(self) -> dict[str, str]:
        return {each.id: each.dm for each in self._people.all() if not (each.is_bot or each.team)}

    def move(self, old: str, new: str) -> None:
        """Everything that was written under one channel id now stands under another."""
        with self._lock:
            moved = self._messages.pop(old, {})
            self._messages[new] = {ts: replace(each, channel=new) for ts, each in moved.items()}
            self._replies = {
                (new if channel == old else channel, ts): held
                for (channel, ts), held in self._replies.items()
            }

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
        """The conversations this person can read."""
        return [seat.dm, *(each.id for each in self._channels.all() if each.open_to(seat))]
