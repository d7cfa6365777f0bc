"""From a form to settings: what is taken, and what is refused with a next step."""

from dataclasses import replace
from datetime import date, time

import pytest

from app.calendar.holidays import NO_HOLIDAYS
from app.calendar.schedule import Slot
from app.nudges.model import NotificationSettings
from app.reasons import Code
from app.settings.model import (
    BUDGET,
    CALENDAR,
    CLOSES,
    DAYS,
    FIRST_DAY,
    FOR_ALL,
    HOUR,
    LAST_DAY,
    OPENS,
    PAUSE,
    STOP,
    TIME_OFF,
    WEEKDAY,
    WORDS,
    YES,
    ZONE,
    SettingsChange,
    SettingsProblems,
    as_values,
    outlook,
    parse_settings,
)
from app.settings.views import NO_CHECKIN

TODAY = date(2026, 11, 23)
SETTINGS = NotificationSettings(1, "Europe/Stockholm", Slot(4, time(10)))
CHRISTMAS = (date(2026, 12, 21), date(2027, 1, 3))


def read(**changes: str) -> SettingsChange | SettingsProblems:
    return parse_settings({**as_values(SETTINGS, (), TODAY), **changes}, SETTINGS, TODAY, ("-", "de", "se"))


def problems(**changes: str) -> dict[str, str]:
    outcome = read(**changes)
    assert isinstance(outcome, SettingsProblems)
    return dict(outcome.sentences)


def change(**changes: str) -> SettingsChange:
    outcome = read(**changes)
    assert isinstance(outcome, SettingsChange), outcome
    return outcome


def test_an_untouched_form_changes_nothing() -> None:
    full = replace(
        SETTINGS,
        work_days=frozenset({1, 2, 4}),
        opens=time(8, 30),
        closes=time(0),
        budget=0,
        words_out=True,
        calendar="se",
        paused_until=date(2026, 12, 1),
        stopped=True,
    )
    values = as_values(full, (CHRISTMAS,), TODAY)
    assert parse_settings(values, full, TODAY, ("se",)) == SettingsChange(full, (CHRISTMAS,))


def test_every_field_is_taken() -> None:
    took = change(
        **{
            WEEKDAY: "2",
            HOUR: "22:30",
            DAYS: "127",
            OPENS: "20:00",
            CLOSES: "00:00",
            BUDGET: "5",
            WORDS: YES,
            TIME_OFF: "2027-05-01/2027-05-01",
            FIRST_DAY: "2026-12-21",
            LAST_DAY: "2027-01-03",
            PAUSE: "2026-12-01",
            CALENDAR: "de",
            ZONE: "Asia/Tokyo",
            STOP: YES,
        }
    )
    assert took == SettingsChange(
        replace(
            SETTINGS,
            zone="Asia/Tokyo",
            slot=Slot(2, time(22, 30)),
            work_days=frozenset({1, 2, 7}),
            opens=time(20),
            closes=time(0),
            budget=5,
            words_out=True,
            calendar="de",
            paused_until=date(2026, 12, 1),
            stopped=True,
        ),
        (CHRISTMAS, (date(2027, 5, 1), date(2027, 5, 1))),
    )


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({HOUR: "08:30"}, HOUR, "outside your working hours (09:00 to 17:00)"),
        ({HOUR: "17:00"}, HOUR, "or change the hours"),
        ({HOUR: "08:00", CLOSES: "00:00"}, HOUR, "(09:00 to 24:00)"),
        ({OPENS: "17:00"}, CLOSES, "end before they begin"),
        ({OPENS: "18:00", CLOSES: "09:00"}, CLOSES, "Choose a later end"),
        ({DAYS: ""}, DAYS, "Tick at least one day"),
        ({WEEKDAY: "6"}, WEEKDAY, "no working day from this one to Sunday"),
        ({PAUSE: "2028-01-01"}, PAUSE, "more than a year ahead"),
        ({LAST_DAY: "2026-12-21"}, FIRST_DAY, "the first day too"),
        ({WEEKDAY: "8"}, WEEKDAY, "Choose one"),
        ({WEEKDAY: "<!channel>"}, WEEKDAY, "Choose one"),
        ({HOUR: "25:00"}, HOUR, "Choose one"),
        ({OPENS: "9"}, OPENS, "Choose one"),
        ({DAYS: "19"}, DAYS, "Choose one"),
        ({BUDGET: "9"}, BUDGET, "Choose one"),
        ({BUDGET: "²"}, BUDGET, "Choose one"),
        ({CALENDAR: "../secrets"}, CALENDAR, "Choose one"),
        ({ZONE: "../etc/passwd"}, ZONE, "Choose one"),
        ({PAUSE: "soon"}, PAUSE, "in the calendar"),
    ],
)
def test_what_cannot_be_meant_is_said_on_its_field(changes: dict[str, str], field: str, said: str) -> None:
    found = problems(**changes)
    assert list(found) == [field]
    assert said in found[field]


def test_everything_wrong_is_said_at_once() -> None:
    assert set(problems(**{DAYS: "", FIRST_DAY: "x", BUDGET: ""})) == {DAYS, FIRST_DAY, BUDGET}


def test_today_ends_a_pause_and_no_calendar_is_a_choice_of_its_own() -> None:
    assert change(**{PAUSE: TODAY.isoformat()}).settings.paused_until is None
    assert change(**{CALENDAR: NO_HOLIDAYS}).settings.calendar == NO_HOLIDAYS
    assert change(**{CALENDAR: FOR_ALL}).settings.calendar == ""


@pytest.mark.parametrize(
    ("settings", "enabled", "next_day", "none"),
    [
        (SETTINGS, True, TODAY, None),
        (SETTINGS, True, None, Code.NOTHING_OPEN),
        (SETTINGS, False, TODAY, Code.SWITCHED_OFF),
        (replace(SETTINGS, stopped=True), True, None, Code.STOPPED),
        (replace(SETTINGS, budget=0), True, TODAY, Code.BUDGET_ZERO),
        (replace(SETTINGS, zone=None), True, None, Code.NO_ZONE),
        (replace(SETTINGS, slot=Slot(7, time(10))), True, None, Code.NO_DAY_LEFT),
    ],
)
def test_the_next_check_in_or_why_there_is_none(
    settings: NotificationSettings, enabled: bool, next_day: date | None, none: Code | None
) -> None:
    ahead = outlook(settings, next_day, enabled=enabled, has_something=False)
    assert ahead.none is none
    assert none is None or none in NO_CHECKIN
    assert (ahead.day is None) == (none is not None)


def test_who_follows_a_launch_is_not_told_that_they_follow_none() -> None:
    ahead = outlook(SETTINGS, None, enabled=True, has_something=True)
    assert "follow no launch" not in NO_CHECKIN[ahead.none or Code.NOTHING_OPEN]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = problems(**{DAYS: "12", HOUR: "20:00", FIRST_DAY: "then", BUDGET: "9", WEEKDAY: "5"})
    assert list(found) == [HOUR, WEEKDAY, BUDGET, FIRST_DAY]
    found = problems(**{OPENS: "18:00", HOUR: "20:00", PAUSE: "2030-01-01", DAYS: ""})
    assert set(found) == {CLOSES, PAUSE, DAYS}
