"""Verdicts: what a launch does after them, and what becomes of it when they are changed."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.calendar.schedule import day_words
from app.calendar.weeks import Week
from app.checkins.model import Asks, CheckinState
from app.checkins.screens import BetPage, LookPage, MovePage, NextBet, look_day, months_after
from app.checkins.service import CheckinResult
from app.checkins.store import DECISION
from app.errors import BadText, NotFound
from app.launches.model import LaunchListScreen, LaunchState, ListedLaunch
from app.launches.store import LaunchStore
from app.launches.verdict import Decision, Look, Said
from app.launches.views import list_view
from app.nudges.kinds import LOOK, SHIP
from app.outbox.model import State
from tests.checkins.desk import ADA, BET, BOB, W46, Desk, at, decision_page, form, of, reading_page
from tests.support.work import work_of

pytestmark = pytest.mark.dialects_take_turns


def decide(desk: Desk, launch: int, week: Week = W46, **values: str) -> CheckinResult:
    page = decision_page(desk.service.open_decision(ADA, of(launch, week)))
    return desk.service.submit_decision(ADA, page.form_id, form(**{"landed": "partly", **values}))


def decisions(desk: Desk, launch: int) -> list[Decision]:
    return [entry.answer for entry in desk.answers(launch) if isinstance(entry.answer, Decision)]


@pytest.fixture
def launch(desk: Desk) -> int:
    launch = desk.launch()
    desk.message(launch, asks=Asks.DECISION, ts="1.0")
    return launch


def test_keep_closes_the_bet_and_owes_a_second_look_half_a_year_after_shipping(
    desk: Desk, launch: int
) -> None:
    done = decide(desk, launch, course="keep", reflection="fewer give up")
    assert (len(done.messages), done.next_bet) == (1, None)
    assert decisions(desk, launch) == [Decision("partly", "keep", "fewer give up")]
    kept = desk.found(launch)
    assert (kept.state, kept.look_on) == (LaunchState.CLOSED, date(2027, 5, 3))
    assert desk.rows(LOOK) == [(State.PENDING, datetime(2027, 5, 3, 8, tzinfo=UTC))]
    assert desk.checkin(launch).state is CheckinState.ANSWERED
    desk.hands.pass_(weeks=25)
    page = desk.service.open_look(ADA, of(launch, W46 + 25)).page
    assert isinstance(page, LookPage)
    assert page.decision == Decision("partly", "keep", "fewer give up")
    with pytest.raises(BadText):
        desk.service.submit_look(ADA, page.form_id, form(seen="still 8 %"))
    for _ in range(2):
        desk.service.submit_look(ADA, page.form_id, form(lasted="yes"))
    assert desk.answers(launch)[-1].answer == Look("yes", "still 8 %")
    assert desk.found(launch).look_on is None


def test_iterate_opens_the_next_bet_and_a_lost_answer_opens_it_again(desk: Desk, launch: int) -> None:
    page = decision_page(desk.service.open_decision(ADA, of(launch)))
    said = form(landed="no", course="iterate")
    first = desk.service.submit_decision(ADA, page.form_id, said).next_bet
    texts = {"title": BET.title, "problem": BET.problem, "metric": BET.metric, "target": BET.target}
    assert first == NextBet(launch, texts)
    assert desk.service.submit_decision(ADA, page.form_id, said).next_bet == first
    assert desk.answers(launch)[0].revisions == 0
    assert desk.found(launch).state is LaunchState.CLOSED
    assert decide(desk, launch, course="iterate", landed="yes").next_bet is None  # only a word was changed
    assert decisions(desk, launch) == [Decision("yes", "iterate")]


def test_too_early_needs_a_day_after_today_and_goes_twice(desk: Desk, launch: int) -> None:
    for wrong in ("", "2026-11-12", "2026-11-11", "2031-01-01", "nonsense"):
        with pytest.raises(BadText) as refused:
            decide(desk, launch, course="too_early", new_judge_by=wrong)
        assert refused.value.field == "new_judge_by"
    decide(desk, launch, course="too_early", new_judge_by="2026-11-20")
    again = desk.found(launch)
    assert (again.state, again.judge_by, again.extended) == (LaunchState.OPEN, date(2026, 11, 20), 1)
    decide(desk, launch, course="too_early", new_judge_by="2026-11-21")  # the same check-in: put right
    assert (desk.found(launch).judge_by, desk.found(launch).extended) == (date(2026, 11, 21), 1)
    desk.hands.pass_(weeks=1)
    decide(desk, launch, W46 + 1, course="too_early", new_judge_by="2026-12-24")
    assert desk.found(launch).extended == 2
    desk.hands.pass_(weeks=1)
    page = decision_page(desk.service.open_decision(ADA, of(launch, W46 + 2)))
    assert not page.may_wait
    with pytest.raises(BadText):
        desk.service.submit_decision(
            ADA, page.form_id, form(landed="no", course="too_early", new_judge_by="2027-01-24")
        )
    assert len(decisions(desk, launch)) == 2


def test_a_verdict_can_be_changed_with_a_revision_and_the_launch_follows(desk: Desk, launch: int) -> None:
    decide(desk, launch, course="keep")
    decide(desk, launch, course="stop")
    assert desk.found(launch).look_on is None
    decide(desk, launch, course="too_early", new_judge_by="2026-12-01")
    back = desk.found(launch)
    assert (back.state, back.closed_at, back.extended) == (LaunchState.OPEN, None, 1)
    decide(desk, launch, course="keep")
    assert desk.found(launch).state is LaunchState.CLOSED
    kept = desk.revisions(launch, DECISION)
    courses = [each.course for each in kept if isinstance(each, Decision)]
    assert courses == ["too_early", "stop", "keep"]


def test_older_messages_that_still_ask_about_a_bet_say_that_it_has_its_verdict(
    desk: Desk, launch: int
) -> None:
    desk.hands.pass_(weeks=1)
    desk.message(launch, asks=Asks.DECISION, week=W46 + 1, ts="2.0")
    assert len(decide(desk, launch, W46 + 1, course="keep").messages) == 2


def test_a_bet_has_one_verdict_whichever_message_s_button_is_pressed(desk: Desk, launch: int) -> None:
    desk.hands.pass_(weeks=1)
    desk.message(launch, asks=Asks.DECISION, week=W46 + 1, ts="2.0")
    decide(desk, launch, W46 + 1, course="keep")
    page = decision_page(desk.service.open_decision(ADA, of(launch), at("1.0")))
    assert (page.week, page.values["course"]) == (W46 + 1, "keep")
    assert len(decisions(desk, launch)) == 1


def test_an_older_decision_is_changed_as_a_text_alone(desk: Desk, launch: int) -> None:
    decide(desk, launch, course="too_early", new_judge_by="2026-11-19")
    older = decision_page(desk.service.open_decision(ADA, of(launch)))
    desk.hands.pass_(weeks=1)
    decide(desk, launch, W46 + 1, course="stop")
    desk.service.submit_decision(ADA, older.form_id, form(new_judge_by="2026-12-19", reflection="why"))
    assert desk.found(launch).state is LaunchState.CLOSED
    assert decisions(desk, launch)[0].reflection == "why"


def test_decide_now_answers_a_check_in_that_asked_for_a_reading(desk: Desk) -> None:
    launch = desk.launch("f2")
    desk.message(launch, ts="1.0")
    decide(desk, launch, course="roll_back")
    assert desk.checkin(launch).state is CheckinState.ANSWERED
    assert decision_page(desk.service.open_edit(ADA, of(launch))).values["course"] == "roll_back"


def test_a_verdict_needs_both_choices(desk: Desk, launch: int) -> None:
    page = decision_page(desk.service.open_decision(ADA, of(launch)))
    for missing, values in (
        ("landed", {"course": "keep"}),
        ("course", {"landed": "yes", "course": "burn it"}),
    ):
        with pytest.raises(BadText) as refused:
            desk.service.submit_decision(ADA, page.form_id, form(**values))
        assert refused.value.field == missing
    with pytest.raises(NotFound):
        desk.service.open_decision(BOB, of(launch))
    assert decisions(desk, launch) == []


def test_edit_opens_the_reading_where_that_was_the_answer(desk: Desk, launch: int) -> None:
    page = reading_page(desk.service.open_reading(ADA, of(launch), None))
    desk.service.submit_reading(ADA, page.form_id, form(reading="9 %", status="behind"))
    assert reading_page(desk.service.open_edit(ADA, of(launch))).values["reading"] == "9 %"
    decide(desk, launch, course="keep")
    assert decision_page(desk.service.open_edit(ADA, of(launch))).entry


def test_shipped_moved_and_dropped_answer_the_question_of_the_day(desk: Desk) -> None:
    ahead = replace(BET, shipped_on=date(2026, 11, 12), judge_by=date(2026, 12, 24))
    one, two, three = (desk.launch(f"s{n}", bet=ahead, shipped=False) for n in range(3))
    desk.message(one, two, three, asks=Asks.SHIP, ts="1.0")
    for _ in range(2):
        assert desk.service.shipped(ADA, of(one), at("1.0")).messages
        desk.service.drop(ADA, of(two), at("1.0"))
    desk.service.drop(ADA, of(one), at("1.0"))  # it shipped: dropping is not for it any more
    assert (desk.found(one).shipped, desk.found(one).state) == (True, LaunchState.OPEN)
    assert desk.found(two).state is LaunchState.DROPPED
    page = desk.service.open_move(ADA, of(three), at("1.0")).page
    assert isinstance(page, MovePage)
    for wrong in ("2026-11-12", "2028-01-01", ""):
        with pytest.raises(BadText):
            desk.service.submit_move(ADA, page.form_id, form(new_shipping_day=wrong))
    for _ in range(2):
        desk.service.submit_move(ADA, page.form_id, form(new_shipping_day="2026-11-26"))
    moved = desk.found(three)
    assert (moved.shipped_on, moved.judge_by) == (date(2026, 11, 26), date(2027, 1, 7))
    assert moved.joins == Week(2026, 49)
    assert desk.checkin(three).state is CheckinState.ANSWERED


def test_the_second_look_is_never_right_after_the_verdict(desk: Desk, launch: int) -> None:
    launch_found = desk.found(launch)
    assert look_day(launch_found, date(2027, 4, 1)) == date(2027, 5, 3)
    assert look_day(launch_found, date(2027, 4, 30)) == date(2027, 10, 30)


@pytest.mark.parametrize(
    ("start", "later"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 12, 1), date(2027, 6, 1)),
    ],
)
def test_half_a_year_later_is_the_same_day_or_the_month_s_last(start: date, later: date) -> None:
    assert months_after(start, 6) == later
    assert later - start > timedelta(days=170)


def test_a_date_that_moves_again_and_again_in_one_answer_counts_each_time(desk: Desk, launch: int) -> None:
    def wait(until: str) -> tuple[date, int]:
        decide(desk, launch, course="too_early", new_judge_by=until)
        found = desk.found(launch)
        return found.judge_by, found.extended

    assert wait("2026-12-20") == (date(2026, 12, 20), 1)
    desk.hands.pass_(hours=23)
    assert wait("2026-12-22") == (date(2026, 12, 22), 1)  # put right
    desk.hands.pass_(hours=2)
    assert wait("2026-12-21") == (date(2026, 12, 21), 1)  # sooner
    assert wait("2026-12-28") == (date(2026, 12, 28), 2)
    with pytest.raises(BadText) as refused:
        wait("2026-12-29")
    assert refused.value.field == "new_judge_by"
    assert wait("2026-12-27") == (date(2026, 12, 27), 2)
    desk.hands.pass_(weeks=8)
    with desk.database.write() as connection:
        store, bet = (
            LaunchStore(work_of(connection, desk.person())),
            replace(BET, judge_by=date(2027, 2, 1)),
        )
        store.change(launch, bet, joins=W46, shipped=True, now=desk.hands.time)
    decide(desk, launch, course="too_early", new_judge_by="2026-12-27", reflection="later words")
    assert desk.found(launch).judge_by == date(2027, 2, 1)  # the words alone were changed
    assert decisions(desk, launch)[-1].reflection == "later words"


def test_a_new_date_is_at_most_a_year_ahead(desk: Desk, launch: int) -> None:
    with pytest.raises(BadText):
        decide(desk, launch, course="too_early", new_judge_by="2027-11-14")
    decide(desk, launch, course="too_early", new_judge_by="2027-11-12")


def test_only_a_verdict_to_iterate_offers_the_next_bet_and_only_once(desk: Desk, launch: int) -> None:
    decide(desk, launch, course="stop")
    assert desk.service.open_next(ADA, str(launch)).next_bet is None
    decide(desk, launch, course="iterate")
    offered = desk.service.open_next(ADA, str(launch)).next_bet
    assert offered is not None
    assert (offered.launch_id, offered.values["target"]) == (launch, BET.target)
    desk.launch("mine", BOB)
    with pytest.raises(NotFound):
        desk.service.open_next(BOB, str(launch))
    with desk.database.write() as connection:
        store, now = LaunchStore(work_of(connection, desk.person())), desk.hands.time
        bet = replace(BET, title="On")
        store.record("on", bet, seals_at=now, joins=W46, shipped=True, now=now, previous_id=launch)
        assert [each.bet.title for each in store.all(9)] == ["On", BET.title]
    again = desk.service.open_next(ADA, str(launch))
    assert isinstance(again.page, BetPage)
    assert (again.next_bet, again.page.following, again.page.may_go_on) == (None, "On", False)


def test_the_list_tells_the_verdict_and_the_second_look_each_with_its_own_day(
    desk: Desk, launch: int
) -> None:
    decide(desk, launch, course="keep")
    decided = desk.hands.time
    desk.hands.pass_(weeks=25)
    page = desk.service.open_look(ADA, of(launch)).page
    assert isinstance(page, LookPage)
    desk.service.submit_look(ADA, page.form_id, form(lasted="no"))
    with desk.database.read() as connection:
        told = LaunchStore(work_of(connection, desk.person())).verdicts([launch])
    assert told[launch] == (
        Said("landed: partly, decision: keep it", decided),
        Said("second look: the effect lasted: no", desk.hands.time),
    )
    listed = ListedLaunch(desk.found(launch), told[launch])
    shown = json.dumps(list_view(LaunchListScreen((listed,), desk.hands.time)))
    days = [day_words(at.date(), desk.hands.time.date()) for at in (decided, desk.hands.time)]
    assert (
        f"kept as evidence: landed: partly, decision: keep it, {days[0]}; "
        f"second look: the effect lasted: no, {days[1]}." in shown
    )


@pytest.mark.parametrize("said", ["shipped", "drop"])
def test_shipped_and_dropped_are_taken_back_from_their_message(desk: Desk, said: str) -> None:
    launch = desk.launch("f2", shipped=False)
    desk.message(launch, asks=Asks.SHIP, ts="1.0")
    getattr(desk.service, said)(ADA, of(launch), at("1.0"))
    page = desk.service.open_edit(ADA, of(launch), at("1.0")).page
    assert isinstance(page, MovePage)
    assert page.values == {"new_shipping_day": "2026-11-19"}
    desk.service.submit_move(ADA, page.form_id, form())
    back = desk.found(launch)
    assert (back.state, back.shipped, back.shipped_on) == (LaunchState.OPEN, False, date(2026, 11, 19))
    assert [state for state, _ in desk.rows(SHIP)] == [State.PENDING]
