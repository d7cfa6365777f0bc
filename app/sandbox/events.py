"""The Events API: one envelope, retried with Slack's headers until the bot takes it."""

import time
from collections.abc import Sequence
from typing import Any

from app.sandbox import payloads
from app.sandbox.bot import Bot
from app.sandbox.journal import Delivery
from app.sandbox.workspace import Workspace

RETRY_AFTER = (0.0, 60.0, 300.0)


def send_event(
    workspace: Workspace, bot: Bot, inner: dict[str, Any], retry_after: Sequence[float]
) -> list[Delivery]:
    """Deliver, and again after each pause (seconds) until it is answered; all deliveries in order."""
    body = payloads.event(workspace, inner, workspace.stamps.id("Ev"))
    deliveries = [bot.event(body, {})]
    for number, pause in enumerate(retry_after, start=1):
        last = deliveries[-1]
        if last.ok or "x-slack-no-retry" in {name.lower() for name in last.headers}:
            break
        time.sleep(pause)
        retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": _reason(last)}
        deliveries.append(bot.event(body, retry))
    return deliveries


def _reason(delivery: Delivery) -> str:
    if delivery.status is not None:
        return "http_error"
    return "http_timeout" if delivery.trouble == "operation_timeout" else "connection_failed"
