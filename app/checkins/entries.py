"""What was answered, in the database, always of one person: another's launch is not found."""

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from app.checkins.items import ItemStore
from app.checkins.model import Answer, Decision, Entry, Look, Reading, Revision, Status
from app.checkins.thread_store import ReplyStore
from app.db.seal import KeyRing
from app.db.tables import entries, entry_revisions, launches
from app.db.upsert import insert_new
from app.errors import NotFound
from app.people.model import Person
from app.rhythm.weeks import Week

READING, DECISION, LOOK = "reading", "decision", "look"

_KEY = and_(
    entries.c.launch_id == bindparam("launch"),
    entries.c.week == bindparam("in_week"),
    entries.c.what == bindparam("kind"),
)
_MINE = and_(launches.c.id == entries.c.launch_id, launches.c.person_id == bindparam("person"))
_FIND = select(entries).join(launches, _MINE).where(_KEY)
_ALL = (
    select(entries)
    .join(launches, _MINE)
    .where(entries.c.launch_id.in_(bindparam("launches", expanding=True)))
    .order_by(entries.c.week, entries.c.made_at, entries.c.what)
)
_COUNTS = (
    select(entry_revisions.c.launch_id, entry_revisions.c.week, entry_revisions.c.what, func.count())
    .where(entry_revisions.c.launch_id.in_(bindparam("launches", expanding=True)))
    .group_by(entry_revisions.c.launch_id, entry_revisions.c.week, entry_revisions.c.what)
)
_REVISIONS = (
    select(entry_revisions)
    .join(launches, launches.c.id == entry_revisions.c.launch_id)
    .where(launches.c.person_id == bindparam("person"), entry_revisions.c.launch_id == bindparam("launch"))
    .where(entry_revisions.c.week == bindparam("in_week"), entry_revisions.c.what == bindparam("kind"))
    .order_by(entry_revisions.c.replaced_at.desc(), entry_revisions.c.stamp.desc())
)
_ALL_REVISIONS = (
    select(entry_revisions)
    .join(launches, launches.c.id == entry_revisions.c.launch_id)
    .where(launches.c.person_id == bindparam("person"), entry_revisions.c.launch_id == bindparam("launch"))
    .order_by(entry_revisions.c.replaced_at.desc(), entry_revisions.c.stamp.desc())
    .limit(bindparam("most"))
)
_OWNER = select(launches.c.id).where(
    launches.c.id == bindparam("launch"), launches.c.person_id == bindparam("person")
)
_ADD = insert(entries)
_CHANGE = update(entries).where(_KEY)


