"""What a button or a form is about: somebody's check-in, and the messages that show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.calendar.weeks import Week, local_day
from app.checkins.model import Asks, Checkin, CheckinState
from app.checkins.screens import FIELDS
from app.checkins.store import CheckinStore
from app.errors import NotFound
from app.forms.model import Form
from app.forms.store import FormStore
from app.launches.model import Launch, parse_id
from app.launches.store import LaunchStore
from app.nudges.store import NotificationSettingsStore
from app.outbox.edits import request_edit
from app.work import Work


@dataclass(frozen=True)
class Subject:
    """A check-in of theirs. `checkin`: None where nothing asked it."""

    launch: Launch
    week: Week
    checkin: Checkin | None

    @property
    def asks(self) -> Asks:
        return self.checkin.asks if self.checkin else Asks.READING


class RequestedEdits:
    """The messages of which this transaction requested an edit, each once, in that order."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._message_ids: dict[int, None] = {}

    @property
    def message_ids(self) -> tuple[int, ...]:
        return tuple(self._message_ids)

    def request(self, *message_ids: int) -> None:
        """They say what is stored now, from the commit on."""
        for message_id in message_ids:
            if message_id not in self._message_ids:
                self._message_ids[message_id] = None
                request_edit(self._work.connection, message_id, self._work.now)


def zone_of(work: Work) -> ZoneInfo:
    """The zone of whose work it is; UTC as long as none is known."""
    return work.get(NotificationSettingsStore).zone()


def today_of(work: Work) -> date:
    """The day it is now, where the person is."""
    return local_day(work.now, zone_of(work))


def find_subject(work: Work, value: str) -> Subject:
    """The check-in that a button's value or a form names.

    Raises NotFound for somebody else's, and for a week that is yet to come.
    """
    launch_id, _, week_text = value.partition(":")
    try:
        week = Week.parse(week_text)
    except ValueError:
        raise NotFound from None
    launch = work.get(LaunchStore).find(parse_id(launch_id))
    checkin = work.get(CheckinStore).find(launch.id, week)
    if checkin is None and week > Week.of(today_of(work)):
        raise NotFound
    return Subject(launch, week, checkin)


@dataclass(frozen=True)
class SubmittedAnswer:
    """A form that was submitted. `said`: what of it was typed, and so is to be changed in what is stored now.

    `repeated`: it was submitted before, and says nothing that it did not say then.
    """

    subject: Subject
    said: Mapping[str, str]
    values: Mapping[str, str]
    repeated: bool
    outcome: str


def submit_form(work: Work, kind: str, form_id: str, form: Form) -> SubmittedAnswer:
    """What the form says, its inputs kept. Raises NotFound for a form of another kind.

    A form that was submitted before, and whose answer got lost, may say more now than it did then: only
    that counts. Where it says nothing new, its messages are shown again.
    """
    draft = work.get(FormStore).submit(form_id, form, FIELDS[kind])
    if draft.kind != kind:
        raise NotFound
    about, repeated = find_subject(work, draft.subject), draft.submitted and not draft.said
    if repeated:
        show(work, about)
    return SubmittedAnswer(about, draft.said, {**draft.values, **draft.said}, repeated, draft.outcome)


def settle(work: Work, about: Subject, state: CheckinState, *answered: Asks) -> None:
    """The check-in is over, if it asked for one of `answered`; its messages say so in any case."""
    if about.checkin is None:
        work.get(CheckinStore).settle(about.launch.id, about.week, state, answered[0])
    elif about.asks in answered:
        work.get(CheckinStore).settle(about.launch.id, about.week, state, about.asks)
    show(work, about)


def show(work: Work, about: Subject) -> None:
    """The messages with this check-in say what is stored now; of an earlier week, also the one that asks now,
    which says what was read last and what was begun."""
    checkins = work.get(CheckinStore)
    if about.week < Week.of(today_of(work)):
        work.get(RequestedEdits).request(*checkins.still_asking(about.launch.id)[:1])
    work.get(RequestedEdits).request(*checkins.messages_of(about.launch.id, about.week))


def end_asking(work: Work, launch_id: int) -> None:
    """Nothing is asked about it any more: older messages that still do lose their buttons."""
    work.get(RequestedEdits).request(*reversed(work.get(CheckinStore).still_asking(launch_id)))
