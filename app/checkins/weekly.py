"""The weekly message and the other messages about launches: what each asks, and what it shows.

One class a kind (`nudges.model.Content`). What a message asks is fixed before it is sent, from dates alone;
what it shows is read each time it is rendered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.calendar.weeks import Week, local_day
from app.checkins.agenda import Followed, dates_of, followed
from app.checkins.begun import begun
from app.checkins.model import Asks, Checkin, CheckinState, Status
from app.checkins.prompts import Prompts
from app.checkins.screens import SHOWN, MessageScreen, Shown, newest_reading
from app.checkins.store import AnswerStore, CheckinStore, OpenItemStore
from app.checkins.subjects import today_of
from app.checkins.views.message import brief_blocks, message_blocks, message_text
from app.launches.model import INSTRUMENTATION
from app.launches.store import LaunchStore
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import Content, NotificationSettings, SilenceLevel
from app.nudges.policy import ASK_AFTER
from app.nudges.replan import WEEKS_BACK
from app.nudges.store import NotificationSettingsStore
from app.outbox.edits import request_edit
from app.outbox.model import Message, Record, Rendered, Skipped, State
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.work import Work

NOTHING_OPEN = Reason(Code.NOTHING_OPEN)
ALL_ANSWERED = Reason(Code.ANSWERED)
QUIET = Reason(Code.QUIET)
ASKED_ALREADY = Reason(Code.TOLD_ALREADY)

SEALING = frozenset({Asks.READING, Asks.DECISION})
"""What seals a bet, if a day has not done so before."""

Asked = tuple[int, Week, Asks]
"""A question: the launch, the nominal week, and what is asked."""


def contents(prompts: Prompts, command: str) -> Mapping[str, Content]:
    """Every kind of message about launches. `command`: what a person types for their launches."""
    return {
        CHECKIN: Weekly(prompts, command),
        SHIP: OnItsDay(prompts, command, Asks.SHIP),
        LOOK: OnItsDay(prompts, command, Asks.LOOK),
        REMINDER: Reminder(prompts, command),
        SNOOZE: Snoozed(prompts, command),
    }


class LaunchMessage:
    """What all kinds have in common: they show check-ins, as they stand."""

    def __init__(self, prompts: Prompts, command: str) -> None:
        self._prompts = prompts
        self._command = command

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        """The words as things stand now; skipped where there is nothing to show any more."""
        settings = work.get(NotificationSettingsStore).get()
        if settings is None:
            return Skipped(NOTHING_OPEN)
        screen = message_screen(work, message, settings, self._prompts, self._command)
        if not screen.shown:
            return Skipped(NOTHING_OPEN)
        return Rendered(message_text(screen), message_blocks(screen), brief_blocks(screen))

    def delivered(self, work: Work, message: Message) -> None:
        """What was asked counts as asked, and a first check-in seals its bet."""
        checkins = work.get(CheckinStore)
        checkins.asked(message.id, work.now)
        asked = [one.launch_id for one in checkins.of_message(message.id) if one.asks in SEALING]
        if asked:
            work.get(LaunchStore).seal(asked, work.now)

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing to undo: the next try composes anew."""


class Weekly(LaunchMessage):
    """The one weekly message over all launches, with the decisions that are owed, and what ships today."""

    def delivered(self, work: Work, message: Message) -> None:
        """Older messages that still ask are overtaken: they say so from now on."""
        super().delivered(work, message)
        for message_id in work.get(CheckinStore).overtaken_by(message.id, message.week):
            request_edit(work.connection, message_id, work.now)

    def compose(self, work: Work, message: Message, silence: SilenceLevel) -> Reason | None:
        """Fix what it asks. None where there is something; else the reason why there is not."""
        week, open_ones = Week.parse(message.week), followed(work.connection, message.person_id)
        today = today_of(work)
        known = work.get(CheckinStore).in_weeks(week - 1, week)
        histories = work.get(AnswerStore).of_launches([one.id for one in open_ones])
        newest = {launch_id: newest_reading(history) for launch_id, history in histories.items()}
        last = {launch_id: reading.status for launch_id, reading in newest.items() if reading}
        asked = weekly_questions(open_ones, known, week, today, silence, last)
        asked_about = [launch_id for launch_id, _, _ in asked]
        told = work.get(LaunchStore).newest_details(asked_about, INSTRUMENTATION)
        for launch_id, text in told.items():
            work.get(OpenItemStore).want_instrumentation(launch_id, text, work.now)
        work.get(CheckinStore).compose(message.id, asked, first_try=message.attempts == 0)
        if asked:
            return None
        if silence is SilenceLevel.QUIET:
            return QUIET
        of_week = [one for (_, its_week), one in known.items() if its_week == week]
        if any(one.is_open for one in of_week):
            return ASKED_ALREADY
        return ALL_ANSWERED if of_week else NOTHING_OPEN


