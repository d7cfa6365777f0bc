"""Several launches answered at once: one form, one click with Undo, and the week that was missed."""

from datetime import timedelta

import pytest

from app.calendar.schedule import short
from app.checkins.action_ids import DISCARD, USE
from app.sandbox.slack import StandIn, Window
from tests.support.dm import Dm
from tests.support.launching import block_id, fill, record, send, today
from tests.support.screens import button_labels, input_ids, texts, title

ONE_DIALECT = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FOUR = ("Checkout", "Search", "Invoices", "Onboarding")
ALL = ["Answer all", "Nothing moved anywhere", "Did not look this week"]


def field(ada: Window, kind: str, place: int) -> str:
    """The id of the form's input for the launch at this place."""
    return [each for each in input_ids(ada) if each.startswith(f"{kind}-")][place]


def test_four_launches_are_answered_in_one_form_with_a_click_each(dm: Dm, ada: Window) -> None:
    dm.recorded(*FOUR)
    message = dm.asked()
    assert "Nothing moved anywhere" not in dm.buttons(message)  # nothing was looked at yet
    ada.click("Answer all", message_ts=message.ts)
    assert all(name in texts(ada) for name in FOUR)
    for place, status in enumerate(("on_track", "behind", "cannot_tell", "on_track")):
        ada.choose(field(ada, "status", place), status)
    ada.type(field(ada, "reading", 1), "11 % of buyers")
    send(ada)
    for words in ("Checkout: On track.", "Search: 11 % of buyers, Behind.", "Invoices: Cannot tell."):
        assert dm.says(message, words)
    assert dm.buttons(message) == ["Edit"] * 4


def test_what_is_left_alone_stays_open_and_a_text_needs_a_status(dm: Dm, ada: Window) -> None:
    dm.recorded("Checkout", "Search")
    message = dm.asked()
    ada.click("Answer all", message_ts=message.ts)
    assert "Choose how at least one is going" in str(ada.submit().answer)
    ada.type(field(ada, "reading", 1), "11 %")
    assert "Choose how it is going." in str(ada.submit().answer)
    ada.choose(field(ada, "status", 1), "behind")
    send(ada)
    assert dm.says(message, "Search: 11 %, Behind.")
    assert "On track" in dm.buttons(message)
    assert "Answer all" not in dm.buttons(message)  # one is left, with its own buttons


