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
from app.sandbox.ui.answers import answer, said
from app.sandbox.ui.deeds import DEEDS
from app.sandbox.ui.guard import same_origin
from app.sandbox.window import Window
from app.sandbox.workspace import Screen, Workspace

SHOWN = 500
"""Messages of a conversation the page gets: the newest."""


class Page:
    """Answers the page: reads for what it shows, deeds for what people do."""

    def __init__(self, workspace: Workspace, bot: Bot) -> None:
        self._workspace = workspace
        self._bot = bot

    def routes(self) -> list[tuple[str, str, Any]]:
        return [
            ("GET", "/", files.index),
            ("GET", "/page/<name>", files.file),
            ("GET", "/ui/workspace", self.workspace),
            ("GET", "/ui/feed", self.feed),
            ("GET", "/ui/entries", self.entries),
            ("POST", "/ui/windows", same_origin(self.open_window)),
            ("GET", "/ui/windows/<window>", self.window),
            ("GET", "/ui/windows/<window>/places", self.places),
            ("GET", "/ui/windows/<window>/messages/<channel>", self.messages),
            ("POST", "/ui/windows/<window>/<deed>", same_origin(self.act)),
            ("GET", "/ui/faults", self.faults),
            ("POST", "/ui/faults", same_origin(self.add_fault)),
            ("POST", "/ui/faults/<int:fault>/remove", same_origin(self.remove_fault)),
        ]

    def workspace(self, request: Request) -> Response:  # noqa: ARG002 - every view takes the request
        return answer(shapes.workspace(self._workspace))

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
        return answer([shapes.entry(each) for each in noted])

    def open_window(self, request: Request) -> Response:
        """A window for a seat: the one the page had, if it is still there, else a new one."""
        wanted = said(request)
        try:
            seat = self._workspace.config.seat(str(wanted.get("seat")))
        except LookupError as error:
            raise BadRequest(str(error)) from None
        kept = self._workspace.screens.get(str(wanted.get("window")))
        shown = kept if kept and kept.seat == seat else self._workspace.new_screen(seat)
        return answer(shapes.screen(self._workspace, shown))

    def window(self, request: Request, window: str) -> Response:  # noqa: ARG002 - likewise
        return answer(shapes.screen(self._workspace, self._screen(window)))

    def places(self, request: Request, window: str) -> Response:  # noqa: ARG002 - likewise
        return answer(shapes.places(self._workspace, self._screen(window).seat))

    def messages(self, request: Request, window: str, channel: str) -> Response:  # noqa: ARG002 - likewise
        seat = self._screen(window).seat
        if channel not in self._workspace.conversations.open_to(seat):
            raise NotFound
        visible = self._workspace.conversations.visible(channel, seat)
        return answer([shapes.message(each, self._workspace.config) for each in visible[-SHOWN:]])

    def act(self, request: Request, window: str, deed: str) -> Response:
        """Do one thing; 409 when it was meant for a view that is no longer in front."""
        shown, wanted = self._screen(window), said(request)
        if deed not in DEEDS:
            raise NotFound
        if wanted.get("view") and (shown.top is None or shown.top.id != wanted["view"]):
            raise Conflict
        acting = Window(self._workspace, self._bot, shown.seat, shown.id)
        try:
            delivery = DEEDS[deed](acting, wanted)
        except (LookupError, ValueError) as error:
            return answer({"error": str(error)}, 400)
        state = shapes.screen(self._workspace, shown)
        return answer({"delivery": shapes.delivery(delivery), "window": state})

    def faults(self, request: Request) -> Response:  # noqa: ARG002 - likewise
        planned = [vars(fault) for fault in self._workspace.faults.planned()]
        return answer({"planned": planned, "kinds": get_args(Kind)})

    def add_fault(self, request: Request) -> Response:
        wanted = said(request)
        try:
            times = int(wanted["times"]) if wanted.get("times") else None
            seconds = float(wanted.get("seconds") or 1)
            self._workspace.faults.add(str(wanted["target"]), wanted["kind"], seconds=seconds, times=times)
        except (LookupError, ValueError) as error:
            return answer({"error": str(error)}, 400)
        return self.faults(request)

    def remove_fault(self, request: Request, fault: int) -> Response:
        self._workspace.faults.remove(fault)
        return self.faults(request)

    def _screen(self, window: str) -> Screen:
        shown = self._workspace.screens.get(window)
        if shown is None:
            raise NotFound
        return shown


def _stream(feed: Feed, after: int, *, known: bool) -> Iterator[str]:
    yield "retry: 1000\n\n" if known else f'id: {feed.run}.{after}\ndata: {{"kind": "reset"}}\n\n'
    for news in feed.after(after):
        if news is None:
            yield ": still here\n\n"
        else:
            data = json.dumps({"kind": news.kind, **news.data})
            yield f"id: {feed.run}.{news.id}\ndata: {data}\n\n"
