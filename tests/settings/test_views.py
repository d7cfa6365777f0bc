"""What the two modals say, without a bot."""

import json
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from app.calendar.schedule import Slot
from app.nudges.explain import HELD_BACK, MISSED, NOT_SENT, PLANNED, SENT, UNDER_WAY, Line
from app.nudges.model import NotificationSettings
from app.sandbox.blocks import view_problems
from app.settings.model import MOST_RANGES, Outlook, SettingsScreen, WhyScreen, as_values
from app.settings.views import NO_CHECKIN, outlook_words, settings_view, why_view

TODAY = date(2026, 11, 23)
SETTINGS = NotificationSettings(1, "Europe/Stockholm", Slot(4, time(10)))
SCREEN = SettingsScreen(
    "form-id",
    as_values(SETTINGS, (), TODAY),
    SETTINGS.zone,
    asks_zone=False,
    calendars=(),
    for_all="",
    outlook=Outlook(date(2026, 11, 26), time(10)),
)
WHY = WhyScreen((), budget=3, used=1)


def line(
    day: date, kind: str, what: str, because: str = "", hour: int | None = None, first: date | None = None
) -> Line:
    return Line(day, kind, what, because, time(hour) if hour else None, first, year=2026)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            line(date(2026, 11, 10), "weekly check-in", NOT_SENT, "you were off until 12 Nov", 10),
            "Tue 10 Nov, weekly check-in: not sent, you were off until 12 Nov",
        ),
        (
            line(date(2026, 11, 17), "weekly check-in", SENT, "your weekly slot", 10),
            "Tue 17 Nov, weekly check-in: sent at 10:00, your weekly slot",
        ),
        (
            line(date(2027, 1, 7), "weekly check-in", PLANNED, "moved from Mon 4 Jan: you are off", 9),
            "Thu 7 Jan 2027, weekly check-in: planned for 09:00, moved from Mon 4 Jan: you are off",
        ),
        (
            line(date(2026, 11, 26), "second look", HELD_BACK, "outside your working hours", 10),
            "Thu 26 Nov, second look: held back, outside your working hours",
        ),
        (
            line(
                date(2026, 3, 21),
                "weekly check-in",
                NOT_SENT,
                "you were paused until 21 Mar",
                10,
                date(2025, 12, 30),
            ),
            "Tue 30 Dec 2025 to Sat 21 Mar: nothing was sent, because you were paused until 21 Mar",
        ),
        (line(date(2026, 11, 2), "message", MISSED), "Mon 2 Nov, message: missed"),
        (line(date(2026, 11, 2), "message", UNDER_WAY), "Mon 2 Nov, message: under way"),
    ],
)
def test_each_line_says_when_what_and_why(line: Line, said: str) -> None:
    assert json.dumps(said) in json.dumps(why_view(replace(WHY, lines=(line,))))


def test_lines_are_grouped_by_week_and_forty_of_them_fit() -> None:
    days = [TODAY - timedelta(days=7 * n) for n in range(40)]
    view = why_view(replace(WHY, lines=tuple(Line(day, "weekly check-in", SENT) for day in days)))
    titles = [each["elements"][0]["elements"][0]["text"] for each in _of(view, "rich_text")]
    assert titles[:2] == ["Week of Monday 23 November 2026", "Week of Monday 16 November 2026"]
    assert len(titles) == 40
    assert not view_problems(view)


def test_the_button_for_a_code_stands_with_the_code_above_the_lines() -> None:
    lines = (line(TODAY, "weekly check-in", SENT),)
    shown = json.dumps(why_view(replace(WHY, lines=lines, code="ABCD")))
    button, code = shown.index("one-time code"), shown.index("ABCD")
    assert button < code < shown.index("weekly check-in: sent")


@pytest.mark.parametrize(
    ("budget", "said"),
    [(0, "none is sent, except what you ask for"), (1, "At most 1 message a week"), (2, "1 counted")],
)
def test_the_budget_and_what_is_used_of_it_stand_below(budget: int, said: str) -> None:
    assert said in json.dumps(why_view(replace(WHY, budget=budget)))


