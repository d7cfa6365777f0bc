"""Check-ins in the database, always of one person."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from app.checkins.model import Asks, Checkin, CheckinState
from app.db.tables import checkins, outbox, questions
from app.db.upsert import insert_new, upsert
from app.rhythm.weeks import Week

_COLUMNS = (
    checkins.c.launch_id,
    checkins.c.week,
    checkins.c.message_id,
    checkins.c.asks,
    checkins.c.state,
    checkins.c.snoozes,
    checkins.c.asked_at,
)
_MINE = checkins.c.person_id == bindparam("person")
_ONE = (_MINE, checkins.c.launch_id == bindparam("launch"), checkins.c.week == bindparam("in_week"))
_FIND = select(*_COLUMNS).where(*_ONE)
_IN_WEEK = select(*_COLUMNS).where(_MINE, checkins.c.week == bindparam("in_week"))
_UPDATE = update(checkins).where(*_ONE)
_OF_MESSAGE = (
    select(*_COLUMNS)
    .join(
        questions,
        (questions.c.launch_id == checkins.c.launch_id) & (questions.c.week == checkins.c.week),
    )
    .where(_MINE, questions.c.message_id == bindparam("message"))
    .order_by(questions.c.place)
)
_MESSAGES = (
    select(outbox.c.id)
    .join(questions, questions.c.message_id == outbox.c.id)
    .where(outbox.c.person_id == bindparam("person"))
    .where(questions.c.launch_id == bindparam("launch"), questions.c.week == bindparam("in_week"))
    .where(outbox.c.message_ts.is_not(None))
    .order_by(outbox.c.id)
)
MOST_ASKING = 60
_ASKING = (
    select(outbox.c.id)
    .join(questions, questions.c.message_id == outbox.c.id)
    .join(
        checkins,
        (checkins.c.launch_id == questions.c.launch_id) & (checkins.c.week == questions.c.week),
    )
    .where(outbox.c.person_id == bindparam("person"), questions.c.launch_id == bindparam("launch"))
    .where(outbox.c.message_ts.is_not(None), checkins.c.state == CheckinState.OPEN)
    .order_by(outbox.c.id.desc())
    .limit(MOST_ASKING)
)
_ASKED = (
    update(checkins)
    .where(_MINE, checkins.c.asked_at.is_(None))
    .where(
        checkins.c.launch_id.in_(
            select(questions.c.launch_id)
            .where(questions.c.message_id == bindparam("message"), questions.c.week == checkins.c.week)
            .correlate(checkins)
        )
    )
    .values(asked_at=bindparam("now"))
)


class CheckinStore:
    """What one person was, is and will be asked."""

    def __init__(self, connection: Connection, person_id: int) -> None:
        self._connection = connection
        self._person_id = person_id

    def find(self, launch_id: int, week: Week) -> Checkin | None:
        """None: nothing was asked, or it is somebody else's."""
        row = self._connection.execute(_FIND, self._key(launch_id, week)).first()
        return _checkin(row) if row else None

    def in_week(self, week: Week) -> dict[int, Checkin]:
        """The check-ins of a nominal week, by launch."""
        rows = self._connection.execute(_IN_WEEK, {"person": self._person_id, "in_week": str(week)})
        return {row.launch_id: _checkin(row) for row in rows}

    def of_message(self, message_id: int) -> tuple[Checkin, ...]:
        """What a message asks, in its order."""
        values = {"person": self._person_id, "message": message_id}
        return tuple(_checkin(row) for row in self._connection.execute(_OF_MESSAGE, values))

    def messages_of(self, launch_id: int, week: Week) -> tuple[int, ...]:
        """Every message that arrived and shows this check-in: all are edited once it is answered."""
        return tuple(self._connection.scalars(_MESSAGES, self._key(launch_id, week)))

    def still_asking(self, launch_id: int) -> tuple[int, ...]:
        """The newest messages that arrived and ask about the launch without an answer, newest first."""
        values = {"person": self._person_id, "launch": launch_id}
        return tuple(self._connection.scalars(_ASKING, values))

    def compose(self, message_id: int, asked: Sequence[tuple[int, Week, Asks]]) -> None:
        """The message asks exactly these, in this order, whatever an earlier try had in it."""
        self._connection.execute(delete(questions).where(questions.c.message_id == message_id))
        for place, (launch_id, week, asks) in enumerate(asked):
            self._begin(launch_id, week, asks)
            self._update(launch_id, week, message_id=message_id, asks=asks)
            self._show(message_id, launch_id, week, place)

    def show_also(self, message_id: int, shown: Iterable[Checkin]) -> None:
        """A reminder shows check-ins that stay another message's own."""
        self._connection.execute(delete(questions).where(questions.c.message_id == message_id))
        for place, one in enumerate(shown):
            self._show(message_id, one.launch_id, one.week, place)

    def asked(self, message_id: int, now: datetime) -> None:
        """The message arrived; the first time counts."""
        values = {"person": self._person_id, "message": message_id, "now": now}
        self._connection.execute(_ASKED, values)

    def settle(self, launch_id: int, week: Week, state: CheckinState, asks: Asks = Asks.READING) -> None:
        """Answered, skipped or moved to next week; `asks` is for one that was answered unasked."""
        self._begin(launch_id, week, asks)
        self._update(launch_id, week, state=state)

    def move_to(self, one: Checkin, message_id: int) -> None:
        """Another message asks it again; the old one will say so."""
        self._update(one.launch_id, one.week, message_id=message_id, snoozes=one.snoozes + 1)
        places = len(self.of_message(message_id))
        self._show(message_id, one.launch_id, one.week, places)

    def carry_over(self, one: Checkin) -> None:
        """Snoozed until next week's message."""
        state = CheckinState.SNOOZED
        self._update(one.launch_id, one.week, state=state, snoozes=one.snoozes + 1)

    def _begin(self, launch_id: int, week: Week, asks: Asks) -> None:
        insert_new(
            self._connection,
            checkins,
            launch_id=launch_id,
            week=str(week),
            person_id=self._person_id,
            asks=asks,
            state=CheckinState.OPEN,
            snoozes=0,
        )

    def _show(self, message_id: int, launch_id: int, week: Week, place: int) -> None:
        upsert(
            self._connection,
            questions,
            [{"message_id": message_id, "launch_id": launch_id, "week": str(week), "place": place}],
        )

    def _update(self, launch_id: int, week: Week, **values: object) -> None:
        self._connection.execute(_UPDATE, self._key(launch_id, week) | values)

    def _key(self, launch_id: int, week: Week) -> dict[str, object]:
        return {"person": self._person_id, "launch": launch_id, "in_week": str(week)}


def _checkin(row: Any) -> Checkin:
    return Checkin(
        row.launch_id,
        Week.parse(row.week),
        row.message_id,
        Asks(row.asks),
        CheckinState(row.state),
        row.snoozes,
        row.asked_at,
    )