class EntryStore(ItemStore, ReplyStore):
    """Answers, open items and replies of one person. Texts are sealed here, and opened here.

    For writing it needs the person of `people.store.enter`: revisions are told apart by their stamp.
    """

    def __init__(self, connection: Connection, ring: KeyRing, person: Person) -> None:
        self._connection = connection
        self._ring = ring
        self._person = person

    def find(self, launch_id: int, week: Week, what: str) -> Entry | None:
        """The answer as it stands, one that was withdrawn too."""
        row = self._row(launch_id, week, what)
        return self._entry(row, len(self.revisions(launch_id, week, what))) if row else None

    def of_launches(self, launch_ids: Collection[int]) -> dict[int, tuple[Entry, ...]]:
        """All answers by launch, by week from the oldest, in two queries however many there are."""
        if not launch_ids:
            return {}
        of = {"launches": list(launch_ids), "person": self._person.id}
        counts = {tuple(row[:3]): int(row[3]) for row in self._connection.execute(_COUNTS, of)}
        found: dict[int, list[Entry]] = {}
        for row in self._connection.execute(_ALL, of):
            revised = counts.get((row.launch_id, row.week, row.what), 0)
            found.setdefault(row.launch_id, []).append(self._entry(row, revised))
        return {launch_id: tuple(of_launch) for launch_id, of_launch in found.items()}

    def put(self, launch_id: int, week: Week, answer: Answer, now: datetime) -> Entry:
        """Keep the answer; a text it replaces becomes a revision, the same text changes nothing.

        Raises NotFound for a launch that is not theirs.
        """
        what, text = kind_of(answer), _written(answer)
        row = self._row(launch_id, week, what)
        if row is None:
            self._add(launch_id, week, what, text, now)
        elif row.withdrawn or self._open(row.sealed_text) != text:
            self._replace(row, text, now)
        return self._found(launch_id, week, what)

    def withdraw(self, launch_id: int, week: Week, what: str, now: datetime) -> None:
        """It was taken back. The text stays as a revision, and answering again brings the entry back."""
        row = self._row(launch_id, week, what)
        if row is None:
            raise NotFound
        if not row.withdrawn:
            self._keep_revision(row, now)
            self._connection.execute(_CHANGE, _key(launch_id, week, what) | {"withdrawn": True})

    def revisions(self, launch_id: int, week: Week, what: str) -> tuple[Revision, ...]:
        """Earlier texts of an answer, newest first."""
        rows = self._connection.execute(_REVISIONS, self._mine(launch_id, week, what))
        return tuple(Revision(_read(what, self._open(row.sealed_text)), row.replaced_at) for row in rows)

    def earlier(
        self, launch_id: int, history: Collection[Entry], most: int
    ) -> dict[Entry, tuple[Revision, ...]]:
        """Earlier texts of a launch's entries, newest first, in one query: the newest `most` of them all."""
        entries_by_key = {(str(each.week), kind_of(each.answer)): each for each in history}
        values = {"launch": launch_id, "person": self._person.id, "most": most}
        found: dict[Entry, list[Revision]] = {}
        for row in self._connection.execute(_ALL_REVISIONS, values):
            if entry := entries_by_key.get((row.week, row.what)):
                revision = Revision(_read(row.what, self._open(row.sealed_text)), row.replaced_at)
                found.setdefault(entry, []).append(revision)
        return {entry: tuple(revisions) for entry, revisions in found.items()}

    def _add(self, launch_id: int, week: Week, what: str, text: str, now: datetime) -> None:
        self.require_launch(launch_id)
        values = {"launch_id": launch_id, "week": str(week), "what": what, "sealed_text": self._seal(text)}
        times = {"made_at": now, "revised_at": now}
        self._connection.execute(_ADD, values | times | {"stamp": self._person.stamp, "withdrawn": False})

    def _replace(self, row: Any, text: str, now: datetime) -> None:
        # What this very transaction wrote was never seen by anybody; what was withdrawn is kept already.
        if row.stamp != self._person.stamp and not row.withdrawn:
            self._keep_revision(row, now)
        changed = {"sealed_text": self._seal(text), "stamp": self._person.stamp, "revised_at": now}
        key = {"launch": row.launch_id, "in_week": row.week, "kind": row.what}
        self._connection.execute(_CHANGE, key | changed | {"withdrawn": False})

    def _keep_revision(self, row: Any, now: datetime) -> None:
        insert_new(
            self._connection,
            entry_revisions,
            launch_id=row.launch_id,
            week=row.week,
            what=row.what,
            stamp=row.stamp,
            sealed_text=row.sealed_text,
            replaced_at=now,
        )

    def _found(self, launch_id: int, week: Week, what: str) -> Entry:
        entry = self.find(launch_id, week, what)
        if entry is None:
            raise NotFound
        return entry

    def _row(self, launch_id: int, week: Week, what: str) -> Any:
        return self._connection.execute(_FIND, self._mine(launch_id, week, what)).first()

    def _entry(self, row: Any, revisions: int) -> Entry:
        answer = _read(row.what, self._open(row.sealed_text))
        week = Week.parse(row.week)
        return Entry(row.launch_id, week, answer, row.made_at, row.revised_at, bool(row.withdrawn), revisions)

    def require_launch(self, launch_id: int) -> None:
        """Raises NotFound for a launch that is not theirs."""
        if self._connection.scalar(_OWNER, {"launch": launch_id, "person": self._person.id}) is None:
            raise NotFound

    def _mine(self, launch_id: int, week: Week, what: str) -> dict[str, object]:
        return _key(launch_id, week, what) | {"person": self._person.id}

    def _seal(self, text: str) -> bytes:
        return self._ring.seal(text, self._person.owner)

    def _open(self, sealed: bytes) -> str:
        return self._ring.open(sealed, self._person.owner)


def kind_of(answer: Answer) -> str:
    match answer:
        case Reading():
            return READING
        case Decision():
            return DECISION
        case Look():
            return LOOK


def _key(launch_id: int, week: Week, what: str) -> dict[str, object]:
    return {"launch": launch_id, "in_week": str(week), "kind": what}


def _written(answer: Answer) -> str:
    return json.dumps(asdict(answer), ensure_ascii=False, default=str)


def _read(what: str, text: str) -> Answer:
    values = json.loads(text)
    if what == READING:
        return Reading(**values | {"status": Status(values["status"])})
    if what == LOOK:
        return Look(**values)
    day = values["judge_by"]
    return Decision(**values | {"judge_by": date.fromisoformat(day) if day else None})
