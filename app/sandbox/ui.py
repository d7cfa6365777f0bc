"""What the page in the browser asks for and does: windows, messages, the clock, the inspector, live news."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, get_args

from werkzeug.exceptions import BadRequest, Conflict, NotFound
from werkzeug.wrappers import Request, Response

from app.sandbox import serializers
from app.sandbox.bot import Bot
from app.sandbox.event_stream import EventStream
from app.sandbox.faults import Kind
from app.sandbox.request_log import Delivery
from app.sandbox.server import json_object, json_response, same_origin, static_file
from app.sandbox.time_machine import BusyError, TimeMachine
from app.sandbox.window import Window
from app.sandbox.workspace import Screen, Workspace

Action = Callable[[Window, dict[str, Any]], object]
ACTIONS: dict[str, Action] = {
    "command": lambda window, said: window.command(said["line"], said["conversation"]),
    "say": lambda window, said: window.say(said["text"], said["conversation"], thread_ts=said.get("thread")),
    "edit": lambda window, said: window.edit(said["message"], said["text"]),
    "delete": lambda window, said: window.delete(said["message"]),
    "look": lambda window, _: window.look_at_app(),
    "join": lambda window, said: window.join(said["conversation"]),
    "shortcut": lambda window, said: window.shortcut(said["callback_id"], said.get("conversation") or "app"),
    "message_shortcut": lambda window, said: window.message_shortcut(
        said["callback_id"], said["message"], said["conversation"]
    ),
    "type": lambda window, said: window.type(
        said["block"], said["value"], enter=bool(said.get("enter")), action_id=said["action"]
    ),
    "choose": lambda window, said: window.choose(
        said["block"], said["value"], said.get("message"), action_id=said["action"]
    ),
    "click": lambda window, said: window.click(said["action"], said["block"], said.get("message")),
    "submit": lambda window, _: window.submit(),
    "close": lambda window, said: window.close(clear=bool(said.get("clear"))),
}
"""What people do on the page, by its name in the address, carried out in their window."""

UP_WITHIN = 25.0
"""Seconds; what the supervisor gives the bot to start, and a bit."""

SHOWN = 500
"""Messages of a conversation the page gets: the newest."""


class PageRoutes:
    """Answers the page: reads for what it shows, actions for what people do."""

    def __init__(self, workspace: Workspace, bot: Bot) -> None:
        self._workspace = workspace
        self._bot = bot

    def routes(self) -> list[tuple[str, str, Any]]:
        return [
            ("GET", "/", self.index),
            ("GET", "/page/<name>", static_file),
            ("GET", "/ui/workspace", self.workspace),
            ("GET", "/ui/feed", self.feed),
            ("GET", "/ui/entries", self.entries),
            ("POST", "/ui/windows", same_origin(self.open_window)),
            ("GET", "/ui/windows/<window>", self.window),
            ("GET", "/ui/windows/<window>/places", self.places),
            ("GET", "/ui/windows/<window>/messages/<channel>", self.messages),
            ("POST", "/ui/windows/<window>/<action>", same_origin(self.act)),
            ("GET", "/ui/faults", self.faults),
            ("POST", "/ui/faults", same_origin(self.add_fault)),
            ("POST", "/ui/faults/<int:fault>/remove", same_origin(self.remove_fault)),
        ]

    def index(self, request: Request) -> Response:
        """The page, once the bot answers or has said why it does not: nobody presses into the void."""
        self._workspace.is_up.wait(UP_WITHIN)
        return static_file(request, name="index.html")

    def workspace(self, request: Request) -> Response:  # noqa: ARG002 - every view takes the request
        return json_response(serializers.workspace(self._workspace))

    def feed(self, request: Request) -> Response:
        """Live news as server-sent events; Last-Event-ID (or `after`) resumes where the page was."""
        feed = self._workspace.event_stream
        seen = request.headers.get("Last-Event-ID") or request.args.get("after") or ""
        run, _, number = seen.partition(".")
        after = int(number) if run == feed.run and number.isdigit() else feed.last
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        known = not seen or run == feed.run
        return Response(_stream(feed, after, known=known), content_type="text/event-stream", headers=headers)

    def entries(self, request: Request) -> Response:
        after = request.args.get("after", 0, type=int)
        noted = [each for each in self._workspace.request_log.entries() if each.id > after]
        return json_response([serializers.entry(each) for each in noted])

    def open_window(self, request: Request) -> Response:
        """A window for a seat: the one the page had, if it is still there, else a new one."""
        wanted = json_object(request)
        try:
            seat = self._workspace.config.seat(str(wanted.get("seat")))
        except LookupError as error:
            raise BadRequest(str(error)) from None
        kept = self._workspace.screens.get(str(wanted.get("window")))
        shown = kept if kept and kept.seat == seat else self._workspace.new_screen(seat)
        return json_response(serializers.screen(self._workspace, shown))

    def window(self, request: Request, window: str) -> Response:  # noqa: ARG002 - likewise
        return json_response(serializers.screen(self._workspace, self._screen(window)))

    def places(self, request: Request, window: str) -> Response:  # noqa: ARG002 - likewise
        return json_response(serializers.places(self._workspace, self._screen(window).seat))

    def messages(self, request: Request, window: str, channel: str) -> Response:  # noqa: ARG002 - likewise
        seat = self._screen(window).seat
        if channel not in self._workspace.conversations.open_to(seat):
            raise NotFound
        visible = self._workspace.conversations.visible(channel, seat)
        return json_response([serializers.message(each, self._workspace.config) for each in visible[-SHOWN:]])

    def act(self, request: Request, window: str, action: str) -> Response:
        """Do one thing; 409 when it was meant for a view that is no longer in front."""
        shown, wanted = self._screen(window), json_object(request)
        if action not in ACTIONS:
            raise NotFound
        if wanted.get("view") and (shown.top is None or shown.top.id != wanted["view"]):
            raise Conflict
        acting = Window(self._workspace, self._bot, shown.seat, shown.id)
        try:
            done = ACTIONS[action](acting, wanted)
        except (LookupError, ValueError) as error:
            return json_response({"error": str(error)}, 400)
        state = serializers.screen(self._workspace, shown)
        delivery = serializers.delivery(done) if isinstance(done, Delivery) else None
        return json_response({"delivery": delivery, "window": state})

    def faults(self, request: Request) -> Response:  # noqa: ARG002 - likewise
        planned = [vars(fault) for fault in self._workspace.faults.planned()]
        return json_response({"planned": planned, "kinds": get_args(Kind)})

    def add_fault(self, request: Request) -> Response:
        wanted = json_object(request)
        try:
            times = int(wanted["times"]) if wanted.get("times") else None
            seconds = float(wanted.get("seconds") or 1)
            self._workspace.faults.add(str(wanted["target"]), wanted["kind"], seconds=seconds, times=times)
        except (LookupError, ValueError) as error:
            return json_response({"error": str(error)}, 400)
        return self.faults(request)

    def remove_fault(self, request: Request, fault: int) -> Response:
        self._workspace.faults.remove(fault)
        return self.faults(request)

    def _screen(self, window: str) -> Screen:
        shown = self._workspace.screens.get(window)
        if shown is None:
            raise NotFound
        return shown


def _stream(feed: EventStream, after: int, *, known: bool) -> Iterator[str]:
    yield "retry: 1000\n\n" if known else f'id: {feed.run}.{after}\ndata: {{"kind": "reset"}}\n\n'
    for news in feed.after(after):
        if news is None:
            yield ": still here\n\n"
        else:
            data = json.dumps({"kind": news.kind, **news.data})
            yield f"id: {feed.run}.{news.id}\ndata: {data}\n\n"


class ClockRoutes:
    """GET /ui/clock reads it; POST takes {"advance": seconds}, {"to": "next"} or {"stop": true}."""

    def __init__(self, workspace: Workspace, machine: TimeMachine) -> None:
        self._workspace = workspace
        self._machine = machine

    def routes(self) -> list[tuple[str, str, Any]]:
        return [("GET", "/ui/clock", self.read), ("POST", "/ui/clock", same_origin(self.move))]

    def read(self, request: Request) -> Response:  # noqa: ARG002 - every view takes the request
        now = self._workspace.clock.seconds()  # read before the journey: a later time tells no older one
        journey = self._machine.journey
        due = journey.next_due
        return json_response(
            {
                "now": now,
                "moving": journey.moving,
                "came": journey.came,
                "next_due": due.timestamp() if due else None,
                "trouble": "" if journey.moving else journey.trouble,
                "tells": self._machine.tick is not None,
            }
        )

    def move(self, request: Request) -> Response:
        """Set out and answer at once; 409 while the clock is being moved already."""
        wanted = json_object(request)
        seconds = wanted.get("advance")
        try:
            if wanted.get("stop") is True:
                self._machine.halt()
            elif wanted.get("to") == "next":
                self._machine.to_next()
            elif isinstance(seconds, int | float) and not isinstance(seconds, bool):
                self._machine.forward(timedelta(seconds=seconds))
            else:
                expected = 'say {"advance": seconds}, {"to": "next"} or {"stop": true}'
                return json_response({"error": expected}, 400)
        except BusyError as error:
            return json_response({"error": str(error)}, 409)
        except (ValueError, OverflowError) as error:
            return json_response({"error": str(error)}, 400)
        return self.read(request)