class OnItsDay(LaunchMessage):
    """A day's own question: was it shipped; or, months after shipping, did the effect last?"""

    def __init__(self, prompts: Prompts, command: str, asks: Asks) -> None:
        super().__init__(prompts, command)
        self._asks = asks

    def compose(self, work: Work, message: Message, silence: SilenceLevel) -> Reason | None:
        """Fix what it asks: all that is due by that day of the nominal week, and was not asked before."""
        if silence is SilenceLevel.QUIET:
            return QUIET
        week = Week.parse(message.week)
        day, dates = week.day(message.n), dates_of(work.connection, message.person_id, week)
        if self._asks is Asks.SHIP:
            due = [one.id for one in dates.unasked_ships if one.shipped_on <= day]
        else:
            due = [launch_id for launch_id, on in sorted(dates.owed_looks.items()) if on <= day]
        asked = [(launch_id, week, self._asks) for launch_id in due]
        work.get(CheckinStore).compose(message.id, asked, first_try=message.attempts == 0)
        return None if due else NOTHING_OPEN


class Reminder(LaunchMessage):
    """The week's check-in once more, with what is still open in it."""

    def compose(self, work: Work, message: Message, silence: SilenceLevel) -> Reason | None:  # noqa: ARG002
        """Fix what it shows, which stays the weekly message's own to ask."""
        weekly = Outbox(work).find(CHECKIN, message.week, 1)
        still = _still_open(work, message.person_id, weekly.id) if weekly else ()
        work.get(CheckinStore).show_also(message.id, still)
        return None if still else ALL_ANSWERED


class Snoozed(LaunchMessage):
    """What somebody asked to see later; moving it here already said what it asks."""

    def compose(self, work: Work, message: Message, silence: SilenceLevel) -> Reason | None:  # noqa: ARG002
        """Nothing to fix. None where something is still open; else that all was answered."""
        return None if _still_open(work, message.person_id, message.id) else ALL_ANSWERED


def _still_open(work: Work, person_id: int, message_id: int) -> tuple[Checkin, ...]:
    """What is still that message's own to ask, of launches that are still followed."""
    launch_ids = {one.id for one in followed(work.connection, person_id)}
    return tuple(
        one
        for one in work.get(CheckinStore).of_message(message_id)
        if one.is_open and one.message_id == message_id and one.launch_id in launch_ids
    )


_RANK = {Asks.DECISION: 0, Asks.SHIP: 1, Asks.READING: 3, Asks.LOOK: 4}
_BEHIND = 2


def weekly_questions(
    launches: Iterable[Followed],
    checkins: Mapping[tuple[int, Week], Checkin],
    week: Week,
    today: date,
    silence: SilenceLevel,
    last: Mapping[int, Status],
) -> tuple[Asked, ...]:
    """What the weekly message asks: decisions owed first, then what is behind, then by age.

    `checkins`: those of that week and of the one before, by launch and week. `last`: the status of each
    launch's newest reading. Who was silent for long is asked for nothing but what was to be judged in this
    very week: for the decision, or whether it was shipped at all. What was to ship by `today` is part of it,
    unless a message of its own asked that before.
    """
    asked: list[tuple[tuple[int, date, int], Asked]] = []
    for one in launches:
        asks, before, there = one.asks(week), checkins.get((one.id, week - 1)), checkins.get((one.id, week))
        if one.ships_in(week) and one.shipped_on <= today:
            asks = Asks.SHIP
        if asks is None and one.shipped and before and before.state is CheckinState.SNOOZED:
            asks = before.asks  # until this week, which its own rhythm would have left out
        if asks is None or (there and not there.is_open):
            continue
        if asks is Asks.SHIP and there and there.asked_at:
            continue  # a message of its own asked it in this week
        is_judged_now = asks in {Asks.DECISION, Asks.SHIP} and week == Week.of(one.judge_by)
        if silence is SilenceLevel.QUIET and not is_judged_now:
            continue
        rank = _BEHIND if asks is Asks.READING and last.get(one.id) is Status.BEHIND else _RANK[asks]
        asked.append(((rank, one.shipped_on, one.id), (one.id, week, asks)))
    return tuple(question for _, question in sorted(asked))


# What a message shows, read with a fixed number of queries however many launches it asks about.

_OF_LAUNCHES = frozenset({CHECKIN, SHIP, LOOK, REMINDER, SNOOZE})
_GONE_OUT = frozenset({State.SENDING, State.UNCONFIRMED, State.SENT})


def message_screen(
    work: Work, message: Message, settings: NotificationSettings, prompts: Prompts, command: str
) -> MessageScreen:
    """The message as things stand now."""
    asked = work.get(CheckinStore).of_message(message.id)
    others = _others(work, message, settings.rhythm.zone)
    shown = _shown_launches(work, asked, others)
    # Asked once, and no longer once anything was clicked; the message itself counts once it has arrived.
    silent = ASK_AFTER + others.has_arrived
    asks_rhythm = message.kind == CHECKIN and settings.silence == silent and not others.is_followed
    return MessageScreen(
        kind=message.kind,
        message_id=message.id,
        heading=_heading(message, shown, prompts, asks_rhythm=asks_rhythm),
        shown=shown,
        zone=settings.rhythm.zone,
        now=work.now,
        command=command,
        sent_on=others.sent_on,
        about=others.about,
        more=max(0, len(asked) - SHOWN),
        asks_rhythm=asks_rhythm,
        is_overtaken=others.is_followed and not any(one.is_open for one in shown if _is_look(one)),
        says_who_sees=others.says_who_sees,
        words_out=settings.words_out,
    )


