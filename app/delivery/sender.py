"""The only way a message leaves: claim, send, settle; what is unclear is looked up, never guessed."""

import logging
from collections import Counter
from collections.abc import Callable

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
        while self._setup.monotonic() < end and not stop():
            self._settle_unclear(counts)
            if not self._any_due():  # most passes find none: no turn as a writer for that
                break
            state = self._send_next()
            if state:
                counts[state] += 1
            else:
                self._setup.sleep(self._setup.timing.patience)  # no free slot, or Slack said to wait
        return counts

    def _settle_unclear(self, counts: Counter[State]) -> None:
        now = self._setup.monotonic()
        if now - self._looked_at >= self._setup.timing.watch_every:
            self._looked_at = now
            counts.update(self._lookup.settle_unclear())

    def _any_due(self) -> bool:
        with self._setup.database.read() as connection:
            return self._setup.store(connection).any_due(self._setup.clock.now())

    def _send_next(self) -> State | None:
        """What the next due message came to; None where none may go now."""
        claimed = claim_next(self._setup)
        return self._send(claimed) if isinstance(claimed, Claimed) else claimed

    def _send(self, claimed: Claimed) -> State:
        outcome, channel_id = attempt(self._setup, claimed)
        message = claimed.message
        change = machine.after_attempt(
            outcome, message.attempts + 1, self._setup.clock.now(), self._setup.timing
        )
        try:
            self._settle(claimed, change, channel_id)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, to be looked up later
            log.error("message %d is not settled: %s", message.id, where(error))  # noqa: TRY400
            return State.SENDING
        return change.state

    def _settle(self, claimed: Claimed, change: Change, channel_id: str | None) -> None:
        setup, message = self._setup, claimed.message
        with setup.database.write() as connection:
            if change.hold:
                setup.pace.hold(connection, message.workspace_id, POST, change.hold)
            if not setup.settle(connection, message, claimed.claim, change, channel_id):
                log.warning("message %d was taken over: its claim expired before it was settled", message.id)
