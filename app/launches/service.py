"""What a person can do with their launches: record, change, add, end."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.calendar.schedule import Slot, first_week_from
from app.calendar.weeks import Week, local_day
from app.calendar.weeks import zone as known_zone
from app.clock import Clock
from app.db.crypto import KeyRing
from app.db.engine import Database
from app.errors import NotFound, SlackUser
from app.forms.model import LATEST, Form, FormDraft
from app.forms.store import FormStore, keeping
from app.launches.model import (
    BET,
    CHANGE,
    DETAIL,
    DETAIL_CHOICES,
    DETAILS,
    FIELDS,
    JOINS_AFTER_DAYS,
    JUDGE_BY,
    NAMES,
    PERMALINK,
    REASON,
    SEALS_AFTER_HOURS,
    SHIPPED_ON,
    TOLD_ZONE,
    ZONE,
    Bet,
    BetProblems,
    BetScreen,
    ChangeScreen,
    DetailScreen,
    KeptScreen,
    Launch,
    LaunchListScreen,
    LaunchState,
    ListedLaunch,
    day,
    default_judge_by,
    follows,
    new_values,
    read_bet,
    says_the_same,
    values_of,
)
from app.launches.store import LaunchStore
from app.nudges.model import PROFILE_LASTS, SLOT_TIME, UTC, NotificationSettings, default_slot
from app.nudges.store import NotificationSettingsStore
from app.people import Person, enter, find
from app.work import Work

# One person at their launches, inside one transaction.


class Planner(Protocol):
    """Makes the messages on their way agree with the rules, in the caller's transaction.

    `enabled`: whether whoever runs the server lets it write to anybody.
    """

    enabled: bool

    def plan(self, connection: Connection, person_id: int, now: datetime) -> None: ...

    def next_dates(self, connection: Connection, person_id: int, now: datetime) -> date | None: ...


class LaunchVisit:
    """What the rules work with. Whoever writes comes from `people.store.enter`, and so is locked."""

    def __init__(
        self, connection: Connection, ring: KeyRing, planner: Planner, person: Person, now: datetime
    ) -> None:
        self.now = now
        self.person = person
        self.store = LaunchStore(Work(connection, ring, person))
        self.drafts = FormStore(Work(connection, ring, person, now))
        self.manners_store = NotificationSettingsStore(connection, person_id=person.id)
        self._connection = connection
        self._planner = planner

    @property
    def manners(self) -> NotificationSettings:
        """Their settings; those of nobody, in UTC, before the first launch."""
        return self.manners_store.get() or NotificationSettings(self.person.id, None, Slot(1, SLOT_TIME))

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

    def submitted(self, form_id: str, form: Form, kind: str) -> FormDraft:
        """The form, with what was submitted. Raises NotFound, for a form of another kind too."""
        if self.drafts.find(form_id).kind != kind:
            raise NotFound
        return self.drafts.submit(form_id, form, FIELDS[kind])


# What comes after recording: page 2, and other words for a bet.

WHY = {REASON: "Say in a few words why it changes: the first version stays beside it."}


def detail_screen(visit: LaunchVisit, launch: Launch, *, recorded: bool) -> DetailScreen:
    """Page 2 with what is there, or with what was typed into the last one and never submitted."""
    given = {name: detail.text for name, detail in launch.details.items()}
    draft = visit.drafts.open(DETAIL, str(launch.id), given, given)
    first = visit.next_checkin() if recorded else None
    off, aside = visit.is_switched_off, draft.aside
    return DetailScreen(draft.id, draft.values, launch, recorded, first, visit.now, visit.zone, off, aside)


def keep_details(visit: LaunchVisit, draft: FormDraft) -> Launch:
    """Keep what was typed into page 2: what it was opened with may be older than what is stored.

    Once the bet is sealed it is "added later".
    """
    launch = visit.store.find(int(draft.subject))
    for name in (name for name in DETAILS if name in draft.said):
        text = draft.said[name].strip()
        if text in DETAIL_CHOICES.get(name, (text,)):
            visit.store.add_detail(launch.id, name, text, later=launch.is_sealed(visit.now), now=visit.now)
    visit.drafts.close(draft.id, str(launch.id))
    return visit.store.find(launch.id)


def change_screen(visit: LaunchVisit, launch: Launch, late: Mapping[str, str] | None = None) -> ChangeScreen:
    """Raises NotFound where the launch is not followed any more: then it is kept as it is.

    `late`: what the page said that has to be shown once more, because the bet was sealed meanwhile.
    """
    _require_open(launch)
    reason = {REASON: ""} if launch.is_sealed(visit.now) else {}
    draft = visit.drafts.open(CHANGE, str(launch.id), values_of(launch) | reason, values_of(launch))
    if late:
        draft = visit.drafts.keep(draft.id, Form(late, None, LATEST), FIELDS[CHANGE])
    is_late = late is not None
    return ChangeScreen(draft.id, draft.values, launch, visit.now, visit.zone, is_late, draft.aside)


def keep_change(visit: LaunchVisit, draft: FormDraft) -> Launch | BetProblems | ChangeScreen:
    """The changed launch; the page once more, with the question why, where it was sealed meanwhile.

    Only what was typed is changed, in the bet as it stands now. A form that was saved before, and whose
    answer got lost, may say more now.
    """
    launch = visit.store.find(int(draft.subject))
    if draft.submitted and not draft.said:
        return launch
    _require_open(launch)
    sealed = launch.is_sealed(visit.now)
    if sealed and REASON not in draft.values:
        return change_screen(visit, launch, draft.said)
    bet = read_bet({**draft.values, **values_of(launch), **draft.said}, visit.today)
    if sealed and not draft.values[REASON].strip():
        return BetProblems({**bet.sentences, **WHY} if isinstance(bet, BetProblems) else WHY)
    if isinstance(bet, BetProblems):
        return bet
    changed = change(visit, launch, bet)
    visit.drafts.close(draft.id, str(launch.id))
    return changed


def change(visit: LaunchVisit, launch: Launch, bet: Bet) -> Launch:
    """Nothing where it says the same already. What is on its way is planned anew."""
    now_says = replace(launch.bet, shipped_on=launch.shipped_on, judge_by=launch.judge_by)
    if says_the_same(now_says, bet):
        return launch
    moved = bet.shipped_on != launch.shipped_on
    changed = visit.store.change(
        launch.id,
        replace(bet, permalink=launch.bet.permalink),
        joins=visit.joins(bet.shipped_on) if moved else launch.joins,
        shipped=bet.shipped_on <= visit.today if moved else launch.shipped,
        now=visit.now,
    )
    visit.plan()
    return changed


def _require_open(launch: Launch) -> None:
    if launch.state is not LaunchState.OPEN:
        raise NotFound


# Page 1: from a form to a launch with its bet, once.


def new_form(visit: LaunchVisit, subject: str, prefill: Mapping[str, str], told: str | None) -> BetScreen:
    """An empty page 1, or what was typed into the last one and never submitted.

    `told`: the zone that Slack just named, for somebody whose zone is not stored yet.
    """
    known = visit.manners.zone or told or ""
    defaults = new_values(local_day(visit.now, ZoneInfo(known) if known else UTC))
    return bet_screen(visit, visit.drafts.open(BET, subject, defaults | {**prefill, TOLD_ZONE: known}))


def bet_screen(visit: LaunchVisit, draft: FormDraft) -> BetScreen:
    previous = _previous(draft)
    launch = visit.store.find(previous) if previous is not None else None
    return BetScreen(draft.id, draft.values, not draft.values.get(TOLD_ZONE), launch)


def autosave_bet(visit: LaunchVisit, form_id: str, form: Form) -> BetScreen | None:
    """Keep what was typed. The judge-by date follows the shipping date as long as nobody chose another:
    then the page has to be shown anew."""
    before = visit.drafts.find(form_id).values
    draft = visit.drafts.keep(form_id, form, FIELDS[BET])
    shipped_on = day(draft.values.get(SHIPPED_ON, ""))
    if shipped_on is None or draft.values[SHIPPED_ON] == before.get(SHIPPED_ON) or not follows(before):
        return None
    # Right after this event, which may speak of the judge-by date as it was; Slack's own next is 100 later.
    following = {JUDGE_BY: default_judge_by(shipped_on).isoformat()}
    follow = Form(following, JUDGE_BY, form.action_order + 1)
    return bet_screen(visit, visit.drafts.keep(form_id, follow, FIELDS[BET]))


def record(visit: LaunchVisit, draft: FormDraft) -> Launch | BetProblems:
    """Record the bet, and close its form; the launch that is there where another window recorded the same."""
    bet = _bet(visit, draft.values)
    if isinstance(bet, BetProblems):
        return bet
    twin = next((launch for launch in visit.store.open() if says_the_same(launch.bet, bet)), None)
    launch = twin or _new(visit, draft, bet)
    visit.drafts.close(draft.id, str(launch.id))
    return launch


def again(visit: LaunchVisit, draft: FormDraft) -> Launch | BetProblems:
    """A form that was submitted before: its launch. Nothing is recorded twice.

    Its answer may have got lost while they wrote on: as long as the bet is not sealed, the newer words
    replace those in it.
    """
    launch = visit.store.find(int(draft.outcome))
    if launch.state is not LaunchState.OPEN or launch.is_sealed(visit.now):
        return launch
    bet = _bet(visit, {**draft.values, **values_of(launch), **draft.said})
    if isinstance(bet, BetProblems):
        return bet
    return change(visit, launch, bet)


def _bet(visit: LaunchVisit, values: Mapping[str, str]) -> Bet | BetProblems:
    zone = _zone(values)
    bet = read_bet(values, local_day(visit.now, ZoneInfo(zone) if zone else UTC))
    if zone:
        return bet
    asked = {ZONE: "Choose a place whose clock is yours: nothing reaches you outside working hours."}
    return BetProblems({**bet.sentences, **asked} if isinstance(bet, BetProblems) else asked)


def _zone(values: Mapping[str, str]) -> str:
    chosen = values.get(ZONE, "")
    return values.get(TOLD_ZONE) or (chosen if chosen in NAMES else "")


def _new(visit: LaunchVisit, draft: FormDraft, bet: Bet) -> Launch:
    _settle(visit, draft.values, bet.shipped_on)
    launch = visit.store.record(
        draft.id,
        bet,
        seals_at=visit.now + timedelta(hours=SEALS_AFTER_HOURS),
        joins=visit.joins(bet.shipped_on),
        shipped=bet.shipped_on <= visit.today,
        now=visit.now,
        previous_id=_previous(draft),
    )
    visit.plan()
    return launch


def _settle(visit: LaunchVisit, values: Mapping[str, str], shipped_on: date) -> None:
    """The first launch settles the slot: the weekday it shipped on, at ten."""
    store = visit.manners_store
    if store.ensure(default_slot(shipped_on)).zone:
        return
    if told := values.get(TOLD_ZONE):
        store.profile_read(told, deleted=False, now=visit.now)
    else:
        store.told_zone(_zone(values))


def _previous(draft: FormDraft) -> int | None:
    """The bet it iterates on is what the form is about; a form from a message is about that message."""
    return int(draft.subject) if draft.subject.isdecimal() else None


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

    def submit_bet(self, who: SlackUser, form_id: str, form: Form) -> DetailScreen | BetProblems:
        """Record the bet and give page 2. The same form again records nothing and gives the same page 2."""
        with self._visit(who) as visit:
            draft = visit.submitted(form_id, form, BET)
            launch = again(visit, draft) if draft.submitted else record(visit, draft)
            if isinstance(launch, BetProblems):
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

    def submit_change(
        self, who: SlackUser, form_id: str, form: Form
    ) -> KeptScreen | BetProblems | ChangeScreen:
        """Before the seal the bet is replaced; afterwards this is a new version with its reason.

        The page comes back where the bet was sealed while it was open: now it asks for the reason.
        """
        with self._visit(who) as visit:
            kept = keep_change(visit, visit.submitted(form_id, form, CHANGE))
            return KeptScreen(kept, visit.now, visit.zone) if isinstance(kept, Launch) else kept

    def list(self, who: SlackUser, cursor: str = "") -> LaunchListScreen:
        """Ten launches, the open ones first. `cursor` comes from a screen, or from anybody."""
        now, number = self._clock.now(), _page(cursor)
        with self._database.read() as connection:
            person = find(connection, who)
            if person is None:
                return LaunchListScreen((), now)
            visit = LaunchVisit(connection, self._ring, self._planner, person, now)
            found = visit.store.all(PAGE + 1, number * PAGE)
            shown = found[:PAGE]
            verdicts = self._verdicts(connection, person, [launch.id for launch in shown])
            return LaunchListScreen(
                tuple(ListedLaunch(launch, verdicts.get(launch.id, "")) for launch in shown),
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
            visit = person and LaunchVisit(connection, self._ring, self._planner, person, self._clock.now())
            read_at = visit.manners.profile_read_at if visit else None
        is_fresh = read_at is not None and self._clock.now() - read_at < PROFILE_LASTS
        return None if is_fresh else self._read_profile(who.user_id)

    @contextmanager
    def _visit(self, who: SlackUser) -> Iterator[LaunchVisit]:
        now = self._clock.now()
        with keeping(self._database) as connection:
            yield LaunchVisit(connection, self._ring, self._planner, enter(connection, who, now), now)


def _told(visit: LaunchVisit, profile: Profile | None) -> str | None:
    """Keep what Slack said where there are settings to keep it in, and name the zone."""
    if profile is None:
        return None
    if visit.manners_store.profile_read(profile.zone, profile.deleted, visit.now):
        visit.plan()
    try:
        return known_zone(profile.zone).key
    except ValueError:
        return None


def _theirs(visit: LaunchVisit, launch_id: str) -> Launch:
    if not (launch_id.isascii() and launch_id.isdecimal() and len(launch_id) < 19):
        raise NotFound
    return visit.store.find(int(launch_id))


def _page(cursor: str) -> int:
    """Anybody can forge a cursor: a database takes no offset of any size."""
    return int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 5 else 0
