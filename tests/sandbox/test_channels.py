"""Channels as the bot's Web API calls see them: flags, members, posts, and the errors of each."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.sandbox.slack import StandIn, Window
from tests.sandbox.tiny_bot import MANIFEST

ADA, DANA, SAM, BOT = "U0ADA0001", "U0DANA001", "U0SAM0001", "U0BOT0001"
PRIVATE, WITHOUT_BOT, PARTNER, GUEST, OLD = "G0ADADANA", "C0NOTES01", "C0PARTNER", "C0TEAMSAM", "G0OLDPROJ"
READS = ["chat:write", "users:read", "groups:read", "channels:read"]


def scoped(*scopes: str) -> dict[str, Any]:
    return MANIFEST | {"oauth_config": {"scopes": {"bot": list(scopes)}}}


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn(scoped(*READS)) as running:
        yield running


def error(call: Any, **given: Any) -> str:
    with pytest.raises(SlackApiError) as failed:
        call(**given)
    return str(failed.value.response["error"])


def test_the_flags_say_what_a_channel_is_and_its_id_does_not(client: WebClient, standin: StandIn) -> None:
    def flags(channel: str) -> set[str]:
        shown = client.conversations_info(channel=channel)["channel"]
        return {name for name, value in shown.items() if name.startswith("is_") and value}

    assert flags("C0GENERAL") == {"is_channel", "is_general", "is_member"}
    assert flags(PRIVATE) == {"is_private", "is_group", "is_member"}
    assert flags(GUEST) == {"is_channel", "is_private", "is_member"}
    assert flags(PARTNER) == {"is_channel", "is_private", "is_member", "is_shared", "is_ext_shared"}
    assert flags(OLD) == {"is_private", "is_group", "is_member", "is_archived"}
    standin.make_public(PRIVATE)
    assert flags(PRIVATE) == {"is_channel", "is_member"}
    standin.share_outside(GUEST, pending=True)
    assert "is_pending_ext_shared" in flags(GUEST)


def test_members_come_page_by_page_with_guests_bots_and_people_from_outside(
    client: WebClient, standin: StandIn
) -> None:
    standin.fill(PRIVATE, 26)
    assert "num_members" not in client.conversations_info(channel=PRIVATE)["channel"]
    assert (
        client.conversations_info(channel=PRIVATE, include_num_members=True)["channel"]["num_members"] == 27
    )
    found: list[str] = []
    cursor = ""
    while True:
        page = client.conversations_members(channel=PRIVATE, limit=10, cursor=cursor)
        found += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert len(found) == len(set(found)) == 27
    assert found[-1] == BOT
    people = {each: client.users_info(user=each)["user"] for each in found}
    assert not people[found[5]]["is_bot"]
    assert [p["is_restricted"] for p in people.values()].count(True) == 0
    sam, tickets = (client.users_info(user=each)["user"] for each in (SAM, "U0TICKETS"))
    assert (sam["is_restricted"], sam["is_ultra_restricted"], sam["team_id"]) == (True, False, "T0SANDBOX")
    assert tickets["is_bot"]
    pia = client.users_info(user="U0PIA0001")["user"]
    assert (pia["team_id"], pia["is_stranger"]) == ("T0PARTNER", False)
    assert error(client.conversations_members, channel=PRIVATE, cursor="???") == "invalid_cursor"


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "conversations.history"])
def test_a_private_channel_without_the_bot_is_not_there(client: WebClient, method: str) -> None:
    for channel in (WITHOUT_BOT, "C0NOWHERE", "ada-and-dana"):
        answer = error(client.api_call, api_method=method, params={"channel": channel})
        assert answer == "channel_not_found"


@pytest.mark.parametrize(
    ("scopes", "method", "channel", "needed"),
    [
        (READS, "conversations.history", PRIVATE, "groups:history"),
        (READS, "conversations.history", "C0GENERAL", "channels:history"),
        (["channels:read"], "conversations.info", PRIVATE, "groups:read"),
        (["groups:read"], "conversations.members", "C0GENERAL", "channels:read"),
        (["groups:read"], "conversations.info", "D0ADA0001", "im:read"),
        ([], "conversations.info", WITHOUT_BOT, "channels:read,groups:read,mpim:read,im:read"),
    ],
)
def test_each_kind_of_conversation_has_its_scope(
    scopes: list[str], method: str, channel: str, needed: str
) -> None:
    with StandIn(scoped(*scopes)) as narrow:
        asking = WebClient("xoxb-sandbox", base_url=narrow.api_url, retry_handlers=[])
        with pytest.raises(SlackApiError) as failed:
            asking.api_call(method, params={"channel": channel})
    assert (failed.value.response["error"], failed.value.response["needed"]) == ("missing_scope", needed)


def test_a_post_goes_where_the_bot_is_and_each_refusal_has_its_code(
    client: WebClient, standin: StandIn, ada: Window
) -> None:
    def post(channel: str) -> str:
        return error(client.chat_postMessage, channel=channel, text="x")

    parent = client.chat_postMessage(channel=PRIVATE, text="shared")
    client.chat_postMessage(channel=PRIVATE, text="more", thread_ts=parent["ts"])
    assert parent["channel"] == PRIVATE
    assert [each.text for each in ada.messages("ada-and-dana")] == ["shared", "more"]
    assert post(WITHOUT_BOT) == "channel_not_found"
    assert post(OLD) == "is_archived"
    standin.restrict_posting(GUEST)
    assert post(GUEST) == "restricted_action"
    standin.remove_bot("general")
    assert post("#general") == "not_in_channel"
    standin.remove_bot(PRIVATE)
    assert post(PRIVATE) == "channel_not_found"
    for call in (client.chat_delete, client.chat_update):
        assert error(call, channel=PRIVATE, ts=parent["ts"], text="x") == "channel_not_found"


def test_what_was_posted_is_addressed_changed_and_deleted_or_deleting_is_refused(
    client: WebClient, standin: StandIn, ada: Window
) -> None:
    ts = client.chat_postMessage(channel=PRIVATE, text="shared")["ts"]
    hers = ada.say("mine", PRIVATE).ts
    link = client.chat_getPermalink(channel=PRIVATE, message_ts=ts)["permalink"]
    assert f"/archives/{PRIVATE}/p" in link
    client.chat_update(channel=PRIVATE, ts=ts, text="changed")
    standin.keep_exports()
    assert error(client.chat_delete, channel=PRIVATE, ts=ts) == "compliance_exports_prevent_deletion"
    standin.keep_exports(kept=False)
    assert error(client.chat_delete, channel=PRIVATE, ts=hers) == "cant_delete_message"
    standin.archive(PRIVATE)
    assert error(client.chat_update, channel=PRIVATE, ts=ts, text="x") == "is_inactive"
    assert error(client.chat_delete, channel=PRIVATE, ts=ts) == "is_archived"
    standin.unarchive(PRIVATE)
    client.chat_delete(channel=PRIVATE, ts=ts)
    assert error(client.chat_delete, channel=PRIVATE, ts=ts) == "message_not_found"
    assert [each.text for each in ada.messages(PRIVATE)] == ["mine"]


def test_only_who_is_there_sees_what_is_for_them_alone(
    client: WebClient, standin: StandIn, ada: Window
) -> None:
    client.chat_postEphemeral(channel=PRIVATE, user=ADA, text="psst")
    assert [each.text for each in ada.messages(PRIVATE)] == ["psst"]
    assert standin.open_window("dana").messages(PRIVATE) == []
    answer = error(client.chat_postEphemeral, channel=PRIVATE, user=SAM, text="psst")
    assert answer == "user_not_in_channel"


@pytest.mark.parametrize("kind", ["cut_after", "error_after", "ratelimited"])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.delete"])
def test_a_fault_leaves_a_channel_as_it_says(
    client: WebClient, standin: StandIn, ada: Window, method: str, kind: Any
) -> None:
    ts = client.chat_postMessage(channel=PRIVATE, text="before")["ts"]
    standin.faults.add(method, kind)
    with pytest.raises(Exception, match=r"."):
        client.api_call(method, params={"channel": PRIVATE, "text": "after", "ts": ts})
    done = {"chat.postMessage": ["before", "after"], "chat.delete": []}[method]
    assert [each.text for each in ada.messages(PRIVATE)] == (["before"] if kind == "ratelimited" else done)
