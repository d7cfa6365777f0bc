"""What can be chosen about messages, and how the form's fields are read."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import TypeVar
from zlib import crc32

from app.calendar.schedule import MIDNIGHT, Slot
from app.calendar.weeks import zone
from app.launches.model import day
from app.nudges.explain import Line
from app.nudges.model import NotificationSettings
from app.reasons import Code

Range = tuple[date, date]
"""Days off, both ends included."""


@dataclass(frozen=True)
class Outlook:
    """The next check-in: a local day and hour, or why there is none."""

    day: date | None
    at: time
    none: Code | None = None


@dataclass(frozen=True)
class WhyScreen:
    """What was sent and what was not. `used`: messages that count against the budget in the local week.

    `code`: made just now, for an operator.
    """

    lines: tuple[Line, ...]
    budget: int
    used: int
    enabled: bool = True
    code: str = ""


@dataclass(frozen=True)
class SettingsScreen:
    """The modal: a form, and what holds now. `zone` None: nobody ever told.

    `calendars` are those of whoever runs the server; `for_all` is the one that counts for everybody who chose
    none, empty for the holidays of `country`, the code of where the zone lies. `slack_zone`: as Slack had it
    last, which may be one that nobody knows here. `time_off`: the ranges that stand in the form. `unsaved`:
    the form holds what was chosen before and never saved. `problem`: why the days chosen last were not added.
    """

    form_id: str
    values: Mapping[str, str]
    zone: str | None
    asks_zone: bool
    calendars: tuple[str, ...]
    for_all: str
    outlook: Outlook
    slack_zone: str = ""
    country: str = ""
    time_off: tuple[Range, ...] = ()
    unsaved: bool = False
    saved: bool = False
    problem: str = ""


class BadSetting(Exception):
    """A value that cannot be meant. The sentence says what to do, and never what was written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class SettingsProblems:
    """Nothing was saved: what is wrong, by field. What was typed is kept."""

    sentences: Mapping[str, str]


def outlook(
    settings: NotificationSettings, next_day: date | None, *, enabled: bool, has_something: bool
) -> Outlook:
    """The check-in that a person can expect, on the planner's `next_day`, or the first reason for none.

    `has_something`: something is followed that can be asked about.
    """
    codes = (
        (not enabled, Code.SWITCHED_OFF),
        (settings.stopped, Code.STOPPED),
        (settings.budget == 0, Code.BUDGET_ZERO),
        (settings.zone is None, Code.NO_ZONE),
        (not settings.rhythm.slot_is_reachable, Code.NO_DAY_LEFT),
        (next_day is None and not has_something, Code.NOTHING_OPEN),
        (next_day is None, Code.NOT_NEEDED_YET),
    )
    none = next((code for holds, code in codes if holds), None)
    return Outlook(None if none else next_day, settings.rhythm.slot_time, none)


# Ids of the settings' modals, their buttons and their fields.

SETTINGS = "settings"
"""The kind of form, for `app.forms`."""

SETTINGS_PAGE = "settings.page"
WHY_PAGE = "settings.why-page"

OPEN = "settings.open"
WHY = "settings.why"
CODE = "settings.code"
RESET = "settings.reset"
ADD_TIME_OFF = "settings.add-time-off"
REMOVE_TIME_OFF = "settings.remove-time-off"  # value: range_id
FIELD = "settings.field"

WEEKDAY, HOUR, DAYS, OPENS, CLOSES = "weekday", "hour", "days", "opens", "closes"
BUDGET, WORDS, STOP = "budget", "words", "stop"
CALENDAR, PAUSE, ZONE = "calendar", "pause", "zone"
TIME_OFF, FIRST_DAY, LAST_DAY = "time_off", "first_day", "last_day"
DAYS_OFF = (TIME_OFF, FIRST_DAY, LAST_DAY)
"""The ranges that stand, which is no input, and the days chosen for one more."""
FIELDS = (WEEKDAY, HOUR, DAYS, OPENS, CLOSES, BUDGET, WORDS, *DAYS_OFF, PAUSE, CALENDAR, ZONE, STOP)

YES = "yes"
FOR_ALL = "*"
"""The calendar that counts for everybody. Stored is an empty text; an option needs a value."""


def block_id(form_id: str, field: str, values: Mapping[str, str]) -> str:
    """A block of its own for each form: where an id comes again, Slack shows what stood there. So the inputs
    for days off get a new one with each range that is added or removed."""
    suffix = f"-{crc32(values[TIME_OFF].encode()):x}" if field in {FIRST_DAY, LAST_DAY} else ""
    return f"{field}@{form_id[:8]}{suffix}"


# Days off: the ranges as a form holds them, and one more out of two chosen days.

MOST_RANGES = 40
FURTHEST_YEARS = 3
LONGEST_DAYS = 366


