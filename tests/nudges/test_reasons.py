"""Reasons: each code fits its column, reads back as itself and has words; these say no more than is known."""

import ast
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import String, select

import app
from app.calendar.holidays import NO_CALENDARS, NOBODYS, Holidays
from app.calendar.schedule import DayRange, Rhythm, Slot
from app.db.engine import Database
from app.db.tables import outbox
from app.nudges.explain import why
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import DueDate, NotificationSettings
from app.nudges.policy import obstacle
from app.nudges.reasons import TRIED_AGAIN, WORDS, cause, group_words, reason_words
from app.outbox import states
from app.outbox.model import Record, State
from app.reasons import ABOUT, MAY_STAND_ALONE, TROUBLE, Code, Reason, parse_reason
from app.settings.model import MOST
from app.sharing.model import Stop
from app.slack.client import Refused
from tests.nudges.support import Home, holidays
from tests.support.work import work_of

TEN = time(10)
ST_NICHOLAS = Holidays({date(2026, 12, 7): "St Nicholas"})
MONDAYS = Rhythm(ZoneInfo("UTC"), Slot(1, TEN), holidays=ST_NICHOLAS)
A_TUESDAY = date(2026, 11, 3)
WIDEST: dict[type, date | int | str] = {date: date(2026, 9, 30), int: MOST, str: "x" * 64}
NEWER = (
    "tired",
    "tired:3",
    "off:soon",
    "off:2026-9-3",
    "off:",
    "budget_used",
    "budget_used: 3",
    "quiet:3",
    ":",
)
KEEPERS = {"Skipped", "Deferred", "Closed", "Transition", "pass_over", "plan_missed", "cancel"}
"""Whoever is called so is given a reason to keep."""


def every_reason() -> list[Reason]:
    """Each code as it can be stated, with what follows it at its widest."""
    with_more = [Reason(code, WIDEST[wanted]) for code, wanted in ABOUT.items()]
    alone = [Reason(code) for code in Code if code not in ABOUT or code in MAY_STAND_ALONE]
    return [*with_more, *alone]


@pytest.mark.parametrize("reason", every_reason(), ids=str)
def test_every_reason_that_can_be_stated_fits_its_column_reads_back_and_has_words(reason: Reason) -> None:
    column = outbox.c.reason.type
    assert isinstance(column, String)
    assert len(str(reason)) <= (column.length or 0)
    assert Reason.parse(str(reason)) == parse_reason(str(reason)) == reason
    for words in (
        group_words(reason, NOBODYS),
        reason_words(reason, MONDAYS, A_TUESDAY, over=True),
        reason_words(reason, MONDAYS, A_TUESDAY, over=False),
    ):
        assert words
        assert "{" not in words
        assert reason.code is Code.SLACK or "_" not in words


def test_every_code_is_stated_once_and_has_words_of_its_own_but_for_trouble() -> None:
    assert {reason.code for reason in every_reason()} == set(Code) == WORDS.keys()
    ours = [words for code, words in WORDS.items() if words != TRIED_AGAIN and "has not said" not in words]
    assert len(set(ours)) == len(ours)
    assert {code for code in Code if WORDS[code] == TRIED_AGAIN} <= TROUBLE


@pytest.mark.parametrize(
    "text", ["you had answered already", "Christmas Day", "Zoë", "a:b", "", "x" * 65, "x\n"]
)
def test_a_reason_takes_no_text(text: str) -> None:
    for code in Code:
        with pytest.raises(ValueError, match="is no reason"):
            Reason(code, text)
    assert Reason.named(Code.SLACK, text) == Reason(Code.SLACK, "other")


def test_a_reason_takes_only_what_belongs_to_its_code() -> None:
    for code in Code:
        for given in (date(2026, 11, 12), 3, "channel_not_found"):
            if not isinstance(given, ABOUT.get(code, ())):
                with pytest.raises(ValueError, match="is no reason"):
                    Reason(code, given)
        if code in ABOUT and code not in MAY_STAND_ALONE:
            with pytest.raises(ValueError, match="is no reason"):
                Reason(code)


