"""Somebody says how they want to be written to, and sees what comes of it."""

import copy
from datetime import date, timedelta
from typing import Any

import pytest

from app.bootstrap import Product
from app.nudges.store import load_settings
from app.sandbox.slack import StandIn, Window
from tests.support.launching import add_time_off, block_id, record, send
from tests.support.screens import button_labels, chosen, input_ids, texts, title, view

pytestmark = [pytest.mark.dialects_take_turns, pytest.mark.usefixtures("tuesday")]


def settings(window: Window) -> None:
    assert window.command("/l5-launch settings").ok
    assert title(window) == "Settings", window.trouble


def shown(window: Window, field: str) -> Any:
    return window.shown(block_id(window, field))


def choose(window: Window, field: str, value: Any) -> None:
    delivery = window.choose(block_id(window, field), value)
    assert delivery is not None
    assert delivery.ok, delivery.body


def top_line(window: Window) -> str:
    """What comes next, on top of the modal."""
    return str(view(window)["blocks"][0]["text"]["text"])


def days_off(window: Window) -> list[str]:
    """The ranges that stand in the form."""
    return [block["text"]["text"] for block in view(window)["blocks"] if "accessory" in block]


def remove(window: Window, words: str) -> None:
    """Press the button beside a range."""
    blocks = (block for block in view(window)["blocks"] if "accessory" in block)
    found = next(block for block in blocks if block["text"]["text"] == words)
    assert window.click("settings.remove-time-off", found["block_id"]).ok


def words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def errors(window: Window) -> dict[str, str]:
    return {block.partition("@")[0]: sentence for block, sentence in window.errors.items()}


def test_settings_are_there_before_the_first_launch(ada: Window) -> None:
    settings(ada)
    assert [each.partition("@")[0] for each in input_ids(ada)] == [
        *("weekday", "hour", "days", "opens", "closes", "budget", "words"),
        *("first_day", "last_day", "pause", "calendar", "stop"),
    ]
    assert chosen(ada, block_id(ada, "weekday")) == ["2"]
    assert chosen(ada, block_id(ada, "hour")) == ["10:00"]
    assert chosen(ada, block_id(ada, "days")) == ["1", "2", "3", "4", "5"]
    assert chosen(ada, block_id(ada, "budget")) == ["3"]
    assert "Time zone: Europe/Stockholm." in texts(ada)
    assert top_line(ada) == "No check-in is planned: you follow no launch that asks for one."


@pytest.mark.calendar
def test_saving_shows_the_same_modal_with_the_new_next_date(standin: StandIn, ada: Window) -> None:
    record(ada, shipped_on=standin.now().date() - timedelta(days=14))
    ada.close()
    settings(ada)
    assert top_line(ada).startswith("Next check-in: ")
    choose(ada, "weekday", "4")
    choose(ada, "hour", "14:30")
    year = standin.now().year + 1
    add_time_off(ada, date(year, 6, 1))
    add_time_off(ada, date(year, 7, 1), date(year, 7, 3))
    before = block_id(ada, "hour")
    send(ada)
    thursday = standin.now().date() + timedelta(days=2)
    assert top_line(ada) == f"Saved. Next check-in: {words(thursday)}, 14:30."
    assert days_off(ada) == [f"1 Jun {year}", f"1 Jul {year} to 3 Jul {year}"]
    assert block_id(ada, "hour") != before
    ada.close()
    settings(ada)
    assert chosen(ada, block_id(ada, "hour")) == ["14:30"]
    assert "Saved" not in texts(ada)


