"""One person's messages, made to agree with the rules as they are now: doing it again changes nothing.

The rules are the table in docs/clock-and-manners.md. A nominal week that is settled (sent, given up, under
way) stays as it is; a week that is closed keeps a row that says why, and comes back should it open again.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from app.calendar.schedule import (
    HOUR_PASSED,
    Appointment,
    Closed,
    Rhythm,
    after_hours,
    earliest,
    on_day,
)
from app.calendar.weeks import Week, instant, local_day
from app.nudges.kinds import CHECKIN, KINDS, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import Agenda, DueDate, NotificationSettings
from app.outbox.model import Planned, Record, State
from app.outbox.store import PlanChanges
from app.reasons import Code, Reason

REMIND_AFTER = 3
"""Working days."""
WEEKS_BACK = 8
"""A snoozed message may wait out somebody's holidays."""
WEEKS_AHEAD = 30
"""How far an open week is looked for; somebody may be away for longer, and is looked at again every week."""
LOOK_AFTER = timedelta(seconds=1)
UNDER_WAY_AGAIN = timedelta(minutes=10)

Key = tuple[str, str, int]
"""Kind, nominal week and number."""

PLANNED_KINDS = frozenset(name for name, kind in KINDS.items() if kind.is_planned)
"""What others plan is theirs: what was shared goes out, or they cancel it."""
_PASSED = frozenset({Code.HOUR_PASSED, Code.NO_DAY_LEFT})
_MOVABLE = frozenset({State.PENDING, State.MISSED})
_UNDER_WAY = frozenset({State.SENDING, State.UNCONFIRMED})


def reminder_after(rhythm: Rhythm, day: date) -> Appointment | None:
    """On the third working day after the message's own, at the slot hour. None: no such day is in sight."""
    third = rhythm.working_days_after(day, REMIND_AFTER)
    at = on_day(rhythm, third) if third else None
    return at if isinstance(at, Appointment) else None


