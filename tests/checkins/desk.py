"""A person with launches and a weekly message that arrived, and the service that takes their answers."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, update

from app.calendar.schedule import Slot
from app.calendar.weeks import Week
from app.checkins.agenda import load_agendas
from app.checkins.model import Answer, Asks, Checkin, CheckinAnswer, OpenItem
from app.checkins.prompts import load_prompts
from app.checkins.screens import DecisionPage, ReadingPage
from app.checkins.service import CheckinResult, CheckinService, PressedMessage
from app.checkins.store import AnswerStore, CheckinStore, OpenItemStore, kind_of
from app.config import resource
from app.db.engine import Database
from app.db.tables import outbox
from app.dm.messages import DmAnswer
from app.dm.model import Entry
from app.dm.service import DmService
from app.dm.store import WrittenStore
from app.forms.model import Form
from app.launches.model import Bet, Launch
from app.launches.store import LaunchStore
from app.nudges.kinds import CHECKIN
from app.nudges.planner import Planner
from app.nudges.policy import Arrival
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Message, Planned, State
from app.outbox.store import Outbox
from app.people import Person, enter, find
from app.users import SlackUser
from app.work import Work, Workplace
from tests.support.work import RING, work_of

ADA, BOB = SlackUser("", "T1", "UADA"), SlackUser("", "T1", "UBOB")
NOW = datetime(2026, 11, 12, 10, tzinfo=UTC)
"""A Thursday, 11:00 in Berlin."""
PROMPTS = load_prompts(resource("content/prompts.yaml"))
W46 = Week(2026, 46)
SHIPPED = date(2026, 11, 3)
BET = Bet("Checkout", "Buyers give up", "drop-off, 12 %", "under 8 %", SHIPPED, date(2026, 12, 15))


@dataclass
class Hands:
    """The clock."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time

    def pass_(self, **time: float) -> None:
        self.time += timedelta(**time)


class DeliveredKind(DmAnswer):
    """A kind of message that remembers what was delivered."""

    def __init__(self, arrivals: list[tuple[int, str, str]]) -> None:
        super().__init__("/")
        self._arrivals = arrivals

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:
        self._arrivals.append((message.id, channel_id, ts))


class Desk:
    """`service` and `dm` are the real ones. The other methods look, or do what a tick would have done.

    `arrivals`: what its kind of message was told to have been delivered.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.hands = Hands()
        self.workplace = Workplace(database, RING, self.hands)
        self.arrivals: list[tuple[int, str, str]] = []
        kinds = {CHECKIN: DeliveredKind(self.arrivals)}
        self.service = CheckinService(self.workplace, PROMPTS, Planner(load_agendas), Arrival(kinds))
        self.dm = DmService(self.workplace, PROMPTS, Planner(load_agendas))

    def looking(self, who: SlackUser = ADA) -> AbstractContextManager[Work]:
        return self.workplace.look(who)

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
            settings = work_of(connection, person).get(NotificationSettingsStore)
            settings.ensure(Slot(4, time(10)))
            settings.told_zone("Europe/Berlin")
            store = LaunchStore(work_of(connection, person))
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
            Outbox(work_of(connection)).plan([Planned(*of, self.hands.time, self.hands.time)])
            record = Outbox(work_of(connection, person)).find(CHECKIN, str(week), 1)
            assert record is not None
            state = (
                {"state": State.SENT, "message_ts": ts, "channel_id": "D1"}
                if ts
                else {"state": State.UNCONFIRMED}
            )
            connection.execute(update(outbox).where(outbox.c.id == record.id).values(**state, try_at=None))
            store = CheckinStore(work_of(connection, person))
            store.compose(record.id, [(launch_id, week, asks) for launch_id in launch_ids])
            store.asked(record.id, self.hands.time)
            return record.id

    def answers(self, launch_id: int, who: SlackUser = ADA) -> tuple[CheckinAnswer, ...]:
        with self.looking(who) as work:
            return work.get(AnswerStore).history(launch_id)

    def revisions(self, launch_id: int, what: str) -> list[Answer]:
        """Earlier texts of the launch's answers of this kind, newest first."""
        with self.looking() as work:
            answers = work.get(AnswerStore)
            earlier = answers.earlier(launch_id, answers.history(launch_id), 99)
        told = [one for entry, of_it in earlier.items() if kind_of(entry.answer) == what for one in of_it]
        return [one.answer for one in told]

    def items(self, launch_id: int) -> tuple[OpenItem, ...]:
        with self.looking() as work:
            return work.get(OpenItemStore).open_items([launch_id]).get(launch_id, ())

    def written(self, ts: str) -> Entry:
        with self.looking() as work:
            found = work.get(WrittenStore).find(ts)
            assert found is not None
            return found

    def checkin(self, launch_id: int, week: Week = W46) -> Checkin:
        with self.looking() as work:
            found = work.get(CheckinStore).find(launch_id, week)
            assert found is not None
            return found

    def found(self, launch_id: int) -> Launch:
        with self.looking() as work:
            return work.get(LaunchStore).find(launch_id)

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
