"""May a due message go out now? Asked with its claim, by the rules as they are then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.clock import Clock
from app.delivery.model import Admitted, Held, Message, Moot, Planned, Rendered, State
from app.delivery.outbox import Outbox
from app.nudges.agenda import CHECKIN, EM_REMINDER, REMINDER, SNOOZE, Content, Dated
from app.nudges.budget import RANKS, Budget, give_back
from app.nudges.calendars import NO_CALENDARS, Calendars
from app.nudges.model import PROFILE_LASTS, Manners, Mood
from app.nudges.replan import ANSWERED, OVERTAKEN, STOPPED, reminder_after
from app.nudges.store import MannersStore
from app.rhythm.appointments import Closed, after_hours, earliest
from app.rhythm.local import local_day
from app.rhythm.weeks import Week

READ_AGAIN = timedelta(minutes=2)
SWITCHED_ON_AGAIN = timedelta(minutes=15)
ASK_AFTER, QUIET_AFTER = 2, 3
"""Weekly messages without a click."""

REASON_LIMIT = 80
"""Characters that the outbox keeps; a longer one would stop every pass of the sender on PostgreSQL."""

SWITCHED_OFF = "messages are switched off here"
DEACTIVATED = "your Slack account was deactivated"
NO_ZONE = "your time zone is not known"
NO_RHYTHM = "you have no hour for messages"
NOT_READ = "Slack is asked first where you are"
OUTSIDE = "outside your working hours"
TOO_EARLY = "its day has not come yet"
QUIET = "you did not click on the last ones: only judge-by dates are sent"
_OF_NO_WEEK = frozenset({SNOOZE, EM_REMINDER})
"""They wait for the next open hour, in whatever week."""
_GONE_OUT = frozenset({State.SENDING, State.MAYBE, State.SENT})


@dataclass(frozen=True)
class Desk:
    """What every kind asks. `tried`: Slack was asked for that person's profile within the hour, in vain."""

    clock: Clock
    calendars: Calendars = NO_CALENDARS
    enabled: bool = True
    tried: Callable[[int], bool] = lambda _person_id: True