@pytest.mark.calendar
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_messages_and_a_pause_are_said_on_top(standin: StandIn, ada: Window) -> None:
    record(ada, shipped_on=standin.now().date() - timedelta(days=14))
    ada.close()
    settings(ada)
    choose(ada, "stop", ["yes"])
    send(ada)
    assert top_line(ada) == (
        "Saved. No check-ins: you stopped them all. You can still record launches and answer."
    )
    choose(ada, "stop", [])
    choose(ada, "budget", "0")
    send(ada)
    assert "No check-ins: you set the messages you want to 0." in top_line(ada)
    choose(ada, "budget", "1")
    until = standin.now().date() + timedelta(days=28)
    choose(ada, "pause", until.isoformat())
    send(ada)
    assert shown(ada, "pause") == until.isoformat()
    assert words(until) in top_line(ada)
    choose(ada, "pause", standin.now().date().isoformat())
    send(ada)
    assert shown(ada, "pause") is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_meant_is_said_on_its_field_and_nothing_is_lost(standin: StandIn, ada: Window) -> None:
    tuesday = standin.now().date()
    settings(ada)
    choose(ada, "opens", "11:00")
    soon = tuesday + timedelta(days=30)
    choose(ada, "first_day", soon.isoformat())
    choose(ada, "last_day", (soon - timedelta(days=1)).isoformat())
    assert ada.submit().ok
    assert set(errors(ada)) == {"first_day", "hour"}
    assert "The last day lies before the first." in errors(ada)["first_day"]
    assert "outside your working hours (11:00 to 17:00)" in errors(ada)["hour"]
    choose(ada, "last_day", soon.isoformat())
    choose(ada, "days", [])
    assert not ada.submit().sent  # Slack itself asks for one: it is not called optional
    ada.close()
    settings(ada)
    assert chosen(ada, block_id(ada, "days")) == []
    choose(ada, "days", ["2", "4"])
    choose(ada, "hour", "11:30")
    choose(ada, "weekday", "4")
    send(ada)
    assert chosen(ada, block_id(ada, "days")) == ["2", "4"]
    assert "Saved." in top_line(ada)
    assert days_off(ada) == [f"{soon.day} {soon:%b} {soon.year}"]  # chosen, and never added


def test_esc_keeps_what_was_chosen_says_that_it_does_not_count_and_lets_go_of_it(
    standin: StandIn, ada: Window
) -> None:
    settings(ada)
    choose(ada, "stop", ["yes"])
    choose(ada, "first_day", "2020-12-24")
    ada.close()
    settings(ada)
    assert "did not save" in texts(ada)
    assert chosen(ada, block_id(ada, "stop")) == ["yes"]
    assert shown(ada, "first_day") == "2020-12-24"
    assert "you stopped" not in top_line(ada)
    christmas = date(standin.now().year + 1, 12, 24)
    choose(ada, "first_day", christmas.isoformat())
    still_there = ada.click("settings.why").payload["view"]
    ada.close()
    assert ada.click("Show what is saved").ok
    assert chosen(ada, block_id(ada, "stop")) == []
    assert shown(ada, "first_day") is None
    assert "did not save" not in texts(ada)
    ada.close()
    settings(ada)
    assert chosen(ada, block_id(ada, "stop")) == []
    # Somebody who never saw the new modal, and presses Save in the one before.
    saved = copy.deepcopy(ada.submit().payload) | {"view": still_there}
    assert "Saved. No check-ins: you stopped them all." in standin.post_interaction(saved).body


def test_an_older_window_does_not_take_back_what_another_one_saved(standin: StandIn, ada: Window) -> None:
    settings(ada)
    other = standin.open_window("ada")
    settings(other)
    choose(ada, "budget", "1")
    saved = ada.submit()
    assert saved.ok
    choose(other, "hour", "15:00")
    send(other)
    assert chosen(other, block_id(other, "budget")) == ["1"]
    assert chosen(other, block_id(other, "hour")) == ["15:00"]
    choose(other, "budget", "2")
    send(other)
    assert standin.post_interaction(saved.payload).ok  # the same once more changes nothing
    ada.close()
    settings(ada)
    assert chosen(ada, block_id(ada, "budget")) == ["2"]


