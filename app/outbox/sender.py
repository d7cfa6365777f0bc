"""Claim, post outside any transaction, settle behind a fence."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.db.engine import UNAVAILABLE
from app.errors import StorageUnavailable, where
from app.outbox import states
from app.outbox.deps import SenderDeps
from app.outbox.lookup import ClaimAges, Lookup, WatchedClaims
from app.outbox.model import Allowed, Asking, Deferred, InChannel, Message, Rendered, Skipped, State
from app.outbox.pace import OPEN, POST
from app.outbox.states import Late, Outcome, Transition
from app.outbox.store import Due, OutboxStore
from app.slack.blocks import Block
from app.slack.client import Failure, Limited, NotSent, Opened, Refused, Unclear

log = logging.getLogger(__name__)

# Claiming the next message that may go out: one transaction, committed before anything is posted.


@dataclass(frozen=True)
class Claimed:
    """Ours until the lease is over. `at`: before the claim began, by the clock that never jumps."""

    message: Message
    channel_id: str | None
    claim: str
    at: float
    slot_at: float  # when the pace lets it go, by the same clock


class _NoSlot(Exception):
    """Somebody else took the slot: nothing of the claim is kept, what was reserved for it neither."""


class _Broken(Exception):
    """Its feature failed to say whether it may go, or to hear that it may not."""

    def __init__(self, message: Message) -> None:
        self.message = message


def claim_next(setup: SenderDeps) -> Claimed | State | None:
    """The next message to post; or the state of one that is not to be posted; None where none may go now."""
    at = setup.monotonic()
    try:
        with setup.database.write() as connection:
            return _claim(setup, connection, at)
    except _NoSlot:
        return None
    except _Broken as broken:
        cause = broken.__cause__ or broken
        log.error("message %d is not admitted: %s", broken.message.id, where(cause))  # noqa: TRY400
        with setup.database.write() as connection:
            change = states.after_failed_admission(setup.timing)
            setup.store(connection).put_off(broken.message.id, change, setup.clock.now())
        return change.state


def _claim(setup: SenderDeps, connection: Connection, at: float) -> Claimed | State | None:
    now = setup.clock.now()
    store = setup.store(connection)
    due = store.next_due(now, setup.pace.now_ms() + int(setup.timing.patience * 1000))
    if due is None:
        return None
    change = _unwanted(setup, connection, due.message, now)
    if change:
        store.put_off(due.message.id, change, now)
        _tell(setup, connection, due.message, change)
        return change.state
    return _take(setup, connection, store, due, now, at)


def _unwanted(
    setup: SenderDeps, connection: Connection, message: Message, now: datetime
) -> Transition | None:
    """Why a due message is not to go out now, by the clock or by its feature."""
    if states.missed(message.not_after, now):
        return states.after_missing()
    verdict = _ask(setup, connection, message)
    if isinstance(verdict, Allowed):
        return None
    looked_up = not setup.is_in_channel(message)
    return states.after_attempt(verdict, message.attempts, now, setup.timing, looked_up=looked_up)


def _ask(setup: SenderDeps, connection: Connection, message: Message) -> Allowed | Deferred | Skipped:
    try:
        return setup.kinds[message.kind].admit(connection, message)
    except UNAVAILABLE:
        raise
    except Exception as error:  # the boundary: one outbox row
        raise _Broken(message) from error


def _tell(setup: SenderDeps, connection: Connection, message: Message, change: Transition) -> None:
    try:
        setup.tell(connection, message, change)
    except UNAVAILABLE:
        raise
    except Exception as error:  # the boundary: one outbox row
        raise _Broken(message) from error


def _take(
    setup: SenderDeps, connection: Connection, store: OutboxStore, due: Due, now: datetime, at: float
) -> Claimed | None:
    wait = 0.0
    opens = due.channel_id is None and not setup.is_in_channel(due.message)
    for method in (POST, OPEN) if opens else (POST,):
        slot = setup.pace.reserve(connection, due.message.workspace_id, method, setup.timing.patience)
        if slot is None:
            raise _NoSlot
        wait = max(wait, slot)
    claim = store.take(due, now)
    if claim is None:
        raise _NoSlot
    return Claimed(due.message, due.channel_id, claim, at, setup.monotonic() + wait)


# One attempt at a claimed message: its words, where it goes, the post. Fence and lease are the caller's.

BLOCKS_REFUSED = ("invalid_blocks", "msg_blocks_too_long")


@dataclass(frozen=True)
class Ready:
    """Everything that a post needs."""

    channel_id: str
    rendered: Rendered
    thread_ts: str | None = None


def attempt(setup: SenderDeps, claimed: Claimed) -> tuple[Outcome, str | None]:
    """What became of it and in which channel. Whatever is raised on the way, the row gets an outcome."""
    try:
        ready = _prepare(setup, claimed)
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, nothing posted yet
        log.error("message %d could not be made: %s", claimed.message.id, where(error))  # noqa: TRY400
        return NotSent("error"), None
    if not isinstance(ready, Ready):
        return ready, None
    try:
        return _send(setup, claimed, ready), ready.channel_id
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, perhaps posted
        log.error("message %d is unclear: %s", claimed.message.id, where(error))  # noqa: TRY400
        return Unclear("error"), ready.channel_id


def _prepare(setup: SenderDeps, claimed: Claimed) -> Ready | Failure | Deferred | Skipped:
    kind, message = setup.kinds[claimed.message.kind], claimed.message
    if isinstance(kind, Asking) and (refusal := kind.check(message)):
        return refusal
    if isinstance(kind, InChannel):
        return _prepare_in_channel(setup, kind, message)
    with setup.database.read() as connection:
        rendered = kind.render(connection, message)
    if not isinstance(rendered, Rendered):
        return rendered
    channel_id = claimed.channel_id or _open(setup, message)
    return Ready(channel_id, rendered) if isinstance(channel_id, str) else channel_id


def _prepare_in_channel(setup: SenderDeps, kind: InChannel, message: Message) -> Ready | Deferred | Skipped:
    with setup.database.read() as connection:
        place = kind.place(connection, message)
        if isinstance(place, Skipped):
            return place
        rendered = kind.render(connection, message)
    return Ready(place.channel_id, rendered, place.thread_ts) if isinstance(rendered, Rendered) else rendered


def _open(setup: SenderDeps, message: Message) -> str | Failure:
    """The DM's channel, kept before anything is posted there, so that looking it up is always possible."""
    answer = setup.posting.open(message.slack_user_id)
    if isinstance(answer, Limited):
        with setup.database.write() as connection:
            setup.pace.hold(connection, message.workspace_id, OPEN, answer.seconds)
        return NotSent("ratelimited")
    if isinstance(answer, Unclear):
        return NotSent(answer.reason)  # no message went out, and opening again opens the same DM
    if not isinstance(answer, Opened):
        return answer
    with setup.database.write() as connection:
        setup.store(connection).keep_dm(message.person_id, answer.channel_id)
    return answer.channel_id


