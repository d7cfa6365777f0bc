"""What makes an answer of a form's values, and what is still in its way: a BadText with a next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.checkins.model import COURSES, LANDED, Decision, Look, Reading, Status
from app.checkins.pages import (
    COURSE,
    DAY,
    JUDGE_BY,
    LASTED,
    LEARNED,
    LINK,
    MISSING,
    NEXT,
    REFLECTION,
    SEEN,
    STATUS,
    TEXT,
)
from app.checkins.pages import LANDED as LANDED_FIELD
from app.errors import BadText
from app.launches.form import day
from app.launches.model import LOOK_AFTER_MONTHS, Launch

KEEP, ITERATE, TOO_EARLY = "keep", "iterate", "too_early"
SOON = timedelta(weeks=4)
FURTHEST_JUDGING = timedelta(days=366)
FURTHEST_SHIPPING = timedelta(days=366)

_LANDED = frozenset(id_ for id_, _ in LANDED)
_COURSES = frozenset(id_ for id_, _ in COURSES)

Values = Mapping[str, str]


def reading_in(values: Values, *, kept: str = "") -> Reading:
    """Only the reading is required, and where nobody can tell, it or what is missing.

    `kept` stands in for an empty reading: a text too long for the form.
    """
    status = _status(values.get(STATUS, ""))
    text = values.get(TEXT, "") if values.get(TEXT, "").strip() else kept
    missing = values.get(MISSING, "") if status is Status.CANNOT_TELL else ""
    if status is Status.CANNOT_TELL and not (text.strip() or missing.strip()):
        raise BadText(
            TEXT,
            "Say in a few words what keeps you from telling: what instrumentation is missing, or what you "
            "see all the same. One of the two is enough.",
        )
    if status not in {Status.CANNOT_TELL, Status.UNSEEN} and not text.strip():
        raise BadText(TEXT, "Say what the metric says now. It need not be a number: words will do.")
    more = {name: values.get(name, "").strip() for name in (LEARNED, NEXT, LINK)}
    return Reading(status, text.strip(), **more, missing=missing.strip())


def _status(value: str) -> Status:
    try:
        return Status(value)
    except ValueError:
        raise BadText(STATUS, "Choose how it is going.") from None


@dataclass(frozen=True)
class Waiting:
    """What "too early" may say. `stands`: the date it said before, which may stay as it is. `latest`: no
    later day than this one, because the date was moved twice already."""

    allowed: bool = True
    stands: date | None = None
    latest: date | None = None


def decision_in(values: Values, today: date, waiting: Waiting) -> Decision:
    """A verdict. The new date counts for "too early" alone."""
    landed, course = values.get(LANDED_FIELD, ""), values.get(COURSE, "")
    if landed not in _LANDED:
        raise BadText(LANDED_FIELD, "Choose whether it landed. “Cannot tell” is an answer too.")
    if course not in _COURSES:
        raise BadText(COURSE, "Choose what happens now.")
    if course == TOO_EARLY and not waiting.allowed:
        raise BadText(COURSE, "The date was moved twice already. Decide with what you know.")
    judge_by = _new_date(values.get(JUDGE_BY, ""), today, waiting) if course == TOO_EARLY else None
    return Decision(landed, course, values.get(REFLECTION, "").strip(), judge_by)


def _new_date(text: str, today: date, waiting: Waiting) -> date:
    judge_by = day(text)
    if judge_by is None:
        raise BadText(JUDGE_BY, "Choose the day on which you will be able to tell.")
    if judge_by == waiting.stands:
        return judge_by
    if waiting.latest and judge_by > waiting.latest:
        raise BadText(JUDGE_BY, "The date was moved twice already. Leave it, or decide with what you know.")
    if judge_by <= today:
        raise BadText(JUDGE_BY, "Choose a day after today.")
    if judge_by > today + FURTHEST_JUDGING:
        raise BadText(JUDGE_BY, "That is more than a year ahead. Choose an earlier day.")
    return judge_by


def look_in(values: Values) -> Look:
    lasted = values.get(LASTED, "")
    if lasted not in _LANDED:
        raise BadText(LASTED, "Choose whether it lasted. “Cannot tell” is an answer too.")
    return Look(lasted, values.get(SEEN, "").strip())


def shipping_day_in(values: Values, today: date) -> date:
    shipped_on = day(values.get(DAY, ""))
    if shipped_on is None:
        raise BadText(DAY, "Choose the day it will ship.")
    if shipped_on <= today:
        raise BadText(DAY, "Choose a day after today. If it shipped, close this and press Shipped.")
    if shipped_on > today + FURTHEST_SHIPPING:
        raise BadText(DAY, "That is more than a year ahead. Choose an earlier day; you can move it again.")
    return shipped_on


def look_day(launch: Launch, today: date) -> date:
    """Six months after shipping; six months from now where that is over, or nearly so."""
    planned = months_after(launch.shipped_on, LOOK_AFTER_MONTHS)
    return planned if planned > today + SOON else months_after(today, LOOK_AFTER_MONTHS)


def months_after(start: date, months: int) -> date:
    """The same day of a later month, or the last one that the month has."""
    years, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(start.day, last.day))
