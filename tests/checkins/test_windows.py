"""Windows opened earlier: an answer takes over what was typed in one, and keeps what was said since."""

from datetime import timedelta

import pytest

from app.checkins.model import Asks, Reading, Status
from app.checkins.screens import LookPage, ReadingPage
from app.checkins.store import AnswerStore
from app.checkins.views.modals import decision_view, look_view, reading_view
from app.dm.model import Written
from app.launches.model import STOP
from app.launches.store import LaunchStore
from app.launches.verdict import Decision, Look
from app.people import enter
from tests.checkins.desk import ADA, W46, Desk, decision_page, form, of, reading_page, typing
from tests.support.screens import strings
from tests.support.work import work_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def opened(desk: Desk, launch: int, status: Status | None = None) -> ReadingPage:
    return reading_page(desk.service.open_reading(ADA, of(launch), status))


def save(desk: Desk, page: ReadingPage, **typed: str) -> Reading:
    """Slack sends every field of the page, as it was opened where nothing was typed."""
    desk.service.submit_reading(ADA, page.form_id, form(**{**page.values, **typed}))
    return answer(desk, page.launch.id)


def answer(desk: Desk, launch: int) -> Reading:
    said = desk.answers(launch)[-1].answer
    assert isinstance(said, Reading)
    return said


def stop(desk: Desk, launch: int, text: str) -> None:
    """Said on page 2."""
    with desk.database.write() as connection:
        store = LaunchStore(work_of(connection, enter(connection, ADA, desk.hands.time)))
        store.add_detail(launch, STOP, text, later=True, now=desk.hands.time)


