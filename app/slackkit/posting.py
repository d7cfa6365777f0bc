"""The calls a sender makes, each tried once, with what its answer proves about the message."""

import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from app.slackkit.blocks import Block

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
    """The request never left this machine."""

    reason: str


@dataclass(frozen=True)
class Unclear:
    """No answer, or one that proves nothing: the message may be there."""

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
    """What an unclear message is found by. Whoever edits the message has to send it along again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": delivery_id}}


class Posting:
    """Posts, and looks for what was posted to DMs. Raises nothing that Slack or the network causes.

    The client's timeout bounds each wait of a call, not the whole: a slow line takes longer.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def open(self, user_id: str) -> Opened | Failure:
        """The DM with this person (scope im:write)."""
        answer = call(self._client.conversations_open, users=user_id)
        if not isinstance(answer, SlackResponse):
            return answer
        channel: dict[str, Any] = answer.get("channel") or {}
        return Opened(str(channel["id"])) if channel.get("id") else Unclear("no channel in the answer")

    def post(
        self,
        channel_id: str,
        delivery_id: str,
        text: str,
        blocks: tuple[Block, ...],
        thread_ts: str | None = None,
    ) -> Posted | Failure:
        """Post once. A second call posts a second message: Slack has no idempotency key."""
        answer = call(
            self._client.chat_postMessage,
            channel=channel_id,
            text=text,
            metadata=delivery_metadata(delivery_id),
            unfurl_links=False,
            unfurl_media=False,
            **({"blocks": list(blocks)} if blocks else {}),
            **({"thread_ts": thread_ts} if thread_ts else {}),
        )
        if not isinstance(answer, SlackResponse):
            return answer
        ts = answer.get("ts")
        return Posted(str(ts)) if ts else Unclear("no ts in the answer")

    def history(self, channel_id: str, after_ts: str | None, cursor: str | None) -> History | Failure:
        """One page, newest first, of what is in the DM after `after_ts` (scope im:history).

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
            return Unclear("the history is incomplete")
        return History(_deliveries(messages), next_cursor if has_more else None)


def _deliveries(messages: list[dict[str, Any]]) -> dict[str, str]:
    found = {}
    for message in messages:
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == EVENT_TYPE:
            found[str((metadata.get("event_payload") or {}).get("delivery_id"))] = str(message["ts"])
    return found


def call(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse | Failure:
    """One call, tried once: Slack's answer, or what its failure proves."""
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
    """Only Slack's own word, in Slack's own form, proves that nothing was posted."""
    status = response.status_code
    code = str(response.get("error", "")) if isinstance(response.data, dict) else ""
    if status == 429 or (status == 200 and code in {"ratelimited", "rate_limited"}):
        return Limited(_seconds(response.headers))
    if status != 200:
        return Unclear(f"HTTP {status}")
    if not _CODE.fullmatch(code) or code in SEEN_AGAIN:
        return Unclear(code if _CODE.fullmatch(code) else "not an answer of Slack's")
    return Refused(code)


def _seconds(headers: dict[str, str]) -> float:
    for name, value in headers.items():
        if name.lower() == "retry-after" and value.strip().isdigit():
            return float(value)
    return _RETRY_AFTER
