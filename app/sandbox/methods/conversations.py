"""conversations.info, conversations.members: what a channel is, and who is in it."""

import base64
import binascii
from typing import Any

from app.sandbox.cast import Channel
from app.sandbox.channel_events import CREATED
from app.sandbox.errors import SlackError
from app.sandbox.methods.arguments import Arguments
from app.sandbox.methods.reach import need_read
from app.sandbox.workspace import Workspace

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
    """User ids page by page, the app's and other bots' too; `next_cursor` is empty on the last page."""
    channel_id = args.needed("channel")
    held = need_read(workspace, channel_id)
    if held is None:
        everybody = [_direct(workspace, channel_id)["user"], workspace.config.bot_user]
    else:
        everybody = _members(workspace, held)
    limit = args.number("limit", PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    start = _start(everybody, args.text("cursor"))
    rest = everybody[start + limit :]
    cursor = base64.b64encode(f"user:{rest[0]}".encode()).decode() if rest else ""
    return {"members": everybody[start : start + limit], "response_metadata": {"next_cursor": cursor}}


def _members(workspace: Workspace, held: Channel) -> list[str]:
    return [*held.members, *([workspace.config.bot_user] if held.bot else [])]


def _start(everybody: list[str], cursor: str | None) -> int:
    """A cursor names the next user; one who is gone by then makes it invalid."""
    if not cursor:
        return 0
    try:
        user = base64.b64decode(cursor, validate=True).decode().removeprefix("user:")
    except (binascii.Error, ValueError):
        user = ""
    if user not in everybody:
        raise SlackError("invalid_cursor")
    return everybody.index(user)


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
