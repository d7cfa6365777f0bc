"""Somebody at their own share, inside one transaction, and what is to be shown and done after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection, bindparam, select

from app.clock import Clock
from app.db.engine import Database
from app.db.tables import outbox
from app.errors import NotFound, SlackUser
from app.people import Person, enter
from app.sharing.after.course import Course, CourseDeps
from app.sharing.after.links import ANOTHER, Link, problem
from app.sharing.after.question import asked, token_of
from app.sharing.after.rows import is_known, receipt_id
from app.sharing.after.screens import AfterScreen, NoticeScreen
from app.sharing.model import SharePart, ShareState
from app.sharing.store import ShareStore
from app.work import Work

ANSWERED = NoticeScreen(
    "Settled already", "I know already what became of that message. The receipt says how it stands."
)

_AT = select(outbox.c.id).where(
    outbox.c.person_id == bindparam("person"), outbox.c.message_ts == bindparam("named")
)


class Edits(Protocol):
    """Messages that have to say something else (app.outbox.edits)."""

    def want(self, connection: Connection, message_id: int) -> None: ...


@dataclass(frozen=True)
class AfterResult:
    """What is to be shown. `share_id`: something of it may have to be deleted now.

    `messages`: to be edited now. `posts`: something is to be posted now. `problem`: why the form stays open.
    """

    share_id: int
    messages: tuple[int, ...] = ()
    page: AfterScreen | None = None
    posts: bool = False
    problem: str = ""


@dataclass
class AfterVisit:
    """Somebody's own share, locked."""

    connection: Connection
    person: Person
    course: Course
    messages: list[int] = field(default_factory=list)

    def wrong(self, link: Link | None, part: SharePart) -> str | None:
        """Why a link cannot lead to this message, as far as it can be told without Slack."""
        share = self.course.share
        wrong = problem(link, share, part, self.course.parts[0].ts, self.course.now)
        if wrong or link is None:
            return wrong
        place = (share.workspace_id, share.channel_id, link.ts)
        is_other = is_known(self.connection, *place, part.message_id or 0)
        return ANOTHER if is_other else None

    def asked(self, value: str) -> SharePart | None:
        """The message that an answer is about; None where that is settled."""
        return asked(self.course.share, self.course.parts, value)

    def settled(self) -> AfterResult:
        self.course.tell()
        return self.done(ANSWERED)

    def done(self, page: AfterScreen | None = None, *, posts: bool = False, problem: str = "") -> AfterResult:
        receipt = receipt_id(self.connection, self.course.share.id)
        messages = (*self.messages, *([] if receipt is None or receipt in self.messages else [receipt]))
        return AfterResult(self.course.share.id, messages, page, posts, problem)


class Visits:
    """Opens visits."""

    def __init__(self, database: Database, house: CourseDeps, clock: Clock, edits: Edits) -> None:
        self._database = database
        self._house = house
        self._clock = clock
        self._edits = edits

    @contextmanager
    def to(self, who: SlackUser, value: str, ts: str = "") -> Iterator[AfterVisit]:
        """`ts`: the message that was pressed, to be edited too. Raises NotFound for what is not theirs."""
        now = self._clock.now()
        with self._database.write() as connection:
            person = enter(connection, who, now)
            share = ShareStore(Work(connection, self._house.ring, person)).find(token_of(value))
            if share.state is ShareState.DRAFT:
                raise NotFound
            visit = AfterVisit(connection, person, self._house.held(connection, share.id, now))
            there = connection.scalar(_AT, {"person": person.id, "named": ts}) if ts else None
            visit.messages += [] if there is None else [there]
            yield visit
            if there is not None:  # last: whatever else says something new was wanted in order
                self._edits.want(connection, there)


def receipt_changed(connection: Connection, edits: Edits, share_id: int) -> None:
    """Something that the receipt shows is another now."""
    receipt = receipt_id(connection, share_id)
    if receipt is not None:
        edits.want(connection, receipt)
