"""Messages, how Slack writes them in answers, events and payloads, and the conversations they stand in."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.sandbox.directory import ChannelDirectory, PeopleDirectory
from app.sandbox.ids import SlackIds
from app.sandbox.seed import Config, Seat
from app.sandbox.views import with_ids

SLACKBOT = "USLACKBOT"
TOMBSTONE = "tombstone"


BROADCAST = "thread_broadcast"
"""The subtype of a reply that stands in the conversation as well."""


@dataclass(frozen=True)
class SentText:
    """What Slack makes of what is typed: text with its own markup, and the elements of rich text."""

    text: str
    elements: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class SlackMessage:
    """One message. `only_for` names the user an ephemeral message is shown to.

    A `tombstone` stands where a message was deleted whose thread goes on. `typed`: the elements of the rich
    text that a person wrote, where they are more than the text; `file`: the name of one that goes with it.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    only_for: str | None = None
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    edited_ts: str | None = None
    is_error: bool = False
    subtype: str | None = None
    typed: tuple[dict[str, Any], ...] = ()
    file: str = ""

    @property
    def ephemeral(self) -> bool:
        return self.only_for is not None

    @property
    def stands_alone(self) -> bool:
        """Whether it stands in the conversation, not in a thread alone."""
        return not self.thread_ts or self.subtype == BROADCAST

    @property
    def edited(self) -> bool:
        return self.edited_ts is not None

    def link(self, config: Config) -> str:
        """Its address, as the menu of a message copies it; a reply's names its thread too."""
        place = f"archives/{self.channel}/p{self.ts.replace('.', '')}"
        thread = f"?thread_ts={self.thread_ts}&cid={self.channel}" if self.thread_ts else ""
        return f"https://{config.team_domain}.slack.com/{place}{thread}"

    def payload(self, config: Config, *, metadata: bool = True) -> dict[str, Any]:
        """The message as Slack sends it; its metadata only where somebody may see it."""
        data: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        data["team"] = config.team_id
        if self.user == config.bot_user:
            data |= {"bot_id": config.bot_id, "app_id": config.app_id}
        elif self.subtype != TOMBSTONE:
            data |= {"client_msg_id": f"sandbox-{self.ts}"}
        typed: list[dict[str, Any]] = []
        if self.user != config.bot_user and self.subtype != TOMBSTONE and self.text:
            # What people write reaches apps as rich text too.
            plain = {"type": "text", "text": unescape(self.text)}
            section = {"type": "rich_text_section", "elements": list(self.typed or (plain,))}
            typed = [{"type": "rich_text", "block_id": f"b{self.ts[-6:]}", "elements": [section]}]
        optional = {
            "blocks": self.blocks or typed,
            "thread_ts": self.thread_ts,
            "metadata": self.metadata if metadata else None,
            "subtype": self.subtype,
            "files": [{"id": f"F{self.ts[-6:]}", "name": self.file}] if self.file else None,
            "edited": {"user": self.user, "ts": self.edited_ts} if self.edited_ts else None,
        }
        return data | {name: value for name, value in optional.items() if value}


