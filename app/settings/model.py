"""What can be chosen about messages, and how the form's fields are read."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import Enum
from typing import TypeVar

from app.calendar.holidays import NO_HOLIDAYS
from app.calendar.schedule import MIDNIGHT, Rhythm, Slot, short
from app.calendar.weeks import zone
from app.nudges.explain import Line
from app.nudges.model import NotificationSettings


class NoMessage(Enum):
    """Why no check-in is on its way; the first that holds is said."""

    SWITCHED_OFF = "switched off"  # by whoever runs the server
    STOPPED = "stopped"
    NO_BUDGET = "no budget"
    NO_ZONE = "no zone"
    NO_DAY = "no day"  # no working day on the slot's weekday or later in a week
    NOTHING_OPEN = "nothing open"


@dataclass(frozen=True)
class Outlook:
    """The next check-in: a local day and hour, or why there is none."""

    day: date | None
    at: time
    none: NoMessage | None = None


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

    `calendars` is empty where whoever runs the server offers none; `for_all` is the one that counts for
    everybody who chose none. `unsaved`: the form holds what was chosen before and never saved.
    """

    form_id: str
    values: Mapping[str, str]
    zone: str | None
    asks_zone: bool
    calendars: tuple[str, ...]
    for_all: str
    outlook: Outlook
    unsaved: bool = False
    saved: bool = False


class BadSetting(Exception):
    """A value that cannot be meant. The sentence says what to do, and never what was written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class SettingsProblems:
    """Nothing was saved: what is wrong, by field. What was typed is kept."""

    sentences: Mapping[str, str]


def outlook(manners: NotificationSettings, next_day: date | None, *, enabled: bool) -> Outlook:
    """What a person can expect. `next_day` as the planner sees it."""
    at = manners.rhythm.slot_time
    none = _none(manners, next_day, enabled=enabled)
    return Outlook(None, at, none) if none else Outlook(next_day, at)


def _none(manners: NotificationSettings, next_day: date | None, *, enabled: bool) -> NoMessage | None:
    reasons = (
        (not enabled, NoMessage.SWITCHED_OFF),
        (manners.stopped, NoMessage.STOPPED),
        (manners.budget == 0, NoMessage.NO_BUDGET),
        (manners.zone is None, NoMessage.NO_ZONE),
        (not manners.rhythm.slot_is_reachable, NoMessage.NO_DAY),
        (next_day is None, NoMessage.NOTHING_OPEN),
    )
    return next((reason for holds, reason in reasons if holds), None)


# Ids of the settings' modals and their fields, shared by the views that show them and the listeners.

SETTINGS = "settings"
"""The kind of form, for `app.forms`."""

SETTINGS_PAGE = "settings.page"
WHY_PAGE = "settings.why-page"

OPEN = "settings.open"
WHY = "settings.why"
CODE = "settings.code"
RESET = "settings.reset"
FIELD = "settings.field"

WEEKDAY, HOUR, DAYS, OPENS, CLOSES = "weekday", "hour", "days", "opens", "closes"
BUDGET, WORDS, STOP = "budget", "words", "stop"
CALENDAR, TIME_OFF, PAUSE, ZONE = "calendar", "time_off", "pause", "zone"
FIELDS = (WEEKDAY, HOUR, DAYS, OPENS, CLOSES, BUDGET, WORDS, TIME_OFF, PAUSE, CALENDAR, ZONE, STOP)

YES = "yes"
FOR_ALL = "*"
"""The calendar that counts for everybody. Stored is an empty text; an option needs a value."""


def block_id(form_id: str, field: str) -> str:
    """A block of its own for each form: where an id comes again, Slack shows the text that stood there."""
    return f"{field}@{form_id[:8]}"


# Time off as a person types it: one day or range a line.

Range = tuple[date, date]

MOST_LINES = 60
FURTHEST_YEARS = 3
LONGEST_DAYS = 366
EXAMPLE = "2026-12-21 to 2027-01-03"

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SPELLED = re.compile(r"(\d{1,2})\.? +([A-Za-z]{3,9})\.? +(\d{4})")
_DAY = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.? +[A-Za-z]{3,9}\.? +\d{4}"
_LINE = re.compile(rf"({_DAY})(?:\s*(?:\bto\b|\buntil\b|\btill\b|-|–|—)\s*({_DAY}))?", re.ASCII)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def read_days_off(text: str, today: date) -> tuple[Range, ...]:
    """The ranges, both ends included, in order, overlapping and adjoining ones as one. Raises Wrong
    with every bad line named, and never what was written there."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise _wrong(MOST_LINES + 1, f"{MOST_LINES} lines are the most. Take out what is over.")
    ranges: list[Range] = []
    wrong: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        try:
            ranges += [_range(line.strip(), today)] if line.strip() else []
        except BadSetting as why:
            wrong.append((number, why.sentence))
    if wrong:
        raise BadSetting(_all_of(wrong))
    return _joined(sorted(ranges))