def _is_look(one: Shown) -> bool:
    """No later check-in asks it."""
    return one.checkin.asks is Asks.LOOK


@dataclass(frozen=True)
class _Others:
    """The message among the others about launches, of the last weeks and since. All is read in one query."""

    message: Message
    rows: tuple[Record, ...]
    zone: ZoneInfo
    now: datetime

    @property
    def has_arrived(self) -> bool:
        return self._own.sent_at is not None

    @property
    def is_followed(self) -> bool:
        """Whether a later week's check-in came."""
        return any(
            row.kind == CHECKIN and row.week > self.message.week and row.sent_at is not None
            for row in self.rows
        )

    @property
    def sent_on(self) -> date:
        return self._day(self._own)

    @property
    def about(self) -> date:
        """The day of the check-in that a reminder is about; of all others, their own."""
        weekly = self._weekly if self.message.kind == REMINDER else None
        return self._day(weekly or self._own)

    @property
    def says_who_sees(self) -> bool:
        """In the first message of all, and in the first check-in of each month.

        It stays so when the message is rendered again: it is about what went out before it.
        """
        own = self._own.sent_at or self.now
        before = [
            row
            for row in self.rows
            if row.id != self.message.id and row.state in _GONE_OUT and (row.sent_at or row.due_at) < own
        ]
        if not before:
            return True
        of_month = (row for row in before if self._day(row).replace(day=1) == self.sent_on.replace(day=1))
        return self.message.kind == CHECKIN and not any(row.kind == CHECKIN for row in of_month)

    def due_at(self, message_id: int) -> datetime | None:
        """When another message is due that asks what this one asked.

        A reminder shows what is another message's own: the weekly one of its week.
        """
        weekly = self._weekly if self.message.kind == REMINDER else None
        if message_id in {self.message.id, weekly.id if weekly else None}:
            return None
        return next((row.due_at for row in self.rows if row.id == message_id), None)

    @property
    def _own(self) -> Record:
        return next(row for row in self.rows if row.id == self.message.id)

    @property
    def _weekly(self) -> Record | None:
        of_week = (row for row in self.rows if row.kind == CHECKIN and row.week == self.message.week)
        return next(of_week, None)

    def _day(self, row: Record) -> date:
        if row.sent_at or row.id == self.message.id:
            return local_day(row.sent_at or self.now, self.zone)
        return local_day(row.due_at, self.zone)


def shown_in(work: Work, message_id: int) -> tuple[Shown, ...]:
    """The launches of a message of theirs, as things stand now."""
    message, zone = Outbox(work).message(message_id), work.get(NotificationSettingsStore).zone()
    return _shown_launches(work, work.get(CheckinStore).of_message(message_id), _others(work, message, zone))


def _others(work: Work, message: Message, zone: ZoneInfo) -> _Others:
    week = Week.parse(message.week)
    rows = [row for row in Outbox(work).since(str(week - WEEKS_BACK)) if row.kind in _OF_LAUNCHES]
    return _Others(message, tuple(rows), zone, work.now)


def _shown_launches(work: Work, asked: tuple[Checkin, ...], others: _Others) -> tuple[Shown, ...]:
    ids = [one.launch_id for one in asked[:SHOWN]]
    history = work.get(AnswerStore).of_launches(ids)
    launches = {launch.id: launch for launch in work.get(LaunchStore).these(ids, with_details=False)}
    unsaved = begun(work, ids)
    return tuple(
        Shown(
            one,
            launches[one.launch_id],
            history.get(one.launch_id, ()),
            others.due_at(one.message_id) if one.is_open and one.message_id is not None else None,
            unsaved[one.launch_id].begun_at if one.launch_id in unsaved else None,
        )
        for one in asked[:SHOWN]
    )


def _heading(message: Message, shown: tuple[Shown, ...], prompts: Prompts, *, asks_rhythm: bool) -> str:
    """The one heading of a message, by its kind, and by what it asks where that is the same of all."""
    asks = {one.checkin.asks for one in shown}
    if asks == {Asks.SHIP} or message.kind == REMINDER:
        return ""  # what stands below says it
    if asks_rhythm:
        state = "third_slot"
    elif message.kind == SNOOZE:
        state = "snoozed"
    elif asks in ({Asks.DECISION}, {Asks.LOOK}):
        state = str(*asks)
    else:
        state = "one" if len(shown) == 1 else "several"
    return prompts.pick(state, Week.parse(message.week), message.person_id)
