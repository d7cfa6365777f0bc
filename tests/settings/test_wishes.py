"""From a form to settings: what is taken, and what is refused with a next step."""

from dataclasses import replace
from datetime import date, time

import pytest

from app.calendar.holidays import NO_HOLIDAYS
from app.calendar.schedule import Slot
from app.nudges.model import NotificationSettings
from app.settings.model import (
    BUDGET,
    CALENDAR,
    CLOSES,
    DAYS,
    FOR_ALL,
    HOUR,
    OPENS,
    PAUSE,
    STOP,
    TIME_OFF,
    WEEKDAY,
    WORDS,
    YES,
    ZONE,
    NoMessage,
    SettingsChange,
    SettingsProblems,
    as_values,
    outlook,
    read_wish,
)

TODAY = date(2026, 11, 23)
MANNERS = NotificationSettings(1, "Europe/Stockholm", Slot(4, time(10)))
CHRISTMAS = (date(2026, 12, 21), date(2027, 1, 3))


def read(**changes: str) -> SettingsChange | SettingsProblems:
    return read_wish({**as_values(MANNERS, (), TODAY), **changes}, MANNERS, TODAY, ("de", "se"))


def problems(**changes: str) -> dict[str, str]:
    outcome = read(**changes)
    assert isinstance(outcome, SettingsProblems)
    return dict(outcome.sentences)


def wish(**changes: str) -> SettingsChange:
    outcome = read(**changes)
    assert isinstance(outcome, SettingsChange), outcome
    return outcome


def test_an_untouched_form_changes_nothing() -> None:
    full = replace(
        MANNERS,
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
    assert read_wish(values, full, TODAY, ("se",)) == SettingsChange(full, (CHRISTMAS,))


def test_every_field_is_taken() -> None:
    took = wish(
        **{
            WEEKDAY: "2",
            HOUR: "22:30",
            DAYS: "127",
            OPENS: "20:00",
            CLOSES: "00:00",
            BUDGET: "5",
            WORDS: YES,
            TIME_OFF: "21 Dec 2026 to 3 Jan 2027",
            PAUSE: "2026-12-01",
            CALENDAR: "de",
            ZONE: "Asia/Tokyo",
            STOP: YES,
        }
    )
    assert took == SettingsChange(
        replace(
            MANNERS,
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
        (CHRISTMAS,),
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
        ({TIME_OFF: "21 Dec 2026\nlater"}, TIME_OFF, "Line 2: "),
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
    assert set(problems(**{DAYS: "", TIME_OFF: "x", BUDGET: ""})) == {DAYS, TIME_OFF, BUDGET}


def test_today_ends_a_pause_and_no_calendar_is_a_choice_of_its_own() -> None:
    assert wish(**{PAUSE: TODAY.isoformat()}).manners.paused_until is None
    assert wish(**{CALENDAR: NO_HOLIDAYS}).manners.calendar == NO_HOLIDAYS
    assert wish(**{CALENDAR: FOR_ALL}).manners.calendar == ""


@pytest.mark.parametrize(
    ("manners", "enabled", "next_day", "none"),
    [
        (MANNERS, True, TODAY, None),
        (MANNERS, True, None, NoMessage.NOTHING_OPEN),
        (MANNERS, False, TODAY, NoMessage.SWITCHED_OFF),
        (replace(MANNERS, stopped=True), True, None, NoMessage.STOPPED),
        (replace(MANNERS, budget=0), True, TODAY, NoMessage.NO_BUDGET),
        (replace(MANNERS, zone=None), True, None, NoMessage.NO_ZONE),
        (replace(MANNERS, slot=Slot(7, time(10))), True, None, NoMessage.NO_DAY),
    ],
)
def test_the_next_check_in_or_why_there_is_none(
    manners: NotificationSettings, enabled: bool, next_day: date | None, none: NoMessage | None
) -> None:
    ahead = outlook(manners, next_day, enabled=enabled)
    assert ahead.none is none
    assert (ahead.day is None) == (none is not None)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = problems(**{DAYS: "12", HOUR: "20:00", TIME_OFF: "then", BUDGET: "9", WEEKDAY: "5"})
    assert list(found) == [HOUR, WEEKDAY, BUDGET, TIME_OFF]
    found = problems(**{OPENS: "18:00", HOUR: "20:00", PAUSE: "2030-01-01", DAYS: ""})
    assert set(found) == {CLOSES, PAUSE, DAYS}
