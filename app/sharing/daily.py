"""Messages to an author that gather what there is to tell: at most one of a kind in a local day.

What counts is when one was really sent: one that came to nothing holds no news back, and one that was sent
late leaves no room for another on that day.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from app.calendar.weeks import Week, instant, local_day
from app.db.tables import outbox
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Planned, State
from app.outbox.store import Outbox
from app.work import Work

NEXT_DAY_AT = time(9)
LASTS = timedelta(days=7)
"""Slack may be down so long; later somebody else's news would carry it along."""
TRIES = 10
"""Days that have one already. Today may, and hardly another."""

_SENT = select(outbox.c.sent_at).where(
    outbox.c.person_id == bindparam("person"),
    outbox.c.kind == bindparam("of_kind"),
    outbox.c.sent_at.is_not(None),
    outbox.c.id != bindparam("this"),
)


def zone_of(work: Work) -> ZoneInfo:
    """Theirs, as far as it is known."""
    return work.get(NotificationSettingsStore).zone()


def was_sent(work: Work, kind: str, zone: ZoneInfo, but: int = 0) -> bool:
    """Whether another message of the kind than this one reached them on this local day."""
    today = local_day(work.now, zone)
    values = {"person": work.person.id, "of_kind": kind, "this": but}
    return any(local_day(at, zone) == today for at in work.connection.scalars(_SENT, values) if at)


def tomorrow(zone: ZoneInfo, now: datetime) -> datetime:
    """When there is room for the next one."""
    return instant(local_day(now, zone) + timedelta(days=1), NEXT_DAY_AT, zone)


def plan_daily(work: Work, kind: str) -> None:
    """Now, if today had none yet; else tomorrow at nine. One that is still to come tells it along.

    The caller holds the person: the sender does too while it decides what a message tells.
    """
    zone = zone_of(work)
    due = tomorrow(zone, work.now) if was_sent(work, kind, zone) else work.now
    for _ in range(TRIES):
        if _is_to_come(work, kind, local_day(due, zone), due):
            return
        due = tomorrow(zone, due)


def _is_to_come(work: Work, kind: str, day: date, due: datetime) -> bool:
    """False: that day's was sent, is just being sent, or cannot be."""
    messages, person = Outbox(work), work.person
    key = (kind, str(Week.of(day)), day.isoweekday())
    row = messages.find(*key)
    if row is None:
        messages.plan([Planned(person.workspace_id, person.id, *key, due, due + LASTS)])
        return True
    never_left = row.state in {State.MOOT, State.MISSED}
    return row.state is State.PENDING or (never_left and messages.again(row.id, due, due + LASTS))
