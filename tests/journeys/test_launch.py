"""An engineer records what they shipped, adds to it, changes it and looks at it again."""

import copy
from datetime import timedelta

import pytest

from app.sandbox.slack import StandIn, Window
from tests.support.launching import BET, block_id, fill, forged, record, send, set_day, today
from tests.support.screens import button_labels, chosen, input_ids, texts, title, view
from tests.support.walk import begin, is_looking_back, to_the_end

pytestmark = pytest.mark.dialects_take_turns

DAY = 86_400


def listed(window: Window) -> str:
    """What the list shows; left open."""
    assert window.command("/l5-launch list").ok
    assert title(window) == "Your launches"
    return texts(window)


@pytest.mark.calendar
def test_a_bet_is_recorded_and_quoted_word_for_word(standin: StandIn, ada: Window) -> None:
    day = today(standin)
    assert ada.command("/l5-launch").ok
    fields = ["title", "problem", "metric", "target", "shipped_on", "judge_by"]
    assert [each.partition("@")[0] for each in input_ids(ada)] == fields
    assert ada.shown("shipped_on") == day.isoformat()
    assert ada.shown(block_id(ada, "judge_by")) == (day + timedelta(weeks=6)).isoformat()
    ada.close()
    record(ada)
    assert "Next check-in: " in texts(ada)
    assert "You can change it freely until " in texts(ada)
    ada.close()
    shown = listed(ada)
    assert BET["title"] in shown
    assert BET["target"] in shown
    assert button_labels(ada) == ["Look closer", "Change", "Add details", "Record another"]


def test_esc_on_page_one_loses_nothing_and_a_submission_ends_it(ada: Window) -> None:
    ada.command("/l5-launch")
    fill(ada, **BET)
    ada.close()
    assert ada.shortcut("launch").ok
    assert [ada.shown(field) for field in BET] == list(BET.values())
    send(ada)
    ada.close()
    ada.command("/l5-launch")
    assert [ada.shown(field) for field in BET] == [None] * 4


@pytest.mark.calendar
def test_the_judge_by_date_follows_the_shipping_date_until_somebody_chooses_it(
    standin: StandIn, ada: Window
) -> None:
    day = today(standin) - timedelta(days=30)
    ada.command("/l5-launch")
    fill(ada, title=BET["title"])
    set_day(ada, "judge_by", today(standin) + timedelta(weeks=6))  # the same by hand still follows
    for shipped_on in (day, day + timedelta(days=1)):
        set_day(ada, "shipped_on", shipped_on)
        assert ada.shown(block_id(ada, "judge_by")) == (shipped_on + timedelta(weeks=6)).isoformat()
    assert ada.shown("title") == BET["title"]
    by_hand = day + timedelta(weeks=9)
    set_day(ada, "judge_by", by_hand)
    set_day(ada, "shipped_on", day)
    ada.close()
    ada.command("/l5-launch")
    assert ada.shown(block_id(ada, "judge_by")) == by_hand.isoformat()


@pytest.mark.calendar
def test_what_is_in_the_way_is_said_at_each_field_and_everything_stays(standin: StandIn, ada: Window) -> None:
    ada.command("/l5-launch")
    fill(ada, **(BET | {"problem": "  ", "target": " \u2003 "}))
    set_day(ada, "judge_by", today(standin))
    assert ada.submit().ok
    assert {field.partition("@")[0] for field in ada.errors} == {"problem", "target", "judge_by"}
    assert ada.shown("title") == BET["title"]
    fill(ada, problem="P", target="words will do")
    set_day(ada, "judge_by", today(standin) + timedelta(days=7))
    send(ada)
    assert title(ada) == "Recorded"


def test_page_two_is_optional_and_typed_words_survive_esc(ada: Window) -> None:
    record(ada)
    assert "I ask later" in texts(ada)
    fill(ada, stop="complaints double")
    ada.choose("instrumentation", "not-yet")
    ada.close()
    assert "complaints double" not in listed(ada)
    assert ada.click("Add details").ok
    assert (ada.shown("stop"), chosen(ada, "instrumentation")) == ("complaints double", ["not-yet"])
    fill(ada, where="the board on the wall")
    ada.choose("sure", "70")
    send(ada)
    assert title(ada) == "Your bet"
    assert "complaints double" in texts(ada)
    assert "added later" not in texts(ada)
    ada.close()
    assert ada.views == []


def test_details_after_the_seal_are_added_later(standin: StandIn, ada: Window) -> None:
    record(ada)
    send(ada)
    assert (title(ada), len(ada.views)) == ("Your bet", 1)
    ada.close()
    standin.advance(3 * DAY)
    listed(ada)
    ada.click("Add details")
    fill(ada, stop="nobody uses it")
    send(ada)
    assert "(added later, " in texts(ada)


@pytest.mark.calendar
def test_before_the_seal_a_change_replaces_and_afterwards_it_stands_beside(
    standin: StandIn, ada: Window
) -> None:
    record(ada)
    ada.close()
    listed(ada)
    ada.click("Change")
    assert "reason" not in input_ids(ada)
    fill(ada, target="under 7 %")
    send(ada)
    assert "under 8 %" not in texts(ada)
    ada.close()
    standin.advance(2 * DAY)
    assert "Sealed" not in listed(ada)
    ada.click("Look closer")
    assert ", 1 day after shipping" in texts(ada)
    ada.close()
    ada.click("Change")
    assert "A change needs a reason" in texts(ada)
    fill(ada, target="under 9 %")
    assert not ada.submit().sent
    fill(ada, reason=" ")
    ada.submit()
    assert list(ada.errors) == ["reason"]
    fill(ada, reason="the baseline was wrong")
    send(ada)
    shown = texts(ada)
    for words in ("under 9 %", "Changed ", "the baseline was wrong", "At first, target: ", "under 7 %"):
        assert words in shown, words


