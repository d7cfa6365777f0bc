"""A bet's own page: answering any time, deciding early, stopping, following again."""

import pytest

from app.sandbox.slack import Window
from tests.support.dm import Dm
from tests.support.launching import BET, fill, send
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
    ada.close()
    open_bet(ada)
    assert "11 %, and buyers say so" in texts(ada)
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
    while ada.top:
        ada.close()
    assert ada.command("/l5-launch list").ok
    assert "Closed, and kept as evidence: landed: yes, decision: stop" in texts(ada)
    ada.click("Look closer")
    for words in (BET["problem"], "9 %", "It did what it should", "landed: yes"):
        assert words in texts(ada)
    assert set(button_labels(ada)) == {"Edit"}


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