class Replan:
    """Computed from what was read, without a database: what has to change goes into `changes`.

    Whoever writes it has held the person since before it was read.
    """

    def __init__(
        self,
        settings: NotificationSettings,
        agenda: Agenda,
        rows: Iterable[Record],
        changes: PlanChanges,
        now: datetime,
    ) -> None:
        self._settings = settings
        self._agenda = agenda
        self._rhythm = settings.rhythm
        self._changes = changes
        self._now = now
        self._today = local_day(now, self._rhythm.zone)
        self._this = Week.of(self._today)
        first = str(self._this - WEEKS_BACK)
        self._rows: dict[Key, Record] = {
            (row.kind, row.week, row.n): row
            for row in rows
            if row.kind in PLANNED_KINDS and row.week >= first
        }
        self._wanted: set[Key] = set()
        self._due: dict[Key, datetime] = {}
        self._wake: list[datetime] = []

    def run(self) -> datetime | None:
        """When to look again; None: nothing is open."""
        if self._settings.stopped:  # what is planned here may come back when they begin again
            for row in self._pending():
                self._changes.pass_over(row.id, Reason(Code.STOPPED))
            return None
        self._weekly()
        for occasion in self._agenda.days:
            self._occasion(occasion)
        for row in list(self._rows.values()):
            if row.kind == SNOOZE and row.state in _MOVABLE:
                self._snooze(row)
            elif row.kind == REMINDER and row.state is State.PENDING:
                self._reminder(row)
        self._drop()
        return max(min(self._wake), self._now + LOOK_AFTER) if self._wake else None

    def _weekly(self) -> None:
        week = self._agenda.next_week(self._this)
        for _ in range(WEEKS_AHEAD):
            if week is None or self._weekly_in(week):
                return
            week = self._agenda.next_week(week + 1)

    def _weekly_in(self, week: Week) -> bool:
        key = (CHECKIN, str(week), 1)
        return not self._is_settled(key) and self._fit(key, week.day(self._rhythm.slot.weekday))

    def _occasion(self, occasion: DueDate) -> None:
        """A ship question that is not asked in its week is asked by the weekly message; a look stays owed.

        Where both would come on one day, the weekly message asks it.
        """
        days = self._look_days(occasion.day) if occasion.kind == LOOK else iter((occasion.day,))
        for day in days:
            week = Week.of(day)
            key = (occasion.kind, str(week), day.isoweekday())
            if week < self._this or self._has_arrived(key):
                return
            if occasion.kind == SHIP and self._comes_with_the_weekly(key, day):
                return
            if not self._is_settled(key) and self._fit(key, day):
                return

    def _comes_with_the_weekly(self, key: Key, day: date) -> bool:
        weekly = (CHECKIN, key[1], 1)
        row, outcome = self._rows.get(weekly), self._moment(key, day)
        due_at = self._due.get(weekly) or (row.due_at if row and row.state in _UNDER_WAY else None)
        if due_at is None or isinstance(outcome, Closed):
            return False
        return outcome.day == local_day(due_at, self._rhythm.zone)

    def _look_days(self, day: date) -> Iterator[date]:
        """The day itself, then the slot's day of the weeks that follow."""
        week = Week.of(day)
        if week >= self._this:
            yield day
            week += 1
        first = max(week, self._this)
        yield from ((first + n).day(self._rhythm.slot.weekday) for n in range(WEEKS_AHEAD))

    def _fit(self, key: Key, nominal: date) -> bool:
        """Whether the nominal day's week has a moment; a week without one keeps the reason."""
        outcome = self._moment(key, nominal)
        if isinstance(outcome, Appointment):
            self._put(key, outcome.due_at, outcome.not_after)
            return True
        self._close(key, nominal, outcome)
        return False

    def _moment(self, key: Key, nominal: date) -> Appointment | Closed:
        """A moment that has begun is for what was planned for it; everything else waits for a slot hour."""
        found = on_day(self._rhythm, nominal, self._now)
        row = self._rows.get(key)
        if isinstance(found, Closed) or found.due_at >= self._now or (row and row.due_at == found.due_at):
            return found
        return earliest(self._rhythm, found.week, self._now)

    def _put(self, key: Key, due_at: datetime, not_after: datetime) -> None:
        row = self._rows.get(key)
        if row is None:
            self._changes.plan(self._new(key, due_at, not_after))
        elif row.state is not State.PENDING or (row.due_at, row.not_after) != (due_at, not_after):
            self._changes.move(row.id, due_at, not_after)
        self._wanted.add(key)
        self._due[key] = due_at
        self._wake.append(not_after + LOOK_AFTER)

    def _new(self, key: Key, due_at: datetime, not_after: datetime) -> Planned:
        return Planned(self._settings.workspace_id, self._settings.person_id, *key, due_at, not_after)

    def _close(self, key: Key, nominal: date, closed: Closed) -> None:
        if closed.week > self._this:  # it may still be opened: said when the week has come
            self._wake.append(instant(closed.week.monday, time(0), self._rhythm.zone))
            return
        self._wanted.add(key)
        row = self._rows.get(key)
        if closed.reason.code in _PASSED:
            if row and row.state is State.PENDING and row.not_after >= self._now:
                self._changes.pass_over(row.id, HOUR_PASSED)  # what is over is the sender's: it was missed
        elif row is None:
            at = instant(nominal, self._rhythm.slot_time, self._rhythm.zone)
            self._changes.plan_missed(self._new(key, at, at), closed.reason)
        elif row.state is not State.MISSED or row.reason != closed.reason:
            self._changes.pass_over(row.id, closed.reason)

    def _snooze(self, row: Record) -> None:
        """Asked for, so it comes after all: the next working day at the slot hour where its day is over.

        Unless a later week's message has come meanwhile, which asked the same.
        """
        if any(
            later.kind == CHECKIN and later.week > row.week and later.sent_at for later in self._rows.values()
        ):
            self._changes.cancel(row.id, Reason(Code.OVERTAKEN))
            return
        over = row.not_after < self._now
        due_at = self._next_slot_hour() if over else after_hours(self._rhythm, row.due_at)
        self._put((SNOOZE, row.week, row.n), due_at, self.end_of(due_at))

    def _reminder(self, row: Record) -> None:
        """Its hour is the rhythm's and the zone's of now. Never another day: then it is dropped in time."""
        weekly = self._rows.get((CHECKIN, row.week, 1))
        if weekly is None or weekly.sent_at is None or row.due_at <= self._now:
            return
        at = reminder_after(self._rhythm, local_day(weekly.sent_at, self._rhythm.zone))
        same_day = at is not None and at.day == local_day(row.due_at, self._rhythm.zone)
        if at and same_day and at.due_at > self._now and at.due_at != row.due_at:
            self._changes.move(row.id, at.due_at, at.not_after)

    def end_of(self, due_at: datetime) -> datetime:
        """A snoozed message has until its working day ends."""
        return max(due_at, self._rhythm.closing(local_day(due_at, self._rhythm.zone)))

    def _next_slot_hour(self) -> datetime:
        day = self._rhythm.next_working_day(self._today) or self._today + timedelta(days=1)
        return instant(day, self._rhythm.slot_time, self._rhythm.zone)

    def _drop(self) -> None:
        """What is planned and not called for; a reminder goes with the first click."""
        for row in self._pending():
            if row.kind == REMINDER and self._settings.stamp != self._settings.asked_stamp:
                self._changes.cancel(row.id, Reason(Code.BEEN_HERE))
            elif KINDS[row.kind].has_day and self._is_uncalled_for(row):
                later = row.kind == CHECKIN and any(key[0] == CHECKIN for key in self._wanted)
                code = Code.NOT_NEEDED_YET if later else Code.NOTHING_TO_ASK
                self._changes.pass_over(row.id, Reason(code))

    def _is_uncalled_for(self, row: Record) -> bool:
        return (row.kind, row.week, row.n) not in self._wanted and row.not_after >= self._now

    def _pending(self) -> Iterator[Record]:
        return (row for row in self._rows.values() if row.state is State.PENDING)

    def _has_arrived(self, key: Key) -> bool:
        row = self._rows.get(key)
        return row is not None and row.state in {State.SENT, *_UNDER_WAY}

    def _is_settled(self, key: Key) -> bool:
        row = self._rows.get(key)
        if row and row.state in _UNDER_WAY:
            self._wake.append(max(row.not_after, self._now) + UNDER_WAY_AGAIN)
        return row is not None and row.state not in _MOVABLE
