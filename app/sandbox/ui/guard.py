"""The page may be used by itself alone: other sites' pages cannot act through somebody's browser."""

from collections.abc import Callable
from urllib.parse import urlsplit

from werkzeug.exceptions import Forbidden, UnsupportedMediaType
from werkzeug.wrappers import Request, Response

View = Callable[..., Response]


def same_origin(view: View) -> View:
    """Refuses what did not come from our own page (403) or is no JSON (415)."""

    def guarded(request: Request, **args: str) -> Response:
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
        if origin is not None and (urlsplit(origin).scheme, urlsplit(origin).netloc) != (
            "http",
            request.host,
        ):
            raise Forbidden
        if site not in (None, "same-origin", "none"):
            raise Forbidden
        if request.mimetype != "application/json":
            raise UnsupportedMediaType
        return view(request, **args)

    return guarded
