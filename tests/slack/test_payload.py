"""Who and what a payload is about: events, shortcuts, buttons; and what the manifest asks Slack to send."""

from collections.abc import Mapping
from typing import Any

import pytest
from slack_bolt import Ack

from app.errors import NotFound
from app.sandbox.slack import StandIn, Window
from app.slack.blocks import actions, button
from app.slack.manifest import SCOPES, manifest
from app.slack.payloads import (
    MessagePlace,
    action_choice,
    action_id,
    action_value,
    event,
    message_place,
    sender,
    view_metadata,
    workspace,
)
from app.users import SlackUser
from tests.sandbox.tiny_bot import TinyBot

ADA = SlackUser("", "T0SANDBOX", "U0ADA0001")
ORGANISATION = [{"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}]
GRID = [{"enterprise_id": "E1", "team_id": "T1", "is_enterprise_install": False}]


def envelope(inner: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "event": dict(inner), **more}


def test_a_message_an_edit_and_a_deletion_are_their_author_s(bot: TinyBot, ada: Window) -> None:
    heard: list[tuple[str | None, SlackUser]] = []

    def listen(body: dict[str, Any]) -> None:
        heard.append((event(body).get("subtype"), sender(body)))

    for subtype in (None, "message_changed", "message_deleted"):
        bot.app.event({"type": "message", "subtype": subtype})(listen)
    ts = ada.say("3.4 %").ts
    ada.edit(ts, "3.5 %")
    ada.delete(ts)
    assert heard == [(None, ADA), ("message_changed", ADA), ("message_deleted", ADA)]


@pytest.mark.parametrize(
    "inner",
    [
        {"user": "U0BOT", "bot_id": "B1"},
        {"subtype": "message_changed", "message": {"user": "U0BOT", "bot_id": "B1"}},
        {"subtype": "message_deleted", "previous_message": {"user": "U0BOT", "bot_id": "B1"}},
        {"subtype": "channel_archive"},
        {},
    ],
)
def test_a_bot_s_message_and_nobody_s_speak_for_nobody(inner: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        sender(envelope(inner))
    with pytest.raises(NotFound):
        sender({"event": "a text"})


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ("", "T1")),
        ({"enterprise_id": "E1"}, ("E1", "T1")),
        ({"authorizations": GRID}, ("E1", "T1")),
        ({"authorizations": ORGANISATION}, ("E1", "")),
        ({"authorizations": []}, ("", "T1")),
        ({"team_id": "T2", "authorizations": [{"team_id": "T1"}]}, ("", "T1")),  # a shared channel's event
    ],
)
def test_an_event_s_workspace_is_the_one_that_interactions_name(
    more: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert workspace(envelope({"user": "U1"}, **more)) == SlackUser(*expected, "")
    assert sender(envelope({"user": "U1"}, **more)) == SlackUser(*expected, "U1")
    assert sender(envelope({"user": {"id": "U1", "tz": "x"}}, **more)) == SlackUser(*expected, "U1")


def test_the_message_under_a_shortcut_and_under_a_button_is_found(bot: TinyBot, ada: Window) -> None:
    places: list[MessagePlace] = []

    @bot.app.shortcut({"type": "message_action", "callback_id": "follow"})
    @bot.app.action("status")
    def act(ack: Ack, body: dict[str, Any]) -> None:
        assert sender(body) == ADA
        assert action_id(body) == ("status" if "actions" in body else "")
        places.append(message_place(body))
        ack()

    ts = ada.say("We shipped the search", "#general").ts
    assert ada.message_shortcut("follow", ts, "#general").ok
    blocks = [actions(button("On track", "status", "1"))]
    posted = bot.client.chat_postMessage(channel=ada.seat.id, text="?", blocks=blocks)
    assert ada.click("On track", message_ts=posted["ts"]).ok
    assert places == [MessagePlace("C0GENERAL", ts), MessagePlace(ada.seat.dm, posted["ts"])]


@pytest.mark.parametrize(
    "payload",
    [{}, {"container": {"type": "view", "view_id": "V1"}}, {"channel": {"id": "C1"}}, {"message_ts": "1.1"}],
)
def test_a_payload_without_a_message_has_no_place(payload: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        message_place(payload)


def test_the_manifest_asks_for_what_is_needed_and_no_more(standin: StandIn) -> None:
    config = standin.config
    assert config.messages_tab
    assert not manifest("/l5-", "https://x")["features"]["app_home"]["messages_tab_read_only_enabled"]
    assert sorted(SCOPES) == ["chat:write", "commands", "groups:read", "im:history", "im:write", "users:read"]
    events = [
        "message.im",
        "app_home_opened",
        "member_joined_channel",
        "group_left",
        "channel_shared",
        "channel_id_changed",
    ]
    assert list(config.bot_events) == events
    assert [each.command for each in config.commands] == ["/l5-assess", "/l5-launch", "/l5-share"]
    assert [each.callback_id for each in config.shortcuts] == ["assess", "launch", "share"]
    assert [each.callback_id for each in config.message_shortcuts] == ["follow"]


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud800", "x" * 400, "", None, 7.5, {"a": 1}, "two words"])
def test_what_no_column_holds_is_the_id_of_nothing(odd: object) -> None:
    button_of = {"actions": [{"value": odd}], "view": {"private_metadata": odd}}
    menu_of = {"actions": [{"selected_option": {"value": odd}}]}
    read = (action_value(button_of), view_metadata(button_of), action_choice(menu_of))
    assert read == (("7.5",) * 3 if odd == 7.5 else ("", "", ""))