def _all_of(wrong: list[tuple[int, str]]) -> str:
    """A sentence for each thing that is wrong, with its lines, as many as an error in Slack has room for."""
    sentences: list[str] = []
    for said in dict.fromkeys(sentence for _, sentence in wrong):
        numbers = [str(number) for number, sentence in wrong if sentence == said]
        lines = f"Line {numbers[0]}" if len(numbers) == 1 else f"Lines {', '.join(numbers)}"
        sentences.append(f"{lines}: {said}")
    return " ".join(sentences)


def write_days_off(ranges: tuple[Range, ...], today: date) -> str:
    """The same as text to edit, without what is over."""
    return "\n".join(_line(first, last) for first, last in ranges if last >= today)


def _line(first: date, last: date) -> str:
    end = f"{short(last)} {last.year}"
    return end if first == last else f"{short(first)} {first.year} to {end}"


def _range(line: str, today: date) -> Range:
    found = _LINE.fullmatch(line)
    if found is None:
        raise BadSetting(f"write a day or a range, with the year, such as {EXAMPLE} or 21 Dec 2026.")
    first = _day(found[1])
    last = _day(found[2]) if found[2] else first
    if last < first:
        raise BadSetting("the last day lies before the first. Swap them, or check the year.")
    if last < today:
        raise BadSetting("these days are over. Check the year, or delete the line.")
    if last.year > today.year + FURTHEST_YEARS:
        raise BadSetting(f"that is more than {FURTHEST_YEARS} years ahead. Check the year.")
    if (last - first).days >= LONGEST_DAYS:
        raise BadSetting("that is longer than a year. To get no messages at all, use “Stop everything”.")
    return first, last


