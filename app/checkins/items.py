"""Open items: what is to be done for a launch, quoted in its next check-in."""

from abc import abstractmethod
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from app.checkins.model import Item
from app.db.tables import items, launches
from app.db.upsert import insert_new
from app.errors import NotFound
from app.launches.form import NOT_YET
from app.launches.model import INSTRUMENTATION, Launch
from app.people.model import Person

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES = (OPEN, DONE, DROPPED)

_MINE = and_(launches.c.id == items.c.launch_id, launches.c.person_id == bindparam("person"))
_OPEN = (
    select(items)
    .join(launches, _MINE)
    .where(items.c.launch_id.in_(bindparam("launches", expanding=True)))
    .where(or_(items.c.state == OPEN, items.c.settled_at >= bindparam("since")))
    .order_by(items.c.id)
)
_FIND = select(items).join(launches, _MINE).where(items.c.id == bindparam("item"))
_BY_ORIGIN = select(items).where(
    items.c.launch_id == bindparam("launch"), items.c.origin == bindparam("made_by")
)
_CHANGE = update(items).where(items.c.id == bindparam("item"))


class ItemStore:
    """The items of one person; part of the EntryStore."""

    _connection: Connection
    _person: Person

    @abstractmethod
    def require_launch(self, launch_id: int) -> None: ...
    @abstractmethod
    def _seal(self, text: str) -> bytes: ...
    @abstractmethod
    def _open(self, sealed: bytes) -> str: ...

    def open_items(
        self, launch_ids: Collection[int], settled_since: datetime | None = None
    ) -> dict[int, tuple[Item, ...]]:
        """What is open by launch, oldest first; with a moment, also what was settled since then."""
        if not launch_ids:
            return {}
        values = {"person": self._person.id, "launches": list(launch_ids), "since": settled_since}
        found: dict[int, list[Item]] = {}
        for row in self._connection.execute(_OPEN, values):
            found.setdefault(row.launch_id, []).append(self._item(row))
        return {launch_id: tuple(of_launch) for launch_id, of_launch in found.items()}

    def want_instrumentation(self, launch: Launch, now: datetime) -> None:
        """What counts the metric is not in place, as they said: that stays open until they settle it."""
        told = launch.details.get(INSTRUMENTATION)
        if told and told.text == NOT_YET:
            self.add_item(launch.id, INSTRUMENTATION, "Instrumentation is not in place yet", now)

    def add_item(self, launch_id: int, origin: str, text: str, now: datetime) -> None:
        """Something to do. What `origin` made already gets the new text; an empty text drops it.

        A text that is no other than before changes nothing: what was done stays done.
        """
        self.require_launch(launch_id)
        of = {"launch": launch_id, "made_by": origin}
        row = self._connection.execute(_BY_ORIGIN, of).first()
        if row is None and text.strip():
            new = {"launch_id": launch_id, "origin": origin, "made_at": now, "state": OPEN}
            insert_new(self._connection, items, **new, sealed_text=self._seal(text))
        elif row is not None and not text.strip():
            self._settle(row, DROPPED, now)
        elif row is not None and self._open(row.sealed_text) != text:
            again = {"sealed_text": self._seal(text), "state": OPEN, "settled_at": None}
            self._connection.execute(_CHANGE, {"item": row.id} | again)

    def settle_item(self, item_id: int, state: str, now: datetime) -> Item:
        """Done, dropped, or open again. Raises NotFound unless it is theirs."""
        row = self._connection.execute(_FIND, {"item": item_id, "person": self._person.id}).first()
        if row is None or state not in STATES:
            raise NotFound
        self._settle(row, state, now)
        return self._item(self._connection.execute(_FIND, {"item": item_id, "person": self._person.id}).one())

    def _settle(self, row: Any, state: str, now: datetime) -> None:
        if row.state != state:
            settled = {"state": state, "settled_at": None if state == OPEN else now}
            self._connection.execute(_CHANGE, {"item": row.id} | settled)

    def _item(self, row: Any) -> Item:
        text = self._open(row.sealed_text)
        return Item(row.id, row.launch_id, text, row.made_at, row.state, row.settled_at)
