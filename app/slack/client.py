"""Calls to Slack's Web API, each with its outcome as a value."""

import logging
import re
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from app.clock import remaining
from app.errors import SlackUnavailable, TokenRefused
from app.slack.blocks import Block
from app.users import SlackProfile

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds one call may take; less where the listener's own budget is nearly gone."""

STALE = frozenset({"hash_conflict", "not_found"})
"""The view changed or was closed meanwhile: what the person sees is newer than what we would show."""


def interactive_client(token: str | None, base_url: str) -> WebClient:
    """A client without retries: the SDK's own would double the wait and repeat what was done."""
    return WebClient(token=token, base_url=base_url, timeout=int(PATIENCE), retry_handlers=[])


REFUSED = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_allowed_token_type",
    }
)


@dataclass(frozen=True)
class BotIds:
    """Who the bot is: Slack names it by either."""

    bot_id: str
    user_id: str


def check_token(client: WebClient) -> BotIds:
    """Ask Slack whose the token is. Raises TokenRefused, or SlackUnavailable when it cannot tell."""
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        code = str(error.response.get("error", "unknown_error"))
        raise (TokenRefused(code) if code in REFUSED else SlackUnavailable(code)) from None
    except (SlackRequestError, HTTPException, OSError) as error:
        raise SlackUnavailable(type(error).__name__) from None
    return BotIds(str(answer.get("bot_id") or ""), str(answer.get("user_id") or ""))


class Views:
    """Opens and changes modals for one interaction. Raises SlackUnavailable with Slack's own code."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def open(self, trigger_id: str, view: Block) -> None:
        self._call(self._client.views_open, trigger_id=trigger_id, view=view)

    def push(self, trigger_id: str, view: Block) -> None:
        self._call(self._client.views_push, trigger_id=trigger_id, view=view)

    def update(self, view_id: str, hash_: str | None, view: Block) -> None:
        """Replace the view, unless it changed since `hash_`: then the other click already did."""
        arguments = {"view_id": view_id, "view": view} | ({"hash": hash_} if hash_ else {})
        try:
            self._call(self._client.views_update, **arguments)
        except SlackUnavailable as error:
            if error.code not in STALE:
                raise

    def fill(self, external_id: str, view: Block) -> None:
        """Put the view in the place of the one that we named so, unless it is closed by now."""
        try:
            self._call(self._client.views_update, external_id=external_id, view=view)
        except SlackUnavailable as error:
            if error.code not in STALE:
                raise

    def show(self, payload: Mapping[str, Any], view: Block) -> None:
        """Open the view above the modal that the button stands in, else as the first one."""
        (self.push if payload.get("view") else self.open)(str(payload["trigger_id"]), view)

    def replace(self, payload: Mapping[str, Any], view: Block) -> None:
        """Put the view in the place of the modal that the payload came from; from a message, open it."""
        if shown := payload.get("view"):
            self.update(str(shown.get("id")), shown.get("hash"), view)
        else:
            self.open(str(payload["trigger_id"]), view)

    def _call(self, method: Callable[..., SlackResponse], **arguments: Any) -> None:
        self._client.timeout = remaining(PATIENCE)  # type: ignore[assignment]  # urllib takes fractions
        try:
            method(**arguments)
        except SlackApiError as error:
            raise SlackUnavailable(str(error.response.get("error", "unknown_error"))) from None
        except (SlackRequestError, HTTPException, OSError) as error:
            raise SlackUnavailable(type(error).__name__) from None


# The calls a sender makes, each tried once, with what its answer proves about the message.

EVENT_TYPE = "followthrough_delivery"
PAGE = 100


@dataclass(frozen=True)
class Posted:
    """Slack took it. `ts` is the message's name in its channel."""

    ts: str


@dataclass(frozen=True)
class Refused:
    """Slack said no, with its own `code`: nothing was posted."""

    code: str


@dataclass(frozen=True)
class Limited:
    """Slack asks everybody to wait this many seconds: nothing was posted."""

    seconds: float


@dataclass(frozen=True)
class NotSent:
    """The request never left this machine. `reason`: an id, as in Unclear."""

    reason: str


@dataclass(frozen=True)
class Unclear:
    """No answer, or one that proves nothing: the message may be there. `reason`: an id, kept with the row."""

    reason: str


@dataclass(frozen=True)
class Opened:
    """The DM with a person. Opening it again gives the same one."""

    channel_id: str


