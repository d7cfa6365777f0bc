"""What the workspace holds at this moment: windows with their views, triggers, conversations."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.sandbox.directory import ChannelDirectory, PeopleDirectory
from app.sandbox.event_stream import EventStream
from app.sandbox.faults import Faults
from app.sandbox.ids import SandboxClock, SlackIds
from app.sandbox.messages import Conversations
from app.sandbox.request_log import RequestLog
from app.sandbox.seed import Config, Seat
from app.sandbox.views import OpenView, currents


class SlackError(Exception):
    """An `error` of the Web API, with the reasons Slack adds in `response_metadata`."""

    def __init__(self, code: str, messages: Sequence[str] = (), **more: object) -> None:
        super().__init__(code)
        self.code = code
        self.messages = tuple(messages)
        self.more = more


STACK = 3
HOOK_LIFE = 30 * 60
HOOK_USES = 5


@dataclass(frozen=True)
class BotStatus:
    """What the page says about the bot's process: `tone` is good, busy or bad."""

    tone: str
    sentence: str
    detail: str = ""


@dataclass
class Screen:
    """What one window shows: its stack of views, and what went wrong last."""

    id: str
    seat: Seat
    stack: list[OpenView] = field(default_factory=list)
    trouble: str | None = None
    conversation: str = ""
    """Where the person was when they last did something that can open a view."""

    @property
    def top(self) -> OpenView | None:
        return self.stack[-1] if self.stack else None


@dataclass
class Trigger:
    """A trigger id belongs to the window that acted, lives 3 s and works once."""

    screen: Screen
    born: float
    used: bool = False


@dataclass
class Hook:
    """A response_url: where it answers, and how often it may still be used."""

    channel: str
    seat: Seat
    born: float
    message: str | None = None
    left: int = HOOK_USES


