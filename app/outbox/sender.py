"""Claim, post outside any transaction, settle behind a fence.

Messages to people are claimed and settled in batches of at most ten, so that a commit serves several; one
into a channel alone, because nobody may look it up there. Where something raises, the batch is undone and its
messages are tried one by one.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from app.db.engine import UNAVAILABLE
from app.errors import StorageUnavailable, where
from app.outbox import states
from app.outbox.deps import SenderDeps
from app.outbox.lookup import ClaimAges, Lookup, WatchedClaims
from app.outbox.model import (
    Allowed,
    Asking,
    Deferred,
    InChannel,
    InThread,
    Message,
    PostTarget,
    Rendered,
    Skipped,
    State,
)
from app.outbox.pace import OPEN, POST
from app.outbox.states import Late, Outcome, Transition
from app.outbox.store import Due
from app.slack.blocks import Block
from app.slack.client import Failure, Limited, NotSent, Opened, Refused, Unclear
from app.work import Work

log = logging.getLogger(__name__)

AT_ONCE = 10
"""Messages of one claim: the last of them still has most of the lease when its turn comes."""
WRITER_SECONDS = 0.02
"""A batch takes no further message once it has held the writer so long: clicks wait for it."""
SOON = timedelta(seconds=1.5)
"""What is due by then is waited for: messages that follow each other do not take a tick each."""
WORDS_LAST = 1.0
"""Seconds after which words that were read for a batch are read anew: a click may have answered."""
SETTLE_AGAIN = (0.3, 1.0)
"""Seconds before another try to store what nobody could look up."""
BLOCKS_REFUSED = ("invalid_blocks", "msg_blocks_too_long")


@dataclass(frozen=True)
class Claimed:
    """Ours until the lease is over. `at`: before the claim began, by the clock that never jumps."""

    message: Message
    channel_id: str | None
    claim: str
    at: float
    slot_at: float  # when the pace lets it go, by the same clock


@dataclass(frozen=True)
class Attempted:
    """What became of a claimed message, and in which channel."""

    claimed: Claimed
    outcome: Outcome
    channel_id: str | None


@dataclass(frozen=True)
class _Ready:
    """What a post needs. `target`: where in a channel; None for a person's DM, in `thread_ts` perhaps."""

    rendered: Rendered
    target: PostTarget | None = None
    thread_ts: str | None = None


class _NoSlot(Exception):
    """Somebody else took the slots: nothing of the claim is kept, what was reserved for it neither."""


class _Broken(Exception):
    """Its feature failed to say whether it may go, or to hear that it may not."""

    def __init__(self, message: Message) -> None:
        self.message = message


