"""Where people are, asked of Slack before they are written to: their zone, and whether they are there."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select

from app.db.tables import outbox, people, rhythms
from app.nudges.model import PROFILE_LASTS
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore, lock
from app.outbox.pace import PROFILE, Pace
from app.outbox.states import elapsed
from app.users import SlackProfile
from app.work import Workplace

log = logging.getLogger(__name__)

AHEAD = timedelta(hours=2)
"""Before a message is due, so that the calls are spread: Slack takes 100 a minute."""
AT_ONCE = 50
PATIENCE = 1.0
TRY_AGAIN = timedelta(hours=1)
SILENT_FOR = timedelta(minutes=5)
ENOUGH_FAILURES = 3

_STALE = or_(rhythms.c.profile_read_at.is_(None), rhythms.c.profile_read_at < bindparam("old"))
_SOON = (
    select(rhythms.c.person_id, people.c.slack_user_id, people.c.workspace_id)
    .join(outbox, outbox.c.person_id == rhythms.c.person_id)
    .join(people, people.c.id == rhythms.c.person_id)
    .where(outbox.c.try_at <= bindparam("soon"), _STALE)
    .where(rhythms.c.person_id.not_in(bindparam("tried", expanding=True)))
    .order_by(outbox.c.try_at)
    .limit(AT_ONCE)
)
_STILL_STALE = select(rhythms.c.person_id).where(rhythms.c.person_id == bindparam("person"), _STALE)


@dataclass(frozen=True)
class _Soon:
    """Somebody who is written to soon and was not asked about for long."""

    person_id: int
    user_id: str
    workspace_id: int


class ProfileRefresh:
    """Reads what is older than a day, for those alone who are written to soon.

    Where Slack does not answer, the last known counts after one try within the hour: `tried` says so.
    """

    def __init__(
        self,
        workplace: Workplace,
        read: Callable[[str], SlackProfile | None],
        planner: Planner,
        pace: Pace,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = elapsed,
    ) -> None:
        self._workplace = workplace
        self._database = workplace.database
        self._clock = workplace.clock
        self._read = read
        self._planner = planner
        self._pace = pace
        self._sleep = sleep
        self._monotonic = monotonic
        self._failed: dict[int, datetime] = {}
        self._silent_until: datetime | None = None

    def tried(self, person_id: int) -> bool:
        """Asked in vain within the hour; or Slack answers nobody at the moment."""
        return person_id in self._in_vain() or self._is_silent()

    def read_due(self, limit_seconds: float, stop: Callable[[], bool] = lambda: False) -> int:
        """Ask for those who are written to soon; how many changed. A changed zone is planned for at once."""
        end = self._monotonic() + limit_seconds
        changed = failures = 0
        for one in () if self._is_silent() else self._soon():
            if stop() or self._monotonic() >= end or not self._has_slot(one):
                break
            found = self._ask(one)
            failures = failures + 1 if found is None else 0
            changed += bool(found)
            if failures == ENOUGH_FAILURES:
                self._silent_until = self._clock.now() + SILENT_FOR
                break
        return changed

    def _soon(self) -> list[_Soon]:
        now = self._clock.now()
        values = {"soon": now + AHEAD, "old": self._old(now), "tried": sorted(self._in_vain())}
        with self._database.read() as connection:
            rows = [_Soon(*row) for row in connection.execute(_SOON, values)]
        return list({one.person_id: one for one in rows}.values())

    def _old(self, now: datetime) -> datetime:
        return now - PROFILE_LASTS + AHEAD  # so that it is no older than a day when the message is due

    def _has_slot(self, one: _Soon) -> bool:
        """Another replica may have asked meanwhile: then there is nothing to wait for."""
        with self._database.write() as connection:
            slot = self._pace.reserve(connection, one.workspace_id, PROFILE, PATIENCE)
        if slot:
            self._sleep(slot)
        return slot is not None

    def _ask(self, one: _Soon) -> bool | None:
        """Whether something changed; None where Slack did not say. Asked outside any transaction."""
        if not self._is_still_stale(one):
            return False
        found = self._read(one.user_id)
        if found is None:
            self._failed[one.person_id] = self._clock.now()
            return None
        with self._database.write() as connection:
            work = self._workplace.work_for(connection, lock(connection, one.person_id))
            store = work.get(NotificationSettingsStore)
            changed = store.profile_read(found.zone, found.deleted, work.now)
            if changed:
                self._planner.plan(work)
            return changed

    def _is_still_stale(self, one: _Soon) -> bool:
        values = {"person": one.person_id, "old": self._old(self._clock.now())}
        with self._database.read() as connection:
            return connection.scalar(_STILL_STALE, values) is not None

    def _in_vain(self) -> set[int]:
        now = self._clock.now()
        self._failed = {who: at for who, at in self._failed.items() if now - TRY_AGAIN < at <= now}
        return set(self._failed)

    def _is_silent(self) -> bool:
        return self._silent_until is not None and self._clock.now() < self._silent_until
