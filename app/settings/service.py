"""What a person says about their messages, and why they got them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select

from app.calendar.holidays import NO_CALENDARS, Calendars
from app.calendar.weeks import Week, local_day, zone
from app.clock import Clock
from app.db.crypto import KeyRing
from app.db.engine import Database
from app.db.tables import nudges
from app.errors import NotFound, SlackUser
from app.forms.model import Form, FormDraft
from app.forms.store import FormStore, keeping
from app.launches.service import Profile, ReadProfile
from app.nudges import codes
from app.nudges.explain import why
from app.nudges.model import DEFAULT_BUDGET, PROFILE_LASTS, UTC, NotificationSettings, default_slot
from app.nudges.store import NotificationSettingsStore
from app.people import Person, enter, find
from app.settings.model import (
    FIELDS,
    PAUSE,
    SETTINGS,
    TIME_OFF,
    WORDS,
    SettingsChange,
    SettingsProblems,
    SettingsScreen,
    WhyScreen,
    as_values,
    outlook,
    read_wish,
)
from app.work import Work

# One person at their settings, inside one transaction.

_WAS = "was:"
"""In front of a field: what held when the form was opened. Only what differs from it was changed here, so
that a window that was opened earlier does not take back what another one saved."""


class Planner(Protocol):
    """Whoever makes the messages on their way agree with the rules."""

    def plan(self, connection: Connection, person_id: int, now: datetime) -> None: ...

    def next_dates(self, connection: Connection, person_id: int, now: datetime) -> date | None: ...


@dataclass(frozen=True)
class OperatorRules:
    """What whoever runs the server decided."""

    enabled: bool = True
    calendars: Calendars = NO_CALENDARS
    restate: Callable[[Connection, int], None] = lambda _connection, _person_id: None
    """Has the messages that arrived say what they say by the settings of now."""


class SettingsSitting:
    """One person at their settings, inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        ring: KeyRing,
        planner: Planner,
        house: OperatorRules,
        person: Person,
        now: datetime,
        profile: Profile | None = None,
    ) -> None:
        self.drafts = FormStore(Work(connection, ring, person, now))
        self._store = NotificationSettingsStore(connection, house.calendars, person.id)
        self._connection = connection
        self._planner = planner
        self._house = house
        self._person = person
        self._now = now
        self.manners = self._store.get() or self._begin(profile)
        if profile:
            self._learn(profile)

    def _begin(self, profile: Profile | None) -> NotificationSettings:
        """Nobody recorded a launch yet, which would have settled the slot: today's weekday, at ten."""
        today = local_day(self._now, _zone_of(profile))
        return self._store.ensure(default_slot(today))

    def _learn(self, profile: Profile) -> None:
        """What Slack told just now."""
        if self._store.profile_read(profile.zone, profile.deleted, self._now):
            self._planner.plan(self._connection, self._person.id, self._now)
        self._read_again()

    @property
    def _today(self) -> date:
        return local_day(self._now, self.manners.rhythm.zone)

    def draft(self, form_id: str) -> FormDraft:
        """Raises NotFound, also for a form of another kind."""
        draft = self.drafts.find(form_id)
        if draft.kind != SETTINGS:
            raise NotFound
        return draft

    def apply(self, changes: Mapping[str, str]) -> SettingsProblems | None:
        """Change these fields of what holds now, whatever else the form says."""
        values = {**as_values(self.manners, self.manners.time_off, self._today), **changes}
        wish = read_wish(values, self.manners, self._today, self._house.calendars.names())
        if isinstance(wish, SettingsProblems):
            return wish
        if changes:
            self._save(wish, changes)
        return None

    def _save(self, wish: SettingsChange, changes: Mapping[str, str]) -> None:
        """A pause and days off that are over and not on the screen stay: they explain what was not sent."""
        manners = wish.manners
        if PAUSE not in changes:
            manners = replace(manners, paused_until=self.manners.paused_until)
        if TIME_OFF in changes:
            self._store.set_time_off(wish.time_off)
        if manners.zone and manners.zone != self.manners.zone:
            self._store.told_zone(manners.zone)
        self._store.save(manners)
        if WORDS in changes:
            self._house.restate(self._connection, self._person.id)
        self._read_again()
        self._planner.plan(self._connection, self._person.id, self._now)

    def _read_again(self) -> None:
        self.manners = self._store.ensure(self.manners.slot)

    def screen(self) -> SettingsScreen:
        """A new form, with what holds now."""
        now_set = as_values(self.manners, self.manners.time_off, self._today)
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


def changes_in(draft: FormDraft) -> dict[str, str]:
    """The fields that say something else than held when the form was opened."""
    values = draft.values
    return {
        field: values[field]
        for field in FIELDS
        if field in values and values[field] != values.get(_WAS + field, "")
    }


