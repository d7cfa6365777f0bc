"""Readings: kept once however they are sent, changed with revisions, and never anybody else's."""

from collections.abc import Callable

import pytest

from app.checkins.model import Asks, CheckinState, Reading, Status
from app.checkins.service import CheckinResult
from app.checkins.store import READING
from app.errors import BadText, NotFound
from app.launches.model import STOP, WHERE
from tests.checkins.desk import ADA, BOB, NOW, W46, Desk, at, form, of, reading_page, typing

pytestmark = pytest.mark.dialects_take_turns


def answers(desk: Desk, launch_id: int) -> list[Reading]:
    return [entry.answer for entry in desk.answers(launch_id) if isinstance(entry.answer, Reading)]


def test_click_type_save_is_a_reading_and_its_messages_are_edited(desk: Desk) -> None:
    launch = desk.launch()
    message = desk.message(launch, ts="1.0")
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.BEHIND, at("1.0")))
    assert page.values == {"status": "behind"}
    assert page.asks == STOP
    done = desk.service.submit_reading(ADA, page.form_id, form(reading="11 %", status="behind"))
    assert done.messages == (message,)
    assert answers(desk, launch) == [Reading(Status.BEHIND, "11 %")]
    assert desk.checkin(launch).state is CheckinState.ANSWERED
    assert desk.answers(launch)[0].made_at == NOW


def test_a_second_submit_is_the_same_and_one_with_more_words_is_a_revision(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.BEHIND))
    said = form(reading="11 %", status="behind", next="ask the shop team")
    first = desk.service.submit_reading(ADA, page.form_id, said)
    other = reading_page(desk.service.open_reading(ADA, of(launch), None))
    assert other.values["reading"] == "11 %"
    assert other.entry is not None
    desk.service.submit_reading(ADA, other.form_id, form(reading="10 %", status="behind"))
    assert desk.service.submit_reading(ADA, page.form_id, said) == first  # a lost answer: changes nothing
    entry = desk.answers(launch)[0]
    assert (entry.answer, entry.revisions) == (Reading(Status.BEHIND, "10 %", next="ask the shop team"), 1)
    assert [item.text for item in desk.items(launch)] == ["ask the shop team"]
    more = form(reading="11 % in May", status="behind")
    desk.service.submit_reading(ADA, page.form_id, more)
    desk.service.submit_reading(ADA, page.form_id, more)
    kept = desk.revisions(launch, READING)
    assert [each.text for each in kept if isinstance(each, Reading)] == ["10 %", "11 %"]


def test_esc_loses_nothing_and_another_status_is_what_was_clicked_last(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.BEHIND))
    desk.service.autosave(ADA, page.form_id, typing("reading", 5, reading="11", status="behind"))
    desk.service.autosave(ADA, page.form_id, typing("status", 6, reading="11", status="on_track"))
    again = reading_page(desk.service.open_reading(ADA, of(launch), Status.BEHIND))
    assert (again.values["reading"], again.values["status"]) == ("11", "behind")
    desk.service.submit_reading(ADA, again.form_id, form())  # a client that leaves out what is prefilled
    assert answers(desk, launch) == [Reading(Status.BEHIND, "11")]


def test_a_status_alone_is_an_answer_and_what_is_missing_makes_an_open_item(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.CANNOT_TELL))
    desk.service.submit_reading(ADA, page.form_id, form(status="cannot_tell"))
    assert answers(desk, launch) == [Reading(Status.CANNOT_TELL)]
    assert desk.items(launch) == ()
    again = reading_page(desk.service.open_edit(ADA, of(launch)))
    desk.service.submit_reading(ADA, again.form_id, form(missing="an event on step two"))
    assert answers(desk, launch) == [Reading(Status.CANNOT_TELL, missing="an event on step two")]
    assert [item.text for item in desk.items(launch)] == ["Instrumentation: an event on step two"]


def test_a_reading_without_a_status_is_refused_and_what_was_typed_stays(desk: Desk) -> None:
    launch = desk.launch()
    page = reading_page(desk.service.open_reading(ADA, of(launch), None))
    with pytest.raises(BadText) as refused:
        desk.service.submit_reading(ADA, page.form_id, form(reading="  ", learned="kept"))
    assert refused.value.field == "status"
    assert reading_page(desk.service.open_reading(ADA, of(launch), None)).values["learned"] == "kept"
    assert desk.answers(launch) == ()


def test_choosing_cannot_tell_in_the_modal_brings_the_page_with_its_question(desk: Desk) -> None:
    launch = desk.launch()
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.BEHIND))
    typed = desk.service.autosave(ADA, page.form_id, typing("reading", 5, reading="11"))
    assert typed.page is None
    other = desk.service.autosave(ADA, page.form_id, typing("status", 6, reading="11", status="cannot_tell"))
    assert reading_page(other).values == {"reading": "11", "status": "cannot_tell"}


