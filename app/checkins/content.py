"""The messages about launches, one class a kind (nudges.agenda.Content)."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import Connection

from app.calendar.weeks import Week
from app.checkins import composition
from app.checkins.agenda import LaunchDates, dates_of, followed
from app.checkins.composition import Asked
from app.checkins.desk import SEALING, MessageDeps, Sheet
from app.checkins.model import Checkin
from app.checkins.store import CheckinStore
from app.checkins.views.message import brief_blocks, message_blocks, message_text
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

    def __init__(self, desk: MessageDeps) -> None:
        self._desk = desk

    def render(self, work: Work, message: Message) -> Rendered | Skipped:
        manners = NotificationSettingsStore(work.connection).of(message.person_id)
        if manners is None:
            return Skipped(NOTHING_OPEN)
        screen = Sheet(self._desk, work.connection, message.person_id).screen(message, manners)
        if not screen.shown:
            return Skipped(NOTHING_OPEN)
        return Rendered(message_text(screen), message_blocks(screen), brief_blocks(screen))

    def delivered(self, work: Work, message: Message) -> None:
        """What was asked counts as asked, and a first check-in seals its bet."""
        now = self._desk.clock.now()
        sheet = Sheet(self._desk, work.connection, message.person_id)
        sheet.checkins.asked(message.id, now)
        asked = [one.launch_id for one in sheet.checkins.of_message(message.id) if one.asks in SEALING]
        if asked:
            sheet.launches.seal(asked, now)

    def undelivered(self, work: Work, message: Message) -> None:
        """Nothing to undo: the next try composes anew."""

    def _fix(
        self, connection: Connection, message: Message, asked: tuple[Asked, ...], why: Reason
    ) -> Reason | None:
        CheckinStore(connection, message.person_id).compose(message.id, asked)
        return None if asked else why


class Weekly(_Message):
    """The one weekly message over all launches, with the decisions that are owed."""

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:
        person_id, week = message.person_id, Week.parse(message.week)
        open_ones = followed(work.connection, person_id)
        sheet = Sheet(self._desk, work.connection, person_id)
        last = sheet.last_statuses([one.id for one in open_ones])
        checkins = sheet.checkins.in_weeks(week - 1, week)
        asked = composition.weekly(open_ones, checkins, week, mood, last)
        for launch in sheet.launches.these([launch_id for launch_id, _, _ in asked]):
            sheet.entries.want_instrumentation(launch, self._desk.clock.now())
        there = any(of_week == week for _, of_week in checkins)
        why = QUIET if mood is SilenceLevel.QUIET else ALL_ANSWERED if there else NOTHING_OPEN
        return self._fix(work.connection, message, asked, why)


class OnItsDay(_Message):
    """A day's own question: was it shipped; or, months after shipping, did the effect last?

    `due` says which launches are to be asked about by that day of the nominal week.
    """

    def __init__(
        self, desk: MessageDeps, due: Callable[[LaunchDates, Week, date], tuple[Asked, ...]]
    ) -> None:
        super().__init__(desk)
        self._due = due

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:
        if mood is SilenceLevel.QUIET:
            return QUIET
        week = Week.parse(message.week)
        asked = self._due(dates_of(work.connection, message.person_id, week), week, week.day(message.n))
        return self._fix(work.connection, message, asked, NOTHING_OPEN)


class Reminder(_Message):
    """The week's check-in once more, with what is still open in it."""

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:  # noqa: ARG002
        store = CheckinStore(work.connection, message.person_id)
        record = Outbox(work.connection).find(message.person_id, CHECKIN, message.week, 1)
        still = _open(work.connection, message, store.of_message(record.id), record.id) if record else ()
        store.show_also(message.id, still)
        return None if still else ALL_ANSWERED


class Snoozed(_Message):
    """What somebody asked to see later; moving it here already said what it asks."""

    def compose(self, work: Work, message: Message, mood: SilenceLevel) -> Reason | None:  # noqa: ARG002
        asked = CheckinStore(work.connection, message.person_id).of_message(message.id)
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


def contents(desk: MessageDeps) -> Mapping[str, Content]:
    """Every kind of message about launches."""
    return {
        CHECKIN: Weekly(desk),
        SHIP: OnItsDay(desk, composition.ships),
        LOOK: OnItsDay(desk, composition.looks),
        REMINDER: Reminder(desk),
        SNOOZE: Snoozed(desk),
    }
