"""The Slack stand-in: a workspace with an HTTP server, and the windows people sit at."""

import queue
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from app.sandbox import events, webapi
from app.sandbox.bot import Bot
from app.sandbox.channel_actions import ChannelActions
from app.sandbox.faults import Faults
from app.sandbox.request_log import Call, Delivery
from app.sandbox.seed import Config
from app.sandbox.server import Router, Server
from app.sandbox.time_machine import TimeMachine
from app.sandbox.ui import ClockRoutes, PageRoutes
from app.sandbox.window import Window
from app.sandbox.workspace import Workspace

__all__ = ["Call", "Delivery", "StandIn", "Window"]


class StandIn(ChannelActions):
    """A workspace with one app installed. Use it as a context manager, or call start and stop.

    ChannelActions has what happens to channels: join, leave, invite_bot, share_outside and so on.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        token: str = "xoxb-sandbox",  # noqa: S107 - no secret: it opens nothing but this stand-in
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107 - likewise
        **more: Any,
    ) -> None:
        """`more` are the other fields of Config: patience, history_lag, seats, channels and so on."""
        self.config = Config(manifest, token, signing_secret, **more)
        workspace = Workspace(self.config)
        super().__init__(workspace, Bot(workspace))
        self.time_machine = TimeMachine(self.workspace)
        self._server: Server | None = None
        self._echoes: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def start(self, port: int = 0) -> str:
        """Serve on 127.0.0.1 (0: a free port); the base url. OSError when the port is taken."""
        if self._server is None:
            routes = [
                ("POST", "/api/<method>", partial(webapi.call, self.workspace)),
                ("GET", "/api/<method>", partial(webapi.call, self.workspace)),
                ("POST", "/hooks/<hook_id>", partial(webapi.respond, self.workspace)),
                *PageRoutes(self.workspace, self._bot).routes(),
                *ClockRoutes(self.workspace, self.time_machine).routes(),
            ]
            self._server = Server(Router(routes), port)
            self.workspace.url = self._server.url
            self.workspace.ended.clear()
            if self.config.hears_itself:
                self.workspace.echo = self._echoes.put
                threading.Thread(target=self._echo, daemon=True).start()
        return self.workspace.url

    def stop(self) -> None:
        """End the server and every open stream; doing it again changes nothing."""
        if self._server is not None:
            self.workspace.ended.set()
            self._echoes.put(None)
            self.workspace.event_stream.close()
            self._server.stop()
            self._server = None

    def __enter__(self) -> "StandIn":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The base url; empty before start."""
        return self.workspace.url

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL should be."""
        return f"{self.workspace.url}/api/"

    @property
    def bot_url(self) -> str:
        """Where to deliver; may change at any time."""
        return self._bot.url

    @bot_url.setter
    def bot_url(self, url: str) -> None:
        self._bot.url = url

    @property
    def faults(self) -> Faults:
        return self.workspace.faults

    @property
    def calls(self) -> list[Call]:
        """The last Web API calls of the bot, oldest first."""
        return self.workspace.request_log.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """The last requests to the bot with their answers, oldest first."""
        return self.workspace.request_log.deliveries

    def open_window(self, seat: str, window_id: str | None = None) -> Window:
        """A window for "ada", "dana" or "sam"; `window_id` returns to one that is still there."""
        return Window(self.workspace, self._bot, self.config.seat(seat), window_id)

    # The world around the app

    def now(self) -> datetime:
        """The sandbox's time, aware UTC."""
        return self.workspace.clock.now()

    def advance(self, seconds: float) -> datetime:
        """Move the sandbox's clock ahead; nobody is told. ValueError for going back."""
        self.workspace.clock.advance(seconds)
        self.workspace.event_stream.publish("clock")
        return self.now()

    def deactivate(self, seat: str) -> None:
        """The seat's person leaves the company: users.info says deleted, the conversation stays."""
        self.workspace.people.deactivate(self.config.seat(seat))

    def reactivate(self, seat: str) -> None:
        self.workspace.people.reactivate(self.config.seat(seat))

    def set_time_zone(self, seat: str, zone: str | None) -> None:
        """The seat's person travels: an IANA name, or None where Slack does not know it."""
        self.workspace.people.move(self.config.seat(seat), zone)

    def keep_exports(self, *, kept: bool = True) -> None:
        """The company exports what is written: chat.delete is refused from now on."""
        self.workspace.exports_prevent_deletion = kept

    # Requests nobody's click asked for

    def post_interaction(self, payload: Mapping[str, Any]) -> Delivery:
        """Send any interaction payload, signed; its answer changes no window."""
        return self._bot.interaction(payload)

    def deliver_raw(
        self, body: bytes, headers: Mapping[str, str] | None = None, *, sign: bool = True
    ) -> Delivery:
        """Send any bytes; `headers` win over those Slack would send."""
        return self._bot.deliver("raw", body, headers, sign=sign)

    def send_event(
        self, event: Mapping[str, Any], retry_after: Sequence[float] = events.RETRY_AFTER
    ) -> list[Delivery]:
        """Send an event and retry it as Slack does, pausing `retry_after` seconds before each retry."""
        return events.deliver_and_wait(self.workspace, self._bot, dict(event), retry_after)

    def send_event_later(self, event: Mapping[str, Any]) -> None:
        """The same on a thread of its own; nothing is sent that the manifest did not subscribe to."""
        if events.subscribed(self.workspace, event):
            threading.Thread(target=self.send_event, args=(event,), daemon=True).start()

    def _echo(self) -> None:
        """With `hears_itself`: the events of the bot's own messages, in their order, off its own calls."""
        while (event := self._echoes.get()) is not None:
            events.deliver(self.workspace, self._bot, event)