def _send(setup: SenderDeps, claimed: Claimed, ready: Ready) -> Outcome:
    outcome = _post(setup, claimed, ready, ready.rendered.blocks)
    plain = ready.rendered.plain_blocks
    if plain is None or not isinstance(outcome, Refused) or not outcome.code.startswith(BLOCKS_REFUSED):
        return outcome
    with setup.database.write() as connection:
        setup.pace.reserve(connection, claimed.message.workspace_id, POST, setup.timing.http)
    return _post(setup, claimed, ready, plain)


def _post(setup: SenderDeps, claimed: Claimed, ready: Ready, blocks: tuple[Block, ...]) -> Outcome:
    wait = claimed.slot_at - setup.monotonic()
    if wait > 0:
        setup.sleep(wait)
    message = claimed.message
    if states.missed(message.not_after, setup.clock.now()):
        return Deferred(message.not_after, "its time was over before it could be sent")
    if not states.may_post(setup.monotonic() - claimed.at, setup.timing):
        return Late()
    text, thread_ts = ready.rendered.text, ready.thread_ts
    return setup.posting.post(ready.channel_id, message.delivery_id, text, blocks, thread_ts)


SOON = timedelta(seconds=1.5)
"""What is due by then is waited for: messages that follow each other do not take a tick each."""
SETTLE_AGAIN = (0.3, 1.0)
"""Seconds before another try to store what nobody could look up."""


class Sender:
    """Sends what is due, one message at a time, so that a lease covers one post and nothing else.

    Any number of senders may run on one database, in any number of processes. Not for several threads.
    """

    def __init__(self, setup: SenderDeps, waits: ClaimAges | None = None) -> None:
        self._setup = setup
        self._lookup = Lookup(setup, waits or WatchedClaims(setup.monotonic))
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
        change = states.after_attempt(outcome, attempts, now, timing, looked_up=looked_up)
        try:
            self._settle_surely(claimed, change, channel_id, () if looked_up else SETTLE_AGAIN)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, to be looked up later
            log.error("message %d is not settled: %s", message.id, where(error))  # noqa: TRY400
            return State.SENDING
        return change.state

    def _settle_surely(
        self, claimed: Claimed, change: Transition, channel_id: str | None, waits: tuple[float, ...]
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

    def _settle(self, claimed: Claimed, change: Transition, channel_id: str | None) -> None:
        setup, message = self._setup, claimed.message
        with setup.database.write() as connection:
            if change.hold:
                setup.pace.hold(connection, message.workspace_id, POST, change.hold)
            if not setup.settle(connection, message, claimed.claim, change, channel_id):
                log.warning("message %d was taken over: its claim expired before it was settled", message.id)
