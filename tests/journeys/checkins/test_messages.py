"""What the messages say and do around an answer: reminders, replies, notes, and words in the wrong place."""

from datetime import timedelta

import pytest

from app.sandbox.messages import SlackMessage as Message
from app.sandbox.slack import StandIn, Window
from tests.support.dm import Dm
from tests.support.launching import BET, record, send, today
from tests.support.screens import input_ids

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def reminder(dm: Dm) -> Message:
    """Wednesday's check-in, ignored until the third working day, at ten."""
    dm.recorded()
    dm.asked()
    return dm.asked(5 * 24)


def test_a_reminder_is_short_and_has_the_buttons(dm: Dm) -> None:
    told = dm.now(reminder(dm))
    assert "still open" in told
    assert BET["title"] in told
    assert BET["target"] not in told
    assert "On track" in told


@pytest.mark.calendar
def test_a_snooze_chosen_in_a_reminder_says_so_in_both_messages(dm: Dm, ada: Window) -> None:
    one = reminder(dm)
    dm.choose("later", one)
    assert dm.says(one, "Moved to ")
    assert dm.says(ada.messages()[0], "Moved to ")


def test_what_is_snoozed_and_then_stopped_sends_nothing(dm: Dm, ada: Window) -> None:
    dm.recorded()
    message = dm.asked()
    dm.choose("tomorrow", message)
    stop(ada)
    before = len(ada.messages())
    dm.asked(24)
    assert len(ada.messages()) == before


def stop(ada: Window) -> None:
    """From the bet's own page."""
    ada.command("/l5-launch list")
    ada.click("checkin.open-bet")
    view = ada.top or {}
    menus = [(block["block_id"], each) for block in view["blocks"] for each in block.get("elements", [])]
    block_id, menu = next((b, e) for b, e in menus if e.get("action_id") == "checkin.menu")
    value = next(o["value"] for o in menu["options"] if o["value"].startswith("stop"))
    ada.choose(block_id, value, action_id="checkin.menu")


def test_a_reply_to_is_it_out_is_noted_and_the_question_stays(dm: Dm, standin: StandIn, ada: Window) -> None:
    record(ada, shipped_on=today(standin) + timedelta(days=1))
    ada.close()
    message = dm.asked()
    ada.say("it slips to next week", thread_ts=message.ts)
    assert dm.says(message, "You noted: it slips to next week")
    assert "Shipped" in dm.buttons(message)


def test_five_bets_with_long_words_stay_a_message_that_slack_takes(dm: Dm, ada: Window) -> None:
    long = "a long word or two " * 15
    for number in range(5):
        record(
            ada,
            shipped_on=today(dm.standin) - timedelta(days=13),
            title=f"Launch {number}",
            problem=long,
            metric=long,
            target=long,
        )
        ada.close()
    message = dm.asked()
    assert len(dm.now(message)) < 11_000
    assert "Launch 4" in dm.now(message)


def test_keeping_words_out_empties_the_messages_that_are_there_already(dm: Dm, ada: Window) -> None:
    dm.recorded()
    message = dm.asked()
    assert BET["target"] in dm.now(message)
    assert ada.command("/l5-launch settings").ok
    ada.choose(next(each for each in input_ids(ada) if each.startswith("words")), ["yes"])
    send(ada)
    dm.tick()
    assert BET["title"] in dm.now(message)
    assert BET["target"] not in dm.now(message)
