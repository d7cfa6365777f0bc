"""One person at their settings, inside one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.db.seal import KeyRing
from app.drafts.model import Draft
from app.drafts.store import Drafts
from app.errors import NotFound
from app.forms import Form
from app.launches.service import Profile
from app.nudges.calendars import NO_CALENDARS, Calendars
from app.nudges.model import UTC, Manners, default_slot
from app.nudges.store import MannersStore
from app.people.model import Person
from app.rhythm.local import local_day, zone
from app.settings.model import Problems, SettingsScreen, outlook
from app.settings.names import FIELDS, PAUSE, SETTINGS, TIME_OFF, WORDS
from app.settings.wishes import Wish, as_values, read_wish

_WAS = "was:"
"""In front of a field: what held when the form was opened. Only what differs from it was changed here, so
that a window that was opened earlier does not take back what another one saved."""


class Planner(Protocol):
    """Whoever makes the messages on their way agree with the rules."""

    def plan(self, connection: Connection, person_id: int, now: datetime) -> None: ...

    def next_dates(self, connection: Connection, person_id: int, now: datetime) -> date | None: ...


@dataclass(frozen=True)
class House:
    """What whoever runs the server decided."""

    enabled: bool = True
    calendars: Calendars = NO_CALENDARS
    restate: Callable[[Connection, int], None] = lambda _connection, _person_id: None
    """Has the messages that arrived say what they say by the settings of now."""


class Sitting:
    """One person at their settings, inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        ring: KeyRing,
        planner: Planner,
        house: House,
        person: Person,
        now: datetime,
        profile: Profile | None = None,
    ) -> None:
        self.drafts = Drafts(connection, ring, person, now)
        self._store = MannersStore(connection, house.calendars)
        self._connection = connection
        self._planner = planner
        self._house = house
        self._person = person
        self._now = now
        self.manners = self._store.of(person.id) or self._begin(profile)
        if profile:
            self._learn(profile)

    def _begin(self, profile: Profile | None) -> Manners:
        """Nobody recorded a launch yet, which would have settled the slot: today's weekday, at ten."""
        today = local_day(self._now, _zone_of(profile))
        return self._store.ensure(self._person.id, default_slot(today))

    def _learn(self, profile: Profile) -> None:
        """What Slack told just now."""
        if self._store.profile_read(self._person.id, profile.zone, profile.deleted, self._now):
            self._planner.plan(self._connection, self._person.id, self._now)
        self._read_again()

    @property
    def _today(self) -> date:
        return local_day(self._now, self.manners.rhythm.zone)

    def draft(self, form_id: str) -> Draft:
        """Raises NotFound, also for a form of another kind."""
        draft = self.drafts.find(form_id)
        if draft.kind != SETTINGS:
            raise NotFound
        return draft

    def apply(self, changes: Mapping[str, str]) -> Problems | None:
        """Change these fields of what holds now, whatever else the form says."""
        time_off = self._store.time_off(self._person.id)
        values = {**as_values(self.manners, time_off, self._today), **changes}
        wish = read_wish(values, self.manners, self._today, self._house.calendars.names())
        if isinstance(wish, Problems):
            return wish
        if changes:
            self._save(wish, changes)
        return None

    def _save(self, wish: Wish, changes: Mapping[str, str]) -> None:
        """A pause and days off that are over and not on the screen stay: they explain what was not sent."""
        manners = wish.manners
        if PAUSE not in changes:
            manners = replace(manners, paused_until=self.manners.paused_until)
        if TIME_OFF in changes:
            self._store.set_time_off(self._person.id, wish.time_off)
        if manners.zone and manners.zone != self.manners.zone:
            self._store.told_zone(self._person.id, manners.zone)
        self._store.save(manners)
        if WORDS in changes:
            self._house.restate(self._connection, self._person.id)
        self._read_again()
        self._planner.plan(self._connection, self._person.id, self._now)

    def _read_again(self) -> None:
        self.manners = self._store.ensure(self._person.id, self.manners.slot)

    def screen(self) -> SettingsScreen:
        """A new form, with what holds now."""
        now_set = as_values(self.manners, self._store.time_off(self._person.id), self._today)
        was = {_WAS + field: text for field, text in now_set.items()}
        draft = self.drafts.open(SETTINGS, "", now_set | was)
        next_day = self._planner.next_dates(self._connection, self._person.id, self._now)
        return SettingsScreen(
            draft.id,
            {field: draft.values.get(field, "") for field in FIELDS},
            self.manners.zone,
            self.manners.zone is None or self.manners.profile_read_at is None,
            self._house.calendars.names(),
            self._house.calendars.default,
            outlook(self.manners, next_day, enabled=self._house.enabled),
            unsaved=bool(changes_in(draft)),
        )


def _zone_of(profile: Profile | None) -> ZoneInfo:
    """UTC where Slack gives none, or one that nobody knows."""
    try:
        return zone(profile.zone if profile else None)
    except ValueError:
        return UTC


def flat(form: Form) -> Form:
    """Boxes ticked, as one text: "12345" for working days."""
    texts = {
        block: raw if isinstance(raw, str) else "".join(sorted(raw)) for block, raw in form.values.items()
    }
    return Form(texts, form.touched, form.action_order)


def changes_in(draft: Draft) -> dict[str, str]:
    """The fields that say something else than held when the form was opened."""
    values = draft.values
    return {
        field: values[field]
        for field in FIELDS
        if field in values and values[field] != values.get(_WAS + field, "")
    }


def said_late(before: Draft, form: Form) -> dict[str, str]:
    """A form that was saved and comes again, because its answer got lost: what was changed since."""
    said = {block.partition("@")[0]: text for block, text in form.values.items() if isinstance(text, str)}
    was = before.values
    return {field: text for field, text in said.items() if field in FIELDS and text != was.get(field)}
