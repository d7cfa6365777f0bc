"""What is told of messages: why, codes for operators, calendars, and a run that changes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.db.tables import nudges
from app.delivery.model import State
from app.errors import NotFound, StartupError
from app.nudges import codes
from app.nudges.calendars import NO_HOLIDAYS, load
from app.nudges.dry_run import dry_run, lines
from app.slackkit.posting import NotSent, Refused, Unclear
from tests.nudges.support import Home

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def test_why_says_of_each_message_what_became_of_it_newest_first(home: Home) -> None:
    home.begin()
    home.live_until("2026-11-07")
    home.away(("2026-11-09", "2026-11-13"))
    home.live_until("2026-11-16")
    home.act()
    assert home.why() == [
        "17 Nov, weekly check-in: planned",
        "10 Nov, weekly check-in: not sent, off until 13 Nov",
        "6 Nov, reminder: sent",
        "3 Nov, weekly check-in: sent",
    ]


def test_why_has_words_for_what_the_engine_says_in_codes(home: Home) -> None:
    home.begin()
    home.room.answers = [NotSent("URLError"), Unclear("HTTP 500"), Refused("user_disabled")]
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
        "3 Nov, weekly check-in: held back, it could not be sent yet, and is tried again",
        "3 Nov, weekly check-in: under way, Slack has not said yet whether it arrived",
        "3 Nov, weekly check-in: missed, its time was over before it could be sent",
    ]


@both
def test_a_code_is_good_once_and_for_an_hour(home: Home) -> None:
    now = home.clock.now()
    with home.database.write() as connection:
        code = codes.make(connection, home.person_id, now)
        late = codes.make(connection, home.person_id, now)
        assert codes.spend(connection, f" {code.lower()} ", now + timedelta(minutes=59)) == home.person_id
        for wrong, at in ((code, now), (late, now + timedelta(hours=1)), ("AAAA", now), ("\ud800", now)):
            with pytest.raises(NotFound):
                codes.spend(connection, wrong, at)


class TestCalendars:
    def test_a_folder_holds_a_calendar_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "se.txt").write_text("# Sweden\n\n2026-12-25  Christmas Day # every year\n2026-12-26\n")
        (tmp_path / "README.md").write_text("not one")
        calendars = load(str(tmp_path), "se")
        assert calendars.names() == ("se",)
        assert [(str(day.first), day.why) for day in calendars.days("")] == [
            ("2026-12-25", "Christmas Day"),
            ("2026-12-26", "a holiday"),
        ]
        assert calendars.days(NO_HOLIDAYS) == calendars.days("gone") == ()

    def test_none_is_the_default(self) -> None:
        assert load("", "").names() == ()

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
    counts = dry_run(home.database, parts.planner, parts.dry_kinds, home.clock.now())
    assert list(lines(counts)) == ["weekly check-in, would be sent: under five"]
    many = {(kind, what, why): count * 5 for (kind, what, why), count in counts.items()}
    assert list(lines(many)) == ["weekly check-in, would be sent: 5"]
    assert (home.rows(), home.asked_slack) == (before, [])
    with home.database.read() as connection:
        assert connection.scalar(select(nudges.c.message_id)) is None
    home.change(budget=0)
    counts = dry_run(home.database, parts.planner, parts.dry_kinds, home.clock.now())
    assert list(lines(counts)) == ["weekly check-in, not sent (your budget is 0 messages a week): under five"]
    home.change(budget=3)
    home.tick()
    assert home.row().state is State.SENT
