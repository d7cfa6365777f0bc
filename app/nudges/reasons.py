"""The words for reasons: why a message came when it did, and what kept one back.

What a rhythm was at the time is not kept. Where it may have been another one, the words leave that open.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from app.calendar.holidays import A_HOLIDAY
from app.calendar.schedule import DayRange, Rhythm, short
from app.calendar.weeks import Week, local, local_day
from app.nudges.kinds import CHECKIN, kind_entry
from app.nudges.policy import APART
from app.outbox.model import Record, State
from app.reasons import TROUBLE, Code, Reason

ITS_HOUR = "its hour on that day had passed"
TRIED_AGAIN = "it could not be sent yet, and is tried again"
LATE = timedelta(minutes=30)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

WORDS: Mapping[Code, str] = {
    Code.OFF: "off",
    Code.PAUSED: "paused",
    Code.HOLIDAY: A_HOLIDAY,
    Code.NOT_A_WORKING_DAY: "not one of your working days",
    Code.HOUR_PASSED: "its hour in that week had passed",
    Code.NO_DAY_LEFT: "no working day left in that week",
    Code.SWITCHED_OFF: "messages are switched off here",
    Code.DEACTIVATED: "your Slack account was deactivated",
    Code.STOPPED: "you had stopped all messages",
    Code.NO_SETTINGS: "you have no hour for messages",
    Code.NO_ZONE: "your time zone is not known",
    Code.ZONE_NOT_READ: "Slack is asked first where you are",
    Code.OUTSIDE_HOURS: "outside your working hours",
    Code.TOO_EARLY: "its day has not come yet",
    Code.TOO_CLOSE: "less than 20 hours from another message",
    Code.BUDGET_ZERO: "your budget is 0 messages a week",
    Code.BUDGET_USED: "your budget of {} a week was used up or kept for what goes first",
    Code.QUIET: "you did not click on the last ones: only judge-by dates are sent",
    Code.OVERTAKEN: "the next check-in had come by then",
    Code.BEEN_HERE: "you had been here since the check-in",
    Code.NOT_NEEDED_YET: "not needed yet",
    Code.NOTHING_TO_ASK: "nothing to ask any more",
    Code.NOTHING_OPEN: "nothing was open to ask about",
    Code.ANSWERED: "you had answered already",
    Code.NOTHING_NEW: "nothing new about a share that stands",
    Code.TOLD_ALREADY: "another message had told you",
    Code.TOLD_TODAY: "you were told something today",
    Code.ARRIVING: "the share is only just arriving",
    Code.TAKEN_BACK: "it was taken back",
    Code.MUTED: "you wanted none of these",
    Code.LEFT_CHANNEL: "you were not in that channel any more",
    Code.BOT_AWAY: "Followthrough is not in that channel",
    Code.MEMBERS_UNKNOWN: "Slack did not say who is in the channel",
    Code.CHANNEL: "the channel took no more of it",
    Code.NOT_TO_BE_POSTED: "not to be posted any more",
    Code.NO_THREAD: "nobody knows where its post is",
    Code.FOUND: "it was there already",
    Code.TIME_OVER: "its time was over before it could be sent",
    Code.SLACK: "{}",
    Code.NOT_SENT: TRIED_AGAIN,
    Code.UNCLEAR: "Slack has not said yet whether it arrived",
    Code.CLAIM_TOO_OLD: TRIED_AGAIN,
    Code.SENDER_GONE: "Slack has not said yet whether it arrived",
    Code.BEING_LOOKED_UP: "Slack has not said yet whether it arrived",
    Code.NOT_ARRIVED: TRIED_AGAIN,
    Code.UNKNOWN: "for a reason that a newer release knows",
}
"""With "{}" where a number or Slack's own code goes."""

_AWAY: Mapping[tuple[Code, bool], tuple[str, str]] = {
    (Code.OFF, False): ("you are off", "you are off until {}"),
    (Code.OFF, True): ("you were off", "you were off until {}"),
    (Code.PAUSED, False): ("you are paused", "you are paused until {}"),
    (Code.PAUSED, True): ("you were paused", "you were paused until {}"),
}
"""By code and whether it is over: for a day or for good, and with the last day."""