class Nudge:
    """One kind of message under the rules of manners (docs/clock-and-manners.md); implements Kind.

    `rank` is its place in the budget's order; None: asked for, so outside the budget and its distance.
    It locks no person and no rhythm while it admits: who holds them may be waiting for the message.
    """

    def __init__(self, kind: str, rank: int | None, content: Content, desk: Desk) -> None:
        self._kind = kind
        self._rank = rank
        self._content = content
        self._desk = desk

    def admit(self, connection: Connection, message: Message) -> Admitted | Held | Moot:
        """Counted against the budget where it is admitted, and not where it has nothing to say."""
        now = self._desk.clock.now()
        if not self._desk.enabled:
            return Held(now + SWITCHED_ON_AGAIN, SWITCHED_OFF)
        store = MannersStore(connection, self._desk.calendars)
        manners = store.of(message.person_id)
        if manners is None:
            return Moot(NO_RHYTHM)
        silent = manners.asked if manners.asked_stamp == store.stamp(message.person_id) else 0
        refusal = _never(manners) or self._unread(manners, now) or _nowhere(manners)
        refusal = refusal or self._unwelcome(silent) or self._overtaken(connection, message)
        refusal = refusal or self._early(connection, message, manners, now)
        return refusal or self._fixed(self._now_or_later(connection, message, manners, now, silent))

    def render(self, connection: Connection, message: Message) -> Rendered | Held | Moot:
        """As things stand now."""
        return self._content.render(connection, message)

    def sent(self, connection: Connection, message: Message, channel_id: str, ts: str) -> None:  # noqa: ARG002
        """It arrived: a weekly message counts as silence until a click, and gets its reminder.

        The next tick plans what follows: here the person is not held.
        """
        self._content.sent(connection, message)
        store = MannersStore(connection, self._desk.calendars)
        manners = store.of(message.person_id)
        if manners is None:
            return
        now = self._desk.clock.now()
        if self._kind == CHECKIN and store.asked(manners) < QUIET_AFTER:
            _remind(connection, message, manners, now)
        store.wake_by(message.person_id, now)

    def give_back(self, connection: Connection, message: Message) -> None:
        """It did not arrive, and that is proven: it may be counted again another time."""
        give_back(connection, message.id)
        self._content.give_back(connection, message)

    def check(self, message: Message) -> Held | Moot | None:
        """Where its content asks Slack something first; see `delivery.model.Asking`."""
        return self._content.check(message) if isinstance(self._content, Dated) else None

    def _early(
        self, connection: Connection, message: Message, manners: Manners, now: datetime
    ) -> Held | None:
        if not isinstance(self._content, Dated):
            return None
        due = self._content.due(connection, message, manners.rhythm)
        return Held(due, TOO_EARLY) if now < due else None

    def _unread(self, manners: Manners, now: datetime) -> Held | None:
        read_at = manners.profile_read_at
        fresh = read_at is not None and now - read_at <= PROFILE_LASTS
        known = manners.zone is not None and self._desk.tried(manners.person_id)
        return None if fresh or known else Held(now + READ_AGAIN, NOT_READ)

    def _unwelcome(self, silent: int) -> Moot | None:
        if self._kind == REMINDER:
            return None if silent else Moot(ANSWERED)
        return Moot(QUIET) if silent >= QUIET_AFTER and self._kind not in {CHECKIN, SNOOZE} else None

    def _overtaken(self, connection: Connection, message: Message) -> Moot | None:
        """A weekly message that went out late in its week can meet the next one before its reminder."""
        if self._kind != REMINDER:
            return None
        later = (
            row.kind == CHECKIN and row.week > message.week and row.state in _GONE_OUT
            for row in Outbox(connection).since(message.person_id, message.week)
        )
        return Moot(OVERTAKEN) if any(later) else None

    def _now_or_later(
        self, connection: Connection, message: Message, manners: Manners, now: datetime, silent: int
    ) -> Admitted | Held | Moot:
        closed = self._outside(message, manners, now)
        if closed:
            return closed
        budget = Budget(connection, manners, now)
        refusal = budget.reserve(message, self._rank) if self._rank is not None else None
        if refusal:
            return refusal
        nothing = self._content.compose(connection, message, self._mood(silent))
        if nothing is None:
            return Admitted()
        give_back(connection, message.id)
        return Moot(nothing[:REASON_LIMIT])

    def _outside(self, message: Message, manners: Manners, now: datetime) -> Held | Moot | None:
        rhythm = manners.rhythm
        if rhythm.is_open(now):
            return None
        reason = rhythm.why_off(local_day(now, rhythm.zone)) or OUTSIDE
        if self._kind in _OF_NO_WEEK:
            return Held(after_hours(rhythm, now), reason)
        later = earliest(rhythm, Week.parse(message.week), now)
        return Moot(reason) if isinstance(later, Closed) else Held(later.due_at, reason)

    def _fixed(self, verdict: Admitted | Held | Moot) -> Admitted | Held | Moot:
        """A reminder is never moved: it comes in its hour or not at all."""
        return Moot(verdict.reason) if self._kind == REMINDER and isinstance(verdict, Held) else verdict

    def _mood(self, silent: int) -> Mood:
        if self._kind != CHECKIN or silent < ASK_AFTER:
            return Mood.USUAL
        return Mood.QUIET if silent >= QUIET_AFTER else Mood.ASK_RHYTHM


def nudges(contents: Mapping[str, Content], desk: Desk) -> dict[str, Nudge]:
    """A kind of message for each content, each in its place of the order."""
    return {kind: Nudge(kind, RANKS.get(kind), content, desk) for kind, content in contents.items()}


def _never(manners: Manners) -> Moot | None:
    if manners.deactivated:
        return Moot(DEACTIVATED)
    return Moot(STOPPED) if manners.stopped else None


def _nowhere(manners: Manners) -> Moot | None:
    """Slack was asked, and does not say."""
    return Moot(NO_ZONE) if manners.zone is None else None


def _remind(connection: Connection, message: Message, manners: Manners, now: datetime) -> None:
    """One a message, on the third working day after it at the slot hour."""
    rhythm = manners.rhythm
    at = reminder_after(rhythm, local_day(now, rhythm.zone))
    if at is None:
        return
    planned = Planned(
        message.workspace_id, message.person_id, REMINDER, message.week, 1, at.due_at, at.not_after
    )
    Outbox(connection).plan([planned])
