"""What a check-in in the DM says, in how few words: the question, and the receipt."""

import json
from collections.abc import Iterator
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
    Reading,
    Status,
)
from app.checkins.screens import MessageScreen, Shown
from app.checkins.views.message import ANSWERED, brief_blocks, message_blocks, message_text
from app.launches.model import Bet, Launch, LaunchState
from app.launches.verdict import Decision, Look
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.sandbox.blocks import MOST_CHARACTERS, characters, message_problems

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
    begun: datetime | None = None,
    dropped: bool = False,
    **launch_changed: Any,
) -> Shown:
    checkin = Checkin(number, WEEK, 7, asks, state, snoozes, NOW)
    launch_changed |= {"state": LaunchState.DROPPED} if dropped else {}
    return Shown(checkin, launch(number, **launch_changed), history, begun=begun)


def screen(*launches: Shown, **changed: Any) -> MessageScreen:
    whole = MessageScreen(
        kind=CHECKIN,
        message_id=7,
        heading="How are your launches doing?",
        shown=launches,
        zone=ZoneInfo("Europe/Stockholm"),
        now=NOW,
        command="/l5-launch",
        sent_on=NOW.date(),
        about=NOW.date(),
    )
    return replace(whole, **changed)


def said(which: MessageScreen) -> str:
    blocks = message_blocks(which)
    assert message_problems(list(blocks)) == []
    return json.dumps(blocks, ensure_ascii=False)


