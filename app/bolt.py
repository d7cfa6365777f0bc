"""The Bolt app and its one error handler."""

import json
import logging
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request import BoltRequest

from app.errors import BadText, FollowthroughError, where
from app.slack.blocks import Block, alert
from app.slack.client import interactive_client
from app.slack.payloads import slack_id

log = logging.getLogger(__name__)

_BOLT_READS = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
"""Bolt takes these from the environment by itself: the first two silently switch it to stores in files."""

KINDS = (
    "command",
    "view_submission",
    "view_closed",
    "block_actions",
    "shortcut",
    "message_action",
    "event_callback",
)

_VIEW_FIELDS = ("type", "title", "close", "submit", "private_metadata", "callback_id", "notify_on_close")
BLOCKS_A_VIEW = 100


def make_bolt(token: str, api_url: str) -> App:
    """A Bolt app for one workspace's token. It verifies nothing: the edge in `web` already did.

    Listeners answer in the request's own thread (`process_before_response`), so what they raise
    becomes the answer instead of being lost behind an early `ack()`.
    """

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    with _hidden(_BOLT_READS):
        app = App(
            name="followthrough",
            client=interactive_client(None, api_url),
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            token_verification_enabled=False,
            raise_error_for_unhandled_request=True,
            # Else each of Bolt's loggers takes the root's level for its own, and at DEBUG logs our answers.
            logger=logging.getLogger("slack_bolt"),
            signing_secret="verified at the edge",  # noqa: S106  # not a secret: Bolt insists on a value
        )
    app.error(answer_error)
    return app


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    found = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(found)


def answer_error(error: Exception, request: BoltRequest) -> BoltResponse:
    """What Slack gets when a listener raised: the modal stays with its text, and a sentence says why."""
    body = request.body
    kind = "command" if "command" in body else str(body.get("type"))
    kind = kind if kind in KINDS else "payload"
    if isinstance(error, BoltUnhandledRequestError):
        log.warning("nothing listens to this %s", kind)
        return BoltResponse(status=404, body="")
    sentence = _sentence(error, kind, _who(body))
    if kind == "command":
        return _json({"response_type": "ephemeral", "text": sentence})
    if kind == "view_submission":
        return _json(_same_modal(body.get("view") or {}, error, sentence))
    return BoltResponse(status=400 if isinstance(error, BadText) else 503, body="")


def _who(body: Mapping[str, Any]) -> str:
    """WORKSPACE/USER by Slack's ids, for the log; whatever else a payload says of them is none."""
    user, team = body.get("user"), body.get("team")
    user_id = user.get("id") if isinstance(user, Mapping) else body.get("user_id")
    team_id = team.get("id") if isinstance(team, Mapping) else body.get("team_id")
    return f"{slack_id(team_id) or '-'}/{slack_id(user_id) or '-'}"


def _sentence(error: Exception, kind: str, who: str) -> str:
    if isinstance(error, FollowthroughError):
        code = getattr(error, "code", "")
        log.warning("%s of %s: %s %s", kind, who, where(error.__cause__ or error), code)
        return error.sentence
    reference = secrets.token_hex(4)
    log.error("%s: unexpected error %s: %s", kind, reference, where(error))
    return (
        "Something went wrong on our side. What stands on this page stays here: try again in a moment. "
        f"If it goes on, tell whoever runs Followthrough this number: {reference}."
    )


def _same_modal(view: Mapping[str, Any], error: Exception, sentence: str) -> Block:
    shown = [block for block in view.get("blocks") or [] if isinstance(block, dict)]
    inputs = [str(block.get("block_id")) for block in shown if block.get("type") == "input"]
    if inputs:
        field = error.field if isinstance(error, BadText) and error.field in inputs else inputs[0]
        return {"response_action": "errors", "errors": {field: sentence}}
    blocks = [block for block in shown if block.get("type") != "alert"]
    same = {name: view[name] for name in _VIEW_FIELDS if view.get(name) is not None}
    same["blocks"] = [alert(sentence, "error"), *blocks][:BLOCKS_A_VIEW]
    return {"response_action": "update", "view": same}


def _json(answer: Block) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})
