"""Why a message came, or did not; and what a pass would send."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import bindparam, select, union

from app.calendar.schedule import short
from app.calendar.weeks import Week, local, local_day
from app.db.tables import outbox, rhythms
from app.errors import where
from app.nudges.kinds import kind_entry
from app.nudges.model import NotificationSettings
from app.nudges.planner import Planner
from app.nudges.policy import obstacle
from app.nudges.reasons import WEEKDAYS, cause, group_words, moved_by, reason_words
from app.nudges.store import NotificationSettingsStore, lock
from app.outbox import states
from app.outbox.model import Allowed, MessageKind, Record, Skipped, State
from app.outbox.states import TIME_OVER
from app.outbox.store import Outbox
from app.people import by_id
from app.reasons import MAY_STAND_ALONE, Code, Reason
from app.work import Work, Workplace

log = logging.getLogger(__name__)

LINES = 40
RUN = 3
"""So many messages sent for one reason, with nothing between them, are one line."""
SENT, HELD_BACK, NOT_SENT, MISSED, PLANNED, UNDER_WAY, REFUSED = (
    "sent",
    "held back",
    "not sent",
    "missed",
    "planned",
    "under way",
    "refused by Slack",
)
_WHAT = {State.SENT: SENT, State.MOOT: NOT_SENT, State.FAILED: REFUSED}


_NOT_TOLD = frozenset({Reason(Code.NOT_NEEDED_YET), Reason(Code.BEEN_HERE)})
"""Nothing that anybody waits for: a check-in of a later week, the reminder of one that was answered."""
_NOT_SAID = Reason(Code.SENDER_GONE)
_SWITCHED_OFF = Reason(Code.SWITCHED_OFF)


@dataclass(frozen=True)
class Line:
    """One message: `date` on their own calendar, when it was sent or was to be; `at` on their own clock.

    `because`: in words. `code`: of what kept it back; None where it came, or will. `first`: not one message
    but a run of them from that day on: without anything sent, or `count` that were sent for the same reason.
    `year` is the one in which it is read: days of other years are written with theirs.
    """

    date: dt.date
    kind: str
    what: str
    because: str = ""
    at: dt.time | None = None
    first: dt.date | None = None
    year: int = 0
    code: Code | None = None
    count: int = 1

    @property
    def sentence(self) -> str:
        """ "Tue 10 Nov, weekly check-in: not sent, you were off until 12 Nov", for them and for operators."""
        days = f"{self._day(self.first)} to {self._day(self.date)}" if self.first else self._day(self.date)
        if self.first and self.what != SENT:
            return f"{days}: nothing was sent, because {self.because}"
        because = f", {self.because}" if self.because else ""
        times = f" {self.count} times" if self.count > 1 else ""
        return f"{days}, {self.kind}: {self.what}{times}{self._clock}{because}"

    def _day(self, day: dt.date) -> str:
        year = "" if day.year == self.year else f" {day.year}"
        return f"{WEEKDAYS[day.isoweekday() - 1]} {short(day)}{year}"

    @property
    def _clock(self) -> str:
        if self.at is None or self.what not in {SENT, PLANNED}:
            return ""
        return f" {'at' if self.what == SENT else 'for'} {self.at:%H:%M}"


@dataclass(frozen=True)
class _Reader:
    """Whose lines are read, and by which rules."""

    manners: NotificationSettings
    now: dt.datetime
    enabled: bool
    rows: Sequence[Record]

    def line(self, row: Record) -> Line:
        rhythm = self.manners.rhythm
        there = local(row.sent_at or row.due_at, rhythm.zone)
        what, reason = self._told(row)
        over = what not in {PLANNED, HELD_BACK}
        because = reason_words(reason, rhythm, there.date(), over=over) if reason else ""
        if what in {SENT, PLANNED}:
            because = cause(row, rhythm, self.rows)
        return Line(
            there.date(),
            kind_entry(row.kind).title,
            what,
            because,
            there.time(),
            year=local_day(self.now, rhythm.zone).year,
            code=reason.code if reason else None,
        )

    def _told(self, row: Record) -> tuple[str, Reason | None]:
        """What became of it, and what kept it back."""
        match row.state:
            case State.PENDING if row.not_after < self.now:
                return MISSED, TIME_OVER  # no sender came by since
            case State.PENDING:
                held = self._obstacle(row)
                return (HELD_BACK, held) if held else (PLANNED, None)
            case State.SENDING | State.UNCONFIRMED | State.UNCONFIRMABLE:
                return UNDER_WAY, _NOT_SAID
            case State.SENT:
                return SENT, None
            case State.MISSED:
                return (MISSED if row.reason == TIME_OVER else NOT_SENT), row.reason
            case _:
                return _WHAT[row.state], row.reason

    def _obstacle(self, row: Record) -> Reason | None:
        """What keeps it back now; what did when it was last tried is over where it was the switch."""
        found = obstacle(self.manners, row.kind, self.manners.silence, enabled=self.enabled)
        return found or (None if row.reason == _SWITCHED_OFF else row.reason)


def why(work: Work, limit: int = LINES, *, enabled: bool = True) -> tuple[Line, ...]:
    """Every message sent, held back, missed or planned, the newest first; weeks on end without any, for one
    reason, are one line. `enabled`: whether messages are switched on here."""
    manners = work.get(NotificationSettingsStore).or_default()
    rows = [row for row in Outbox(work).of_person() if _concerns_them(row)]
    rows.sort(key=lambda row: row.sent_at or row.due_at, reverse=True)
    reader = _Reader(manners, work.now, enabled, rows)
    return _joined([reader.line(row) for row in rows])[:limit]


def _concerns_them(row: Record) -> bool:
    kind = kind_entry(row.kind)
    return row.reason not in _NOT_TOLD and not kind.in_channel and not kind.is_plain


def _joined(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Runs of what was not sent, of whatever kind, become one line where they reach over a week; so do runs
    of what came as it should."""
    joined: list[Line] = []
    for _, run in groupby(lines, key=_joins):
        joined += _run(list(run), lines)
    return tuple(joined)


