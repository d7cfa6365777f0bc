"""Whether a planned message may go out now: hours, budget, silence, profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select

from app.calendar.schedule import Closed, after_hours, earliest
from app.calendar.weeks import Week, instant, local_day
from app.clock import Clock
from app.db.engine import insert_new
from app.db.tables import nudges, outbox
from app.nudges.kinds import CHECKIN, EM_REMINDER, KINDS, REMINDER, SNOOZE, kind_entry
from app.nudges.model import PROFILE_LASTS, Content, Dated, NotificationSettings, SilenceLevel
from app.nudges.replan import reminder_after
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import Allowed, Deferred, Message, MessageKind, Planned, Rendered, Skipped, State
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.work import Work

# How many messages somebody gets: so many a local Monday-Sunday week, 20 hours apart, the important first.
#
# Reserved with the claim and given back when it is proven that nothing arrived. The claim holds the person,
# so no other sender reserves for them meanwhile.

APART = timedelta(hours=20)
TOO_CLOSE = Reason(Code.TOO_CLOSE)

_PERSON: BindParameter[int] = bindparam("person")
_OTHERS = (nudges.c.person_id == _PERSON, nudges.c.message_id != bindparam("this"))
_USED = select(func.count().filter(nudges.c.week == bindparam("of_week")), func.max(nudges.c.at)).where(
    *_OTHERS
)
_GIVE_BACK = delete(nudges).where(nudges.c.message_id == bindparam("this"))
_AHEAD = select(outbox.c.due_at).where(
    outbox.c.person_id == _PERSON,
    outbox.c.state == "pending",
    outbox.c.kind.in_(bindparam("kinds", expanding=True)),
    outbox.c.due_at < bindparam("until"),
    outbox.c.not_after >= bindparam("now"),
    outbox.c.id.not_in(select(nudges.c.message_id).where(nudges.c.person_id == _PERSON)),
)
"""Pending messages that go first, not counted yet: what they need is kept for them."""


class Budget:
    """One person's, in the transaction of a claim."""

    def __init__(self, connection: Connection, manners: NotificationSettings, now: datetime) -> None:
        self._connection = connection
        self._manners = manners
        self._now = now
        self._week = Week.of(local_day(now, manners.rhythm.zone))

    def reserve(self, message: Message, rank: int) -> Deferred | Skipped | None:
        """None: it is counted. Held: until the next slot hour of its nominal week that keeps the distance."""
        budget = self._manners.budget
        if budget <= 0:
            return Skipped(Reason(Code.BUDGET_ZERO))
        ahead = self._ahead(rank)
        values = {"person": self._manners.person_id, "this": message.id, "of_week": str(self._week)}
        used, latest = self._connection.execute(_USED, values).one()
        if used + self._in_this_week(ahead) >= budget:
            return Skipped(Reason(Code.BUDGET_USED, budget))
        until = self._keeps_distance_from(latest, ahead)
        if until > self._now:
            return self._at_a_distance(message, until)
        self._take(message)
        return None

    def _ahead(self, rank: int) -> list[datetime]:
        """When messages that go first are due: up to the end of the week, and of the distance after us."""
        kinds = [name for name, kind in KINDS.items() if kind.rank is not None and kind.rank < rank]
        until = max(self._end_of_week(), self._now + APART)
        values = {"person": self._manners.person_id, "kinds": kinds, "until": until, "now": self._now}
        return list(self._connection.scalars(_AHEAD, values)) if kinds else []

    def _in_this_week(self, ahead: list[datetime]) -> int:
        return sum(1 for due_at in ahead if due_at < self._end_of_week())

    def _end_of_week(self) -> datetime:
        return instant((self._week + 1).monday, time(0), self._manners.rhythm.zone)

    def _keeps_distance_from(self, latest: datetime | None, ahead: list[datetime]) -> datetime:
        """From then on it is far enough from what was sent last and from what is about to go first."""
        near = [due_at for due_at in ahead if due_at < self._now + APART]
        moments = [max(due_at, self._now) for due_at in near] + ([latest] if latest else [])
        return max(moments) + APART if moments else self._now

    def _at_a_distance(self, message: Message, until: datetime) -> Deferred | Skipped:
        if message.kind == EM_REMINDER:
            return Deferred(after_hours(self._manners.rhythm, until), TOO_CLOSE)
        later = earliest(self._manners.rhythm, Week.parse(message.week), until)
        return Skipped(TOO_CLOSE) if isinstance(later, Closed) else Deferred(later.due_at, TOO_CLOSE)

    def _take(self, message: Message) -> None:
        insert_new(
            self._connection,
            nudges,
            message_id=message.id,
            person_id=self._manners.person_id,
            week=str(self._week),
            at=self._now,
        )