def write_time_off(ranges: Iterable[Range], today: date) -> str:
    """ "2026-12-21/2027-01-03 2027-05-01/2027-05-01", without what is over."""
    return " ".join(f"{first}/{last}" for first, last in ranges if last >= today)


def read_time_off(text: str, today: date) -> tuple[Range, ...]:
    """Back from `write_time_off`, in order, overlapping and adjoining ranges as one. What is over by now is
    left out, and what nobody could have chosen."""
    ranges = []
    for each in text.split():
        first, last = (day(part) for part in each.partition("/")[::2])
        if first and last and not _problem(first, last, today):
            ranges.append((first, last))
    joined: list[Range] = []
    for first, last in sorted(ranges):
        adjoins = joined and first <= joined[-1][1] + timedelta(days=1)
        # A range that could not be chosen is not made either.
        if adjoins and (max(last, joined[-1][1]) - joined[-1][0]).days < LONGEST_DAYS:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def with_chosen_days(values: Mapping[str, str], today: date) -> tuple[Range, ...]:
    """The ranges that stand in a form, and the one that is chosen to be added, if any. Raises BadSetting."""
    standing = values.get(TIME_OFF, "")
    if values.get(FIRST_DAY) or values.get(LAST_DAY):
        first = day(values.get(FIRST_DAY, ""))
        last = day(values.get(LAST_DAY, "")) if values.get(LAST_DAY) else first
        if first is None or last is None:
            raise BadSetting("Choose the first day too, in the calendar.")
        if problem := _problem(first, last, today):
            raise BadSetting(problem)
        standing = f"{standing} {write_time_off([(first, last)], today)}"
    ranges = read_time_off(standing, today)
    if len(ranges) > MOST_RANGES:
        raise BadSetting(f"{MOST_RANGES} times off are the most. Remove one first.")
    return ranges


def add_chosen_days(values: Mapping[str, str], today: date) -> dict[str, str]:
    """What the form holds once the chosen days stand in its list. Raises BadSetting."""
    if not (values.get(FIRST_DAY) or values.get(LAST_DAY)):
        raise BadSetting("Choose the first day off, and the last one where there are several.")
    ranges = with_chosen_days(values, today)
    if ranges == read_time_off(values.get(TIME_OFF, ""), today):
        raise BadSetting("These days are in the list already.")
    return {TIME_OFF: write_time_off(ranges, today), FIRST_DAY: "", LAST_DAY: ""}


def range_id(each: Range) -> str:
    """What a button carries of a range: it names no day, and is no place in a list that may have changed."""
    return f"{crc32(f'{each[0]}/{each[1]}'.encode()):08x}"


def remove_range(values: Mapping[str, str], removed: str, today: date) -> dict[str, str]:
    """What the form holds without the range of that `range_id`; all of it where there is none."""
    ranges = read_time_off(values.get(TIME_OFF, ""), today)
    left = (each for each in ranges if range_id(each) != removed)
    return {TIME_OFF: write_time_off(left, today)}


def rebase_time_off(holds: str, was: str, chosen: str) -> str:
    """What a form added and removed, done to what holds now: another window may have saved since."""
    removed, added = set(was.split()) - set(chosen.split()), set(chosen.split()) - set(was.split())
    return " ".join(sorted({*holds.split(), *added} - removed))


def _problem(first: date, last: date, today: date) -> str:
    """Why nobody can be off on these days; empty where they can."""
    if last < first:
        return "The last day lies before the first. Swap them, or check the year."
    if last < today:
        return "These days are over. Check the year."
    if last.year > today.year + FURTHEST_YEARS:
        return f"That is more than {FURTHEST_YEARS} years ahead. Check the year."
    if (last - first).days >= LONGEST_DAYS:
        return "That is longer than a year. To be asked nothing at all, use “Stop everything”."
    return ""


# From settings to the texts of a form and back.

MOST = 5
"""The largest budget: nobody wants more, and a message a working day is no longer a few."""

LONGEST_PAUSE = timedelta(days=366)
_CHOOSE = "Choose one of the options."

T = TypeVar("T")


@dataclass(frozen=True)
class SettingsChange:
    """The settings and the days off that a form asks for."""

    settings: NotificationSettings
    time_off: tuple[Range, ...]


def as_values(settings: NotificationSettings, time_off: tuple[Range, ...], today: date) -> dict[str, str]:
    """What a new form is filled with, by field. A pause and days off that are over are not shown."""
    pause = settings.paused_until
    return {
        WEEKDAY: str(settings.slot.weekday),
        HOUR: clock(settings.slot.at),
        DAYS: "".join(str(each) for each in sorted(settings.work_days)),
        OPENS: clock(settings.opens),
        CLOSES: clock(settings.closes),
        BUDGET: str(settings.budget),
        WORDS: YES if settings.words_out else "",
        TIME_OFF: write_time_off(time_off, today),
        FIRST_DAY: "",
        LAST_DAY: "",
        PAUSE: pause.isoformat() if pause and pause > today else "",
        CALENDAR: settings.calendar or FOR_ALL,
        ZONE: settings.zone or "",
        STOP: YES if settings.stopped else "",
    }


