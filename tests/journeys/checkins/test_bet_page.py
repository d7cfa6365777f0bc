"""A bet's own page: answering any time, deciding early, stopping, following again."""

from datetime import timedelta

import pytest

from app.sandbox.slack import StandIn, Window
from tests.support.dm import Dm
from tests.support.launching import BET, fill, record, send, today
from tests.support.screens import button_labels, texts, title, view

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def open_bet(ada: Window) -> None:
    assert ada.command("/l5-launch list").ok
    assert ada.click("Look closer").ok
    assert title(ada) == "Your bet", ada.trouble


def from_menu(ada: Window, option: str) -> None:
    menu = next(
        (block["block_id"], element)
        for block in view(ada)["blocks"]
        for element in block.get("elements", [])
        if element["type"] == "static_select"
    )
    value = next(o["value"] for o in menu[1]["options"] if o["value"].startswith(option))
    delivery = ada.choose(menu[0], value, action_id=menu[1]["action_id"])
    assert delivery is not None
    assert delivery.ok, delivery.body


def test_a_reading_is_taken_any_time_and_the_week_s_message_does_not_ask_again(dm: Dm, ada: Window) -> None:
    dm.recorded()
    open_bet(ada)
    assert "Nothing was answered yet." in texts(ada)
    ada.click("Check in now")
    ada.choose("status", "behind")
    fill(ada, reading="11 %, and buyers say so")
    send(ada)
    assert title(ada) == "Your bet"
    assert "11 %, and buyers say so" in texts(ada)  # the page below was renewed
    ada.click("Edit")
    fill(ada, reading="12 %")
    dm.standin.faults.add("views.update", "ratelimited")
    send(ada)  # stored all the same; the page below is the old one
    ada.close()
    open_bet(ada)
    assert "12 %" in texts(ada)
    assert "Until " in texts(ada)
    dm.standin.advance(26 * 3600)
    dm.bot.ticker.run()
    assert ada.messages() == []


def test_a_decision_can_come_early_and_the_closed_bet_stays_as_evidence(dm: Dm, ada: Window) -> None:
    dm.recorded()
    ada.click("Behind", message_ts=dm.asked().ts)
    fill(ada, reading="9 %")
    send(ada)
    open_bet(ada)
    ada.click("Decide now")
    ada.choose("landed", "yes")
    ada.choose("course", "stop")
    fill(ada, reflection="It did what it should")
    send(ada)
    assert set(button_labels(ada)) == {"Share with my EM", "Edit"}  # no more to decide here
    while ada.top:
        ada.close()
    assert ada.command("/l5-launch list").ok
    assert "Closed, and kept as evidence: landed: yes, decision: stop" in texts(ada)
    ada.click("Look closer")
    for words in (BET["problem"], "9 %", "It did what it should", "landed: yes"):
        assert words in texts(ada)
    assert set(button_labels(ada)) == {"Share with my EM", "Edit"}


def test_who_stops_following_can_follow_again(dm: Dm, ada: Window) -> None:
    dm.recorded()
    open_bet(ada)
    from_menu(ada, "two_weeks")
    from_menu(ada, "weekly")  # the page shows what came of it
    from_menu(ada, "stop")
    assert button_labels(ada) == ["Follow it again"]
    dm.standin.advance(26 * 3600)
    dm.bot.ticker.run()
    assert ada.messages() == []
    ada.click("Follow it again")
    assert "Check in now" in button_labels(ada)
    assert BET["title"] in dm.now(dm.asked(hours=7 * 24))


def test_a_next_bet_that_was_left_can_be_recorded_from_the_closed_one_once(dm: Dm, ada: Window) -> None:
    dm.recorded()
    open_bet(ada)
    ada.click("Decide now")
    ada.choose("landed", "partly")
    ada.choose("course", "iterate")
    send(ada)
    assert title(ada) == "Record what you shipped"
    ada.close()  # one Esc
    assert button_labels(ada) == ["Record the next bet", "Share with my EM", "Edit"]
    ada.click("Record the next bet")
    fill(ada, title="The address form")
    ada.close()
    ada.click("Record the next bet")
    assert ada.shown("title") == "The address form"
    assert BET["title"] in texts(ada)
    send(ada)
    ada.close()
    ada.click("Record the next bet")  # the page below is old
    assert button_labels(ada) == ["Share with my EM", "Edit"]
    assert "It went on as: The address form" in texts(ada)
    ada.close()
    ada.close()
    ada.command("/l5-launch list")
    shown = texts(ada)
    assert shown.index("The address form") < shown.index("Closed, and kept as evidence: landed: partly")


def test_an_item_settled_by_mistake_is_opened_again(dm: Dm, ada: Window) -> None:
    dm.recorded()
    open_bet(ada)
    ada.click("Check in now")
    fill(ada, reading="9 %", next="call the three shops")
    ada.choose("status", "on_track")
    send(ada)
    assert "call the three shops (open since " in texts(ada)  # answered, and still to be done
    settle(ada, "done")
    assert ": call the three shops" in texts(ada)
    assert "Done " in texts(ada)
    settle(ada, "open")
    assert "call the three shops (open since " in texts(ada)


def test_shipped_by_mistake_is_taken_back(dm: Dm, ada: Window) -> None:
    dm.recorded()
    message = dm.asked()
    open_bet(ada)
    from_menu(ada, "unshipped")
    assert title(ada) == "Another day"
    assert "You said it shipped." in texts(ada)
    send(ada)
    assert "Ships " in texts(ada)
    assert dm.says(message, "skipped.")
    following = dm.asked(hours=7 * 24)
    assert dm.buttons(following)[:2] == ["Shipped", "Moved"]


def settle(ada: Window, option: str) -> None:
    item = next(block for block in view(ada)["blocks"] if "accessory" in block)
    menu = item["accessory"]
    value = next(each["value"] for each in menu["options"] if each["value"].startswith(option))
    delivery = ada.choose(item["block_id"], value, action_id=menu["action_id"])
    assert delivery is not None
    assert delivery.ok, delivery.body


def test_what_was_dropped_can_ship_after_all(dm: Dm, standin: StandIn, ada: Window) -> None:
    record(ada, shipped_on=today(standin) + timedelta(days=1), title="Search")
    ada.close()
    message = dm.asked()
    ada.click("Dropped", message_ts=message.ts)
    assert dm.says(message, "dropped, it did not ship.")
    open_bet(ada)
    ada.click("It will ship after all")
    assert title(ada) == "Another day"
    ada.choose("new_shipping_day", (today(standin) + timedelta(days=7)).isoformat())
    send(ada)
    assert dm.says(message, "Search: ships ")