def test_two_windows_change_different_parts_of_a_reading(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    first, second = opened(desk, launch, Status.BEHIND), opened(desk, launch, Status.ON_TRACK)
    assert save(desk, first, reading="9 %") == Reading(Status.BEHIND, "9 %")
    # The second was opened with another status, which is what was pressed last.
    assert save(desk, second, learned="on mobile") == Reading(Status.ON_TRACK, "9 %", "on mobile")
    one, other = opened(desk, launch), opened(desk, launch)
    save(desk, one, reading="4 %, corrected", status="behind")
    assert save(desk, other, next="ask again") == Reading(
        Status.BEHIND, "4 %, corrected", "on mobile", "ask again"
    )


def test_a_window_open_while_the_reply_is_edited_keeps_the_edit(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.dm.record(ADA, Written("D1", "1.1", "8 %", "1.0"))
    page = opened(desk, launch)
    desk.dm.record(ADA, Written("D1", "1.1", "7 %, recounted", "1.0", edited="1.2"))
    assert save(desk, page, learned="count twice") == Reading(
        Status.NOTED, "7 %, recounted", learned="count twice"
    )


def test_an_older_unfinished_reading_gives_way_to_a_newer_one_and_is_shown(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    left = opened(desk, launch, Status.ON_TRACK)
    begun = {"reading": "hmm, about", "learned": "not much", "status": "on_track"}
    desk.service.autosave(ADA, left.form_id, typing("reading", 5, **begun))
    with desk.workplace.work(ADA) as work:
        work.get(AnswerStore).put(launch, W46, Reading(Status.BEHIND, "8 %, counted"), work.now)
    page = opened(desk, launch)
    assert (page.values["reading"], page.values["learned"]) == ("8 %, counted", "not much")
    assert "hmm, about" in strings(reading_view(page)["blocks"])
    assert save(desk, page) == Reading(Status.BEHIND, "8 %, counted", "not much")


def test_an_unfinished_reading_stands_above_what_was_replied_meanwhile(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    left = opened(desk, launch, Status.ON_TRACK)
    desk.service.autosave(ADA, left.form_id, typing("reading", 5, reading="hmm, about", status="on_track"))
    desk.dm.record(ADA, Written("D1", "1.1", "8 %, counted", "1.0"))
    page = opened(desk, launch)
    assert page.values["reading"] == "8 %, counted"
    assert "hmm, about" in strings(reading_view(page)["blocks"])
    assert save(desk, page).words == "8 %, counted"


def test_a_detail_begun_in_a_reading_gives_way_to_a_newer_one(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    left = opened(desk, launch, Status.ON_TRACK)
    desk.service.autosave(ADA, left.form_id, typing(f"detail-{STOP}", 5, **{f"detail-{STOP}": "not sure"}))
    stop(desk, launch, "if refunds double")
    page = opened(desk, launch, Status.ON_TRACK)
    save(desk, page, reading="9 %")
    assert desk.found(launch).details[STOP].text == "if refunds double"
    stop(desk, launch, "if refunds treble")
    save(desk, page, reading="10 %")
    assert desk.found(launch).details[STOP].text == "if refunds treble"


def test_two_windows_change_different_parts_of_a_verdict(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, asks=Asks.DECISION, ts="1.0")
    service = desk.service
    one, other = (decision_page(service.open_decision(ADA, of(launch))) for _ in range(2))
    service.submit_decision(ADA, one.form_id, form(landed="yes", course="keep", reflection="first"))
    service.submit_decision(ADA, other.form_id, form(landed="no", course="stop"))
    assert desk.answers(launch)[-1].answer == Decision("no", "stop", "first")
    one, other = (decision_page(service.open_decision(ADA, of(launch))) for _ in range(2))
    service.submit_decision(ADA, one.form_id, form(**{**one.values, "reflection": "better words"}))
    service.submit_decision(ADA, other.form_id, form(**{**other.values, "landed": "partly"}))
    assert desk.answers(launch)[-1].answer == Decision("partly", "stop", "better words")
    left = decision_page(service.open_decision(ADA, of(launch)))
    service.autosave(ADA, left.form_id, typing("reflection", 5, reflection="hmm"))
    newer = {**one.values, "reflection": "best words"}
    service.submit_decision(ADA, one.form_id, form(**newer))  # its answer got lost before
    page = decision_page(service.open_decision(ADA, of(launch)))
    assert page.values["reflection"] == "best words"
    assert "hmm" in strings(decision_view(page)["blocks"])


def test_other_words_for_too_early_do_not_set_a_moved_date_back(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, asks=Asks.DECISION, ts="1.0")
    early = decision_page(desk.service.open_decision(ADA, of(launch)))
    moved = (desk.hands.time + timedelta(weeks=3)).date()
    said = form(landed="partly", course="too_early", new_judge_by=moved.isoformat())
    desk.service.submit_decision(ADA, early.form_id, said)
    page = decision_page(desk.service.open_decision(ADA, of(launch)))
    with desk.database.write() as connection:
        store = LaunchStore(work_of(connection, enter(connection, ADA, desk.hands.time)))
        store.postpone(launch, moved + timedelta(days=9), counts=False)
    desk.service.submit_decision(ADA, page.form_id, form(**{**page.values, "reflection": "too few buyers"}))
    assert desk.found(launch).judge_by == moved + timedelta(days=9)


def test_one_more_word_after_a_lost_answer_still_opens_the_next_bet(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, asks=Asks.DECISION, ts="1.0")
    page = decision_page(desk.service.open_decision(ADA, of(launch)))
    said = {"landed": "partly", "course": "iterate"}
    assert desk.service.submit_decision(ADA, page.form_id, form(**said)).next_bet
    again = desk.service.submit_decision(ADA, page.form_id, form(**said, reflection="one more thought"))
    assert again.next_bet
    assert desk.answers(launch)[-1].answer == Decision("partly", "iterate", "one more thought")
    edit = decision_page(desk.service.open_decision(ADA, of(launch)))
    assert desk.service.submit_decision(ADA, edit.form_id, form(reflection="two")).next_bet is None


def test_two_windows_change_different_parts_of_the_second_look(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, asks=Asks.LOOK, ts="1.0")

    def look() -> LookPage:
        page = desk.service.open_look(ADA, of(launch, W46)).page
        assert isinstance(page, LookPage)
        return page

    desk.service.submit_look(ADA, look().form_id, form(lasted="yes", seen="8 %"))
    one, other = look(), look()
    desk.service.submit_look(ADA, one.form_id, form(lasted="yes", seen="8 %, still"))
    desk.service.submit_look(ADA, other.form_id, form(lasted="partly", seen="8 %"))
    assert desk.answers(launch)[-1].answer == Look("partly", "8 %, still")
    desk.service.autosave(ADA, other.form_id, typing("seen", 5, seen="late"))
    left = look()
    desk.service.autosave(ADA, left.form_id, typing("seen", 5, seen="hmm"))
    desk.service.submit_look(ADA, one.form_id, form(lasted="yes", seen="9 %"))
    assert "hmm" in strings(look_view(look())["blocks"])
