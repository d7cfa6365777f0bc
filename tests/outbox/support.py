"""A small feature with messages, people to send them to, and a sender whose seconds are shorter."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from app.db.engine import Database, insert_new
from app.db.tables import outbox, people, workspaces
from app.outbox.deps import SenderDeps
from app.outbox.lookup import ClaimAges
from app.outbox.model import (
    Allowed,
    Deferred,
    Message,
    Planned,
    PostTarget,
    Record,
    Rendered,
    Skipped,
    State,
)
from app.outbox.pace import A_MINUTE, Pace
from app.outbox.sender import Sender
from app.outbox.states import Timing
from app.outbox.store import Outbox
from app.reasons import Reason
from app.slack.client import Posting, delivery_client
from app.work import Work, Workplace
from tests.support.work import RING, work_of

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
WEEK = "2026-W47"
CHANNEL = "C0000001"
QUICK = Timing(
    lease=60, http=15, quiet=120, first_wait=5, longest_wait=900, patience=0.01, brake=0, watch_every=0
)
UNPACED = dict.fromkeys(A_MINUTE, 60_000)


@dataclass
class Moved:
    """One hand for both clocks: the product's and the one that never jumps."""

    now_: datetime = NOON
    elapsed: float = 1000.0

    def now(self) -> datetime:
        return self.now_

    def monotonic(self) -> float:
        return self.elapsed

    def on(self, seconds: float) -> None:
        self.now_ += timedelta(seconds=seconds)
        self.elapsed += seconds

    def sleep(self, seconds: float) -> None:
        self.on(seconds)


@dataclass
class Note:
    """A kind of message that notes what it was asked and told."""

    verdict: Callable[[Message], Allowed | Deferred | Skipped] = lambda _message: Allowed()
    words: Callable[[Message], Rendered | Deferred | Skipped] = lambda message: Rendered(f"note {message.n}")
    reserved: Counter[int] = field(default_factory=Counter)
    told: list[tuple[int, str, str]] = field(default_factory=list)

    def allow(self, work: Work, message: Message) -> Allowed | Deferred | Skipped:
        verdict = self.verdict(message)
        if isinstance(verdict, Allowed):
            self.reserved[message.id] += 1
        return verdict

    def render(self, work: Work, message: Message) -> Rendered | Deferred | Skipped:
        return self.words(message)

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        self.told.append((message.id, channel_id, ts))

    def undelivered(self, work: Work, message: Message) -> None:
        self.reserved[message.id] -= 1


@dataclass
class Poster(Note):
    """The same in a channel; `heard`: what became of each message, `checks`: how often Slack was asked."""

    place_: Callable[[Message], PostTarget | Skipped] = lambda _message: PostTarget(CHANNEL)
    look: Callable[[Message], Deferred | Skipped | None] = lambda _message: None
    heard: list[tuple[int, State, Reason | None]] = field(default_factory=list)
    checks: int = 0

    def place(self, work: Work, message: Message) -> PostTarget | Skipped:
        return self.place_(message)

    def check(self, message: Message) -> Deferred | Skipped | None:
        self.checks += 1
        return self.look(message)

    def became(self, work: Work, message: Message, state: State, reason: Reason | None) -> None:
        self.heard.append((message.n, state, reason))


def add_people(database: Database, count: int) -> list[tuple[int, int]]:
    """(workspace id, person id) of so many people in one workspace."""
    with database.write() as connection:
        insert_new(connection, workspaces, enterprise_id="", team_id="T1")
        workspace_id = connection.scalar(select(workspaces.c.id)) or 0
        for number in range(count):
            user_id = f"U{number:07d}"
            insert_new(
                connection, people, workspace_id=workspace_id, slack_user_id=user_id, stamp=0, created_at=NOON
            )
        ids = connection.scalars(select(people.c.id).order_by(people.c.id)).all()
    return [(workspace_id, person_id) for person_id in ids]


def planned(
    who: tuple[int, int], n: int = 1, due_at: datetime = NOON, hours: float = 4, kind: str = "note"
) -> Planned:
    return Planned(*who, kind, WEEK, n, due_at, due_at + timedelta(hours=hours))


def plan(database: Database, *messages: Planned) -> None:
    with database.write() as connection:
        Outbox(work_of(connection)).plan(messages)


def records(database: Database, person_id: int) -> tuple[Record, ...]:
    with database.read() as connection:
        return Outbox(work_of(connection, person_id)).of_person()


def states(database: Database) -> dict[State, int]:
    """How many messages are in which state."""
    with database.read() as connection:
        rows = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
        return {State(state): count for state, count in rows}


def new_setup(
    database: Database,
    url: str,
    kind: Note,
    clock: Moved,
    timing: Timing = QUICK,
    a_minute: dict[str, int] | None = None,
    poster: Poster | None = None,
) -> SenderDeps:
    """A sender's setup whose time stands still unless `clock` is moved; unpaced unless told."""
    return SenderDeps(
        Workplace(database, RING, clock),
        Posting(delivery_client("xoxb-test", url, 0.5)),
        {"note": kind, **({"post": poster} if poster else {})},
        monotonic=clock.monotonic,
        timing=timing,
        pace=Pace(lambda: clock.now().timestamp(), a_minute or UNPACED),
        sleep=clock.sleep,
    )


def new_sender(setup: SenderDeps, waits: ClaimAges | None = None) -> Sender:
    return Sender(setup, waits)
