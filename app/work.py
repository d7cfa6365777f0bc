"""The unit of work: one transaction for one person, and what was read in it.

Lies under outbox, forms and features. Stores are built from it, one of a class for the whole transaction
(`work.get(LaunchStore)`), so that what one collaborator has read the next one need not read again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from app import people
from app.calendar.holidays import NO_CALENDARS, Calendars
from app.clock import Clock
from app.db.crypto import KeyRing
from app.db.engine import Database
from app.errors import BadText, NotFound
from app.people import Person
from app.users import SlackUser


class Work:
    """One transaction for one person: whose rows are read and written, and for whom texts are sealed."""

    def __init__(
        self,
        connection: Connection,
        ring: KeyRing,
        person: Person,
        now: datetime,
        calendars: Calendars = NO_CALENDARS,
    ) -> None:
        self.connection = connection
        self.ring = ring
        self.person = person
        self.now = now
        self.calendars = calendars
        self._stores: dict[object, object] = {}
        self._works: dict[int, Work] = {person.id: self}

    def get(self, store: "type[S]") -> "S":
        """The store of this class, the same one for the whole transaction."""
        found = self._stores.get(store)
        if found is None:
            found = self._stores[store] = store(self)
        assert isinstance(found, store), "a store is kept under its own class"  # noqa: S101
        return found

    def seal(self, text: str) -> bytes:
        """The text as it is stored: it opens for this person alone."""
        return self.ring.seal(text, self.person.owner)

    def open(self, sealed: bytes) -> str:
        """The text that was sealed for this person. Raises SealBroken."""
        return self.ring.open(sealed, self.person.owner)

    def of(self, person: Person) -> "Work":
        """The same transaction with somebody else's rows: an EM's words are sealed for the author.

        The same one each time, so that their stores are too, and this one for whose work it is.
        """
        if person.id not in self._works:
            theirs = Work(self.connection, self.ring, person, self.now, self.calendars)
            theirs._works = self._works
            self._works[person.id] = theirs
        return self._works[person.id]


class Store(Protocol):
    """Whatever is built from a unit of work."""

    def __init__(self, work: Work) -> None: ...


S = TypeVar("S", bound=Store)


def _nobody_greets(work: Work) -> None:
    """Where there is nobody to say anything."""


@dataclass(frozen=True)
class Workplace:
    """What a unit of work is made from: a service is made with one, and begins each transaction here.

    `greet` is called in the transaction in which somebody acts for the first time, and never again.
    """

    database: Database
    ring: KeyRing
    clock: Clock
    calendars: Calendars = NO_CALENDARS
    greet: Callable[[Work], None] = _nobody_greets

    @contextmanager
    def work(self, who: SlackUser) -> Iterator[Work]:
        """A transaction of somebody who acts: they are made if new, locked, and their visit is stamped.

        It commits when the block ends, and also when a BadText leaves it, which is raised afterwards: what
        was typed into other fields is kept. Raises StorageUnavailable, and then nothing was.
        """
        refused = None
        with self.database.write() as connection:
            now = self.clock.now()
            work = self._of(connection, people.enter(connection, who, now), now)
            if work.person.stamp == people.FIRST_STAMP:
                self.greet(work)
            try:
                yield work
            except BadText as error:
                refused = error
        if refused:
            raise refused

    @contextmanager
    def look(self, who: SlackUser) -> Iterator[Work]:
        """A transaction that reads alone, of somebody who acted before. Raises NotFound for all others."""
        with self.database.read() as connection:
            person = people.find(connection, who)
            if person is None:
                raise NotFound
            yield self._of(connection, person, self.clock.now())

    def work_for(self, connection: Connection, person: Person, now: datetime | None = None) -> Work:
        """The work of somebody who does not act, in a transaction that there is: of a tick, or of another's.

        It neither locks nor stamps: a stamp ends a silence and cancels reminders.
        """
        return self._of(connection, person, now or self.clock.now())

    def _of(self, connection: Connection, person: Person, now: datetime) -> Work:
        return Work(connection, self.ring, person, now, self.calendars)