def test_an_outlook_is_a_date_or_a_reason_with_a_next_step() -> None:
    assert outlook_words(SCREEN.outlook) == "Next check-in: Thursday 26 November, 10:00."
    assert len({outlook_words(Outlook(None, time(10), none)) for none in NO_CHECKIN}) == len(NO_CHECKIN) == 7


@pytest.mark.parametrize(
    ("for_all", "country", "usual"),
    [
        ("", "SE", "Of my time zone: Sweden"),
        ("", "", "Of my time zone: none are known"),
        ("se", "SE", "As for everybody here: se"),
        ("-", "SE", "As for everybody here: none"),
    ],
)
def test_holidays_are_those_of_the_zone_of_a_file_of_any_country_or_none(
    for_all: str, country: str, usual: str
) -> None:
    screen = replace(SCREEN, calendars=("de", "se"), for_all=for_all, country=country)
    view = settings_view(screen)
    groups = _input(view, "calendar")["element"]["option_groups"]
    assert [each["text"]["text"] for each in groups[0]["options"]] == [usual, "None", "de", "se"]
    countries = {each["value"]: each["text"]["text"] for group in groups[1:] for each in group["options"]}
    assert (countries["@SE"], countries["@JP"]) == ("Sweden", "Japan")
    assert len(countries) > 200
    assert not view_problems(view)


def test_a_zone_that_nobody_knows_here_is_not_said_to_follow_slack() -> None:
    assert "It follows your Slack profile" in json.dumps(settings_view(SCREEN))
    view = settings_view(replace(SCREEN, asks_zone=True, slack_zone="Mars/Phobos"))
    assert "It follows your Slack profile" not in json.dumps(view)
    hint = _input(view, "zone")["hint"]["text"]
    assert hint == "Slack says Mars/Phobos, which I do not know. Choose a place whose clock is yours."


def test_what_nothing_can_be_saved_without_is_not_called_optional() -> None:
    view = settings_view(replace(SCREEN, asks_zone=True))
    fields = ("days", "weekday", "hour", "opens", "closes", "budget", "calendar")
    assert {_input(view, field)["optional"] for field in fields} == {False}


def test_each_range_off_stands_with_a_button_that_removes_it_and_as_many_as_may_be_fit() -> None:
    days = [TODAY + timedelta(days=2 * n) for n in range(MOST_RANGES)]
    ranges = ((TODAY, TODAY), *((day, day + timedelta(days=1)) for day in days[1:]))
    view = settings_view(replace(SCREEN, time_off=ranges, problem="No.", calendars=("se",), unsaved=True))
    assert not view_problems(view)
    sections = [block for block in _of(view, "section") if "accessory" in block]
    assert [block["text"]["text"] for block in sections[:2]] == [
        "23 Nov 2026",
        "25 Nov 2026 to 26 Nov 2026",
    ]
    assert len({block["accessory"]["value"] for block in sections}) == MOST_RANGES
    assert sections[1]["accessory"]["accessibility_label"] == "Remove 25 Nov 2026 to 26 Nov 2026"


def test_the_inputs_for_days_off_are_new_ones_once_a_range_was_added() -> None:
    added = replace(SCREEN, values={**SCREEN.values, "time_off": "2026-12-21/2027-01-03"})
    before, after = ({b["block_id"] for b in _of(settings_view(each), "input")} for each in (SCREEN, added))
    assert {each.partition("@")[0] for each in before - after} == {"first_day", "last_day"}


def test_a_zone_of_their_own_stays_among_those_to_choose_from() -> None:
    values = {**SCREEN.values, "zone": "Africa/Windhoek"}
    view = settings_view(replace(SCREEN, asks_zone=True, values=values))
    assert _options(view, "zone")[0] == "Africa/Windhoek"
    assert not view_problems(view)


def _of(view: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [block for block in view["blocks"] if block["type"] == kind]


def _input(view: dict[str, Any], field: str) -> dict[str, Any]:
    return next(b for b in _of(view, "input") if b["block_id"].startswith(f"{field}@"))


def _options(view: dict[str, Any], field: str) -> list[str]:
    return [option["text"]["text"] for option in _input(view, field)["element"]["options"]]
