"""The stand-in's HTTP server: routes by path, static files, and who may ask at all."""

import json
import socket
import threading
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound, UnsupportedMediaType
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

HOST = "127.0.0.1"
LOCAL = ("127.0.0.1", "localhost", "[::1]")
LARGEST_BODY = 4_000_000
View = Callable[..., Response]


class QuietHandler(WSGIRequestHandler):
    """The inspector shows every request; the terminal belongs to the bot's log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@cache
def _map_of(routes: tuple[tuple[str, str], ...]) -> Map:
    """Reading the paths takes longer than all else in a start, and they are the same in each."""
    return Map([Rule(path, methods=[method], endpoint=n) for n, (method, path) in enumerate(routes)])


class Router:
    """A WSGI application over a list of (methods, path, view)."""

    def __init__(self, routes: Iterable[tuple[str, str, View]]) -> None:
        listed = tuple(routes)
        self._map = _map_of(tuple((method, path) for method, path, _ in listed))
        self._views = [view for _, _, view in listed]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = request.max_form_memory_size = LARGEST_BODY
        answer: Response
        if not is_local(request.headers.get("Host", "")):
            answer = Response("The sandbox answers only on this machine's own address.\n", 403)
        else:
            try:
                place, args = self._map.bind_to_environ(environ).match()
                answer = self._views[place](request, **args)
            except HTTPException as error:
                answer = Response(f"{error.code} {error.name}\n", error.code)
        return answer(environ, start_response)


def is_local(host: str) -> bool:
    """Whether a Host header names this machine: anything else may be a rebound DNS name."""
    name, _, port = host.rpartition(":") if host.rpartition(":")[2].isdigit() else (host, "", "")
    return name in LOCAL and (not port or int(port) < 65536)


class Server:
    """Serves the application from threads of its own, on 127.0.0.1; OSError when the port is taken."""

    def __init__(self, application: Any, port: int) -> None:
        with socket.socket() as bound:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((HOST, port))
            bound.listen(128)
            self.url = f"http://{HOST}:{bound.getsockname()[1]}"
            self._server = make_server(
                HOST, port, application, threaded=True, request_handler=QuietHandler, fd=bound.fileno()
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def same_origin(view: View) -> View:
    """Refuses what did not come from our own page (403) or is no JSON (415).

    Other sites' pages cannot act through somebody's browser so.
    """

    def guarded(request: Request, **args: str) -> Response:
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin)[:2] != ("http", request.host):
            raise Forbidden
        if request.headers.get("Sec-Fetch-Site") not in (None, "same-origin", "none"):
            raise Forbidden
        if request.mimetype != "application/json":
            raise UnsupportedMediaType
        return view(request, **args)

    return guarded


def json_object(request: Request) -> dict[str, Any]:
    """The JSON object of the request."""
    body = request.get_json()
    if not isinstance(body, dict):
        raise BadRequest
    return body


def json_response(value: Any, status: int = 200) -> Response:
    """A value as JSON that nobody keeps."""
    response = Response(json.dumps(value), status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


FOLDER = Path(__file__).parent / "page"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"


def static_file(request: Request, name: str) -> Response:  # noqa: ARG001 - every view takes the request
    """One of the page's own files, with headers that let it load nothing else."""
    path = FOLDER / name
    if path.parent != FOLDER or path.suffix not in TYPES or not path.is_file():
        raise NotFound
    kind = TYPES[path.suffix]
    response = Response(path.read_bytes(), content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-cache"
    return response
