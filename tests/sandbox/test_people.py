"""What the Web API tells of people, and of those who left."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.sandbox.slack import StandIn, Window
from tests.support import today

ADA, ADA_DM = "U0ADA0001", "D0ADA0001"


def test_a_person_has_a_time_zone_whose_offset_follows_the_sandboxs_date(
    client: WebClient, standin: StandIn
) -> None:
    offsets = set()
    for _ in range(4):
        user = client.users_info(user=ADA)["user"]
        assert (user["tz"], user["deleted"], user["is_bot"], user["is_restricted"]) == (
            "Europe/Stockholm",
            False,
            False,
            False,
        )
        offsets.add(user["tz_offset"])
        standin.advance(91 * 86400)
    assert offsets == {3600, 7200}


def test_a_person_travels_and_may_have_no_zone_at_all(client: WebClient, standin: StandIn) -> None:
    standin.set_time_zone("ada", "Asia/Kolkata")
    assert client.users_info(user=ADA)["user"]["tz_offset"] == 19800
    standin.set_time_zone("ada", None)
    assert "tz" not in client.users_info(user=ADA)["user"]
    with pytest.raises(LookupError):
        standin.set_time_zone("ada", "Mars/Olympus")


def test_a_deactivated_person_is_marked_and_their_conversation_still_takes_messages(
    client: WebClient, standin: StandIn, ada: Window
) -> None:
    standin.deactivate("ada")
    user = client.users_info(user=ADA)["user"]
    assert user["deleted"]
    assert "tz" not in user
    assert client.chat_postMessage(channel=ADA, text="nobody reads this")["channel"] == ADA_DM
    with pytest.raises(SlackApiError, match="user_disabled"):
        client.conversations_open(users=ADA)
    standin.reactivate("ada")
    assert client.conversations_open(users=ADA)["channel"] == {"id": ADA_DM}


def test_the_apps_own_user_is_a_bot(client: WebClient, standin: StandIn) -> None:
    assert client.users_info(user=standin.config.bot_user)["user"]["is_bot"]


def test_opening_a_direct_message_needs_a_person(client: WebClient) -> None:
    whole = client.conversations_open(users=ADA, return_im=True)["channel"]
    assert (whole["id"], whole["user"], whole["is_im"]) == (ADA_DM, ADA, True)
    for asked, code in [
        ({"users": ""}, "users_list_not_supplied"),
        ({"users": "U0NOBODY"}, "user_not_found"),
        ({"channel": "D0NOBODY"}, "channel_not_found"),
    ]:
        with pytest.raises(SlackApiError, match=code):
            client.api_call("conversations.open", params=asked)


@pytest.mark.calendar
def test_the_clock_goes_forward_only_and_stamps_follow_it(standin: StandIn, ada: Window) -> None:
    before = ada.say("before", "#general").ts
    week = 7 * 86400
    later = standin.advance(week)
    assert abs((later - today.now()).total_seconds() - week) < 5
    after = ada.say("after", "#general").ts
    assert week <= float(after) - float(before) < week + 60
    with pytest.raises(ValueError, match="only goes forward"):
        standin.advance(-1)