@pytest.mark.parametrize("text", [*NEWER, *(words for words in WORDS.values() if " " in words)])
def test_a_newer_release_s_code_and_a_sentence_are_unknown_and_neutral(text: str) -> None:
    assert Reason.parse(text) == Reason(Code.UNKNOWN)


def test_a_row_of_a_newer_release_is_explained_without_its_code(home: Home) -> None:
    home.begin()
    home.act(stopped=True)
    with home.database.write() as connection:
        connection.execute(outbox.update().values(reason="tired:42"))
    assert home.row().reason == Reason(Code.UNKNOWN)
    assert home.why() == ["Tue 3 Nov, weekly check-in: not sent, for a reason that a newer release knows"]


def test_rows_keep_codes_alone(home: Home) -> None:
    home.begin()
    home.away(("2026-11-02", "2026-11-08"))
    with home.database.read() as connection:
        assert set(connection.scalars(select(outbox.c.reason))) == {"off:2026-11-08", None}


def test_no_sentence_is_handed_to_whoever_keeps_a_reason() -> None:
    root = Path(app.__path__[0])
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [
                each.value if isinstance(each, ast.Constant) else "an f-string"
                for each in node.args
                if isinstance(each, ast.JoinedStr)
                or (isinstance(each, ast.Constant) and isinstance(each.value, str))
            ]
            where = f"{file.relative_to(root)}:{node.lineno}"
            if called in KEEPERS:
                assert texts == [], where
            if called == "Reason":  # ids come from elsewhere, but for two of ours
                assert {*texts} <= {"error", "ratelimited"}, where


def test_slack_s_and_sharing_s_codes_are_reasons() -> None:
    for code in states.NEVER:
        assert Reason.parse(str(Reason.named(Code.SLACK, code))).about == code
    for stop in Stop:
        assert Reason.parse(str(stop.as_reason)) == Reason(Code.CHANNEL, stop.value)


class TestWords:
    def test_a_holiday_is_named_by_the_calendar_of_now(self, home: Home) -> None:
        christmas = Reason(Code.HOLIDAY, date(2026, 12, 25))
        days = Holidays({date(2026, 12, 25): "Christmas Day", date(2026, 12, 26): "Boxing Day"})
        rhythm = replace(MONDAYS, holidays=days)
        friday, tuesday = date(2026, 12, 25), date(2026, 12, 22)
        assert reason_words(christmas, rhythm, friday, over=True) == "Christmas Day"
        assert reason_words(christmas, rhythm, tuesday, over=True) == "Christmas Day on Fri 25 Dec"
        assert reason_words(christmas, MONDAYS, friday, over=True) == "a holiday"
        assert group_words(christmas, NOBODYS) == "a holiday"

    def test_a_week_closed_by_a_holiday_names_it_as_long_as_the_calendar_does(
        self, database: Database
    ) -> None:
        home = Home(database, holidays({"2026-11-06": "St Leonard"}))
        home.change(slot=Slot(5, TEN))
        home.begin()
        home.act()
        with home.database.read() as connection:
            told = [
                why(work_of(connection, home.person_id, home.clock.now(), calendars=calendars))[-1].sentence
                for calendars in (home.calendars, NO_CALENDARS)
            ]
        assert str(home.row().reason) == "holiday:2026-11-06"
        assert [line.rpartition(": ")[2] for line in told] == ["not sent, St Leonard", "not sent, a holiday"]

    @pytest.mark.parametrize(
        ("reason", "over", "said"),
        [
            (Reason(Code.OFF), True, "you were off"),
            (Reason(Code.OFF, date(2026, 11, 12)), True, "you were off until 12 Nov"),
            (Reason(Code.OFF, date(2026, 11, 12)), False, "you are off until 12 Nov"),
            (Reason(Code.PAUSED), False, "you are paused"),
            (Reason(Code.PAUSED, date(2026, 11, 8)), True, "you were paused until 8 Nov"),
            (
                Reason(Code.BUDGET_USED, 3),
                True,
                "your budget of 3 a week was used up or kept for what goes first",
            ),
            (Reason(Code.SLACK, "user_disabled"), True, "user_disabled"),
            (Reason(Code.SLACK, "user_disabled"), False, TRIED_AGAIN),
            (Reason(Code.NOT_SENT, "gaierror"), False, TRIED_AGAIN),
            (Reason(Code.OUTSIDE_HOURS), False, "outside your working hours"),
        ],
    )
    def test_a_line_says_it_of_them(self, reason: Reason, over: bool, said: str) -> None:
        assert reason_words(reason, MONDAYS, A_TUESDAY, over=over) == said

    def test_many_people_s_reasons_are_told_without_their_days(self) -> None:
        assert group_words(Reason(Code.OFF), NOBODYS) == "off"
        assert group_words(Reason(Code.PAUSED), NOBODYS) == "paused"


