"""When an author hears what was said to their shares: in their working hours, at most once a day."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from app.calendar.holidays import NO_CALENDARS, Calendars
from app.calendar.schedule import Rhythm, Slot, after_hours
from app.calendar.weeks import Week, instant, local_day
from app.nudges.model import NotificationSettings
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Planned
from app.outbox.store import Outbox
from app.people import Person
from app.sharing.daily import was_sent
from app.sharing.model import DIGEST

WAIT = timedelta(minutes=30)
"""After the first word: what else is said meanwhile comes in the same message."""
IN_TIME = timedelta(days=30)
TRIES = 10
"""Days whose message is out already. Today's can be, and hardly another one."""


def rhythm_of(connection: Connection, person_id: int, calendars: Calendars = NO_CALENDARS) -> Rhythm:
    """Theirs; from nine to five on weekdays, in UTC, where nobody ever said."""
    manners = NotificationSettingsStore(connection, calendars).of(person_id)
    return (manners or NotificationSettings(person_id, None, Slot(1, time(9)))).rhythm


def opening_after(rhythm: Rhythm, day: date) -> datetime:
    """When the next working day begins."""
    following = rhythm.next_working_day(day) or day + timedelta(days=1)
    return after_hours(rhythm, instant(following, rhythm.opens, rhythm.zone))


def tell(connection: Connection, author: Person, rhythm: Rhythm, now: datetime) -> None:
    """See that a message comes which tells what was said in this transaction.

    Moving a planned one to its own moment holds its row: nobody can send it before we have committed.
    """
    due = after_hours(rhythm, now + WAIT)
    for _ in range(TRIES):
        if _is_to_come(connection, author, rhythm, due, now):
            return
        due = opening_after(rhythm, local_day(due, rhythm.zone))


def _is_to_come(connection: Connection, author: Person, rhythm: Rhythm, due: datetime, now: datetime) -> bool:
    plan_at(connection, author, rhythm, due)
    messages = Outbox(connection)
    row = messages.find(author.id, DIGEST, *_key(rhythm, due))
    if row is None or row.not_after < now:
        return False
    return messages.move(row.id, row.due_at, row.not_after)


def plan_at(connection: Connection, author: Person, rhythm: Rhythm, due: datetime) -> None:
    """The message of that day, if it has none yet."""
    key = (author.workspace_id, author.id, DIGEST, *_key(rhythm, due))
    Outbox(connection).plan([Planned(*key, due, due + IN_TIME)])


def was_told(connection: Connection, author_id: int, rhythm: Rhythm, now: datetime, but: int) -> bool:
    """Whether another message than this one told them something on this day already."""
    return was_sent(connection, author_id, DIGEST, rhythm.zone, now, but)


def _key(rhythm: Rhythm, due: datetime) -> tuple[str, int]:
    day = local_day(due, rhythm.zone)
    return str(Week.of(day)), day.isoweekday()
