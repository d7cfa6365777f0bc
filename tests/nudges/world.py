"""What the random life lives in: a Slack that loses and delays, a database that dies, clocks that jump."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import event

from app.db.engine import Database, connect
from app.errors import StorageUnavailable
from app.slack.blocks import Block
from app.slack.client import (
    Failure,
    History,
    Limited,
    NotSent,
    Opened,
    Posted,
    Posting,
    Refused,
    Unclear,
    delivery_client,
)

BEGIN = datetime(2026, 9, 28, 7, tzinfo=UTC)
"""A Monday. Within two months the clocks change in Europe and in America."""


class Killed(BaseException):
    """The process is gone: nobody catches this but who starts the next one."""


@dataclass
class Odds:
    """How often things go wrong: at each call, or each transaction. In the calm nothing does."""

    killed: float = 0.02
    unclear: float = 0.12
    limited: float = 0.05
    refused: float = 0.05
    never: float = 0.003
    paused: float = 0.2
    write: float = 0.008
    look_fails: float = 0.15

    @classmethod
    def none(cls) -> "Odds":
        return cls(0, 0, 0, 0, 0, 0, 0, 0)


@dataclass
class Time:
    """`elapsed` never jumps. The wall clock, which everybody shares, is `offset` away from the truth."""

    elapsed: float = 0.0
    offset: float = 0.0

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.elapsed + self.offset)

    def monotonic(self) -> float:
        return self.elapsed

    def on(self, seconds: float) -> None:
        self.elapsed += seconds

    def real(self) -> float:
        return BEGIN.timestamp() + self.elapsed


@dataclass
class Chance:
    """The dice, what was hit, and whether anything was since somebody looked."""

    rng: random.Random
    odds: Odds = field(default_factory=Odds)
    hits: dict[str, int] = field(default_factory=dict)
    disturbed: bool = False

    def hit(self, what: str, odds: float) -> bool:
        if self.rng.random() >= odds:
            return False
        self.hits[what] = self.hits.get(what, 0) + 1
        self.disturbed = True
        return True


class Shaky(Database):
    """Transactions that are lost, and processes that die in them, just before the commit or just after."""

    def __init__(self, url: str, chance: Chance) -> None:
        engine = connect(url).engine
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        super().__init__(engine)
        self._chance = chance

    @contextmanager
    def write(self) -> Iterator[object]:  # type: ignore[override]
        chance, odds = self._chance, self._chance.odds.write
        with super().write() as connection:
            yield connection
            if chance.hit("transaction lost", odds):
                raise StorageUnavailable
            if chance.hit("killed before a commit", odds):
                raise Killed
        if chance.hit("killed after a commit", odds):
            raise Killed


@dataclass(frozen=True)
class Arrived:
    """A message that is in somebody's DM, and from when its history shows it."""

    delivery_id: str
    channel_id: str
    ts: str
    visible_at: float


class Wild(Posting):
    """Slack. `pause` lets time pass, in which others do things; `arrives` is told of what arrives.

    Taken for granted, as in tests.outbox.simulated: a call is over within the HTTP limit, and the history
    lags by less than the quiet period without it.
    """

    def __init__(
        self, time: Time, chance: Chance, pause: Callable[[float], None], arrives: Callable[[Arrived], None]
    ) -> None:
        super().__init__(delivery_client(None, "http://127.0.0.1:9/"))
        self._time, self._chance = time, chance
        self._pause, self._arrives = pause, arrives
        self.arrived: list[Arrived] = []
        self.held_until = 0.0

    def open(self, user_id: str) -> Opened | Failure:
        return self._trouble() or Opened("D" + user_id)

    def post(
        self,
        channel_id: str,
        delivery_id: str,
        text: str,
        blocks: tuple[Block, ...],
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
    ) -> Posted | Failure:
        chance, odds = self._chance, self._chance.odds
        if chance.hit("killed before the post", odds.killed):
            raise Killed
        self._pause(14.0)
        trouble = self._trouble()
        if trouble:
            return trouble
        is_unclear = chance.hit("unclear", odds.unclear)
        if is_unclear and chance.rng.random() < 0.4:
            return Unclear("no answer")
        ts = self._take(channel_id, delivery_id)
        if chance.hit("killed after the post", odds.killed):
            raise Killed
        self._pause(400.0)
        return Unclear("no answer") if is_unclear else Posted(ts)

    def history(self, channel_id: str, after_ts: str | None, cursor: str | None) -> History | Failure:
        if self._chance.hit("look failed", self._chance.odds.look_fails):
            return self._chance.rng.choice((Limited(3), Unclear("no answer"), Refused("fatal_error")))
        shown = {
            one.delivery_id: one.ts
            for one in self.arrived
            if one.channel_id == channel_id
            and one.visible_at <= self._time.elapsed
            and (after_ts is None or one.ts > after_ts)
        }
        return History(shown, None)

    def _trouble(self) -> Failure | None:
        chance, odds = self._chance, self._chance.odds
        if chance.hit("limited", odds.limited):
            seconds = chance.rng.choice((1, 30, 600))
            self.held_until = self._time.elapsed + seconds
            return Limited(seconds)
        if chance.hit("refused", odds.refused):
            return chance.rng.choice((NotSent("refused"), Refused("invalid_auth")))
        return Refused("msg_too_long") if chance.hit("never", odds.never) else None

    def _take(self, channel_id: str, delivery_id: str) -> str:
        ts = f"{self._time.real():.3f}{len(self.arrived):05}"
        lag = self._chance.rng.uniform(0, 100.0 if self._chance.rng.random() < 0.3 else 2.0)
        arrived = Arrived(delivery_id, channel_id, ts, self._time.elapsed + lag)
        self.arrived.append(arrived)
        self._arrives(arrived)
        return ts
