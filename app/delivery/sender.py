"""The only way a message leaves: claim, send, settle; what is unclear is looked up, never guessed."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from app.delivery import machine
from app.delivery.attempt import attempt
from app.delivery.claims import Claimed, claim_next
from app.delivery.lookup import Lookup
from app.delivery.machine import Change
from app.delivery.model import State
from app.delivery.pace import POST
from app.delivery.setup import Setup
from app.delivery.waits import Waits, Watched
from app.errors import StorageUnavailable
from app.logs import where

log = logging.getLogger(__name__)

SOON = timedelta(seconds=1.5)
"""What is due by then is waited for: messages that follow each other do not take a tick each."""
SETTLE_AGAIN = (0.3, 1.0)
"""Seconds before another try to store what nobody could look up."""


class Sender:
    """Sends what is due, one message at a time, so that a lease covers one post and nothing else.

    Any number of senders may run on one database, in any number of processes. Not for several threads.
    """

    def __init__(self, setup: Setup, waits: Waits | None = None) -> None:
        self._setup = setup
        self._lookup = Lookup(setup, waits or Watched(setup.monotonic))
        self._looked_at = float("-inf")

    def run_until_nothing_due(self, limit: float, stop: Callable[[], bool] = lambda: False) -> Counter[State]:
        """Send for `limit` seconds at the most; `stop` ends it between two messages.

        Counts what came into which state: `pending` was put back, `maybe` is not known yet.
        Raises StorageUnavailable when the database is gone; what was under way is looked up later.
        """
        counts: Counter[State] = Counter()
        end = self._setup.monotonic() + limit
        waited, patience = 0.0, self._setup.timing.patience
        while self._setup.monotonic() < end and not stop():
            self._settle_unclear(counts)
            wait = self._until_next()  # most passes find none: no turn as a writer for that
            if wait is None or (wait > 0 and waited > SOON.total_seconds()):
                break
            state = self._send_next() if wait <= 0 else None
            if state:
                counts[state] += 1
                waited = 0.0 if state is State.SENT else waited
            else:
                self._setup.sleep(patience)  # not yet, no free slot, or Slack said to wait
                waited += patience if wait > 0 else 0.0  # a clock that stands still brings nothing
        return counts

    def _settle_unclear(self, counts: Counter[State]) -> None:
        now = self._setup.monotonic()
        if now - self._looked_at >= self._setup.timing.watch_every:
            self._looked_at = now
            counts.update(self._lookup.settle_unclear())

    def _until_next(self) -> float | None:
        """Seconds until the next message is due; None where that is not soon."""
        now = self._setup.clock.now()
        with self._setup.database.read() as connection:
            at = self._setup.store(connection).next_try(now + SOON)
        return None if at is None else (at - now).total_seconds()

    def _send_next(self) -> State | None:
        """What the next due message came to; None where none may go now."""
        claimed = claim_next(self._setup)
        return self._send(claimed) if isinstance(claimed, Claimed) else claimed

    def _send(self, claimed: Claimed) -> State:
        outcome, channel_id = attempt(self._setup, claimed)
        message = claimed.message
        attempts, now, timing = message.attempts + 1, self._setup.clock.now(), self._setup.timing
        looked_up = not self._setup.is_in_channel(message)
        change = machine.after_attempt(outcome, attempts, now, timing, looked_up=looked_up)
        try:
            self._settle_surely(claimed, change, channel_id, () if looked_up else SETTLE_AGAIN)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, to be looked up later
            log.error("message %d is not settled: %s", message.id, where(error))  # noqa: TRY400
            return State.SENDING
        return change.state

    def _settle_surely(
        self, claimed: Claimed, change: Change, channel_id: str | None, waits: tuple[float, ...]
    ) -> None:
        """What is known and not stored is lost: where nothing is looked up, a person would be asked."""
        for wait in waits:
            try:
                self._settle(claimed, change, channel_id)
            except Exception as error:  # noqa: BLE001  # the boundary: one outbox row
                log.warning("message %d is not settled yet: %s", claimed.message.id, where(error))
                self._setup.sleep(wait)
            else:
                return
        self._settle(claimed, change, channel_id)

    def _settle(self, claimed: Claimed, change: Change, channel_id: str | None) -> None:
        setup, message = self._setup, claimed.message
        with setup.database.write() as connection:
            if change.hold:
                setup.pace.hold(connection, message.workspace_id, POST, change.hold)
            if not setup.settle(connection, message, claimed.claim, change, channel_id):
                log.warning("message %d was taken over: its claim expired before it was settled", message.id)
