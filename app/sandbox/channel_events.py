"""The events about channels and their members, as Slack sends them to an app that is in the channel."""

from typing import Any

from app.sandbox.cast import Channel, Seat
from app.sandbox.workspace import Workspace

Event = dict[str, Any]


def joined(workspace: Workspace, channel: Channel, user: str, inviter: Seat | None) -> Event:
    """Somebody is in the channel now, the app itself perhaps; `inviter` where somebody brought them in."""
    more = {"inviter": inviter.id} if inviter else {}
    return _membership(workspace, "member_joined_channel", channel, user) | more


def left(workspace: Workspace, channel: Channel, user: str) -> Event:
    return _membership(workspace, "member_left_channel", channel, user)


def app_left(workspace: Workspace, channel: Channel, actor: Seat | None) -> Event:
    """What the app hears when it is the one that was removed."""
    more = {"actor_id": actor.id} if actor else {}
    return _event(workspace, _named(channel, "left"), channel=channel.id, **more)


def archived(workspace: Workspace, channel: Channel, actor: Seat, *, back: bool = False) -> Event:
    more = {} if back else {"is_moved": 0}
    name = _named(channel, "unarchive" if back else "archive")
    return _event(workspace, name, channel=channel.id, user=actor.id, **more)


def renamed(workspace: Workspace, channel: Channel) -> Event:
    """The whole channel stands where other events have its id."""
    shown = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": CREATED,
        "is_channel": not channel.is_private,
        "is_mpim": False,
    }
    return _event(workspace, _named(channel, "rename"), channel=shown)


def id_changed(workspace: Workspace, old: str, new: str) -> Event:
    """The only one that needs no scope."""
    return _event(workspace, "channel_id_changed", old_channel_id=old, new_channel_id=new)


def shared(workspace: Workspace, channel: Channel, team: str) -> Event:
    return _event(workspace, "channel_shared", connected_team_id=team, channel=channel.id)


def unshared(workspace: Workspace, channel: Channel, team: str) -> Event:
    """`is_ext_shared` says whether another workspace is still connected."""
    more = {"previously_connected_team_id": team, "is_ext_shared": channel.is_ext_shared}
    return _event(workspace, "channel_unshared", channel=channel.id, **more)


CREATED = 1_700_000_000


def _named(channel: Channel, what: str) -> str:
    """Slack still calls private channels groups here, whatever their id begins with."""
    return f"{'group' if channel.is_private else 'channel'}_{what}"


def _membership(workspace: Workspace, name: str, channel: Channel, user: str) -> Event:
    person = workspace.people.get(user)
    team = (person.team if person else "") or workspace.config.team_id
    kind = "G" if channel.is_private else "C"
    return _event(workspace, name, user=user, channel=channel.id, channel_type=kind, team=team)


def _event(workspace: Workspace, name: str, **more: Any) -> Event:
    return {"type": name, **more, "event_ts": workspace.stamps.ts()}