def test_what_the_bet_did_not_say_is_asked_one_question_a_time(desk: Desk) -> None:
    launch = desk.launch()
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.ON_TRACK))
    said = form(**{"reading": "9 %", "detail-stop": "two weeks above 12 %"})
    desk.service.submit_reading(ADA, page.form_id, said)
    detail = desk.found(launch).details[STOP]
    assert (detail.text, detail.later) == ("two weeks above 12 %", True)
    assert reading_page(desk.service.open_reading(ADA, of(launch), None)).asks == WHERE


def test_a_choice_of_another_release_is_refused_at_its_field_before_anything_is_kept(desk: Desk) -> None:
    launch = desk.launch()
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.ON_TRACK))
    with pytest.raises(BadText, match="Choose one of these") as refused:
        desk.service.submit_reading(ADA, page.form_id, form(**{"reading": "9 %", "detail-sure": "42"}))
    assert refused.value.field == "detail-sure"
    assert (answers(desk, launch), dict(desk.found(launch).details)) == ([], {})


def test_unchanged_repeats_the_last_reading_and_opens_the_modal_where_there_is_none(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    page = reading_page(desk.service.unchanged(ADA, of(launch), at("1.0")))
    desk.service.submit_reading(ADA, page.form_id, form(reading="9 %", status="on_track"))
    desk.hands.pass_(weeks=1)
    message = desk.message(launch, week=W46 + 1, ts="2.0")
    for _ in range(2):
        done = desk.service.unchanged(ADA, of(launch, W46 + 1), at("2.0"))
        assert (done.page, done.messages) == (None, (message,))
    assert answers(desk, launch)[-1] == Reading(Status.UNCHANGED, "9 %")
    assert desk.answers(launch)[-1].revisions == 0
    edit = reading_page(desk.service.unseen(ADA, of(launch, W46 + 1), at("2.0")))
    assert edit.statuses[-1] is Status.UNCHANGED
    assert answers(desk, launch)[-1].status is Status.UNCHANGED


def test_did_not_look_is_stored_without_comment_and_can_be_answered_after_all(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    assert desk.service.unseen(ADA, of(launch), at("1.0")).page is None
    assert answers(desk, launch) == [Reading(Status.UNSEEN)]
    page = reading_page(desk.service.open_edit(ADA, of(launch), at("1.0")))
    desk.service.submit_reading(ADA, page.form_id, form(reading="9 %", status="on_track"))
    entry = desk.answers(launch)[0]
    assert (entry.answer, entry.revisions) == (Reading(Status.ON_TRACK, "9 %"), 1)


def test_a_late_answer_belongs_to_its_own_week(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.hands.pass_(weeks=3)
    desk.message(launch, week=W46 + 3, ts="2.0")
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.ON_TRACK, at("1.0")))
    desk.service.submit_reading(ADA, page.form_id, form(reading="9 %"))
    entry = desk.answers(launch)[0]
    assert (entry.week, entry.made_at) == (W46, desk.hands.time)
    assert desk.checkin(launch, W46 + 3).state is CheckinState.OPEN


def test_a_reading_does_not_answer_the_decision_that_is_owed(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, asks=Asks.DECISION, ts="1.0")
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.ON_TRACK, at("1.0")))
    desk.service.submit_reading(ADA, page.form_id, form(reading="9 %"))
    assert desk.checkin(launch).state is CheckinState.OPEN


def test_nothing_of_it_is_anybody_else_s(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.launch("f2", BOB)
    page = reading_page(desk.service.open_reading(ADA, of(launch), Status.ON_TRACK))
    desk.service.submit_reading(ADA, page.form_id, form(reading="9 %", next="call"))
    item = desk.items(launch)[0]
    forged: list[Callable[[], CheckinResult]] = [
        lambda: desk.service.open_reading(BOB, of(launch), Status.BEHIND),
        lambda: desk.service.open_reading(BOB, "99999999999999999999:2026-W46", None),
        lambda: desk.service.open_reading(ADA, of(launch, W46 + 30), None),
        lambda: desk.service.submit_reading(BOB, page.form_id, form(reading="1")),
        lambda: desk.service.submit_decision(ADA, page.form_id, form(landed="yes")),
        lambda: desk.service.autosave(BOB, page.form_id, typing("reading", 5, reading="1")),
        lambda: desk.service.unseen(BOB, of(launch)),
        lambda: desk.service.skip(BOB, of(launch)),
        lambda: desk.service.stop(BOB, of(launch)),
        lambda: desk.service.settle_item(BOB, str(item.id), "done"),
        lambda: desk.service.settle_item(ADA, str(item.id), "gone"),
        lambda: desk.service.open_bet(BOB, str(launch)),
        lambda: desk.service.open_bet(ADA, "²"),
    ]
    for act in forged:
        with pytest.raises(NotFound):
            act()
    assert desk.service.settle_item(ADA, str(item.id), "done", at("1.0")).messages
    assert desk.items(launch) == ()
