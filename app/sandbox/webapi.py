"""The Web API over HTTP: token, scopes, faults, and the answer in Slack's shape."""

import json
import socket
import time
from typing import Any

from werkzeug.wrappers import Request, Response

from app.sandbox.acks import show_response
from app.sandbox.errors import SlackError
from app.sandbox.faults import Fault
from app.sandbox.journal import Call
from app.sandbox.methods import METHODS
from app.sandbox.methods.arguments import Arguments
from app.sandbox.methods.scopes import need
from app.sandbox.workspace import Workspace

SECRET_ARGUMENTS = ("token",)


def answer_json(body: dict[str, Any], status: int = 200, **headers: str) -> Response:
    response = Response(
        json.dumps(body, ensure_ascii=True), status, content_type="application/json; charset=utf-8"
    )
    response.headers.update(headers)
    return response


def call(workspace: Workspace, request: Request, method: str) -> Response:
    """Answer one call; every call is written down, without its token."""
    began = time.monotonic()
    fault = workspace.faults.take(method, "api")
    if fault and fault.kind == "slow":
        time.sleep(fault.seconds)
    given = _given(request)
    limited = fault is not None and fault.kind == "ratelimited"
    body = _no("ratelimited") if limited else _run(workspace, request, method, given)
    status = 429 if limited else 500 if fault and fault.kind == "error_after" else 200
    known = {name: value for name, value in given.items() if name not in SECRET_ARGUMENTS}
    record = Call(method, _readable(known), body, status, time.monotonic() - began)
    problems = tuple((body.get("response_metadata") or {}).get("messages") or ())
    entry = workspace.journal.write(record, problems)
    workspace.feed.publish("entry", entry=entry.id)
    return _response(workspace, request, body, status, fault)


def _response(
    workspace: Workspace, request: Request, body: dict[str, Any], status: int, fault: Fault | None
) -> Response:
    if fault and fault.kind == "cut_after":
        cut(request)
    if status == 500:
        return Response("Internal Server Error", 500, content_type="text/plain")
    headers = {"X-OAuth-Scopes": ",".join(workspace.config.scopes)}
    if status == 429 and fault:
        headers["Retry-After"] = str(max(1, round(fault.seconds)))
    return answer_json(body, status, **headers)


def cut(request: Request) -> None:
    """Drop the connection without an answer, as a broken network does."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("cut on purpose")


def _given(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = {**request.args.to_dict(), **request.form.to_dict()}
    if request.mimetype == "application/json":
        body = request.get_json(silent=True)
        given |= body if isinstance(body, dict) else {}
    return given


def _readable(given: dict[str, Any]) -> dict[str, Any]:
    """Arguments as the inspector shows them: JSON strings of a form as the objects they are."""
    args = Arguments(given)
    nested = {
        name: args.structure(name) for name in ("view", "blocks", "metadata") if _is_json(given.get(name))
    }
    return given | nested


def _is_json(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def _run(workspace: Workspace, request: Request, method: str, given: dict[str, Any]) -> dict[str, Any]:
    try:
        _authorise(workspace, request, given)
        found = METHODS.get(method)
        if found is None:
            return _no("unknown_method", req_method=method)
        if found.scope:
            need(workspace, found.scope)
        return {"ok": True, **found.run(workspace, Arguments(given))}
    except SlackError as error:
        metadata = {"response_metadata": {"messages": list(error.messages)}} if error.messages else {}
        return _no(error.code, **metadata, **error.more)


def _no(code: str, **more: Any) -> dict[str, Any]:
    return {"ok": False, "error": code, **more}


def _authorise(workspace: Workspace, request: Request, given: dict[str, Any]) -> None:
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ").strip() or given.get("token")
    if not token:
        raise SlackError("not_authed")
    if token != workspace.config.token:
        raise SlackError("invalid_auth")


def respond(workspace: Workspace, request: Request, hook_id: str) -> Response:
    """A POST to a response_url."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return Response("invalid_payload", 400)
    try:
        _respond(workspace, hook_id, body)
    except SlackError as error:
        return answer_json({"ok": False, "error": error.code, "errors": list(error.messages)}, 404)
    return Response("ok")


def _respond(workspace: Workspace, hook_id: str, body: dict[str, Any]) -> None:
    hook = workspace.use_hook(hook_id)
    old = workspace.conversations.get(hook.channel, hook.message) if hook.message else None
    if old and (body.get("replace_original") or body.get("delete_original")):
        workspace.conversations.delete(old)
    if not body.get("delete_original"):
        show_response(workspace, hook.seat, hook.channel, body)
    workspace.feed.publish("messages", channel=hook.channel)
