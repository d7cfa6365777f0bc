"""What a check-in in the DM says: the question, and the receipt."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.calendar.weeks import Week
from app.checkins.model import (
    Answer,
    Asks,
    Checkin,
    CheckinAnswer,
    CheckinState,
    OpenItem,
    Reading,
    Status,
)
from app.checkins.screens import MessageScreen, Shown
from app.checkins.views.message import MOST_CHARACTERS, brief_blocks, characters, message_blocks, message_text
from app.launches.model import Bet, Launch, LaunchState
from app.launches.verdict import Decision, Look
from app.nudges.kinds import CHECKIN
from app.nudges.model import SilenceLevel
from app.sandbox.blocks import message_problems

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WEEK = Week.of(NOW.date())
BET = Bet(
    "Faster checkout", "Buyers leave", "3.1 % finish", "5 % finish", date(2026, 11, 2), date(2026, 12, 14)
)


def launch(number: int = 1, **changed: Any) -> Launch:
    bet = replace(BET, title=f"Launch {number}", made_at=NOW)
    whole = Launch(
        id=number,
        state=LaunchState.OPEN,
        recorded_at=NOW - timedelta(days=20),
        shipped_on=BET.shipped_on,
        shipped=True,
        judge_by=BET.judge_by,
        every=1,
        joins=WEEK - 2,
        seals_at=NOW - timedelta(days=19),
        extended=0,
        previous_id=None,
        look_on=None,
        closed_at=None,
        bet=bet,
        first=bet,
    )
    return replace(whole, **changed)


def entry(answer: Answer, weeks_ago: int = 0, **changed: Any) -> CheckinAnswer:
    made = NOW - timedelta(weeks=weeks_ago)
    return replace(CheckinAnswer(1, WEEK - weeks_ago, answer, made, made), **changed)


def shown(
    number: int = 1,
    *history: CheckinAnswer,
    asks: Asks = Asks.READING,
    state: CheckinState = CheckinState.OPEN,
    snoozes: int = 0,
    **launch_changed: Any,
) -> Shown:
    checkin = Checkin(number, WEEK, 7, asks, state, snoozes, NOW)
    return Shown(checkin, launch(number, **launch_changed), "What does it say?", history)


def screen(*launches: Shown, **changed: Any) -> MessageScreen:
    whole = MessageScreen(
        kind=CHECKIN,
        message_id=7,
        opening="One look, one line.",
        shown=launches,
        zone=ZoneInfo("Europe/Stockholm"),
        now=NOW,
        command="/l5-launch",
    )
    return replace(whole, **changed)


def said(which: MessageScreen) -> str:
    blocks = message_blocks(which)
    assert message_problems(list(blocks)) == []
    return json.dumps(blocks, ensure_ascii=False)


def test_the_question_quotes_the_bet_and_the_earlier_readings_with_three_statuses_and_a_menu() -> None:
    told = said(screen(shown(1, entry(Reading(Status.BEHIND, "3.4 %"), 1), entry(Reading(Status.UNSEEN), 2))))
    for text in ("3.1 % finish", "5 % finish", "Buyers leave", "17 Nov: ", "3.4 % (Behind)", "Did not look"):
        assert text in told
    for label in (
        "On track",
        "Behind",
        "Cannot tell",
        "Looked, unchanged",
        "Ask me tomorrow",
        "Stop following it",
    ):
        assert f'"text": "{label}"' in told


def test_two_numbers_of_one_unit_become_a_chart_with_the_numbers_beside_it() -> None:
    one = shown(1, entry(Reading(Status.BEHIND, "3.2 %"), 2), entry(Reading(Status.BEHIND, "3.4 %"), 1))
    assert "10 Nov: 3.2; 17 Nov: 3.4" in said(screen(one))
    kinds = [block["type"] for block in message_blocks(screen(one))]
    assert kinds.count("data_visualization") == 1
    plain = [block["type"] for block in brief_blocks(screen(one))]
    assert plain == [kind for kind in kinds if kind != "data_visualization"]


def test_a_message_has_two_charts_at_most() -> None:
    readings = [entry(Reading(Status.BEHIND, f"{n} %"), 5 - n) for n in range(1, 5)]
    three = [shown(n, *readings) for n in range(3)]
    assert sum(block["type"] == "data_visualization" for block in message_blocks(screen(*three))) == 2


def test_a_message_fits_five_launches_at_their_longest() -> None:
    long = "ü" * 3000
    readings = [entry(Reading(Status.UNCHANGED, f"{n} %", long, long, long), 5 - n) for n in range(1, 5)]
    bet = replace(
        BET, title="T" * 75, problem=long, metric=long, target=long, reason=long, version=2, made_at=NOW
    )
    items = tuple(OpenItem(n, 1, long, NOW, "open") for n in range(4))
    five = [replace(shown(n, *readings, bet=bet), items=items) for n in range(5)]
    whole = screen(*five, more=4, more_words="The rest.", silence=SilenceLevel.ASK_RHYTHM)
    assert "+4 more" in said(whole)
    assert characters(message_blocks(whole)) < MOST_CHARACTERS


def test_a_name_in_what_somebody_wrote_pings_nobody() -> None:
    nasty = "<!channel> <@U0DANA001> *bold*"
    bet = replace(BET, title=nasty, problem=nasty)
    one = replace(
        shown(1, entry(Reading(Status.BEHIND, nasty), 1), bet=bet),
        items=(OpenItem(1, 1, nasty, NOW, "open"),),
    )
    for block in message_blocks(screen(one)):
        if "<!channel>" in json.dumps(block):
            assert '"mrkdwn"' not in json.dumps(block)


def test_with_words_kept_out_only_titles_are_left() -> None:
    one = shown(
        1, entry(Reading(Status.BEHIND, "3.4 % secret"), 2), entry(Reading(Status.BEHIND, "3.5 %"), 1)
    )
    one = replace(one, items=(OpenItem(1, 1, "secret item", NOW, "open"),))
    told = said(screen(one, words_out=True))
    for text in ("secret", "3.4", "Buyers leave", "5 % finish", "data_visualization"):
        assert text not in told
    assert "Launch 1" in told
    assert "Open the bet" in told
    answered = said(screen(shown(1, entry(Reading(Status.BEHIND, "3.4 % secret"))), words_out=True))
    assert "secret" not in answered


RECEIPTS = [
    (shown(1, entry(Reading(Status.ON_TRACK, "3.4 % of buyers"))), "24 Nov: On track. Read as 3.4 %."),
    (shown(1, entry(Reading(Status.ON_TRACK, "fine"), revisions=1)), "24 Nov, changed 24 Nov: On track."),
    (shown(1, state=CheckinState.SKIPPED), "Skipped this time."),
    (shown(1, state=CheckinState.SNOOZED), "Moved to next week's message."),
    (replace(shown(1), moved_to=NOW + timedelta(hours=3)), "24 November 2026, 12:00 UTC"),
    (shown(1, state=CheckinState.ANSWERED, asks=Asks.SHIP), "Shipped 2 Nov."),
    (shown(1, state=CheckinState.ANSWERED, asks=Asks.SHIP, shipped=False), "Ships 2 Nov."),
    (
        shown(1, entry(Decision("partly", "keep")), asks=Asks.DECISION),
        "24 Nov: landed: partly. Decision: keep it.",
    ),
    (
        shown(1, entry(Decision("no", "too_early", "", date(2027, 1, 5))), asks=Asks.DECISION),
        "too early to say, judge by 5 Jan 2027.",
    ),
    (shown(1, entry(Look("yes")), asks=Asks.LOOK), "the effect lasted: Yes"),
]


@pytest.mark.parametrize(("one", "words"), RECEIPTS)
def test_the_receipt_says_what_was_answered_and_asks_nothing(one: Shown, words: str) -> None:
    told = said(screen(one))
    assert words in told
    assert '"text": "Behind"' not in told
    assert message_text(screen(one)) == "Your check-in, with what you answered."


def test_a_bet_that_was_stopped_elsewhere_is_not_asked_about() -> None:
    stopped = shown(1)
    stopped = replace(stopped, launch=replace(stopped.launch, state=LaunchState.STOPPED))
    assert "You stopped following this" in said(screen(stopped))


def test_a_reading_that_was_taken_back_is_asked_for_again() -> None:
    one = shown(1, entry(Reading(Status.ON_TRACK, "3.4 %"), withdrawn=True))
    assert '"text": "On track"' in said(screen(one))


def test_after_three_times_unchanged_it_offers_to_decide_or_to_ask_less_often() -> None:
    same = [entry(Reading(Status.UNCHANGED, "3 %"), n) for n in (3, 2, 1)]
    assert '"text": "Decide now"' in said(screen(shown(1, *same)))
    assert '"text": "Decide now"' not in said(screen(shown(1, *same[1:])))


def test_a_third_snooze_is_not_offered() -> None:
    assert "Ask me tomorrow" in said(screen(shown(1, snoozes=1)))
    assert "Ask me tomorrow" not in said(screen(shown(1, snoozes=2)))


def test_the_lock_screen_reads_nothing_of_the_person() -> None:
    text = message_text(screen(shown(1, entry(Reading(Status.BEHIND, "3.4 %"), 1))))
    assert text == "Your weekly check-in on what you shipped."


def test_the_question_whether_it_shipped_is_over_once_another_message_was_told() -> None:
    told = said(screen(shown(1, asks=Asks.SHIP, shipped=True)))
    assert '"text": "Shipped"' not in told
    assert "Shipped 2 Nov." in told


def test_a_reply_to_the_second_look_is_noted_and_the_look_stays_open() -> None:
    one = shown(1, entry(Reading(Status.NOTED, "still 8 %")), asks=Asks.LOOK, state=CheckinState.OPEN)
    one = replace(one, launch=replace(one.launch, state=LaunchState.CLOSED))
    assert "You noted: still 8 %" in said(screen(one))
    assert "Look and answer" in said(screen(one))
