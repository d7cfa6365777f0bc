"""The Events API: the events, their envelope, and the retries until the bot takes one.

`deliver` sends an event only where the manifest subscribes to it and the app may hear it.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from app.sandbox.bot import Bot
from app.sandbox.messages import SlackMessage
from app.sandbox.request_log import Delivery
from app.sandbox.seed import CREATED, Channel, Seat
from app.sandbox.workspace import Workspace

Event = dict[str, Any]
RETRY_AFTER = (0.0, 60.0, 300.0)
MESSAGE_EVENTS = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


def subscribed(workspace: Workspace, event: Mapping[str, Any]) -> bool:
    """Whether the manifest asks for this event."""
    name = MESSAGE_EVENTS[event["channel_type"]] if event["type"] == "message" else event["type"]
    return name in workspace.config.bot_events


def deliver(workspace: Workspace, bot: Bot, event: Event) -> None:
    """Deliver an event the manifest asks for: once now, and the retries on a thread of their own.

    Of what is written in a channel the app hears only while it is in there.
    """
    if not subscribed(workspace, event):
        return
    if event["type"] == "message" and not workspace.conversations.heard(event["channel"]):
        return
    body = _envelope(workspace, event)
    first = bot.event(body, {})
    if not _settled(first):
        again = (workspace, bot, body, first, RETRY_AFTER)
        threading.Thread(target=_retry, args=again, daemon=True).start()


def deliver_and_wait(
    workspace: Workspace, bot: Bot, event: Event, retry_after: Sequence[float]
) -> list[Delivery]:
    """Deliver, and again after each pause (seconds) until it is answered; all deliveries in order."""
    body = _envelope(workspace, event)
    first = bot.event(body, {})
    return [first, *_retry(workspace, bot, body, first, retry_after)]


def _envelope(workspace: Workspace, event: Event) -> dict[str, Any]:
    """What the event travels in; the same for every retry."""
    config = workspace.config
    authorization = {
        "enterprise_id": None,
        "team_id": config.team_id,
        "user_id": config.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    where = event.get("channel") or event.get("new_channel_id")
    channel = workspace.channels.get(where) if isinstance(where, str) else None
    return {
        "token": config.verification_token,
        "team_id": config.team_id,
        "api_app_id": config.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.ids.id("Ev"),
        "event_time": int(workspace.clock.seconds()),
        "authorizations": [authorization],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
    }


def _retry(
    workspace: Workspace, bot: Bot, body: dict[str, Any], last: Delivery, retry_after: Sequence[float]
) -> list[Delivery]:
    """Go on until a delivery is settled or the pauses are used up; the deliveries this took."""
    deliveries: list[Delivery] = []
    for number, pause in enumerate(retry_after, start=1):
        if _settled(last) or workspace.ended.wait(pause):
            break
        if last.status is not None:
            reason = "http_error"
        else:
            reason = "http_timeout" if last.trouble == "operation_timeout" else "connection_failed"
        last = bot.event(body, {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason})
        deliveries.append(last)
    return deliveries


def _settled(delivery: Delivery) -> bool:
    return delivery.ok or "x-slack-no-retry" in {name.lower() for name in delivery.headers}


# Messages, as an app in the conversation hears of them


def message_posted(workspace: Workspace, message: SlackMessage) -> Event:
    """A new message; in a thread it carries `thread_ts`."""
    return {
        **workspace.conversations.payload(message),
        "channel": message.channel,
        "channel_type": workspace.conversations.kind(message.channel),
        "event_ts": message.ts,
    }


def message_changed(workspace: Workspace, old: SlackMessage, new: SlackMessage) -> Event:
    """An edit: both versions. The event has no `user` of its own."""
    return {
        **_hidden(workspace, old, "message_changed", new.edited_ts or workspace.ids.ts()),
        "message": workspace.conversations.payload(new),
        "previous_message": old.payload(workspace.config),
    }


def message_deleted(workspace: Workspace, old: SlackMessage, tombstone: SlackMessage | None) -> Event:
    """A deletion; where a thread goes on, Slack sends a change into a tombstone instead."""
    if tombstone is not None:
        return message_changed(workspace, old, tombstone)
    return {
        **_hidden(workspace, old, "message_deleted", workspace.ids.ts()),
        "deleted_ts": old.ts,
        "previous_message": old.payload(workspace.config),
    }


def _hidden(workspace: Workspace, message: SlackMessage, subtype: str, ts: str) -> Event:
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": message.channel,
        "channel_type": workspace.conversations.kind(message.channel),
        "ts": ts,
        "event_ts": ts,
    }


def home_opened(workspace: Workspace, seat: Seat) -> Event:
    """Somebody looks at their conversation with the app."""
    return _event(workspace, "app_home_opened", user=seat.id, channel=seat.dm, tab="messages")


# Channels and their members, as an app that is in the channel hears of them


def member_joined(workspace: Workspace, channel: Channel, user: str, inviter: Seat | None) -> Event:
    """Somebody is in the channel now, the app itself perhaps; `inviter` where somebody brought them in."""
    more = {"inviter": inviter.id} if inviter else {}
    return _membership(workspace, "member_joined_channel", channel, user) | more


def member_left(workspace: Workspace, channel: Channel, user: str) -> Event:
    """Somebody is in the channel no more, the app itself perhaps."""
    return _membership(workspace, "member_left_channel", channel, user)


def app_left(workspace: Workspace, channel: Channel, actor: Seat | None) -> Event:
    """What the app hears when it is the one that was removed."""
    more = {"actor_id": actor.id} if actor else {}
    return _event(workspace, _named(channel, "left"), channel=channel.id, **more)


def channel_archived(workspace: Workspace, channel: Channel, actor: Seat) -> Event:
    """Archived or taken back out of the archive, whichever the channel now is."""
    if not channel.is_archived:
        return _event(workspace, _named(channel, "unarchive"), channel=channel.id, user=actor.id)
    return _event(workspace, _named(channel, "archive"), channel=channel.id, user=actor.id, is_moved=0)


def channel_renamed(workspace: Workspace, channel: Channel) -> Event:
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


def channel_id_changed(workspace: Workspace, old: str, new: str) -> Event:
    """The only one that needs no scope."""
    return _event(workspace, "channel_id_changed", old_channel_id=old, new_channel_id=new)


def channel_shared(workspace: Workspace, channel: Channel, team: str) -> Event:
    """Another workspace is connected now."""
    return _event(workspace, "channel_shared", connected_team_id=team, channel=channel.id)


def channel_unshared(workspace: Workspace, channel: Channel, team: str) -> Event:
    """`is_ext_shared` says whether another workspace is still connected."""
    more = {"previously_connected_team_id": team, "is_ext_shared": channel.is_ext_shared}
    return _event(workspace, "channel_unshared", channel=channel.id, **more)


def _named(channel: Channel, what: str) -> str:
    """Slack still calls private channels groups here, whatever their id begins with."""
    return f"{'group' if channel.is_private else 'channel'}_{what}"


def _membership(workspace: Workspace, name: str, channel: Channel, user: str) -> Event:
    person = workspace.people.get(user)
    team = (person.team if person else "") or workspace.config.team_id
    kind = "G" if channel.is_private else "C"
    return _event(workspace, name, user=user, channel=channel.id, channel_type=kind, team=team)


def _event(workspace: Workspace, name: str, **more: Any) -> Event:
    return {"type": name, **more, "event_ts": workspace.ids.ts()}