def strings(part: Any) -> Iterator[str]:
    """Whatever is visible but buttons and menus."""
    if isinstance(part, dict):
        if part.get("type") in {"button", "overflow"}:
            return
        for name, value in part.items():
            if name in {"text", "title", "name"} and isinstance(value, str):
                yield value
            else:
                yield from strings(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from strings(value)


def labels(which: MessageScreen) -> list[str]:
    """Of the buttons."""
    pressed = []
    for block in message_blocks(which):
        inside = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        pressed += [each["text"]["text"] for each in inside if each["type"] == "button"]
    return pressed


THEIRS = "§"
"""In every word of the person; all others are ours."""


def our_words(which: MessageScreen) -> int:
    assert message_problems(list(message_blocks(which))) == []
    words = " ".join(strings(message_blocks(which))).split()
    return len([word for word in words if THEIRS not in word])


def bet_of_theirs(number: int) -> Bet:
    return replace(BET, title=f"§Launch§{number}", target="§p95§under§2§s", metric="§p95", problem="§slow")


def four(**changed: Any) -> list[Shown]:
    """Three with a reading, and one without."""
    read = entry(Reading(Status.BEHIND, "§2.9§s"), 1)
    return [shown(n, *([read] if n < 4 else []), bet=bet_of_theirs(n), **changed) for n in range(1, 5)]


class TestBudgets:
    def test_four_launches_with_the_line_of_the_month(self) -> None:
        assert our_words(screen(*four(), says_who_sees=True)) <= 55
        assert our_words(screen(*four())) <= 43

    def test_the_heaviest_week(self) -> None:
        decision, begun, ships, usual = four()
        heavy = (
            replace(decision, checkin=replace(decision.checkin, asks=Asks.DECISION)),
            replace(begun, begun=NOW - timedelta(weeks=1)),
            replace(
                ships,
                checkin=replace(ships.checkin, asks=Asks.SHIP),
                launch=replace(ships.launch, shipped=False, shipped_on=NOW.date()),
            ),
            usual,
        )
        assert our_words(screen(*heavy, says_who_sees=True)) <= 80

    def test_one_launch_with_its_chart_and_newest_numbers(self) -> None:
        readings = [entry(Reading(Status.BEHIND, f"{9 - n} %"), 6 - n) for n in range(6)]
        bet = replace(bet_of_theirs(1), target="5 %")
        one = screen(shown(1, *readings, bet=bet), heading="How is this one doing?")
        assert our_words(one) <= 45  # the numbers counted as ours, too
        assert "data_visualization" in said(one)

    def test_a_reminder_a_ship_day_a_snoozed_one_and_another_rhythm(self) -> None:
        assert our_words(screen(*four(), kind=REMINDER, heading="")) <= 20
        assert our_words(screen(four()[0], kind=REMINDER, heading="")) <= 20
        ship = shown(1, bet=bet_of_theirs(1), asks=Asks.SHIP, shipped=False, shipped_on=NOW.date())
        assert our_words(screen(ship, kind=SHIP, heading="", says_who_sees=True)) <= 15
        assert our_words(screen(ship, kind=SHIP, heading="")) <= 15
        assert our_words(screen(four()[0], kind=SNOOZE, heading="You asked to see this again.")) <= 20
        rhythm = screen(*four(), asks_rhythm=True, heading="Would another rhythm suit you?")
        assert our_words(rhythm) <= 35


class TestQuestions:
    def test_a_launch_is_its_title_and_one_line_with_three_buttons_and_a_menu_of_five(self) -> None:
        told = said(screen(shown(1, entry(Reading(Status.BEHIND, "3.4 %"), 1))))
        assert "Target: 5 % finish. 17 Nov: 3.4 %, Behind." in told
        for text in ("3.1 % finish", "Buyers leave", "Sealed"):
            assert text not in told
        menu = next(each for each in message_blocks(screen(shown(1)))[2]["elements"] if "options" in each)
        options = [each["text"]["text"] for each in menu["options"]]
        assert menu["type"] == "overflow"
        assert options == [
            "Looked, unchanged",
            "Did not look",
            "Ask me tomorrow",
            "Open the bet",
            "Stop following",
        ]
        assert labels(screen(shown(1))) == ["On track", "Behind", "Cannot tell"]
        assert "Target: 5 % finish. No reading yet." in said(screen(shown(1)))

    def test_a_look_that_was_skipped_is_no_last_reading(self) -> None:
        one = shown(1, entry(Reading(Status.BEHIND, "3.4 %"), 2), entry(Reading(Status.UNSEEN), 1))
        assert "10 Nov: 3.4 %, Behind." in said(screen(one))
        assert "No reading yet." in said(screen(shown(1, entry(Reading(Status.UNSEEN), 1))))

    def test_a_status_alone_and_a_repeat_are_said_as_such(self) -> None:
        assert "17 Nov: On track." in said(screen(shown(1, entry(Reading(Status.ON_TRACK), 1))))
        repeat = entry(Reading(Status.UNCHANGED, "3.4 %"), 1)
        assert "17 Nov: 3.4 %, unchanged." in said(screen(shown(1, repeat)))

    def test_a_late_answer_is_dated_by_the_week_it_is_about(self) -> None:
        late = entry(Reading(Status.BEHIND, "3.4 %"), 1, made_at=NOW, revised_at=NOW)
        assert "22 Nov: 3.4 %, Behind." in said(screen(shown(1, late)))

    def test_a_third_snooze_is_not_offered(self) -> None:
        assert "Ask me tomorrow" in said(screen(shown(1, snoozes=1)))
        assert "Ask me tomorrow" not in said(screen(shown(1, snoozes=2)))

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (NOW.date(), "Judge by today. No reading yet. Did it land?"),
            (date(2026, 11, 27), "Judge by 27 Nov. No reading yet. Did it land?"),
            (date(2026, 11, 10), "It was to be judged by 10 Nov. No reading yet. Did it land?"),
            (date(2025, 12, 1), "It was to be judged by 1 Dec 2025."),
        ],
    )
    def test_a_verdict_is_asked_for_in_the_message(self, day: date, words: str) -> None:
        one = screen(shown(1, asks=Asks.DECISION, judge_by=day))
        assert words in said(one)
        assert labels(one) == ["It landed", "Partly", "It did not", "Cannot tell"]

    def test_a_ship_day_says_which_day_it_was(self) -> None:
        one = shown(1, asks=Asks.SHIP, shipped=False, shipped_on=NOW.date())
        assert "You planned to ship it today. Did it ship?" in said(screen(one))
        assert labels(screen(one)) == ["Shipped", "Moved", "Dropped"]
        late = shown(1, asks=Asks.SHIP, shipped=False, shipped_on=date(2026, 11, 20))
        assert "You planned to ship it on 20 Nov. Did it ship?" in said(screen(late))
        # Rendered again another day, it still is about the day on which it was sent.
        assert "ship it today" in said(screen(one, now=NOW + timedelta(days=3)))

    def test_a_second_look_says_the_verdict_and_its_sentence_of_then_with_dates(self) -> None:
        verdict = entry(Decision("partly", "keep", "The form was half of it"), 23)
        one = shown(1, verdict, asks=Asks.LOOK, state=CheckinState.OPEN, shipped_on=date(2026, 5, 4))
        one = replace(one, launch=replace(one.launch, state=LaunchState.CLOSED))
        which = screen(one, kind=LOOK, heading="A second look at what you kept")
        assert (
            "Shipped 4 May. Your verdict of 16 Jun: it landed in part, keep it. Does the effect last?"
            in said(which)
        )
        assert "The form was half of it" in said(which)
        assert "half a year" not in said(which)
        assert labels(which) == ["It lasts", "Partly", "It is gone", "Cannot tell"]
        assert "The form" not in said(replace(which, words_out=True))

    def test_an_answer_that_was_begun_is_finished_from_here(self) -> None:
        one = screen(shown(1, begun=NOW - timedelta(weeks=1)))
        assert "You began an answer on 17 Nov." in said(one)
        assert labels(one)[0] == "Finish it"

    def test_a_reading_that_was_taken_back_is_asked_for_again(self) -> None:
        one = shown(1, entry(Reading(Status.ON_TRACK, "3.4 %"), withdrawn=True))
        assert labels(screen(one)) == ["On track", "Behind", "Cannot tell"]

    def test_a_reply_to_the_second_look_is_noted_and_the_look_stays_open(self) -> None:
        one = shown(1, entry(Reading(Status.NOTED, "still 8 %")), asks=Asks.LOOK, state=CheckinState.OPEN)
        one = replace(one, launch=replace(one.launch, state=LaunchState.CLOSED))
        assert "You noted: still 8 %." in said(screen(one))
        assert "It lasts" in labels(screen(one))

    def test_the_lock_screen_reads_nothing_of_the_person(self) -> None:
        one = shown(1, entry(Reading(Status.BEHIND, "3.4 %"), 1))
        assert message_text(screen(one)) == "Your weekly check-in"
        assert message_text(screen(one, kind=REMINDER)) == "Your check-in is still open"


