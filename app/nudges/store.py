"""How people want to be written to, in the database."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from app.calendar.holidays import NO_CALENDARS, Calendars
from app.calendar.schedule import DayRange, Slot
from app.calendar.weeks import zone as known_zone
from app.db.engine import insert_new
from app.db.tables import people, rhythms, time_off
from app.nudges.model import DEFAULT_BUDGET, NotificationSettings
from app.work import Work

_THIS: BindParameter[int] = bindparam("this")
_OURS = rhythms.c.person_id == _THIS
_FIND = select(rhythms).where(_OURS)
_UPDATE = update(rhythms).where(_OURS)
_TIME_OFF = select(time_off.c.first, time_off.c.last).where(time_off.c.person_id == _THIS)
_NO_TIME_OFF = delete(time_off).where(time_off.c.person_id == _THIS)
_STAMP = select(people.c.stamp).where(people.c.id == _THIS)
_HOLD = select(people.c.id).where(people.c.id == _THIS).with_for_update(key_share=True)


def lock(connection: Connection, person_id: int) -> None:
    """Lock a person who does not act, as `people.enter` locks one who does, and leave their stamp alone.

    Not the stronger FOR UPDATE: a sender that inserts a row of theirs would wait for us, and we for it.
    """
    connection.execute(_HOLD, {"this": person_id})


class NotificationSettingsStore:
    """Settings of people, in one transaction. Whoever writes holds the person: services by `enter`."""

    def __init__(self, work: Work | Connection, calendars: Calendars = NO_CALENDARS) -> None:
        self._work = work if isinstance(work, Work) else None
        self._connection = work.connection if isinstance(work, Work) else work
        self._calendars = work.calendars if isinstance(work, Work) else calendars
        self._known: dict[int, NotificationSettings | None] = {}

    def get(self) -> NotificationSettings | None:
        """Those of the person whose work it is, read once; None before their first launch."""
        assert self._work is not None, "made from a unit of work"  # noqa: S101
        person_id = self._work.person.id
        if person_id not in self._known:
            self._known[person_id] = self.of(person_id)
        return self._known[person_id]

    def of(self, person_id: int) -> NotificationSettings | None:
        """Theirs, with all their days off; None before their first launch."""
        row = self._connection.execute(_FIND, {"this": person_id}).mappings().first()
        return self._manners(dict(row)) if row else None

    def ensure(self, person_id: int, slot: Slot) -> NotificationSettings:
        """Theirs; the first time the defaults with this slot."""
        self._known.pop(person_id, None)
        insert_new(
            self._connection,
            rhythms,
            person_id=person_id,
            zone=None,
            profile_read_at=None,
            deactivated=False,
            asked=0,
            asked_stamp=0,
            plan_at=None,
            **_columns(NotificationSettings(person_id, None, slot, budget=DEFAULT_BUDGET)),
        )
        manners = self.of(person_id)
        assert manners is not None, "a row just made is there"  # noqa: S101
        return manners

    def save(self, manners: NotificationSettings) -> None:
        """What a person sets. Zone, days off, account and silence have methods of their own."""
        self._set(manners.person_id, **_columns(manners))

    def time_off(self, person_id: int) -> tuple[tuple[date, date], ...]:
        """Their own days off, first and last, in order."""
        rows = self._connection.execute(_TIME_OFF.order_by(time_off.c.first), {"this": person_id})
        return tuple((row.first, row.last) for row in rows)

    def set_time_off(self, person_id: int, ranges: tuple[tuple[date, date], ...]) -> None:
        """These and no others. Of two that begin on one day the longer counts."""
        longest: dict[date, date] = {}
        for first, last in ranges:
            longest[first] = max(last, longest.get(first, last))
        self._known.pop(person_id, None)
        self._connection.execute(_NO_TIME_OFF, {"this": person_id})
        if longest:
            rows = [{"person_id": person_id, "first": a, "last": b} for a, b in longest.items()]
            self._connection.execute(insert(time_off), rows)

    def told_zone(self, person_id: int, zone: str) -> None:
        """A zone that they named themselves. ValueError where there is none of that name."""
        known_zone(zone)
        self._set(person_id, zone=zone)

    def profile_read(self, person_id: int, zone: str | None, deleted: bool, now: datetime) -> bool:
        """What Slack says of them. True: the plan has to be made anew. A lost or odd zone keeps the last."""
        before = self.of(person_id)
        if before is None:
            return False
        zone = _usable(zone) or before.zone
        self._set(person_id, zone=zone, deactivated=deleted, profile_read_at=now)
        return (zone, deleted) != (before.zone, before.deactivated)

    def plan_at(self, person_id: int, moment: datetime | None) -> None:
        """When the plan has to be looked at again; None: when something changes."""
        self._set(person_id, plan_at=moment)

    def wake_by(self, person_id: int, moment: datetime) -> None:
        """Look at the plan at this moment, if not before."""
        later = (rhythms.c.plan_at.is_(None)) | (rhythms.c.plan_at > moment)
        self._connection.execute(_UPDATE.where(later), {"this": person_id, "plan_at": moment})

    def asked(self, manners: NotificationSettings) -> int:
        """A weekly message arrived: how many did now since their last click."""
        stamp = self.stamp(manners.person_id)
        count = 1 + (manners.asked if manners.asked_stamp == stamp else 0)
        self._set(manners.person_id, asked=count, asked_stamp=stamp)
        return count

    def silence(self, manners: NotificationSettings) -> int:
        """Weekly messages without a click since."""
        return manners.asked if manners.asked_stamp == self.stamp(manners.person_id) else 0

    def heard(self, person_id: int) -> None:
        """Their click proved that the last message arrived, so it is no message without a click."""
        self._set(person_id, asked=0)

    def stamp(self, person_id: int) -> int:
        """It changes with every click."""
        return int(self._connection.scalar(_STAMP, {"this": person_id}) or 0)

    def _set(self, person_id: int, **values: object) -> None:
        self._known.pop(person_id, None)
        self._connection.execute(_UPDATE, {"this": person_id, **values})

    def _manners(self, row: dict[str, Any]) -> NotificationSettings:
        return NotificationSettings(
            person_id=row["person_id"],
            zone=row["zone"],
            slot=Slot(row["slot_weekday"], time.fromisoformat(row["slot_time"])),
            work_days=frozenset(int(day) for day in row["work_days"]),
            opens=time.fromisoformat(row["opens"]),
            closes=time.fromisoformat(row["closes"]),
            budget=row["budget"],
            words_out=row["words_out"],
            calendar=row["calendar"],
            paused_until=row["paused_until"],
            stopped=row["stopped"],
            deactivated=row["deactivated"],
            off=self._days_off(row["person_id"], row["calendar"], row["paused_until"]),
            asked=row["asked"],
            asked_stamp=row["asked_stamp"],
            profile_read_at=row["profile_read_at"],
        )

    def _days_off(self, person_id: int, calendar: str, paused_until: date | None) -> tuple[DayRange, ...]:
        own = tuple(DayRange(first, last, "off") for first, last in self.time_off(person_id))
        pause = (
            (DayRange(date.min, paused_until - timedelta(days=1), "paused"),)
            if paused_until and paused_until > date.min
            else ()
        )
        return own + pause + self._calendars.days(calendar)


def _columns(manners: NotificationSettings) -> dict[str, object]:
    return {
        "slot_weekday": manners.slot.weekday,
        "slot_time": manners.slot.at.strftime("%H:%M"),
        "work_days": "".join(str(day) for day in sorted(manners.work_days)),
        "opens": manners.opens.strftime("%H:%M"),
        "closes": manners.closes.strftime("%H:%M"),
        "budget": manners.budget,
        "words_out": manners.words_out,
        "calendar": manners.calendar,
        "paused_until": manners.paused_until,
        "stopped": manners.stopped,
    }


def _usable(zone: str | None) -> str | None:
    try:
        known_zone(zone)
    except ValueError:
        return None
    return zone