def said_late(before: FormDraft, form: Form) -> dict[str, str]:
    """A form that was saved and comes again, because its answer got lost: what was changed since."""
    said = {block.partition("@")[0]: text for block, text in form.values.items() if isinstance(text, str)}
    was = before.values
    return {field: text for field, text in said.items() if field in FIELDS and text != was.get(field)}


# What somebody may know about the messages they got and did not get.

_USED = select(func.count()).where(
    nudges.c.person_id == bindparam("person"), nudges.c.week == bindparam("of_week")
)


def why_screen(
    connection: Connection, person: Person | None, now: datetime, house: OperatorRules
) -> WhyScreen:
    """The newest lines, and how much of this local week's budget is used. None: we never met."""
    manners = NotificationSettingsStore(connection, house.calendars).of(person.id) if person else None
    if person is None or manners is None:
        return WhyScreen((), DEFAULT_BUDGET, 0, house.enabled)
    zone = manners.rhythm.zone
    week = Week.of(local_day(now, zone))
    used = connection.scalar(_USED, {"person": person.id, "of_week": str(week)})
    lines = why(connection, person.id, now, calendars=house.calendars, enabled=house.enabled)
    return WhyScreen(lines, manners.budget, int(used or 0), house.enabled)


SAVED, PUT_ASIDE = "saved", "put aside"
"""What became of a form. One put aside can still be saved: perhaps they never saw the new one."""


class SettingsService:
    """What a person can say about their messages. Raises NotFound for a form that is not theirs."""

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        clock: Clock,
        planner: Planner,
        read_profile: ReadProfile,
        house: OperatorRules | None = None,
    ) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._planner = planner
        self._read_profile = read_profile
        self._house = house or OperatorRules()

    def open(self, who: SlackUser) -> SettingsScreen:
        """What holds now, and over it what was chosen before and never saved.

        For somebody without a launch the rhythm begins here: today's weekday, at ten.
        """
        profile = None if self._is_fresh(who) else self._read_profile(who.user_id)
        with self._sitting(who, profile) as sitting:
            return sitting.screen()

    def reset(self, who: SlackUser, form_id: str) -> SettingsScreen:
        """Put aside what was chosen and not saved."""
        with self._sitting(who) as sitting:
            sitting.draft(form_id)
            sitting.drafts.close(form_id, PUT_ASIDE)
            return sitting.screen()

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> None:
        """Keep what is chosen so far; it does not count yet. Raises BadText, after keeping the rest."""
        with self._sitting(who) as sitting:
            sitting.draft(form_id)
            sitting.drafts.keep(form_id, flat(form), FIELDS)

    def submit(self, who: SlackUser, form_id: str, form: Form) -> SettingsScreen | SettingsProblems:
        """Save what was changed here, plan anew, and show what comes of it. Again: the same.

        With a problem nothing is saved, and what was chosen is kept with the form.
        """
        with self._sitting(who) as sitting:
            before = sitting.draft(form_id)
            draft = sitting.drafts.submit(form_id, flat(form), FIELDS)
            late = said_late(before, flat(form)) if draft.submitted else {}
            problems = sitting.apply(late if draft.outcome == SAVED else {**changes_in(draft), **late})
            if problems:
                return problems
            sitting.drafts.close(form_id, SAVED)
            return replace(sitting.screen(), saved=True)

    def why(self, who: SlackUser) -> WhyScreen:
        """What was sent, what was not and why, newest first."""
        now = self._clock.now()
        with self._database.read() as connection:
            person = find(connection, who)
            return why_screen(connection, person, now, self._house)

    def make_code(self, who: SlackUser) -> WhyScreen:
        """A new code with which an operator may see the same, once and within the hour."""
        now = self._clock.now()
        with self._database.write() as connection:
            person = enter(connection, who, now)
            code = codes.make(connection, person.id, now)
            return replace(why_screen(connection, person, now, self._house), code=code)

    def _is_fresh(self, who: SlackUser) -> bool:
        """Whether what Slack says of them was read today, so that it need not be asked while they wait."""
        with self._database.read() as connection:
            person = find(connection, who)
            manners = NotificationSettingsStore(connection).of(person.id) if person else None
        read_at = manners.profile_read_at if manners else None
        return read_at is not None and self._clock.now() - read_at < PROFILE_LASTS

    @contextmanager
    def _sitting(self, who: SlackUser, profile: Profile | None = None) -> Iterator[SettingsSitting]:
        now = self._clock.now()
        with keeping(self._database) as connection:
            person = enter(connection, who, now)
            yield SettingsSitting(connection, self._ring, self._planner, self._house, person, now, profile)
