"""A launch with its bet, and the form that makes one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.calendar.schedule import Rhythm, first_week_from
from app.calendar.weeks import Week
from app.errors import BadText, NotFound
from app.launches.verdict import Said
from app.nudges.model import UTC

TITLE_LIMIT = 75
JUDGE_AFTER_WEEKS = 6
SEALS_AFTER_HOURS = 24
JOINS_AFTER_DAYS = 4
LOOK_AFTER_MONTHS = 6
MOST_EXTENSIONS = 2

STOP, WHERE, INSTRUMENTATION, LINK, SURE = "stop", "where", "instrumentation", "link", "sure"
DETAILS = (STOP, WHERE, INSTRUMENTATION, LINK, SURE)
"""The second page, in the order in which what is missing is asked later."""


class LaunchState(StrEnum):
    """What became of a launch. Only an open one is asked about."""

    OPEN = "open"
    CLOSED = "closed"  # it has its verdict
    STOPPED = "stopped"  # nobody follows it any more, without a verdict
    DROPPED = "dropped"  # it never shipped


@dataclass(frozen=True)
class Bet:
    """One version of a bet. `reason` says why it was changed; the first version has none.

    `permalink` is the message it was recorded from.
    """

    title: str
    problem: str
    metric: str
    target: str
    shipped_on: date
    judge_by: date
    reason: str = ""
    permalink: str = ""
    version: int = 1
    made_at: datetime | None = None

    @property
    def says(self) -> tuple[object, ...]:
        """What two versions may differ in: not when, why and from where they were made."""
        return tuple(getattr(self, field) for field in BET_FIELDS)


@dataclass(frozen=True)
class Detail:
    """An answer of the second page; `later`: not there when the bet was recorded. Options by their ids."""

    text: str
    later: bool
    added_at: datetime


@dataclass(frozen=True)
class Launch:
    """Something shipped, with its bet as it stands (`bet`) and as it was first (`first`)."""

    id: int
    state: LaunchState
    recorded_at: datetime
    shipped_on: date
    shipped: bool
    judge_by: date
    every: int
    joins: Week
    seals_at: datetime
    extended: int
    previous_id: int | None
    look_on: date | None
    closed_at: datetime | None
    bet: Bet
    first: Bet
    details: Mapping[str, Detail] = field(default_factory=dict)

    def is_sealed(self, now: datetime) -> bool:
        """Whether a change makes a new version from now on."""
        return now >= self.seals_at

    def missing(self) -> str | None:
        """The detail to ask for next; None where all are there."""
        there = {name for name, detail in self.details.items() if detail.text}
        return next((name for name in DETAILS if name not in there), None)


def parse_id(text: str) -> int:
    """An id out of a payload. Raises NotFound for what no column holds: anybody could have forged it."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound
    return int(text)


def joining_week(rhythm: Rhythm, shipped_on: date) -> Week:
    """The nominal week of the first check-in of what shipped on that day."""
    return first_week_from(rhythm, shipped_on + timedelta(days=JOINS_AFTER_DAYS))


# The forms about a bet: their fields, what they are prefilled with, and what of it makes a bet.

BET, CHANGE, DETAIL = "bet", "change", "detail"
"""Kinds of forms."""

TITLE, PROBLEM, METRIC, TARGET, REASON = "title", "problem", "metric", "target", "reason"
SHIPPED_ON, JUDGE_BY = "shipped_on", "judge_by"
BET_FIELDS = (TITLE, PROBLEM, METRIC, TARGET, SHIPPED_ON, JUDGE_BY)
ZONE = "zone"
PERMALINK, PROFILE_ZONE = "permalink", "told_zone"
"""Kept with a form, and on no screen an input: the message it is about, and the zone that Slack named."""

FIELDS: Mapping[str, Collection[str]] = {
    BET: (*BET_FIELDS, ZONE),
    CHANGE: (*BET_FIELDS, REASON),
    DETAIL: DETAILS,
}

YES, PARTLY, NOT_YET = "yes", "partly", "not-yet"
DETAIL_CHOICES: Mapping[str, Collection[str]] = {
    INSTRUMENTATION: (YES, PARTLY, NOT_YET),
    SURE: ("50", "70", "90"),
}
"""Details that are one of a few; the others are texts."""


def check_detail(field: str, name: str, text: str) -> None:
    """Raises BadText about `field` where the detail takes no such text: another release may offer more."""
    if text and text not in DETAIL_CHOICES.get(name, (text,)):
        raise BadText(field, "Choose one of these.")