def give_back(connection: Connection, message_id: int) -> None:
    """It is not counted any more."""
    connection.execute(_GIVE_BACK, {"this": message_id})


READ_AGAIN = timedelta(minutes=2)
SWITCHED_ON_AGAIN = timedelta(minutes=15)
ASK_AFTER, QUIET_AFTER = 2, 3
"""Weekly messages without a click."""

_GONE_OUT = frozenset({State.SENDING, State.UNCONFIRMED, State.SENT})


@dataclass(frozen=True)
class PolicyDeps:
    """What every kind asks. `tried`: Slack was asked for that person's profile within the hour, in vain."""

    clock: Clock
    enabled: bool = True
    tried: Callable[[int], bool] = lambda _person_id: True


class NudgePolicy:
    """One kind of message under the rules of manners (docs/clock-and-manners.md); implements Kind.

    `rank` is its place in the budget's order; None: asked for, so outside the budget and its distance.
    It locks no person and no rhythm while it admits: who holds them may be waiting for the message.
    """

    def __init__(self, kind: str, rank: int | None, content: Content, desk: PolicyDeps) -> None:
        self._kind = kind
        self._rank = rank
        self._content = content
        self._desk = desk

    def allow(self, work: Work, message: Message) -> Allowed | Deferred | Skipped:
        """Counted against the budget where it is admitted, and not where it has nothing to say."""
        now = self._desk.clock.now()
        if not self._desk.enabled:
            return Deferred(now + SWITCHED_ON_AGAIN, Reason(Code.SWITCHED_OFF))
        manners = work.get(NotificationSettingsStore).get()
        if manners is None:
            return Skipped(Reason(Code.NO_SETTINGS))
        silent = manners.silence
        refusal = _never(manners) or self._unread(manners, now) or _nowhere(manners)
        refusal = refusal or self._unwelcome(silent) or self._overtaken(work, message)
        refusal = refusal or self._early(work, message, manners, now)
        return refusal or self._fixed(self._now_or_later(work, message, manners, now, silent))

    def render(self, work: Work, message: Message) -> Rendered | Deferred | Skipped:
        """As things stand now."""
        return self._content.render(work, message)

    def delivered(self, work: Work, message: Message, channel_id: str, ts: str) -> None:  # noqa: ARG002
        """It arrived: a weekly message counts as silence until a click, and gets its reminder.

        The next tick plans what follows: here the person is not held.
        """
        self._content.delivered(work, message)
        store = work.get(NotificationSettingsStore)
        now = self._desk.clock.now()
        if self._kind != CHECKIN:
            store.wake_by(now)
        elif (manners := store.get()) and store.asked(now) < QUIET_AFTER:
            _remind(work, message, manners, now)

    def undelivered(self, work: Work, message: Message) -> None:
        """It did not arrive, and that is proven: it may be counted again another time."""
        give_back(work.connection, message.id)
        self._content.undelivered(work, message)

    def _early(
        self, work: Work, message: Message, manners: NotificationSettings, now: datetime
    ) -> Deferred | None:
        if not isinstance(self._content, Dated):
            return None
        due = self._content.due(work, message, manners.rhythm)
        return Deferred(due, Reason(Code.TOO_EARLY)) if now < due else None

    def _unread(self, manners: NotificationSettings, now: datetime) -> Deferred | None:
        read_at = manners.profile_read_at
        fresh = read_at is not None and now - read_at <= PROFILE_LASTS
        known = manners.zone is not None and self._desk.tried(manners.person_id)
        return None if fresh or known else Deferred(now + READ_AGAIN, Reason(Code.ZONE_NOT_READ))

    def _unwelcome(self, silent: int) -> Skipped | None:
        if self._kind == REMINDER:
            return None if silent else Skipped(Reason(Code.BEEN_HERE))
        is_unwelcome = silent >= QUIET_AFTER and self._kind not in {CHECKIN, SNOOZE}
        return Skipped(Reason(Code.QUIET)) if is_unwelcome else None

    def _overtaken(self, work: Work, message: Message) -> Skipped | None:
        """A weekly message that went out late in its week can meet the next one before its reminder."""
        if self._kind != REMINDER:
            return None
        later = (
            row.kind == CHECKIN and row.week > message.week and row.state in _GONE_OUT
            for row in Outbox(work).since(message.week)
        )
        return Skipped(Reason(Code.OVERTAKEN)) if any(later) else None

    def _now_or_later(
        self,
        work: Work,
        message: Message,
        manners: NotificationSettings,
        now: datetime,
        silent: int,
    ) -> Allowed | Deferred | Skipped:
        closed = self._outside(message, manners, now)
        if closed:
            return closed
        budget = Budget(work.connection, manners, now)
        refusal = budget.reserve(message, self._rank) if self._rank is not None else None
        if refusal:
            return refusal
        nothing = self._content.compose(work, message, self._mood(silent))
        if nothing is None:
            return Allowed()
        give_back(work.connection, message.id)
        return Skipped(nothing)

    def _outside(
        self, message: Message, manners: NotificationSettings, now: datetime
    ) -> Deferred | Skipped | None:
        rhythm = manners.rhythm
        if rhythm.is_open(now):
            return None
        reason = rhythm.why_off(local_day(now, rhythm.zone)) or Reason(Code.OUTSIDE_HOURS)
        if kind_entry(self._kind).any_week:
            return Deferred(after_hours(rhythm, now), reason)
        later = earliest(rhythm, Week.parse(message.week), now)
        return Skipped(reason) if isinstance(later, Closed) else Deferred(later.due_at, reason)

    def _fixed(self, verdict: Allowed | Deferred | Skipped) -> Allowed | Deferred | Skipped:
        """A reminder is never moved: it comes in its hour or not at all."""
        return (
            Skipped(verdict.reason) if self._kind == REMINDER and isinstance(verdict, Deferred) else verdict
        )

    def _mood(self, silent: int) -> SilenceLevel:
        if self._kind != CHECKIN or silent < ASK_AFTER:
            return SilenceLevel.USUAL
        return SilenceLevel.QUIET if silent >= QUIET_AFTER else SilenceLevel.ASK_RHYTHM