def reason_words(reason: Reason, off: Iterable[DayRange], *, over: bool) -> str:
    """What their line says: "you were off until 12 Nov". `off`: their days off, which name a holiday.

    `over`: the message is settled; else it may still come.
    """
    if (reason.code, over) in _AWAY:
        plain, until = _AWAY[reason.code, over]
        return until.format(short(reason.about)) if isinstance(reason.about, date) else plain
    if reason.code in TROUBLE and not over:
        return TRIED_AGAIN
    return group_words(reason, off)


def group_words(reason: Reason, off: Iterable[DayRange]) -> str:
    """What an operator reads of many people: nobody's own days. `off`: days that name a holiday."""
    if reason.code is Code.HOLIDAY and isinstance(reason.about, date):
        names = dict.fromkeys(days.name for days in off if days.why is Code.HOLIDAY and reason.about in days)
        return " / ".join(names) or A_HOLIDAY
    return WORDS[reason.code].format(reason.about)


def cause(row: Record, rhythm: Rhythm, others: Iterable[Record]) -> str:
    """Why it came, or comes, and on this day: "moved from Mon 7 Dec: Christmas Day"."""
    kind = kind_entry(row.kind)
    if not kind.has_day:
        return kind.cause
    planned, nominal = local_day(row.due_at, rhythm.zone), _nominal(row, rhythm)
    off = moved_by(row, rhythm)
    if off:
        because = reason_words(off, rhythm.off, over=row.sent_at is not None)
        return f"moved from {_short(nominal)}: {because}"
    if row.sent_at and local_day(row.sent_at, rhythm.zone) > planned:
        return _held(row, planned, others)
    if row.kind == CHECKIN:
        return _slot(row, rhythm, planned, nominal)
    return kind.cause if planned == nominal else f"moved from {_short(nominal)}: {ITS_HOUR}"


def moved_by(row: Record, rhythm: Rhythm) -> Reason | None:
    """The day off that moved it within its week; None: it was not moved, or not by one.

    A pause that began later covers the day it went out as well: it was not the reason.
    """
    if not kind_entry(row.kind).has_day:
        return None
    planned, nominal = local_day(row.due_at, rhythm.zone), _nominal(row, rhythm)
    return rhythm.why_off(nominal) if planned > nominal and rhythm.is_working(planned) else None


def _nominal(row: Record, rhythm: Rhythm) -> date:
    """By the rule of now for the weekly message; the others carry theirs."""
    return Week.parse(row.week).day(rhythm.slot.weekday if row.kind == CHECKIN else row.n)


def _slot(row: Record, rhythm: Rhythm, planned: date, nominal: date) -> str:
    slot = kind_entry(CHECKIN).cause
    if planned > nominal:
        return f"{slot} as it was then, or the next working day after it"
    due_at = local(row.due_at, rhythm.zone)
    if planned < nominal or due_at.time() != rhythm.slot_time:
        return f"{slot} as it was then"
    late = row.sent_at and row.sent_at - row.due_at > LATE
    return f"{slot} at {due_at:%H:%M}, and it could not go out sooner" if late else slot


def _held(row: Record, planned: date, others: Iterable[Record]) -> str:
    near = any(_is_near(row.due_at, row.sent_at, one) for one in others if one.id != row.id)
    if near:
        return f"moved from {_short(planned)}, to keep 20 hours from another message"
    return f"it was due on {_short(planned)} and could not go out sooner"


def _is_near(due_at: datetime, sent_at: datetime | None, other: Record) -> bool:
    is_counted = kind_entry(other.kind).rank is not None
    if other.state is not State.SENT or not is_counted or other.sent_at is None or sent_at is None:
        return False
    return due_at - APART < other.sent_at < sent_at


def _short(day: date) -> str:
    return f"{WEEKDAYS[day.isoweekday() - 1]} {short(day)}"
