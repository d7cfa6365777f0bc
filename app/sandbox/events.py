"""The Events API: one envelope, retried with Slack's headers until the bot takes it."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from app.sandbox import payloads
from app.sandbox.bot import Bot
from app.sandbox.journal import Delivery
from app.sandbox.workspace import Workspace

RETRY_AFTER = (0.0, 60.0, 300.0)
MESSAGE_EVENTS = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


def subscribed(workspace: Workspace, inner: Mapping[str, Any]) -> bool:
    """Whether the manifest asks for this event."""
    name = MESSAGE_EVENTS[inner["channel_type"]] if inner["type"] == "message" else inner["type"]
    return name in workspace.config.bot_events


def tell(workspace: Workspace, bot: Bot, inner: Mapping[str, Any]) -> None:
    """Deliver an event the manifest asks for: once now, and the retries on a thread of their own."""
    if not subscribed(workspace, inner) or not _hears(workspace, inner):
        return
    body = payloads.event(workspace, dict(inner), workspace.stamps.id("Ev"))
    first = bot.event(body, {})
    if not _settled(first):
        again = (workspace, bot, body, first, RETRY_AFTER)
        threading.Thread(target=_retry, args=again, daemon=True).start()


def _hears(workspace: Workspace, inner: Mapping[str, Any]) -> bool:
    """Of what is written in a channel the app hears only while it is in there."""
    return inner["type"] != "message" or workspace.conversations.heard(inner["channel"])


def send_event(
    workspace: Workspace, bot: Bot, inner: dict[str, Any], retry_after: Sequence[float]
) -> list[Delivery]:
    """Deliver, and again after each pause (seconds) until it is answered; all deliveries in order."""
    body = payloads.event(workspace, inner, workspace.stamps.id("Ev"))
    first = bot.event(body, {})
    return [first, *_retry(workspace, bot, body, first, retry_after)]


def _retry(
    workspace: Workspace, bot: Bot, body: dict[str, Any], last: Delivery, retry_after: Sequence[float]
) -> list[Delivery]:
    deliveries: list[Delivery] = []
    for number, pause in enumerate(retry_after, start=1):
        if _settled(last) or workspace.ended.wait(pause):
            break
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": _reason(last)}
        last = bot.event(body, headers)
        deliveries.append(last)
    return deliveries


def _settled(delivery: Delivery) -> bool:
    return delivery.ok or "x-slack-no-retry" in {name.lower() for name in delivery.headers}


def _reason(delivery: Delivery) -> str:
    if delivery.status is not None:
        return "http_error"
    return "http_timeout" if delivery.trouble == "operation_timeout" else "connection_failed"
