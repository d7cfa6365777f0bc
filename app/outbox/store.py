"""The outbox in the database: planning for features, claiming and settling for the sender."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    update,
)

from app.db.engine import insert_missing, insert_new
from app.db.tables import dms, outbox, pace, people
from app.outbox.model import Message, Planned, Record, State, key_of
from app.outbox.pace import LONGEST_HOLD, OPEN, POST
from app.outbox.states import Transition, fields, taken
from app.reasons import Code, Reason, parse_reason
from app.work import Work

# The sender's statements, built once: building one costs more than running it.

MESSAGE_COLUMNS = (
    outbox.c.id,
    outbox.c.workspace_id,
    outbox.c.person_id,
    people.c.slack_user_id,
    outbox.c.kind,
    outbox.c.week,
    outbox.c.n,
    outbox.c.due_at,
    outbox.c.not_after,
    outbox.c.attempts,
    outbox.c.delivery_id,
)

RECORD_COLUMNS = (
    outbox.c.id,
    outbox.c.kind,
    outbox.c.week,
    outbox.c.n,
    outbox.c.state,
    outbox.c.reason,
    outbox.c.due_at,
    outbox.c.not_after,
    outbox.c.sent_at,
    outbox.c.channel_id,
    outbox.c.message_ts,
)

_posting, _opening = pace.alias("posting"), pace.alias("opening")
_KINDS = outbox.c.kind.in_(bindparam("kinds", expanding=True))
_IN_CHANNEL = outbox.c.kind.in_(bindparam("in_channels", expanding=True))
_DUE = (outbox.c.try_at <= bindparam("now"), _KINDS)


def _has_slot(row: FromClause) -> ColumnElement[bool]:
    """The same question as Pace.reserve asks, so that a workspace on hold does not stop the others."""
    slot = bindparam("slot_ms", type_=BigInteger)
    has: ColumnElement[bool] = not_(func.coalesce(row.c.free_at, 0).between(slot + 1, slot + LONGEST_HOLD))
    return has


NEXT_DUE = (
    select(
        *MESSAGE_COLUMNS,
        dms.c.channel_id,
        dms.c.latest_ts,
        func.coalesce(_posting.c.free_at, 0).label("post_free_at"),
        func.coalesce(_opening.c.free_at, 0).label("open_free_at"),
    )
    .join(people, people.c.id == outbox.c.person_id)
    .outerjoin(dms, dms.c.person_id == outbox.c.person_id)
    .outerjoin(_posting, and_(_posting.c.workspace_id == outbox.c.workspace_id, _posting.c.method == POST))
    .outerjoin(_opening, and_(_opening.c.workspace_id == outbox.c.workspace_id, _opening.c.method == OPEN))
    .where(*_DUE, _has_slot(_posting), or_(dms.c.channel_id.is_not(None), _IN_CHANNEL, _has_slot(_opening)))
    .order_by(outbox.c.try_at)
    .limit(bindparam("most"))
    .with_for_update(of=[outbox, people], key_share=True, skip_locked=True)
)
"""The messages due the longest whose workspaces have a slot, of the kinds that this release knows.

Of people whom nobody is writing for: what a click changes and what a claim fixes would wait for each other.
"""

NEXT_TRY = select(outbox.c.try_at).where(*_DUE).order_by(outbox.c.try_at).limit(1)

UNDER_WAY = (
    select(
        *MESSAGE_COLUMNS, outbox.c.state, outbox.c.claim, outbox.c.since, outbox.c.after_ts, dms.c.channel_id
    )
    .join(people, people.c.id == outbox.c.person_id)
    .outerjoin(dms, dms.c.person_id == outbox.c.person_id)
    .where(outbox.c.since.is_not(None), _KINDS)
    .order_by(outbox.c.since)
    .limit(200)
)
"""Being sent or unclear. Rarely more than a handful; the oldest first where there are."""

_PENDING = (outbox.c.id == bindparam("this"), outbox.c.state == "pending")

TAKE = update(outbox).where(*_PENDING).values(attempts=outbox.c.attempts + 1)
PUT_OFF = update(outbox).where(*_PENDING)
SETTLE = update(outbox).where(outbox.c.id == bindparam("this"), outbox.c.claim == bindparam("held"))
"""The fence: nothing is written by who does not hold the claim any more."""

REVEAL = update(outbox).where(
    outbox.c.id == bindparam("this"),
    outbox.c.state == State.UNCONFIRMABLE,
    outbox.c.delivery_id == bindparam("delivery"),
)
"""Past the fence: Slack's own word on this very post, from a sender that came back too late for its claim."""

