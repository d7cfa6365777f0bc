"""Puts together what a message shows, from what is stored now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from app.calendar.weeks import Week
from app.checkins.model import Asks, Checkin, CheckinAnswer, CheckinState, OpenItem, Status
from app.checkins.prompts import Prompts
from app.checkins.screens import SHOWN, MessageScreen, Shown, newest_reading
from app.checkins.store import AnswerStore, CheckinStore
from app.clock import Clock
from app.db.crypto import KeyRing
from app.db.tables import outbox
from app.launches.model import Launch
from app.launches.store import LaunchStore
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import NotificationSettings, SilenceLevel
from app.outbox.model import Message
from app.outbox.store import Outbox
from app.people import Person, by_id
from app.work import Work

_DUE = select(outbox.c.id, outbox.c.due_at).where(outbox.c.id.in_(bindparam("messages", expanding=True)))

_OPENINGS = {SHIP: "ship", LOOK: "look", REMINDER: "reminder", SNOOZE: "snoozed"}


SEALING = frozenset({Asks.READING, Asks.DECISION})
"""What seals a bet, if a day has not done so before."""


@dataclass(frozen=True)
class MessageDeps:
    """What every message is made with. `command`: what a person types for their launches."""

    ring: KeyRing
    prompts: Prompts
    clock: Clock
    command: str


class Sheet:
    """Everything about one person that a message could show, read with a fixed number of queries."""

    def __init__(self, desk: MessageDeps, connection: Connection, person_id: int) -> None:
        self._desk = desk
        self._connection = connection
        self._person: Person = by_id(connection, person_id)
        self.checkins = CheckinStore(connection, person_id)
        self.launches = LaunchStore(Work(connection, desk.ring, self._person))
        self.entries = AnswerStore(Work(connection, desk.ring, self._person))

    def last_statuses(self, launch_ids: list[int]) -> Mapping[int, Status]:
        """The status of the newest reading of each launch that has one."""
        told = self.entries.of_launches(launch_ids)
        newest = {launch_id: newest_reading(history) for launch_id, history in told.items()}
        return {launch_id: reading.status for launch_id, reading in newest.items() if reading}

    def screen(self, message: Message, manners: NotificationSettings) -> MessageScreen:
        """The message as things stand now."""
        asked = self.checkins.of_message(message.id)
        week = Week.parse(message.week)
        shown = self._shown(message, asked)
        mood = self._mood(message, manners)
        return MessageScreen(
            kind=message.kind,
            message_id=message.id,
            opening=self._opening(message, shown, mood),
            shown=shown,
            zone=manners.rhythm.zone,
            now=self._desk.clock.now(),
            command=self._desk.command,
            more=max(0, len(asked) - SHOWN),
            more_words=self._desk.prompts.pick("more", week),
            mood=mood,
            words_out=manners.words_out,
            replies=tuple(self.entries.replies_of(message.id)),
        )

    def _mood(self, message: Message, manners: NotificationSettings) -> SilenceLevel:
        """Asked once, and no longer once anything was clicked."""
        silent = manners.asked_stamp == self._person.stamp
        asks = message.kind == CHECKIN and silent and manners.asked == 2
        return SilenceLevel.ASK_RHYTHM if asks else SilenceLevel.USUAL

    def _shown(self, message: Message, asked: tuple[Checkin, ...]) -> tuple[Shown, ...]:
        ids = [one.launch_id for one in asked[:SHOWN]]
        history, items = self.entries.of_launches(ids), self.entries.open_items(ids)
        moved = self._moved(message, asked)
        launches = {launch.id: launch for launch in self.launches.these(ids)}
        return tuple(
            self._one(message, one, launches[one.launch_id], history, items, moved) for one in asked[:SHOWN]
        )

    def _one(
        self,
        message: Message,
        one: Checkin,
        launch: Launch,
        history: Mapping[int, tuple[CheckinAnswer, ...]],
        items: Mapping[int, tuple[OpenItem, ...]],
        moved: Mapping[int, datetime],
    ) -> Shown:
        if one.asks in SEALING:  # a check-in seals its bet: it says so in the message that does it
            launch = replace(launch, seals_at=min(launch.seals_at, self._desk.clock.now()))
        shown = Shown(
            one, launch, "", history.get(launch.id, ()), items.get(launch.id, ()), self._moved_to(one, moved)
        )
        return replace(shown, question=self._question(message, shown))

    def _moved_to(self, one: Checkin, moved: Mapping[int, datetime]) -> datetime | None:
        if one.message_id is None or one.state is not CheckinState.OPEN:
            return None
        return moved.get(one.message_id)

    def _moved(self, message: Message, asked: tuple[Checkin, ...]) -> dict[int, datetime]:
        """When the messages are due to which something of this one was snoozed."""
        here = {None, message.id, self._reminded_of(message)}
        others = [one.message_id for one in asked if one.message_id not in here]
        if not others:
            return {}
        rows = self._connection.execute(_DUE, {"messages": others})
        return {row.id: row.due_at for row in rows}

    def _reminded_of(self, message: Message) -> int | None:
        """A reminder shows what is another message's own: the weekly one of its week."""
        if message.kind != REMINDER:
            return None
        weekly = Outbox(self._connection).find(message.person_id, CHECKIN, message.week, 1)
        return weekly.id if weekly else None

    def _question(self, message: Message, shown: Shown) -> str:
        week = Week.parse(message.week)
        return self._desk.prompts.ask(_state(shown), week, shown.launch.id)

    def _opening(self, message: Message, shown: tuple[Shown, ...], mood: SilenceLevel) -> str:
        week, salt = Week.parse(message.week), message.person_id
        return self._desk.prompts.pick(_opening_state(message, shown, mood), week, salt)


def _state(shown: Shown) -> str:
    """Which kind of question fits a launch: what is asked, and what was said last."""
    if shown.checkin.asks is Asks.DECISION and shown.checkin.week > Week.of(shown.launch.judge_by):
        return "overdue"
    if shown.checkin.asks is not Asks.READING:
        return str(shown.checkin.asks)
    if shown.is_unchanged_again:
        return "three_unchanged"
    last = newest_reading([entry for entry, _ in shown.readings])
    if last is None:
        return "first" if shown.checkin.week <= shown.launch.joins else "usual"
    return str(last.status) if last.status in _SAID else "usual"


_SAID = {Status.BEHIND, Status.ON_TRACK, Status.CANNOT_TELL, Status.UNCHANGED, Status.UNSEEN}


def _opening_state(message: Message, shown: tuple[Shown, ...], mood: SilenceLevel) -> str:
    if mood is SilenceLevel.ASK_RHYTHM:
        return "third_slot"
    if message.kind in _OPENINGS:
        return _OPENINGS[message.kind]
    states = {_state(one) for one in shown}
    if states & {"decision", "overdue"}:
        return "decision" if "decision" in states else "overdue"
    only = states.pop() if len(states) == 1 else "usual"
    return only if only in _ONE_STATE else "usual"


_ONE_STATE = {"first", "behind", "on_track", "cannot_tell", "unchanged", "unseen"}
