"""Slack's events about channels: each becomes one service call, and `ack()` comes last."""

from typing import Any

from slack_bolt import Ack, App

from app.sharing.watch.watching import WatchService
from app.slack.payloads import event, slack_id, workspace


def register_events(app: App, service: WatchService) -> None:
    """Who comes into a channel, that the bot was taken out of one, that one is shared with another
    workspace, or got another id."""
    listeners = WatchListeners(service)
    app.event("member_joined_channel")(listeners.joined)
    app.event("group_left")(listeners.left)
    app.event("channel_shared")(listeners.shared)
    app.event("channel_id_changed")(listeners.id_changed)


class WatchListeners:
    def __init__(self, service: WatchService) -> None:
        self._service = service

    def joined(self, ack: Ack, body: dict[str, Any]) -> None:
        told = event(body)
        channel_id, user_id = slack_id(told.get("channel")), slack_id(told.get("user"))
        if channel_id and user_id:
            self._service.joined(workspace(body), channel_id, user_id)
        ack()

    def left(self, ack: Ack, body: dict[str, Any]) -> None:
        if channel_id := slack_id(event(body).get("channel")):
            self._service.left(workspace(body), channel_id)
        ack()

    def shared(self, ack: Ack, body: dict[str, Any]) -> None:
        if channel_id := slack_id(event(body).get("channel")):
            self._service.shared_outside(workspace(body), channel_id)
        ack()

    def id_changed(self, ack: Ack, body: dict[str, Any]) -> None:
        told = event(body)
        old, new = slack_id(told.get("old_channel_id")), slack_id(told.get("new_channel_id"))
        if old and new:
            self._service.id_changed(workspace(body), old, new)
        ack()