class Sender:
    """Sends what is due. Any number may run on one database, in any number of processes; not in threads."""

    def __init__(self, setup: SenderDeps, waits: ClaimAges | None = None) -> None:
        self._setup = setup
        self._lookup = Lookup(setup, waits or WatchedClaims(setup.monotonic))
        self._looked_at = float("-inf")
        self._singly = 0  # so many claims are of one message: one of a batch failed

    def run_until_nothing_due(
        self, limit: float, stop: Callable[[], bool] = lambda: False, *, is_due: bool = False
    ) -> Counter[State]:
        """Send for `limit` seconds at the most; `stop` ends it between two messages.

        `is_due`: somebody has just asked whether anything is.

        Counts what came into which state: `pending` was put back, `unconfirmed` is not known yet.
        Raises StorageUnavailable when the database is gone; what was under way is looked up later.
        """
        counts: Counter[State] = Counter()
        end = self._setup.monotonic() + limit
        waited, patience = 0.0, self._setup.timing.patience
        while self._setup.monotonic() < end and not stop():
            self._settle_unclear(counts)
            wait = 0.0 if is_due else self._until_next()  # most find none: no turn as a writer for that
            if wait is None or (wait > 0 and waited > SOON.total_seconds()):
                break
            came_to = self._send_due(stop) if wait <= 0 else Counter[State]()
            counts += came_to
            if came_to:
                waited = 0.0 if came_to[State.SENT] else waited
            else:
                self._setup.sleep(patience)  # not yet, no free slot, or Slack said to wait
                waited += patience if wait > 0 else 0.0  # a clock that stands still brings nothing
            # After a claim that took less it is asked: another sender may have been first.
            is_due = is_due and came_to.total() >= AT_ONCE
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

    def _send_due(self, stop: Callable[[], bool]) -> Counter[State]:
        """What some due messages came to; nothing where none may go now."""
        claims, counts = self._claim()
        return counts + self._settle(attempt_all(self._setup, claims, stop))

    # Claiming: one transaction, committed before anything is posted.

    def _claim(self) -> tuple[list[Claimed], Counter[State]]:
        """The messages to post, and what became of those that are not to be posted now."""
        setup, at = self._setup, self._setup.monotonic()
        self._singly = max(0, self._singly - 1)
        try:
            with setup.database.write() as connection:
                return _Claiming(setup, connection, at, 1 if self._singly else AT_ONCE).run()
        except _NoSlot:
            return [], Counter()
        except _Broken as broken:
            if not self._singly:
                self._singly = AT_ONCE + 1
                return self._claim()
            cause = broken.__cause__ or broken
            log.error("message %d is not admitted: %s", broken.message.id, where(cause))  # noqa: TRY400
            with setup.database.write() as connection:
                change = states.after_failed_admission(setup.timing)
                setup.store(connection).put_off(broken.message.id, change, setup.clock.now(), still_due=True)
            return [], Counter([change.state])

    # Settling: who holds the claim stores what became of it, and tells the feature in the same transaction.

    def _settle(self, attempted: list[Attempted]) -> Counter[State]:
        counts: Counter[State] = Counter()
        while attempted:
            done = self._settle_some(attempted) if len(attempted) > 1 else 0
            if done:
                counts.update(self._change(each).state for each in attempted[:done])
            else:
                counts[self._settle_one(attempted[0])] += 1
            attempted = attempted[max(1, done) :]
        return counts

    def _settle_some(self, attempted: list[Attempted]) -> int:
        """Settle as many as do not hold the writer for long; how many. 0: each has to be tried alone."""
        done = 0
        try:
            with self._setup.database.write() as connection:
                began = self._setup.monotonic()
                for each in attempted:
                    self._store(connection, each)
                    done += 1
                    if self._setup.monotonic() - began > WRITER_SECONDS:
                        break
        except Exception:  # noqa: BLE001  # the boundary: nothing of it is kept, and each is tried alone
            return 0
        return done

    def _settle_one(self, attempted: Attempted) -> State:
        """What is known and not stored is lost: where nothing is looked up, a person would be asked."""
        message = attempted.claimed.message
        for wait in SETTLE_AGAIN if self._setup.is_in_channel(message) else ():
            try:
                return self._settle_alone(attempted)
            except Exception as error:  # noqa: BLE001  # the boundary: one outbox row
                log.warning("message %d is not settled yet: %s", message.id, where(error))
                self._setup.sleep(wait)
        try:
            return self._settle_alone(attempted)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, to be looked up later
            log.error("message %d is not settled: %s", message.id, where(error))  # noqa: TRY400
            return State.SENDING

    def _settle_alone(self, attempted: Attempted) -> State:
        with self._setup.database.write() as connection:
            self._store(connection, attempted)
        return self._change(attempted).state

    def _store(self, connection: Connection, attempted: Attempted) -> None:
        setup, claimed, change = self._setup, attempted.claimed, self._change(attempted)
        message = claimed.message
        if change.hold:
            setup.pace.hold(connection, message.workspace_id, POST, change.hold)
        if not setup.settle(connection, message, claimed.claim, change, attempted.channel_id):
            log.warning("message %d was taken over: its claim expired before it was settled", message.id)

    def _change(self, attempted: Attempted) -> Transition:
        setup, message = self._setup, attempted.claimed.message
        attempts, now = message.attempts + 1, setup.clock.now()
        looked_up = not setup.is_in_channel(message)
        return states.after_attempt(attempted.outcome, attempts, now, setup.timing, looked_up=looked_up)


