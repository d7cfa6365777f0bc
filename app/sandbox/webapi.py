"""The Web API over HTTP: token, scopes, faults, and the answer in Slack's shape."""

import json
import socket
import time
from contextlib import suppress
from typing import Any

from werkzeug.wrappers import Request, Response

from app.sandbox.methods import METHODS
from app.sandbox.methods.checks import Arguments, need
from app.sandbox.request_log import Call
from app.sandbox.responses import show_response
from app.sandbox.workspace import SlackError, Workspace

NESTED = ("view", "blocks", "metadata")
"""Arguments that a form carries as JSON strings."""


def call(workspace: Workspace, request: Request, method: str) -> Response:
    """Answer one call; every call is written down, without its token."""
    began = time.monotonic()
    fault = workspace.faults.take(method, "api")
    if fault and fault.kind == "slow":
        time.sleep(fault.seconds)
    given: dict[str, Any] = {**request.args.to_dict(), **request.form.to_dict()}
    if request.mimetype == "application/json":
        sent = request.get_json(silent=True)
        given |= sent if isinstance(sent, dict) else {}
    limited = fault is not None and fault.kind == "ratelimited"
    body = _no("ratelimited") if limited else _carry_out(workspace, request, method, given)
    status = 429 if limited else 500 if fault and fault.kind == "error_after" else 200
    record = Call(method, _readable(given), body, status, time.monotonic() - began)
    problems = tuple((body.get("response_metadata") or {}).get("messages") or ())
    entry = workspace.request_log.write(record, problems)
    workspace.event_stream.publish("entry", entry=entry.id)
    if fault and fault.kind == "cut_after":
        cut(request)
    if status == 500:
        return Response("Internal Server Error", 500, content_type="text/plain")
    headers = {"X-OAuth-Scopes": ",".join(workspace.config.scopes)}
    if limited and fault:
        headers["Retry-After"] = str(max(1, round(fault.seconds)))
    return _json(body, status, **headers)


def cut(request: Request) -> None:
    """Drop the connection without an answer, as a broken network does."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("cut on purpose")


def _carry_out(workspace: Workspace, request: Request, method: str, given: dict[str, Any]) -> dict[str, Any]:
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ").strip() or given.get("token")
    if not token:
        return _no("not_authed")
    if token != workspace.config.token:
        return _no("invalid_auth")
    found = METHODS.get(method)
    if found is None:
        return _no("unknown_method", req_method=method)
    try:
        if found.scope:
            need(workspace, found.scope)
        return {"ok": True, **found.run(workspace, Arguments(given))}
    except SlackError as error:
        metadata = {"response_metadata": {"messages": list(error.messages)}} if error.messages else {}
        return _no(error.code, **metadata, **error.more)


def _no(code: str, **more: Any) -> dict[str, Any]:
    return {"ok": False, "error": code, **more}


def _readable(given: dict[str, Any]) -> dict[str, Any]:
    """Arguments as the inspector shows them: no token, JSON strings of a form as the objects they are."""
    shown = {name: value for name, value in given.items() if name != "token"}
    for name in NESTED:
        if isinstance(shown.get(name), str):
            with suppress(ValueError):
                shown[name] = json.loads(shown[name])
    return shown


def _json(body: dict[str, Any], status: int, **headers: str) -> Response:
    text = json.dumps(body, ensure_ascii=True)
    return Response(text, status, headers, content_type="application/json; charset=utf-8")


def respond(workspace: Workspace, request: Request, hook_id: str) -> Response:
    """A POST to a response_url."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return Response("invalid_payload", 400)
    try:
        hook = workspace.use_hook(hook_id)
        old = workspace.conversations.get(hook.channel, hook.message) if hook.message else None
        if old and (body.get("replace_original") or body.get("delete_original")):
            workspace.conversations.delete(old)
        if not body.get("delete_original"):
            show_response(workspace, hook.seat, hook.channel, body)
    except SlackError as error:
        return _json({"ok": False, "error": error.code, "errors": list(error.messages)}, 404)
    workspace.event_stream.publish("messages", channel=hook.channel)
    return Response("ok")
