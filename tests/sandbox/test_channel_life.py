"""Channels that change: who is in them, their names, ids and readers, and what the bot hears of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from app.sandbox.slack import StandIn, Window
from tests.sandbox.blocks import actions, button, modal, plain
from tests.sandbox.tiny_bot import MANIFEST, TinyBot

ADA, DANA, SAM, BOT = "U0ADA0001", "U0DANA001", "U0SAM0001", "U0BOT0001"
PRIVATE, WITHOUT_BOT, GUEST = "G0ADADANA", "C0NOTES01", "C0TEAMSAM"
EVENTS = [
    "member_joined_channel",
    "member_left_channel",
    "channel_shared",
    "channel_unshared",
    "channel_id_changed",
    "channel_rename",
    "group_rename",
    "group_archive",
    "group_unarchive",
    "group_left",
    "message.groups",
]


@pytest.fixture
def standin() -> Iterator[StandIn]:
    manifest = MANIFEST | {
        "oauth_config": {"scopes": {"bot": ["chat:write", "users:read", "groups:read"]}},
        "settings": {"event_subscriptions": {"bot_events": EVENTS}},
    }
    with StandIn(manifest) as running:
        yield running


@pytest.fixture
def heard(standin: StandIn, bot: TinyBot) -> list[dict[str, Any]]:
    """The events as the bot gets them."""
    got: list[dict[str, Any]] = []

    def hear(event: dict[str, Any]) -> None:
        got.append(event)

    for name in [*EVENTS[:-1], "message"]:
        bot.app.event(name)(hear)
    return got


def names(heard: list[dict[str, Any]]) -> list[str]:
    found = [each["type"] for each in heard]
    heard.clear()
    return found


def test_the_bot_hears_who_comes_and_goes_where_it_is(standin: StandIn, heard: list[dict[str, Any]]) -> None:
    standin.join(PRIVATE, "sam", inviter="dana")
    (event,) = heard
    expected = {
        "type": "member_joined_channel",
        "user": SAM,
        "channel": PRIVATE,
        "channel_type": "G",
        "team": "T0SANDBOX",
        "inviter": DANA,
    }
    assert event | expected == event
    assert event["event_ts"]
    (envelope,) = (each.payload for each in standin.deliveries)
    assert (envelope["event_id"][:2], envelope["team_id"]) == ("Ev", "T0SANDBOX")
    standin.leave(PRIVATE, "sam")
    standin.join("with-a-partner", "sam")
    standin.leave("with-a-partner", "pia")
    assert [each["type"] for each in heard[1:]] == ["member_left_channel", *EVENTS[:2]]
    assert (heard[-1]["user"], heard[-1]["team"]) == ("U0PIA0001", "T0PARTNER")
    assert standin.deliveries[-1].payload["is_ext_shared_channel"]
    heard.clear()
    standin.join(WITHOUT_BOT, "sam")
    standin.open_window("ada").say("not for apps", WITHOUT_BOT)
    standin.leave("general", "dana")  # public: takes channels:read, which this app has not
    assert heard == []


def test_the_bot_hears_of_itself_and_then_nothing_more(standin: StandIn, heard: list[dict[str, Any]]) -> None:
    standin.invite_bot(WITHOUT_BOT, "ada")
    assert [(each["type"], each["user"]) for each in heard] == [("member_joined_channel", BOT)]
    heard.clear()
    standin.remove_bot(WITHOUT_BOT, "dana")
    standin.join(WITHOUT_BOT, "sam")
    standin.archive(WITHOUT_BOT)
    assert names(heard) == ["group_left", "member_left_channel"]


def test_sharing_outside_changes_the_id_and_is_told_when_it_is_taken(
    standin: StandIn, heard: list[dict[str, Any]], client: WebClient, ada: Window
) -> None:
    ts = client.chat_postMessage(channel=PRIVATE, text="shared")["ts"]
    ada.say("a reply", PRIVATE, thread_ts=ts)
    heard.clear()
    new = standin.share_outside(PRIVATE, pending=True)
    assert (new, names(heard)) == ("C0ADADANA", ["channel_id_changed"])
    assert client.conversations_info(channel=new)["channel"]["is_pending_ext_shared"]
    assert client.api_call("chat.delete", params={"channel": new, "ts": ts})["ok"]
    assert [each.text for each in ada.thread(ts, new)] == ["a reply"]
    with pytest.raises(LookupError):
        ada.messages(PRIVATE)
    with pytest.raises(Exception, match="channel_not_found"):
        client.conversations_info(channel=PRIVATE)
    assert standin.share_outside(new) == new
    assert [(each["type"], each["connected_team_id"]) for each in heard] == [("channel_shared", "T0PARTNER")]
    standin.unshare(new)
    assert (heard[-1]["type"], heard[-1]["is_ext_shared"]) == ("channel_unshared", False)


def test_names_and_archives_are_told_for_private_channels_as_groups_whatever_their_id(
    standin: StandIn, heard: list[dict[str, Any]]
) -> None:
    standin.rename(GUEST, "team")
    assert heard[0]["channel"] | {"id": GUEST, "name": "team"} == heard[0]["channel"]
    standin.archive("team")
    standin.unarchive("team")
    assert names(heard) == ["group_rename", "group_archive", "group_unarchive"]
    standin.make_public("team")
    assert heard == []
    with pytest.raises(ValueError, match="not archived"):
        standin.unarchive("team")


def test_an_event_about_a_channel_is_sent_again_with_the_same_id(
    standin: StandIn, heard: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, eventually: Any
) -> None:
    monkeypatch.setattr("app.sandbox.events.RETRY_AFTER", (0.0,))
    standin.faults.add("bot:member_joined_channel", "lost")
    standin.join(PRIVATE, "sam")
    eventually(lambda: len(heard) == 2 and len(standin.deliveries) == 2)
    first, second = (each.payload["event_id"] for each in standin.deliveries)
    assert first == second


def test_a_private_channel_is_seen_by_its_members_alone(standin: StandIn, ada: Window) -> None:
    sam = standin.open_window("sam")
    assert [each.name for each in sam.channels()] == ["team-with-sam"]
    secret = ada.say("secret", PRIVATE)
    for deed in (
        lambda: sam.messages(PRIVATE),
        lambda: sam.say("x", PRIVATE),
        lambda: sam.command("/l5-help", PRIVATE),
        lambda: sam.edit(secret.ts, "x"),
        lambda: sam.join("general"),
    ):
        with pytest.raises(LookupError, match="sees no"):
            deed()
    standin.join(PRIVATE, "sam")
    assert [each.text for each in sam.messages(PRIVATE)] == ["secret"]
    with pytest.raises(LookupError, match="archived"):
        ada.say("x", "old-project")
    standin.leave("general", "ada")
    with pytest.raises(LookupError, match="is not in general"):
        ada.say("x", "#general")
    ada.join("general")
    ada.say("x", "#general")


def test_invite_remove_and_leave_are_slacks_own_commands(standin: StandIn, ada: Window) -> None:
    def said() -> str:
        return [each.text for each in ada.messages(WITHOUT_BOT) if each.is_error][-1]

    ada.command("/invite @Tiny", WITHOUT_BOT)
    ada.command("/invite @sam", WITHOUT_BOT)
    held = standin.workspace.channels.here(WITHOUT_BOT)
    assert (held.bot, held.members) == (True, (ADA, DANA, SAM))
    ada.command("/invite @sam", WITHOUT_BOT)
    assert said() == "Sam Rivera is already in ada-1-1-notes."
    ada.command("/invite @nobody", WITHOUT_BOT)
    assert said() == "Nobody here is called nobody."
    sam = standin.open_window("sam")
    sam.command("/remove @ada", WITHOUT_BOT)
    assert "Guests cannot" in sam.messages(WITHOUT_BOT)[-1].text
    ada.command("/remove @Tiny", WITHOUT_BOT)
    ada.command("/leave", WITHOUT_BOT)
    held = standin.workspace.channels.here(WITHOUT_BOT)
    assert (held.bot, held.members) == (False, (DANA, SAM))


def test_anybody_in_the_channel_presses_a_button_as_themselves(
    standin: StandIn, bot: TinyBot, client: WebClient
) -> None:
    bot.app.action("read")(lambda ack: ack())
    row = actions(button("read", "I have read this"))
    ts = client.chat_postMessage(channel=GUEST, text="x", blocks=[row])["ts"]
    pressed = standin.open_window("sam").click("read", message_ts=ts).payload
    assert pressed["user"]["id"] == SAM
    assert pressed["channel"] == {"id": GUEST, "name": "privategroup"}
    assert pressed["container"]["channel_id"] == GUEST
    standin.leave(GUEST, "sam")
    with pytest.raises(LookupError, match="sees no message"):
        standin.open_window("sam").click("read", message_ts=ts)


def menu(**more: Any) -> dict[str, Any]:
    element = {"type": "conversations_select", "action_id": "choice", **more}
    return {"type": "input", "block_id": "where", "label": plain("Where"), "element": element}


INSIDE = {"include": ["private"], "exclude_external_shared_channels": True, "exclude_bot_users": True}


def test_a_menu_of_conversations_offers_the_persons_own_and_begins_where_they_are(
    standin: StandIn, bot: TinyBot, ada: Window
) -> None:
    shown = [menu(filter=INSIDE, default_to_current_conversation=True)]

    @bot.app.command("/l5-assess")
    def start(ack: Any, client: Any, command: dict[str, Any]) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=modal(*shown))
        ack()

    sent = ada.command("/l5-assess", GUEST).payload
    assert (sent["channel_id"], sent["channel_name"]) == (GUEST, "privategroup")
    assert ada.offered("where") == [PRIVATE, WITHOUT_BOT, GUEST]
    assert ada.state()["where"]["choice"]["selected_conversation"] == GUEST
    ada.choose("where", WITHOUT_BOT)
    assert ada.state()["where"]["choice"]["selected_conversation"] == WITHOUT_BOT
    for refused in ("C0PARTNER", "C0GENERAL", "G0OLDPROJ", "D0ADA0001"):
        with pytest.raises(LookupError, match="is not offered"):
            ada.choose("where", refused)
    ada.command("/l5-assess", "with-a-partner")
    assert ada.shown("where") is None
    shown[:] = [menu()]
    ada.command("/l5-assess")
    assert {"D0ADA0001", "C0GENERAL", "C0PARTNER"} < set(ada.offered("where"))
