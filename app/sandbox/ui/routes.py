"""The page's HTTP routes."""

import json
from collections.abc import Iterator
from typing import Any, get_args

from werkzeug.exceptions import BadRequest, Conflict, NotFound
from werkzeug.wrappers import Request, Response

from app.sandbox.bot import Bot
from app.sandbox.faults import Kind
from app.sandbox.feed import Feed
from app.sandbox.ui import files, shapes
from app.sandbox.ui.deeds import DEEDS, Events
from app.sandbox.ui.guard import same_origin
from app.sandbox.window import Window
from app.sandbox.workspace import Screen, Workspace


class Page:
    """Answers the page: reads for what it shows, deeds for what people do."""

    def __init__(self, workspace: Workspace, bot: Bot, send_event: Events) -> None:
        self._workspace = workspace
        self._bot = bot
        self._send_event = send_event

    def routes(self) -> list[tuple[str, str, Any]]:
        return [
            ("GET", "/", files.index),
            ("GET", "/page/<name>", files.file),
            ("GET", "/ui/workspace", self.workspace),
            ("GET", "/ui/feed", self.feed),
            ("GET", "/ui/entries", self.entries),
            ("POST", "/ui/windows", same_origin(self.open_window)),
            ("GET", "/ui/windows/<window>", self.window),
            ("GET", "/ui/windows/<window>/messages/<channel>", self.messages),
            ("POST", "/ui/windows/<window>/<deed>", same_origin(self.act)),
            ("GET", "/ui/faults", self.faults),
            ("POST", "/ui/faults", same_origin(self.add_fault)),
            ("POST", "/ui/faults/<int:fault>/remove", same_origin(self.remove_fault)),
        ]

    def workspace(self, request: Request) -> Response:  # noqa: ARG002 - every view takes the request
        return _json(shapes.workspace(self._workspace))

    def feed(self, request: Request) -> Response:
        """Live news as server-sent events; Last-Event-ID (or `after`) resumes where the page was."""
        feed = self._workspace.feed
        seen = request.headers.get("Last-Event-ID") or request.args.get("after") or ""
        run, _, number = seen.partition(".")
        after = int(number) if run == feed.run and number.isdigit() else feed.last
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        known = not seen or run == feed.run
        return Response(_stream(feed, after, known=known), content_type="text/event-stream", headers=headers)

    def entries(self, request: Request) -> Response:
        after = request.args.get("after", 0, type=int)
        noted = [each for each in self._workspace.journal.entries() if each.id > after]
        return _json([shapes.entry(each) for each in noted])

    def open_window(self, request: Request) -> Response:
        """A window for a seat: the one the page had, if it is still there, else a new one."""
        said = _said(request)
        try:
            seat = self._workspace.config.seat(str(said.get("seat")))
        except LookupError as error:
            raise BadRequest(str(error)) from None
        kept = self._workspace.screens.get(str(said.get("window")))
        shown = kept if kept and kept.seat == seat else self._workspace.new_screen(seat)
        return _json(shapes.screen(self._workspace, shown))

    def window(self, request: Request, window: str) -> Response:  # noqa: ARG002 - likewise
        return _json(shapes.screen(self._workspace, self._screen(window)))

    def messages(self, request: Request, window: str, channel: str) -> Response:  # noqa: ARG002 - likewise
        seat = self._screen(window).seat
        if channel not in self._workspace.conversations.open_to(seat):
            raise NotFound
        visible = self._workspace.conversations.visible(channel, seat)
        return _json([shapes.message(each) for each in visible])

    def act(self, request: Request, window: str, deed: str) -> Response:
        """Do one thing; 409 when it was meant for a view that is no longer in front."""
        shown, said = self._screen(window), _said(request)
        if deed not in DEEDS:
            raise NotFound
        if said.get("view") and (shown.top is None or shown.top.id != said["view"]):
            raise Conflict
        acting = Window(self._workspace, self._bot, shown.seat, shown.id)
        try:
            delivery = DEEDS[deed](acting, said, self._send_event)
        except (LookupError, ValueError) as error:
            return _json({"error": str(error)}, 400)
        state = shapes.screen(self._workspace, shown)
        return _json({"delivery": shapes.delivery(delivery), "window": state})

    def faults(self, request: Request) -> Response:  # noqa: ARG002 - likewise
        planned = [vars(fault) for fault in self._workspace.faults.planned()]
        return _json({"planned": planned, "kinds": get_args(Kind)})

    def add_fault(self, request: Request) -> Response:
        said = _said(request)
        try:
            times = int(said["times"]) if said.get("times") else None
            seconds = float(said.get("seconds") or 1)
            self._workspace.faults.add(str(said["target"]), said["kind"], seconds=seconds, times=times)
        except (LookupError, ValueError) as error:
            return _json({"error": str(error)}, 400)
        return self.faults(request)

    def remove_fault(self, request: Request, fault: int) -> Response:
        self._workspace.faults.remove(fault)
        return self.faults(request)

    def _screen(self, window: str) -> Screen:
        shown = self._workspace.screens.get(window)
        if shown is None:
            raise NotFound
        return shown


def _said(request: Request) -> dict[str, Any]:
    said = request.get_json()
    if not isinstance(said, dict):
        raise BadRequest
    return said


def _json(value: Any, status: int = 200) -> Response:
    response = Response(json.dumps(value), status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _stream(feed: Feed, after: int, *, known: bool) -> Iterator[str]:
    yield "retry: 1000\n\n" if known else f'id: {feed.run}.{after}\ndata: {{"kind": "reset"}}\n\n'
    for news in feed.after(after):
        if news is None:
            yield ": still here\n\n"
        else:
            data = json.dumps({"kind": news.kind, **news.data})
            yield f"id: {feed.run}.{news.id}\ndata: {data}\n\n"
