"""The Bolt app and its one error handler."""

import json
import logging
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request import BoltRequest
from slack_sdk import WebClient

from app.config import COMMAND_PREFIX
from app.errors import BadText, FollowthroughError, NotFound, SlackUnavailable, where
from app.slack.blocks import Block, alert, modal
from app.slack.client import BotIds, Views, interactive_client
from app.slack.manifest import COMMANDS
from app.slack.payloads import action_id, slack_id

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

_VIEW_FIELDS = (
    *("type", "title", "close", "submit", "private_metadata", "callback_id"),
    *("notify_on_close", "clear_on_close"),
)
BLOCKS_A_VIEW = 100

PRESSES = frozenset({"block_actions", "shortcut", "message_action"})

UNKNOWN = "unknown"
"""The view that answers what is not there or not known, and the block that says it above a form."""
AGAIN = {"assess": "assess", "settings": "launch settings", "share": "share list"}
"""What leads to the newest form of a thing, by how its ids begin; the list of launches leads to the rest."""
_AN_ID = re.compile(r"/?[a-z0-9_.:-]{1,60}")
"""What may be logged of an id that is not ours: nobody's sentence looks like that."""

PRESSED = (
    "This is not there any more, or it comes from another version of Followthrough and this version does not "
    "know it. Nothing was changed, and nothing you saved is lost. Try again in a minute. If this comes "
    "again, type {command}, or tell whoever runs Followthrough."
)
TYPED = (
    "This window is not there any more, or it comes from another version of Followthrough: what you type "
    "here now is not saved while you type. Copy your text, close this window, and open it again with "
    "{command}."
)
SUBMITTED = (
    "This window comes from another version of Followthrough, so it was not saved. Your text is still here: "
    "try again in a minute. If this comes again, copy it, close this window and open it again with {command}."
)
MISTAKE = "I made a mistake here."
"""What begins the sentence about an error that nobody expected."""
COMMANDED = (
    "This version of Followthrough does not know that command. Try again in a minute, or type {commands}."
)


@dataclass
class Identity:
    """Who the bot is, once Slack was asked: by these ids Bolt leaves out the events of its own messages."""

    ids: BotIds | None = None


def make_bolt(
    token: str, api_url: str, prefix: str = COMMAND_PREFIX, identity: Identity | None = None
) -> App:
    """Returns a Bolt app for one workspace's token. It verifies nothing: `web` already did.

    Listeners answer in the request's own thread (`process_before_response`), so what they raise
    becomes the answer instead of being lost behind an early `ack()`. `prefix`: how its commands begin.
    """

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        ids = identity.ids if identity else None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=token,
            bot_id=ids.bot_id if ids else None,
            bot_user_id=ids.user_id if ids else None,
        )

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
            signing_secret="verified in app.web",  # noqa: S106  # not a secret: Bolt insists on a value
        )

    @app.error
    def answer(error: Exception, request: BoltRequest, client: WebClient) -> BoltResponse:
        body, kind = request.body, _kind(request.body)
        if isinstance(error, BoltUnhandledRequestError):
            called = _called(body)
            log.warning("nothing listens to this %s: %s", kind, called if _AN_ID.fullmatch(called) else "-")
        elif isinstance(error, NotFound) and kind in PRESSES:
            _log_refusal(error, kind, _who(body))
        else:
            return answer_error(error, request)
        return answer_unknown(body, client, prefix)  # what it raises comes back here

    return app


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    found = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(found)


def answer_error(error: Exception, request: BoltRequest) -> BoltResponse:
    """Answers Slack when a listener raised: the modal as it stands, and a sentence that says why."""
    body = request.body
    kind = _kind(body)
    sentence = _sentence(error, kind, _who(body))
    if kind == "command":
        return _json({"response_type": "ephemeral", "text": sentence})
    if kind == "view_submission":
        return _json(_same_modal(body.get("view") or {}, error, sentence))
    return BoltResponse(status=400 if isinstance(error, BadText) else 503, body="")