@dataclass(frozen=True)
class History:
    """One page of a DM: our messages by delivery id, and where the next, older page begins."""

    found: dict[str, str]
    next_cursor: str | None


Failure = Refused | Limited | NotSent | Unclear

SEEN_AGAIN = frozenset({"internal_error", "fatal_error", "service_unavailable"})
"""Slack's documentation: some part of the call may have succeeded before these were raised."""

_CODE = re.compile(r"[a-z][a-z0-9_]{1,60}")
_BEFORE_SENDING = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_RETRY_AFTER = 30.0


def delivery_client(token: str | None, base_url: str, timeout: float = 15.0) -> WebClient:
    """A client without retries: the SDK's own posts twice when a connection drops after delivery."""
    return WebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])  # type: ignore[arg-type]


def delivery_metadata(delivery_id: str) -> dict[str, Any]:
    """Makes what an unclear message is found by. Whoever edits the message has to send it along again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": delivery_id}}


class Posting:
    """Posts, and looks for what was posted to DMs. Raises nothing that Slack or the network causes.

    The client's timeout bounds each wait of a call, not the whole: a slow line takes longer.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def open(self, user_id: str) -> Opened | Failure:
        """Open the DM with this person (scope im:write)."""
        answer = call(self._client.conversations_open, users=user_id)
        if not isinstance(answer, SlackResponse):
            return answer
        channel: dict[str, Any] = answer.get("channel") or {}
        return Opened(str(channel["id"])) if channel.get("id") else Unclear("no_channel")

    def post(
        self,
        channel_id: str,
        delivery_id: str,
        text: str,
        blocks: tuple[Block, ...],
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
    ) -> Posted | Failure:
        """Post once. A second call posts a second message: Slack has no idempotency key.

        `broadcast`: what goes into a thread stands in the conversation as well.
        """
        answer = call(
            self._client.chat_postMessage,
            channel=channel_id,
            text=text,
            metadata=delivery_metadata(delivery_id),
            unfurl_links=False,
            unfurl_media=False,
            **({"blocks": list(blocks)} if blocks else {}),
            **({"thread_ts": thread_ts} if thread_ts else {}),
            **({"reply_broadcast": True} if thread_ts and broadcast else {}),
        )
        if not isinstance(answer, SlackResponse):
            return answer
        ts = answer.get("ts")
        return Posted(str(ts)) if ts else Unclear("no_ts")

    def history(self, channel_id: str, after_ts: str | None, cursor: str | None) -> History | Failure:
        """Read one page, newest first, of what is in the DM after `after_ts` (scope im:history).

        A page that cannot be followed to its end is Unclear: absence is proven by all pages or not at all.
        """
        more = {"oldest": after_ts, "cursor": cursor}
        answer = call(
            self._client.conversations_history,
            channel=channel_id,
            include_all_metadata=True,
            limit=PAGE,
            **{name: value for name, value in more.items() if value},
        )
        if not isinstance(answer, SlackResponse):
            return answer
        messages, has_more = answer.get("messages"), bool(answer.get("has_more"))
        next_cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
        if not isinstance(messages, list) or (has_more and not next_cursor):
            return Unclear("incomplete")
        found: dict[str, str] = {}
        for message in messages:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT_TYPE:
                found[str((metadata.get("event_payload") or {}).get("delivery_id"))] = str(message["ts"])
        return History(found, next_cursor if has_more else None)


def call(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse | Failure:
    """Calls once, and returns Slack's answer or what its failure proves."""
    try:
        return method(**arguments)
    except SlackApiError as error:
        return _refusal(error.response)
    except URLError as error:
        kind = type(error.reason).__name__ if isinstance(error.reason, Exception) else "URLError"
        return NotSent(kind) if isinstance(error.reason, _BEFORE_SENDING) else Unclear(kind)
    except (SlackRequestError, HTTPException, OSError, ValueError) as error:
        return Unclear(type(error).__name__)  # ValueError: an answer that is not text


def _refusal(response: Any) -> Failure:
    """Reads a refusal: only Slack's own word, in Slack's own form, proves that nothing was posted."""
    status = response.status_code
    code = str(response.get("error", "")) if isinstance(response.data, dict) else ""
    if status == 429 or (status == 200 and code in {"ratelimited", "rate_limited"}):
        waits = [value.strip() for name, value in response.headers.items() if name.lower() == "retry-after"]
        return Limited(next((float(each) for each in waits if each.isdigit()), _RETRY_AFTER))
    if status != 200:
        return Unclear(f"http_{status}")
    if not _CODE.fullmatch(code) or code in SEEN_AGAIN:
        return Unclear(code if _CODE.fullmatch(code) else "no_answer_of_slack")
    return Refused(code)


# The Web API's calls about messages and people that may fail quietly: somebody asks again later.

BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})

