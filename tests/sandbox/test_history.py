"""Reading conversations back: order, pages, ends, metadata, threads, the lag; and addresses."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.sandbox.slack import StandIn, Window
from tests.sandbox.tiny_bot import MANIFEST

ADA, ADA_DM = "U0ADA0001", "D0ADA0001"
DELIVERY = {"event_type": "delivery", "event_payload": {"id": "d-1"}}


def error(call: Any, **given: Any) -> str:
    with pytest.raises(SlackApiError) as failed:
        call(**given)
    return str(failed.value.response["error"])


def post(client: WebClient, *texts: str, **more: Any) -> list[str]:
    return [client.chat_postMessage(channel=ADA, text=text, **more)["ts"] for text in texts]


def texts(client: WebClient, **asked: Any) -> list[str]:
    return [each["text"] for each in client.conversations_history(channel=ADA_DM, **asked)["messages"]]


def test_history_is_newest_first_and_its_ends_are_left_out_unless_inclusive(client: WebClient) -> None:
    first, _, third = post(client, "one", "two", "three")
    assert texts(client) == ["three", "two", "one"]
    assert texts(client, oldest=first, latest=third) == ["two"]
    assert texts(client, oldest=first, latest=third, inclusive=True) == ["three", "two", "one"]


def test_pages_go_back_from_the_newest_but_forward_from_oldest(client: WebClient) -> None:
    first, *_ = post(client, "one", "two", "three", "four")
    newest = client.conversations_history(channel=ADA_DM, limit=3)
    assert [each["text"] for each in newest["messages"]] == ["four", "three", "two"]
    assert newest["has_more"]
    assert texts(client, limit=3, cursor=newest["response_metadata"]["next_cursor"]) == ["one"]
    after = client.conversations_history(channel=ADA_DM, oldest=first, limit=2)
    assert [each["text"] for each in after["messages"]] == ["three", "two"]
    cursor = after["response_metadata"]["next_cursor"]
    assert texts(client, oldest=first, limit=2, cursor=cursor) == ["four"]


def test_metadata_comes_only_with_include_all_metadata_and_outlives_an_update(client: WebClient) -> None:
    (ts,) = post(client, "hello", metadata=DELIVERY)
    (plain,) = client.conversations_history(channel=ADA_DM)["messages"]
    assert "metadata" not in plain
    client.chat_update(channel=ADA_DM, ts=ts, text="done")
    (whole,) = client.conversations_history(channel=ADA_DM, include_all_metadata=True)["messages"]
    assert (whole["text"], whole["metadata"]) == ("done", DELIVERY)


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": "y"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"id": "é" * 600}}, "metadata_too_large"),
    ],
)
def test_bad_metadata_is_refused_and_nothing_is_posted(
    client: WebClient, ada: Window, metadata: dict[str, Any], code: str
) -> None:
    assert error(client.chat_postMessage, channel=ADA, text="x", metadata=metadata) == code
    assert ada.messages() == []


def test_a_new_message_is_not_listed_before_the_lag_is_over(ada: Window) -> None:
    with StandIn(MANIFEST, history_lag=30) as slow:
        client = WebClient("xoxb-sandbox", base_url=slow.api_url, retry_handlers=[], timeout=3)
        (ts,) = post(client, "hello")
        assert texts(client) == []
        assert error(client.conversations_replies, channel=ADA_DM, ts=ts) == "thread_not_found"
        assert [each.text for each in slow.open_window("ada").messages()] == ["hello"]
        slow.advance(31)
        assert texts(client) == ["hello"]


def test_replies_are_in_their_thread_alone_and_the_parent_counts_them(client: WebClient, ada: Window) -> None:
    (parent,) = post(client, "how is it going?")
    ada.say("3.4 %", thread_ts=parent)
    post(client, "thank you", thread_ts=parent)
    client.chat_postEphemeral(channel=ADA_DM, user=ADA, text="only for you", thread_ts=parent)
    (listed,) = client.conversations_history(channel=ADA_DM)["messages"]
    assert (listed["text"], listed["reply_count"]) == ("how is it going?", 2)
    assert listed["reply_users"] == [ADA, "U0BOT0001"]
    thread = client.conversations_replies(channel=ADA_DM, ts=parent)["messages"]
    assert [each["text"] for each in thread] == ["how is it going?", "3.4 %", "thank you"]
    assert [each.get("thread_ts") for each in thread] == [parent] * 3
    alone = client.conversations_replies(channel=ADA_DM, ts=thread[1]["ts"])["messages"]
    assert [each["text"] for each in alone] == ["3.4 %"]


def test_a_thread_hangs_on_its_parent_alone(client: WebClient, ada: Window) -> None:
    (parent,) = post(client, "parent")
    (reply,) = post(client, "reply", thread_ts=parent)
    answer = error(client.chat_postMessage, channel=ADA, text="x", thread_ts=reply)
    assert answer == "cannot_reply_to_message"
    assert error(client.chat_postMessage, channel=ADA, text="x", thread_ts="1.1") == "thread_not_found"
    with pytest.raises(LookupError, match="nobody can reply"):
        ada.say("x", thread_ts=reply)
    assert [each.text for each in ada.thread(parent)] == ["reply"]


def test_what_only_one_person_sees_is_not_in_the_history(client: WebClient, ada: Window) -> None:
    ts = client.chat_postEphemeral(channel=ADA_DM, user=ADA, text="psst")["message_ts"]
    assert texts(client) == []
    assert error(client.chat_getPermalink, channel=ADA_DM, message_ts=ts) == "message_not_found"
    assert [each.text for each in ada.messages()] == ["psst"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"limit": 1000}, "invalid_limit"),
        ({"limit": "many"}, "invalid_arguments"),
        ({"cursor": "???"}, "invalid_cursor"),
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"channel": ADA}, "channel_not_found"),
    ],
)
def test_a_question_history_does_not_understand_is_named(
    client: WebClient, asked: dict[str, Any], code: str
) -> None:
    assert error(client.conversations_history, **{"channel": ADA_DM, **asked}) == code


def test_a_message_has_an_address_and_a_reply_names_its_thread(client: WebClient, ada: Window) -> None:
    ts = ada.say("shipped").ts
    reply = ada.say("and measured", thread_ts=ts).ts
    link = client.chat_getPermalink(channel=ADA_DM, message_ts=ts)["permalink"]
    assert link == f"https://northwind.slack.com/archives/{ADA_DM}/p{ts.replace('.', '')}"
    below = client.chat_getPermalink(channel=ADA_DM, message_ts=reply)["permalink"]
    assert below.endswith(f"p{reply.replace('.', '')}?thread_ts={ts}&cid={ADA_DM}")


def test_the_bot_deletes_its_own_messages_only_and_a_thread_keeps_a_tombstone(
    client: WebClient, ada: Window
) -> None:
    own, kept = post(client, "mistake", "question")
    hers = ada.say("mine", thread_ts=kept).ts
    client.chat_delete(channel=ADA_DM, ts=own)
    assert error(client.chat_delete, channel=ADA_DM, ts=own) == "message_not_found"
    assert error(client.chat_delete, channel=ADA_DM, ts=hers) == "cant_delete_message"
    client.chat_delete(channel=ADA_DM, ts=kept)
    (stone,) = client.conversations_history(channel=ADA_DM)["messages"]
    assert (stone["subtype"], stone["reply_count"]) == ("tombstone", 1)
