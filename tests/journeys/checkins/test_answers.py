"""A check-in in the DM, answered: with buttons and modals, in the thread, twice, and in two windows."""

import copy
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db.tables import rhythms
from app.sandbox.slack import StandIn, Window
from tests.support.dm import Dm
from tests.support.launching import BET, fill, record, send, today
from tests.support.locks import locked
from tests.support.screens import chosen, input_ids, texts, title

ONE_DIALECT = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""The rules run on both in tests/checkins; here it is Slack that is tried."""


@ONE_DIALECT
def test_click_type_save_and_the_message_is_a_receipt_with_edit(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded()
    message = dm.asked()
    assert ada.click("Behind", message_ts=message.ts).ok
    assert title(ada) == "Check-in"
    assert BET["target"] in texts(ada)
    assert input_ids(ada)[:2] == ["reading", "status"]
    assert chosen(ada, "status") == ["behind"]
    fill(ada, reading="11.5 % of buyers")
    send(ada)
    assert ada.top is None
    receipt = dm.now(message)
    assert "11.5 % of buyers, Behind." in receipt
    assert "Kept." in receipt
    assert "On track" not in receipt
    assert ada.click("Edit", message_ts=message.ts).ok
    assert ada.shown("reading") == "11.5 % of buyers"
    fill(ada, reading="<!channel> & <b>11 %</b>")
    ada.choose("status", "on_track")
    send(ada)
    assert dm.says(message, "<!channel> & <b>11 %</b>")
    assert message.text == "Your weekly check-in"


@ONE_DIALECT
def test_two_windows_a_double_submit_esc_and_a_text_nobody_can_keep(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded()
    message = dm.asked()
    ada.click("On track", message_ts=message.ts)
    fill(ada, reading="9 %", learned="half typed")
    ada.close()
    ada.click("Behind", message_ts=message.ts)
    assert (ada.shown("reading"), chosen(ada, "status")) == ("9 %", ["behind"])
    other = standin.open_window("ada")
    other.click("On track", message_ts=message.ts)
    delivery = ada.type("reading", "nul \x00")
    assert delivery is not None
    assert delivery.status == 400
    fill(ada, reading="10 %")
    first = send(ada)
    again = standin.post_interaction(first.payload)
    assert again.answer == first.answer
    fill(other, reading="8 %")
    send(other)
    assert dm.says(message, "8 %")
    assert dm.says(message, "Changed")
    stranger = standin.open_window("dana")
    stranger.command("/l5-launch")
    forged = copy.deepcopy(first.payload)
    forged["user"]["id"] = stranger.seat.id
    refused = standin.post_interaction(forged)
    assert "not there any more" in str(refused.answer)
    assert dm.says(message, "8 %")


@ONE_DIALECT
def test_cannot_tell_asks_for_the_instrumentation_and_the_bet_s_page_keeps_it(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded()
    message = dm.asked()
    ada.click("On track", message_ts=message.ts)
    fill(ada, learned="nobody counts it")
    ada.choose("status", "cannot_tell")
    assert "What instrumentation is missing?" in texts(ada)
    assert (ada.shown("learned"), chosen(ada, "status")) == ("nobody counts it", ["cannot_tell"])
    fill(ada, missing="an event on step two")
    send(ada)
    following = dm.asked(7 * 24)
    assert following.ts != message.ts
    assert "an event on step two" not in dm.now(following)
    dm.choose("open_bet", following)
    assert "Instrumentation: an event on step two" in texts(ada)


@pytest.mark.calendar
@ONE_DIALECT
def test_the_menu_repeats_snoozes_and_stops(dm: Dm, standin: StandIn, ada: Window) -> None:
    dm.recorded()
    message = dm.asked()
    dm.choose("unchanged", message)  # nothing to repeat yet
    assert title(ada) == "Check-in"
    ada.close()
    dm.choose("tomorrow", message)
    assert dm.says(message, "moved to Thu ")
    snoozed = dm.asked(24)
    assert snoozed.ts != message.ts
    dm.choose("unseen", snoozed)
    assert dm.says(message, "did not look")
    assert dm.says(snoozed, "did not look")
    following = dm.asked(6 * 24)
    dm.choose("stop", following)
    assert dm.says(following, "you stopped following it")
    count = len(ada.messages())
    dm.asked(7 * 24)
    assert len(ada.messages()) == count


@ONE_DIALECT
def test_the_decision_to_iterate_opens_the_linked_next_bet(dm: Dm, standin: StandIn, ada: Window) -> None:
    record(ada, shipped_on=today(standin) - timedelta(days=13), judge_by=today(standin) + timedelta(days=2))
    ada.close()
    message = dm.asked()
    assert ada.click("Partly", message_ts=message.ts).ok
    assert BET["problem"] in texts(ada)
    ada.choose("landed", "partly")
    ada.choose("course", "too_early")
    assert "new_judge_by" in ada.submit().answer["errors"]
    ada.choose("course", "iterate")
    fill(ada, reflection="half of it was the address form")
    done = send(ada)
    assert title(ada) == "Record what you shipped"
    assert ada.shown("target") == BET["target"]
    again = standin.post_interaction(done.payload)
    assert again.answer["response_action"] == "update"
    assert dm.says(message, "it landed in part, a next bet follows.")
    fill(ada, target="under 5 %")
    send(ada)
    assert title(ada) == "Recorded"
    ada.close()
    ada.click("Edit", message_ts=message.ts)
    assert ada.shown("reflection") == "half of it was the address form"


@ONE_DIALECT
def test_a_reply_in_the_thread_is_the_reading_and_with_two_launches_they_say_which(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded()
    message = dm.asked()
    reply = ada.say("9 % <!here> & falling", thread_ts=message.ts)
    assert dm.says(message, "9 % <!here> & falling")
    ada.edit(reply.ts, "8.4 %")  # the bet's own target is 8 %
    assert dm.says(message, "8.4 %")
    ada.delete(reply.ts)
    assert dm.says(message, "On track")
    dm.recorded("Search", "Invoices")
    following = dm.asked(7 * 24)
    assert all(name in dm.now(following) for name in ("Search", "Invoices"))
    ada.say("7 % now", thread_ts=following.ts)
    dm.tick()
    (_, asked) = ada.thread(following.ts)
    assert asked.stands_alone
    assert dm.says(asked, "Which launch is that about?")
    search = next(label for label in dm.buttons(asked) if label.endswith("Search"))
    assert ada.click(search, message_ts=asked.ts).ok
    assert dm.says(asked, "Taken as this week's answer for ")
    assert dm.says(following, "Search: 7 % now.")


@pytest.mark.calendar
@ONE_DIALECT
def test_on_the_day_it_was_to_ship_it_is_moved_and_later_shipped(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    record(ada, shipped_on=today(standin) + timedelta(days=1))
    ada.close()
    message = dm.asked()
    ada.click("Moved", message_ts=message.ts)
    assert title(ada) == "Another day"
    ada.choose("new_shipping_day", (today(standin) + timedelta(days=7)).isoformat())
    send(ada)
    following = dm.asked(7 * 24)
    assert following.ts != message.ts
    assert ada.click("Shipped", message_ts=following.ts).ok
    assert dm.says(following, "shipped ")
    dm.tick()
    assert dm.buttons(following) == ["Edit"]


@ONE_DIALECT
def test_a_reply_in_the_week_of_the_decision_leaves_it_owed(dm: Dm, standin: StandIn, ada: Window) -> None:
    record(ada, shipped_on=today(standin) - timedelta(days=13), judge_by=today(standin) + timedelta(days=2))
    ada.close()
    message = dm.asked()
    ada.say("9 %", thread_ts=message.ts)
    dm.tick()
    assert ada.click("Partly", message_ts=message.ts).ok
    ada.choose("landed", "yes")
    ada.choose("course", "keep")
    send(ada)
    assert dm.says(message, "it landed, keep it.")


@pytest.mark.waits
@ONE_DIALECT
def test_while_the_storage_is_locked_nothing_is_lost_and_slack_asks_again(
    dm: Dm, standin: StandIn, ada: Window, database_url: str
) -> None:
    dm.recorded()
    message = dm.asked()
    ada.click("Behind", message_ts=message.ts)
    fill(ada, reading="9 %")
    event = {"type": "message", "channel": message.channel, "channel_type": "im", "user": ada.seat.id}
    reply = event | {"ts": "1795600999.000100", "thread_ts": message.ts, "text": "and falling"}
    with locked(database_url):
        ada.submit()
        assert "cannot reach my storage" in ada.errors["reading"]
        assert ada.click("Behind", message_ts=message.ts).status == 503
        failed = standin.send_event(reply, retry_after=())[0]
        assert failed.status == 503
    send(ada)
    assert [each.ok for each in standin.send_event(reply, retry_after=(0.0,))] == [True]
    assert standin.send_event(reply)[0].ok
    assert dm.says(message, "9 % and falling")
    assert dm.now(message).count("and falling") == 1


@ONE_DIALECT
def test_with_words_kept_out_the_bet_opens_in_a_modal(dm: Dm, ada: Window) -> None:
    dm.recorded()
    with dm.bot.database.write() as connection:
        connection.execute(update(rhythms).values(words_out=True))
    message = dm.asked()
    assert BET["target"] not in dm.now(message)
    dm.choose("open_bet", message)
    assert title(ada) == "Your bet"
    assert BET["target"] in texts(ada)
    ada.close()
    ada.click("On track", message_ts=message.ts)
    fill(ada, reading="my own words")
    send(ada)
    assert dm.says(message, ": On track.")
    assert "my own words" not in dm.now(message)