class TestAll:
    def test_several_launches_can_be_answered_at_once(self) -> None:
        two = screen(shown(1, entry(Reading(Status.BEHIND, "3 %"), 1)), shown(2))
        assert labels(two)[-3:] == ["Answer all", "Nothing moved anywhere", "Did not look this week"]
        without = screen(shown(1), shown(2))
        assert labels(without)[-2:] == ["Answer all", "Did not look this week"]
        assert "Answer all" not in labels(screen(shown(1)))
        assert "Answer all" not in labels(screen(shown(1), shown(2, asks=Asks.DECISION)))

    def test_what_did_not_move_can_be_undone_until_something_else_is_answered(self) -> None:
        same = entry(Reading(Status.UNCHANGED, "3 %"), stamp=7)
        assert labels(screen(shown(1, same), shown(2, same)))[-1] == "Undo"
        left = screen(shown(1, same), shown(2), shown(3))
        assert labels(left)[-3:] == ["Answer all", "Did not look this week", "Undo"]
        other = entry(Reading(Status.BEHIND, "3 %"), stamp=8)
        assert "Undo" not in labels(screen(shown(1, same), shown(2, other)))

    def test_a_reminder_names_one_and_counts_the_others(self) -> None:
        several = screen(*(shown(n) for n in range(1, 5)), kind=REMINDER, about=date(2026, 11, 19), more=1)
        assert "".join(strings(message_blocks(several)[0])) == (
            "Thursday's check-in is still open: Launch 1 and four more."
        )
        assert labels(several) == ["Answer all", "Not this week"]
        alone = screen(shown(1), kind=REMINDER)
        assert "".join(strings(message_blocks(alone)[0])) == "Tuesday's check-in is still open: Launch 1."
        assert labels(alone) == ["On track", "Behind", "Cannot tell"]
        old = screen(shown(1), kind=REMINDER, about=date(2026, 11, 12))
        assert "The check-in of 12 Nov is still open: " in said(old)

    def test_in_a_reminder_a_verdict_keeps_its_own_buttons(self) -> None:
        mixed = screen(shown(1, asks=Asks.DECISION), shown(2), shown(3), kind=REMINDER)
        assert labels(mixed) == [
            "It landed",
            "Partly",
            "It did not",
            "Cannot tell",
            "Answer all",
            "Not this week",
        ]

    def test_another_rhythm_shows_the_titles_alone(self) -> None:
        told = screen(shown(1), shown(2), asks_rhythm=True, heading="Would another rhythm suit you?")
        assert "Two check-ins went by. Would another rhythm suit you?" in said(told)
        assert "Launch 1" in said(told)
        assert "5 % finish" not in said(told)
        assert labels(told)[:3] == ["Every two weeks", "Pause for four weeks", "Stop these messages"]
        assert labels(told)[3] == "Answer all"

    def test_who_sees_it_stands_below_where_it_is_to(self) -> None:
        line = "Only you get this from me; Slack keeps it like any message."
        assert line in said(screen(shown(1), says_who_sees=True))
        assert line not in said(screen(shown(1)))
        assert "Or answer in the thread." in said(screen(shown(1)))
        assert "Or answer in the thread." not in said(screen(shown(1, asks=Asks.DECISION)))