KEEP_LATEST = (
    update(dms)
    .where(dms.c.person_id == bindparam("this"), dms.c.channel_id == bindparam("there"))
    .where(or_(dms.c.latest_ts.is_(None), dms.c.latest_ts < bindparam("ts")))
    .values(latest_ts=bindparam("ts"))
)
"""Where the message went to that DM: the names of a channel's messages say nothing about it."""


_ID = outbox.c.id == bindparam("this")
_MOVABLE = and_(
    _ID, or_(outbox.c.state == State.PENDING, outbox.c.state == State.MISSED)
)  # no IN: many at once
_UNCLEAR = and_(_ID, outbox.c.state.in_((State.SENDING, State.UNCONFIRMED, State.UNCONFIRMABLE)))
_NOT_SENT = and_(_ID, outbox.c.state.in_((State.UNCONFIRMABLE, State.MOOT, State.FAILED, State.MISSED)))
_UPDATE = update(outbox).where(_MOVABLE)
_CONFIRM = update(outbox).where(_UNCLEAR)
_AGAIN = update(outbox).where(_NOT_SENT)
_OF_PERSON = (
    select(*RECORD_COLUMNS)
    .where(outbox.c.person_id == bindparam("person"))
    .order_by(outbox.c.due_at, outbox.c.id)
)
_SINCE = (
    select(*RECORD_COLUMNS)
    .where(outbox.c.person_id == bindparam("person"), outbox.c.week >= bindparam("first"))
    .order_by(outbox.c.due_at, outbox.c.id)
)
_OF_PEOPLE = (
    select(outbox.c.person_id, *RECORD_COLUMNS)
    .where(outbox.c.person_id.in_(bindparam("people", expanding=True)), _KINDS)
    .where(outbox.c.week >= bindparam("first"))
    .order_by(outbox.c.due_at, outbox.c.id)
)
_MESSAGE = select(*MESSAGE_COLUMNS).join(people, people.c.id == outbox.c.person_id).where(_ID)
_FIND = select(*RECORD_COLUMNS).where(outbox.c.key == bindparam("of_key"))


AHEAD_OF_ALL = timedelta(days=1)


@dataclass
class PlanChanges:
    """What is to change in planned messages, of many people: collected, and written at once."""

    new: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)

    def plan(self, one: Planned) -> None:
        """A message by natural key; one that is there already stays as it is, moved or sent or not."""
        self.new.append(_new(one, State.PENDING, None, one.due_at))

    def plan_missed(self, one: Planned, reason: Reason) -> None:
        """A row that says why its week gets none. It may be moved, and is one then."""
        self.new.append(_new(one, State.MISSED, reason, None))

    def move(self, message_id: int, due_at: datetime, not_after: datetime) -> None:
        """Give a pending or missed message another time."""
        self.moved.append(_moved(message_id, due_at, not_after))

    def cancel(self, message_id: int, reason: Reason) -> None:
        """It will not be sent, and `reason` says why."""
        self.closed.append(_closed(message_id, State.MOOT, reason))

    def pass_over(self, message_id: int, reason: Reason) -> None:
        """Its time goes by without it, for this reason. Unlike a cancelled one it may be moved again."""
        self.closed.append(_closed(message_id, State.MISSED, reason))

    def write(self, connection: Connection) -> None:
        """A statement for all that is new, one for all that is moved, one for all that is closed.

        What went under way or was settled meanwhile stays as it is.
        """
        insert_missing(connection, outbox, self.new)
        for rows in (self.moved, self.closed):  # a reminder can be both, and is closed then
            if rows:
                connection.execute(_UPDATE, rows)


def _try_at(one: Planned) -> datetime:
    """What is due the longest is taken first, so what somebody waits for has been due for long."""
    return one.due_at - AHEAD_OF_ALL if one.is_awaited else one.due_at


def _new(one: Planned, state: State, reason: Reason | None, try_at: datetime | None) -> dict[str, Any]:
    return {
        "key": one.natural_key,
        "workspace_id": one.workspace_id,
        "person_id": one.person_id,
        "kind": one.kind,
        "week": one.week,
        "n": one.n,
        "due_at": one.due_at,
        "not_after": one.not_after,
        "state": state,
        "reason": str(reason) if reason else None,
        "try_at": try_at,
        "attempts": 0,
        "delivery_id": secrets.token_hex(16),
        "payload": one.payload,
    }


def _moved(message_id: int, due_at: datetime, not_after: datetime) -> dict[str, Any]:
    values = {"due_at": due_at, "not_after": not_after, "try_at": due_at}
    return {"this": message_id, "state": State.PENDING, "reason": None, **values}


def _closed(message_id: int, state: State, reason: Reason) -> dict[str, Any]:
    return {"this": message_id, "state": state, "reason": str(reason), "try_at": None}


