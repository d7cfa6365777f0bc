"""A share in two screens: seven clicks the first time, four the next, and what stands on both."""

from datetime import timedelta

import pytest

from app.sandbox.slack import StandIn, Window
from tests.support.dm import Dm
from tests.support.launching import block_id, fill, record, send, today
from tests.support.screens import button_labels, strings, texts, title, view
from tests.support.sharing import (
    CHANNEL,
    assessed,
    choose_channel,
    choose_em,
    named,
    posted,
    to_choice,
)

pytestmark = pytest.mark.dialects_take_turns
DANA = "U0DANA001"


def live(dm: Dm, ada: Window) -> None:
    """A launch that is behind, and one that nobody looked at; an assessment with a fact and a claim."""
    dm.recorded("Bulk export", "Retry queue")
    message = dm.asked()
    ada.click("Answer all", message_ts=message.ts)
    ada.choose("status-1", "behind")
    fill(ada, **{"reading-1": "11 % of buyers"})
    send(ada)
    assessed(ada, "On 3 Nov 2026 I opened EXP-41", "I always own it")


def ticked(window: Window, field: str, *values: str) -> None:
    delivery = window.choose(block_id(window, field), list(values))
    assert delivery is not None
    assert delivery.ok, delivery.body


def first_share(ada: Window) -> None:
    to_choice(ada)
    choose_em(ada, DANA)
    ticked(ada, "in", "brief")
    ticked(ada, "launches", "1")
    send(ada)
    named(ada)


def test_a_first_share_names_who_reads_it_and_posts_exactly_what_was_shown(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    live(dm, ada)
    first_share(ada)
    assert title(ada) == "Exactly this"
    shown = texts(ada)
    assert "Dana Okafor (your EM), you, and me. Nobody else." in shown
    assert "Behind. 11 % on " in shown
    assert "Own the outcome, not just the output: a claim so far" in shown
    assert "Retry queue" not in shown
    send(ada)
    assert title(ada) == "Share"
    dm.tick()
    (post,) = posted(ada)
    assert post.text == "Ada Lindgren shared something here."
    said = list(strings(post.blocks))
    assert any("Behind. 11 % on " in text for text in said)
    assert DANA in str(post.blocks)  # mentioned


def test_the_next_share_there_is_four_clicks_and_says_what_changed(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    live(dm, ada)
    first_share(ada)
    send(ada)
    dm.tick()
    message = dm.asked(7 * 24)
    first = next(each for each in dm.elements(message) if each.get("value", "").startswith("1:"))
    ada.click("checkin.status.on_track", first["block_id"], message.ts)
    fill(ada, reading="9 % of buyers")
    send(ada)
    assert ada.command("/l5-share").ok
    assert ada.shown(block_id(ada, "channel")) == CHANNEL  # its people are those of the last share there
    assert ada.shown(block_id(ada, "em")) == DANA
    assert "New since your share of " in texts(ada)
    ticked(ada, "in", "new")
    send(ada)
    named(ada)
    assert "On track. 9 % on " in texts(ada)
    assert "what changed since " in texts(ada)
    send(ada)
    assert title(ada) == "Share"
    dm.tick()
    assert len(posted(ada)) == 2


def test_nothing_is_on_and_nothing_goes_without_a_tick(dm: Dm, ada: Window) -> None:
    live(dm, ada)
    to_choice(ada)
    refused = ada.submit()
    assert refused.answer["response_action"] == "errors"
    assert "Tick at least one box" in str(refused.answer)


def test_close_goes_back_to_what_was_chosen(dm: Dm, ada: Window) -> None:
    live(dm, ada)
    first_share(ada)
    ada.close()
    assert title(ada) == "Share"
    assert ada.shown(block_id(ada, "channel")) == CHANNEL


def test_another_channel_shows_what_is_new_there(dm: Dm, standin: StandIn, ada: Window) -> None:
    live(dm, ada)
    first_share(ada)
    send(ada)
    dm.tick()
    to_choice(ada, "C0TEAMSAM")
    assert "New since" not in texts(ada)
    assert "Never shared here" not in texts(ada)
    choose_channel(ada, CHANNEL)
    assert "Never shared here" in texts(ada)  # the retry queue


def test_a_slow_slack_can_be_asked_again(dm: Dm, standin: StandIn, ada: Window) -> None:
    live(dm, ada)
    to_choice(ada)
    ticked(ada, "launches", "1")
    standin.faults.add("conversations.members", "ratelimited", times=1)
    send(ada)
    named(ada)
    assert "Check again" in button_labels(ada)
    assert view(ada)["submit"] is None
    assert ada.click("Check again").ok
    named(ada)
    assert view(ada)["submit"]["text"] == "Post"


def test_an_em_who_cannot_read_it_is_not_named(dm: Dm, standin: StandIn, ada: Window) -> None:
    live(dm, ada)
    to_choice(ada)
    choose_em(ada, "U0SAM0001")
    ticked(ada, "launches", "1")
    send(ada)
    named(ada)
    assert "Your EM is not in this channel" in texts(ada)
    assert "(your EM)" not in texts(ada)


def test_a_launch_that_moved_its_shipping_day_is_told_as_it_stands(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    record(ada, shipped_on=today(standin) + timedelta(days=9), title="Search")
    ada.close()
    to_choice(ada)
    ticked(ada, "launches", "1")
    send(ada)
    named(ada)
    day = today(standin) + timedelta(days=9)
    assert f"To ship {day.day} {day:%b} {day.year}." in texts(ada)
    assert "Shipped" not in texts(ada)
