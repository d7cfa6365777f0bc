"""Two windows, double clicks and events that come late: nothing typed is lost, nothing is done twice."""

import copy
from typing import Any

import pytest

from app.sandbox.slack import StandIn, Window
from tests.support.screens import input_ids, texts, title, view
from tests.support.walk import begin, finish, first_question, forward, history, is_looking_back, write

pytestmark = pytest.mark.dialects_take_turns

TWO_WINDOWS = "You wrote on the page before this in another window too"


def typed(window: Window, key: str, text: str) -> dict[str, Any]:
    """The payload of typing a text, after the bot heard it."""
    delivery = window.type(key, text)
    assert delivery is not None
    assert delivery.ok
    return delivery.payload


def test_the_text_of_another_window_becomes_a_revision_and_the_next_view_says_so(
    standin: StandIn, ada: Window
) -> None:
    begin(ada)
    question = first_question(ada)
    other = standin.open_window("ada")
    other.command("/l5-assess")
    write(ada, question, "from the first window")
    write(other, question, "from the second window")
    forward(other)
    assert TWO_WINDOWS in texts(other)
    finish(other)
    shown = history(other)
    assert "from the second window" in shown
    assert "from the first window" in shown


def test_a_submit_over_another_window_s_submit_keeps_both_texts(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    other = standin.open_window("ada")
    other.command("/l5-assess")
    write(ada, question, "one")
    forward(ada)
    assert TWO_WINDOWS not in texts(ada)
    write(other, question, "two")
    forward(other)
    assert TWO_WINDOWS in texts(other)
    finish(other)
    assert {"one", "two"} <= set(history(other).split("\n"))


def test_one_revision_a_text_however_the_windows_take_turns(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    other = standin.open_window("ada")
    other.command("/l5-assess")
    write(ada, question, "first")
    write(other, question, "second")
    write(ada, question, "third")
    forward(ada)
    forward(other)  # says "second" again, which the third replaced
    finish(other)
    lines = history(other).split("\n")
    assert [lines.count(text) for text in ("first", "second", "third")] == [1, 1, 1]


def test_what_a_page_was_filled_with_does_not_replace_a_newer_text(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "old")
    ada.close()
    ada.command("/l5-assess")
    stale = standin.open_window("ada")
    stale.command("/l5-assess")  # filled with "old", which it reports as its value
    write(ada, question, "new")
    forward(stale)
    assert TWO_WINDOWS not in texts(stale)
    stale.click("Back")
    assert stale.shown(question) == "new"


def test_reopening_after_esc_is_no_second_window(ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "before Esc")
    ada.close()
    ada.command("/l5-assess")
    write(ada, question, "before Esc, and after")
    forward(ada)
    assert TWO_WINDOWS not in texts(ada)
    finish(ada)
    assert "Earlier text" not in history(ada)


def test_a_second_submit_gets_the_same_next_view(standin: StandIn, ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "once")
    first = ada.submit()
    again = standin.post_interaction(first.payload)
    assert again.answer == first.answer
    assert again.answer["view"]["private_metadata"] != first.payload["view"]["private_metadata"]


def test_begin_and_done_may_be_clicked_twice(standin: StandIn, ada: Window) -> None:
    ada.command("/l5-assess")
    start = ada.submit()
    assert standin.post_interaction(start.payload).answer == start.answer
    write(ada, first_question(ada), "kept")
    while not is_looking_back(ada):
        forward(ada)
    for shown in ("Before you finish", "What came out of it"):
        done = ada.submit()
        assert title(ada) == shown
        assert standin.post_interaction(done.payload).answer == done.answer
    ada.close()
    ada.command("/l5-assess history")
    assert "Older" not in texts(ada)


def test_events_after_the_submit_change_nothing(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    late = typed(ada, question, "a draft")
    write(ada, question, "the final text")
    forward(ada)
    assert standin.post_interaction(late).ok
    late["actions"][0] |= {"value": "newer than the submit", "action_ts": "9999999999.9"}
    assert standin.post_interaction(late).ok
    ada.click("Back")
    assert ada.shown(question) == "the final text"


def test_events_are_ordered_by_action_ts_as_a_decimal(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    payload = typed(ada, question, "typed")

    def say(text: str, action_ts: str) -> None:
        event = copy.deepcopy(payload)
        event["actions"][0] |= {"value": text, "action_ts": action_ts}
        event["view"]["state"]["values"][question]["assess.answer"]["value"] = text
        assert standin.post_interaction(event).ok

    say("newer", "10000000000.5")
    say("older, though longer and larger as text", "9999999999.123456")
    say("newer", "10000000002.5")
    say("typed in between and taken out again, and its event came last", "10000000001.5")
    ada.close()
    ada.command("/l5-assess")
    assert ada.shown(question) == "newer"


def test_only_an_input_s_own_event_empties_it(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "something")
    forward(ada)
    ada.click("Back")  # after an update an untouched input reports null
    forward(ada)
    ada.click("Back")
    assert ada.shown(question) == "something"
    write(ada, question, "")
    forward(ada)
    ada.click("Back")
    assert ada.shown(question) is None


def test_an_empty_value_that_the_event_is_not_about_empties_nothing(standin: StandIn, ada: Window) -> None:
    begin(ada)
    first, second = [key for key in input_ids(ada) if key.startswith("q:")][:2]
    write(ada, first, "kept")
    event = typed(ada, second, "typed")
    event["view"]["state"]["values"][first]["assess.answer"]["value"] = ""
    event["actions"][0] |= {"action_ts": "9999999999.9"}
    assert standin.post_interaction(event).ok
    ada.close()
    ada.command("/l5-assess")
    assert ada.shown(first) == "kept"


def test_words_added_after_a_lost_answer_are_kept(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "sent")
    standin.faults.add("bot:view_submission", "lost")
    ada.submit()
    assert ada.trouble
    assert title(ada) == "1 of 10"
    standin.faults.add("bot:block_actions", "lost")
    ada.type(question, "sent, and then more")
    forward(ada)
    ada.click("Back")
    assert ada.shown(question) == "sent, and then more"
    finish(ada)
    assert "sent" in history(ada).split("\n")


def test_an_old_submit_replayed_does_not_bring_back_old_words(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "old")
    old = ada.submit().payload
    ada.click("Back")
    write(ada, question, "new")
    forward(ada)
    standin.post_interaction(old)
    ada.click("Back")
    assert ada.shown(question) == "new"


def test_a_new_view_keeps_the_place_of_a_window_that_was_left_open(standin: StandIn, ada: Window) -> None:
    begin(ada)
    finish(ada)
    late = standin.open_window("ada")
    late.command("/l5-assess propose")
    question = first_question(late)
    write(late, question, "an afterthought")
    assert view(late)["private_metadata"]
    late.close()
    assert "an afterthought" in history(late)


def lose_the_answer(standin: StandIn, window: Window) -> None:
    standin.faults.add("bot:view_submission", "lost")
    window.submit()
    assert window.trouble


def test_words_added_to_an_empty_page_after_a_lost_answer_are_kept(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    lose_the_answer(standin, ada)
    write(ada, question, "words after")
    forward(ada)
    ada.click("Back")
    assert ada.shown(question) == "words after"


def test_words_added_after_a_lost_answer_survive_a_submit_of_another_window(
    standin: StandIn, ada: Window
) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "sent")
    lose_the_answer(standin, ada)
    other = standin.open_window("ada")
    other.command("/l5-assess propose")
    write(other, question, "two")
    forward(other)
    write(ada, question, "sent and more")
    forward(ada)
    finish(ada)
    assert {"sent", "two", "sent and more"} <= set(history(ada).split("\n"))


def test_words_typed_after_a_lost_answer_and_then_esc_are_in_the_history_once(
    standin: StandIn, ada: Window
) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "sent")
    lose_the_answer(standin, ada)
    ada.type(question, "sent and more", keystrokes=True)
    ada.close()
    shown = history(ada)
    assert shown.split("\n").count("sent and more") == 1
    assert "sent and m\n" not in shown


def test_back_after_a_lost_answer_takes_the_words_along(standin: StandIn, ada: Window) -> None:
    begin(ada)
    forward(ada)
    question = first_question(ada)
    write(ada, question, "sent")
    lose_the_answer(standin, ada)
    write(ada, question, "sent and more")
    assert ada.click("Back").ok
    forward(ada)
    assert ada.shown(question) == "sent and more"


def test_a_stale_start_view_begins_nothing_that_nobody_asked_for(standin: StandIn, ada: Window) -> None:
    ada.command("/l5-assess")
    first = standin.open_window("ada")
    first.command("/l5-assess")
    forward(ada)
    open_one = standin.open_window("ada")
    open_one.command("/l5-assess")
    open_one.click("Overview")
    write(ada, first_question(ada), "something")
    finish(ada)
    for stale in (first, open_one):
        forward(stale)
        assert view(stale)["submit"]["text"] == "Start a new one"
    ada.command("/l5-assess history")
    assert "still open" not in texts(ada)


def test_a_submitted_text_stays_in_the_history_while_it_is_being_changed(ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "first")
    forward(ada)
    ada.click("Back")
    write(ada, question, "second")
    ada.close()
    assert {"first", "second"} <= set(history(ada).split("\n"))


def test_an_emptied_answer_keeps_its_earlier_text_under_its_own_question(ada: Window) -> None:
    begin(ada)
    one, two = [key for key in input_ids(ada) if key.startswith("q:")][:2]
    write(ada, one, "text of one")
    write(ada, two, "text of two")
    forward(ada)
    ada.click("Back")
    write(ada, two, "")
    forward(ada)
    lines = history(ada).split("\n")
    assert lines.index("text of one") < lines.index("(emptied)") < lines.index("text of two")


def test_where_i_stood_before_is_in_the_history(ada: Window) -> None:
    begin(ada)
    stand = next(key for key in input_ids(ada) if key.startswith("stand:"))
    ada.choose(stand, "often")
    forward(ada)
    ada.click("Back")
    ada.choose(stand, "not-yet")
    forward(ada)
    shown = history(ada)
    assert "On my own, though not every time" in shown
    assert "I have not done this yet" in shown


def test_typing_elsewhere_on_the_page_does_not_bring_an_older_text_back(
    standin: StandIn, ada: Window
) -> None:
    begin(ada)
    first, second = [key for key in input_ids(ada) if key.startswith("q:")][:2]
    other = standin.open_window("ada")
    other.command("/l5-assess")
    write(ada, first, "from the first window")
    write(other, first, "from the second window")
    write(ada, second, "further down")  # its event says again what stands in the first question
    ada.close()
    other.close()
    ada.command("/l5-assess")
    assert ada.shown(first) == "from the second window"
    assert "from the first window" in history(ada)


def test_words_typed_after_a_lost_answer_on_an_empty_page_and_then_esc_are_in_the_history(
    standin: StandIn, ada: Window
) -> None:
    begin(ada)
    lose_the_answer(standin, ada)
    write(ada, first_question(ada), "too late")
    ada.close()
    assert "too late" in history(ada).split("\n")


def test_what_the_first_answer_said_can_be_said_again_at_last(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    for text in ("one", "two"):
        write(ada, question, text)
        lose_the_answer(standin, ada)
    write(ada, question, "one")
    forward(ada)
    ada.click("Back")
    assert ada.shown(question) == "one"
    assert "two" in history(ada).split("\n")


def test_a_form_of_another_kind_is_no_page(standin: StandIn, ada: Window) -> None:
    begin(ada)
    page = view(ada)["private_metadata"]
    saved = ada.submit().payload
    ada.close()
    ada.command("/l5-launch")
    assert ada.top is not None
    bet = ada.top["private_metadata"]
    forged = copy.deepcopy(saved)
    forged["view"]["private_metadata"] = bet
    refused = standin.post_interaction(forged)
    forged["view"]["private_metadata"] = f"{page[:-1]}{'A' if page[-1] != 'A' else 'B'}"
    assert refused.answer == standin.post_interaction(forged).answer
    assert refused.answer.get("response_action") == "errors"