def test_ranges_are_added_and_removed_and_count_once_they_are_saved(standin: StandIn, ada: Window) -> None:
    year = standin.now().year + 1
    settings(ada)
    choose(ada, "budget", "1")
    add_time_off(ada, date(year, 7, 1), date(year, 7, 3))
    assert (shown(ada, "first_day"), shown(ada, "last_day")) == (None, None)
    add_time_off(ada, date(year, 7, 4))
    add_time_off(ada, date(year, 6, 1))
    assert days_off(ada) == [f"1 Jun {year}", f"1 Jul {year} to 4 Jul {year}"]
    assert chosen(ada, block_id(ada, "budget")) == ["1"]
    choose(ada, "first_day", f"{year}-08-01")
    ada.close()
    settings(ada)
    assert "did not save" in texts(ada)
    assert days_off(ada) == [f"1 Jun {year}", f"1 Jul {year} to 4 Jul {year}"]
    assert shown(ada, "first_day") == f"{year}-08-01"
    remove(ada, f"1 Jun {year}")
    assert days_off(ada) == [f"1 Jul {year} to 4 Jul {year}"]
    assert shown(ada, "first_day") == f"{year}-08-01"
    send(ada)
    assert days_off(ada) == [f"1 Jul {year} to 4 Jul {year}", f"1 Aug {year}"]
    remove(ada, f"1 Jul {year} to 4 Jul {year}")
    assert ada.click("Add these days").ok
    assert "Choose the first day off" in texts(ada)
    assert days_off(ada) == [f"1 Aug {year}"]
    send(ada)
    ada.close()
    settings(ada)
    assert days_off(ada) == [f"1 Aug {year}"]
    assert "did not save" not in texts(ada)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_days_off_of_two_windows_both_count(standin: StandIn, ada: Window) -> None:
    year = standin.now().year + 1
    settings(ada)
    add_time_off(ada, date(year, 6, 1))
    send(ada)
    other = standin.open_window("ada")
    settings(other)
    remove(other, f"1 Jun {year}")
    add_time_off(ada, date(year, 7, 1))
    send(ada)
    send(other)
    assert days_off(other) == [f"1 Jul {year}"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_days_that_cannot_be_meant_are_not_added_and_stay_chosen(standin: StandIn, ada: Window) -> None:
    settings(ada)
    add_time_off(ada, standin.now().date() - timedelta(days=2))
    assert "These days are over." in texts(ada)
    assert days_off(ada) == []
    assert shown(ada, "first_day") == (standin.now().date() - timedelta(days=2)).isoformat()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_day_that_slack_sends_again_after_it_was_added_is_not_chosen_anew(
    standin: StandIn, ada: Window
) -> None:
    year = standin.now().year + 1
    settings(ada)
    choose(ada, "first_day", f"{year}-06-01")
    late = ada.choose(block_id(ada, "hour"), "11:00")
    assert late is not None
    before = copy.deepcopy(late.payload)
    assert ada.click("Add these days").ok
    before["actions"][0]["action_ts"] = f"{float(before['actions'][0]['action_ts']) + 100:.6f}"
    assert standin.post_interaction(before).ok
    assert ada.click("settings.remove-time-off").ok
    send(ada)
    assert days_off(ada) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_form_whose_answer_got_lost_takes_what_was_changed_since(standin: StandIn, ada: Window) -> None:
    settings(ada)
    choose(ada, "budget", "1")
    saved = ada.submit()
    again = copy.deepcopy(saved.payload)
    for state in again["view"]["state"]["values"].values():
        for element in state.values():
            if (element.get("selected_option") or {}).get("value") == "10:00":
                element["selected_option"]["value"] = "12:00"
    assert "Saved." in standin.post_interaction(again).body
    ada.close()
    settings(ada)
    assert chosen(ada, block_id(ada, "hour")) == ["12:00"]
    assert chosen(ada, block_id(ada, "budget")) == ["1"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_reaches_another_person_s_settings(standin: StandIn, ada: Window) -> None:
    settings(ada)
    choose(ada, "budget", "0")
    submission = ada.submit().payload
    dana = standin.open_window("dana")
    settings(dana)
    me = {"id": dana.seat.id, "team_id": standin.config.team_id, "username": "dana", "name": "dana"}
    stolen = standin.post_interaction(copy.deepcopy(submission) | {"user": me})
    assert "not there any more" in str(stolen.answer["errors"])
    elsewhere = copy.deepcopy(submission) | {"team": {"id": "T0ELSEWHERE", "domain": "elsewhere"}}
    elsewhere["user"]["team_id"] = "T0ELSEWHERE"
    assert "not there any more" in str(standin.post_interaction(elsewhere).answer["errors"])
    dana.close()
    settings(dana)
    assert chosen(dana, block_id(dana, "budget")) == ["3"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nonsense_is_refused_politely(standin: StandIn, ada: Window) -> None:
    settings(ada)
    field = block_id(ada, "first_day")
    forged = copy.deepcopy(ada.submit().payload)
    for text in ("2030-12\x00-24", "\ud800"):
        forged["view"]["state"]["values"] = {field: {"settings.field": {"selected_date": text}}}
        refused = standin.post_interaction(forged).answer["errors"]
        assert [block.partition("@")[0] for block in refused] == ["first_day"]
    ada.close()
    settings(ada)
    forged["view"]["private_metadata"] = view(ada)["private_metadata"]
    forged["view"]["state"]["values"] = {
        block_id(ada, "first_day"): {"settings.field": {"selected_date": "<!channel>"}},
        "time_off": {"settings.field": {"value": "0001-01-01/9999-12-31 <!channel>"}},
        "budget@x": {"settings.field": {"selected_option": {"value": "99"}}},
        "weekday": {"settings.field": {"selected_option": {"value": "' OR 1=1"}}},
        "zone": {"settings.field": {"selected_option": {"value": "../../etc/localtime"}}},
        "was:budget": {"settings.field": {"value": "1"}},
    }
    answer = standin.post_interaction(forged)
    assert {block.partition("@")[0] for block in answer.answer["errors"]} == {
        *("budget", "weekday", "zone", "first_day")
    }
    ada.command("/l5-launch")
    forged["view"]["private_metadata"] = view(ada)["private_metadata"]
    assert "not there any more" in standin.post_interaction(forged).body


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_zone_is_asked_for_where_slack_does_not_tell_it(standin: StandIn, ada: Window) -> None:
    standin.faults.add("users.info", "ratelimited", times=None)
    settings(ada)
    assert top_line(ada) == "No check-ins yet: I do not know your time zone. Choose it below."
    choose(ada, "zone", "Asia/Tokyo")
    send(ada)
    assert "Saved. No check-in is planned" in top_line(ada)
    assert chosen(ada, block_id(ada, "zone")) == ["Asia/Tokyo"]


def test_why_opens_on_top_of_the_settings(ada: Window) -> None:
    settings(ada)
    assert ada.click("settings.why").ok
    assert title(ada) == "Why, and why not"
    assert button_labels(ada) == ["Let an operator see this (one-time code)"]
    ada.close()
    assert title(ada) == "Settings"


def test_the_holidays_of_another_country_are_chosen_or_none(ada: Window, bot: Product) -> None:
    def is_free(day: date) -> bool:
        with bot.database.read() as connection:
            (found,) = load_settings(connection, [1], bot.workplace.calendars).values()
            return not found.rhythm.is_working(day)

    childrens_day, all_saints = date(2027, 5, 5), date(2027, 11, 1)
    for country, free in (("@JP", [True, False]), ("@FR", [False, True]), ("-", [False, False])):
        settings(ada)
        choose(ada, "calendar", country)
        send(ada)
        assert chosen(ada, block_id(ada, "calendar")) == [country]
        assert [is_free(day) for day in (childrens_day, all_saints)] == free
        ada.close()