class _Claiming:
    """One claim: of the due messages those that may go out now and have a slot of the pace."""

    def __init__(self, setup: SenderDeps, connection: Connection, at: float, most: int) -> None:
        self._setup = setup
        self._connection = connection
        self._at = at
        self._most = most
        self._now = setup.clock.now()
        self._store = setup.store(connection)
        self._free_at: dict[tuple[int, str], int] = {}  # milliseconds, by workspace and method
        self._taken: list[Due] = []
        self._counts: Counter[State] = Counter()

    def run(self) -> tuple[list[Claimed], Counter[State]]:
        """What is ours now, and what became of the others. Raises _NoSlot and _Broken."""
        setup, began = self._setup, self._setup.monotonic()
        real_ms, patience_ms = setup.pace.now_ms(), int(setup.timing.patience * 1000)
        for due in self._store.next_due(self._now, real_ms + patience_ms, self._most):
            alone = setup.is_in_channel(due.message)
            if alone and (self._taken or self._counts):
                break
            if due.message.person_id in {each.message.person_id for each in self._taken}:
                continue  # it is asked once the first of theirs is counted
            slots = self._slots(due, real_ms)
            if max(slots.values()) <= real_ms + patience_ms:
                self._decide(due, slots)
            if alone or setup.monotonic() - began > WRITER_SECONDS:
                break
        waits = self._reserve()
        claims = self._store.take(self._taken, self._now)
        ready_at = setup.monotonic()
        return [
            Claimed(due.message, due.channel_id, claim, self._at, ready_at + wait)
            for due, claim, wait in zip(self._taken, claims, waits, strict=True)
        ], self._counts

    def _calls(self, due: Due) -> dict[str, int]:
        """What is called for it, and when that is free."""
        opens = due.channel_id is None and not self._setup.is_in_channel(due.message)
        return {POST: due.post_free_at, OPEN: due.open_free_at} if opens else {POST: due.post_free_at}

    def _slots(self, due: Due, real_ms: int) -> dict[tuple[int, str], int]:
        """When each of its calls may go, in milliseconds, behind those of this claim that go before it."""
        workspace_id, pace = due.message.workspace_id, self._setup.pace
        return {
            (workspace_id, method): self._free_at.get((workspace_id, method), pace.slot(free_at, real_ms))
            for method, free_at in self._calls(due).items()
        }

    def _decide(self, due: Due, slots: dict[tuple[int, str], int]) -> None:
        """Ask its feature; what may go is taken, and with it its slots."""
        message, work = due.message, self._setup.work_for(self._connection, due.message)
        try:
            change = self._unwanted(work, message)
            if change:
                self._store.put_off(message.id, change, self._now)
                self._setup.tell(work, message, change)
                self._counts[change.state] += 1
                return
        except UNAVAILABLE:
            raise
        except Exception as error:  # the boundary: one outbox row
            raise _Broken(message) from error
        self._taken.append(due)
        for (workspace_id, method), slot in slots.items():
            self._free_at[workspace_id, method] = slot + self._setup.pace.step_ms(method)

    def _unwanted(self, work: Work, message: Message) -> Transition | None:
        """Why a due message is not to go out now, by the clock or by its feature."""
        setup = self._setup
        if states.missed(message.not_after, self._now):
            return states.after_missing()
        verdict = setup.kinds[message.kind].allow(work, message)
        if isinstance(verdict, Allowed):
            return None
        looked_up = not setup.is_in_channel(message)
        return states.after_attempt(verdict, message.attempts, self._now, setup.timing, looked_up=looked_up)

    def _reserve(self) -> list[float]:
        """Take the slots, all of a workspace at once: seconds to wait, by message.

        In one order of workspaces, or two replicas would wait for each other.
        """
        calls = Counter(
            (due.message.workspace_id, method) for due in self._taken for method in self._calls(due)
        )
        slots: dict[tuple[int, str], float] = {}
        for (workspace_id, method), count in sorted(calls.items()):
            step = self._setup.pace.step_ms(method) / 1000
            patience = self._setup.timing.patience + (count - 1) * step
            slot = self._setup.pace.reserve(self._connection, workspace_id, method, patience, count)
            if slot is None:
                raise _NoSlot
            slots[workspace_id, method] = slot
        waits = []
        for due in self._taken:
            keys = [(due.message.workspace_id, method) for method in self._calls(due)]
            waits.append(max(slots[key] for key in keys))
            for key in keys:
                slots[key] += self._setup.pace.step_ms(key[1]) / 1000
        return waits


# One attempt at each claimed message. Fence and lease are the caller's.


def attempt_all(
    setup: SenderDeps, claims: list[Claimed], stop: Callable[[], bool] = lambda: False
) -> list[Attempted]:
    """What became of each, in the order of their slots. Whatever is raised on the way, a row gets an outcome.

    Once Slack said to wait, the others of that workspace wait too. `stop`: the rest is put back.
    """
    done: list[Attempted] = []
    limited: dict[int, Limited] = {}
    ready, read_at = _prepare_together(setup, claims), setup.monotonic()
    for claimed in sorted(claims, key=lambda each: each.slot_at):
        message = claimed.message
        if done and isinstance(done[-1].outcome, Unclear):
            setup.sleep(setup.timing.brake)  # no faster in than the history is read
        if done and stop():
            done.append(Attempted(claimed, Late(), None))
            continue
        if message.workspace_id in limited:
            done.append(Attempted(claimed, limited[message.workspace_id], None))
            continue
        made = ready.get(message.id) if setup.monotonic() - read_at < WORDS_LAST else None
        made = made or _prepare(setup, message)
        if not isinstance(made, _Ready):
            done.append(Attempted(claimed, made, None))
            continue
        done.append(_attempt(setup, claimed, made))
        if isinstance(outcome := done[-1].outcome, Limited):
            limited[message.workspace_id] = outcome
    return done