class TestChart:
    def points(self, *values: str) -> list[CheckinAnswer]:
        weeks = len(values)
        return [entry(Reading(Status.BEHIND, f"{each} %"), weeks - n) for n, each in enumerate(values)]

    def kinds(self, which: MessageScreen) -> list[str]:
        return [block["type"] for block in message_blocks(which)]

    def test_three_different_points_of_one_launch_are_drawn_with_the_target(self) -> None:
        one = screen(shown(1, *self.points("3.5", "3.2", "3.4", "3.3", "3.1")))
        chart = next(block for block in message_blocks(one) if block["type"] == "data_visualization")
        reading, target = chart["chart"]["series"]
        assert [each["value"] for each in reading["data"]] == [3.5, 3.2, 3.4, 3.3, 3.1]
        assert {each["value"] for each in target["data"]} == {5.0}
        assert target["name"] == "Target"
        assert "27 Oct: 3.2 %; 3 Nov: 3.4 %; 10 Nov: 3.3 %; 17 Nov: 3.1 %" in said(one)
        plain = [block["type"] for block in brief_blocks(one)]
        assert plain == ["rich_text", "rich_text", "actions", "context"]

    def test_two_points_the_same_over_and_over_and_two_launches_are_not(self) -> None:
        assert "data_visualization" not in self.kinds(screen(shown(1, *self.points("3", "4"))))
        assert "data_visualization" not in self.kinds(screen(shown(1, *self.points("3", "3", "3", "3"))))
        both = [shown(n, *self.points("3", "4", "5")) for n in (1, 2)]
        assert "data_visualization" not in self.kinds(screen(*both))

    def test_the_newest_twenty_are_drawn_at_most(self) -> None:
        many = screen(shown(1, *self.points(*(str(n) for n in range(30)))))
        chart = next(block for block in message_blocks(many) if block["type"] == "data_visualization")
        assert [each["value"] for each in chart["chart"]["series"][0]["data"]] == list(range(10, 30))

    def test_a_target_in_another_unit_is_not_drawn_and_a_bet_without_a_number_has_no_chart(self) -> None:
        readings = self.points("3", "4", "5")
        other = screen(shown(1, *readings, bet=replace(BET, target="a minute", metric="3 % finish")))
        chart = next(block for block in message_blocks(other) if block["type"] == "data_visualization")
        assert len(chart["chart"]["series"]) == 1
        words = replace(BET, target="people praise it", metric="people complain")
        alone = [entry(Reading(Status.BEHIND, str(n)), 4 - n) for n in range(1, 4)]
        assert "data_visualization" not in self.kinds(screen(shown(1, *alone, bet=words)))


def test_a_message_fits_five_launches_at_their_longest() -> None:
    long = "ü" * 3000
    readings = [entry(Reading(Status.UNCHANGED, f"{n} %", long, long, long), 5 - n) for n in range(1, 5)]
    readings[-1] = entry(Reading(Status.BEHIND, long), 1)
    bet = replace(BET, title="T" * 75, problem=long, metric=long, target=long, reason=long, version=2)
    five = [shown(n, *readings, bet=bet, begun=NOW) for n in range(5)]
    whole = screen(*five, more=4, says_who_sees=True)
    assert "And 4 more" in said(whole)
    assert characters(message_blocks(whole)) < MOST_CHARACTERS // 2
    answered = [shown(n, entry(Reading(Status.BEHIND, long)), bet=bet) for n in range(5)]
    assert characters(message_blocks(screen(*answered))) < MOST_CHARACTERS // 2


def test_a_name_in_what_somebody_wrote_pings_nobody() -> None:
    nasty = "<!channel> <@U0DANA001> *bold*"
    bet = replace(BET, title=nasty, problem=nasty, target=nasty)
    reading = Reading(Status.BEHIND, nasty)
    asked = shown(1, entry(reading, 1), bet=bet)
    answered = shown(2, entry(reading), bet=bet)
    for which in (screen(asked, answered), screen(asked, answered, kind=REMINDER)):
        for block in message_blocks(which):
            if "<!channel>" in json.dumps(block):
                assert '"mrkdwn"' not in json.dumps(block)


