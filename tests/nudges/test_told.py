"""What is told of messages: why, codes for operators, calendars, and a run that changes nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.calendar.holidays import NO_HOLIDAYS, NOBODYS, load
from app.db.engine import Database
from app.db.tables import nudges
from app.errors import NotFound, StartupError
from app.nudges import codes
from app.nudges.explain import NOT_SENT, dry_run, lines, why
from app.nudges.kinds import CHECKIN, LOOK
from app.nudges.model import DueDate
from app.nudges.planner import Planner
from app.nudges.reasons import WORDS
from app.outbox.model import State
from app.reasons import Code
from app.slack.client import NotSent, Refused, Unclear
from tests.nudges.support import Home, holidays

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def test_why_says_of_each_message_what_became_of_it_newest_first(home: Home) -> None:
    home.begin()
    home.live_until("2026-11-07")
    home.away(("2026-11-09", "2026-11-13"))
    home.live_until("2026-11-16")
    home.act()
    assert home.why() == [
        "Tue 17 Nov, weekly check-in: planned for 10:00, your weekly slot",
        "Tue 10 Nov, weekly check-in: not sent, you were off until 13 Nov",
        "Fri 6 Nov, reminder: sent at 10:00, the check-in was open, without a click since",
        "Tue 3 Nov, weekly check-in: sent at 10:00, your weekly slot",
    ]


def test_weeks_in_which_all_went_as_it_should_are_one_line(home: Home) -> None:
    home.begin()
    for week in ("2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24"):
        home.live_until(f"{week}T12:00")
        home.act()
    assert home.why() == [
        "Tue 1 Dec, weekly check-in: planned for 10:00, your weekly slot",
        "Tue 3 Nov to Tue 24 Nov, weekly check-in: sent 4 times at 10:00, your weekly slot",
    ]


def test_why_has_words_for_what_the_engine_says_in_codes(home: Home) -> None:
    home.begin()
    home.room.answers = [NotSent("URLError"), Unclear("http_500"), Refused("user_disabled")]
    home.go_to("2026-11-03T10:00")
    told = []
    for _ in range(2):
        home.ticker.run(limit=0.1)
        told.append(home.why()[-1])
        home.clock.on(10)
    home.go_to("2026-11-03T14:30")
    home.clock.on(300)
    home.tick()
    told.append(home.why()[-1])
    assert told == [
        "Tue 3 Nov, weekly check-in: held back, it could not be sent yet, and is tried again",
        "Tue 3 Nov, weekly check-in: under way, Slack has not said yet whether it arrived",
        "Tue 3 Nov, weekly check-in: missed, its time was over before it could be sent",
    ]


def test_what_is_held_back_says_what_they_are_and_not_what_they_were(home: Home) -> None:
    home.begin()
    home.go_to("2026-11-03T09:00")
    with home.database.write() as connection:
        home.store(connection).set_time_off(
            ((date(2026, 11, 3), date(2026, 11, 4)),)
        )  # and nothing is planned anew
    home.go_to("2026-11-03T10:00")
    home.ticker.run(limit=1)
    assert home.why() == ["Tue 3 Nov, weekly check-in: held back, you are off until 4 Nov"]


@both
def test_a_code_is_good_once_and_for_an_hour(home: Home) -> None:
    now = home.clock.now()
    with home.database.write() as connection:
        code = codes.make(connection, home.person_id, now)
        late = codes.make(connection, home.person_id, now)
        spent = codes.spend(connection, f" {code.lower()} ", now + timedelta(minutes=59))
        assert spent == codes.Spent(home.person_id, now)
        for wrong, at in ((code, now), (late, now + timedelta(hours=1)), ("AAAA", now), ("\ud800", now)):
            with pytest.raises(NotFound):
                codes.spend(connection, wrong, at)


class TestCalendars:
    def test_a_folder_holds_a_calendar_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "se.txt").write_text("# Sweden\n\n2026-12-25  Christmas Day # every year\n2026-12-26\n")
        (tmp_path / "README.md").write_text("not one")
        calendars = load(str(tmp_path), "se")
        assert calendars.names() == ("se",)
        assert list(calendars.holidays("", "Asia/Tokyo").days.items()) == [
            (date(2026, 12, 25), "Christmas Day"),
            (date(2026, 12, 26), "a holiday"),
        ]
        assert calendars.holidays(NO_HOLIDAYS, None) == calendars.holidays("gone", None) == NOBODYS

    def test_the_country_of_each_one_s_zone_is_the_default_and_a_dash_is_none(self) -> None:
        boxing_day, usual = date(2026, 12, 26), load("", "")
        assert usual.names() == ()
        assert usual.holidays("", "Europe/Stockholm").name(boxing_day) == "Second Day of Christmas"
        assert usual.holidays("@JP", "Europe/Stockholm").name(boxing_day) is None
        for calendars, choice, zone in (
            (usual, NO_HOLIDAYS, "Europe/Stockholm"),
            (usual, "", "UTC"),
            (usual, "", None),
            (usual, "@XX", "Europe/Stockholm"),
            (load("", NO_HOLIDAYS), "", "Europe/Stockholm"),
        ):
            assert calendars.holidays(choice, zone).name(boxing_day) is None

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("2026-12-25 Christmas\n25.12.2026 Christmas\n", "se.txt, line 2 is not a date"),
            ("2026-12-25 " + "x" * 61, "se.txt, line 1 is not a date and a name of up to 60"),
            ("2026-02-30 Never", "se.txt, line 1"),
        ],
    )
    def test_a_wrong_line_is_named_at_the_start(self, tmp_path: Path, text: str, says: str) -> None:
        (tmp_path / "se.txt").write_text(text)
        with pytest.raises(StartupError) as error:
            load(str(tmp_path), "")
        assert says in error.value.sentence

    def test_a_folder_or_a_default_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "bad.txt").write_bytes(b"\xff\xfe")
        for folder, default, says in (
            (str(tmp_path / "no"), "", "is not a folder"),
            ("", "se", "HOLIDAYS_PATH is not set"),
            (str(tmp_path), "", "bad.txt cannot be read"),
        ):
            with pytest.raises(StartupError) as error:
                load(folder, default)
            assert says in error.value.sentence
        (tmp_path / "bad.txt").unlink()
        with pytest.raises(StartupError) as error:
            load(str(tmp_path), "se")
        assert 'no file "se.txt"' in error.value.sentence


@both
def test_a_dry_run_changes_nothing_and_counts_nobody_alone(home: Home) -> None:
    home.begin()
    home.go_to("2026-11-03T10:00")
    parts = home.ticker.parts
    before = home.rows()
    counts = dry_run(home.workplace, parts.planner, parts.dry_kinds, home.clock.now())
    assert list(lines(counts)) == ["weekly check-in, would be sent: under five"]
    many = {(kind, what, why): count * 5 for (kind, what, why), count in counts.items()}
    assert list(lines(many)) == ["weekly check-in, would be sent: 5"]
    assert (home.rows(), home.asked_slack) == (before, [])
    with home.database.read() as connection:
        assert connection.scalar(select(nudges.c.message_id)) is None
    home.change(budget=0)
    counts = dry_run(home.workplace, parts.planner, parts.dry_kinds, home.clock.now())
    assert list(lines(counts)) == ["weekly check-in, not sent (your budget is 0 messages a week): under five"]
    home.change(budget=3)
    home.tick()
    assert home.row().state is State.SENT


def test_weeks_without_anything_are_one_line_and_a_second_look_that_waits_is_part_of_it(home: Home) -> None:
    home.things.days = [DueDate(LOOK, date(2026, 12, 2))]
    home.begin()
    home.live_until("2027-02-17")
    told = home.why()
    assert [line for line in told if "nothing was sent" in line] == [
        f"Tue 24 Nov 2026 to Tue 16 Feb: nothing was sent, because {WORDS[Code.QUIET]}"
    ]
    assert told[0] == f"Tue 23 Feb, weekly check-in: held back, {WORDS[Code.QUIET]}"
    assert len(told) < 10


def test_a_reminder_that_was_not_needed_does_not_claim_a_click_on_the_check_in(home: Home) -> None:
    home.begin()
    home.live_until("2026-11-04")
    home.act()  # another launch, say
    assert not [line for line in home.why() if "reminder" in line]  # nobody waits for one after a click


def test_what_is_planned_is_no_promise_while_messages_are_off_or_nobody_clicks(home: Home) -> None:
    home.begin()
    off = Planner(home.things.load, enabled=False)
    with home.database.read() as connection:
        assert home.ticker.parts.planner.next_day(home.work(connection))
        assert off.next_day(home.work(connection)) is None
        (line,) = why(home.work(connection), enabled=False)
        assert line.sentence == "Tue 3 Nov, weekly check-in: held back, messages are switched off here"
    home.live_until("2026-11-20")
    with home.database.read() as connection:
        assert home.ticker.parts.planner.next_day(home.work(connection)) is None


class TestDryRunAhead:
    def told(self, home: Home, planner: Planner | None = None) -> list[str]:
        parts = home.ticker.parts
        return list(
            lines(dry_run(home.workplace, planner or parts.planner, parts.dry_kinds, home.clock.now()))
        )

    def test_a_holiday_is_named_on_its_day(self, database: Database) -> None:
        home = Home(database, holidays({"2026-11-03": "All Saints"}))
        home.begin()
        home.go_to("2026-11-03T10:00")
        assert self.told(home) == ["weekly check-in, moved to a later day (All Saints): under five"]

    def test_time_off_a_budget_and_the_switch_are_named_without_a_person_s_days(self, home: Home) -> None:
        home.begin()
        assert self.told(home) == ["weekly check-in, planned within 7 days: under five"]
        off = Planner(home.things.load, enabled=False)
        assert self.told(home, off) == [
            "weekly check-in, held back (messages are switched off here): under five"
        ]
        home.change(budget=0)
        assert self.told(home) == [
            "weekly check-in, held back (your budget is 0 messages a week): under five"
        ]
        home.change(budget=3)
        home.away(("2026-11-02", "2026-11-08"))
        home.go_to("2026-11-03T10:00")
        assert "weekly check-in, not sent (off): under five" in self.told(home)
        parts = home.ticker.parts
        counts = dry_run(home.workplace, parts.planner, parts.dry_kinds, home.clock.now())
        assert (CHECKIN, NOT_SENT, "off") in counts