def _prepare_together(setup: SenderDeps, claims: list[Claimed]) -> dict[int, _Ready | Outcome]:
    """Words by message, of those that ask Slack nothing first, read in one transaction."""
    together = [each.message for each in claims if not isinstance(setup.kinds[each.message.kind], Asking)]
    if not together:  # nothing was claimed, or a channel's post, which is read when its turn comes
        return {}
    try:
        with setup.database.read() as connection:
            return {message.id: _render(setup, connection, message) for message in together}
    except Exception:  # noqa: BLE001  # the boundary: the one that raises is found when its turn comes
        return {}


def _prepare(setup: SenderDeps, message: Message) -> _Ready | Outcome:
    kind = setup.kinds[message.kind]
    try:
        if isinstance(kind, Asking) and (refusal := kind.check(message)):
            return refusal
        with setup.database.read() as connection:
            return _render(setup, connection, message)
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, nothing posted yet
        log.error("message %d could not be made: %s", message.id, where(error))  # noqa: TRY400
        return NotSent("error")


def _render(setup: SenderDeps, connection: Connection, message: Message) -> _Ready | Outcome:
    kind, work = setup.kinds[message.kind], setup.work_for(connection, message)
    target = kind.place(work, message) if isinstance(kind, InChannel) else None
    if isinstance(target, Skipped):
        return target
    rendered = kind.render(work, message)
    if not isinstance(rendered, Rendered):
        return rendered
    return _Ready(rendered, target, kind.thread(work, message) if isinstance(kind, InThread) else None)


def _attempt(setup: SenderDeps, claimed: Claimed, ready: _Ready) -> Attempted:
    channel_id = ready.target.channel_id if ready.target else claimed.channel_id
    try:
        if channel_id is None:
            opened = _open(setup, claimed.message)
            if not isinstance(opened, str):
                return Attempted(claimed, opened, None)
            channel_id = opened
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, nothing posted yet
        log.error("message %d has no channel: %s", claimed.message.id, where(error))  # noqa: TRY400
        return Attempted(claimed, NotSent("error"), None)
    try:
        return Attempted(claimed, _send(setup, claimed, ready, channel_id), channel_id)
    except Exception as error:  # noqa: BLE001  # the boundary: one outbox row, perhaps posted
        log.error("message %d is unclear: %s", claimed.message.id, where(error))  # noqa: TRY400
        return Attempted(claimed, Unclear("error"), channel_id)


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


def _send(setup: SenderDeps, claimed: Claimed, ready: _Ready, channel_id: str) -> Outcome:
    outcome = _post(setup, claimed, ready, channel_id, ready.rendered.blocks)
    plain = ready.rendered.plain_blocks
    if plain is None or not isinstance(outcome, Refused) or not outcome.code.startswith(BLOCKS_REFUSED):
        return outcome
    with setup.database.write() as connection:
        setup.pace.reserve(connection, claimed.message.workspace_id, POST, setup.timing.http)
    return _post(setup, claimed, ready, channel_id, plain)


def _post(
    setup: SenderDeps, claimed: Claimed, ready: _Ready, channel_id: str, blocks: tuple[Block, ...]
) -> Outcome:
    """The post itself, unless its time or its claim is over by now: looked at again at this very moment."""
    wait = claimed.slot_at - setup.monotonic()
    if wait > 0:
        setup.sleep(wait)
    message = claimed.message
    if states.missed(message.not_after, setup.clock.now()):
        return Deferred(message.not_after, states.TIME_OVER)
    if not states.may_post(setup.monotonic() - claimed.at, setup.timing):
        return Late()
    call = (channel_id, message.delivery_id, ready.rendered.text, blocks)
    if ready.thread_ts:
        return setup.posting.post(*call, ready.thread_ts, broadcast=True)
    return setup.posting.post(*call, ready.target.thread_ts if ready.target else None)
