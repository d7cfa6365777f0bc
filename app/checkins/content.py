"""The messages about launches, one class a kind (nudges.model.Content)."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import Connection

from app.calendar.weeks import Week
from app.checkins import composition
from app.checkins.agenda import LaunchDates, dates_of, followed
from app.checkins.composition import Asked
from app.checkins.desk import SEALING, MessageDeps, Sheet
from app.checkins.model import Checkin
from app.checkins.store import CheckinStore, OpenItemStore
from app.checkins.views.message import brief_blocks, message_blocks, message_text
from app.launches.model import INSTRUMENTATION
from app.launches.store import LaunchStore
from app.nudges.kinds import CHECKIN, LOOK, REMINDER, SHIP, SNOOZE
from app.nudges.model import Content, SilenceLevel
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Message, Rendered, Skipped
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.work import Work

NOTHING_OPEN = Reason(Code.NOTHING_OPEN)
ALL_ANSWERED = Reason(Code.ANSWERED)
QUIET = Reason(Code.QUIET)


class _Message:
    """What all kinds have in common: they show check-ins, as they stand."""

    def __init__(self, deps: MessageDeps) -> None:
        self._deps = deps

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        settings = work.get(NotificationSettingsStore).get()
        if settings is None:
            return Skipped(NOTHING_OPEN)
        screen = Sheet(self._deps, work).screen(message, settings)
        if not screen.shown:
            return Skipped(NOTHING_OPEN)
        return Rendered(message_text(screen), message_blocks(screen), brief_blocks(screen))

    def delivered(self, work: Work, message: Message) -> None:
        """What was asked counts as asked, and a first check-in seals its bet."""
        now, checkins = self._deps.clock.now(), work.get(CheckinStore)
        checkins.asked(message.id, now)
        asked = [one.launch_id for one in checkins.of_message(message.id) if one.asks in SEALING]
        if asked:
            work.get(LaunchStore).seal(asked, now)

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing to undo: the next try composes anew."""

    def _fix(self, work: Work, message: Message, asked: tuple[Asked, ...], why: Reason) -> Reason | None:
        work.get(CheckinStore).compose(message.id, asked, first_try=message.attempts == 0)
        return None if asked else why


class Weekly(_Message):
    """The one weekly message over all launches, with the decisions that are owed."""

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:
        person_id, week = message.person_id, Week.parse(message.week)
        open_ones = followed(work.connection, person_id)
        sheet, known = Sheet(self._deps, work), work.get(CheckinStore).in_weeks(week - 1, week)
        last = sheet.last_statuses([one.id for one in open_ones])
        asked = composition.weekly(open_ones, known, week, mood, last)
        asked_about = [launch_id for launch_id, _, _ in asked]
        told = work.get(LaunchStore).newest_details(asked_about, INSTRUMENTATION)
        for launch_id, text in told.items():
            work.get(OpenItemStore).want_instrumentation(launch_id, text, self._deps.clock.now())
        there = any(of_week == week for _, of_week in known)
        why = QUIET if mood is SilenceLevel.QUIET else ALL_ANSWERED if there else NOTHING_OPEN
        return self._fix(work, message, asked, why)


class OnItsDay(_Message):
    """A day's own question: was it shipped; or, months after shipping, did the effect last?

    `due` says which launches are to be asked about by that day of the nominal week.
    """

    def __init__(
        self, deps: MessageDeps, due: Callable[[LaunchDates, Week, date], tuple[Asked, ...]]
    ) -> None:
        super().__init__(deps)
        self._due = due

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:
        if mood is SilenceLevel.QUIET:
            return QUIET
        week = Week.parse(message.week)
        asked = self._due(dates_of(work.connection, message.person_id, week), week, week.day(message.n))
        return self._fix(work, message, asked, NOTHING_OPEN)


class Reminder(_Message):
    """The week's check-in once more, with what is still open in it."""

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:  # noqa: ARG002
        store = work.get(CheckinStore)
        record = Outbox(work).find(message.person_id, CHECKIN, message.week, 1)
        still = _open(work.connection, message, store.of_message(record.id), record.id) if record else ()
        store.show_also(message.id, still)
        return None if still else ALL_ANSWERED


class Snoozed(_Message):
    """What somebody asked to see later; moving it here already said what it asks."""

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:  # noqa: ARG002
        asked = work.get(CheckinStore).of_message(message.id)
        return None if _open(work.connection, message, asked, message.id) else ALL_ANSWERED


def _open(
    connection: Connection, message: Message, asked: tuple[Checkin, ...], message_id: int
) -> tuple[Checkin, ...]:
    """What is still that message's own to ask, of launches that are still followed."""
    followed_ones = {one.id for one in followed(connection, message.person_id)}
    return tuple(
        one
        for one in asked
        if one.is_open and one.message_id == message_id and one.launch_id in followed_ones
    )


def contents(deps: MessageDeps) -> Mapping[str, Content]:
    """Every kind of message about launches."""
    return {
        CHECKIN: Weekly(deps),
        SHIP: OnItsDay(deps, composition.ships),
        LOOK: OnItsDay(deps, composition.looks),
        REMINDER: Reminder(deps),
        SNOOZE: Snoozed(deps),
    }
