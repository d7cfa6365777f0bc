"""`/healthz` says ok, and when the last tick was."""

import pytest

from app.web import RequestVerifier, Web


@pytest.mark.parametrize(
    ("seconds", "says"), [(None, "ok\nlast tick: never"), (3.2, "ok\nlast tick: 3 s ago")]
)
def test_it_says_when_the_last_tick_was(seconds: float | None, says: str) -> None:
    web = Web(None, RequestVerifier([b"secret"]), lambda: seconds)  # type: ignore[arg-type]
    started: list[str] = []
    environ = {"PATH_INFO": "/healthz", "REQUEST_METHOD": "GET"}
    body = web(environ, lambda status, _headers: started.append(status))
    assert (started, b"".join(body).decode()) == (["200 OK"], says)
