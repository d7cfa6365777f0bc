"""How people want to be written to, in the database."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Connection, bindparam, case, delete, insert, select, update

from app.calendar.holidays import Calendars
from app.calendar.schedule import Slot
from app.calendar.weeks import zone as known_zone
from app.db.engine import insert_new
from app.db.tables import people, rhythms, time_off
from app.nudges.model import MONDAY, SLOT_TIME, NotificationSettings
from app.people import Person
from app.work import Work

ZONE_LIMIT = 64
"""Characters of a zone's name; what is longer is none."""
UNREAD = "?"
"""In the place of what Slack said, as long as it was not read."""

_THIS: BindParameter[int] = bindparam("this")
_SLACK_ZONE = select(people.c.zone).where(people.c.id == _THIS)
_SLACK_SAYS = update(people).where(people.c.id == _THIS).values(zone=bindparam("slack_zone"))
_OURS = rhythms.c.person_id == _THIS
_OF_PEOPLE = (
    select(
        rhythms.c.person_id,
        rhythms.c.zone,
        rhythms.c.slot_weekday,
        rhythms.c.slot_time,
        rhythms.c.work_days,
        rhythms.c.opens,
        rhythms.c.closes,
        rhythms.c.budget,
        rhythms.c.words_out,
        rhythms.c.calendar,
        rhythms.c.paused_until,
        rhythms.c.stopped,
        rhythms.c.deactivated,
        rhythms.c.asked,
        rhythms.c.asked_stamp,
        rhythms.c.profile_read_at,
        rhythms.c.plan_at,
        people.c.workspace_id,
        people.c.stamp,
        people.c.zone.label("slack_zone"),
        time_off.c.first,
        time_off.c.last,
    )
    .join(people, people.c.id == rhythms.c.person_id)
    .outerjoin(time_off, time_off.c.person_id == rhythms.c.person_id)
    .where(rhythms.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(rhythms.c.person_id, time_off.c.first)
)
_UPDATE = update(rhythms).where(_OURS)
_STAMP = select(people.c.stamp).where(people.c.id == _THIS).scalar_subquery()
_WAKE_BY: BindParameter[datetime] = bindparam("wake_by", type_=rhythms.c.plan_at.type)
_SOONER = case((rhythms.c.plan_at <= _WAKE_BY, rhythms.c.plan_at), else_=_WAKE_BY)
_WAKE = _UPDATE.where(rhythms.c.plan_at.is_(None) | (rhythms.c.plan_at > _WAKE_BY)).values(plan_at=_WAKE_BY)
_ASKED = (
    _UPDATE.values(
        asked=case((rhythms.c.asked_stamp == _STAMP, rhythms.c.asked + 1), else_=1),
        asked_stamp=_STAMP,
        plan_at=_SOONER,
    )
).returning(rhythms.c.asked, rhythms.c.asked_stamp, rhythms.c.plan_at)
_SAVED = (
    "slot",
    "work_days",
    "opens",
    "closes",
    "budget",
    "words_out",
    "calendar",
    "paused_until",
    "stopped",
)
"""What a person sets. Columns and fields have one name, but for the slot's two columns."""
_NO_TIME_OFF = delete(time_off).where(time_off.c.person_id == _THIS)
_HOLD = (
    select(people.c.id, people.c.workspace_id, people.c.stamp)
    .where(people.c.id == _THIS)
    .with_for_update(key_share=True)
)


def lock(connection: Connection, person_id: int) -> Person:
    """Lock a person who does not act, as `people.enter` locks one who does, and leave their stamp alone.

    Not the stronger FOR UPDATE: a sender that inserts a row of theirs would wait for us, and we for it.
    """
    return Person(*connection.execute(_HOLD, {"this": person_id}).one())


def load_settings(
    connection: Connection, person_ids: Collection[int], calendars: Calendars
) -> dict[int, NotificationSettings]:
    """Of all these people, with their days off, in one statement. Of nobody before their first launch."""
    rows: dict[int, Any] = {}
    days: dict[int, list[tuple[date, date]]] = {}
    for row in connection.execute(_OF_PEOPLE, {"people": list(person_ids)}):
        rows[row.person_id] = row
        if row.first is not None:
            days.setdefault(row.person_id, []).append((row.first, row.last))
    return {
        person_id: NotificationSettings(
            person_id=person_id,
            zone=row.zone,
            slot=Slot(row.slot_weekday, time.fromisoformat(row.slot_time)),
            work_days=frozenset(int(day) for day in row.work_days),
            opens=time.fromisoformat(row.opens),
            closes=time.fromisoformat(row.closes),
            budget=row.budget,
            words_out=row.words_out,
            calendar=row.calendar,
            paused_until=row.paused_until,
            stopped=row.stopped,
            deactivated=row.deactivated,
            time_off=tuple(days.get(person_id, ())),
            holidays=calendars.holidays(row.calendar, row.zone),
            asked=row.asked,
            asked_stamp=row.asked_stamp,
            slack_zone=row.slack_zone,
            profile_read_at=row.profile_read_at,
            plan_at=row.plan_at,
            workspace_id=row.workspace_id,
            stamp=row.stamp,
        )
        for person_id, row in rows.items()
    }


def set_plan_at(connection: Connection, moments: Mapping[int, datetime | None]) -> None:
    """When the plan of each of these people has to be looked at again."""
    if moments:
        rows = [{"this": person_id, "plan_at": moment} for person_id, moment in moments.items()]
        connection.execute(_UPDATE, rows)


class NotificationSettingsStore:
    """One person's settings, in one transaction: read once, and what is written is what is read afterwards.

    Whoever writes what was read before holds the person: services by `enter`.
    """

    def __init__(self, work: Work) -> None:
        self._connection, self._calendars = work.connection, work.calendars
        self._person_id = work.person.id
        self._is_read = False
        self._settings: NotificationSettings | None = None
        self._said: str | None = UNREAD

    def get(self) -> NotificationSettings | None:
        """Theirs, with all their days off; None before their first launch."""
        if not self._is_read:
            found = load_settings(self._connection, [self._person_id], self._calendars)
            self._settings = found.get(self._person_id)
            self._is_read = True
        return self._settings

    def or_default(self) -> NotificationSettings:
        """Theirs; before the first launch what would hold, in the zone that Slack named."""
        found = self.get()
        if found is None:
            slack_zone = self._slack_zone()
            zone = _usable(slack_zone)
            holidays = self._calendars.holidays("", zone)
            found = NotificationSettings(
                self._person_id, zone, Slot(MONDAY, SLOT_TIME), holidays=holidays, slack_zone=slack_zone
            )
        return found

    def zone(self) -> ZoneInfo:
        """Where they are, as far as it is known; else UTC."""
        return self.or_default().rhythm.zone

    def ensure(self, slot: Slot, zone: str = "") -> NotificationSettings:
        """Theirs; the first time the defaults with this slot, in `zone`, or where Slack said before."""
        found = self.get()
        if found is None:
            insert_new(
                self._connection,
                rhythms,
                person_id=self._person_id,
                zone=_usable(zone) or self.or_default().zone,
                profile_read_at=None,
                deactivated=False,
                asked=0,
                asked_stamp=0,
                plan_at=None,
                **_columns(NotificationSettings(self._person_id, None, slot)),
            )
            self._is_read = False  # somebody else may have been first
            found = self.get()
        assert found is not None, "a row just made is there"  # noqa: S101
        return found

    def save(self, settings: NotificationSettings) -> None:
        """Keep what a person sets. Zone, days off, account and silence have methods of their own."""
        self._connection.execute(_UPDATE, {"this": settings.person_id, **_columns(settings)})
        kept = {name: getattr(settings, name) for name in _SAVED}
        self._learn(**kept)

    def set_time_off(self, ranges: tuple[tuple[date, date], ...]) -> None:
        """These and no others. Of two that begin on one day the longer counts."""
        longest: dict[date, date] = {}
        for first, last in ranges:
            longest[first] = max(last, longest.get(first, last))
        self._connection.execute(_NO_TIME_OFF, {"this": self._person_id})
        if longest:
            rows = [{"person_id": self._person_id, "first": a, "last": b} for a, b in longest.items()]
            self._connection.execute(insert(time_off), rows)
        self._learn(time_off=tuple(sorted(longest.items())))

    def told_zone(self, zone: str) -> None:
        """A zone that they named themselves. ValueError where there is none of that name."""
        known_zone(zone)
        self._set(zone=zone)

    def profile_read(self, zone: str | None, deleted: bool, now: datetime) -> bool:
        """What Slack says of them. True: the plan has to be made anew. A lost or odd zone keeps the last."""
        before, said = self.get(), zone[:ZONE_LIMIT] if zone else None
        if said != self._slack_zone():
            self._connection.execute(_SLACK_SAYS, {"this": self._person_id, "slack_zone": said})
            self._said = said
        if before is None:
            return False
        zone = _usable(said) or before.zone
        self._set(zone=zone, deactivated=deleted, profile_read_at=now)
        self._learn(slack_zone=said)
        return (zone, deleted) != (before.zone, before.deactivated)

    def slack_says(self, zone: str, now: datetime) -> None:
        """Where Slack said they are, when they were looked up for something else. The caller holds them."""
        if self.profile_read(zone, deleted=False, now=now):
            self.wake_by(now)

    def _slack_zone(self) -> str | None:
        settings = self.get()
        if settings:
            return settings.slack_zone
        if self._said is UNREAD:
            self._said = self._connection.scalar(_SLACK_ZONE, {"this": self._person_id})
        return self._said

    def plan_at(self, moment: datetime | None) -> None:
        """When the plan has to be looked at again; None: when something changes."""
        self._set(plan_at=moment)

    def wake_by(self, moment: datetime) -> None:
        """Look at the plan at this moment, if not before. The person need not be held."""
        self._connection.execute(_WAKE, {"this": self._person_id, "wake_by": moment})
        known = self._settings
        if known and (known.plan_at is None or known.plan_at > moment):
            self._learn(plan_at=moment)

    def asked(self, now: datetime) -> int:
        """A weekly message arrived: how many did now since their last click. What follows is planned at once.

        The person need not be held: what it counts from is what stands there when it is written.
        """
        values = {"this": self._person_id, "wake_by": now}
        count, stamp, plan_at = self._connection.execute(_ASKED, values).one()
        self._learn(asked=count, asked_stamp=stamp, plan_at=plan_at)
        return int(count)

    def heard(self) -> None:
        """Their click proved that the last message arrived, so it is no message without a click."""
        self._set(asked=0)

    def _set(self, **values: Any) -> None:
        self._connection.execute(_UPDATE, {"this": self._person_id, **values})
        self._learn(**values)

    def _learn(self, **values: Any) -> None:
        if self._settings:
            learned = replace(self._settings, **values)
            holidays = self._calendars.holidays(learned.calendar, learned.zone)
            self._settings = replace(learned, holidays=holidays)


def _columns(settings: NotificationSettings) -> dict[str, object]:
    kept = {name: _stored(getattr(settings, name)) for name in _SAVED if name != "slot"}
    slot = settings.slot
    return kept | {"slot_weekday": slot.weekday, "slot_time": _stored(slot.at)}


def _stored(value: object) -> object:
    """As its column has it: an hour as "09:30", working days as "12345"."""
    match value:
        case time():
            return value.strftime("%H:%M")
        case frozenset():
            return "".join(str(day) for day in sorted(value))
        case _:
            return value


def _usable(zone: str | None) -> str | None:
    try:
        known_zone(zone)
    except ValueError:
        return None
    return zone
