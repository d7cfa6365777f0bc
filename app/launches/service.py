"""Launches: one public method a payload, one transaction a method. Returned means stored."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy import Connection

from app.clock import Clock
from app.db.engine import Database
from app.db.seal import KeyRing
from app.drafts.store import keeping
from app.errors import NotFound
from app.forms import Form
from app.identity import SlackUser
from app.launches.changing import change_screen, detail_screen, keep_change, keep_details
from app.launches.form import BET, CHANGE, DETAIL, FIELDS, PERMALINK, Problems
from app.launches.model import Launch
from app.launches.recording import again, autosave_bet, new_form, record
from app.launches.screens import BetScreen, ChangeScreen, DetailScreen, KeptScreen, Listed, ListScreen
from app.launches.visit import Planner, Visit
from app.nudges.model import PROFILE_LASTS
from app.people.model import Person
from app.people.store import enter, find
from app.rhythm.local import zone as known_zone

PAGE = 10


class Profile(Protocol):
    """A person as Slack knows them."""

    @property
    def zone(self) -> str | None: ...

    @property
    def deleted(self) -> bool: ...


ReadProfile = Callable[[str], Profile | None]
"""Asks Slack about a user id; None where it does not answer."""

Verdicts = Callable[[Connection, Person, Collection[int]], Mapping[int, str]]
"""What was decided about launches, in a few words, by their ids."""


def no_verdicts(_connection: Connection, _person: Person, _launches: Collection[int]) -> Mapping[int, str]:
    return {}


class LaunchService:
    """What a person can do with their launches. Raises NotFound for what is not theirs."""

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        clock: Clock,
        planner: Planner,
        read_profile: ReadProfile,
        verdicts: Verdicts = no_verdicts,
    ) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._planner = planner
        self._read_profile = read_profile
        self._verdicts = verdicts

    def open_bet(
        self,
        who: SlackUser,
        *,
        message: str = "",
        permalink: str = "",
        previous: int | None = None,
        prefill: Mapping[str, str] | None = None,
    ) -> BetScreen:
        """Page 1. `message`: the Slack message it is about, whose form is its own; only its link is kept.

        `previous`: the bet it iterates on. Slack is asked for the person's zone first, at most once a day.
        """
        profile = self._fresh_profile(who)
        subject = str(previous) if previous is not None else message
        with self._visit(who) as visit:
            told = _told(visit, profile)
            return new_form(visit, subject, {**(prefill or {}), PERMALINK: permalink}, told)

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> BetScreen | None:
        """Keep what was typed so far. Page 1 comes back where a date followed another one.

        Raises BadText, after keeping the rest, if it is about a text that cannot be kept.
        """
        with self._visit(who) as visit:
            kind = visit.drafts.find(form_id).kind
            if kind == BET:
                return autosave_bet(visit, form_id, form)
            if kind not in FIELDS:
                raise NotFound
            visit.drafts.keep(form_id, form, FIELDS[kind])
            return None

    def submit_bet(self, who: SlackUser, form_id: str, form: Form) -> DetailScreen | Problems:
        """Record the bet and give page 2. The same form again records nothing and gives the same page 2."""
        with self._visit(who) as visit:
            draft = visit.submitted(form_id, form, BET)
            launch = again(visit, draft) if draft.submitted else record(visit, draft)
            if isinstance(launch, Problems):
                return launch
            return detail_screen(visit, launch, recorded=True)

    def open_details(self, who: SlackUser, launch_id: str) -> DetailScreen:
        """Page 2 of a launch recorded before, with what was typed there and never submitted."""
        with self._visit(who) as visit:
            return detail_screen(visit, _theirs(visit, launch_id), recorded=False)

    def submit_details(self, who: SlackUser, form_id: str, form: Form) -> KeptScreen:
        """Keep what page 2 says; what is empty is asked later."""
        with self._visit(who) as visit:
            draft = visit.submitted(form_id, form, DETAIL)
            return KeptScreen(keep_details(visit, draft), visit.now, visit.zone)

    def open_change(self, who: SlackUser, launch_id: str) -> ChangeScreen:
        """Other words for a bet that is still followed."""
        with self._visit(who) as visit:
            return change_screen(visit, _theirs(visit, launch_id))

    def submit_change(self, who: SlackUser, form_id: str, form: Form) -> KeptScreen | Problems | ChangeScreen:
        """Before the seal the bet is replaced; afterwards this is a new version with its reason.

        The page comes back where the bet was sealed while it was open: now it asks for the reason.
        """
        with self._visit(who) as visit:
            kept = keep_change(visit, visit.submitted(form_id, form, CHANGE))
            return KeptScreen(kept, visit.now, visit.zone) if isinstance(kept, Launch) else kept

    def list(self, who: SlackUser, cursor: str = "") -> ListScreen:
        """Ten launches, the open ones first. `cursor` comes from a screen, or from anybody."""
        now, number = self._clock.now(), _page(cursor)
        with self._database.read() as connection:
            person = find(connection, who)
            if person is None:
                return ListScreen((), now)
            visit = Visit(connection, self._ring, self._planner, person, now)
            found = visit.store.all(PAGE + 1, number * PAGE)
            shown = found[:PAGE]
            verdicts = self._verdicts(connection, person, [launch.id for launch in shown])
            return ListScreen(
                tuple(Listed(launch, verdicts.get(launch.id, "")) for launch in shown),
                now,
                visit.zone,
                visit.next_checkin(),
                newer=str(number - 1) if number else "",
                older=str(number + 1) if len(found) > PAGE else "",
                is_switched_off=visit.is_switched_off,
            )

    def _fresh_profile(self, who: SlackUser) -> Profile | None:
        """Slack's answer, where what we know is older than a day; outside any transaction."""
        with self._database.read() as connection:
            person = find(connection, who)
            visit = person and Visit(connection, self._ring, self._planner, person, self._clock.now())
            read_at = visit.manners.profile_read_at if visit else None
        is_fresh = read_at is not None and self._clock.now() - read_at < PROFILE_LASTS
        return None if is_fresh else self._read_profile(who.user_id)

    @contextmanager
    def _visit(self, who: SlackUser) -> Iterator[Visit]:
        now = self._clock.now()
        with keeping(self._database) as connection:
            yield Visit(connection, self._ring, self._planner, enter(connection, who, now), now)


def _told(visit: Visit, profile: Profile | None) -> str | None:
    """Keep what Slack said where there are settings to keep it in, and name the zone."""
    if profile is None:
        return None
    if visit.manners_store.profile_read(visit.person.id, profile.zone, profile.deleted, visit.now):
        visit.plan()
    try:
        return known_zone(profile.zone).key
    except ValueError:
        return None


def _theirs(visit: Visit, launch_id: str) -> Launch:
    if not (launch_id.isascii() and launch_id.isdecimal() and len(launch_id) < 19):
        raise NotFound
    return visit.store.find(int(launch_id))


def _page(cursor: str) -> int:
    """Anybody can forge a cursor: a database takes no offset of any size."""
    return int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 5 else 0