_NEEDED = {
    TITLE: "Give it a name you will recognize in a few weeks.",
    PROBLEM: "Say which problem this solves, and for whom: one sentence is enough.",
    METRIC: "Say what you will look at, and how it stands now. Where there is no number yet, words will do.",
    TARGET: "Say what you expect. It need not be a number, but without it nobody can tell whether it landed.",
}


@dataclass(frozen=True)
class BetProblems:
    """Why a form makes no bet yet: a sentence with a next step for each field."""

    sentences: Mapping[str, str]


def new_values(today: date) -> dict[str, str]:
    """What an empty form begins with."""
    return {SHIPPED_ON: today.isoformat(), JUDGE_BY: default_judge_by(today).isoformat()}


def values_of(launch: Launch) -> dict[str, str]:
    """The bet as it stands, as the form holds it."""
    bet = launch.bet
    texts = {TITLE: bet.title, PROBLEM: bet.problem, METRIC: bet.metric, TARGET: bet.target}
    return texts | {SHIPPED_ON: launch.shipped_on.isoformat(), JUDGE_BY: launch.judge_by.isoformat()}


def default_judge_by(shipped_on: date) -> date:
    """The judge-by date that comes by itself."""
    return shipped_on + timedelta(weeks=JUDGE_AFTER_WEEKS)


def day(text: str) -> date | None:
    """A date as Slack's datepicker has it; None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-03") else None
    except ValueError:
        return None


def read_bet(values: Mapping[str, str], today: date) -> Bet | BetProblems:
    """The bet, or everything that is in its way. Texts are kept as typed, but for space around them."""
    texts = {field: values.get(field, "").strip() for field in (*_NEEDED, REASON)}
    problems = {field: sentence for field, sentence in _NEEDED.items() if not texts[field]}
    if len(texts[TITLE]) > TITLE_LIMIT:
        problems[TITLE] = f"At most {TITLE_LIMIT} characters: it stands on buttons and in lists."
    shipped_on, judge_by = day(values.get(SHIPPED_ON, "")), day(values.get(JUDGE_BY, ""))
    problems |= _problems_of_days(shipped_on, judge_by, today)
    if problems or shipped_on is None or judge_by is None:
        return BetProblems(problems)
    return Bet(
        title=texts[TITLE],
        problem=texts[PROBLEM],
        metric=texts[METRIC],
        target=texts[TARGET],
        shipped_on=shipped_on,
        judge_by=judge_by,
        reason=texts[REASON],
        permalink=values.get(PERMALINK, ""),
    )


def _problems_of_days(shipped_on: date | None, judge_by: date | None, today: date) -> dict[str, str]:
    """What is wrong with the two days, by field."""
    problems: dict[str, str] = {}
    if shipped_on is None:
        problems[SHIPPED_ON] = "Choose the day it shipped, or will ship."
    elif shipped_on < _years_from(today, -2):
        problems[SHIPPED_ON] = "That is more than two years ago. Choose a later day."
    elif shipped_on > _years_from(today, 1):
        problems[SHIPPED_ON] = (
            "That is more than a year ahead. Choose an earlier day; you can move it when the day comes."
        )
    if judge_by is None:
        problems[JUDGE_BY] = "Choose the day on which you will say whether it landed."
    elif shipped_on and judge_by <= shipped_on:
        problems[JUDGE_BY] = "Choose a day after it ships: before that there is nothing to judge."
    elif judge_by > _years_from(today, 2):
        problems[JUDGE_BY] = "That is more than two years ahead. Choose an earlier day."
    return problems


def _years_from(day: date, years: int) -> date:
    """The same day of another year; 28 February for a leap day."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + years, day.month, 28 if is_leap_day else day.day)


def judge_by_follows(values: Mapping[str, str]) -> bool:
    """Whether the judge-by date in a form is still the one that comes by itself, six weeks after shipping."""
    shipped_on = day(values.get(SHIPPED_ON, ""))
    return shipped_on is not None and values.get(JUDGE_BY) == default_judge_by(shipped_on).isoformat()


# Time zones to choose from, for people whose zone Slack does not know.