def load_records(
    connection: Connection, people: Collection[int], kinds: Collection[str], week: str
) -> dict[int, list[Record]]:
    """What was planned of these kinds in that nominal week and later, for each of so many people."""
    values = {"people": list(people), "kinds": list(kinds), "first": week}
    found: dict[int, list[Record]] = {person_id: [] for person_id in people}
    for person_id, *row in connection.execute(_OF_PEOPLE, values):
        found[person_id].append(_record(tuple(row)))
    return found


class Outbox:
    """Messages as rows, in the caller's transaction: they are planned exactly when it commits.

    A message may be anybody's where it is named by its id or its key; what is looked for is the person's own.
    """

    def __init__(self, work: Work) -> None:
        self._connection = work.connection
        self._person_id = work.person.id

    def plan(self, planned: Iterable[Planned]) -> None:
        """Insert by natural key. A message that is there already stays as it is, moved or sent or not."""
        rows = [_new(one, State.PENDING, None, _try_at(one)) for one in planned]
        insert_missing(self._connection, outbox, rows)

    def move(self, message_id: int, due_at: datetime, not_after: datetime) -> bool:
        """Give a pending or missed message another time. False: it is under way or settled, and stays."""
        return self._update(_moved(message_id, due_at, not_after))

    def cancel(self, message_id: int, reason: Reason) -> bool:
        """It will not be sent, and `reason` says why. False: it is under way or settled, and stays."""
        return self._update(_closed(message_id, State.MOOT, reason))

    def pass_over(self, message_id: int, reason: Reason) -> bool:
        """Its time goes by without it, for this reason. Unlike a cancelled one it may be moved again."""
        return self._update(_closed(message_id, State.MISSED, reason))

    def find(self, kind: str, week: str, n: int) -> Record | None:
        """Their message of this kind, week and number."""
        return self.find_by_key(key_of(kind, self._person_id, week, n))

    def find_by_key(self, key: str) -> Record | None:
        """The message that was planned with this key."""
        row = self._connection.execute(_FIND, {"of_key": key}).first()
        return _record(tuple(row)) if row else None

    def message(self, message_id: int) -> Message:
        """As its feature sees it."""
        return Message(*self._connection.execute(_MESSAGE, {"this": message_id}).one())

    def of_person(self) -> tuple[Record, ...]:
        """Everything ever planned for them, by the time it was due."""
        rows = self._connection.execute(_OF_PERSON, {"person": self._person_id})
        return tuple(_record(tuple(row)) for row in rows)

    def since(self, week: str) -> tuple[Record, ...]:
        """What was planned for them in that nominal week and later, by the time it was due."""
        rows = self._connection.execute(_SINCE, {"person": self._person_id, "first": week})
        return tuple(_record(tuple(row)) for row in rows)

    def confirm(self, message_id: int, channel_id: str, ts: str, now: datetime) -> bool:
        """A click on an unclear message proves that it arrived. True: newly known, so `sent` is yours to run.

        Needed before the message is edited: an edit may drop the metadata it would be looked up by.
        """
        done = self._connection.execute(
            _CONFIRM,
            {
                "this": message_id,
                "state": State.SENT,
                "reason": None,
                "claim": None,
                "since": None,
                "channel_id": channel_id,
                "message_ts": ts,
                "sent_at": now,
                "payload": None,
            },
        )
        return done.rowcount == 1

    def again(self, message_id: int, due_at: datetime, not_after: datetime) -> bool:
        """Somebody says that it is not there, or that it may go now. False: it is on its way, or sent.

        For kinds in channels. With a fresh delivery id: the post that nobody saw stays another message.
        """
        values = {"due_at": due_at, "not_after": not_after, "try_at": due_at}
        fresh = {"delivery_id": secrets.token_hex(16), "attempts": 0, "claim": None}
        done = self._connection.execute(
            _AGAIN, {"this": message_id, "state": State.PENDING, "reason": None, **values, **fresh}
        )
        return done.rowcount == 1

    def _update(self, values: dict[str, Any]) -> bool:
        return self._connection.execute(_UPDATE, values).rowcount == 1


def _record(row: tuple[Any, ...]) -> Record:
    message_id, kind, week, n, state, reason, *rest = row  # the columns are the fields, in their order
    return Record(message_id, kind, week, n, State(state), parse_reason(reason), *rest)


# The outbox in the database, as the sender uses it. Every update after the claim is fenced by it.

MESSAGE_WIDTH = 11


@dataclass(frozen=True)
class Due:
    """A message whose turn it is. `latest_ts`: the newest message we know of in its DM.

    When its calls are free, in milliseconds, by the rows of the pace.
    """

    message: Message
    channel_id: str | None
    latest_ts: str | None
    post_free_at: int
    open_free_at: int