class Workspace:
    """The one mutable thing. Its lock is never held while the bot is being asked something."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clock = SandboxClock()
        self.ids = SlackIds(self.clock.seconds)
        self.people = PeopleDirectory(config)
        self.request_log = RequestLog()
        self.event_stream = EventStream()
        self.faults = Faults()
        self.channels = ChannelDirectory(config)
        self.conversations = Conversations(config, self.ids, self.people, self.channels)
        self.exports_prevent_deletion = False
        self.lock = threading.RLock()
        self.ended = threading.Event()
        self.is_up = threading.Event()
        """Cleared while the bot starts for the first time."""
        self.is_up.set()
        self.screens: dict[str, Screen] = {}
        self.url = ""
        self.bot_status = BotStatus("good", "")
        self.echo: Callable[[dict[str, Any]], None] = lambda _: None
        """Gets the events of what the app wrote itself; nobody hears them, unless Config.hears_itself."""
        self._triggers: dict[str, Trigger] = {}
        self._hooks: dict[str, Hook] = {}

    @property
    def identity(self) -> dict[str, Any]:
        """The fields every view of this app carries."""
        config = self.config
        return {
            "team_id": config.team_id,
            "app_id": config.app_id,
            "app_installed_team_id": config.team_id,
            "bot_id": config.bot_id,
        }

    def say_status(self, status: BotStatus) -> None:
        """Tell every open page how the bot is."""
        self.bot_status = status
        self.event_stream.publish("status")

    def new_screen(self, seat: Seat) -> Screen:
        screen = Screen(self.ids.id("W"), seat)
        with self.lock:
            self.screens[screen.id] = screen
        return screen

    def trigger(self, screen: Screen) -> str:
        """A new trigger id for something done in this window."""
        trigger_id = self.ids.trigger()
        with self.lock:
            if len(self._triggers) > 1000:
                newest = sorted(self._triggers.items(), key=lambda item: item[1].born)[-200:]
                self._triggers = dict(newest)
            self._triggers[trigger_id] = Trigger(screen, self.clock.monotonic())
        return trigger_id

    def exchange(self, trigger_id: str) -> Screen:
        """The window a trigger id came from; it is used up by this."""
        with self.lock:
            trigger = self._triggers.get(trigger_id)
            if trigger is None:
                raise SlackError("invalid_trigger_id")
            if trigger.used:
                raise SlackError("exchanged_trigger_id")
            if self.clock.monotonic() - trigger.born > self.config.trigger_life:
                raise SlackError("expired_trigger_id")
            trigger.used = True
            return trigger.screen

    def hook(self, channel: str, seat: Seat, message: str | None = None) -> str:
        """A new response_url."""
        hook_id = self.ids.id("H")
        with self.lock:
            if len(self._hooks) > 1000:
                self._hooks = dict(list(self._hooks.items())[-200:])
            self._hooks[hook_id] = Hook(channel, seat, self.clock.monotonic(), message)
        return f"{self.url}/hooks/{hook_id}"

    def channel_moved(self, old: str, new: str) -> None:
        """A channel has another id: its messages and response_urls go with it."""
        self.conversations.move(old, new)
        with self.lock:
            for hook in self._hooks.values():
                hook.channel = new if hook.channel == old else hook.channel

    def use_hook(self, hook_id: str) -> Hook:
        with self.lock:
            hook = self._hooks.get(hook_id)
            if hook is None or self.clock.monotonic() - hook.born > HOOK_LIFE:
                raise SlackError("expired_url")
            if hook.left == 0:
                raise SlackError("used_url")
            hook.left -= 1
            return hook

    def open(self, screen: Screen, source: dict[str, Any]) -> OpenView:
        """Show a first view; whatever was open in that window goes."""
        with self.lock:
            self._new_external_id(source)
            screen.stack = [self._view(screen, source, None)]
            return self._shown(screen)

    def push(self, screen: Screen, source: dict[str, Any]) -> OpenView:
        """Put a view on top of the stack."""
        with self.lock:
            if not screen.stack:
                raise SlackError("not_found")
            if len(screen.stack) >= STACK:
                raise SlackError("push_limit_reached")
            self._new_external_id(source)
            screen.stack.append(self._view(screen, source, screen.stack[-1]))
            return self._shown(screen)

    def update(self, view: OpenView, source: dict[str, Any], version: str | None = None) -> OpenView:
        """Replace an open view; a `version` (hash) that is not its newest is a hash_conflict."""
        with self.lock:
            screen = self.screen_of(view)
            if screen is None:
                raise SlackError("not_found")
            if version and version != view.hash:
                raise SlackError("hash_conflict")
            self._new_external_id(source, view)
            view.update(source, self.ids.hash())
            self._prefill(screen, view)
            screen.trouble = None
            self.event_stream.publish("window", window=screen.id)
            return view

    def find_view(self, view_id: str | None, external_id: str | None) -> OpenView:
        """The open view with this id or external_id."""
        with self.lock:
            for view in (view for screen in self.screens.values() for view in screen.stack):
                if view.id == view_id or (external_id and view.source["external_id"] == external_id):
                    return view
        raise SlackError("not_found")

    def screen_of(self, view: OpenView) -> Screen | None:
        with self.lock:
            return next(
                (each for each in self.screens.values() if any(view is held for held in each.stack)), None
            )

    def close(self, screen: Screen, views: list[OpenView]) -> None:
        """Take views off a window's stack."""
        with self.lock:
            screen.stack = [view for view in screen.stack if all(view is not gone for gone in views)]
            screen.trouble = None
            self.event_stream.publish("window", window=screen.id)

    def payload(self, view: OpenView, *, state: bool = True) -> dict[str, Any]:
        with self.lock:
            return view.payload(self.identity, state=state, sparse=self.config.leaves_out_untouched)

    def _view(self, screen: Screen, source: dict[str, Any], below: OpenView | None) -> OpenView:
        view_id = self.ids.id("V")
        root_id, previous_id = (below.root_id, below.id) if below else (view_id, None)
        view = OpenView(view_id, source, self.ids.hash(), root_id, previous_id)
        self._prefill(screen, view)
        return view

    def _prefill(self, screen: Screen, view: OpenView) -> None:
        view.currents = currents(self.channels, screen.seat, screen.conversation, view.blocks)

    def _shown(self, screen: Screen) -> OpenView:
        screen.trouble = None
        self.event_stream.publish("window", window=screen.id)
        return screen.stack[-1]

    def _new_external_id(self, source: dict[str, Any], mine: OpenView | None = None) -> None:
        wanted = source.get("external_id")
        others = (view for screen in self.screens.values() for view in screen.stack if view is not mine)
        if wanted and any(view.source["external_id"] == wanted for view in others):
            raise SlackError("duplicate_external_id")
