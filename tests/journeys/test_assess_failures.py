"""When the storage or Slack fails: said within three seconds, nothing typed is lost, and it heals."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from app.bootstrap import Product
from app.clock import LISTENER_BUDGET
from app.db.tables import form_texts
from app.sandbox.slack import StandIn, Window
from app.slack.manifest import manifest
from tests.support.locks import locked
from tests.support.screens import texts, title, view
from tests.support.walk import begin, first_question, forward, write

IN_TIME = 4.0
"""Seconds. All waiting together takes 2.5 (`clock.LISTENER_BUDGET`), the rest is for a busy machine. Two
waits, each with two seconds of its own, would take longer."""
STORAGE = "cannot reach my storage right now"


@pytest.fixture
def standin() -> Iterator[StandIn]:
    """One that waits for longer than Slack, so that a late answer is late by its seconds alone."""
    with StandIn(manifest("/l5-", "http://127.0.0.1"), patience=20.0) as running:
        yield running


def test_slack_s_three_seconds_are_enough_for_all_waiting() -> None:
    assert LISTENER_BUDGET <= 2.5


def test_a_submit_while_the_database_is_locked_keeps_the_modal_and_says_so(
    ada: Window, database_url: str
) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "typed before")
    with locked(database_url):
        lost = ada.type(question, "typed while it was locked")
        assert lost is not None
        assert lost.status == 503
        delivery = ada.submit()
        assert delivery.seconds < IN_TIME
        assert STORAGE in ada.errors[next(iter(ada.errors))]
        assert title(ada) == "1 of 10"
        assert ada.shown(question) == "typed while it was locked"
    forward(ada)
    ada.click("Back")
    assert ada.shown(question) == "typed while it was locked"


def test_a_view_without_inputs_stays_and_gets_an_alert(ada: Window, database_url: str) -> None:
    ada.command("/l5-assess")
    before = [block for block in view(ada)["blocks"] if block["type"] != "alert"]
    with locked(database_url):
        for _ in range(2):
            assert ada.submit().seconds < IN_TIME
            assert texts(ada).count(STORAGE) == 1
    assert [block for block in view(ada)["blocks"] if block["type"] != "alert"] == before
    forward(ada)
    assert title(ada) == "1 of 10"


def test_a_failed_autosave_is_healed_by_the_next_event(ada: Window, database_url: str) -> None:
    begin(ada)
    first, second = [b["block_id"] for b in view(ada)["blocks"] if b["type"] == "input"][:2]
    with locked(database_url):
        failed = ada.type(first, "not heard")
        assert failed is not None
        assert failed.status == 503
        assert failed.seconds < IN_TIME
    write(ada, second, "heard")
    ada.close()
    ada.command("/l5-assess")
    assert ada.shown(first) == "not heard"
    assert ada.shown(second) == "heard"


def test_a_failed_click_is_answered_5xx_and_can_be_clicked_again(ada: Window, database_url: str) -> None:
    begin(ada)
    write(ada, first_question(ada), "kept")
    with locked(database_url):
        assert ada.click("Overview").status == 503
    assert title(ada) == "1 of 10"
    assert ada.click("Overview").ok
    assert title(ada) == "Assess yourself"


def test_a_failed_command_answers_with_a_sentence(ada: Window, database_url: str) -> None:
    with locked(database_url):
        delivery = ada.command("/l5-assess")
    assert delivery.status == 200
    assert delivery.seconds < IN_TIME
    assert STORAGE in ada.messages()[-1].text
    assert ada.command("/l5-assess").ok
    assert title(ada) == "Assess yourself"


@pytest.mark.dialects_take_turns
def test_slack_that_does_not_take_the_view_is_said_too(standin: StandIn, ada: Window) -> None:
    standin.faults.add("views.open", "ratelimited")
    assert ada.command("/l5-assess").status == 200
    assert "Slack did not answer in time" in ada.messages()[-1].text
    standin.faults.add("views.open", "slow", seconds=5)
    delivery = ada.command("/l5-assess")
    assert delivery.status == 200
    assert delivery.seconds < IN_TIME
    assert "try again" in ada.messages()[-1].text


@pytest.mark.dialects_take_turns
@pytest.mark.parametrize("kind", ["error_after", "cut_after"])
def test_a_view_that_was_opened_though_the_answer_was_lost_still_works(
    standin: StandIn, ada: Window, kind: str
) -> None:
    standin.faults.add("views.open", kind)  # type: ignore[arg-type]
    ada.command("/l5-assess")
    assert title(ada) == "Assess yourself"
    forward(ada)
    write(ada, first_question(ada), "kept")


@pytest.mark.dialects_take_turns
def test_a_click_on_a_view_that_changed_meanwhile_does_no_harm(standin: StandIn, ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "kept")
    forward(ada)
    click = ada.click("Back")
    shown = view(ada)["hash"]
    again = standin.post_interaction(click.payload)
    assert again.ok
    assert view(ada)["hash"] == shown


@pytest.mark.dialects_take_turns
def test_an_error_nobody_thought_of_is_a_sentence_with_a_number(
    ada: Window, bot: Product, caplog: pytest.LogCaptureFixture
) -> None:
    begin(ada)
    write(ada, first_question(ada), "words nobody else may read")
    with bot.database.write() as connection:
        connection.execute(update(form_texts).values(sealed_text=b"\x01broken"))
    delivery = ada.submit()
    assert delivery.status == 200
    sentence = next(iter(ada.errors.values()))
    reference = sentence.rsplit(" ", 1)[1].rstrip(".")
    line = next(record.getMessage() for record in caplog.records if reference in record.getMessage())
    assert "SealBroken" in line
    assert "words nobody" not in line


def test_forty_at_once_are_all_answered_in_time_while_the_database_is_locked(
    standin: StandIn, ada: Window, database_url: str
) -> None:
    begin(ada)
    delivery = ada.type(first_question(ada), "typed")
    assert delivery is not None
    payload = delivery.payload
    with locked(database_url), ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(standin.post_interaction, [payload] * 40))
    assert {answer.status for answer in answers} == {503}
    assert max(answer.seconds for answer in answers) < IN_TIME
