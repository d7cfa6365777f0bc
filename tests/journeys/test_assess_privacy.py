"""Nobody reaches another person's pages, and no text leaves the way it came in."""

import copy
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from app.sandbox.slack import StandIn, Window
from tests.support.screens import texts
from tests.support.walk import begin, first_question, forward, history, write

pytestmark = pytest.mark.dialects_take_turns

SECRET = "what I would not say aloud"


def as_somebody_else(payload: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return copy.deepcopy(payload) | changes


def test_another_person_s_page_is_not_found(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, SECRET)
    submission = ada.submit().payload
    dana = standin.open_window("dana")
    dana.command("/l5-assess")
    me = {"id": dana.seat.id, "team_id": standin.config.team_id, "username": "dana", "name": "dana"}
    stolen = as_somebody_else(submission, user=me)
    answer = standin.post_interaction(stolen)
    missing = as_somebody_else(stolen)
    missing["view"]["private_metadata"] = "no-such-page"
    nothing = standin.post_interaction(missing)
    assert answer.answer == nothing.answer
    assert "not there any more" in str(answer.answer["errors"])
    assert SECRET not in answer.body
    assert SECRET not in history(dana)


def test_the_same_user_id_in_another_workspace_is_somebody_else(standin: StandIn, ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), SECRET)
    submission = ada.submit().payload
    elsewhere = as_somebody_else(submission, team={"id": "T0ELSEWHERE", "domain": "elsewhere"})
    elsewhere["user"]["team_id"] = "T0ELSEWHERE"
    answer = standin.post_interaction(elsewhere)
    assert "not there any more" in str(answer.answer["errors"])


def test_an_organization_wide_install_has_no_team_and_works(standin: StandIn, ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), SECRET)
    payload = ada.submit().payload
    org = {"enterprise": {"id": "E01", "name": "Org"}, "is_enterprise_install": True, "team": None}
    answer = standin.post_interaction(as_somebody_else(payload, **org))
    assert "not there any more" in str(answer.answer["errors"])


def test_no_text_and_no_name_is_logged(ada: Window, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("slack_sdk", "slack_bolt"):
        logging.getLogger(name).setLevel(logging.WARNING)
    begin(ada)
    write(ada, first_question(ada), SECRET)
    forward(ada)
    ada.click("Overview")
    ada.command("/l5-assess history")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("werkzeug")]
    assert not [line for line in ours if SECRET in line or "Lindgren" in line]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_database_file_holds_no_readable_text(ada: Window, database_url: str, tmp_path: Path) -> None:
    begin(ada)
    write(ada, first_question(ada), SECRET)
    forward(ada)
    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    dump = "\n".join(connection.iterdump())
    connection.close()
    files = b"".join(path.read_bytes() for path in tmp_path.glob("followthrough.db*"))
    assert "form_texts" in dump
    assert SECRET not in dump
    assert SECRET.encode() not in files
    assert SECRET.encode().hex().upper() not in dump


def test_a_view_carries_ids_only(ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), SECRET)
    forward(ada)
    ada.click("Back")
    assert ada.top is not None
    assert SECRET not in ada.top["private_metadata"]
    buttons = [e for b in ada.top["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert not [button for button in buttons if SECRET in str(button)]
    assert SECRET in texts(ada)
