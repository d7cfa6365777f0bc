"""One person with a small feature, and ticks that live through weeks in virtual time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update

from app.calendar.holidays import NO_CALENDARS, Calendars, Holidays
from app.calendar.schedule import Slot
from app.calendar.weeks import Week
from app.db.engine import Database
from app.db.tables import people
from app.nudges.explain import why
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import Agenda, Content, DueDate, NotificationSettings, SilenceLevel, Turn
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Message, MessageKind, Record, Rendered, Skipped, State
from app.outbox.pace import Pace
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.slack.blocks import Block
from app.slack.client import (
    Failure,
    History,
    Messages,
    Opened,
    Posted,
    Posting,
    delivery_client,
    interactive_client,
)
from app.users import SlackProfile
from app.work import Work, Workplace
from app.worker import Chore, Pass, Ticker, build_ticker
from tests.outbox.support import QUICK, UNPACED, Moved, add_people
from tests.support.work import RING, work_of

BERLIN = "Europe/Berlin"
MONDAY = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
"""Monday of 2026-W45, 8:00 in Berlin."""
W45 = Week(2026, 45)
TEN = time(10)
AT_HOME = SlackProfile(BERLIN, deleted=False)
"""What Slack says of a person."""
KINDS = (CHECKIN, SHIP, LOOK, REMINDER, SNOOZE)


@dataclass
class Things:
    """A feature's open questions: every week from `first` on, and days of their own."""

    first: Week | None = W45
    every: int = 1
    days: list[DueDate] = field(default_factory=list)

    def load(self, connection: Connection, people: Collection[int], now: datetime) -> Mapping[int, Agenda]:
        turns = (Turn(self.first, self.every),) if self.first else ()
        return dict.fromkeys(people, Agenda(turns, days=tuple(self.days)))


@dataclass(frozen=True)
class Got:
    """A message that arrived: when on the wall, and of which nominal week."""

    kind: str
    week: str
    at: str
    mood: SilenceLevel


