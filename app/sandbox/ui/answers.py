"""JSON in, JSON out."""

import json
from typing import Any

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request, Response


def said(request: Request) -> dict[str, Any]:
    """The JSON object of the request."""
    body = request.get_json()
    if not isinstance(body, dict):
        raise BadRequest
    return body


def answer(value: Any, status: int = 200) -> Response:
    """A value as JSON that nobody keeps."""
    response = Response(json.dumps(value), status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