def thread_fields(
    message: SlackMessage, parent: SlackMessage | None, replies: Sequence[SlackMessage]
) -> dict[str, Any]:
    """What Slack adds to a message that begins a thread, and to one that stands in it."""
    if message.thread_ts:
        return {"parent_user_id": parent.user} if parent else {}
    if not replies:
        return {}
    authors = list(dict.fromkeys(each.user for each in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "reply_users": authors,
        "latest_reply": replies[-1].ts,
    }


def escape(text: str) -> str:
    """The three characters Slack escapes in what people type."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text as it was typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


KEPT = 20_000


class Conversations:
    """Who can see what: a direct message with the app for each person, and the channels."""

    def __init__(
        self, config: Config, ids: SlackIds, people: PeopleDirectory, channels: ChannelDirectory
    ) -> None:
        self._config = config
        self._ids = ids
        self._people = people
        self._channels = channels
        self._lock = threading.Lock()
        self._messages: dict[str, dict[str, SlackMessage]] = {}
        self.version = 0
        """Counts what changed."""
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
            self.version += 1
            moved = self._messages.pop(old, {})
            self._messages[new] = {ts: replace(each, channel=new) for ts, each in moved.items()}
            self._replies = {
                (new if channel == old else channel, ts): held
                for (channel, ts), held in self._replies.items()
            }

    def post(self, channel: str, user: str, text: str, **more: Any) -> SlackMessage:
        blocks = with_ids(more.pop("blocks", None) or [])
        with self._lock:
            message = SlackMessage(self._ids.ts(), channel, user, text, blocks, **more)
            self._add(message)
        return message

    def everything(self) -> list[SlackMessage]:
        """All of all conversations, of each in its order."""
        with self._lock:
            return [message for held in self._messages.values() for message in held.values()]

    def restore(self, said: Sequence[SlackMessage]) -> None:
        """What `everything` once gave stands there again."""
        with self._lock:
            for message in said:
                self._add(message)

    def _add(self, message: SlackMessage) -> None:
        self.version += 1
        kept = self._messages.setdefault(message.channel, {})
        kept[message.ts] = message
        if len(kept) > KEPT:
            del kept[next(iter(kept))]
        if message.thread_ts:
            self._replies.setdefault((message.channel, message.thread_ts), []).append(message.ts)

    def get(self, channel: str, ts: str) -> SlackMessage | None:
        with self._lock:
            return self._messages.get(channel, {}).get(ts)

    def update(self, old: SlackMessage, text: str, blocks: list[dict[str, Any]], **more: Any) -> SlackMessage:
        edited = self._ids.ts()
        new = replace(old, text=text, blocks=with_ids(blocks), edited_ts=edited, **more)
        return self._put(new)

    def delete(self, old: SlackMessage) -> SlackMessage | None:
        """Take a message away; the tombstone Slack leaves where the thread below it goes on."""
        if self.replies(old):
            gone = SlackMessage(old.ts, old.channel, SLACKBOT, "This message was deleted.", subtype=TOMBSTONE)
            return self._put(gone)
        with self._lock:
            self.version += 1
            self._messages.get(old.channel, {}).pop(old.ts, None)
            if old.thread_ts:
                self._replies[old.channel, old.thread_ts].remove(old.ts)
        return None

    def _put(self, new: SlackMessage) -> SlackMessage:
        with self._lock:
            self.version += 1
            self._messages[new.channel][new.ts] = new
        return new

    def all(self, channel: str) -> list[SlackMessage]:
        """Everything in a conversation, oldest first."""
        with self._lock:
            return list(self._messages.get(channel, {}).values())

    def replies(self, parent: SlackMessage) -> list[SlackMessage]:
        """The thread below a message, oldest first; what only one person sees is no part of it."""
        with self._lock:
            kept = self._messages.get(parent.channel, {})
            listed = self._replies.get((parent.channel, parent.ts), [])
            return [kept[ts] for ts in listed if ts in kept and not kept[ts].ephemeral]

    def payload(self, message: SlackMessage, *, metadata: bool = True) -> dict[str, Any]:
        """The message as Slack sends it, with what it says about its thread."""
        parent = self.get(message.channel, message.thread_ts) if message.thread_ts else None
        thread = thread_fields(message, parent, self.replies(message))
        return message.payload(self._config, metadata=metadata) | thread

    def visible(self, channel: str, seat: Seat) -> list[SlackMessage]:
        """What this seat sees in a conversation it is in, replies in threads too."""
        return [each for each in self.all(channel) if each.only_for in (None, seat.id)]

    def open_to(self, seat: Seat) -> list[str]:
        """The conversations this person can read."""
        return [seat.dm, *(each.id for each in self._channels.all() if each.open_to(seat))]
