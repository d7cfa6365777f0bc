"""What people write, edit and delete, and the events the bot hears of it."""

from dataclasses import dataclass

from app.sandbox import message_events
from app.sandbox.bot import Bot
from app.sandbox.config import Seat
from app.sandbox.events import tell
from app.sandbox.message import Message, escape
from app.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Writer:
    """One person's own messages. Everything blocks until the bot answered the event, or 3 s."""

    workspace: Workspace
    bot: Bot
    seat: Seat

    def say(self, text: str, channel: str, thread_ts: str | None = None) -> Message:
        """Write a message, or a reply in a thread; in channels only members do, in archived ones nobody."""
        self._may_write(channel)
        if thread_ts is not None:
            self._parent(channel, thread_ts)
        message = self.workspace.conversations.post(channel, self.seat.id, escape(text), thread_ts=thread_ts)
        self._show(message)
        tell(self.workspace, self.bot, message_events.posted(self.workspace, message))
        return message

    def edit(self, ts: str, text: str) -> Message:
        """Change what was written; the same words again are no event."""
        old = self._own(ts)
        if old.text == escape(text):
            return old
        new = self.workspace.conversations.update(old, escape(text), [])
        self._show(new)
        tell(self.workspace, self.bot, message_events.changed(self.workspace, old, new))
        return new

    def delete(self, ts: str) -> None:
        """Take back what was written."""
        old = self._own(ts)
        stone = self.workspace.conversations.delete(old)
        self._show(old)
        tell(self.workspace, self.bot, message_events.deleted(self.workspace, old, stone))

    def find(self, ts: str, channel: str | None = None) -> Message:
        """A message this person can see."""
        conversations = self.workspace.conversations
        for place in [channel] if channel else conversations.open_to(self.seat):
            message = conversations.get(place, ts)
            if message is not None and message.only_for in (None, self.seat.id):
                return message
        raise LookupError(f"{self.seat.real_name} sees no message {ts}")

    def _may_write(self, channel: str) -> None:
        held = self.workspace.channels.get(channel)
        if held is None:
            return
        if held.is_archived:
            raise LookupError(f"{held.name} is archived: nobody can write there")
        if self.seat.id not in held.members:
            raise LookupError(f"{self.seat.real_name} is not in {held.name}")

    def _own(self, ts: str) -> Message:
        message = self.find(ts)
        if message.user != self.seat.id:
            raise LookupError(f"{self.seat.real_name} did not write the message {ts}")
        return message

    def _parent(self, channel: str, ts: str) -> None:
        parent = self.find(ts, channel)
        if parent.thread_ts or parent.ephemeral:
            raise LookupError(f"nobody can reply to {ts}: it is a reply itself, or ephemeral")

    def _show(self, message: Message) -> None:
        self.workspace.feed.publish("messages", channel=message.channel)
