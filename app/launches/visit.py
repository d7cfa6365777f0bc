"""One person at their launches, inside one transaction."""

from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.db.seal import KeyRing
from app.drafts.model import Draft
from app.drafts.store import Drafts
from app.errors import NotFound
from app.forms import Form
from app.launches.form import FIELDS
from app.launches.model import JOINS_AFTER_DAYS
from app.launches.store import LaunchStore
from app.nudges.model import SLOT_TIME, Manners
from app.nudges.store import MannersStore
from app.people.model import Person
from app.rhythm.appointments import first_week_from
from app.rhythm.local import local_day
from app.rhythm.rhythm import Slot
from app.rhythm.weeks import Week


class Planner(Protocol):
    """Makes the messages on their way agree with the rules, in the caller's transaction.

    `enabled`: whether whoever runs the server lets it write to anybody.
    """

    enabled: bool

    def plan(self, connection: Connection, person_id: int, now: datetime) -> None: ...

    def next_dates(self, connection: Connection, person_id: int, now: datetime) -> date | None: ...


class Visit:
    """What the rules work with. Whoever writes comes from `people.store.enter`, and so is locked."""

    def __init__(
        self, connection: Connection, ring: KeyRing, planner: Planner, person: Person, now: datetime
    ) -> None:
        self.now = now
        self.person = person
        self.store = LaunchStore(connection, ring, person)
        self.drafts = Drafts(connection, ring, person, now)
        self.manners_store = MannersStore(connection)
        self._connection = connection
        self._planner = planner

    @property
    def manners(self) -> Manners:
        """Their settings; those of nobody, in UTC, before the first launch."""
        return self.manners_store.of(self.person.id) or Manners(self.person.id, None, Slot(1, SLOT_TIME))

    @property
    def zone(self) -> ZoneInfo:
        return self.manners.rhythm.zone

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    def joins(self, shipped_on: date) -> Week:
        """The nominal week of the first check-in."""
        return first_week_from(self.manners.rhythm, shipped_on + timedelta(days=JOINS_AFTER_DAYS))

    def plan(self) -> None:
        self._planner.plan(self._connection, self.person.id, self.now)

    def next_checkin(self) -> date | None:
        return self._planner.next_dates(self._connection, self.person.id, self.now)

    @property
    def is_switched_off(self) -> bool:
        """No message is sent to anybody here."""
        return not self._planner.enabled

    def submitted(self, form_id: str, form: Form, kind: str) -> Draft:
        """The form, with what was submitted. Raises NotFound, for a form of another kind too."""
        if self.drafts.find(form_id).kind != kind:
            raise NotFound
        return self.drafts.submit(form_id, form, FIELDS[kind])