def test_with_words_kept_out_only_titles_are_left() -> None:
    readings = [entry(Reading(Status.BEHIND, f"3.{n} % secret"), 5 - n) for n in range(1, 5)]
    told = said(screen(shown(1, *readings), words_out=True))
    for text in ("secret", "3.4", "Buyers leave", "5 % finish", "data_visualization"):
        assert text not in told
    assert "Launch 1" in told
    assert "Open the bet" in told
    answered = said(screen(shown(1, entry(Reading(Status.BEHIND, "3.4 % secret"))), words_out=True))
    assert "secret" not in answered
    assert "Launch 1: Behind." in answered


RECEIPTS = [
    (shown(1, entry(Reading(Status.ON_TRACK, "3.4 % of buyers"))), "3.4 % of buyers, On track."),
    (shown(1, entry(Reading(Status.ON_TRACK, "fine"), revisions=1)), "fine, On track. Changed 24 Nov."),
    (shown(1, entry(Reading(Status.ON_TRACK))), "On track."),
    (shown(1, state=CheckinState.SKIPPED), "skipped."),
    (shown(1, state=CheckinState.SNOOZED), "moved to next week's check-in."),
    (replace(shown(1), moved_to=NOW + timedelta(hours=3)), "moved to today, 13:00."),
    (replace(shown(1), moved_to=NOW + timedelta(days=2)), "moved to Thu 26 Nov."),
    (shown(1, state=CheckinState.ANSWERED, asks=Asks.SHIP), "shipped 2 Nov."),
    (shown(1, state=CheckinState.ANSWERED, asks=Asks.SHIP, shipped=False), "was to ship 2 Nov."),
    (shown(1, entry(Decision("partly", "keep")), asks=Asks.DECISION), "it landed in part, keep it."),
    (
        shown(1, entry(Decision("no", "too_early", "", date(2027, 1, 5))), asks=Asks.DECISION),
        "too early, judge by 5 Jan 2027.",
    ),
    (shown(1, entry(Look("yes")), asks=Asks.LOOK), "the effect lasts."),
    (shown(1, state=CheckinState.ANSWERED, asks=Asks.SHIP, dropped=True), "dropped, it did not ship."),
]


@pytest.mark.parametrize(("one", "words"), RECEIPTS)
def test_the_receipt_says_in_a_line_what_was_answered_and_asks_nothing(one: Shown, words: str) -> None:
    told = said(screen(one))
    assert f'"Launch 1: {words}"' in told
    assert set(labels(screen(one))) <= {"Edit", "Answer"}
    assert message_text(screen(one)) == ANSWERED


def test_an_answered_check_in_is_a_heading_and_a_line_a_launch() -> None:
    two = screen(
        shown(1, entry(Reading(Status.BEHIND, "3.4 %"))), shown(2, entry(Reading(Status.ON_TRACK, "2 %")))
    )
    assert [*strings(message_blocks(two))] == [
        "Check-in of 24 Nov. Kept.",
        "Launch 1: 3.4 %, Behind.",
        "Launch 2: 2 %, On track.",
    ]
    assert labels(two) == ["Edit", "Edit"]


def test_what_a_later_check_in_overtook_is_one_line() -> None:
    late = screen(shown(1), shown(2), is_overtaken=True)
    assert [*strings(message_blocks(late))] == ["Check-in of 24 Nov, not answered."]
    assert labels(late) == ["Answer for that week"]
    assert message_text(late) == ANSWERED
    in_part = screen(shown(1, entry(Reading(Status.BEHIND, "3.4 %"))), shown(2), is_overtaken=True)
    assert [*strings(message_blocks(in_part))] == ["Check-in of 24 Nov, answered in part."]
    whole = screen(shown(1, entry(Reading(Status.BEHIND, "3.4 %"))), is_overtaken=True)
    assert "Kept." in said(whole)
    ship = screen(shown(1, asks=Asks.SHIP, shipped=False), is_overtaken=True, kind=SHIP)
    assert [*strings(message_blocks(ship))] == ["Did it ship? Asked on 24 Nov, not answered."]
    assert labels(ship) == []  # the later check-in asks it


def test_a_bet_that_was_stopped_elsewhere_is_not_asked_about() -> None:
    stopped = shown(1)
    stopped = replace(stopped, launch=replace(stopped.launch, state=LaunchState.STOPPED))
    assert "Launch 1: you stopped following it." in said(screen(stopped))


def test_the_question_whether_it_shipped_is_over_once_another_message_was_told() -> None:
    told = said(screen(shown(1, asks=Asks.SHIP, shipped=True)))
    assert '"text": "Shipped"' not in told
    assert "Launch 1: shipped 2 Nov." in told
