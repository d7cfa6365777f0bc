"""What the simulation's processes share: the rules, the outbox as a table in memory, and a Slack."""

import heapq
import random
from dataclasses import dataclass
from datetime import datetime

from app.outbox import states
from app.outbox.model import State
from app.outbox.states import Outcome, RowFields, Timing, Transition


class Rules:
    """The decisions as they are. A planted fault replaces one."""

    fenced = True
    watched = True
    timing = Timing()

    def may_post(self, since_claim: float) -> bool:
        return states.may_post(since_claim, self.timing)

    def after_attempt(self, outcome: Outcome, attempts: int, now: datetime, looked_up: bool) -> Transition:
        return states.after_attempt(outcome, attempts, now, self.timing, looked_up=looked_up)

    def after_expiry(self, looked_up: bool) -> Transition:
        return states.after_expiry(looked_up=looked_up)


@dataclass(slots=True)
class Row:
    """A message as the outbox keeps it. Every fourth goes to a channel, where nothing is looked up."""

    id: int
    state: State
    claim: str | None
    try_at: datetime | None
    since: datetime | None
    attempts: int = 0
    reserved: int = 0

    @property
    def looked_up(self) -> bool:
        return not is_in_channel(self.id)


def is_in_channel(key: int) -> bool:
    return key % 4 == 3


class Table:
    """The outbox: each method is one transaction."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.rows: dict[int, Row] = {}
        self.under_way: dict[int, Row] = {}
        self.final: dict[int, tuple[State, int]] = {}
        self._pending: list[tuple[datetime, int]] = []
        self._tokens = 0

    def plan(self, key: int, due_at: datetime) -> None:
        if key not in self.rows and key not in self.final:
            self.rows[key] = Row(key, State.PENDING, None, due_at, None)
            heapq.heappush(self._pending, (due_at, key))

    def claim(self, now: datetime) -> tuple[Row, str] | None:
        while self._pending and self._pending[0][0] <= now:
            try_at, key = heapq.heappop(self._pending)
            row = self.rows.get(key)
            if row and row.state is State.PENDING and row.try_at == try_at:
                token = self.token()
                self._write(row, states.taken(now, token))
                row.attempts += 1
                row.reserved += 1
                return row, token
        return None

    def settle(self, row: Row, claim: str, change: Transition, now: datetime) -> bool:
        is_known_late = row.state is State.UNCONFIRMABLE and change.state is State.SENT
        if self.rules.fenced and row.claim != claim and not is_known_late:
            return False
        if change.undelivered:
            row.reserved -= 1
        self._write(row, states.fields(change, now, self.token()))
        return True

    def token(self) -> str:
        self._tokens += 1
        return str(self._tokens)

    def _write(self, row: Row, fields: RowFields) -> None:
        row.state, row.claim, row.try_at, row.since = fields.state, fields.claim, fields.try_at, fields.since
        if row.since:
            self.under_way[row.id] = row
        else:
            self.under_way.pop(row.id, None)
        if row.try_at:
            self.rows[row.id] = row
            heapq.heappush(self._pending, (row.try_at, row.id))
            self.final.pop(row.id, None)
        elif not row.since:
            self.rows.pop(row.id, None)
            self.final[row.id] = (row.state, row.reserved)


class Slack:
    """Takes messages and shows them later.

    Taken for granted: a call is over, for Slack too, within the HTTP limit of the moment it left;
    the history lags by less than quiet period minus HTTP limit; and no process stands still between the
    look at its clock and its request's leaving for longer than lease and quiet period together.
    """

    def __init__(self, rng: random.Random, timing: Timing) -> None:
        self._rng = rng
        self._timing = timing
        self.arrived: dict[int, list[float]] = {}  # by message: when the history shows each post

    def take(self, message: int, at: float) -> None:
        longest = self._timing.quiet - self._timing.http if self._rng.random() < 0.2 else 2.0
        lag = self._rng.uniform(0.0, max(longest, 0.0) * 0.99)
        self.arrived.setdefault(message, []).append(at + lag)

    def shows(self, message: int, at: float) -> bool:
        return any(visible <= at for visible in self.arrived.get(message, ()))
