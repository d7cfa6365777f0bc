"""What a person says about their messages, and why they got them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from app.calendar.countries import country_of
from app.calendar.weeks import Week, local_day
from app.db.tables import nudges
from app.errors import NotFound
from app.forms.model import Form, FormDraft
from app.forms.store import FormStore
from app.launches.profile import ReadProfile, ask_profile, keep_profile, profile_zone
from app.nudges import codes
from app.nudges.explain import why
from app.nudges.model import NotificationSettings, default_slot
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.outbox.edits import Edits
from app.settings.model import (
    DAYS_OFF,
    FIELDS,
    FIRST_DAY,
    LAST_DAY,
    PAUSE,
    SETTINGS,
    TIME_OFF,
    WORDS,
    BadSetting,
    Outlook,
    SettingsProblems,
    SettingsScreen,
    WhyScreen,
    add_chosen_days,
    as_values,
    block_id,
    outlook,
    parse_settings,
    read_time_off,
    rebase_time_off,
    remove_range,
)
from app.users import SlackUser
from app.work import Work, Workplace

SAVED, PUT_ASIDE = "saved", "put aside"
"""What became of a form. One put aside can still be saved: perhaps they never saw the new one."""

_WAS = "was:"
"""In front of a field: what held when the form was opened. Only what differs from it was changed here, so
that a window that was opened earlier does not take back what another one saved."""


class SettingsService:
    """What a person can say about their messages. Raises NotFound for a form that is not theirs."""

    def __init__(
        self, workplace: Workplace, planner: Planner, edits: Edits, read_profile: ReadProfile
    ) -> None:
        self._workplace = workplace
        self._planner = planner
        self._edits = edits
        self._read_profile = read_profile

    def open(self, who: SlackUser) -> SettingsScreen:
        """What holds now, and over it what was chosen before and never saved.

        For somebody without a launch, which would have settled the slot, it is today's weekday, at ten.
        """
        profile = ask_profile(self._workplace, who, self._read_profile)
        with self._workplace.work(who) as work:
            store = work.get(NotificationSettingsStore)
            store.ensure(default_slot(local_day(work.now, profile_zone(profile) or store.zone())))
            if profile:
                keep_profile(work, self._planner, profile)
            return self._screen(work, self._open_form(work))

    def reset(self, who: SlackUser, form_id: str) -> SettingsScreen:
        """Put aside what was chosen and not saved."""
        with self._workplace.work(who) as work:
            _draft(work, form_id)
            work.get(FormStore).close(form_id, PUT_ASIDE)
            return self._screen(work, self._open_form(work))

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> None:
        """Keep what is chosen so far; it does not count yet. Raises BadText, after keeping the rest."""
        with self._workplace.work(who) as work:
            draft = _draft(work, form_id)
            work.get(FormStore).keep(form_id, _as_texts(form, draft), FIELDS)

    def add_time_off(self, who: SlackUser, form_id: str, form: Form) -> SettingsScreen:
        """Put the days that are chosen into the form's list. It counts once the form is saved."""
        return self._change_form(who, form_id, form, add_chosen_days)

    def remove_time_off(self, who: SlackUser, form_id: str, form: Form, range_id: str) -> SettingsScreen:
        """Take a range out of the form's list. It counts once the form is saved."""
        return self._change_form(
            who, form_id, form, lambda values, today: remove_range(values, range_id, today)
        )

    def submit(self, who: SlackUser, form_id: str, form: Form) -> SettingsScreen | SettingsProblems:
        """Save what was changed here, plan anew, and show what comes of it. Again: the same.

        With a problem nothing is saved, and what was chosen is kept with the form.
        """
        with self._workplace.work(who) as work:
            before, forms = _draft(work, form_id), work.get(FormStore)
            said = _as_texts(form, before)
            draft = forms.submit(form_id, said, FIELDS)
            late = _said_since(before, said) if draft.submitted else {}
            changes = late if draft.outcome == SAVED else {**_changes(draft), **late}
            problems = self._apply(work, changes, draft.values.get(_WAS + TIME_OFF, ""))
            if problems:
                return problems
            forms.close(form_id, SAVED)
            return replace(self._screen(work, self._open_form(work)), saved=True)

    def why(self, who: SlackUser) -> WhyScreen:
        """What was sent, what was not and why, newest first.

        Whoever asks is here: a silence is over, and what it held back is planned before it is said.
        """
        with self._workplace.work(who) as work:
            self._planner.plan(work)
            return why_screen(work, enabled=self._planner.enabled)

    def make_code(self, who: SlackUser) -> WhyScreen:
        """A new code with which an operator may see the same, once and within the hour."""
        with self._workplace.work(who) as work:
            code = codes.make(work.connection, work.person.id, work.now)
            return replace(why_screen(work, enabled=self._planner.enabled), code=code)

    def _change_form(
        self,
        who: SlackUser,
        form_id: str,
        form: Form,
        rule: Callable[[Mapping[str, str], date], dict[str, str]],
    ) -> SettingsScreen:
        """What a button makes of the form, with all that is chosen in it. A form that was saved, whose answer
        got lost, goes on as a new one."""
        with self._workplace.work(who) as work:
            forms, draft = work.get(FormStore), _draft(work, form_id)
            said = _as_texts(form, draft)
            draft = forms.keep(self._open_form(work).id if draft.submitted else form_id, said, FIELDS)
            try:
                draft = forms.change(draft.id, rule(draft.values, _today(work)), form.action_order)
            except BadSetting as refused:
                return replace(self._screen(work, draft), problem=refused.sentence)
            return self._screen(work, draft)

    def _apply(self, work: Work, changes: Mapping[str, str], was_off: str) -> SettingsProblems | None:
        """Change these fields of what holds now, whatever else the form says.

        A pause and days off that are over and not on the screen stay: they explain what was not sent.
        """
        store, before, today = work.get(NotificationSettingsStore), _settings(work), _today(work)
        holds = as_values(before, before.time_off, today)
        values = {**holds, **changes}
        if TIME_OFF in changes:
            values[TIME_OFF] = rebase_time_off(holds[TIME_OFF], was_off, changes[TIME_OFF])
        change = parse_settings(values, before, today, work.calendars.choices())
        if isinstance(change, SettingsProblems):
            return change
        if not changes:
            return None
        settings = change.settings
        if PAUSE not in changes:
            settings = replace(settings, paused_until=before.paused_until)
        if not changes.keys().isdisjoint(DAYS_OFF):
            store.set_time_off(change.time_off)
        if settings.zone and settings.zone != before.zone:
            store.told_zone(settings.zone)
        store.save(settings)
        if WORDS in changes:
            self._edits.want_all(work.connection, work.person.id)
        self._planner.plan(work)
        return None

    def _open_form(self, work: Work) -> FormDraft:
        """A new form, with what holds now."""
        settings = _settings(work)
        holds = as_values(settings, settings.time_off, _today(work))
        was = {_WAS + field: text for field, text in holds.items()}
        return work.get(FormStore).open(SETTINGS, "", holds | was)

    def _screen(self, work: Work, draft: FormDraft) -> SettingsScreen:
        settings, calendars = _settings(work), work.calendars
        values = {field: draft.values.get(field, "") for field in FIELDS}
        return SettingsScreen(
            draft.id,
            values,
            settings.zone,
            not settings.follows_slack,
            calendars.names(),
            calendars.default,
            self._outlook(work, settings),
            settings.slack_zone or "",
            country_of(settings.zone),
            read_time_off(values[TIME_OFF], _today(work)),
            unsaved=bool(_changes(draft)),
        )

    def _outlook(self, work: Work, settings: NotificationSettings) -> Outlook:
        next_day = self._planner.next_day(work)
        has_something = next_day is not None or self._planner.has_something_to_ask(work)
        return outlook(settings, next_day, enabled=self._planner.enabled, has_something=has_something)