GONE = frozenset(
    {
        "message_not_found",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "is_inactive",
        "is_archived",
        "user_disabled",
        "account_inactive",
        "msg_too_long",
        *BAD_BLOCKS,
    }
)
"""Slack's codes that trying again does not change: the message stays as it is."""


@dataclass(frozen=True)
class Deleted:
    """It is not there any more. Not `was_there`: somebody had deleted it before."""

    was_there: bool


class _Calls:
    """Tries once, for two seconds, less where the listener's own budget is nearly gone."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def _call(self, method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse | Failure:
        self._client.timeout = remaining(PATIENCE)  # type: ignore[assignment]  # urllib takes fractions
        return call(method, **arguments)


class Messages(_Calls):
    """Changes and deletes what a sender posted. Raises nothing that Slack or the network causes."""

    def update(
        self,
        channel_id: str,
        ts: str,
        text: str,
        blocks: Sequence[Block],
        delivery_id: str,
        plain_blocks: Sequence[Block] | None = None,
    ) -> bool:
        """Replace the message; `text` of at most 4,000 characters. Again is harmless.

        True: done, or Slack will never take it. False: Slack did not take it now, nobody knows, or it
        refuses for another reason. The log names refusals that are our own doing. Where Slack refuses the
        blocks, `plain_blocks` are tried.
        """
        failure = self.restate(channel_id, ts, text, blocks, delivery_id, plain_blocks)
        if isinstance(failure, Refused) and failure.code not in GONE - BAD_BLOCKS:
            log.warning("chat.update of delivery %s was refused: %s", delivery_id, failure.code)
        return failure is None or (isinstance(failure, Refused) and failure.code in GONE)

    def restate(
        self,
        channel_id: str,
        ts: str,
        text: str,
        blocks: Sequence[Block],
        delivery_id: str,
        plain_blocks: Sequence[Block] | None = None,
    ) -> Failure | None:
        """Do the same as `update`, and return why it was not done, by Slack's own code; None where it was."""
        answer = self._update(channel_id, ts, text, blocks, delivery_id)
        if plain_blocks is not None and isinstance(answer, Refused) and answer.code in BAD_BLOCKS:
            answer = self._update(channel_id, ts, text, plain_blocks, delivery_id)
        return None if isinstance(answer, SlackResponse) else answer

    def _update(
        self, channel_id: str, ts: str, text: str, blocks: Sequence[Block], delivery_id: str
    ) -> SlackResponse | Failure:
        return self._call(
            self._client.chat_update,
            channel=channel_id,
            ts=ts,
            text=text,
            blocks=list(blocks),
            metadata=delivery_metadata(delivery_id),
        )

    def delete(self, channel_id: str, ts: str) -> Deleted | Failure:
        """Take the message away; again is harmless. Refused: Slack will not, by its own code."""
        answer = self._call(self._client.chat_delete, channel=channel_id, ts=ts)
        if isinstance(answer, Refused) and answer.code == "message_not_found":
            return Deleted(was_there=False)
        return answer if not isinstance(answer, SlackResponse) else Deleted(was_there=True)

    def permalink(self, channel_id: str, ts: str) -> str | None:
        """Ask for the address of a message; None where Slack gives none, now or ever."""
        answer = self._call(self._client.chat_getPermalink, channel=channel_id, message_ts=ts)
        link = answer.get("permalink") if isinstance(answer, SlackResponse) else None
        return str(link) if link else None


class ProfileReader(_Calls):
    """Asks who somebody is (scope users:read). Raises nothing that Slack or the network causes."""

    def of(self, user_id: str) -> SlackProfile | None:
        """Ask; None where Slack could not be asked, or knows nobody of this id."""
        answer = self._call(self._client.users_info, user=user_id)
        user = answer.get("user") if isinstance(answer, SlackResponse) else None
        if not isinstance(user, dict):
            return None
        return SlackProfile(str(user.get("tz") or "") or None, bool(user.get("deleted")))
