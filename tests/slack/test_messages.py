"""Changing a message, asking for a profile, a permalink: what is done, and what is only said not to be."""

import logging

import pytest
from slack_sdk import WebClient

from app.clock import within
from app.sandbox.slack import StandIn, Window
from app.slack.blocks import Block, header, line_chart, section
from app.slack.client import Messages, Posting, ProfileReader, delivery_metadata
from app.users import SlackProfile

CHART = line_chart("Adoption", "teams", [("3 Nov", 3), ("10 Nov", 4)])
REFUSED: list[Block] = [header("Search"), CHART, CHART, CHART]


@pytest.fixture
def posted(client: WebClient, ada: Window) -> tuple[str, str]:
    """A message in Ada's DM, posted as a sender does."""
    answer = client.chat_postMessage(
        channel=ada.seat.id, text="A check-in", metadata=delivery_metadata("delivery-1")
    )
    return str(answer["channel"]), str(answer["ts"])


def test_an_update_replaces_the_words_and_keeps_the_message_findable(
    client: WebClient, ada: Window, posted: tuple[str, str]
) -> None:
    assert Messages(client).update(*posted, "Answered", [header("Search"), CHART], "delivery-1")
    (message,) = ada.messages()
    assert (message.text, [block["type"] for block in message.blocks]) == (
        "Answered",
        ["header", "data_visualization"],
    )
    assert message.metadata == delivery_metadata("delivery-1")
    history = Posting(client).history(posted[0], None, None)
    assert getattr(history, "found", None) == {"delivery-1": posted[1]}


def test_blocks_that_slack_refuses_are_replaced_by_plain_ones(
    client: WebClient, ada: Window, posted: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "app.slack.client"):
        assert Messages(client).update(*posted, "Answered", REFUSED, "delivery-1")
    assert "delivery-1 was refused: invalid_blocks" in caplog.text
    assert "Search" not in caplog.text
    assert ada.messages()[0].text == "A check-in"
    assert Messages(client).update(*posted, "Answered", REFUSED, "delivery-1", [section("Search")])
    assert [block["type"] for block in ada.messages()[0].blocks] == ["section"]
    assert Messages(client).update(*posted, "Answered", REFUSED, "delivery-1", REFUSED)  # again is no use


def test_a_message_that_is_gone_for_good_is_done_with(
    client: WebClient, ada: Window, posted: tuple[str, str]
) -> None:
    channel, ts = posted
    mine = ada.say("mine").ts
    for where in ((channel, "1.000001"), ("D0NOBODY1", ts), (channel, mine)):
        assert Messages(client).update(*where, "Answered", [section("x")], "delivery-1")
    assert [message.text for message in ada.messages()] == ["A check-in", "mine"]


def test_what_slack_did_not_take_now_is_said_and_raises_nothing(
    client: WebClient, standin: StandIn, posted: tuple[str, str]
) -> None:
    channel, ts = posted
    for kind in ("ratelimited", "error_after", "cut_after"):
        for method in ("chat.update", "users.info", "chat.getPermalink"):
            standin.faults.add(method, kind)
        assert not Messages(client).update(channel, ts, "Answered", [section("x")], "delivery-1")
        assert ProfileReader(client).of("U0ADA0001") is None
        assert Messages(client).permalink(channel, ts) is None
    standin.faults.add("chat.update", "slow", seconds=0.4)
    with within(0.15):
        assert not Messages(client).update(channel, ts, "Answered", [section("x")], "delivery-1")
    nowhere = WebClient("xoxb-x", base_url="http://127.0.0.1:9/api/", retry_handlers=[])
    assert not Messages(nowhere).update(channel, ts, "Answered", [], "delivery-1")
    assert ProfileReader(nowhere).of("U0ADA0001") is None


def test_a_profile_has_the_zone_and_says_who_left(client: WebClient, standin: StandIn, ada: Window) -> None:
    profiles = ProfileReader(client)
    zone = ada.seat.tz
    assert profiles.of(ada.seat.id) == SlackProfile(zone, deleted=False)
    assert profiles.of("U0NOBODY1") is None
    standin.deactivate("ada")
    assert profiles.of(ada.seat.id) == SlackProfile(None, deleted=True)


def test_a_permalink_leads_to_the_message(client: WebClient, posted: tuple[str, str]) -> None:
    channel, ts = posted
    link = Messages(client).permalink(channel, ts)
    assert link is not None
    assert link.endswith(f"/archives/{channel}/p{ts.replace('.', '')}")
    assert Messages(client).permalink(channel, "1.000001") is None