@dataclass
class Words:
    """What a kind says, and a note of everything that arrived."""

    home: "Home"
    nothing: dict[str, Reason] = field(default_factory=dict)
    moods: dict[int, SilenceLevel] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)
    words: str = "a question"

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:
        self.moods[message.id] = mood
        return Reason(Code.QUIET) if mood is SilenceLevel.QUIET else self.nothing.get(message.kind)

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        return Rendered(self.words)

    def delivered(self, work: Work, message: Message) -> None:
        now = self.home.clock.now().astimezone(ZoneInfo(BERLIN))
        self.got.append(Got(message.kind, message.week, f"{now:%a %d %b %H:%M}", self.moods[message.id]))
        self.home.things.days = [day for day in self.home.things.days if day.kind != message.kind]

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing to undo."""


class Room(Posting):
    """A Slack in the room: it takes everything, or answers what it is told to."""

    def __init__(self) -> None:
        super().__init__(delivery_client(None, "http://127.0.0.1:9/"))
        self.answers: list[Posted | Failure] = []
        self.count = 0

    def open(self, user_id: str) -> Opened | Failure:
        return Opened("D" + user_id)

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
        self.count += 1
        return self.answers.pop(0) if self.answers else Posted(f"1700000000.{self.count:06}")

    def history(self, channel_id: str, after_ts: str | None, cursor: str | None) -> History | Failure:
        return History({}, None)


class Pencil(Messages):
    """Edits, as Slack was told them."""

    def __init__(self) -> None:
        super().__init__(interactive_client(None, "http://127.0.0.1:9/"))
        self.told: list[tuple[str, str, str]] = []
        self.takes = True

    def update(
        self,
        channel_id: str,
        ts: str,
        text: str,
        blocks: Sequence[Block],
        delivery_id: str,
        plain_blocks: Sequence[Block] | None = None,
    ) -> bool:
        self.told.append((channel_id, ts, text))
        return self.takes


class Home:
    """A person in Berlin with a slot on Tuesdays at ten, working from Monday to Friday, nine to five."""

    def __init__(self, database: Database, calendars: Calendars = NO_CALENDARS, enabled: bool = True) -> None:
        self.database, self.clock, self.room, self.pencil = database, Moved(MONDAY), Room(), Pencil()
        self.things, self.card = Things(), AT_HOME
        self.asked_slack: list[str] = []
        self.silent_slack = False
        self.calendars = calendars
        self.words = Words(self)
        self.ticker = self.new_ticker(enabled)
        self.workspace_id, self.person_id = add_people(database, 1)[0]
        with database.write() as connection:
            self.store(connection).ensure(Slot(2, TEN))
            self.store(connection).profile_read(BERLIN, False, self.clock.now())

    @property
    def workplace(self) -> Workplace:
        return Workplace(self.database, RING, self.clock, self.calendars)

    def new_ticker(
        self,
        enabled: bool = True,
        contents: Mapping[str, Content] | None = None,
        answers: Mapping[str, MessageKind] | None = None,
        chores: Sequence[Chore] = (),
    ) -> Ticker:
        clock = self.clock
        return build_ticker(
            self.workplace,
            self.room,
            contents or dict.fromkeys(KINDS, self.words),
            self.things.load,
            read_profile=self.profile,
            messages=lambda: self.pencil,
            answers=answers,
            chores=chores,
            enabled=enabled,
            timing=replace(QUICK, patience=0.5),
            pace=Pace(lambda: clock.now().timestamp(), UNPACED),
            monotonic=clock.monotonic,
            sleep=clock.sleep,
        )

    def profile(self, user_id: str) -> SlackProfile | None:
        self.asked_slack.append(user_id)
        return None if self.silent_slack else self.card

    def act(self, **settings: object) -> None:
        """A click of theirs, with what it sets; the plan is made anew with it."""
        with self.database.write() as connection:
            connection.execute(update(people).values(stamp=people.c.stamp + 1))
            if settings:
                self.store(connection).save(replace(self.manners(connection), **settings))  # type: ignore[arg-type]
            self.plan(connection)

    def change(self, **settings: object) -> None:
        """The same without the click: what was set before the story begins."""
        with self.database.write() as connection:
            self.store(connection).save(replace(self.manners(connection), **settings))  # type: ignore[arg-type]

    def away(self, *ranges: tuple[str, str]) -> None:
        with self.database.write() as connection:
            days = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in ranges)
            self.store(connection).set_time_off(days)
            self.plan(connection)

    def plan(self, connection: Connection) -> None:
        self.ticker.parts.planner.plan(self.work(connection))

    def work(self, connection: Connection) -> Work:
        return work_of(connection, self.person_id, self.clock.now(), calendars=self.calendars)

    def store(self, connection: Connection) -> NotificationSettingsStore:
        return self.work(connection).get(NotificationSettingsStore)

    def manners(self, connection: Connection) -> NotificationSettings:
        found = self.store(connection).get()
        assert found is not None
        return found

    def begin(self) -> None:
        """As a service does when something to ask about appears."""
        with self.database.write() as connection:
            self.plan(connection)

    def go_to(self, moment: str) -> None:
        """Nobody ticks meanwhile. On the wall in Berlin."""
        there = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
        self.clock.on((there - self.clock.now()).total_seconds())

    def tick(self) -> Pass:
        return self.ticker.run()

    def live_until(self, moment: str) -> list[Got]:
        """Tick whenever something is due until then; what arrived."""
        end = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
        before = len(self.words.got)
        while True:
            due = self.tick().next_due
            step = max(due, self.clock.now() + timedelta(seconds=1)) if due else end
            if step >= end:
                self.clock.on((end - self.clock.now()).total_seconds())
                self.tick()
                return self.words.got[before:]
            self.clock.on((step - self.clock.now()).total_seconds())

    def arrived(self) -> list[str]:
        """Kind and local time of everything that arrived."""
        return [f"{got.kind} {got.at}" for got in self.words.got]

    def rows(self, kind: str = CHECKIN) -> list[Record]:
        with self.database.read() as connection:
            return [row for row in Outbox(self.work(connection)).of_person() if row.kind == kind]

    def row(self, kind: str = CHECKIN, week: Week = W45) -> Record:
        return next(row for row in self.rows(kind) if row.week == str(week))

    def due(self, kind: str = CHECKIN, week: Week = W45) -> str:
        """When a message that is pending is due on the wall."""
        row = self.row(kind, week)
        assert row.state is State.PENDING, row
        return f"{row.due_at.astimezone(ZoneInfo(BERLIN)):%a %d %b %H:%M}"

    def why(self) -> list[str]:
        with self.database.read() as connection:
            return [line.sentence for line in why(self.work(connection))]

    def plan_at(self) -> datetime | None:
        from app.db.tables import rhythms

        with self.database.read() as connection:
            return connection.scalar(select(rhythms.c.plan_at))


def holidays(days: Mapping[str, str]) -> Calendars:
    """A calendar for all, from dates to names."""
    return Calendars({"all": Holidays({date.fromisoformat(day): name for day, name in days.items()})}, "all")