def sent(kind: str, week: str, n: int, due: datetime, at: datetime | None = None, id_: int = 1) -> Record:
    return Record(id_, kind, week, n, State.SENT, None, due, due, at or due, None, None)


def on(day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (sent(CHECKIN, "2026-W51", 1, on(14)), "your weekly slot"),
        (sent(CHECKIN, "2026-W50", 1, on(8)), "moved from Mon 7 Dec: St Nicholas"),
        (
            sent(CHECKIN, "2026-W51", 1, on(15)),
            "your weekly slot as it was then, or the next working day after it",
        ),
        (sent(CHECKIN, "2026-W51", 1, on(14, 9)), "your weekly slot as it was then"),
        (
            sent(CHECKIN, "2026-W51", 1, on(14), on(14, 11)),
            "your weekly slot at 10:00, and it could not go out sooner",
        ),
        (
            sent(CHECKIN, "2026-W52", 1, on(21), on(22)),
            "it was due on Mon 21 Dec and could not go out sooner",
        ),
        (sent(SHIP, "2026-W51", 3, on(16)), "the day you planned to ship"),
        (sent(SHIP, "2026-W51", 3, on(17)), "moved from Wed 16 Dec: it could not go out then"),
        (
            sent(SHIP, "2026-W51", 1, on(14), on(15)),
            "moved from Mon 14 Dec, to keep 20 hours from another message",
        ),
        (sent(LOOK, "2026-W50", 1, on(9)), "moved from Mon 7 Dec: St Nicholas"),
        (sent(LOOK, "2026-W51", 1, on(14)), "half a year or more since it shipped, or since your verdict"),
        (
            sent(REMINDER, "2026-W51", 1, on(17)),
            "the check-in was open, without a click since",
        ),
        (sent(SNOOZE, "2026-W51", 1, on(14, 14)), "you asked for it later"),
        (sent("hint", "2026-W51", 1, on(14, 14)), "it answers what you did"),
    ],
)
def test_why_a_message_came_is_said_as_far_as_it_is_known(row: Record, said: str) -> None:
    others = [row, sent(CHECKIN, "2026-W51", 1, on(14), on(14, 9, 59), id_=2)]
    assert cause(row, MONDAYS, others) == said


def test_a_pause_that_began_after_a_message_did_not_move_it() -> None:
    paused = Rhythm(ZoneInfo("UTC"), Slot(1, TEN), off=(DayRange(date.min, date(2027, 1, 1), Code.PAUSED),))
    assert "paused" not in cause(sent(CHECKIN, "2026-W51", 1, on(15)), paused, ())


