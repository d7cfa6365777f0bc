"""A unit of work in a transaction that a test holds, and the key that seals in tests."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from app.calendar.holidays import NO_CALENDARS, Calendars
from app.db.crypto import KeyRing, generate_key, parse_keys
from app.db.tables import people
from app.people import Person, by_id
from app.work import Work

KEY = generate_key()
RING = parse_keys([KEY])
SOME_DAY = datetime(2026, 11, 2, 7, tzinfo=UTC)
"""For what does not ask the time."""


def work_of(
    connection: Connection,
    person: Person | int | None = None,
    now: datetime = SOME_DAY,
    *,
    ring: KeyRing = RING,
    calendars: Calendars = NO_CALENDARS,
) -> Work:
    """A new one, which has read nothing yet. `person`: by id too; without one, whoever came first."""
    if not isinstance(person, Person):
        first = select(people.c.id).order_by(people.c.id).limit(1)
        person = by_id(connection, connection.scalars(first).one() if person is None else person)
    return Work(connection, ring, person, now, calendars)