def answer_unknown(body: Mapping[str, Any], client: WebClient, prefix: str) -> BoltResponse:
    """Returns what Slack gets where nothing listens, and where what was pressed names nothing that is there:
    an older or a newer release of ours sent it, or it is gone, somebody else's or forged. Nobody can tell
    these apart by the answer.

    Whoever pressed or typed is told how to go on, and keeps what they typed. Raises SlackUnavailable where
    Slack does not take the window that says it.
    """
    view = body.get("view") or {}
    again = f"{prefix}{AGAIN.get(_called(body).partition('.')[0], 'launch list')}"
    match _kind(body):
        case "command":
            commands = ", ".join(f"{prefix}{name}" for name, *_ in COMMANDS)
            return _json({"response_type": "ephemeral", "text": COMMANDED.format(commands=commands)})
        case "view_submission":
            return _json(_same_modal(view, None, SUBMITTED.format(command=again)))
        case "view_closed" | "event_callback":
            return BoltResponse(status=200, body="")
        case kind if kind in PRESSES and body.get("trigger_id"):
            _say_unknown(body, view, Views(client), again)
            return BoltResponse(status=200, body="")
        case _:
            return BoltResponse(status=404, body="")


def _say_unknown(body: Mapping[str, Any], view: Mapping[str, Any], views: Views, again: str) -> None:
    """A window of its own says it. Where somebody is typing, or no window fits on top, the form itself does,
    once: a window would come between two letters."""
    block_id = next((each.get("block_id") for each in body.get("actions") or []), None)
    shown = [block for block in view.get("blocks") or [] if isinstance(block, dict)]
    if any(block.get("block_id") == block_id and block.get("type") == "input" for block in shown):
        sentence = TYPED.format(command=again)
    else:
        sentence = PRESSED.format(command=again)
        try:
            views.show(
                body, modal(UNKNOWN, "Nothing was changed", [alert(sentence, "warning")], close="Close")
            )
        except SlackUnavailable as error:
            if error.code != "push_limit_reached":
                raise
        else:
            return
    if not any(block.get("block_id") == UNKNOWN for block in shown):
        views.replace(body, _with_notice(view, {**alert(sentence, "warning"), "block_id": UNKNOWN}))


def _called(body: Mapping[str, Any]) -> str:
    """Returns the id of what was pressed, sent or typed."""
    called = action_id(body) if _kind(body) == "block_actions" else ""
    view = body.get("view") or {}
    return str(called or body.get("callback_id") or view.get("callback_id") or body.get("command") or "-")


def _kind(body: Mapping[str, Any]) -> str:
    kind = "command" if "command" in body else str(body.get("type"))
    return kind if kind in KINDS else "payload"


def _who(body: Mapping[str, Any]) -> str:
    """Returns WORKSPACE/USER by Slack's ids, for the log; whatever else a payload says of them is none."""
    user, team = body.get("user"), body.get("team")
    user_id = user.get("id") if isinstance(user, Mapping) else body.get("user_id")
    team_id = team.get("id") if isinstance(team, Mapping) else body.get("team_id")
    return f"{slack_id(team_id) or '-'}/{slack_id(user_id) or '-'}"


def _sentence(error: Exception, kind: str, who: str) -> str:
    if isinstance(error, FollowthroughError):
        _log_refusal(error, kind, who)
        return error.sentence
    reference = secrets.token_hex(4)
    log.error("%s: unexpected error %s: %s", kind, reference, where(error))
    return (
        f"{MISTAKE} What stands on this page stays: try again in a moment. "
        f"If it happens again, give whoever runs this bot this number: {reference}."
    )


def _log_refusal(error: FollowthroughError, kind: str, who: str) -> None:
    log.warning("%s of %s: %s %s", kind, who, where(error.__cause__ or error), getattr(error, "code", ""))


def _same_modal(view: Mapping[str, Any], error: Exception | None, sentence: str) -> Block:
    shown = [block for block in view.get("blocks") or [] if isinstance(block, dict)]
    inputs = [str(block.get("block_id")) for block in shown if block.get("type") == "input"]
    if inputs:
        field = error.field if isinstance(error, BadText) and error.field in inputs else inputs[0]
        return {"response_action": "errors", "errors": {field: sentence}}
    return {"response_action": "update", "view": _with_notice(view, alert(sentence, "error"))}


def _with_notice(view: Mapping[str, Any], notice: Block) -> Block:
    """Returns the view as it is, with this notice in the place of any other."""
    shown = [block for block in view.get("blocks") or [] if isinstance(block, dict)]
    same = {name: view[name] for name in _VIEW_FIELDS if view.get(name) is not None}
    same["blocks"] = [notice, *(block for block in shown if block.get("type") != "alert")][:BLOCKS_A_VIEW]
    return same


def _json(answer: Block) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})
