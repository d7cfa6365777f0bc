"""What somebody may know about the messages they got and did not get."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from app.db.tables import nudges
from app.nudges.model import DEFAULT_BUDGET
from app.nudges.store import MannersStore
from app.nudges.why import why
from app.people.model import Person
from app.rhythm.local import local_day
from app.rhythm.weeks import Week
from app.settings.model import WhyScreen
from app.settings.sitting import House

_USED = select(func.count()).where(
    nudges.c.person_id == bindparam("person"), nudges.c.week == bindparam("of_week")
)


def why_screen(connection: Connection, person: Person | None, now: datetime, house: House) -> WhyScreen:
    """The newest lines, and how much of this local week's budget is used. None: we never met."""
    manners = MannersStore(connection, house.calendars).of(person.id) if person else None
    if person is None or manners is None:
        return WhyScreen((), DEFAULT_BUDGET, 0, house.enabled)
    zone = manners.rhythm.zone
    week = Week.of(local_day(now, zone))
    used = connection.scalar(_USED, {"person": person.id, "of_week": str(week)})
    lines = why(connection, person.id, now, calendars=house.calendars, enabled=house.enabled)
    return WhyScreen(lines, manners.budget, int(used or 0), house.enabled)
