"""Why somebody got a message and why not: what the outbox knows, in words for them. No text, no title."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import Connection

from app.delivery.machine import after_missing
from app.delivery.model import Record, State
from app.delivery.outbox import Outbox
from app.nudges.agenda import CHECKIN, EM_REMINDER, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.calendars import NO_CALENDARS, Calendars
from app.nudges.model import UTC, Manners
from app.nudges.reasons import WEEKDAYS, cause, obstacle
from app.nudges.replan import NOT_YET
from app.nudges.store import MannersStore
from app.rhythm.local import local, local_day
from app.rhythm.rhythm import short
from app.rhythm.weeks import Week

LINES = 40
KINDS = {
    CHECKIN: "weekly check-in",
    SHIP: "shipping day",
    LOOK: "second look",
    REMINDER: "reminder",
    SNOOZE: "snoozed check-in",
    EM_REMINDER: "reminder about a share",
    "share-receipt": "receipt of a share",
    "share-watch": "news about a share",
    "share-words": "answers to a share",
    "share-note": "note about a share",
}
IN_CHANNEL = "share"
"""What they posted into a channel is no message to them: its receipt says what became of it."""
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
TOO_LATE = after_missing().reason
"""What the sender says of what nobody sent in time; every other reason is a rule."""
TRIED_AGAIN = "it could not be sent yet, and is tried again"
_CODE = re.compile(r"_|Error|^HTTP |^(error|ratelimited|timeout|the claim was too old)$|^looked up")
_ABOUT_THEM = re.compile(r"(^|: )(off|paused)\b")


@dataclass(frozen=True)
class Line:
    """One message: `date` on their own calendar, when it was sent or was to be; `at` on their own clock.

    `first`: not one message but a run of them without anything sent, from that day on. `year` is the one in
    which it is read: days of other years are written with theirs.
    """

    date: dt.date
    kind: str
    what: str
    reason: str = ""
    at: dt.time | None = None
    first: dt.date | None = None
    year: int = 0

    @property
    def sentence(self) -> str:
        """ "Tue 10 Nov, weekly check-in: not sent, you were off until 12 Nov", for them and for operators."""
        if self.first:
            days = f"{self._day(self.first)} to {self._day(self.date)}"
            return f"{days}: nothing was sent, because {self._because}"
        because = f", {self._because}" if self.reason else ""
        return f"{self._day(self.date)}, {self.kind}: {self.what}{self._clock}{because}"

    def _day(self, day: dt.date) -> str:
        year = "" if day.year == self.year else f" {day.year}"
        return f"{WEEKDAYS[day.isoweekday() - 1]} {short(day)}{year}"

    @property
    def _clock(self) -> str:
        if self.at is None or self.what not in {SENT, PLANNED}:
            return ""
        return f" {'at' if self.what == SENT else 'for'} {self.at:%H:%M}"

    @property
    def _because(self) -> str:
        verb = "are" if self.what in {PLANNED, HELD_BACK} else "were"
        return _ABOUT_THEM.sub(rf"\1you {verb} \2", self.reason)


@dataclass(frozen=True)
class _Reader:
    """Whose lines are read, and by which rules."""

    manners: Manners | None
    silent: int
    now: dt.datetime
    enabled: bool
    rows: Sequence[Record]

    def line(self, row: Record) -> Line:
        zone = self.manners.rhythm.zone if self.manners else UTC
        there = local(row.sent_at or row.due_at, zone)
        what, reason = self._told(row)
        year = local_day(self.now, zone).year
        return Line(there.date(), KINDS.get(row.kind, "message"), what, reason, there.time(), year=year)

    def _told(self, row: Record) -> tuple[str, str]:
        """What became of it, and why."""
        reason = row.reason or ""
        match row.state:
            case State.PENDING if row.not_after < self.now:
                return MISSED, TOO_LATE or ""  # no sender came by since
            case State.PENDING:
                held = self._obstacle(row) or _words(reason)
                return (HELD_BACK, held) if held else (PLANNED, self._cause(row))
            case State.SENDING | State.MAYBE | State.UNKNOWN:
                return UNDER_WAY, "Slack has not said yet whether it arrived"
            case State.SENT:
                return SENT, self._cause(row)
            case State.MISSED:
                return (MISSED if reason == TOO_LATE else NOT_SENT), reason
            case _:
                return _WHAT[row.state], reason

    def _obstacle(self, row: Record) -> str | None:
        if self.manners is None:
            return None
        return obstacle(self.manners, row.kind, self.silent, enabled=self.enabled)

    def _cause(self, row: Record) -> str:
        return cause(row, self.manners.rhythm, self.rows) if self.manners else ""


def why(
    connection: Connection,
    person_id: int,
    now: dt.datetime,
    limit: int = LINES,
    calendars: Calendars = NO_CALENDARS,
    *,
    enabled: bool = True,
) -> tuple[Line, ...]:
    """Every message sent, held back, missed or planned, the newest first; weeks on end without any, for one
    reason, are one line. `enabled`: whether messages are switched on here."""
    store = MannersStore(connection, calendars)
    manners = store.of(person_id)
    silent = store.silence(manners) if manners else 0
    rows = [row for row in Outbox(connection).of_person(person_id) if _concerns_them(row)]
    rows.sort(key=lambda row: row.sent_at or row.due_at, reverse=True)
    reader = _Reader(manners, silent, now, enabled, rows)
    return _joined([reader.line(row) for row in rows])[:limit]


def _concerns_them(row: Record) -> bool:
    return row.reason != NOT_YET and row.kind != IN_CHANNEL


def _joined(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Runs of what was not sent, of whatever kind, become one line where they reach over a week."""
    joined: list[Line] = []
    for _, run in groupby(lines, key=lambda each: (each.what, each.reason)):
        joined += _run(list(run), lines)
    return tuple(joined)


def _run(run: list[Line], lines: Sequence[Line]) -> list[Line]:
    last, first = run[0].date, run[-1].date
    if run[0].what != NOT_SENT or Week.of(first) == Week.of(last):
        return run
    came = any(each.what in {SENT, UNDER_WAY} and first <= each.date <= last for each in lines)
    return run if came else [replace(run[0], first=first)]


def _words(reason: str) -> str:
    """The engine says in codes why it tries again."""
    return TRIED_AGAIN if _CODE.search(reason) else reason
