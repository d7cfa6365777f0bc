"""Claiming the next message that may go out: one transaction, committed before anything is posted."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.db.engine import UNAVAILABLE
from app.delivery import machine
from app.delivery.machine import Change
from app.delivery.model import Admitted, Held, Message, Moot, State
from app.delivery.pace import OPEN, POST
from app.delivery.setup import Setup
from app.delivery.store import Due, Store
from app.logs import where

log = logging.getLogger(__name__)


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


def claim_next(setup: Setup) -> Claimed | State | None:
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
            change = machine.after_failed_admission(setup.timing)
            setup.store(connection).put_off(broken.message.id, change, setup.clock.now())
        return change.state


def _claim(setup: Setup, connection: Connection, at: float) -> Claimed | State | None:
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


def _unwanted(setup: Setup, connection: Connection, message: Message, now: datetime) -> Change | None:
    """Why a due message is not to go out now, by the clock or by its feature."""
    if machine.missed(message.not_after, now):
        return machine.after_missing()
    verdict = _ask(setup, connection, message)
    if isinstance(verdict, Admitted):
        return None
    looked_up = not setup.is_in_channel(message)
    return machine.after_attempt(verdict, message.attempts, now, setup.timing, looked_up=looked_up)


def _ask(setup: Setup, connection: Connection, message: Message) -> Admitted | Held | Moot:
    try:
        return setup.kinds[message.kind].admit(connection, message)
    except UNAVAILABLE:
        raise
    except Exception as error:  # the boundary: one outbox row
        raise _Broken(message) from error


def _tell(setup: Setup, connection: Connection, message: Message, change: Change) -> None:
    try:
        setup.tell(connection, message, change)
    except UNAVAILABLE:
        raise
    except Exception as error:  # the boundary: one outbox row
        raise _Broken(message) from error


def _take(
    setup: Setup, connection: Connection, store: Store, due: Due, now: datetime, at: float
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
