"""Puts together what a message shows, from what is stored now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select

from app.calendar.weeks import Week
from app.checkins.model import Asks, Checkin, CheckinState, Status
from app.checkins.prompts import Prompts
from app.checkins.screens import SHOWN, MessageScreen, Shown, newest_reading
from app.checkins.store import AnswerStore, CheckinStore, OpenItemStore, ReplyStore
from app.clock import Clock
from app.db.tables import outbox
from app.launches.store import LaunchStore
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import NotificationSettings, SilenceLevel
from app.outbox.model import Message
from app.outbox.store import Outbox
from app.work import Work

_DUE = select(outbox.c.id, outbox.c.due_at).where(outbox.c.id.in_(bindparam("messages", expanding=True)))

_OPENINGS = {SHIP: "ship", LOOK: "look", REMINDER: "reminder", SNOOZE: "snoozed"}


SEALING = frozenset({Asks.READING, Asks.DECISION})
"""What seals a bet, if a day has not done so before."""


@dataclass(frozen=True)
class MessageDeps:
    """What every message is made with. `command`: what a person types for their launches."""

    prompts: Prompts
    clock: Clock
    command: str


class Sheet:
    """Everything about one person that a message could show, read with a fixed number of queries."""

    def __init__(self, deps: MessageDeps, work: Work) -> None:
        self._deps = deps
        self._work = work

    def last_statuses(self, launch_ids: list[int]) -> Mapping[int, Status]:
        """The status of the newest reading of each launch that has one."""
        told = self._work.get(AnswerStore).of_launches(launch_ids)
        newest = {launch_id: newest_reading(history) for launch_id, history in told.items()}
        return {launch_id: reading.status for launch_id, reading in newest.items() if reading}

    def screen(self, message: Message, settings: NotificationSettings) -> MessageScreen:
        """The message as things stand now."""
        asked, week = self._work.get(CheckinStore).of_message(message.id), Week.parse(message.week)
        shown, prompts = self._shown(message, asked), self._deps.prompts
        # Asked once, and no longer once anything was clicked.
        silent = message.kind == CHECKIN and settings.silence == 2
        mood = SilenceLevel.ASK_RHYTHM if silent else SilenceLevel.USUAL
        return MessageScreen(
            kind=message.kind,
            message_id=message.id,
            opening=prompts.pick(_opening_state(message, shown, mood), week, message.person_id),
            shown=shown,
            zone=settings.rhythm.zone,
            now=self._deps.clock.now(),
            command=self._deps.command,
            more=max(0, len(asked) - SHOWN),
            more_words=prompts.pick("more", week),
            mood=mood,
            words_out=settings.words_out,
            replies=self._work.get(ReplyStore).replies_of(message.id),
        )

    def _shown(self, message: Message, asked: tuple[Checkin, ...]) -> tuple[Shown, ...]:
        ids = [one.launch_id for one in asked[:SHOWN]]
        history = self._work.get(AnswerStore).of_launches(ids)
        items = self._work.get(OpenItemStore).open_items(ids)
        launches = {launch.id: launch for launch in self._work.get(LaunchStore).these(ids)}
        moved, week, found = self._moved(message, asked), Week.parse(message.week), list[Shown]()
        for one in asked[:SHOWN]:
            launch = launches[one.launch_id]
            if one.asks in SEALING:  # a check-in seals its bet: it says so in the message that does it
                launch = replace(launch, seals_at=min(launch.seals_at, self._deps.clock.now()))
            moved_to = moved.get(one.message_id or 0) if one.state is CheckinState.OPEN else None
            shown = Shown(one, launch, "", history.get(launch.id, ()), items.get(launch.id, ()), moved_to)
            found.append(replace(shown, question=self._deps.prompts.ask(_state(shown), week, launch.id)))
        return tuple(found)

    def _moved(self, message: Message, asked: tuple[Checkin, ...]) -> dict[int, datetime]:
        """When the messages are due to which something of this one was snoozed.

        A reminder shows what is another message's own: the weekly one of its week.
        """
        here = {None, message.id}
        if message.kind == REMINDER:
            weekly = Outbox(self._work).find(CHECKIN, message.week, 1)
            here.add(weekly.id if weekly else None)
        others = [one.message_id for one in asked if one.message_id not in here]
        if not others:
            return {}
        rows = self._work.connection.execute(_DUE, {"messages": others})
        return {row.id: row.due_at for row in rows}


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
