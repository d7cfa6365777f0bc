"""The tick: every second, in every replica, one pass over what is due. Work is a SELECT, never a job."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Select, false, select

from app.db.engine import UNAVAILABLE
from app.db.tables import edits, outbox, rhythms
from app.errors import StorageUnavailable, where
from app.nudges.model import Content, LoadAgendas
from app.nudges.planner import Planner
from app.nudges.policy import PolicyDeps, nudge_policies
from app.nudges.profiles import AHEAD, ProfileRefresh
from app.outbox.deps import SenderDeps
from app.outbox.edits import Edits
from app.outbox.lookup import ClaimAges
from app.outbox.model import MessageKind, State
from app.outbox.pace import Pace
from app.outbox.sender import SOON, Sender
from app.outbox.states import Timing, elapsed
from app.slack.client import Messages, Posting
from app.users import SlackProfile
from app.work import Workplace

log = logging.getLogger(__name__)

EVERY_SECONDS = 1
"""Whoever writes in the DM of another process waits so long at the most."""
PASS_SECONDS = 50.0
"""A pass ends by itself: one that hung would stop all later ones."""
PART = 3
"""The part of what is left that planning, and then asking for profiles, may take: sending goes on."""
KEPT = 5
"""The part of a pass that is left for edits and chores, however much there is to send."""
ROUNDS = 10
"""A message that arrived makes something to plan, and that may be due at once."""

JOB = "tick"

_PLAN = select(rhythms.c.plan_at).where(rhythms.c.plan_at.is_not(None)).order_by(rhythms.c.plan_at).limit(1)
_SEND = select(outbox.c.try_at).where(outbox.c.try_at.is_not(None)).order_by(outbox.c.try_at).limit(1)
_LOOK_UP = select(outbox.c.since).where(outbox.c.since.is_not(None)).order_by(outbox.c.since).limit(1)
_EDIT = select(edits.c.try_at).where(edits.c.try_at.is_not(None)).order_by(edits.c.try_at).limit(1)


@dataclass(frozen=True)
class Pass:
    """What one pass did. `counts`: what came into which state; `next_due`: when the next is due."""

    counts: Counter[State] = field(default_factory=Counter)
    planned: int = 0
    profiles: int = 0
    edited: int = 0
    chores: int = 0
    next_due: datetime | None = None


@dataclass(frozen=True)
class TickParts:
    """What a tick works with, and what services share with it.

    `dry_kinds` are the kinds as a dry run asks them, which asks Slack nothing: the last known counts.
    """

    planner: Planner
    kinds: Mapping[str, MessageKind]
    dry_kinds: Mapping[str, MessageKind]
    edits: Edits


class Chore(Protocol):
    """Work of a feature beside its messages, found by a SELECT as well."""

    def next_at(self) -> Select[tuple[datetime]]:
        """A SELECT of the one moment when there is something to do, or of none: a look into an index."""
        ...

    def run_due(self, limit_seconds: float, stop: Callable[[], bool] = lambda: False) -> int:
        """Do what is due; how much was done. Several replicas may be at it. Raises StorageUnavailable."""
        ...


@dataclass(frozen=True)
class DueWork:
    """When each part of a tick has something to do; None: not until something changes."""

    plan: datetime | None
    send: datetime | None
    look_up: datetime | None
    edit: datetime | None
    chores: tuple[datetime | None, ...]

    def first(self, *, messages_only: bool) -> datetime | None:
        """When there is something to plan, to send or to do."""
        chores = () if messages_only else self.chores
        return min((moment for moment in (self.plan, self.send, *chores) if moment), default=None)


class Ticker:
    """Plan, ask who is where, send until nothing is due, edit what is left over, and the chores.

    Switched off it plans nothing and sends `answers` alone. Not for several threads.
    """

    def __init__(
        self,
        parts: TickParts,
        setup: SenderDeps,
        profiles: ProfileRefresh,
        enabled: bool = True,
        waits: ClaimAges | None = None,
        answers: Collection[str] = (),
        chores: Sequence[Chore] = (),
    ) -> None:
        self.parts = parts
        self._setup = setup
        self._profiles = profiles
        self._enabled = enabled
        asked = setup.kinds if enabled else {kind: setup.kinds[kind] for kind in answers}
        self._sending = Sender(replace(setup, kinds=asked), waits)
        self._chores = chores
        plan = _PLAN if enabled else _PLAN.where(false())
        known = outbox.c.kind.in_(list(asked))
        always = (plan, _SEND.where(known), _LOOK_UP.where(known), _EDIT)
        statements = (*always, *(chore.next_at() for chore in chores))
        self._next = select(*(each.scalar_subquery() for each in statements))

    def run(self, limit: float = PASS_SECONDS, stop: Callable[[], bool] = lambda: False) -> Pass:
        """One pass. Raises StorageUnavailable; whatever was under way is settled by a later one."""
        end = self._setup.monotonic() + limit
        counts: Counter[State] = Counter()
        planned = profiles = 0
        due = self._due()
        for _ in range(ROUNDS):
            plans, read, sent = self._round(due, end - limit / KEPT, stop)
            planned, profiles, counts = planned + plans, profiles + read, counts + sent
            if not plans and not read and not sent:
                break
            due = self._due()
        edited = chores = 0
        if _is_due(due.edit, self._setup.clock.now()):
            edited = self.parts.edits.run_due(self._left(end) / (2 if self._chores else 1), stop)
        if any(_is_due(at, self._setup.clock.now()) for at in due.chores):
            chores = self._do_chores(end, stop)
        due = self._due() if edited or chores else due
        return Pass(counts, planned, profiles, edited, chores, due.first(messages_only=False))

    def _due(self) -> DueWork:
        """One statement, because most passes of most replicas find nothing; each part of it has an index."""
        with self._setup.database.read() as connection:
            plan, send, look_up, edit, *chores = connection.execute(self._next).one()
        return DueWork(plan, send, look_up, edit, tuple(chores))

    def _round(self, due: DueWork, end: float, stop: Callable[[], bool]) -> tuple[int, int, Counter[State]]:
        setup, now = self._setup, self._setup.clock.now()
        plans = read = 0
        if self._enabled and _is_due(due.plan, now):
            plans = self.parts.planner.plan_due(setup.workplace, self._left(end) / PART, stop)
        if self._enabled and _is_due(due.send, now + AHEAD):
            read = self._profiles.read_due(self._left(end) / PART, stop)
        if due.look_up or _is_due(due.send, now + SOON):
            is_due = _is_due(due.send, now)
            return plans, read, self._sending.run_until_nothing_due(self._left(end), stop, is_due=is_due)
        return plans, read, Counter()

    def _do_chores(self, end: float, stop: Callable[[], bool]) -> int:
        """Each gets its part of what is left, and what the ones before it left over."""
        done = 0
        for number, chore in enumerate(self._chores):
            try:
                done += chore.run_due(self._left(end) / (len(self._chores) - number), stop)
            except (StorageUnavailable, *UNAVAILABLE):
                raise
            except Exception as error:  # noqa: BLE001  # the boundary: one chore
                log.error("%s failed: %s", type(chore).__name__, where(error))  # noqa: TRY400
        return done

    def _left(self, end: float) -> float:
        return max(0.0, end - self._setup.monotonic())

    def next_due(self, *, messages_only: bool = False) -> datetime | None:
        """When there is something to send, to plan or to do; None: nothing comes until something changes.

        `messages_only`: without the chores, of which nobody sees anything as a rule.
        """
        return self._due().first(messages_only=messages_only)


def _is_due(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def build_ticker(
    workplace: Workplace,
    posting: Posting,
    contents: Mapping[str, Content],
    load_agendas: LoadAgendas,
    *,
    read_profile: Callable[[str], SlackProfile | None],
    messages: Callable[[], Messages],
    planner: Planner | None = None,
    answers: Mapping[str, MessageKind] | None = None,
    chores: Sequence[Chore] = (),
    enabled: bool = True,
    waits: ClaimAges | None = None,
    timing: Timing | None = None,
    pace: Pace | None = None,
    monotonic: Callable[[], float] = elapsed,
    sleep: Callable[[float], None] = time.sleep,
) -> Ticker:
    """Wire a tick; its `parts` are what the services need. A ticker is for one thread.

    `answers` are kinds that answer what somebody did, a share in its channel too: the rules of manners, and
    the switch, are not theirs. `chores` are run with every pass, in their order.
    """
    pace = pace or Pace(time.time)
    clock = workplace.clock
    planner = planner or Planner(load_agendas, enabled, monotonic)
    profiles = ProfileRefresh(workplace, read_profile, planner, pace, sleep, monotonic)
    kinds = {
        **nudge_policies(contents, PolicyDeps(clock, enabled, profiles.tried)),
        **(answers or {}),
    }
    setup = SenderDeps(workplace, posting, kinds, monotonic, timing or Timing(), pace, sleep)
    dry = nudge_policies(contents, PolicyDeps(clock, enabled))
    parts = TickParts(planner, kinds, dry, Edits(workplace, kinds, messages, pace, sleep, monotonic))
    return Ticker(parts, setup, profiles, enabled, waits, list(answers or {}), chores)


class Scheduler:
    """Runs passes in the background until `stop`, which lets the one that runs come to its end."""

    def __init__(self, ticker: Ticker, every: float = EVERY_SECONDS) -> None:
        self._ticker = ticker
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._is_ticking = self._is_wanted = False
        self._ended_at: float | None = None
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(1)},
            timezone="UTC",
        )
        self._scheduler.add_job(
            self._tick,
            "interval",
            id=JOB,
            seconds=every,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        self._scheduler.start()

    def soon(self) -> None:
        """Somebody waits for what is due now: a pass begins at once, or another one right after this one.

        For after the commit, from any thread, started or not. A tick of this process alone is hurried.
        """
        with self._lock:
            self._is_wanted = self._is_ticking
            if self._is_ticking:
                return
        if self._scheduler.running:
            with suppress(JobLookupError):  # being stopped
                self._scheduler.modify_job(JOB, next_run_time=datetime.now(UTC))  # noqa: TID251 - APScheduler's clock

    def stop(self) -> None:
        """Between two messages, so within one post: what was claimed is sent and settled."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def since_last_tick(self) -> float | None:
        """Seconds since a pass ended, well or not; None before the first."""
        return None if self._ended_at is None else elapsed() - self._ended_at

    def _tick(self) -> None:
        with self._lock:
            self._is_ticking = again = True
        while again:
            self._pass()
            with self._lock:
                again = self._is_wanted and not self._stopping.is_set()
                self._is_ticking, self._is_wanted = again, False

    def _pass(self) -> None:
        try:
            self._ticker.run(PASS_SECONDS, self._stopping.is_set)
        except Exception as error:  # noqa: BLE001  # the boundary: the next tick comes anyway
            log.error("a tick failed: %s", where(error))  # noqa: TRY400
        finally:
            self._ended_at = elapsed()