def _joins(line: Line) -> tuple[object, ...]:
    """What is the same for all lines of a run."""
    of_one_kind = (line.kind, line.at) if line.what == SENT else ()
    return line.what, line.code, line.because, *of_one_kind


def _run(run: list[Line], lines: Sequence[Line]) -> list[Line]:
    last, first = run[0].date, run[-1].date
    if run[0].what == SENT and len(run) >= RUN:
        return [replace(run[0], first=first, count=len(run))]
    if run[0].what != NOT_SENT or Week.of(first) == Week.of(last):
        return run
    came = any(each.what in {SENT, UNDER_WAY} and first <= each.date <= last for each in lines)
    return run if came else [replace(run[0], first=first)]


# What a tick would do, and what is planned after it, told in counts: what it writes is rolled back.

FEW = 5
"""Fewer people than this are not counted: a count of one is a person."""
AHEAD = timedelta(days=7)
WOULD_BE_SENT = "would be sent"
PLANNED_SOON = "planned within 7 days"
MOVED = "moved to a later day"
FAILED = "would fail"
NOTHING = "Nothing is due, and nothing is planned within 7 days."

Told = tuple[str, str, str]
"""Kind, what would become of it, and why in words, without anybody's own days: these would make a group of
each."""

_DUE = union(
    select(rhythms.c.person_id).where(rhythms.c.plan_at <= bindparam("now")),
    select(outbox.c.person_id).where(outbox.c.try_at <= bindparam("now")),
)
_SOON = union(
    select(outbox.c.person_id).where(outbox.c.try_at <= bindparam("until")),
    select(outbox.c.person_id).where(outbox.c.state == State.MISSED, outbox.c.week == bindparam("this_week")),
)


