"""Somebody asks why they got a message, or why they did not."""

import logging
from datetime import date, timedelta

import pytest

from app.bootstrap import Product
from app.errors import NotFound
from app.nudges.codes import spend
from app.sandbox.seed import DANA
from app.sandbox.slack import StandIn, Window
from tests.support.launching import BET, add_time_off, record, send
from tests.support.screens import button_labels, texts, title
from tests.support.sharing import assessed, share_to

pytestmark = [pytest.mark.dialects_take_turns, pytest.mark.usefixtures("tuesday")]


def why(window: Window) -> str:
    """What the modal says; left open."""
    assert window.command("/l5-launch why").ok
    assert title(window) == "Why, and why not"
    return texts(window)


def test_at_first_there_is_only_the_first_message_to_explain(ada: Window) -> None:
    shown = why(ada)
    assert "first message: " in shown, shown  # asking is the first deed of theirs
    assert "check-in" not in shown
    assert "At most 3 messages a week, 20 hours apart; 0 counted since Monday." in shown
    assert ada.click("settings.code").ok  # even then


@pytest.mark.calendar
def test_what_is_planned_and_what_time_off_kept_back_is_said(standin: StandIn, ada: Window) -> None:
    record(ada, shipped_on=standin.now().date() - timedelta(days=13))  # a Wednesday, so that is the slot
    ada.close()
    assert "weekly check-in: planned for 10:00" in why(ada)
    ada.close()
    ada.command("/l5-launch settings")
    friday = standin.now().date() + timedelta(days=3)
    add_time_off(ada, standin.now().date(), friday)
    send(ada)
    ada.close()
    shown = why(ada)
    until = f"{friday.day} {friday:%b}"
    kept_back = shown.index(f"weekly check-in: not sent, you were off until {until}")
    assert shown.index("weekly check-in: planned for 10:00") < kept_back
    assert not [text for text in BET.values() if text in shown]


def test_a_code_lets_an_operator_see_the_same_once_and_is_never_logged(
    standin: StandIn, ada: Window, bot: Product, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    record(ada, shipped_on=standin.now().date() - timedelta(days=13))
    ada.close()
    why(ada)
    assert ada.click("Let an operator see this (one-time code)").ok
    shown = texts(ada).split("\n")
    code = shown[shown.index("Your code: ") + 1]
    assert "exactly the lines below" in texts(ada)
    assert "weekly check-in: planned for 10:00" in texts(ada)
    assert button_labels(ada) == ["Let an operator see this (one-time code)"]
    now = standin.now()
    with bot.database.write() as connection:
        assert spend(connection, code, now).made_at <= now
        with pytest.raises(NotFound):
            spend(connection, code, now)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("app")]
    assert not [line for line in ours if code in line]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_sees_another_person_s_lines(standin: StandIn, ada: Window) -> None:
    record(ada, shipped_on=standin.now().date() - timedelta(days=13))
    assert "check-in" not in why(standin.open_window("dana"))


@pytest.mark.calendar
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_sent_is_said_with_its_hour_and_counted(standin: StandIn, ada: Window, bot: Product) -> None:
    record(ada, shipped_on=standin.now().date() - timedelta(days=13))
    ada.close()
    standin.advance(26 * 3600)  # Wednesday, 10:00 UTC: an hour or two after the slot in Stockholm
    bot.ticker.run()
    assert len(ada.messages()) == 1
    shown = why(ada)
    assert f"Wed {standin.now().day} {standin.now():%b}, weekly check-in: sent at 1" in shown
    assert "1 counted since Monday" in shown
    assert not [text for text in BET.values() if text in shown]


@pytest.mark.calendar
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_silence_held_back_is_not_said_to_be_by_the_click_that_ends_it(
    standin: StandIn, ada: Window, bot: Product
) -> None:
    record(ada, shipped_on=standin.now().date() - timedelta(days=13), judge_by=in_a_year(standin))
    ada.close()
    standin.advance(26 * 3600)
    for _ in range(4):
        bot.ticker.run()
        standin.advance(7 * 24 * 3600)
    came = len(ada.messages())
    bot.ticker.run()
    assert len(ada.messages()) == came  # quiet by now
    shown = why(ada)
    assert "held back" not in shown
    assert "weekly check-in: planned for 10:00, the next working day after your weekly slot" in shown
    standin.advance(24 * 3600)
    bot.ticker.run()
    assert len(ada.messages()) == came + 1


def test_an_author_who_follows_nothing_reads_why_they_were_written_to(
    standin: StandIn, ada: Window, bot: Product
) -> None:
    assessed(ada, "I proposed the index.")
    share_to(ada, ticks={"Propose work that matters": ["This section"]}, em=DANA)
    for _ in range(3):
        standin.advance(60)
        bot.ticker.run()
    assert "receipt of a share: sent at" in why(ada)


def in_a_year(standin: StandIn) -> date:
    return standin.now().date() + timedelta(days=360)
