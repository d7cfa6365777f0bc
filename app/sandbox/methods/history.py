"""conversations.history and conversations.replies: what was written, page by page."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.sandbox.errors import SlackError
from app.sandbox.message import Message
from app.sandbox.methods.arguments import Arguments
from app.sandbox.methods.reach import need_history
from app.sandbox.workspace import Workspace

PAGE, LARGEST_PAGE = 100, 999


@dataclass(frozen=True)
class Span:
    """The part of a conversation that was asked for; its ends belong to it only if `inclusive`."""

    oldest: Decimal
    latest: Decimal | None
    inclusive: bool

    def holds(self, message: Message) -> bool:
        at = Decimal(message.ts)
        if self.inclusive:
            return self.oldest <= at and (self.latest is None or at <= self.latest)
        return self.oldest < at and (self.latest is None or at < self.latest)


def history(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """The messages outside threads, newest first.

    With `oldest` alone the first page is the one closest to `oldest`, and the cursor goes forward;
    else it is the newest, and the cursor goes back.
    """
    channel = _channel(workspace, args)
    span = _span(args)
    found = [each for each in _listed(workspace, channel) if not each.thread_ts and span.holds(each)]
    forward = span.oldest > 0 and span.latest is None
    page, cursor = _page(found if forward else found[::-1], args)
    newest_first = sorted(page, key=lambda each: Decimal(each.ts), reverse=True)
    return _answer(workspace, newest_first, cursor, args) | {"pin_count": 0}


def replies(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """A thread: always its parent, then the replies, oldest first. A reply's own ts finds it alone."""
    channel, ts, span = _channel(workspace, args), args.needed("ts"), _span(args)
    listed = {each.ts: each for each in _listed(workspace, channel)}
    if ts not in listed:
        raise SlackError("thread_not_found")
    below = [each for each in workspace.conversations.replies(listed[ts]) if each.ts in listed]
    page, cursor = _page([each for each in below if span.holds(each)], args)
    return _answer(workspace, [listed[ts], *page], cursor, args)


def _channel(workspace: Workspace, args: Arguments) -> str:
    channel = args.needed("channel")
    need_history(workspace, channel)
    return channel


def _listed(workspace: Workspace, channel: str) -> list[Message]:
    """What the lists know already: a new message is missing until the lag is over."""
    newest = workspace.clock.seconds() - workspace.config.history_lag
    lagging = workspace.config.history_lag > 0
    return [
        each
        for each in workspace.conversations.all(channel)
        if not each.ephemeral and (not lagging or float(each.ts) <= newest)
    ]


def _span(args: Arguments) -> Span:
    oldest, latest = _moment(args, "oldest"), _moment(args, "latest")
    return Span(oldest or Decimal(0), latest, args.truth("inclusive"))


def _moment(args: Arguments, name: str) -> Decimal | None:
    given = args.text(name)
    try:
        return Decimal(given) if given else None
    except InvalidOperation:
        raise SlackError(f"invalid_ts_{name}") from None


def _page(messages: Sequence[Message], args: Arguments) -> tuple[list[Message], str]:
    """The messages of this page in the order given, and the cursor of the next one."""
    limit = args.number("limit", PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    start = 0
    if args.text("cursor"):
        last = _read_cursor(args.needed("cursor"))
        start = next((index + 1 for index, each in enumerate(messages) if each.ts == last), len(messages))
    page = list(messages[start : start + limit])
    more = len(messages) > start + limit
    return page, base64.b64encode(f"next_ts:{page[-1].ts}".encode()).decode() if more else ""


def _read_cursor(cursor: str) -> str:
    try:
        text = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    if not text.startswith("next_ts:"):
        raise SlackError("invalid_cursor")
    return text.removeprefix("next_ts:")


def _answer(
    workspace: Workspace, messages: Sequence[Message], cursor: str, args: Arguments
) -> dict[str, Any]:
    metadata = args.truth("include_all_metadata")
    shown = [workspace.conversations.payload(each, metadata=metadata) for each in messages]
    answer: dict[str, Any] = {"messages": shown, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})
