"""From settings to the texts of a form and back: pure rules, without a word of Slack."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import TypeVar

from app.nudges.calendars import NO_HOLIDAYS
from app.nudges.model import Manners
from app.rhythm.local import zone
from app.rhythm.rhythm import MIDNIGHT, Rhythm, Slot
from app.settings.days_off import Range, read_days_off, write_days_off
from app.settings.model import Problems, Wrong
from app.settings.names import (
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
)

MOST = 5
"""The largest budget: nobody wants more, and a message a working day is no longer a few."""
LONGEST_PAUSE = timedelta(days=366)
_CHOOSE = "Choose one of the options."

T = TypeVar("T")


@dataclass(frozen=True)
class Wish:
    """How somebody wants it from now on."""

    manners: Manners
    time_off: tuple[Range, ...]


def as_values(manners: Manners, time_off: tuple[Range, ...], today: date) -> dict[str, str]:
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
    values: Mapping[str, str], manners: Manners, today: date, calendars: tuple[str, ...]
) -> Wish | Problems:
    """What a form asks for, or everything that is wrong with it. Other fields of `manners` stay."""
    problems: dict[str, str] = {}

    def read(field: str, how: Callable[[str], T], otherwise: T) -> T:
        try:
            return how(values.get(field, ""))
        except Wrong as wrong:
            problems[field] = wrong.sentence
            return otherwise

    calendar = manners.calendar
    known = {*calendars, calendar, NO_HOLIDAYS}
    wish = Wish(
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
    return Problems(problems) if problems else wish


def clock(at: time) -> str:
    """ "09:30", as options and tables hold it."""
    return f"{at:%H:%M}"


def read_clock(text: str) -> time:
    """Back from `clock`. Raises Wrong for anything else."""
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise Wrong(_CHOOSE) from None
    if clock(at) != text:
        raise Wrong(_CHOOSE)
    return at


def _together(wish: Wish, unread: Collection[str]) -> dict[str, str]:
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


def _rhythm(manners: Manners) -> Rhythm | None:
    """None: no such hours."""
    ends_too_soon = manners.closes != MIDNIGHT and manners.closes <= manners.opens
    return None if ends_too_soon else manners.rhythm


def _outside(manners: Manners) -> str:
    end = "24:00" if manners.closes == MIDNIGHT else clock(manners.closes)
    hours = f"{clock(manners.opens)} to {end}"
    return f"This is outside your working hours ({hours}). Choose a time inside, or change the hours."


def _weekday(text: str) -> int:
    return _number(text, 1, 7)


def _budget(text: str) -> int:
    return _number(text, 0, MOST)


def _number(text: str, least: int, most: int) -> int:
    if len(text) != 1 or text not in "0123456789" or not least <= int(text) <= most:
        raise Wrong(_CHOOSE)
    return int(text)


def _work_days(text: str) -> frozenset[int]:
    days = frozenset(_weekday(day) for day in text)
    if not days:
        raise Wrong("Tick at least one day. To get no messages at all, use “Stop everything” below.")
    return days


def _calendar(text: str, known: set[str]) -> str:
    """NO_HOLIDAYS is a name too; a calendar that is gone may stay chosen, until another is."""
    if text in {FOR_ALL, ""}:
        return ""
    if text not in known:
        raise Wrong(_CHOOSE)
    return text


def _pause(text: str, today: date) -> date | None:
    """Today or earlier ends a pause: Slack's calendar has no way to choose no day again."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Wrong("Choose a day in the calendar.") from None
    if day - today > LONGEST_PAUSE:
        raise Wrong("That is more than a year ahead. To get no messages at all, use “Stop everything” below.")
    return day if day > today else None


def _zone(text: str) -> str | None:
    try:
        return zone(text).key if text else None
    except ValueError:
        raise Wrong(_CHOOSE) from None