@ONE_DIALECT
def test_a_form_sent_twice_or_from_two_windows_keeps_each_answer_once(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded("Checkout", "Search")
    message = dm.asked()
    other = standin.open_window("ada")
    for window in (ada, other):
        window.click("Answer all", message_ts=message.ts)
    ada.choose(field(ada, "status", 0), "on_track")
    first = send(ada)
    assert standin.post_interaction(first.payload).answer == first.answer
    other.choose(field(other, "status", 0), "behind")
    other.choose(field(other, "status", 1), "on_track")
    send(other)
    assert dm.says(message, "Checkout: Behind. Changed")  # the later save wins, and the earlier text is kept
    assert dm.says(message, "Search: On track.")


@ONE_DIALECT
def test_what_was_answered_before_the_form_opened_is_not_changed_by_it(dm: Dm, ada: Window) -> None:
    dm.recorded("Checkout", "Search", "Invoices")
    message = dm.asked()
    ada.click("Answer all", message_ts=message.ts)
    ada.choose(field(ada, "status", 0), "behind")
    ada.close()
    dm.choose("unseen", message)  # the first one
    ada.click("Answer all", message_ts=message.ts)
    ada.choose(field(ada, "status", 0), "on_track")  # the second one, by now the first in the form
    send(ada)
    assert dm.says(message, "Checkout: did not look.")
    assert dm.says(message, "Search: On track.")


def test_nothing_moved_anywhere_is_one_click_and_one_click_back(dm: Dm, ada: Window) -> None:
    dm.recorded("Checkout", "Search", "Invoices")
    message = dm.asked()
    ada.click("Answer all", message_ts=message.ts)
    ada.choose(field(ada, "status", 0), "on_track")
    ada.choose(field(ada, "status", 1), "behind")
    ada.type(field(ada, "reading", 1), "11 %")
    send(ada)
    following = dm.asked(7 * 24)
    assert [each for each in dm.buttons(following) if each in ALL] == ALL
    ada.click("Nothing moved anywhere", message_ts=following.ts)
    assert dm.says(following, "Checkout: unchanged.")
    assert dm.says(following, "Search: unchanged.")
    assert "No reading yet." in dm.now(following)  # nobody ever looked at Invoices
    ada.click("Undo", message_ts=following.ts)
    assert not dm.says(following, ": unchanged.")
    assert dm.buttons(following).count("On track") == 3
    assert "Undo" not in dm.buttons(following)


@ONE_DIALECT
def test_undo_takes_back_nothing_once_something_else_was_answered(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded("Checkout", "Search", "Invoices")
    message = dm.asked()
    ada.click("Answer all", message_ts=message.ts)
    for place in (0, 1):
        ada.choose(field(ada, "status", place), "on_track")
    send(ada)
    following = dm.asked(7 * 24)
    other = standin.open_window("ada")
    pressed = ada.click("Nothing moved anywhere", message_ts=following.ts)
    assert pressed.ok
    undo = other.click("Undo", message_ts=following.ts)
    other.click("Nothing moved anywhere", message_ts=following.ts)
    ada.click("On track", message_ts=following.ts)  # Invoices, which alone is open
    send(ada)
    dm.tick()
    assert standin.post_interaction(undo.payload).ok  # an old window still shows the button
    assert dm.says(following, "Search: unchanged.")


def test_did_not_look_answers_all_of_them_without_a_comment(dm: Dm, ada: Window) -> None:
    dm.recorded("Checkout", "Search")
    message = dm.asked()
    ada.click("Did not look this week", message_ts=message.ts)
    for name in ("Checkout", "Search"):
        assert dm.says(message, f"{name}: did not look.")
    dm.asked(5 * 24)
    assert len(ada.messages()) == 1  # nothing is open, so nobody is reminded


@pytest.mark.calendar
def test_an_answer_for_last_week_is_dated_by_that_week_everywhere(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded("Checkout", "Search")
    message = dm.asked()
    sunday = today(standin) + timedelta(days=6 - today(standin).weekday())
    following = dm.asked(7 * 24)
    assert dm.says(message, "not answered.")
    ada.click("Answer for that week", message_ts=message.ts)
    for place in (0, 1):
        ada.choose(field(ada, "status", place), "behind")
        ada.type(field(ada, "reading", place), f"1{place} %")
    send(ada)
    assert dm.says(message, "Checkout: 10 %, Behind.")
    assert dm.says(following, f"{short(sunday)}: 10 %, Behind.")  # in the newer message, as the last reading
    assert "On track" in dm.buttons(following)  # which still asks for its own week
    dm.choose("open_bet", following)
    assert f"{short(sunday)}: Behind" in texts(ada)


@ONE_DIALECT
def test_of_one_launch_the_late_answer_is_its_own_form(dm: Dm, ada: Window) -> None:
    dm.recorded()
    message = dm.asked()
    dm.asked(7 * 24)
    dm.tick()
    ada.click("Answer for that week", message_ts=message.ts)
    assert title(ada) == "Check-in"
    fill(ada, reading="9 %")
    ada.choose("status", "on_track")
    send(ada)
    assert dm.says(message, "9 %, On track.")


class TestBegun:
    def test_what_was_closed_is_finished_next_week(self, dm: Dm, standin: StandIn, ada: Window) -> None:
        dm.recorded()
        message = dm.asked()
        ada.click("Behind", message_ts=message.ts)
        fill(ada, reading="half a thought")
        began = short(today(standin))
        ada.close()
        assert dm.says(message, f"You began an answer on {began}.")
        following = dm.asked(7 * 24)
        ada.click("Finish it", message_ts=following.ts)
        assert f"You began this on {began} and did not save it:" in texts(ada)
        assert "half a thought" in texts(ada)
        assert not ada.shown(block_id(ada, "reading"))
        ada.click(USE)
        assert ada.shown(block_id(ada, "reading")) == "half a thought"
        assert USE not in str(button_labels(ada))
        ada.choose("status", "behind")
        fill(ada, reading="half a thought, and the rest")
        send(ada)
        assert dm.says(following, "half a thought, and the rest, Behind.")
        dm.choose("open_bet", dm.asked(7 * 24))
        assert texts(ada).count("half a thought") == 1

    @ONE_DIALECT
    def test_what_is_typed_already_stays_above_what_is_used(self, dm: Dm, ada: Window) -> None:
        dm.recorded()
        ada.click("Behind", message_ts=dm.asked().ts)
        fill(ada, reading="older", learned="a lesson")
        ada.close()
        ada.click("Behind", message_ts=dm.asked(7 * 24).ts)
        fill(ada, reading="newer")
        ada.click(USE)
        assert ada.shown(block_id(ada, "reading")) == "newer\nolder"
        assert ada.shown(block_id(ada, "learned")) == "a lesson"

    @ONE_DIALECT
    def test_what_is_discarded_never_comes_again(self, dm: Dm, ada: Window) -> None:
        dm.recorded()
        ada.click("Behind", message_ts=dm.asked().ts)
        fill(ada, reading="half a thought")
        ada.close()
        following = dm.asked(7 * 24)
        ada.click("Finish it", message_ts=following.ts)
        ada.click(DISCARD)
        assert "half a thought" not in texts(ada)
        ada.close()
        assert "You began" not in dm.now(dm.asked(7 * 24))

    @ONE_DIALECT
    def test_a_text_of_the_form_over_all_is_carried_into_the_next_one_and_into_a_launch_s_own(
        self, dm: Dm, ada: Window
    ) -> None:
        dm.recorded("Checkout", "Search")
        message = dm.asked()
        ada.click("Answer all", message_ts=message.ts)
        ada.type(field(ada, "reading", 0), "first words")
        ada.type(field(ada, "reading", 1), "second words")
        ada.close()
        assert dm.says(message, "You began an answer")
        following = dm.asked(7 * 24)
        ada.click("On track", message_ts=following.ts)
        assert "first words" in texts(ada)
        assert "second words" not in texts(ada)
        ada.click(USE)
        send(ada)
        assert dm.says(following, "Checkout: first words, On track.")
        ada.click("Behind", message_ts=following.ts)
        assert "second words" in texts(ada)

    @ONE_DIALECT
    def test_a_verdict_that_was_begun_is_finished_as_one(self, dm: Dm, standin: StandIn, ada: Window) -> None:
        shipped, judge_by = today(standin) - timedelta(days=13), today(standin) + timedelta(days=1)
        record(ada, shipped_on=shipped, judge_by=judge_by)
        ada.close()
        message = dm.asked()
        ada.click("Partly", message_ts=message.ts)
        fill(ada, reflection="it was the address form")
        ada.close()
        assert dm.says(message, "You began an answer")
        ada.click("Finish it", message_ts=message.ts)
        assert title(ada) == "Your decision"
        assert ada.shown("reflection") == "it was the address form"

    @ONE_DIALECT
    def test_an_answer_ends_the_line_in_the_message_and_the_words_wait_in_the_form(
        self, dm: Dm, ada: Window
    ) -> None:
        dm.recorded()
        ada.click("Behind", message_ts=dm.asked().ts)
        fill(ada, reading="half a thought")
        ada.close()
        following = dm.asked(7 * 24)
        dm.choose("unseen", following)
        third = dm.asked(7 * 24)
        assert "You began" not in dm.now(third)
        ada.click("Behind", message_ts=third.ts)
        assert "half a thought" in texts(ada)


@pytest.mark.calendar
def test_an_effect_that_is_gone_offers_the_next_bet(dm: Dm, standin: StandIn, ada: Window) -> None:
    shipped, judge_by = today(standin) - timedelta(days=13), today(standin) + timedelta(days=1)
    record(ada, shipped_on=shipped, judge_by=judge_by, title="Checkout")
    ada.close()
    message = dm.asked()
    ada.click("It landed", message_ts=message.ts)
    ada.choose("course", "too_early")
    assert "it is not too early" in str(ada.submit().answer)
    ada.choose("course", "keep")
    fill(ada, reflection="buyers finish")
    send(ada)
    assert dm.says(message, "it landed, keep it.")
    look = next(one for one in (dm.asked(24) for _ in range(200)) if one.ts != message.ts)
    for words in ("it landed, keep it.", "buyers finish", "Does the effect last?"):
        assert words in dm.now(look)
    ada.click("It is gone", message_ts=look.ts)
    fill(ada, seen="it came back in May")
    answered = send(ada)
    assert "It goes on from" in texts(ada)
    assert ada.shown("title") == "Checkout"
    again = standin.post_interaction(answered.payload)
    assert again.answer["response_action"] == "update"
    ada.close()
    assert dm.says(look, "the effect is gone.")
    ada.command("/l5-launch list")
    ada.click("Look closer")
    assert "Record the next bet" in button_labels(ada)
