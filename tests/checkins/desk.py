"""A person with launches and a weekly message that arrived, and the service that takes their answers."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, select, update

from app.calendar.schedule import Slot
from app.calendar.weeks import Week
from app.checkins.agenda import load_agendas
from app.checkins.model import Asks, Checkin, CheckinAnswer, OpenItem, Reply
from app.checkins.screens import DecisionPage, ReadingPage
from app.checkins.service import CheckinResult, CheckinService
from app.checkins.store import AnswerStore, CheckinStore
from app.checkins.visit import PressedMessage
from app.db.crypto import generate_key, parse_keys
from app.db.engine import Database
from app.db.tables import outbox
from app.errors import SlackUser
from app.forms.model import Form
from app.launches.model import Bet, Launch
from app.launches.store import LaunchStore
from app.nudges.kinds import CHECKIN
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Planned, State
from app.outbox.store import Outbox
from app.people import Person, enter, find
from app.work import Work

KEY = generate_key()
RING = parse_keys([KEY])
ADA, BOB = SlackUser("", "T1", "UADA"), SlackUser("", "T1", "UBOB")
NOW = datetime(2026, 11, 12, 10, tzinfo=UTC)
"""A Thursday, 11:00 in Berlin."""
W46 = Week(2026, 46)
SHIPPED = date(2026, 11, 3)
BET = Bet("Checkout", "Buyers give up", "drop-off, 12 %", "under 8 %", SHIPPED, date(2026, 12, 15))


@dataclass
class Hands:
    """The clock, and the edits that were wanted."""

    time: datetime = NOW
    wanted: list[int] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def want(self, connection: Connection, message_id: int) -> None:
        self.wanted.append(message_id)

    def pass_(self, **time: float) -> None:
        self.time += timedelta(**time)


class Desk:
    """`service` is the real one. The other methods look, or do what a tick would have done."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.hands = Hands()
        self.arrivals: list[tuple[int, str, str]] = []
        self.service = CheckinService(
            database, RING, self.hands, Planner(load_agendas), self.hands, self._arrived
        )

    def _arrived(self, _work: Work, message_id: int, channel_id: str, ts: str) -> None:
        self.arrivals.append((message_id, channel_id, ts))

    def person(self, who: SlackUser = ADA) -> Person:
        with self.database.read() as connection:
            found = find(connection, who)
            assert found is not None
            return found

    def launch(
        self, form_id: str = "f1", who: SlackUser = ADA, bet: Bet = BET, *, shipped: bool = True
    ) -> int:
        """A launch that joins this week, of somebody in Berlin who is asked on Thursdays at 10:00."""
        with self.database.write() as connection:
            person = enter(connection, who, self.hands.time)
            manners = NotificationSettingsStore(connection, person_id=person.id)
            manners.ensure(Slot(4, time(10)))
            manners.told_zone("Europe/Berlin")
            store = LaunchStore(Work(connection, RING, person))
            now = self.hands.time
            return store.record(form_id, bet, seals_at=now, joins=W46, shipped=shipped, now=now).id

    def message(
        self,
        *launch_ids: int,
        asks: Asks = Asks.READING,
        week: Week = W46,
        who: SlackUser = ADA,
        ts: str = "",
    ) -> int:
        """The weekly message about these, arrived; unclear where it has no `ts`."""
        person = self.person(who)
        with self.database.write() as connection:
            of = (person.workspace_id, person.id, CHECKIN, str(week), 1)
            Outbox(connection).plan([Planned(*of, self.hands.time, self.hands.time)])
            record = Outbox(connection).find(person.id, CHECKIN, str(week), 1)
            assert record is not None
            state = (
                {"state": State.SENT, "message_ts": ts, "channel_id": "D1"} if ts else {"state": State.MAYBE}
            )
            connection.execute(update(outbox).where(outbox.c.id == record.id).values(**state, try_at=None))
            store = CheckinStore(connection, person.id)
            store.compose(record.id, [(launch_id, week, asks) for launch_id in launch_ids])
            store.asked(record.id, self.hands.time)
            return record.id

    def entries(self, launch_id: int, who: SlackUser = ADA) -> tuple[CheckinAnswer, ...]:
        person = self.person(who)
        with self.database.read() as connection:
            return AnswerStore(Work(connection, RING, person)).of_launches([launch_id]).get(launch_id, ())

    def items(self, launch_id: int) -> tuple[OpenItem, ...]:
        person = self.person()
        with self.database.read() as connection:
            return AnswerStore(Work(connection, RING, person)).open_items([launch_id]).get(launch_id, ())

    def replies(self, message_id: int) -> tuple[Reply, ...]:
        person = self.person()
        with self.database.read() as connection:
            return AnswerStore(Work(connection, RING, person)).replies_of(message_id)

    def checkin(self, launch_id: int, week: Week = W46) -> Checkin:
        person = self.person()
        with self.database.read() as connection:
            found = CheckinStore(connection, person.id).find(launch_id, week)
            assert found is not None
            return found

    def found(self, launch_id: int) -> Launch:
        person = self.person()
        with self.database.read() as connection:
            return LaunchStore(Work(connection, RING, person)).find(launch_id)

    def rows(self, kind: str) -> list[tuple[State, datetime]]:
        person = self.person()
        with self.database.read() as connection:
            mine = (outbox.c.person_id == person.id, outbox.c.kind == kind)
            rows = connection.execute(
                select(outbox.c.state, outbox.c.due_at).where(*mine).order_by(outbox.c.id)
            )
            return [(State(row.state), row.due_at) for row in rows]


def of(launch_id: int, week: Week = W46) -> str:
    return f"{launch_id}:{week}"


def form(**values: str) -> Form:
    """A submission."""
    return Form(values)


def typing(touched: str, order: int, **values: str) -> Form:
    return Form(values, touched, order)


def reading_page(done: CheckinResult) -> ReadingPage:
    assert isinstance(done.page, ReadingPage)
    return done.page


def decision_page(done: CheckinResult) -> DecisionPage:
    assert isinstance(done.page, DecisionPage)
    return done.page


def at(ts: str) -> PressedMessage:
    return PressedMessage("D1", ts)
