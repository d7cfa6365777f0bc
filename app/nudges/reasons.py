"""Why a message comes when it does, and what keeps one from coming: read from its key and the rules of now.

What a rhythm was at the time is not kept. Where it may have been another one, the words leave that open.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from app.calendar.schedule import Rhythm, short
from app.calendar.weeks import Week, local, local_day
from app.nudges.model import CHECKIN, EM_REMINDER, LOOK, REMINDER, SHIP, SNOOZE, NotificationSettings
from app.nudges.policy import (
    APART,
    DEACTIVATED,
    NO_ZONE,
    NONE_WANTED,
    QUIET,
    QUIET_AFTER,
    RANKS,
    SWITCHED_OFF,
)
from app.nudges.replan import STOPPED
from app.outbox.model import Record, State

SLOT = "your weekly slot"
ITS_HOUR = "its hour on that day had passed"
LATE = timedelta(minutes=30)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_CAUSES = {
    CHECKIN: SLOT,
    SHIP: "the day you planned to ship",
    LOOK: "six months have passed since shipping, or since your verdict",
    REMINDER: "three working days after the check-in, without a click since",
    SNOOZE: "you asked for it later",
    EM_REMINDER: "something was shared with you, and you had pressed nothing there for some days",
    "share-watch": "who can see what you shared has changed",
    "share-words": "somebody answered what you shared",
}
_OF_A_DAY = frozenset({CHECKIN, SHIP, LOOK})
"""Their key tells the day they belong to."""


def obstacle(manners: NotificationSettings, kind: str, silent: int, *, enabled: bool) -> str | None:
    """What keeps everything of this kind from them, as things are; None: nothing that is known before."""
    reasons = (
        (not enabled, SWITCHED_OFF),
        (manners.deactivated, DEACTIVATED),
        (manners.stopped, STOPPED),
        (manners.zone is None, NO_ZONE),
        (kind in RANKS and manners.budget <= 0, NONE_WANTED),
        (kind in _OF_A_DAY and silent >= QUIET_AFTER, QUIET),
    )
    return next((reason for holds, reason in reasons if holds), None)


def cause(row: Record, rhythm: Rhythm, others: Iterable[Record]) -> str:
    """Why it came, or comes, and on this day: "moved from Mon 7 Dec: Christmas Day"."""
    if row.kind not in _OF_A_DAY:
        return _CAUSES.get(row.kind, "it answers what you did")
    planned, nominal = local_day(row.due_at, rhythm.zone), _nominal(row, rhythm)
    off = moved_by(row, rhythm)
    if off:
        return f"moved from {_short(nominal)}: {off}"
    if row.sent_at and local_day(row.sent_at, rhythm.zone) > planned:
        return _held(row, planned, others)
    if row.kind == CHECKIN:
        return _slot(row, rhythm, planned, nominal)
    return _CAUSES[row.kind] if planned == nominal else f"moved from {_short(nominal)}: {ITS_HOUR}"


def moved_by(row: Record, rhythm: Rhythm) -> str | None:
    """The day off that moved it within its week; None: it was not moved, or not by one.

    A pause that began later covers the day it went out as well: it was not the reason.
    """
    if row.kind not in _OF_A_DAY:
        return None
    planned, nominal = local_day(row.due_at, rhythm.zone), _nominal(row, rhythm)
    return rhythm.why_off(nominal) if planned > nominal and rhythm.is_working(planned) else None


def _nominal(row: Record, rhythm: Rhythm) -> date:
    """By the rule of now for the weekly message; the others carry theirs."""
    return Week.parse(row.week).day(rhythm.slot.weekday if row.kind == CHECKIN else row.n)


def _slot(row: Record, rhythm: Rhythm, planned: date, nominal: date) -> str:
    if planned > nominal:
        return f"{SLOT} as it was then, or the next working day after it"
    due_at = local(row.due_at, rhythm.zone)
    if planned < nominal or due_at.time() != rhythm.slot_time:
        return f"{SLOT} as it was then"
    late = row.sent_at and row.sent_at - row.due_at > LATE
    return f"{SLOT} at {due_at:%H:%M}, and it could not go out sooner" if late else SLOT


def _held(row: Record, planned: date, others: Iterable[Record]) -> str:
    near = any(_is_near(row.due_at, row.sent_at, one) for one in others if one.id != row.id)
    if near:
        return f"moved from {_short(planned)}, to keep 20 hours from another message"
    return f"it was due on {_short(planned)} and could not go out sooner"


def _is_near(due_at: datetime, sent_at: datetime | None, other: Record) -> bool:
    if other.state is not State.SENT or other.kind not in RANKS or other.sent_at is None or sent_at is None:
        return False
    return due_at - APART < other.sent_at < sent_at


def _short(day: date) -> str:
    return f"{WEEKDAYS[day.isoweekday() - 1]} {short(day)}"
