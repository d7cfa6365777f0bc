"""conversations.info, members, open, history, replies: what a channel is, who is in it, what was written."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.sandbox.messages import SlackMessage
from app.sandbox.methods.checks import Arguments, need_history, need_read, person
from app.sandbox.seed import CREATED, Channel
from app.sandbox.workspace import SlackError, Workspace

PAGE, LARGEST_PAGE = 100, 999


def info(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """The flags of a channel; `include_num_members` counts everybody, apps too."""
    channel_id = args.needed("channel")
    held = need_read(workspace, channel_id)
    if held is None:
        return {"channel": _direct(workspace, channel_id)}
    more = {"num_members": len(_members(workspace, held))} if args.truth("include_num_members") else {}
    return {"channel": _channel(workspace, held) | more}


def members(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """User ids page by page, the app's and other bots' too; `next_cursor` is empty on the last page.

    A cursor names the next user; one who is gone by then makes it invalid.
    """
    channel_id = args.needed("channel")
    held = need_read(workspace, channel_id)
    if held is None:
        everybody = [_direct(workspace, channel_id)["user"], workspace.config.bot_user]
    else:
        everybody = _members(workspace, held)
    limit, cursor = _limit(args), args.text("cursor")
    start = 0
    if cursor:
        first = _read_cursor(cursor, "user:")
        if first not in everybody:
            raise SlackError("invalid_cursor")
        start = everybody.index(first)
    rest = everybody[start + limit :]
    next_cursor = _cursor("user:", rest[0]) if rest else ""
    return {"members": everybody[start : start + limit], "response_metadata": {"next_cursor": next_cursor}}


def open_direct(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """The direct message of the app with one person; `return_im` asks for more than its id."""
    if args.text("channel"):
        channel_id = args.needed("channel")
        if workspace.conversations.kind(channel_id) != "im":
            raise SlackError("channel_not_found")
        return {"channel": {"id": channel_id}}
    users = [each for each in (args.text("users") or "").split(",") if each]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) != 1:
        raise SlackError("method_not_supported", ["the sandbox opens direct messages with one person"])
    seat = person(workspace, users[0])
    if seat.is_bot:
        raise SlackError("cannot_dm_bot")
    if workspace.people.is_deactivated(seat):
        raise SlackError("user_disabled")
    more = {"is_im": True, "user": seat.id, "is_open": True} if args.truth("return_im") else {}
    return {"channel": {"id": seat.dm, **more}}


@dataclass(frozen=True)
class Span:
    """The part of a conversation that was asked for; its ends belong to it only if `inclusive`."""

    oldest: Decimal
    latest: Decimal | None
    inclusive: bool

    def holds(self, message: SlackMessage) -> bool:
        at = Decimal(message.ts)
        if self.inclusive:
            return self.oldest <= at and (self.latest is None or at <= self.latest)
        return self.oldest < at and (self.latest is None or at < self.latest)


def history(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """The messages outside threads, newest first.

    With `oldest` alone the first page is the one closest to `oldest`, and the cursor goes forward;
    else it is the newest, and the cursor goes back.
    """
    listed, span = _listed(workspace, args), _span(args)
    found = [each for each in listed if each.stands_alone and span.holds(each)]
    forward = span.oldest > 0 and span.latest is None
    page, cursor = _page(found if forward else found[::-1], args)
    newest_first = sorted(page, key=lambda each: Decimal(each.ts), reverse=True)
    return _answer(workspace, newest_first, cursor, args) | {"pin_count": 0}


def replies(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """A thread: always its parent, then the replies, oldest first. A reply's own ts finds it alone."""
    listed = {each.ts: each for each in _listed(workspace, args)}
    ts, span = args.needed("ts"), _span(args)
    if ts not in listed:
        raise SlackError("thread_not_found")
    below = [each for each in workspace.conversations.replies(listed[ts]) if each.ts in listed]
    page, cursor = _page([each for each in below if span.holds(each)], args)
    return _answer(workspace, [listed[ts], *page], cursor, args)


def _listed(workspace: Workspace, args: Arguments) -> list[SlackMessage]:
    """What the lists of this channel know already: a new message is missing until the lag is over."""
    channel = args.needed("channel")
    need_history(workspace, channel)
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


def _page(messages: Sequence[SlackMessage], args: Arguments) -> tuple[list[SlackMessage], str]:
    """The messages of this page in the order given, and the cursor of the next one."""
    limit, start = _limit(args), 0
    if cursor := args.text("cursor"):
        last = _read_cursor(cursor, "next_ts:")
        start = next((index + 1 for index, each in enumerate(messages) if each.ts == last), len(messages))
    page = list(messages[start : start + limit])
    more = len(messages) > start + limit
    return page, _cursor("next_ts:", page[-1].ts) if more else ""


def _limit(args: Arguments) -> int:
    limit = args.number("limit", PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    return limit


def _cursor(kind: str, value: str) -> str:
    return base64.b64encode(f"{kind}{value}".encode()).decode()


def _read_cursor(cursor: str, kind: str) -> str:
    try:
        text = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    if not text.startswith(kind):
        raise SlackError("invalid_cursor")
    return text.removeprefix(kind)


def _answer(
    workspace: Workspace, messages: Sequence[SlackMessage], cursor: str, args: Arguments
) -> dict[str, Any]:
    metadata = args.truth("include_all_metadata")
    shown = [workspace.conversations.payload(each, metadata=metadata) for each in messages]
    answer: dict[str, Any] = {"messages": shown, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _members(workspace: Workspace, held: Channel) -> list[str]:
    return [*held.members, *([workspace.config.bot_user] if held.bot else [])]


def _direct(workspace: Workspace, channel_id: str) -> dict[str, Any]:
    user = next(each.id for each in workspace.people.all() if each.dm == channel_id)
    flags = {"is_im": True, "is_org_shared": False, "is_archived": False, "is_user_deleted": False}
    return {"id": channel_id, "created": CREATED, **flags, "user": user, "priority": 0}


def _channel(workspace: Workspace, held: Channel) -> dict[str, Any]:
    team = workspace.config.team_id
    outside = [held.connected_team] if held.connected_team else []
    # Private channels made before March 2021 still have a G... id; the others are channels that are private.
    old = held.is_private and held.id.startswith("G")
    empty = {"value": "", "creator": "", "last_set": 0}
    return {
        "id": held.id,
        "name": held.name,
        "name_normalized": held.name,
        "is_channel": not old,
        "is_group": old,
        "is_im": False,
        "is_mpim": False,
        "is_private": held.is_private,
        "created": CREATED,
        "creator": held.members[0] if held.members else "USLACKBOT",
        "is_archived": held.is_archived,
        "is_general": held.is_general,
        "unlinked": 0,
        "is_frozen": False,
        "is_read_only": False,
        "is_shared": held.is_ext_shared or held.is_org_shared,
        "is_ext_shared": held.is_ext_shared,
        "is_org_shared": held.is_org_shared,
        "is_pending_ext_shared": held.is_pending_ext_shared,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [team, *outside],
        "connected_team_ids": outside,
        "context_team_id": team,
        "parent_conversation": None,
        "is_member": held.bot,
        "topic": empty,
        "purpose": empty,
        "previous_names": list(held.previous_names),
    }
