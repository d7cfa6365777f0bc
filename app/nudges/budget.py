"""How many messages somebody gets: so many a local Monday-Sunday week, 20 hours apart, the important first.

Reserved with the claim and given back when it is proven that nothing arrived. The `budgets` row is the lock:
senders alone take it, while they hold a message, so it never waits for a person's own transaction.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select, update

from app.db.tables import budgets, nudges, outbox
from app.db.upsert import insert_new
from app.delivery.model import Held, Message, Moot
from app.nudges.agenda import CHECKIN, EM_REMINDER, LOOK, REMINDER, SHIP
from app.nudges.model import Manners
from app.rhythm.appointments import Closed, after_hours, earliest
from app.rhythm.local import instant, local_day
from app.rhythm.weeks import Week

APART = timedelta(hours=20)
RANKS: Mapping[str, int] = {CHECKIN: 0, SHIP: 1, REMINDER: 2, EM_REMINDER: 3, LOOK: 4}
"""Who goes first: decisions and check-ins, a day's own question, reminders, second looks."""

NONE_WANTED = "your budget is 0 messages a week"
TOO_CLOSE = "less than 20 hours from another message"

_PERSON: BindParameter[int] = bindparam("person")
_LOCK = update(budgets).where(budgets.c.person_id == _PERSON).values(turn=budgets.c.turn + 1)
_OTHERS = (nudges.c.person_id == _PERSON, nudges.c.message_id != bindparam("this"))
_USED = select(func.count()).where(*_OTHERS, nudges.c.week == bindparam("of_week"))
_LATEST = select(func.max(nudges.c.at)).where(*_OTHERS)
_GIVE_BACK = delete(nudges).where(nudges.c.message_id == bindparam("this"))
_AHEAD = select(outbox.c.due_at).where(
    outbox.c.person_id == _PERSON,
    outbox.c.state == "pending",
    outbox.c.kind.in_(bindparam("kinds", expanding=True)),
    outbox.c.due_at < bindparam("until"),
    outbox.c.not_after >= bindparam("now"),
)
"""Pending messages that go first: what they need is kept for them."""


class Budget:
    """One person's, in the transaction of a claim."""

    def __init__(self, connection: Connection, manners: Manners, now: datetime) -> None:
        self._connection = connection
        self._manners = manners
        self._now = now
        self._week = Week.of(local_day(now, manners.rhythm.zone))

    def reserve(self, message: Message, rank: int) -> Held | Moot | None:
        """None: it is counted. Held: until the next slot hour of its nominal week that keeps the distance."""
        budget = self._manners.budget
        if budget <= 0:
            return Moot(NONE_WANTED)
        self._lock()
        ahead = self._ahead(rank)
        if self._used(message) + self._in_this_week(ahead) >= budget:
            return Moot(f"your budget of {budget} a week was used up or kept for what goes first")
        until = self._keeps_distance_from(message, ahead)
        if until > self._now:
            return self._at_a_distance(message, until)
        self._take(message)
        return None

    def _lock(self) -> None:
        insert_new(self._connection, budgets, person_id=self._manners.person_id, turn=0)
        self._connection.execute(_LOCK, {"person": self._manners.person_id})

    def _used(self, message: Message) -> int:
        values = {"person": self._manners.person_id, "this": message.id, "of_week": str(self._week)}
        return int(self._connection.scalar(_USED, values) or 0)

    def _ahead(self, rank: int) -> list[datetime]:
        """When messages that go first are due: up to the end of the week, and of the distance after us."""
        kinds = [kind for kind, its in RANKS.items() if its < rank]
        until = max(self._end_of_week(), self._now + APART)
        values = {"person": self._manners.person_id, "kinds": kinds, "until": until, "now": self._now}
        return list(self._connection.scalars(_AHEAD, values)) if kinds else []

    def _in_this_week(self, ahead: list[datetime]) -> int:
        return sum(1 for due_at in ahead if due_at < self._end_of_week())

    def _end_of_week(self) -> datetime:
        return instant((self._week + 1).monday, time(0), self._manners.rhythm.zone)

    def _keeps_distance_from(self, message: Message, ahead: list[datetime]) -> datetime:
        """From then on it is far enough from what was sent and from what is about to go first."""
        values = {"person": self._manners.person_id, "this": message.id}
        latest = self._connection.scalar(_LATEST, values)
        near = [due_at for due_at in ahead if due_at < self._now + APART]
        moments = [max(due_at, self._now) for due_at in near] + ([latest] if latest else [])
        return max(moments) + APART if moments else self._now

    def _at_a_distance(self, message: Message, until: datetime) -> Held | Moot:
        if message.kind == EM_REMINDER:
            return Held(after_hours(self._manners.rhythm, until), TOO_CLOSE)
        later = earliest(self._manners.rhythm, Week.parse(message.week), until)
        return Moot(TOO_CLOSE) if isinstance(later, Closed) else Held(later.due_at, TOO_CLOSE)

    def _take(self, message: Message) -> None:
        insert_new(
            self._connection,
            nudges,
            message_id=message.id,
            person_id=self._manners.person_id,
            week=str(self._week),
            at=self._now,
        )


def give_back(connection: Connection, message_id: int) -> None:
    """It is not counted any more."""
    connection.execute(_GIVE_BACK, {"this": message_id})