@pytest.mark.parametrize(
    ("changes", "kind", "silent", "enabled", "code"),
    [
        ({}, CHECKIN, 2, True, None),
        ({"stopped": True}, SNOOZE, 0, False, Code.SWITCHED_OFF),
        ({"stopped": True}, SNOOZE, 0, True, Code.STOPPED),
        ({"budget": 0}, REMINDER, 0, True, Code.BUDGET_ZERO),
        ({"budget": 0}, SNOOZE, 0, True, None),
        ({}, LOOK, 3, True, Code.QUIET),
        ({}, SNOOZE, 3, True, None),
    ],
)
def test_what_keeps_a_planned_message_is_said_before_its_day(
    changes: dict[str, object], kind: str, silent: int, enabled: bool, code: Code | None
) -> None:
    manners = NotificationSettings(1, "UTC", Slot(1, TEN), **changes)  # type: ignore[arg-type]
    assert obstacle(manners, kind, silent, enabled=enabled) == (code and Reason(code))


class TestTrueOfTheExceptionToo:
    """Each of these said something that was not so."""

    def test_what_waited_for_the_twenty_hours_does_not_say_that_its_hour_had_passed(self, home: Home) -> None:
        home.change(slot=Slot(2, time(16)))
        home.begin()
        home.live_until("2026-11-03T17:00")
        home.things.days = [DueDate(SHIP, date(2026, 11, 4))]
        home.act(slot=Slot(2, TEN))  # Wednesday at ten is eighteen hours after Tuesday at four
        home.live_until("2026-11-06")
        assert "shipping day Thu 05 Nov 10:00".replace("shipping day", SHIP) in home.arrived()
        (said,) = (line for line in home.why() if "shipping day" in line)
        assert said.endswith("sent at 10:00, moved from Wed 4 Nov, to keep 20 hours from another message")

    def test_a_sunday_off_is_not_why_nothing_came_on_a_tuesday(self, home: Home) -> None:
        home.change(work_days=frozenset({1}), slot=Slot(1, TEN))
        home.things.first, home.things.days = None, [DueDate(SHIP, date(2026, 11, 3))]
        home.away(("2026-11-08", "2026-11-08"))
        assert home.why() == ["Tue 3 Nov, shipping day: not sent, not one of your working days"]

    def test_a_day_off_that_is_the_reason_is_named_where_it_is_another_one(self, home: Home) -> None:
        home.change(work_days=frozenset({1, 7}), slot=Slot(1, TEN))
        home.things.first, home.things.days = None, [DueDate(SHIP, date(2026, 11, 3))]
        home.away(("2026-11-08", "2026-11-08"))
        assert home.why() == ["Tue 3 Nov, shipping day: not sent, you were off on Sun 8 Nov"]

    def test_days_off_over_the_new_year_are_said_with_it(self) -> None:
        until = Reason(Code.OFF, date(2027, 1, 3))
        assert reason_words(until, MONDAYS, date(2026, 12, 28), over=True) == "you were off until 3 Jan 2027"

    def test_a_switch_that_is_on_again_holds_nothing_back(self, home: Home) -> None:
        home.begin()
        home.go_to("2026-11-03T10:00")
        home.new_ticker(enabled=False).run()
        with home.database.write() as connection:
            connection.execute(outbox.update().values(reason=str(Reason(Code.SWITCHED_OFF))))
        assert home.why() == ["Tue 3 Nov, weekly check-in: planned for 10:00, your weekly slot"]

    def test_somebody_whose_message_slack_refused_still_follows_a_launch(self, home: Home) -> None:
        home.begin()
        home.room.answers = [Refused("user_disabled")]
        home.go_to("2026-11-03T10:00")
        home.ticker.run(limit=0.1)
        planner = home.ticker.parts.planner
        with home.database.read() as connection:
            assert home.row().state is State.FAILED
            assert planner.has_something_to_ask(home.work(connection))
        home.things.first = None
        with home.database.read() as connection:
            assert not planner.has_something_to_ask(home.work(connection))
