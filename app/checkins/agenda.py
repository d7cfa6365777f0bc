"""What a person could be asked in which week: rules over dates alone, no text is opened."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, select

from app.calendar.weeks import Week
from app.checkins.model import Asks, CheckinState
from app.db.tables import checkins, launches
from app.nudges.model import LOOK, SHIP, DueDate

_OPEN = select(
    launches.c.id,
    launches.c.shipped,
    launches.c.shipped_on,
    launches.c.judge_by,
    launches.c.every,
    launches.c.joins,
).where(launches.c.person_id == bindparam("person"), launches.c.state == "open")

_LOOKS = select(launches.c.id, launches.c.look_on).where(
    launches.c.person_id == bindparam("person"), launches.c.state == "closed", launches.c.look_on.is_not(None)
)
_ASKED = select(checkins.c.launch_id, checkins.c.week).where(
    checkins.c.person_id == bindparam("person"),
    checkins.c.asks == bindparam("asks"),
    checkins.c.asked_at.is_not(None),
)
_CARRIED = (
    select(checkins.c.week)
    .join(launches, launches.c.id == checkins.c.launch_id)
    .where(
        checkins.c.person_id == bindparam("person"),
        checkins.c.state == CheckinState.SNOOZED,
        checkins.c.week >= bindparam("since"),
        launches.c.state == "open",  # whoever stopped it is asked nothing more about it
        launches.c.shipped,
    )
)
"""The same launches as in `composition.weekly`, or a week is planned in which there is nothing to ask."""
_NEVER = Week(1, 1)


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
            # The week of the day itself has a message of its own, on that day.
            return Asks.SHIP if week > Week.of(self.shipped_on) else None
        judged_in = Week.of(self.judge_by)
        if week == judged_in or (week > judged_in and self._has_turn(week)):
            return Asks.DECISION
        return Asks.READING if self._has_turn(week) else None

    def next_week(self, first: Week) -> Week:
        """The first week, `first` or later, in which the weekly message asks about it."""
        if not self.shipped:
            return max(first, Week.of(self.shipped_on) + 1)
        turn = max(first, self.joins)
        turn += (self.joins - turn) % self.every
        judged_in = Week.of(self.judge_by)
        return min(turn, judged_in) if judged_in >= first else turn

    def _has_turn(self, week: Week) -> bool:
        return week >= self.joins and (week - self.joins) % self.every == 0


class CheckinAgenda:
    """The planner's questions about launches (nudges.agenda.Agenda)."""

    def next_week(self, connection: Connection, person_id: int, first: Week) -> Week | None:
        weeks = [one.next_week(first) for one in followed(connection, person_id)]
        return min([*weeks, *self._carried(connection, person_id, first)], default=None)

    def occasions(self, connection: Connection, person_id: int, today: date) -> tuple[DueDate, ...]:  # noqa: ARG002
        days = [DueDate(SHIP, one.shipped_on) for one in unasked_ships(connection, person_id)]
        days += [DueDate(LOOK, day) for day in owed_looks(connection, person_id).values()]
        return tuple(sorted(days, key=lambda one: one.day))

    def _carried(self, connection: Connection, person_id: int, first: Week) -> list[Week]:
        """Somebody asked for next week's message, whatever the launch's own rhythm, and still follows it."""
        rows = connection.scalars(_CARRIED, {"person": person_id, "since": str(first - 1)})
        return [week + 1 for text in rows if (week := Week.parse(text)) + 1 >= first]


def followed(connection: Connection, person_id: int) -> tuple[Followed, ...]:
    """The launches that are open."""
    rows = connection.execute(_OPEN, {"person": person_id})
    return tuple(Followed(*row[:-1], Week.parse(row.joins)) for row in rows)


def unasked_ships(connection: Connection, person_id: int) -> tuple[Followed, ...]:
    """Launches whose day lies ahead or came unasked. A day that was moved is asked about again."""
    asked = _asked(connection, person_id, Asks.SHIP)
    waiting = (one for one in followed(connection, person_id) if not one.shipped)
    return tuple(one for one in waiting if asked.get(one.id, _NEVER) < Week.of(one.shipped_on))


def owed_looks(connection: Connection, person_id: int) -> dict[int, date]:
    """Closed launches with a second look that no message asked for yet, and its day."""
    asked = _asked(connection, person_id, Asks.LOOK)
    rows = connection.execute(_LOOKS, {"person": person_id})
    return {row.id: row.look_on for row in rows if asked.get(row.id, _NEVER) < Week.of(row.look_on)}


def _asked(connection: Connection, person_id: int, asks: Asks) -> dict[int, Week]:
    """The last week in which a message asked this, by launch."""
    rows = connection.execute(_ASKED, {"person": person_id, "asks": asks})
    last: dict[int, Week] = {}
    for launch_id, week in rows:
        last[launch_id] = max(Week.parse(week), last.get(launch_id, _NEVER))
    return last
