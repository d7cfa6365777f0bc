"""One Slack window with somebody in front of it: what they do, and what they see."""

import copy
from typing import Any

from app.sandbox import events, payloads, responses
from app.sandbox.bot import Bot
from app.sandbox.channel_actions import BUILT_IN, ChannelActions, run_built_in
from app.sandbox.messages import BROADCAST, SLACKBOT, SentText, SlackMessage, escape
from app.sandbox.request_log import Delivery
from app.sandbox.seed import Channel, Seat
from app.sandbox.views import Control, OpenView, choosable, controls, offered, options
from app.sandbox.workspace import Workspace


def _unsent(name: str, why: str) -> Delivery:
    return Delivery(name, "", None, {}, "", 0.0, trouble=why, sent=False)


class Window:
    """Acts as a person would. Every method that reaches the bot blocks until it answered (or 3 s)."""

    def __init__(self, workspace: Workspace, bot: Bot, seat: Seat, window_id: str | None = None) -> None:
        self._workspace = workspace
        self._bot = bot
        screen = workspace.screens.get(window_id) if window_id else None
        self._screen = screen or workspace.new_screen(seat)

    @property
    def id(self) -> str:
        return self._screen.id

    @property
    def seat(self) -> Seat:
        return self._screen.seat

    # What is on the screen

    @property
    def views(self) -> list[dict[str, Any]]:
        """The open views as Slack would send them now, the bottom one first."""
        with self._workspace.lock:
            return [self._workspace.payload(view) for view in self._screen.stack]

    @property
    def top(self) -> dict[str, Any] | None:
        """The view in front, or None."""
        views = self.views
        return views[-1] if views else None

    @property
    def errors(self) -> dict[str, str]:
        """The sentences under the inputs of the view in front, by block_id."""
        top = self._screen.top
        return dict(top.errors) if top else {}

    @property
    def trouble(self) -> str | None:
        """The sentence the modal shows when the bot did not answer well; None when all is well."""
        return self._screen.trouble

    @property
    def problems(self) -> tuple[str, ...]:
        """Why Slack did not take the last answer of the bot."""
        top = self._screen.top
        return top.problems if top else ()

    def state(self) -> dict[str, Any]:
        """`view.state.values` as they would be sent now."""
        with self._workspace.lock:
            return copy.deepcopy(self._front().values())

    def shown(self, block_id: str) -> Any:
        """What stands in an input on the screen: text, option, options, date."""
        with self._workspace.lock:
            view = self._front()
            return copy.deepcopy(view.shown(view.control(block_id)))

    def messages(self, conversation: str = "app") -> list[SlackMessage]:
        """What this seat sees in "app" (its DM with the app), "#general" or an id; replies too."""
        return self._workspace.conversations.visible(self._channel(conversation), self.seat)

    def thread(self, ts: str, conversation: str = "app") -> list[SlackMessage]:
        """The replies below a message, oldest first, those that only this seat sees too."""
        return [each for each in self.messages(conversation) if each.thread_ts == ts]

    def channels(self) -> list[Channel]:
        """The channels this seat can read, as they are now."""
        return [each for each in self._workspace.channels.all() if each.open_to(self.seat)]

    def offered(self, block_id: str) -> list[str]:
        """The conversation ids that a menu of conversations in the view in front offers."""
        with self._workspace.lock:
            element = self._front().control(block_id).element
        return offered(self._workspace.channels, self.seat, element) or []

    # What the person does

    def command(self, line: str, conversation: str = "app") -> Delivery:
        """Type a slash command; one the manifest does not have is refused by Slack itself.

        /invite, /remove and /leave are Slack's own and change who is in a channel.
        """
        name, _, text = line.strip().partition(" ")
        channel = self._here(conversation)
        if name in BUILT_IN:
            actions = ChannelActions(self._workspace, self._bot)
            return self._answered_by_slack(
                name, channel, run_built_in(actions, self.seat, channel, name, text)
            )
        if name not in {each.command for each in self._workspace.config.commands}:
            return self._answered_by_slack(name, channel, f"`{name}` is not a valid command.")
        fields = payloads.command(self._workspace, self._screen, name, text.strip(), channel)
        return self._bot.command(
            fields, lambda delivery: responses.commanded(self._workspace, self.seat, channel, delivery)
        )

    def join(self, channel: str) -> None:
        """Come into a public channel."""
        ChannelActions(self._workspace, self._bot).join(self._channel(channel), self.seat.id)

    def shortcut(self, callback_id: str, conversation: str = "app") -> Delivery:
        """Start a global shortcut of the manifest."""
        self._here(conversation)
        known = [each.callback_id for each in self._workspace.config.shortcuts]
        if callback_id not in known:
            raise LookupError(f"the manifest has no shortcut {callback_id}; it has: {', '.join(known)}")
        payload = payloads.shortcut(self._workspace, self._screen, callback_id)
        return self._bot.interaction(payload, self._acted)

    def message_shortcut(self, callback_id: str, message_ts: str, conversation: str = "app") -> Delivery:
        """Start a shortcut of the manifest from a message."""
        known = [each.callback_id for each in self._workspace.config.message_shortcuts]
        if callback_id not in known:
            raise LookupError(
                f"the manifest has no message shortcut {callback_id}; it has: {', '.join(known)}"
            )
        message = self._find(message_ts, self._here(conversation))
        payload = payloads.message_shortcut(self._workspace, self._screen, callback_id, message)
        return self._bot.interaction(payload, self._acted)

    def say(
        self,
        text: str,
        conversation: str = "app",
        *,
        thread_ts: str | None = None,
        also_in_conversation: bool = False,
        file: str = "",
        sent: SentText | None = None,
    ) -> SlackMessage:
        """Write a message, or a reply; the bot hears of it if the manifest subscribes.

        `also_in_conversation`: a reply that stands outside its thread as well. `file`: the name of one that
        goes with it. `sent`: what Slack makes of the text, where that is more than its letters.
        """
        channel = self._channel(conversation)
        held = self._workspace.channels.get(channel)
        if held is not None and held.is_archived:
            raise LookupError(f"{held.name} is archived: nobody can write there")
        if held is not None and self.seat.id not in held.members:
            raise LookupError(f"{self.seat.real_name} is not in {held.name}")
        parent = self._find(thread_ts, channel) if thread_ts is not None else None
        if parent and (parent.thread_ts or parent.ephemeral):
            raise LookupError(f"nobody can reply to {thread_ts}: it is a reply itself, or ephemeral")
        subtype = BROADCAST if also_in_conversation else "file_share" if file else None
        made = sent or SentText(escape(text))
        message = self._workspace.conversations.post(
            channel,
            self.seat.id,
            made.text,
            thread_ts=thread_ts,
            subtype=subtype,
            typed=made.elements,
            file=file,
        )
        self._wrote(channel, events.message_posted(self._workspace, message))
        return message

    def look_at_app(self) -> None:
        """Open the conversation with the app."""
        events.deliver(self._workspace, self._bot, events.home_opened(self._workspace, self.seat))

    def edit(self, ts: str, text: str) -> SlackMessage:
        """Change a message of one's own; the same words again are no event."""
        old = self._own(ts)
        if old.text == escape(text):
            return old
        new = self._workspace.conversations.update(old, escape(text), [], typed=())
        self._wrote(new.channel, events.message_changed(self._workspace, old, new))
        return new

    def delete(self, ts: str) -> None:
        """Take back a message of one's own."""
        old = self._own(ts)
        tombstone = self._workspace.conversations.delete(old)
        self._wrote(old.channel, events.message_deleted(self._workspace, old, tombstone))

    def type(
        self,
        block_id: str,
        text: str,
        *,
        keystrokes: bool = False,
        enter: bool = False,
        action_id: str | None = None,
    ) -> Delivery | None:
        """Set an input's text; sends block_actions where the input asks for it, else returns None.

        One event for the final text, or one a character with `keystrokes`; `enter` presses Enter.
        """
        steps = [text[: end + 1] for end in range(len(text))] if keystrokes and text else [text]
        delivery = None
        for step in steps:
            delivery = self._set(block_id, action_id, step or None, "on_character_entered") or delivery
        if enter:
            delivery = self._set(block_id, action_id, text or None, "on_enter_pressed") or delivery
        return delivery

    def choose(
        self, block_id: str, value: Any, message_ts: str | None = None, *, action_id: str | None = None
    ) -> Delivery | None:
        """Choose by option value (a list for several; None for nothing), or set a date, time, user."""
        if message_ts is not None:
            message, control = self._in_message(message_ts, block_id, None)
            picked = _overflow(control, value) if control.type == "overflow" else self._picked(control, value)
            return self._act_in_message(message, control, picked)
        return self._set(block_id, action_id, value, "chosen")

    def click(self, button: str, block_id: str | None = None, message_ts: str | None = None) -> Delivery:
        """Press a button by action_id or label, in the view in front or in a message."""
        if message_ts is not None:
            message, control = self._in_message(message_ts, block_id, button)
            return self._act_in_message(message, control, None)
        with self._workspace.lock:
            control = _button(self._front().blocks, button, block_id)
            payload = self._view_action(control, None)
        return self._bot.interaction(payload, self._acted)

    def submit(self) -> Delivery:
        """Press the view's submit button. With a required field empty nothing is sent (`sent` False)."""
        with self._workspace.lock:
            view = self._front()
            if view.source["submit"] is None:
                raise LookupError("the view has no submit button")
            view.errors = view.unready()
            if view.errors:
                self._workspace.event_stream.publish("window", window=self.id)
                return _unsent("view_submission", "a field is not filled in as it asks")
            sent = self._workspace.payload(view)
            payload = payloads.view_submission(self._workspace, self._screen, sent)
        return self._bot.interaction(
            payload, lambda delivery: responses.submitted(self._workspace, self._screen, view, delivery)
        )

    def close(self, *, clear: bool = False) -> Delivery | None:
        """Esc or the close button: the view in front goes; `clear` (the x) closes the whole stack.

        Sends view_closed, without values, only where the view asked with notify_on_close.
        """
        with self._workspace.lock:
            view = self._front()
            clear = clear or bool(view.source["clear_on_close"])
            told = self._screen.stack[0] if clear else view
            gone = list(self._screen.stack) if clear else [view]
            sent = self._workspace.payload(told, state=False)
            self._workspace.close(self._screen, gone)
        if not told.source["notify_on_close"]:
            return None
        payload = payloads.view_closed(self._workspace, self._screen, sent, cleared=clear)
        return self._bot.interaction(payload)

    # Behind it

    def _front(self) -> OpenView:
        if self._screen.top is None:
            raise LookupError("no view is open in this window")
        return self._screen.top

    def _channel(self, conversation: str) -> str:
        channel = self._workspace.conversations.find(conversation, self.seat)
        if channel is None:
            raise LookupError(f"{self.seat.real_name} sees no conversation {conversation}")
        return channel

    def _here(self, conversation: str) -> str:
        """Where the person now is: what they open next begins with it."""
        self._screen.conversation = self._channel(conversation)
        return self._screen.conversation

    def _find(self, ts: str, channel: str | None = None) -> SlackMessage:
        """A message this person can see."""
        conversations = self._workspace.conversations
        for place in [channel] if channel else conversations.open_to(self.seat):
            message = conversations.get(place, ts)
            if message is not None and message.only_for in (None, self.seat.id):
                return message
        raise LookupError(f"{self.seat.real_name} sees no message {ts}")

    def _own(self, ts: str) -> SlackMessage:
        message = self._find(ts)
        if message.user != self.seat.id:
            raise LookupError(f"{self.seat.real_name} did not write the message {ts}")
        return message

    def _wrote(self, channel: str, event: events.Event) -> None:
        self._workspace.event_stream.publish("messages", channel=channel)
        events.deliver(self._workspace, self._bot, event)

    def _answered_by_slack(self, name: str, channel: str, text: str) -> Delivery:
        """A command that never reaches the bot; a `text` is shown as Slack's refusal."""
        if text:
            conversations = self._workspace.conversations
            conversations.post(channel, SLACKBOT, text, only_for=self.seat.id, is_error=True)
            self._workspace.event_stream.publish("messages", channel=channel)
        return _unsent(name, text)

    def _set(self, block_id: str, action_id: str | None, value: Any, moment: str) -> Delivery | None:
        with self._workspace.lock:
            view = self._front()
            control = view.control(block_id, action_id)
            if control.type == "overflow":
                picked = _overflow(control, value)
            else:
                picked = self._picked(control, value)
                view.typed[control.key] = picked
            if not control.dispatches(moment):
                return None
            payload = self._view_action(control, picked)
        return self._bot.interaction(payload, self._acted)

    def _picked(self, control: Control, value: Any) -> Any:
        choosable(self._workspace.channels, self.seat, control, value)
        return control.pick(value)

    def _view_action(self, control: Control, value: Any) -> dict[str, Any]:
        view = self._workspace.payload(self._front())
        action = payloads.action(control, value, self._workspace.ids.ts())
        return payloads.view_actions(self._workspace, self._screen, view, action)

    def _acted(self, delivery: Delivery) -> tuple[str, ...]:
        return responses.acted(self._workspace, self._screen, delivery)

    def _act_in_message(self, message: SlackMessage, control: Control, value: Any) -> Delivery:
        self._here(message.channel)
        action = payloads.action(control, value, self._workspace.ids.ts())
        payload = payloads.message_actions(self._workspace, self._screen, message, action)
        return self._bot.interaction(payload, self._acted)

    def _in_message(self, ts: str, block_id: str | None, button: str | None) -> tuple[SlackMessage, Control]:
        message = self._find(ts)
        if button is not None:
            return message, _button(message.blocks, button, block_id)
        able = [each for each in controls(message.blocks) if each.type != "button"]
        found = [each for each in able if each.key[0] == block_id]
        if not found:
            raise LookupError(f"the message has no block {block_id} to choose from")
        return message, found[0]


def _button(blocks: list[dict[str, Any]], wanted: str, block_id: str | None) -> Control:
    buttons = [each for each in controls(blocks) if each.type == "button"]
    for control in buttons:
        names = (control.key[1], control.element["text"]["text"])
        if wanted in names and block_id in (None, control.key[0]):
            return control
    labels = ", ".join(f"{each.element['text']['text']} ({each.key[1]})" for each in buttons)
    raise LookupError(f"there is no button {wanted}; there are: {labels or 'none'}")


def _overflow(control: Control, value: Any) -> dict[str, Any]:
    for option in options(control.element):
        if value == option["value"]:
            return option
    raise LookupError(f"the menu has no option {value}")