def _day(text: str) -> date:
    if iso := _ISO.fullmatch(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    else:
        spelled = _SPELLED.fullmatch(text)
        assert spelled is not None, "the line matched one of the two"  # noqa: S101
        year, month, day = int(spelled[3]), _month(spelled[2]), int(spelled[1])
    try:
        return date(year, month, day)
    except ValueError:
        raise BadSetting("there is no such day in the calendar. Check day and month.") from None


def _month(name: str) -> int:
    for month, full in enumerate(_MONTHS, 1):
        if full.startswith(name.casefold()):
            return month
    raise BadSetting("the month is not one we know. Write it in English, such as Dec, or as a number.")


def _joined(ranges: list[Range]) -> tuple[Range, ...]:
    """A range that could not be typed is not made: the form shows what is stored, and reads it again."""
    joined: list[Range] = []
    for first, last in ranges:
        if joined and _touch(joined[-1], first) and (last - joined[-1][0]).days < LONGEST_DAYS:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _touch(before: Range, first: date) -> bool:
    return first.toordinal() <= before[1].toordinal() + 1


def _wrong(number: int, sentence: str) -> BadSetting:
    return BadSetting(f"Line {number}: {sentence}")


# From settings to the texts of a form and back: pure rules, without a word of Slack.

MOST = 5
"""The largest budget: nobody wants more, and a message a working day is no longer a few."""
LONGEST_PAUSE = timedelta(days=366)
_CHOOSE = "Choose one of the options."

T = TypeVar("T")


@dataclass(frozen=True)
class SettingsChange:
    """How somebody wants it from now on."""

    manners: NotificationSettings
    time_off: tuple[Range, ...]


def as_values(manners: NotificationSettings, time_off: tuple[Range, ...], today: date) -> dict[str, str]:
    """What stands in a fresh form. A pause and days off that are over are not shown."""
    pause = manners.paused_until
    return {
        WEEKDAY: str(manners.slot.weekday),
        HOUR: clock(manners.slot.at),
        DAYS: "".join(str(day) for day in sorted(manners.work_days)),
        OPENS: clock(manners.opens),
        CLOSES: clock(manners.closes),
        BUDGET: str(manners.budget),
        WORDS: YES if manners.words_out else "",
        TIME_OFF: write_days_off(time_off, today),
        PAUSE: pause.isoformat() if pause and pause > today else "",
        CALENDAR: manners.calendar or FOR_ALL,
        ZONE: manners.zone or "",
        STOP: YES if manners.stopped else "",
    }


def read_wish(
    values: Mapping[str, str], manners: NotificationSettings, today: date, calendars: tuple[str, ...]
) -> SettingsChange | SettingsProblems:
    """What a form asks for, or everything that is wrong with it. Other fields of `manners` stay."""
    problems: dict[str, str] = {}

    def read(field: str, how: Callable[[str], T], otherwise: T) -> T:
        try:
            return how(values.get(field, ""))
        except BadSetting as wrong:
            problems[field] = wrong.sentence
            return otherwise

    calendar = manners.calendar
    known = {*calendars, calendar, NO_HOLIDAYS}
    wish = SettingsChange(
        replace(
            manners,
            zone=read(ZONE, _zone, None) or manners.zone,
            slot=Slot(read(WEEKDAY, _weekday, 1), read(HOUR, read_clock, MIDNIGHT)),
            work_days=read(DAYS, _work_days, manners.work_days),
            opens=read(OPENS, read_clock, MIDNIGHT),
            closes=read(CLOSES, read_clock, MIDNIGHT),
            budget=read(BUDGET, _budget, 0),
            words_out=values.get(WORDS) == YES,
            calendar=read(CALENDAR, lambda text: _calendar(text, known), calendar),
            paused_until=read(PAUSE, lambda text: _pause(text, today), None),
            stopped=values.get(STOP) == YES,
        ),
        read(TIME_OFF, lambda text: read_days_off(text, today), ()),
    )
    problems = _together(wish, problems) | problems
    return SettingsProblems(problems) if problems else wish


def clock(at: time) -> str:
    """ "09:30", as options and tables hold it."""
    return f"{at:%H:%M}"


def read_clock(text: str) -> time:
    """Back from `clock`. Raises Wrong for anything else."""
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise BadSetting(_CHOOSE) from None
    if clock(at) != text:
        raise BadSetting(_CHOOSE)
    return at


def _together(wish: SettingsChange, unread: Collection[str]) -> dict[str, str]:
    """What is only wrong beside something else, as far as that could be read."""
    rhythm = _rhythm(wish.manners)
    found: dict[str, str] = {}
    if {OPENS, CLOSES}.isdisjoint(unread):
        if rhythm is None:
            found[CLOSES] = "Your working hours end before they begin. Choose a later end."
        elif HOUR not in unread and rhythm.slot_time != wish.manners.slot.at:
            found[HOUR] = _outside(wish.manners)
    if {WEEKDAY, DAYS}.isdisjoint(unread) and max(wish.manners.work_days) < wish.manners.slot.weekday:
        found[WEEKDAY] = (
            "You have no working day from this one to Sunday. Choose an earlier one, or tick a day."
        )
    return found


def _rhythm(manners: NotificationSettings) -> Rhythm | None:
    """None: no such hours."""
    ends_too_soon = manners.closes != MIDNIGHT and manners.closes <= manners.opens
    return None if ends_too_soon else manners.rhythm


def _outside(manners: NotificationSettings) -> str:
    end = "24:00" if manners.closes == MIDNIGHT else clock(manners.closes)
    hours = f"{clock(manners.opens)} to {end}"
    return f"This is outside your working hours ({hours}). Choose a time inside, or change the hours."


def _weekday(text: str) -> int:
    return _number(text, 1, 7)


def _budget(text: str) -> int:
    return _number(text, 0, MOST)


def _number(text: str, least: int, most: int) -> int:
    if len(text) != 1 or text not in "0123456789" or not least <= int(text) <= most:
        raise BadSetting(_CHOOSE)
    return int(text)


def _work_days(text: str) -> frozenset[int]:
    days = frozenset(_weekday(day) for day in text)
    if not days:
        raise BadSetting("Tick at least one day. To get no messages at all, use “Stop everything” below.")
    return days


def _calendar(text: str, known: set[str]) -> str:
    """NO_HOLIDAYS is a name too; a calendar that is gone may stay chosen, until another is."""
    if text in {FOR_ALL, ""}:
        return ""
    if text not in known:
        raise BadSetting(_CHOOSE)
    return text


def _pause(text: str, today: date) -> date | None:
    """Today or earlier ends a pause: Slack's calendar has no way to choose no day again."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadSetting("Choose a day in the calendar.") from None
    if day - today > LONGEST_PAUSE:
        raise BadSetting(
            "That is more than a year ahead. To get no messages at all, use “Stop everything” below."
        )
    return day if day > today else None


def _zone(text: str) -> str | None:
    try:
        return zone(text).key if text else None
    except ValueError:
        raise BadSetting(_CHOOSE) from None
