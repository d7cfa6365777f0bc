"""What a person could be asked in which week: rules over dates alone, no text is opened.

One statement reads the launches of a whole page of people, and one their check-ins; the rest is computed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, and_, bindparam, or_, select

from app.calendar.weeks import Week
from app.checkins.model import Asks, CheckinState
from app.db.tables import checkins, launches
from app.nudges.kinds import LOOK, SHIP
from app.nudges.model import Agenda, DueDate, Turn

_PEOPLE: BindParameter[int] = bindparam("people", expanding=True)
_LAUNCHES = select(
    launches.c.person_id,
    launches.c.id,
    launches.c.state,
    launches.c.shipped,
    launches.c.shipped_on,
    launches.c.judge_by,
    launches.c.every,
    launches.c.joins,
    launches.c.look_on,
).where(
    launches.c.person_id.in_(_PEOPLE),
    or_(launches.c.state == "open", and_(launches.c.state == "closed", launches.c.look_on.is_not(None))),
)
_CHECKINS = select(
    checkins.c.person_id,
    checkins.c.launch_id,
    checkins.c.week,
    checkins.c.asks,
    checkins.c.state,
    checkins.c.asked_at,
).where(
    or_(
        and_(
            checkins.c.launch_id.in_(bindparam("once", expanding=True)),
            checkins.c.asks.in_((Asks.SHIP, Asks.LOOK)),
        ),
        and_(
            checkins.c.person_id.in_(_PEOPLE),
            checkins.c.week >= bindparam("since"),
            checkins.c.state == CheckinState.SNOOZED,
        ),
    )
)
"""Ship questions and second looks, asked or not; and what was snoozed until a week that is to come."""
_NEVER = Week(1, 1)
ZONES = 1
"""Weeks: somebody's local week may be the one before ours."""


@dataclass(frozen=True)
class Followed:
    """The dates of a launch that is followed: all that decides when it is asked about."""

    id: int
    shipped: bool
    shipped_on: date
    judge_by: date
    every: int
    joins: Week

    def asks(self, week: Week) -> Asks | None:
        """What the weekly message of that nominal week asks about it."""
        if not self.shipped:
            # In the week of the day itself the day's own message asks, or the check-in if it comes that day.
            return Asks.SHIP if week > Week.of(self.shipped_on) else None
        judged_in = Week.of(self.judge_by)
        if week == judged_in or (week > judged_in and self._has_turn(week)):
            return Asks.DECISION
        return Asks.READING if self._has_turn(week) else None

    def ships_in(self, week: Week) -> bool:
        """Whether the day on which it is to ship lies in that week."""
        return not self.shipped and Week.of(self.shipped_on) == week

    def _has_turn(self, week: Week) -> bool:
        return week >= self.joins and (week - self.joins) % self.every == 0


@dataclass(frozen=True)
class LaunchDates:
    """One person's launches as dates: what is followed, and what has a question on a day of its own.

    `unasked_ships`: launches whose day lies ahead or came unasked; a day that was moved is asked about again.
    `owed_looks`: closed launches with a second look that no message asked for yet, and its day.
    `carried`: weeks for which somebody asked, whatever the launch's own rhythm, and still follows it.
    """

    followed: tuple[Followed, ...] = ()
    unasked_ships: tuple[Followed, ...] = ()
    owed_looks: Mapping[int, date] = field(default_factory=dict)
    carried: frozenset[Week] = frozenset()

    def agenda(self) -> Agenda:
        """The same, as the planner asks for it: it must not plan a week in which `asks` has nothing."""
        turns, once = [], set(self.carried)
        for one in self.followed:
            if one.shipped:
                turns.append(Turn(one.joins, one.every))
                once.add(Week.of(one.judge_by))
            else:
                turns.append(Turn(Week.of(one.shipped_on) + 1))
        days = [DueDate(SHIP, one.shipped_on) for one in self.unasked_ships]
        days += [DueDate(LOOK, day) for day in self.owed_looks.values()]
        return Agenda(tuple(turns), frozenset(once), tuple(sorted(days, key=lambda each: each.day)))


NO_LAUNCHES = LaunchDates()


def load_agendas(connection: Connection, people: Collection[int], now: datetime) -> dict[int, Agenda]:
    """What each of these people could be asked now (nudges.model.LoadAgendas)."""
    dates = load_dates(connection, people, Week.of(now.date()) - ZONES)
    return {person_id: each.agenda() for person_id, each in dates.items()}


def load_dates(connection: Connection, people: Collection[int], week: Week) -> dict[int, LaunchDates]:
    """The launches of each of these people, as they matter in that week and later; of all who have any."""
    rows = connection.execute(_LAUNCHES, {"people": list(people)}).all()
    if not rows:
        return {}
    once = [row.id for row in rows if row.state == "closed" or not row.shipped]
    values = {"people": sorted({row.person_id for row in rows}), "once": once, "since": str(week - 1)}
    known: dict[int, tuple[list[Any], list[Any]]] = {}
    for row in rows:
        known.setdefault(row.person_id, ([], []))[0].append(row)
    for one in connection.execute(_CHECKINS, values):
        known[one.person_id][1].append(one)
    return {person_id: _dates(*theirs) for person_id, theirs in known.items()}


def dates_of(connection: Connection, person_id: int, week: Week) -> LaunchDates:
    """The same of one person, who may have none."""
    return load_dates(connection, [person_id], week).get(person_id, NO_LAUNCHES)


def followed(connection: Connection, person_id: int) -> tuple[Followed, ...]:
    """The launches of this person that are open."""
    return _followed(connection.execute(_LAUNCHES, {"people": [person_id]}))


def _followed(rows: Iterable[Any]) -> tuple[Followed, ...]:
    return tuple(
        Followed(row.id, row.shipped, row.shipped_on, row.judge_by, row.every, Week.parse(row.joins))
        for row in rows
        if row.state == "open"
    )


def _dates(launch_rows: list[Any], checkin_rows: list[Any]) -> LaunchDates:
    """One person's dates, out of their rows."""
    open_ones = _followed(launch_rows)
    shipped = {one.id for one in open_ones if one.shipped}
    carried = set()
    asked: dict[tuple[int, str], Week] = {}  # the last week in which a message asked this, by launch
    for row in checkin_rows:
        week = Week.parse(row.week)
        if row.state == CheckinState.SNOOZED and row.launch_id in shipped:
            carried.add(week + 1)
        if row.asked_at is not None and row.asks in {Asks.SHIP, Asks.LOOK}:
            key = (row.launch_id, row.asks)
            asked[key] = max(week, asked.get(key, _NEVER))
    return LaunchDates(
        open_ones,
        tuple(
            one
            for one in open_ones
            if not one.shipped and asked.get((one.id, Asks.SHIP), _NEVER) < Week.of(one.shipped_on)
        ),
        {
            row.id: row.look_on
            for row in launch_rows
            if row.state == "closed" and asked.get((row.id, Asks.LOOK), _NEVER) < Week.of(row.look_on)
        },
        frozenset(carried),
    )
