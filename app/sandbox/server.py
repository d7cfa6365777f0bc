"""The stand-in's HTTP server: routes by path, and refuses foreign hosts before anything else."""

import socket
import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from werkzeug.exceptions import HTTPException
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
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if not is_local(request.headers.get("Host", "")):
            return Response("The sandbox answers only on this machine's own address.\n", 403)
        try:
            place, args = self._map.bind_to_environ(request.environ).match()
            answer: Response = self._views[place](request, **args)
        except HTTPException as error:
            return Response(f"{error.code} {error.name}\n", error.code)
        return answer


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
