"""What people write, edit and delete: the events the bot gets, and shortcuts started from messages."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.sandbox.messages import SentText
from app.sandbox.slack import StandIn, Window
from tests.sandbox.blocks import modal
from tests.sandbox.tiny_bot import MANIFEST, TinyBot

ADA, ADA_DM = "U0ADA0001", "D0ADA0001"


@pytest.fixture
def events(bot: TinyBot) -> list[dict[str, Any]]:
    """Every message event the bot gets, in order."""
    got: list[dict[str, Any]] = []

    def heard(event: dict[str, Any]) -> None:
        got.append(event)

    for subtype in (None, "message_changed", "message_deleted", "file_share", "thread_broadcast"):
        bot.app.event({"type": "message", "subtype": subtype})(heard)
    bot.app.event("app_home_opened")(heard)
    return got


def test_the_bot_hears_what_a_person_writes(ada: Window, events: list[dict[str, Any]]) -> None:
    message = ada.say("R&D <!channel>")
    (event,) = events
    expected = {
        "type": "message",
        "user": ADA,
        "text": "R&amp;D &lt;!channel&gt;",
        "ts": message.ts,
        "event_ts": message.ts,
        "channel": ADA_DM,
        "channel_type": "im",
        "team": "T0SANDBOX",
    }
    assert event | expected == event
    (section,) = event["blocks"][0]["elements"]
    assert section["elements"] == [{"type": "text", "text": "R&D <!channel>"}]
    assert event["client_msg_id"]
    assert "thread_ts" not in event
    assert "subtype" not in event


def test_a_reply_says_whose_thread_it_is_in(
    ada: Window, client: WebClient, events: list[dict[str, Any]]
) -> None:
    parent = client.chat_postMessage(channel=ADA, text="how is it going?")["ts"]
    ada.say("3.4 %", thread_ts=parent)
    assert (events[0]["thread_ts"], events[0]["parent_user_id"]) == (parent, "U0BOT0001")


def test_a_reply_that_stands_outside_its_thread_and_a_file_have_a_subtype(
    ada: Window, client: WebClient, events: list[dict[str, Any]]
) -> None:
    parent = client.chat_postMessage(channel=ADA, text="how is it going?")["ts"]
    ada.say("3.4 %", thread_ts=parent, also_in_conversation=True)
    ada.say("", file="chart.png")
    assert [each["subtype"] for each in events] == ["thread_broadcast", "file_share"]
    assert events[1]["files"][0]["name"] == "chart.png"
    assert "blocks" not in events[1]


def test_rich_text_says_more_than_the_letters(ada: Window, events: list[dict[str, Any]]) -> None:
    emoji = {"type": "emoji", "name": "tada", "unicode": "1f389"}
    said = ada.say("", sent=SentText(":tada:", (emoji,)))
    assert events[0]["text"] == ":tada:"
    assert events[0]["blocks"][0]["elements"][0]["elements"] == [emoji]
    ada.edit(said.ts, "3.4 %")
    (section,) = events[1]["message"]["blocks"][0]["elements"]
    assert section["elements"] == [{"type": "text", "text": "3.4 %"}]


def test_a_reply_of_the_app_may_stand_in_the_conversation_too(ada: Window, client: WebClient) -> None:
    parent = client.chat_postMessage(channel=ADA, text="how is it going?")["ts"]
    sent = client.chat_postMessage(channel=ADA, text="a", thread_ts=parent, reply_broadcast=True)
    client.chat_postMessage(channel=ADA, text="b", thread_ts=parent)
    assert sent["message"]["subtype"] == "thread_broadcast"
    listed = client.conversations_history(channel=ADA_DM)["messages"]
    assert [each["text"] for each in listed] == ["a", "how is it going?"]
    assert [each.text for each in ada.thread(parent)] == ["a", "b"]


def test_looking_at_the_app_is_an_event(ada: Window, events: list[dict[str, Any]]) -> None:
    ada.look_at_app()
    (event,) = events
    assert (event["type"], event["user"], event["channel"]) == ("app_home_opened", ADA, ADA_DM)
    assert event["tab"] == "messages"


def test_an_edit_carries_both_versions_and_the_same_words_again_are_none(
    ada: Window, events: list[dict[str, Any]]
) -> None:
    ts = ada.say("3.4 %").ts
    ada.edit(ts, "3.5 %")
    ada.edit(ts, "3.5 %")
    _, event = events
    assert (event["subtype"], event["hidden"], event["channel"]) == ("message_changed", True, ADA_DM)
    assert "user" not in event
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("3.5 %", "3.4 %")
    assert event["message"]["ts"] == event["previous_message"]["ts"] == ts
    assert event["message"]["edited"] == {"user": ADA, "ts": event["ts"]}
    assert float(event["event_ts"]) > float(ts)


def test_a_deletion_names_the_message_and_what_it_said(
    ada: Window, client: WebClient, events: list[dict[str, Any]]
) -> None:
    parent = client.chat_postMessage(channel=ADA, text="how is it going?")["ts"]
    ts = ada.say("3.4 %", thread_ts=parent).ts
    ada.delete(ts)
    _, event = events
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", ts)
    assert (event["previous_message"]["text"], event["previous_message"]["thread_ts"]) == ("3.4 %", parent)
    assert ada.thread(parent) == []


def test_a_deleted_parent_becomes_a_tombstone(ada: Window, events: list[dict[str, Any]]) -> None:
    parent = ada.say("a thought")
    ada.say("and another", thread_ts=parent.ts)
    ada.delete(parent.ts)
    assert (events[-1]["subtype"], events[-1]["message"]["subtype"]) == ("message_changed", "tombstone")
    assert [each.text for each in ada.messages()] == ["This message was deleted.", "and another"]


def test_people_change_their_own_messages_only(ada: Window, client: WebClient, standin: StandIn) -> None:
    asked = client.chat_postMessage(channel=ADA, text="?")["ts"]
    mine = ada.say("mine", "#general").ts
    with pytest.raises(LookupError, match="did not write"):
        ada.edit(asked, "!")
    with pytest.raises(LookupError, match="did not write"):
        standin.open_window("dana").delete(mine)
    with pytest.raises(LookupError, match="sees no message"):
        standin.open_window("dana").edit(asked, "!")
    with pytest.raises(SlackApiError, match="cant_update_message"):
        client.chat_update(channel="C0GENERAL", ts=mine, text="!")


def test_nothing_is_sent_that_the_manifest_does_not_ask_for(
    bot: TinyBot, ada: Window, standin: StandIn
) -> None:
    ada.say("hello", "#general")
    assert standin.deliveries == []
    manifest = MANIFEST | {"settings": {"event_subscriptions": {"bot_events": []}}}
    with StandIn(manifest) as deaf:
        deaf.bot_url = bot.url
        deaf.open_window("ada").say("hello")
        assert deaf.deliveries == []


def test_an_event_the_bot_missed_is_sent_again_at_once(
    bot: TinyBot, ada: Window, standin: StandIn, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    tries: list[str] = []

    @bot.app.event("message")
    def heard(body: dict[str, Any]) -> None:
        tries.append(body["event_id"])
        if len(tries) == 1:
            raise RuntimeError("on purpose")

    ada.say("hello")
    eventually(lambda: len(tries) == 2)
    assert len(set(tries)) == 1


def test_retries_end_with_the_stand_in(standin: StandIn) -> None:
    standin.bot_url = "http://127.0.0.1:9/slack/events"
    ended = threading.Thread(target=standin.send_event, args=({"type": "app_home_opened"},))
    ended.start()
    standin.stop()
    ended.join(5)
    assert not ended.is_alive()


@pytest.fixture
def echoing() -> Iterator[StandIn]:
    with StandIn(MANIFEST, hears_itself=True) as standin:
        yield standin


def test_a_bot_can_be_made_to_hear_itself_as_in_slack(
    echoing: StandIn, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    tiny = TinyBot(echoing)
    try:
        echoing.bot_url = tiny.url
        ts = tiny.client.chat_postMessage(channel=ADA, text="one")["ts"]
        tiny.client.chat_update(channel=ADA_DM, ts=ts, text="two")
        tiny.client.chat_delete(channel=ADA_DM, ts=ts)
        eventually(lambda: len(echoing.deliveries) >= 3)
        events = [each.payload["event"] for each in echoing.deliveries[:3]]
        assert [each.get("subtype") for each in events] == [None, "message_changed", "message_deleted"]
        assert events[0]["bot_id"] == "B0SANDBOX"
    finally:
        tiny.stop()


def test_a_message_shortcut_brings_the_message_and_opens_a_view(bot: TinyBot, ada: Window) -> None:
    got: list[dict[str, Any]] = []

    @bot.app.shortcut({"type": "message_action", "callback_id": "follow"})
    def follow(ack: Any, body: dict[str, Any], client: Any, respond: Any) -> None:
        got.append(body)
        client.views_open(trigger_id=body["trigger_id"], view=modal())
        respond("noted")
        ack()

    message = ada.say("we shipped the new search", "#general")
    assert ada.message_shortcut("follow", message.ts, "#general").ok
    (body,) = got
    assert (body["type"], body["message_ts"], body["message"]["ts"]) == (
        "message_action",
        message.ts,
        message.ts,
    )
    assert body["message"]["text"] == "we shipped the new search"
    assert body["channel"] == {"id": "C0GENERAL", "name": "general"}
    assert ada.top is not None
    assert [each.text for each in ada.messages("#general") if each.ephemeral] == ["noted"]


def test_a_shortcut_must_be_of_the_messages_kind_and_the_message_in_sight(
    ada: Window, standin: StandIn
) -> None:
    ts = ada.say("mine").ts
    with pytest.raises(LookupError, match="no message shortcut assess"):
        ada.message_shortcut("assess", ts)
    dana = standin.open_window("dana")
    with pytest.raises(LookupError, match="sees no message"):
        dana.message_shortcut("follow", ts)
    ada.command("/unknown", "#general")
    (hers,) = ada.messages("#general")
    with pytest.raises(LookupError, match="sees no message"):
        dana.message_shortcut("follow", hers.ts, "#general")


def test_more_words_than_slack_takes_are_refused_whole(bot: TinyBot) -> None:
    words = [{"type": "section", "text": {"type": "plain_text", "text": "x" * 2800}} for _ in range(4)]
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        bot.client.chat_postMessage(channel="U0ADA0001", text="long", blocks=words)
