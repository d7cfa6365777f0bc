"""How somebody wants to be written to, and why they were or were not: one transaction a method."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.clock import Clock
from app.db.engine import Database
from app.db.seal import KeyRing
from app.drafts.store import keeping
from app.forms import Form
from app.identity import SlackUser
from app.launches.service import Profile, ReadProfile
from app.nudges import codes
from app.nudges.model import PROFILE_LASTS
from app.nudges.store import MannersStore
from app.people.store import enter, find
from app.settings.model import Problems, SettingsScreen, WhyScreen
from app.settings.names import FIELDS
from app.settings.reasons import why_screen
from app.settings.sitting import House, Planner, Sitting, changes_in, flat, said_late

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
        house: House | None = None,
    ) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._planner = planner
        self._read_profile = read_profile
        self._house = house or House()

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

    def submit(self, who: SlackUser, form_id: str, form: Form) -> SettingsScreen | Problems:
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
            manners = MannersStore(connection).of(person.id) if person else None
        read_at = manners.profile_read_at if manners else None
        return read_at is not None and self._clock.now() - read_at < PROFILE_LASTS

    @contextmanager
    def _sitting(self, who: SlackUser, profile: Profile | None = None) -> Iterator[Sitting]:
        now = self._clock.now()
        with keeping(self._database) as connection:
            person = enter(connection, who, now)
            yield Sitting(connection, self._ring, self._planner, self._house, person, now, profile)