ZONES = (
    ("Pacific/Honolulu", "Honolulu"),
    ("America/Anchorage", "Anchorage"),
    ("America/Los_Angeles", "Los Angeles, Seattle"),
    ("America/Phoenix", "Phoenix"),
    ("America/Denver", "Denver"),
    ("America/Chicago", "Chicago, Houston"),
    ("America/Mexico_City", "Mexico City"),
    ("America/Bogota", "Bogotá, Lima, Quito"),
    ("America/New_York", "New York, Toronto"),
    ("America/Halifax", "Halifax"),
    ("America/Santiago", "Santiago"),
    ("America/Sao_Paulo", "São Paulo"),
    ("America/Argentina/Buenos_Aires", "Buenos Aires, Montevideo"),
    ("America/St_Johns", "St. John's"),
    ("Atlantic/Azores", "Azores"),
    ("UTC", "UTC, Reykjavík, Accra"),
    ("Europe/London", "London, Dublin, Lisbon"),
    ("Africa/Lagos", "Lagos, Algiers"),
    ("Europe/Berlin", "Berlin, Paris, Madrid, Stockholm, Warsaw"),
    ("Africa/Johannesburg", "Johannesburg"),
    ("Africa/Cairo", "Cairo"),
    ("Europe/Helsinki", "Helsinki, Kyiv, Bucharest, Athens"),
    ("Asia/Jerusalem", "Jerusalem"),
    ("Europe/Istanbul", "Istanbul"),
    ("Africa/Nairobi", "Nairobi"),
    ("Asia/Riyadh", "Riyadh"),
    ("Asia/Tehran", "Tehran"),
    ("Asia/Dubai", "Dubai, Tbilisi, Baku"),
    ("Asia/Kabul", "Kabul"),
    ("Asia/Karachi", "Karachi, Tashkent"),
    ("Asia/Kolkata", "Bengaluru, Delhi, Mumbai"),
    ("Asia/Kathmandu", "Kathmandu"),
    ("Asia/Dhaka", "Dhaka"),
    ("Asia/Bangkok", "Bangkok, Jakarta, Hanoi"),
    ("Asia/Shanghai", "Beijing, Shanghai"),
    ("Asia/Singapore", "Singapore, Kuala Lumpur, Manila"),
    ("Australia/Perth", "Perth"),
    ("Asia/Tokyo", "Tokyo"),
    ("Asia/Seoul", "Seoul"),
    ("Australia/Adelaide", "Adelaide"),
    ("Australia/Brisbane", "Brisbane"),
    ("Australia/Sydney", "Sydney, Melbourne"),
    ("Pacific/Auckland", "Auckland"),
)
"""IANA name and the cities shown for it, from west to east. Each city keeps the time of its zone all year."""

ZONE_NAMES = frozenset(name for name, _ in ZONES)


# What the modals about bets show.


@dataclass(frozen=True)
class BetScreen:
    """Page 1. `previous` is the bet it iterates on."""

    form_id: str
    values: Mapping[str, str]
    asks_zone: bool
    previous: Launch | None = None


@dataclass(frozen=True)
class DetailScreen:
    """Page 2. `recorded`: straight after page 1. `next_checkin`: the day of it, where it is known.

    `is_switched_off`: no message is sent to anybody here.
    `aside`: what was typed here once and gave way to something newer, by field.
    """

    form_id: str
    values: Mapping[str, str]
    launch: Launch
    recorded: bool
    next_checkin: date | None
    now: datetime
    zone: ZoneInfo
    is_switched_off: bool = False
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeScreen:
    """A bet to be changed. `late`: it was sealed while the page was open without asking for a reason.

    `aside`: what was typed here once and gave way to something newer, by field.
    """

    form_id: str
    values: Mapping[str, str]
    launch: Launch
    now: datetime
    zone: ZoneInfo
    late: bool = False
    aside: Mapping[str, str] = field(default_factory=dict)

    @property
    def asks_reason(self) -> bool:
        return self.launch.is_sealed(self.now)


@dataclass(frozen=True)
class ListedLaunch:
    """A launch in the list, with what was decided, where something was, and the second look."""

    launch: Launch
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class LaunchListScreen:
    """One screen of launches, the open ones first, with the cursors of the screens beside it."""

    lines: tuple[ListedLaunch, ...]
    now: datetime
    zone: ZoneInfo = UTC
    next_checkin: date | None = None
    newer: str = ""
    older: str = ""
    is_switched_off: bool = False


@dataclass(frozen=True)
class KeptScreen:
    """A bet as it reads now that something was changed or added."""

    launch: Launch
    now: datetime
    zone: ZoneInfo
