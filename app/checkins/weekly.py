"""The weekly message and the other messages about launches: what each asks, and what it shows.

One class a kind (`nudges.model.Content`). What a message asks is fixed before it is sent, from dates alone;
what it shows is read each time it is rendered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from app.calendar.weeks import Week
from app.checkins.agenda import Followed, dates_of, followed
from app.checkins.model import Asks, Checkin, CheckinState, Status
from app.checkins.prompts import Prompts
from app.checkins.screens import SHOWN, MessageScreen, Shown, newest_reading
from app.checkins.store import AnswerStore, CheckinStore, OpenItemStore
from app.checkins.views.message import brief_blocks, message_blocks, message_text
from app.db.tables import outbox
from app.launches.model import INSTRUMENTATION
from app.launches.store import LaunchStore
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import Content, NotificationSettings, SilenceLevel
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Message, Rendered, Skipped
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.work import Work

NOTHING_OPEN = Reason(Code.NOTHING_OPEN)
ALL_ANSWERED = Reason(Code.ANSWERED)
QUIET = Reason(Code.QUIET)

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
    """The one weekly message over all launches, with the decisions that are owed."""

    def compose(self, work: Work, message: Message, silence: SilenceLevel) -> Reason | None:
        """Fix what it asks. None where there is something; else the reason why there is not."""
        week, open_ones = Week.parse(message.week), followed(work.connection, message.person_id)
        known = work.get(CheckinStore).in_weeks(week - 1, week)
        histories = work.get(AnswerStore).of_launches([one.id for one in open_ones])
        newest = {launch_id: newest_reading(history) for launch_id, history in histories.items()}
        last = {launch_id: reading.status for launch_id, reading in newest.items() if reading}
        asked = weekly_questions(open_ones, known, week, silence, last)
        asked_about = [launch_id for launch_id, _, _ in asked]
        told = work.get(LaunchStore).newest_details(asked_about, INSTRUMENTATION)
        for launch_id, text in told.items():
            work.get(OpenItemStore).want_instrumentation(launch_id, text, work.now)
        work.get(CheckinStore).compose(message.id, asked, first_try=message.attempts == 0)
        if asked:
            return None
        if silence is SilenceLevel.QUIET:
            return QUIET
        return ALL_ANSWERED if any(of_week == week for _, of_week in known) else NOTHING_OPEN


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
    silence: SilenceLevel,
    last: Mapping[int, Status],
) -> tuple[Asked, ...]:
    """What the weekly message asks: decisions owed first, then what is behind, then by age.

    `checkins`: those of that week and of the one before, by launch and week. `last`: the status of each
    launch's newest reading. Who was silent for long is asked for nothing but what was to be judged in this
    very week: for the decision, or whether it was shipped at all.
    """
    asked: list[tuple[tuple[int, date, int], Asked]] = []
    for one in launches:
        asks, before, there = one.asks(week), checkins.get((one.id, week - 1)), checkins.get((one.id, week))
        if asks is None and one.shipped and before and before.state is CheckinState.SNOOZED:
            asks = before.asks  # until this week, which its own rhythm would have left out
        if asks is None or (there and not there.is_open):
            continue
        is_judged_now = asks in {Asks.DECISION, Asks.SHIP} and week == Week.of(one.judge_by)
        if silence is SilenceLevel.QUIET and not is_judged_now:
            continue
        rank = _BEHIND if asks is Asks.READING and last.get(one.id) is Status.BEHIND else _RANK[asks]
        asked.append(((rank, one.shipped_on, one.id), (one.id, week, asks)))
    return tuple(question for _, question in sorted(asked))


# What a message shows, read with a fixed number of queries however many launches it asks about.


def message_screen(
    work: Work, message: Message, settings: NotificationSettings, prompts: Prompts, command: str
) -> MessageScreen:
    """The message as things stand now."""
    asked, week = work.get(CheckinStore).of_message(message.id), Week.parse(message.week)
    shown = _shown_launches(work, message, asked, prompts)
    # Asked once, and no longer once anything was clicked.
    asks_rhythm = message.kind == CHECKIN and settings.silence == 2
    silence = SilenceLevel.ASK_RHYTHM if asks_rhythm else SilenceLevel.USUAL
    return MessageScreen(
        kind=message.kind,
        message_id=message.id,
        opening=prompts.pick(_opening_state(message, shown, silence), week, message.person_id),
        shown=shown,
        zone=settings.rhythm.zone,
        now=work.now,
        command=command,
        more=max(0, len(asked) - SHOWN),
        more_words=prompts.pick("more", week),
        silence=silence,
        words_out=settings.words_out,
    )


def _shown_launches(
    work: Work, message: Message, asked: tuple[Checkin, ...], prompts: Prompts
) -> tuple[Shown, ...]:
    ids = [one.launch_id for one in asked[:SHOWN]]
    history = work.get(AnswerStore).of_launches(ids)
    items = work.get(OpenItemStore).open_items(ids)
    launches = {launch.id: launch for launch in work.get(LaunchStore).these(ids)}
    moved, week, found = _moved(work, message, asked), Week.parse(message.week), list[Shown]()
    for one in asked[:SHOWN]:
        launch = launches[one.launch_id]
        if one.asks in SEALING:  # a check-in seals its bet: it says so in the message that does it
            launch = replace(launch, seals_at=min(launch.seals_at, work.now))
        moved_to = moved.get(one.message_id or 0) if one.is_open else None
        shown = Shown(one, launch, "", history.get(launch.id, ()), items.get(launch.id, ()), moved_to)
        found.append(replace(shown, question=prompts.ask(_question_state(shown), week, launch.id)))
    return tuple(found)


def _moved(work: Work, message: Message, asked: tuple[Checkin, ...]) -> dict[int, datetime]:
    """When the messages are due to which something of this one was snoozed, by their ids.

    A reminder shows what is another message's own: the weekly one of its week.
    """
    here = {None, message.id}
    if message.kind == REMINDER:
        weekly = Outbox(work).find(CHECKIN, message.week, 1)
        here.add(weekly.id if weekly else None)
    others = [one.message_id for one in asked if one.message_id not in here]
    if not others:
        return {}
    rows = work.connection.execute(select(outbox.c.id, outbox.c.due_at).where(outbox.c.id.in_(others)))
    return {row.id: row.due_at for row in rows}


# Which texts of `content/prompts.yaml` fit: a state for each launch, and one for the whole message.

_OPENINGS = {SHIP: "ship", LOOK: "look", REMINDER: "reminder", SNOOZE: "snoozed"}
_LAST_SAID = {Status.BEHIND, Status.ON_TRACK, Status.CANNOT_TELL, Status.UNCHANGED, Status.UNSEEN}
_WITH_OWN_OPENING = {"first", "behind", "on_track", "cannot_tell", "unchanged", "unseen"}


def _opening_state(message: Message, shown: tuple[Shown, ...], silence: SilenceLevel) -> str:
    """Which opening fits: by the kind of message, else by what it asks, if that is the same of all."""
    if silence is SilenceLevel.ASK_RHYTHM:
        return "third_slot"
    if message.kind in _OPENINGS:
        return _OPENINGS[message.kind]
    states = {_question_state(one) for one in shown}
    if states & {"decision", "overdue"}:
        return "decision" if "decision" in states else "overdue"
    only = states.pop() if len(states) == 1 else "usual"
    return only if only in _WITH_OWN_OPENING else "usual"


def _question_state(shown: Shown) -> str:
    """Which kind of question fits a launch: by what is asked, and by what was said last."""
    if shown.checkin.asks is Asks.DECISION and shown.checkin.week > Week.of(shown.launch.judge_by):
        return "overdue"
    if shown.checkin.asks is not Asks.READING:
        return str(shown.checkin.asks)
    if shown.is_unchanged_again:
        return "three_unchanged"
    last = newest_reading([entry for entry, _ in shown.readings])
    if last is None:
        return "first" if shown.checkin.week <= shown.launch.joins else "usual"
    return str(last.status) if last.status in _LAST_SAID else "usual"