def parse_settings(
    values: Mapping[str, str], settings: NotificationSettings, today: date, calendars: tuple[str, ...]
) -> SettingsChange | SettingsProblems:
    """What a form asks for, or everything that is wrong with it. Other fields of `settings` stay."""
    problems: dict[str, str] = {}

    def read(field: str, how: Callable[[str], T], otherwise: T) -> T:
        try:
            return how(values.get(field, ""))
        except BadSetting as wrong:
            problems[field] = wrong.sentence
            return otherwise

    calendar = settings.calendar
    known = {*calendars, calendar}
    change = SettingsChange(
        replace(
            settings,
            zone=read(ZONE, _zone, None) or settings.zone,
            slot=Slot(read(WEEKDAY, lambda text: _number(text, 1, 7), 1), read(HOUR, read_clock, MIDNIGHT)),
            work_days=read(DAYS, _work_days, settings.work_days),
            opens=read(OPENS, read_clock, MIDNIGHT),
            closes=read(CLOSES, read_clock, MIDNIGHT),
            budget=read(BUDGET, lambda text: _number(text, 0, MOST), 0),
            words_out=values.get(WORDS) == YES,
            calendar=read(CALENDAR, lambda text: _calendar(text, known), calendar),
            paused_until=read(PAUSE, lambda text: _pause(text, today), None),
            stopped=values.get(STOP) == YES,
        ),
        read(FIRST_DAY, lambda _: with_chosen_days(values, today), ()),
    )
    problems = _clashes(change, problems) | problems
    return SettingsProblems(problems) if problems else change


def clock(at: time) -> str:
    """ "09:30", as options and tables hold it."""
    return f"{at:%H:%M}"


def read_clock(text: str) -> time:
    """Back from `clock`. Raises BadSetting for anything else."""
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise BadSetting(_CHOOSE) from None
    if clock(at) != text:
        raise BadSetting(_CHOOSE)
    return at


def _clashes(change: SettingsChange, unread: Collection[str]) -> dict[str, str]:
    """What is only wrong beside another field, by field. What could not be read clashes with nothing."""
    settings, found = change.settings, dict[str, str]()
    if {OPENS, CLOSES}.isdisjoint(unread):
        if settings.closes != MIDNIGHT and settings.closes <= settings.opens:
            found[CLOSES] = "Your working hours end before they begin. Choose a later end."
        elif HOUR not in unread and settings.rhythm.slot_time != settings.slot.at:
            end = "24:00" if settings.closes == MIDNIGHT else clock(settings.closes)
            found[HOUR] = (
                f"This is outside your working hours ({clock(settings.opens)} to {end}). "
                "Choose a time inside, or change the hours."
            )
    if {WEEKDAY, DAYS}.isdisjoint(unread) and max(settings.work_days) < settings.slot.weekday:
        found[WEEKDAY] = (
            "You have no working day from this one to Sunday. Choose an earlier one, or tick a day."
        )
    return found


# How the fields are read, for `parse_settings`. Each raises BadSetting for what cannot be meant.


def _number(text: str, least: int, most: int) -> int:
    if len(text) != 1 or text not in "0123456789" or not least <= int(text) <= most:
        raise BadSetting(_CHOOSE)
    return int(text)


def _work_days(text: str) -> frozenset[int]:
    days = frozenset(_number(each, 1, 7) for each in text)
    if not days:
        raise BadSetting("Tick at least one day. To be asked nothing at all, use “Stop everything” below.")
    return days


def _calendar(text: str, known: set[str]) -> str:
    """What was chosen, as it is stored; empty for what counts for everybody.

    One that is gone is still known as long as it is chosen: it may stay, until another is.
    """
    if text in {FOR_ALL, ""}:
        return ""
    if text not in known:
        raise BadSetting(_CHOOSE)
    return text


def _pause(text: str, today: date) -> date | None:
    """The day; None for today or an earlier one, because Slack's calendar cannot be emptied again."""
    if not text:
        return None
    until = day(text)
    if until is None:
        raise BadSetting("Choose a day in the calendar.")
    if until - today > LONGEST_PAUSE:
        raise BadSetting(
            "That is more than a year ahead. To be asked nothing at all, use “Stop everything” below."
        )
    return until if until > today else None


def _zone(text: str) -> str | None:
    try:
        return zone(text).key if text else None
    except ValueError:
        raise BadSetting(_CHOOSE) from None