@dataclass(frozen=True)
class UnderWay:
    """A message that somebody is sending, or nobody knows of."""

    message: Message
    state: State
    claim: str
    since: datetime
    after_ts: str | None
    channel_id: str | None


def new_claim() -> str:
    return secrets.token_hex(16)


class OutboxStore:
    """Rows of the outbox, in one transaction."""

    def __init__(
        self, connection: Connection, kinds: Collection[str], in_channels: Collection[str] = ()
    ) -> None:
        self._connection = connection
        self._kinds = list(kinds)
        self._in_channels = list(in_channels)

    def next_due(self, now: datetime, slot_ms: int, most: int) -> list[Due]:
        """The messages due the longest that have a slot before `slot_ms`, locked where the database can."""
        values = {
            "now": now,
            "slot_ms": slot_ms,
            "kinds": self._kinds,
            "in_channels": self._in_channels,
            "most": most,
        }
        rows = self._connection.execute(NEXT_DUE, values)
        return [Due(Message(*row[:MESSAGE_WIDTH]), *row[MESSAGE_WIDTH:]) for row in rows]

    def next_try(self, until: datetime) -> datetime | None:
        """When the first message is due, if it is by then."""
        return self._connection.scalar(NEXT_TRY, {"now": until, "kinds": self._kinds})

    def under_way(self) -> tuple[UnderWay, ...]:
        """What is being sent or unclear, the oldest first."""
        rows = self._connection.execute(UNDER_WAY, {"kinds": self._kinds})
        return tuple(_under_way(row) for row in rows)

    def take(self, due: Sequence[Due], now: datetime) -> list[str]:
        """Claim due messages, which `next_due` locked; the claim of each.

        Each will be newer than the newest we know of now: by Slack's clock alone, ours may be wrong.
        """
        claims = [new_claim() for _ in due]
        rows = [
            {"this": each.message.id, "after_ts": each.latest_ts, **asdict(taken(now, claim))}
            for each, claim in zip(due, claims, strict=True)
        ]
        if rows:
            self._connection.execute(TAKE, rows)
        return claims

    def put_off(self, message_id: int, change: Transition, now: datetime, *, still_due: bool = False) -> None:
        """What became of a due message that is not claimed. `still_due`: unless it was moved meanwhile."""
        statement = PUT_OFF.where(outbox.c.try_at <= now) if still_due else PUT_OFF
        self._connection.execute(statement, {"this": message_id, **_columns(change, now)})

    def settle(
        self, message: Message, claim: str, change: Transition, now: datetime, channel_id: str | None = None
    ) -> bool:
        """Store what became of it; False, and nothing stored, where the claim is not ours any more.

        But for what is unknown: that it is there is stored whoever says it, and however late.
        """
        sent = change.state is State.SENT
        there = {"channel_id": channel_id, "message_ts": change.ts, "sent_at": now, "payload": None}
        arrived = there if sent else {}
        columns = {**_columns(change, now), **arrived}
        if not self._fenced(message.id, claim, columns) and not (sent and self._reveal(message, columns)):
            return False
        if sent:
            values = {"this": message.person_id, "there": channel_id, "ts": change.ts}
            self._connection.execute(KEEP_LATEST, values)
        return True

    def expire(self, row: UnderWay, change: Transition, lease: float) -> bool:
        """A claim is over: quiet begins with the last moment at which its post could have gone out."""
        end = row.since + timedelta(seconds=lease)
        return self._fenced(row.message.id, row.claim, _columns(change, end))

    def take_to_look(self, row: UnderWay, now: datetime) -> str | None:
        """Claim an unclear row to look it up; it stays unclear. None: somebody else did."""
        columns = _columns(Transition(row.state, Reason(Code.BEING_LOOKED_UP)), now)
        return columns["claim"] if self._fenced(row.message.id, row.claim, columns) else None

    def _reveal(self, message: Message, columns: dict[str, Any]) -> bool:
        values = {"this": message.id, "delivery": message.delivery_id, **columns}
        return self._connection.execute(REVEAL, values).rowcount == 1

    def _fenced(self, message_id: int, held: str, columns: dict[str, Any]) -> bool:
        values = {"this": message_id, "held": held, **columns}
        return self._connection.execute(SETTLE, values).rowcount == 1

    def keep_dm(self, person_id: int, channel_id: str) -> None:
        """Which channel a person's DM is. Kept before anything is posted there."""
        insert_new(self._connection, dms, person_id=person_id, channel_id=channel_id)


def _columns(change: Transition, now: datetime) -> dict[str, Any]:
    return asdict(fields(change, now, new_claim()))


def _under_way(row: Any) -> UnderWay:
    state, claim, since, after_ts, channel_id = row[MESSAGE_WIDTH:]
    return UnderWay(Message(*row[:MESSAGE_WIDTH]), State(state), claim, since, after_ts, channel_id)