def why_screen(work: Work, *, enabled: bool) -> WhyScreen:
    """The newest lines, and how much of this local week's budget is used."""
    settings = work.get(NotificationSettingsStore).or_default()
    week = Week.of(local_day(work.now, settings.rhythm.zone))
    mine = (nudges.c.person_id == work.person.id, nudges.c.week == str(week))
    used = work.connection.scalar(select(func.count()).where(*mine))
    return WhyScreen(why(work, enabled=enabled), settings.budget, int(used or 0), enabled)


def _settings(work: Work) -> NotificationSettings:
    settings = work.get(NotificationSettingsStore).get()
    assert settings is not None, "opening the first form made them"  # noqa: S101
    return settings


def _today(work: Work) -> date:
    return local_day(work.now, _settings(work).rhythm.zone)


def _draft(work: Work, form_id: str) -> FormDraft:
    """The settings form of that id. Raises NotFound, also for a form of another kind."""
    draft = work.get(FormStore).find(form_id)
    if draft.kind != SETTINGS:
        raise NotFound
    return draft


def _as_texts(form: Form, draft: FormDraft) -> Form:
    """The form with ticked boxes as one text, "12345" for working days.

    It leaves out the days in inputs that are gone since a range was added, which Slack may still send.
    """
    texts = {
        block: raw if isinstance(raw, str) else "".join(sorted(raw))
        for block, raw in form.values.items()
        if (field := block.partition("@")[0]) not in {FIRST_DAY, LAST_DAY}
        or block == block_id(draft.id, field, draft.values)
    }
    return Form(texts, form.touched, form.action_order)


def _changes(draft: FormDraft) -> dict[str, str]:
    """What the form says, by field, where it is something else than held when it was opened."""
    values = draft.values
    return {
        field: values[field]
        for field in FIELDS
        if field in values and values[field] != values.get(_WAS + field, "")
    }


def _said_since(before: FormDraft, form: Form) -> dict[str, str]:
    """What was changed in a form since it was saved, if it comes again because its answer got lost."""
    said = {block.partition("@")[0]: text for block, text in form.values.items() if isinstance(text, str)}
    then = before.values
    late = {field: text for field, text in said.items() if field in FIELDS and text != then.get(field)}
    if FIRST_DAY in late or LAST_DAY in late:  # the two mean something together alone
        late |= {field: said[field] for field in (FIRST_DAY, LAST_DAY) if field in said}
    return late