@dataclass(frozen=True)
class _Look:
    """One person, in a transaction, at a moment."""

    work: Work
    kinds: Mapping[str, MessageKind]
    manners: NotificationSettings
    enabled: bool


def dry_run(
    workplace: Workplace, planner: Planner, kinds: Mapping[str, MessageKind], now: datetime
) -> Counter[Told]:
    """How many people each line is about. A short transaction a person: nobody waits for it."""
    week, database = str(Week.of(now.date())), workplace.database
    with database.read() as connection:
        due = set(connection.scalars(_DUE, {"now": now}))
        soon = set(connection.scalars(_SOON, {"until": now + AHEAD, "this_week": week}))
    counts: Counter[Told] = Counter()
    for person_id in sorted(due):
        counts.update(_of_due(workplace, planner, kinds, person_id, now))
    for person_id in sorted(soon - due):
        with database.read() as connection:
            work = workplace.work_for(connection, by_id(connection, person_id), now)
            counts.update(_of_person(work, planner, kinds))
    return counts


def lines(counts: Mapping[Told, int]) -> Iterable[str]:
    """A line each, with "under five" for small counts."""
    for (kind, what, because), count in sorted(counts.items()):
        why = f" ({because})" if because else ""
        yield f"{kind_entry(kind).title}, {what}{why}: {count if count >= FEW else 'under five'}"


def _of_due(
    workplace: Workplace, planner: Planner, kinds: Mapping[str, MessageKind], person_id: int, now: datetime
) -> set[Told]:
    with workplace.database.write() as connection, connection.begin_nested() as savepoint:
        work = workplace.work_for(connection, lock(connection, person_id), now)
        planner.plan(work)
        told = _of_person(work, planner, kinds)
        savepoint.rollback()
    return told


def _of_person(work: Work, planner: Planner, kinds: Mapping[str, MessageKind]) -> set[Told]:
    manners = work.get(NotificationSettingsStore).get()
    if manners is None:
        return set()
    look = _Look(work, kinds, manners, planner.enabled)
    week = str(Week.of(local_day(work.now, manners.rhythm.zone)))
    told = (_tell(look, row, week) for row in Outbox(work).of_person() if row.kind in kinds)
    holidays = manners.rhythm.holidays
    return {
        (kind, what, group_words(_without_days(reason), holidays) if reason else "")
        for kind, what, reason in filter(None, told)
    }


def _without_days(reason: Reason) -> Reason:
    return Reason(reason.code) if reason.code in MAY_STAND_ALONE else reason


def _tell(look: _Look, row: Record, week: str) -> tuple[str, str, Reason | None] | None:
    """None: it is settled, or far away."""
    if row.state is State.MISSED and row.week == week and row.reason not in _NOT_TOLD:
        return row.kind, MISSED if row.reason == TIME_OVER else NOT_SENT, row.reason
    if row.state is not State.PENDING or row.due_at > look.work.now + AHEAD:
        return None
    return row.kind, *(_planned(look, row) if row.due_at > look.work.now else _due(look, row))


def _planned(look: _Look, row: Record) -> tuple[str, Reason | None]:
    held = obstacle(look.manners, row.kind, look.manners.silence, enabled=look.enabled)
    if held:
        return HELD_BACK, held
    off = moved_by(row, look.manners.rhythm)
    return (MOVED, off) if off else (PLANNED_SOON, None)


def _due(look: _Look, row: Record) -> tuple[str, Reason | None]:
    if states.missed(row.not_after, look.work.now):
        return MISSED, None
    try:
        verdict = look.kinds[row.kind].allow(look.work, Outbox(look.work).message(row.id))
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, as in the sender
        log.error("message %d is not admitted: %s", row.id, where(error))  # noqa: TRY400
        return FAILED, None
    if isinstance(verdict, Allowed):
        return WOULD_BE_SENT, None
    return NOT_SENT if isinstance(verdict, Skipped) else HELD_BACK, verdict.reason
