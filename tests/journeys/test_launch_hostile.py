"""Nobody reaches another person's bets, and no text leaves the way it came in, or breaks anything."""

import copy
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from app.sandbox.slack import StandIn, Window
from app.slack.blocks import weight
from tests.support.launching import BET, fill, forged, record, send
from tests.support.screens import texts, title, view

pytestmark = pytest.mark.dialects_take_turns

SECRET = "what I would not say aloud"


def listed(window: Window) -> str:
    assert window.command("/l5-launch list").ok
    return texts(window)


def sent_by_dana(standin: StandIn, payload: dict[str, Any]) -> dict[str, Any]:
    who = {"id": standin.config.seat("dana").id, "team_id": standin.config.team_id, "username": "dana"}
    return copy.deepcopy(payload) | {"user": who}


def test_another_person_s_forms_and_launches_are_not_found(standin: StandIn, ada: Window) -> None:
    ada.command("/l5-launch")
    fill(ada, **(BET | {"problem": SECRET}))
    page_one = send(ada).payload
    fill(ada, stop=SECRET)
    page_two = send(ada).payload
    listed(ada)
    pressed = [ada.click("Change").payload]
    ada.close()
    pressed += [ada.click("Add details").payload]
    dana = standin.open_window("dana")
    for payload in (page_one, page_two):
        answer = standin.post_interaction(sent_by_dana(standin, payload))
        assert "not there any more" in str(answer.answer["errors"])
    screen = standin.workspace.screens[dana.id]
    for payload in pressed:
        dana.command("/l5-launch list")
        forged = sent_by_dana(standin, payload) | {"trigger_id": standin.workspace.trigger(screen)}
        assert standin.post_interaction(forged).status == 200
        assert "is not there any more, or it comes from another version" in texts(dana)
    assert SECRET not in listed(dana)
    assert "Nothing here yet" in texts(dana)


def test_a_form_of_another_kind_records_nothing(standin: StandIn, ada: Window) -> None:
    ada.command("/l5-launch")
    fill(ada, **BET)
    page_one = send(ada).payload
    stolen = copy.deepcopy(page_one)
    stolen["view"]["private_metadata"] = view(ada)["private_metadata"]
    assert "not there any more" in str(standin.post_interaction(stolen).answer["errors"])


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x" * 3001])
def test_what_cannot_be_kept_is_refused_and_the_rest_stays(standin: StandIn, ada: Window, text: str) -> None:
    ada.command("/l5-launch")
    fill(ada, title=BET["title"])
    typed = ada.type("problem", "kept")
    assert typed is not None
    payload = copy.deepcopy(typed.payload)
    state = payload["view"]["state"]["values"]
    state["metric"]["launch.field"]["value"] = text
    payload["actions"] = [payload["actions"][0] | {"block_id": "metric", "value": text}]
    assert standin.post_interaction(payload).status == 400
    payload["type"] = "view_submission"
    del payload["actions"]
    answer = standin.post_interaction(payload).answer
    assert "try again" in answer["errors"]["metric"]
    ada.close()
    ada.command("/l5-launch")
    assert (ada.shown("title"), ada.shown("problem"), ada.shown("metric")) == (BET["title"], "kept", None)


def test_a_title_that_slack_would_not_take_is_refused(standin: StandIn, ada: Window) -> None:
    ada.command("/l5-launch")
    fill(ada, **(BET | {"target": " "}))
    refused = forged(ada.submit().payload, title="x" * 76, target="t")
    assert "75" in standin.post_interaction(refused).answer["errors"]["title"]


def test_hard_texts_come_back_as_they_are_and_fit_what_slack_takes(ada: Window) -> None:
    ping = "<!channel> <@U0DANA001> &amp; *b* {0}"
    emoji = "🚀" * 1500
    for number in range(10):
        record(ada, title=f"{number} {ping}", problem=emoji, metric=emoji, target=ping)
        fill(ada, stop=emoji, where=emoji)
        send(ada)
    shown = listed(ada)
    assert shown.count(ping) == 20
    assert weight(view(ada)) < 250_000
    ada.click("Change")
    assert ada.shown("metric") == emoji
    fill(ada, target=emoji)
    send(ada)
    assert title(ada) == "Your bet"
    assert emoji in texts(ada)


def test_no_text_is_logged_and_none_is_readable_in_the_database(
    ada: Window, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="app"):
        record(ada, title="Secret title", problem=SECRET, metric=SECRET, target=SECRET)
        fill(ada, stop=SECRET)
        send(ada)
        listed(ada)
        ada.click("Change")
        fill(ada, target=f"{SECRET} again")
        ada.close()
    assert SECRET not in caplog.text
    assert "Secret title" not in caplog.text
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert SECRET.encode() not in file.read_bytes()
