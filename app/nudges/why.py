"""Why somebody got a message and why not: what the outbox knows, in words for them. No text, no title."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.delivery.machine import after_missing
from app.delivery.model import Record, State
from app.delivery.outbox import Outbox
from app.nudges.agenda import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import UTC
from app.nudges.replan import NOT_YET
from app.nudges.store import MannersStore
from app.rhythm.local import local_day
from app.rhythm.rhythm import short

KINDS = {
    CHECKIN: "weekly check-in",
    SHIP: "shipping day",
    LOOK: "second look",
    REMINDER: "reminder",
    SNOOZE: "snoozed check-in",
}
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


@dataclass(frozen=True)
class Line:
    """One message: `date` on their own calendar, when it was sent or was to be; `at` is the moment."""

    date: date
    kind: str
    what: str
    reason: str = ""
    at: datetime | None = None

    @property
    def sentence(self) -> str:
        """As `followthrough explain` prints it: "10 Nov, weekly check-in: not sent, off until 12 Nov"."""
        because = f", {self.reason}" if self.reason else ""
        return f"{short(self.date)}, {self.kind}: {self.what}{because}"


def why(connection: Connection, person_id: int, now: datetime, limit: int = 20) -> tuple[Line, ...]:
    """Every message sent, held back, missed or planned, the newest first."""
    manners = MannersStore(connection).of(person_id)
    zone = manners.rhythm.zone if manners else UTC
    rows = [row for row in Outbox(connection).of_person(person_id) if row.reason != NOT_YET]
    rows.sort(key=lambda row: row.sent_at or row.due_at, reverse=True)
    return tuple(_line(row, zone, now) for row in rows[:limit])


def _line(row: Record, zone: ZoneInfo, now: datetime) -> Line:
    at = row.sent_at or row.due_at
    return Line(local_day(at, zone), KINDS.get(row.kind, "message"), *_told(row, now), at)


def _told(row: Record, now: datetime) -> tuple[str, str]:
    """What became of it, and why."""
    reason = row.reason or ""
    match row.state:
        case State.PENDING if row.not_after < now:
            return MISSED, TOO_LATE or ""  # no sender came by since
        case State.PENDING:
            return (HELD_BACK, _words(reason)) if reason else (PLANNED, "")
        case State.SENDING | State.MAYBE:
            return UNDER_WAY, "Slack has not said yet whether it arrived"
        case State.MISSED:
            return (MISSED if reason == TOO_LATE else NOT_SENT), reason
        case _:
            return _WHAT[row.state], reason


def _words(reason: str) -> str:
    """The engine says in codes why it tries again."""
    return TRIED_AGAIN if _CODE.search(reason) else reason
