"""What was left unclear: settled by looking it up, after a quiet period."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from app.clock import Clock
from app.errors import StorageUnavailable, where
from app.outbox import states
from app.outbox.deps import SenderDeps
from app.outbox.model import State
from app.outbox.pace import HISTORY
from app.outbox.states import Recovery
from app.outbox.store import UnderWay
from app.slack.client import History, Limited, Posted, Unclear

log = logging.getLogger(__name__)

# How long a row has been with whoever holds it, before somebody else may act on it.


class ClaimAges(Protocol):
    """Seconds that a row has been under way under its present claim."""

    def seconds(self, row: UnderWay) -> float: ...

    def only(self, rows: Iterable[UnderWay]) -> None:
        """These are all there are: forget the others."""
        ...


class WatchedClaims:
    """As long as this process has seen it so itself, by a clock that never jumps.

    No wall clock is believed, neither ours nor the one of the machine that wrote the row, so clocks
    that are wrong or jump delay a message and never double it. A new process watches from the start.
    """

    def __init__(self, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._first_seen: dict[str, float] = {}

    def seconds(self, row: UnderWay) -> float:
        now = self._elapsed()
        return now - self._first_seen.setdefault(row.claim, now)

    def only(self, rows: Iterable[UnderWay]) -> None:
        claims = {row.claim for row in rows}
        self._first_seen = {claim: at for claim, at in self._first_seen.items() if claim in claims}


class StampedClaims:
    """As long as its own stamp says: for a pass that runs once and exits, and has nothing else to go by."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def seconds(self, row: UnderWay) -> float:
        return _since(row.since, self._clock.now())

    def only(self, rows: Iterable[UnderWay]) -> None:
        """Nothing is remembered."""


def _since(then: datetime, now: datetime) -> float:
    return (now - then).total_seconds()


class Lookup:
    """Settles what others, or we before, left unclear."""

    def __init__(self, setup: SenderDeps, waits: ClaimAges) -> None:
        self._setup = setup
        self._waits = waits

    def settle_unclear(self) -> Counter[State]:
        """Expire what is too old and look up what was quiet for long enough; what came of it."""
        with self._setup.database.read() as connection:
            rows = self._setup.store(connection).under_way()
        self._waits.only(rows)
        return Counter(state for row in rows if (state := self._one(row)))

    def _one(self, row: UnderWay) -> State | None:
        deed = states.due_deed(row.state, self._waits.seconds(row), self._setup.timing)
        if deed is Recovery.EXPIRE:
            return self._expire(row)
        return self._look(row) if deed is Recovery.LOOK else None

    def _expire(self, row: UnderWay) -> State | None:
        setup = self._setup
        change = states.after_expiry(looked_up=not setup.is_in_channel(row.message))
        try:
            with setup.database.write() as connection:
                done = setup.store(connection).expire(row, change, setup.timing.lease)
                if done:
                    setup.tell(setup.work_for(connection, row.message), row.message, change)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, which expires again
            log.error("message %d does not expire: %s", row.message.id, where(error))  # noqa: TRY400
            return None
        return change.state if done else None

    def _look(self, row: UnderWay) -> State | None:
        """One replica looks: taking the row gives it a new claim, which the others watch anew."""
        setup = self._setup
        with setup.database.write() as connection:
            if setup.pace.reserve(connection, row.message.workspace_id, HISTORY, 0.0) is None:
                return None
            claim = setup.store(connection).take_to_look(row, setup.clock.now())
        if claim is None:
            return None
        try:
            change = states.after_look(self._found(row))
            with setup.database.write() as connection:
                settled = setup.settle(connection, row.message, claim, change, row.channel_id)
        except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, which stays unclear
            log.error("message %d stays unclear: %s", row.message.id, where(error))  # noqa: TRY400
            return None
        return change.state if settled else None

    def _found(self, row: UnderWay) -> Posted | Unclear | None:
        if row.channel_id is None:
            return None  # the DM is kept before anything is posted, so nothing was
        cursor = None
        while True:
            page = self._page(row, row.channel_id, cursor)
            if isinstance(page, Unclear):
                return page
            if row.message.delivery_id in page.found:
                return Posted(page.found[row.message.delivery_id])
            cursor = page.next_cursor
            if cursor is None:
                return None

    def _page(self, row: UnderWay, channel_id: str, cursor: str | None) -> History | Unclear:
        if cursor and not self._wait_for_page(row):
            return Unclear("history_no_slot")
        page = self._setup.posting.history(channel_id, row.after_ts, cursor)
        if isinstance(page, Limited):
            with self._setup.database.write() as connection:
                self._setup.pace.hold(connection, row.message.workspace_id, HISTORY, page.seconds)
        return page if isinstance(page, History) else Unclear(f"history_{_why(page)}")

    def _wait_for_page(self, row: UnderWay) -> bool:
        setup = self._setup
        with setup.database.write() as connection:
            workspace_id = row.message.workspace_id
            slot = setup.pace.reserve(connection, workspace_id, HISTORY, setup.timing.http)
        if slot is None:
            return False
        setup.sleep(slot)
        return True


def _why(page: object) -> str:
    return str(getattr(page, "code", None) or getattr(page, "reason", None) or type(page).__name__)