def obstacle(settings: NotificationSettings, kind: str, silent: int, *, enabled: bool) -> Reason | None:
    """What keeps everything of this kind from them, as things are; None: nothing that is known before."""
    is_counted, has_day = kind_entry(kind).rank is not None, kind_entry(kind).has_day
    codes = (
        (not enabled, Code.SWITCHED_OFF),
        (settings.deactivated, Code.DEACTIVATED),
        (settings.stopped, Code.STOPPED),
        (settings.zone is None, Code.NO_ZONE),
        (is_counted and settings.budget <= 0, Code.BUDGET_ZERO),
        (has_day and silent >= QUIET_AFTER, Code.QUIET),
    )
    return next((Reason(code) for holds, code in codes if holds), None)


class AskingNudgePolicy(NudgePolicy):
    """Likewise for content that asks Slack something just before it is sent (`outbox.model.Asking`)."""

    def __init__(self, kind: str, rank: int | None, content: Dated, desk: PolicyDeps) -> None:
        super().__init__(kind, rank, content, desk)
        self.check = content.check


def nudge_policies(contents: Mapping[str, Content], desk: PolicyDeps) -> dict[str, NudgePolicy]:
    """A kind of message for each content, each in its place of the order."""
    return {
        kind: AskingNudgePolicy(kind, kind_entry(kind).rank, content, desk)
        if isinstance(content, Dated)
        else NudgePolicy(kind, kind_entry(kind).rank, content, desk)
        for kind, content in contents.items()
    }


def _never(manners: NotificationSettings) -> Skipped | None:
    if manners.deactivated:
        return Skipped(Reason(Code.DEACTIVATED))
    return Skipped(Reason(Code.STOPPED)) if manners.stopped else None


def _nowhere(manners: NotificationSettings) -> Skipped | None:
    """Slack was asked, and does not say."""
    return Skipped(Reason(Code.NO_ZONE)) if manners.zone is None else None


def _remind(work: Work, message: Message, manners: NotificationSettings, now: datetime) -> None:
    """One a message, on the third working day after it at the slot hour."""
    rhythm = manners.rhythm
    at = reminder_after(rhythm, local_day(now, rhythm.zone))
    if at is None:
        return
    planned = Planned(
        message.workspace_id, message.person_id, REMINDER, message.week, 1, at.due_at, at.not_after
    )
    Outbox(work).plan([planned])


# A click on a message whose sender never learned that it arrived.


class Arrival:
    """Runs what a sender would have run, once, in the transaction of the click: after Outbox.confirm."""

    def __init__(self, kinds: Mapping[str, MessageKind]) -> None:
        self._kinds = kinds

    def __call__(self, work: Work, message_id: int, channel_id: str, ts: str) -> None:
        """The click that proves it is an answer already: the message is none without a click."""
        message = Outbox(work).message(message_id)
        kind = self._kinds.get(message.kind)
        if kind:
            kind.delivered(work, message, channel_id, ts)
            work.get(NotificationSettingsStore).heard()
