"""The words for reasons: why a message came when it did, and what kept one back.

What a rhythm was at the time is not kept. Where it may have been another one, the words leave that open.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.calendar.holidays import A_HOLIDAY, Holidays
from app.calendar.schedule import Rhythm, day_words, short
from app.calendar.weeks import Week, instant, local, local_day
from app.nudges.kinds import CHECKIN, kind_entry
from app.nudges.policy import APART
from app.outbox.model import Record, State
from app.reasons import TROUBLE, Code, Reason

NOT_THEN = "it could not go out then"
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

_AWAY = {Code.OFF: "off", Code.PAUSED: "paused"}


def reason_words(reason: Reason, rhythm: Rhythm, day: date, *, over: bool) -> str:
    """What a line of that day says: "you were off until 12 Nov".

    `over`: the message is settled; else it may still come. A day that is not the line's own is named: what
    kept a Tuesday's message back may have been a Sunday off.
    """
    about = reason.about
    if reason.code in _AWAY:
        away = f"{'you were' if over else 'you are'} {_AWAY[reason.code]}"
        if not isinstance(about, date) or (about == day and not _lasted(reason, rhythm)):
            return away
        return (
            f"{away} until {day_words(about, day)}"
            if _began(reason, rhythm, day)
            else f"{away} on {_on(about, day)}"
        )
    if reason.code is Code.HOLIDAY and isinstance(about, date):
        named = group_words(reason, rhythm.holidays)
        return named if about == day else f"{named} on {_on(about, day)}"
    return TRIED_AGAIN if reason.code in TROUBLE and not over else group_words(reason, rhythm.holidays)


def _lasted(reason: Reason, rhythm: Rhythm) -> bool:
    """Whether it was more than the one day."""
    return any(
        (each.why, each.last) == (reason.code, reason.about) for each in rhythm.off if each.first < each.last
    )


def _began(reason: Reason, rhythm: Rhythm, day: date) -> bool:
    """Whether they were away on that day already. Days off that are not there any more leave only the day."""
    ranges = [days for days in rhythm.off if (days.why, days.last) == (reason.code, reason.about)]
    return any(day in days for days in ranges) if ranges else day.isoweekday() in rhythm.work_days


def group_words(reason: Reason, holidays: Holidays) -> str:
    """What an operator reads of many people: nobody's own days. `holidays` name one of theirs."""
    if reason.code is Code.HOLIDAY and isinstance(reason.about, date):
        return holidays.name(reason.about) or A_HOLIDAY
    return WORDS[reason.code].format(reason.about)


def cause(row: Record, rhythm: Rhythm, others: Iterable[Record]) -> str:
    """Why it came, or comes, and on this day: "moved from Mon 7 Dec: Christmas Day"."""
    kind = kind_entry(row.kind)
    if not kind.has_day:
        return kind.cause
    planned, nominal = local_day(row.due_at, rhythm.zone), _nominal(row, rhythm)
    off = moved_by(row, rhythm)
    if off:
        because = reason_words(off, rhythm, nominal, over=row.sent_at is not None)
        return f"moved from {_short(nominal)}: {because}"
    sent_on = local_day(row.sent_at, rhythm.zone) if row.sent_at else planned
    # Which day the weekly message's was then is not kept: a changed slot moved its row.
    own = planned if row.kind == CHECKIN else nominal
    if sent_on > own and _kept_its_distance(row, own, rhythm, others):
        return f"moved from {_short(own)}, to keep 20 hours from another message"
    if sent_on > planned:
        return f"it was due on {_short(planned)} and could not go out sooner"
    if row.kind == CHECKIN:
        return _slot(row, rhythm, planned, nominal)
    return kind.cause if planned == nominal else f"moved from {_short(nominal)}: {NOT_THEN}"


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
    if planned > nominal and row.sent_at is None:  # the rhythm is the one of now
        return "the next working day after your weekly slot"
    if planned > nominal:
        return f"{slot} as it was then, or the next working day after it"
    due_at = local(row.due_at, rhythm.zone)
    if planned < nominal or due_at.time() != rhythm.slot_time:
        return f"{slot} as it was then"
    late = row.sent_at and row.sent_at - row.due_at > LATE
    return f"{slot} at {due_at:%H:%M}, and it could not go out sooner" if late else slot


def _kept_its_distance(row: Record, own: date, rhythm: Rhythm, others: Iterable[Record]) -> bool:
    """Whether another message was sent too shortly before its own hour, or between that and when it came."""
    its_hour = instant(own, rhythm.slot_time, rhythm.zone)
    until = row.sent_at or row.due_at
    return any(
        one.sent_at is not None and its_hour - APART < one.sent_at < until
        for one in others
        if one.id != row.id and one.state is State.SENT and kind_entry(one.kind).rank is not None
    )


def _short(day: date) -> str:
    return f"{WEEKDAYS[day.isoweekday() - 1]} {short(day)}"


def _on(day: date, line: date) -> str:
    """ "Sun 8 Nov", with the year where the line's is another one."""
    return f"{WEEKDAYS[day.isoweekday() - 1]} {day_words(day, line)}"