def test_a_bet_sealed_while_it_is_being_changed_asks_for_the_reason(standin: StandIn, ada: Window) -> None:
    record(ada)
    ada.close()
    listed(ada)
    ada.click("Change")
    fill(ada, target="under 9 %")
    standin.advance(2 * DAY)
    send(ada)
    assert title(ada) == "Change the bet"
    assert "A change needs a reason by now." in texts(ada)
    assert ada.shown("target") == "under 9 %"
    fill(ada, reason="more traffic")
    send(ada)
    assert "At first, target: " in texts(ada)


def test_the_same_form_again_records_nothing_and_keeps_words_of_a_lost_answer(
    standin: StandIn, ada: Window
) -> None:
    ada.command("/l5-launch")
    fill(ada, **BET)
    sent = send(ada).payload
    answer = standin.post_interaction(copy.deepcopy(sent)).answer
    assert answer["response_action"] == "update"
    standin.post_interaction(forged(copy.deepcopy(sent), target="under 7 %"))
    ada.close()
    shown = listed(ada)
    assert shown.count(BET["title"]) == 1
    assert "under 7 %" in shown


def test_two_windows_with_the_same_words_record_one_launch(standin: StandIn, ada: Window) -> None:
    ada.command("/l5-launch")
    fill(ada, **BET)
    other = standin.open_window("ada")
    other.command("/l5-launch")
    assert other.shown("title") == BET["title"]
    send(ada)
    send(other)
    assert title(other) == "Recorded"
    other.close()
    record(other, title="Something else")
    other.close()
    shown = listed(other)
    assert (shown.count(BET["title"]), shown.count("Something else")) == (1, 1)


@pytest.mark.calendar
def test_a_launch_that_lies_ahead_says_so(standin: StandIn, ada: Window) -> None:
    ahead = today(standin) + timedelta(days=20)
    record(ada, shipped_on=ahead)
    ada.close()
    shown = listed(ada)
    assert "Ships " in shown
    assert "I ask on the day it ships whether it did." in shown


def test_from_a_message_only_its_link_is_kept(standin: StandIn, ada: Window) -> None:
    post = ada.say("We shipped the secret checkout", "#general")
    for _ in range(2):
        assert ada.message_shortcut("follow", post.ts, "#general").ok
        assert "The link to that message is kept with the bet." in texts(ada)
        assert "secret" not in str(view(ada))
        fill(ada, title="Halfway")
        ada.close()
    ada.command("/l5-launch")
    assert ada.shown("title") is None
    ada.close()
    ada.message_shortcut("follow", post.ts, "#general")
    assert ada.shown("title") == "Halfway"


def test_a_zone_that_slack_does_not_know_is_asked_for_once(standin: StandIn, ada: Window) -> None:
    standin.set_time_zone("ada", None)
    ada.command("/l5-launch")
    fill(ada, **BET)
    assert not ada.submit().sent
    ada.choose("zone", "Asia/Tokyo")
    send(ada)
    ada.close()
    ada.command("/l5-launch")
    assert "zone" not in input_ids(ada)


@pytest.mark.calendar
def test_slack_is_asked_about_a_person_once_a_day(standin: StandIn, ada: Window) -> None:
    def asked() -> int:
        return sum(call.method == "users.info" for call in standin.calls)

    record(ada)
    ada.close()
    ada.command("/l5-launch")
    assert asked() == 1
    ada.close()
    standin.set_time_zone("ada", "Pacific/Auckland")
    standin.advance(DAY + 60)
    ada.command("/l5-launch")
    assert asked() == 2


def test_ten_launches_a_page(ada: Window) -> None:
    for number in range(11):
        record(ada, title=f"Launch {number:02}")
        ada.close()
    shown = listed(ada)
    assert "Launch 10" in shown
    assert "Launch 00" not in shown
    assert ada.click("Older").ok
    assert "Launch 00" in texts(ada)
    assert "Older" not in button_labels(ada)
    ada.click("Newer")
    assert "Launch 10" in texts(ada)


def test_the_assessment_leads_to_a_bet_and_stays_below(ada: Window) -> None:
    begin(ada)
    labels = []
    while not is_looking_back(ada):
        labels += [title(ada)] if "Record what I shipped last" in button_labels(ada) else []
        send(ada)
    assert labels == ["2 of 10", "3 of 10"]  # owning outcomes, and the loop
    to_the_end(ada)
    assert ada.click("Record a launch").ok
    assert title(ada) == "Record what you shipped"
    fill(ada, **BET)
    send(ada)
    assert title(ada) == "Recorded"
    send(ada)
    ada.close()
    assert title(ada) == "What came out of it"


def test_recording_from_the_list_takes_its_place(ada: Window) -> None:
    listed(ada)
    assert ada.click("Record what I shipped last").ok
    fill(ada, **BET)
    send(ada)
    assert len(ada.views) == 1
    send(ada)
    assert "Saved." in texts(ada)
    ada.close()
    assert ada.views == []
    assert BET["title"] in listed(ada)


def test_help_is_for_the_one_who_asked(ada: Window) -> None:
    for words in ("help", "nonsense <!channel>"):
        ada.command(f"/l5-launch {words}")
        answer = ada.messages()[-1]
        assert "`/l5-launch list`" in answer.text
        assert answer.text.startswith("`/l5-launch` does not know that word") == (words != "help")
        assert "nonsense" not in answer.text
        assert answer.only_for == ada.seat.id
    assert "Nothing here yet" in listed(ada)
