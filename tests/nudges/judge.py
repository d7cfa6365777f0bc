"""Holds what arrives, and what became of every row, against the rules: written anew, from their table."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from app.calendar.weeks import Week, local_day
from app.checkins.agenda import dates_of, load_agendas
from app.checkins.model import Asks
from app.checkins.store import CheckinStore
from app.db.engine import Database
from app.db.tables import launches, nudges, outbox, people, rhythms
from app.nudges.explain import why
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import NO_AGENDA, NotificationSettings
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Record, State
from app.outbox.store import Outbox
from app.reasons import TROUBLE, Code, parse_reason
from tests.support.work import work_of

APART = timedelta(hours=20) - timedelta(seconds=90)
"""Counted from claim to claim, and a claim may be a minute old when it is posted."""
SEALED = {State.SENDING, State.UNCONFIRMED, State.SENT}


@dataclass(frozen=True)
class Got:
    """One that arrived."""

    row: Record
    person_id: int
    at: datetime
    week: str
    stamp: int


@dataclass
class Judge:
    """`broken` lists every rule that did not hold, with its step.

    `claimed`: the settings as they were when a message was claimed; `known`: the person's stamp when it was
    known that it had arrived, -1 where a click said so.
    """

    database: Database
    got: dict[int, list[Got]] = field(default_factory=lambda: defaultdict(list))
    broken: list[str] = field(default_factory=list)
    step: str = ""
    claimed: dict[int, NotificationSettings] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)

    def wrong(self, what: str) -> None:
        self.broken.append(f"{self.step}: {what}")

    def arrives(self, delivery_id: str, now: datetime, enabled: bool) -> None:
        """Everything that has to be true of a message at the moment at which it arrives."""
        with self.database.read() as connection:
            row_id, person_id = connection.execute(
                select(outbox.c.id, outbox.c.person_id).where(outbox.c.delivery_id == delivery_id)
            ).one()
            work = work_of(connection, person_id)
            row = next(one for one in Outbox(work).of_person() if one.id == row_id)
            now_and_then = (work.get(NotificationSettingsStore).get(), self.claimed.get(row_id))
            manners = [m for m in now_and_then if m]
            stamp = connection.scalar(select(people.c.stamp).where(people.c.id == person_id)) or 0
            got = Got(row, person_id, now, str(Week.of(local_day(now, manners[0].rhythm.zone))), stamp)
            self._once(got)
            self._welcome(got, manners, enabled)
            if row.kind != SNOOZE:
                self._few(got, manners)
            self._silence(connection, got)
            self._asked_before(connection, got)
        self.got[person_id].append(got)

    def got_name(self, delivery_id: str) -> str:
        with self.database.read() as connection:
            its = outbox.c
            row = connection.execute(
                select(its.kind, its.week, its.n).where(its.delivery_id == delivery_id)
            ).one()
        return f"{row.kind} {row.week} {row.n}"

    def _once(self, got: Got) -> None:
        before = self.got[got.person_id]
        if any(one.row.id == got.row.id for one in before):
            self.wrong(f"arrived twice: {_name(got.row)}")
        weekly = [one for one in before if one.row.kind == CHECKIN and one.row.week == got.row.week]
        if got.row.kind == CHECKIN and weekly:
            self.wrong(f"two weekly messages for {got.row.week}")

    def _welcome(self, got: Got, manners: list[NotificationSettings], enabled: bool) -> None:
        name = f"{_name(got.row)} at {got.at:%a %d %b %H:%M}"
        if not any(one.zone and one.rhythm.is_open(got.at) for one in manners):
            self.wrong(f"outside working hours: {name}")
        if all(one.stopped or one.deactivated for one in manners) or not enabled:
            self.wrong(f"stopped, deactivated or switched off: {name}")
        weeks = {str(Week.of(local_day(got.at, one.rhythm.zone))) for one in manners}
        if got.row.kind in {CHECKIN, SHIP, LOOK} and got.row.week not in weeks:
            self.wrong(f"of another week: {name} is of {got.row.week}")

    def _few(self, got: Got, manners: list[NotificationSettings]) -> None:
        before = [one for one in self.got[got.person_id] if one.row.kind != SNOOZE]
        in_week = sum(1 for one in before if one.week == got.week)
        if in_week >= max(one.budget for one in manners):
            self.wrong(f"number {in_week + 1} in a week of {manners[0].budget}: {_name(got.row)}")
        near = [one for one in before if abs(got.at - one.at) < APART]
        if near:
            self.wrong(f"{got.at - near[-1].at} after {_name(near[-1].row)}: {_name(got.row)}")

    def _silence(self, connection: Connection, got: Got) -> None:
        silent = [
            one
            for one in self.got[got.person_id]
            if one.row.kind == CHECKIN and self.known.get(one.row.id) == got.stamp
        ]
        work = work_of(connection, got.person_id)
        asked = work.get(CheckinStore).of_message(got.row.id)
        if len(silent) >= 3 and got.row.kind != SNOOZE:
            ids = [one.launch_id for one in asked]
            days = connection.scalars(select(launches.c.judge_by).where(launches.c.id.in_(ids)))
            is_due = all(str(Week.of(day)) == got.row.week for day in days)
            verdicts = all(one.asks in {Asks.DECISION, Asks.SHIP} for one in asked)
            if got.row.kind != CHECKIN or not (is_due and verdicts):
                self.wrong(f"to somebody silent: {_name(got.row)}")
        newer = any(
            one.row.kind == CHECKIN and one.row.week > got.row.week for one in self.got[got.person_id]
        )
        if got.row.kind == REMINDER and newer:
            self.wrong(f"a reminder after the next check-in: {_name(got.row)}")
        if got.row.kind == REMINDER and not silent:
            self.wrong(f"a reminder after a click: {_name(got.row)}")

    def _asked_before(self, connection: Connection, got: Got) -> None:
        """Whether it shipped is asked once a week: by the day's own message, or by the check-in."""
        asked = work_of(connection, got.person_id).get(CheckinStore).of_message(got.row.id)
        again = [
            one for one in asked if one.asks is Asks.SHIP and one.asked_at and str(one.week) == got.row.week
        ]
        if got.row.kind in {CHECKIN, SHIP} and again:
            self.wrong(f"whether it shipped was asked before: {_name(got.row)}")

    def rows(self, person_id: int) -> dict[int, Record]:
        with self.database.read() as connection:
            return {row.id: row for row in Outbox(work_of(connection, person_id)).of_person()}

    def stays(self, before: dict[int, Record], after: dict[int, Record]) -> None:
        """What a person did moved nothing that is under way, and nothing that was sent."""
        for row_id, row in before.items():
            if row.state not in SEALED:
                continue
            now = after.get(row_id)
            if now is None or (now.due_at, now.not_after) != (row.due_at, row.not_after):
                self.wrong(f"moved under way: {_name(row)}")

    def learned(self, person_id: int, changed: list[Record], *, by_a_click: bool) -> None:
        """That a message arrived is often known later, and a click in between is not seen as one since."""
        with self.database.read() as connection:
            stamp = connection.scalar(select(people.c.stamp).where(people.c.id == person_id)) or 0
        for row in changed:
            if row.state is State.SENT:
                self.known.setdefault(row.id, -1 if by_a_click else stamp)

    def reasons(self, person_id: int, changed: list[Record], now: datetime) -> None:
        """The reason of every row that just ended is true."""
        ended = [row for row in changed if row.state in {State.MOOT, State.MISSED}]
        if not ended:
            return
        with self.database.read() as connection:
            manners = work_of(connection, person_id).get(NotificationSettingsStore).get()
            for row in ended:
                lie = manners and _untrue(connection, person_id, row, manners, now)
                if lie:
                    self.wrong(f"{lie}: {_name(row)} says {row.reason}")

    def nothing_due(self, now: datetime) -> None:
        """A pass that nothing disturbed leaves nothing behind."""
        its = outbox.c
        due = select(its.kind, its.week, its.reason).where(its.try_at <= now)
        with self.database.read() as connection:
            for row in connection.execute(due):
                self.wrong(f"left although it was due: {row.kind} {row.week} {row.reason}")
            if connection.scalar(select(rhythms.c.person_id).where(rhythms.c.plan_at <= now)):
                self.wrong("a plan is left although it was due")

    def explained(self, person_id: int, now: datetime) -> None:
        """At the end nothing is under way, and everything has words; what counts is what arrived."""
        arrived = {one.row.id for one in self.got[person_id]}
        with self.database.read() as connection:
            counted = set(
                connection.scalars(select(nudges.c.message_id).where(nudges.c.person_id == person_id))
            )
            for row in Outbox(work_of(connection, person_id)).of_person():
                if (row.state is State.SENT) != (row.id in arrived):
                    self.wrong(f"{row.state} and arrived {row.id in arrived}: {_name(row)}")
                if row.kind != SNOOZE and (row.id in counted) != (row.id in arrived):
                    self.wrong(f"counted {row.id in counted}, arrived {row.id in arrived}: {_name(row)}")
                if row.state in {State.SENDING, State.UNCONFIRMED}:
                    self.wrong(f"never settled: {_name(row)}")
            for line in why(work_of(connection, person_id, now), 1000):
                is_kept_back = line.what in {"not sent", "missed", "held back"}
                if is_kept_back and (line.code in {None, Code.UNKNOWN} or "_" in line.because):
                    self.wrong(f"no words for it: {line.sentence}")
            for kept in connection.scalars(select(outbox.c.reason).where(outbox.c.reason.is_not(None))):
                if str(parse_reason(kept)) != kept:
                    self.wrong(f"a row keeps what is no code: {kept}")

    def week_has_its_message(self, person_id: int, week: Week) -> None:
        with self.database.read() as connection:
            row = Outbox(work_of(connection, person_id)).find(CHECKIN, str(week), 1)
        if row is None or row.state is not State.SENT:
            self.wrong(f"the weekly message of {week} is lost: {row}")

    def not_forgotten(self, person_id: int, now: datetime) -> None:
        """Who could be asked something is looked at again, whatever happened while nobody planned."""
        with self.database.read() as connection:
            manners = work_of(connection, person_id).get(NotificationSettingsStore).get()
            if manners is None or manners.stopped or manners.zone is None:
                return
            this = Week.of(local_day(now, manners.rhythm.zone))
            plan_at = connection.scalar(select(rhythms.c.plan_at).where(rhythms.c.person_id == person_id))
            agenda = load_agendas(connection, [person_id], now).get(person_id, NO_AGENDA)
            if plan_at is None and agenda.next_week(this):
                self.wrong(f"person {person_id} is forgotten: nothing is planned, and nobody will look")

    def looks_are_asked(self, person_id: int, before: date) -> None:
        """A second look stays owed until there is room for it, which there is."""
        with self.database.read() as connection:
            owed = dates_of(connection, person_id, Week.of(before)).owed_looks
            late = [day for day in owed.values() if day < before]
        if late:
            self.wrong(f"second looks of {late} were never asked for")


def _untrue(
    connection: Connection, person_id: int, row: Record, manners: NotificationSettings, now: datetime
) -> str | None:
    """Why a reason is not true of a row that ended just now; None where it is, or cannot be told."""
    if row.reason is None or row.reason.code in {*TROUBLE, Code.UNKNOWN}:
        return "no reason"
    facts = {
        Code.DEACTIVATED: manners.deactivated,
        Code.NO_ZONE: manners.zone is None,
        Code.BUDGET_ZERO: manners.budget == 0,
        Code.TIME_OVER: row.not_after < now + timedelta(seconds=1),
        Code.STOPPED: manners.stopped,
    }
    if not facts.get(row.reason.code, True):
        return "not true"
    if row.reason.code is Code.NOTHING_TO_ASK and row.kind == CHECKIN:
        week = Week.parse(row.week)
        agenda = load_agendas(connection, [person_id], now).get(person_id, NO_AGENDA)
        return "there is something to ask" if agenda.next_week(week) == week else None
    return None


def _name(row: Record) -> str:
    return f"{row.kind} {row.week} {row.n}"
