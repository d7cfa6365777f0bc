"""When an author hears what was said to their shares: in their working hours, at most once a day."""

from datetime import date, datetime, timedelta

from app.calendar.schedule import Rhythm, after_hours
from app.calendar.weeks import Week, instant, local_day
from app.nudges.kinds import DIGEST
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Planned
from app.outbox.store import Outbox
from app.work import Work

WAIT = timedelta(minutes=30)
"""After the first word: what else is said meanwhile comes in the same message."""
IN_TIME = timedelta(days=30)
TRIES = 10
"""Days whose message is out already. Today's can be, and hardly another one."""


def rhythm_of(work: Work) -> Rhythm:
    """Theirs; from nine to five on weekdays where they never said, in UTC where Slack did not either."""
    return work.get(NotificationSettingsStore).or_default().rhythm


def opening_after(rhythm: Rhythm, day: date) -> datetime:
    """When the next working day begins."""
    following = rhythm.next_working_day(day) or day + timedelta(days=1)
    return after_hours(rhythm, instant(following, rhythm.opens, rhythm.zone))


def tell(work: Work) -> None:
    """See that a message comes to the author whose work it is, which tells what was said in this transaction.

    Moving a planned one to its own moment holds its row: nobody can send it before we have committed.
    """
    rhythm = rhythm_of(work)
    due = after_hours(rhythm, work.now + WAIT)
    for _ in range(TRIES):
        if _is_to_come(work, rhythm, due):
            return
        due = opening_after(rhythm, local_day(due, rhythm.zone))


def _is_to_come(work: Work, rhythm: Rhythm, due: datetime) -> bool:
    plan_at(work, rhythm, due)
    messages = Outbox(work)
    row = messages.find(DIGEST, *_key(rhythm, due))
    if row is None or row.not_after < work.now:
        return False
    return messages.move(row.id, row.due_at, row.not_after)


def plan_at(work: Work, rhythm: Rhythm, due: datetime) -> None:
    """The message of that day, if it has none yet."""
    key = (work.person.workspace_id, work.person.id, DIGEST, *_key(rhythm, due))
    Outbox(work).plan([Planned(*key, due, due + IN_TIME)])


def _key(rhythm: Rhythm, due: datetime) -> tuple[str, int]:
    day = local_day(due, rhythm.zone)
    return str(Week.of(day)), day.isoweekday()
