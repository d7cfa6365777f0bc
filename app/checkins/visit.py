"""One transaction of one person about their check-ins: its stores, and what has to happen at its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from app.calendar.weeks import Week, local_day
from app.checkins.model import Asks, Checkin, CheckinAnswer, CheckinState, parse_subject
from app.checkins.screens import FIELDS
from app.checkins.store import AnswerStore, CheckinStore
from app.db.crypto import KeyRing
from app.db.tables import outbox
from app.errors import NotFound
from app.forms.model import Form
from app.forms.store import FormStore
from app.launches.model import Launch
from app.launches.store import LaunchStore
from app.nudges.model import UTC
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import State
from app.outbox.store import Outbox
from app.people import Person
from app.work import Work

_AT = select(outbox.c.id).where(
    outbox.c.person_id == bindparam("person"), outbox.c.message_ts == bindparam("named")
)
_THEIRS = select(outbox.c.id).where(
    outbox.c.person_id == bindparam("person"), outbox.c.id == bindparam("this")
)
_UNCLEAR = select(outbox.c.id).where(
    outbox.c.person_id == bindparam("person"), outbox.c.state.in_((State.SENDING, State.MAYBE))
)


class Edits(Protocol):
    """Messages that have to say something else (app.outbox.edits)."""

    def want(self, connection: Connection, message_id: int) -> None: ...


MOST_ID = 2**63 - 1
"""What a column holds."""

Arrived = Callable[[Work, int, str, str], None]
"""Run where a click proved that an unclear message arrived: its id, channel and ts."""


@dataclass(frozen=True)
class PressedMessage:
    """The message in which something was pressed, by Slack's names."""

    channel_id: str
    ts: str


@dataclass(frozen=True)
class Subject:
    """A check-in of theirs. `checkin`: None where nothing asked it."""

    launch: Launch
    week: Week
    checkin: Checkin | None

    @property
    def asks(self) -> Asks:
        return self.checkin.asks if self.checkin else Asks.READING


@dataclass(frozen=True)
class Sent:
    """A form that was submitted. `said`: what of it was typed, and so is to be changed in what is stored now.

    `repeated`: it was submitted before, and says nothing that it did not say then.
    """

    subject: Subject
    said: Mapping[str, str]
    values: Mapping[str, str]
    repeated: bool
    outcome: str


@dataclass
class CheckinVisit:
    """`messages` collects what has to be edited, in order, each once."""

    connection: Connection
    ring: KeyRing
    person: Person
    now: datetime
    planner: Planner
    edits: Edits
    messages: list[int] = field(default_factory=list)

    @cached_property
    def launches(self) -> LaunchStore:
        return LaunchStore(Work(self.connection, self.ring, self.person))

    @cached_property
    def entries(self) -> AnswerStore:
        return AnswerStore(Work(self.connection, self.ring, self.person))

    @cached_property
    def checkins(self) -> CheckinStore:
        return CheckinStore(self.connection, self.person.id)

    @cached_property
    def drafts(self) -> FormStore:
        return FormStore(Work(self.connection, self.ring, self.person, self.now))

    @cached_property
    def zone(self) -> ZoneInfo:
        manners = NotificationSettingsStore(self.connection).of(self.person.id)
        return manners.rhythm.zone if manners else UTC

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    def subject(self, value: str) -> Subject:
        """What a button or a form is about. NotFound for another's, and for a week that is yet to come."""
        parsed = parse_subject(value)
        if parsed is None or parsed[0] > MOST_ID:
            raise NotFound
        launch, week = self.launches.find(parsed[0]), parsed[1]
        checkin = self.checkins.find(launch.id, week)
        if checkin is None and week > Week.of(self.today):
            raise NotFound
        return Subject(launch, week, checkin)

    def history(self, launch: Launch) -> tuple[CheckinAnswer, ...]:
        return self.entries.of_launches([launch.id]).get(launch.id, ())

    def arrive(self, place: PressedMessage | None, message_id: int | None, arrived: Arrived) -> None:
        """A click in a message that nobody knew had arrived proves that it did.

        Only where no other of theirs is on its way: it could be that one.
        """
        if place is None or message_id is None or self.message_at(place.ts) is not None:
            return
        under_way = list(self.connection.scalars(_UNCLEAR, {"person": self.person.id}))
        if under_way != [message_id]:
            return
        if Outbox(self.connection).confirm(message_id, place.channel_id, place.ts, self.now):
            arrived(
                Work(self.connection, self.ring, self.person, self.now),
                message_id,
                place.channel_id,
                place.ts,
            )

    def message_at(self, ts: str) -> int | None:
        """Our message with this name in their DM."""
        return self.connection.scalar(_AT, {"person": self.person.id, "named": ts})

    def is_theirs(self, message_id: int) -> bool:
        return self.connection.scalar(_THEIRS, {"person": self.person.id, "this": message_id}) is not None

    def is_any_under_way(self) -> bool:
        return self.connection.scalar(_UNCLEAR, {"person": self.person.id}) is not None

    def submitted(self, kind: str, form_id: str, form: Form) -> Sent:
        """What the form says, its inputs kept. Raises NotFound for a form of another kind.

        A form that was submitted before, and whose answer got lost, may say more now than it did then.
        """
        draft = self.drafts.submit(form_id, form, FIELDS[kind])
        if draft.kind != kind:
            raise NotFound
        values, repeated = {**draft.values, **draft.said}, draft.submitted and not draft.said
        return Sent(self.subject(draft.subject), draft.said, values, repeated, draft.outcome)

    def settle(self, subject: Subject, state: CheckinState, *answered: Asks) -> None:
        """The check-in is over, if it asked for one of `answered`; its messages say so in any case."""
        if subject.checkin is None:
            self.checkins.settle(subject.launch.id, subject.week, state, answered[0])
        elif subject.asks in answered:
            self.checkins.settle(subject.launch.id, subject.week, state, subject.asks)
        self.show(subject)

    def show(self, subject: Subject) -> None:
        """The messages with this check-in say what is stored now."""
        self.edit(*self.checkins.messages_of(subject.launch.id, subject.week))

    def end(self, launch_id: int) -> None:
        """Nothing is asked about it any more: older messages that still do lose their buttons."""
        self.edit(*reversed(self.checkins.still_asking(launch_id)))

    def edit(self, *message_ids: int) -> None:
        for message_id in message_ids:
            if message_id not in self.messages:
                self.messages.append(message_id)
                self.edits.want(self.connection, message_id)

    def plan(self) -> None:
        self.planner.plan(self.connection, self.person.id, self.now)
