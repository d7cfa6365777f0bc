"""What a person can do with their launches: record, change, add, list."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.calendar.weeks import local_day
from app.errors import NotFound
from app.forms.model import LATEST, Form, FormDraft
from app.forms.revisions import is_replaced
from app.forms.store import FormStore
from app.launches.model import (
    BET,
    CHANGE,
    DETAIL,
    DETAILS,
    FIELDS,
    JUDGE_BY,
    PERMALINK,
    PROFILE_ZONE,
    REASON,
    SEALS_AFTER_HOURS,
    SHIPPED_ON,
    ZONE,
    ZONE_NAMES,
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
    check_detail,
    day,
    default_judge_by,
    joining_week,
    judge_by_follows,
    new_values,
    parse_id,
    read_bet,
    values_of,
)
from app.launches.profile import ReadProfile, ask_profile, keep_profile
from app.launches.store import LaunchStore
from app.nudges.model import UTC, NotificationSettings, default_slot
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.users import SlackUser
from app.work import Work, Workplace

PAGE = 10

ASK_ZONE = {ZONE: "Choose a place whose clock is yours: nothing reaches you outside working hours."}
ASK_REASON = {REASON: "Say in a few words why it changes: the first version stays beside it."}


class LaunchService:
    """What a person can do with their launches. Raises NotFound for what is not theirs."""

    def __init__(self, workplace: Workplace, planner: Planner, read_profile: ReadProfile) -> None:
        self._workplace = workplace
        self._planner = planner
        self._read_profile = read_profile

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> BetScreen | None:
        """Keep what was typed so far. Page 1 comes back where its judge-by date followed the shipping date,
        as it does as long as nobody chose another.

        Raises BadText, after keeping the rest, if it is about a text that cannot be kept.
        """
        with self._workplace.work(who) as work:
            forms = work.get(FormStore)
            before = forms.find(form_id)
            if before.kind not in FIELDS:
                raise NotFound
            draft = forms.keep(form_id, form, FIELDS[before.kind])
            shipped_on = day(draft.values.get(SHIPPED_ON, ""))
            moved = draft.values.get(SHIPPED_ON) != before.values.get(SHIPPED_ON)
            if before.kind != BET or shipped_on is None or not moved or not judge_by_follows(before.values):
                return None
            following = {JUDGE_BY: default_judge_by(shipped_on).isoformat()}
            return self._bet_screen(work, forms.change(form_id, following, form.action_order))

    # Page 1: from a form to a launch with its bet, once.

    def open_bet(
        self,
        who: SlackUser,
        *,
        message: str = "",
        permalink: str = "",
        previous: int | None = None,
        prefill: Mapping[str, str] | None = None,
    ) -> BetScreen:
        """An empty page 1, or what was typed into the last one and never submitted.

        `message`: the Slack message it is about, whose form is its own; only its link is kept.
        `previous`: the bet it iterates on. Slack is asked for the person's zone first, at most once a day.
        """
        profile = ask_profile(self._workplace, who, self._read_profile)
        subject = str(previous) if previous is not None else message
        with self._workplace.work(who) as work:
            if profile:
                keep_profile(work, self._planner, profile)
            zone = _settings(work).zone or ""
            values = new_values(local_day(work.now, ZoneInfo(zone) if zone else UTC))
            values |= {**(prefill or {}), PERMALINK: permalink, PROFILE_ZONE: zone}
            return self._bet_screen(work, work.get(FormStore).open(BET, subject, values))

    def _bet_screen(self, work: Work, draft: FormDraft) -> BetScreen:
        previous_id = _previous_id(draft)
        previous = None if previous_id is None else work.get(LaunchStore).find(previous_id)
        return BetScreen(draft.id, draft.values, not draft.values.get(PROFILE_ZONE), previous)

    def submit_bet(self, who: SlackUser, form_id: str, form: Form) -> DetailScreen | BetProblems:
        """Record the bet and give page 2. The same form again records nothing and gives the same page 2."""
        with self._workplace.work(who) as work:
            draft = _submitted(work, form_id, form, BET)
            launch = self._record_again(work, draft) if draft.submitted else self._record(work, draft)
            if isinstance(launch, BetProblems):
                return launch
            return self._detail_screen(work, launch, recorded=True)

    def _record(self, work: Work, draft: FormDraft) -> Launch | BetProblems:
        """Record the bet, close its form, and plan; the launch that is there where another window recorded
        the same."""
        bet, launches = _bet(work, draft.values), work.get(LaunchStore)
        if isinstance(bet, BetProblems):
            return bet
        launch = next((each for each in launches.open() if each.bet.says == bet.says), None)
        if launch is None:
            settings = _settle_slot(work, draft.values, bet.shipped_on)
            launch = launches.record(
                draft.id,
                bet,
                seals_at=work.now + timedelta(hours=SEALS_AFTER_HOURS),
                joins=joining_week(settings.rhythm, bet.shipped_on),
                shipped=bet.shipped_on <= local_day(work.now, settings.rhythm.zone),
                now=work.now,
                previous_id=_previous_id(draft),
            )
            self._planner.plan(work)
        work.get(FormStore).close(draft.id, str(launch.id))
        return launch

    def _record_again(self, work: Work, draft: FormDraft) -> Launch | BetProblems:
        """A form that was submitted before: its launch. Nothing is recorded twice.

        Its answer may have got lost while they wrote on: as long as the bet is not sealed, the newer words
        replace those in it.
        """
        launch = work.get(LaunchStore).find(int(draft.outcome))
        if launch.state is not LaunchState.OPEN or launch.is_sealed(work.now):
            return launch
        bet = _bet(work, {**draft.values, **values_of(launch), **draft.said})
        return bet if isinstance(bet, BetProblems) else self._change(work, launch, bet)

    # Page 2: details, straight after recording or later.

    def open_details(self, who: SlackUser, launch_id: str) -> DetailScreen:
        """Page 2 of a launch recorded before, with what was typed there and never submitted."""
        with self._workplace.work(who) as work:
            launch = work.get(LaunchStore).find(parse_id(launch_id))
            return self._detail_screen(work, launch, recorded=False)

    def _detail_screen(self, work: Work, launch: Launch, *, recorded: bool) -> DetailScreen:
        given = {name: detail.text for name, detail in launch.details.items()}
        draft = work.get(FormStore).open(DETAIL, str(launch.id), given, given)
        return DetailScreen(
            draft.id,
            draft.values,
            launch,
            recorded,
            self._planner.next_day(work) if recorded else None,
            work.now,
            _settings(work).rhythm.zone,
            is_switched_off=not self._planner.enabled,
            aside=draft.aside,
        )

    def submit_details(self, who: SlackUser, form_id: str, form: Form) -> KeptScreen:
        """Keep what was typed into page 2: what it was opened with may be older than what is stored.

        What is empty is asked later. Once the bet is sealed an answer is "added later". Raises BadText for a
        choice that nobody knows.
        """
        with self._workplace.work(who) as work:
            draft, launches = _submitted(work, form_id, form, DETAIL), work.get(LaunchStore)
            launch = launches.find(int(draft.subject))
            for name in (name for name in DETAILS if name in draft.said):
                text = draft.said[name].strip()
                check_detail(name, name, text)
                later = launch.is_sealed(work.now)
                launches.add_detail(launch.id, name, text, later=later, now=work.now)
            work.get(FormStore).close(draft.id, str(launch.id))
            return KeptScreen(launches.find(launch.id), work.now, _settings(work).rhythm.zone)

    # Other words for a bet that was recorded.

    def open_change(self, who: SlackUser, launch_id: str) -> ChangeScreen:
        """Other words for a bet that is still followed."""
        with self._workplace.work(who) as work:
            return self._change_screen(work, work.get(LaunchStore).find(parse_id(launch_id)))

    def _change_screen(
        self, work: Work, launch: Launch, late: Mapping[str, str] | None = None
    ) -> ChangeScreen:
        """Raises NotFound where the launch is not followed any more: then it is kept as it is.

        `late`: what the page said that has to be shown once more, because the bet was sealed meanwhile.
        """
        if launch.state is not LaunchState.OPEN:
            raise NotFound
        forms, stands = work.get(FormStore), values_of(launch)
        reason = {REASON: ""} if launch.is_sealed(work.now) else {}
        draft = forms.open(CHANGE, str(launch.id), stands | reason, stands)
        if late:
            draft = forms.keep(draft.id, Form(late, None, LATEST), FIELDS[CHANGE])
        zone, is_late = _settings(work).rhythm.zone, late is not None
        return ChangeScreen(draft.id, draft.values, launch, work.now, zone, is_late, draft.aside)

    def submit_change(
        self, who: SlackUser, form_id: str, form: Form
    ) -> KeptScreen | BetProblems | ChangeScreen:
        """Only what was typed is changed, in the bet as it stands now. Before the seal that replaces it;
        afterwards it is a new version with its reason.

        The page comes back where the bet was sealed while it was open: now it asks for the reason.
        """
        with self._workplace.work(who) as work:
            draft = _submitted(work, form_id, form, CHANGE)
            launch, zone = work.get(LaunchStore).find(int(draft.subject)), _settings(work).rhythm.zone
            if draft.submitted and not draft.said:  # its answer got lost; it may also say more by now
                return KeptScreen(launch, work.now, zone)
            if launch.state is not LaunchState.OPEN:  # nobody follows it any more: it is kept as it is
                raise NotFound
            sealed = launch.is_sealed(work.now)
            if sealed and REASON not in draft.values:
                return self._change_screen(work, launch, draft.said)
            values = {**draft.values, **values_of(launch), **draft.said}
            bet = read_bet(values, local_day(work.now, zone))
            if sealed and not draft.values[REASON].strip():
                return BetProblems({**(bet.sentences if isinstance(bet, BetProblems) else {}), **ASK_REASON})
            if isinstance(bet, BetProblems):
                return bet
            changed = self._change(work, launch, bet)
            work.get(FormStore).close(draft.id, str(launch.id))
            return KeptScreen(changed, work.now, zone)

    def _change(self, work: Work, launch: Launch, bet: Bet) -> Launch:
        """Store the bet and plan anew. One that says the same already changes nothing."""
        stands = replace(launch.bet, shipped_on=launch.shipped_on, judge_by=launch.judge_by)
        if not is_replaced(stands.says, bet.says):
            return launch
        rhythm, moved = _settings(work).rhythm, bet.shipped_on != launch.shipped_on
        changed = work.get(LaunchStore).change(
            launch.id,
            replace(bet, permalink=launch.bet.permalink),
            joins=joining_week(rhythm, bet.shipped_on) if moved else launch.joins,
            shipped=bet.shipped_on <= local_day(work.now, rhythm.zone) if moved else launch.shipped,
            now=work.now,
        )
        self._planner.plan(work)
        return changed

    # The list of them.

    def list(self, who: SlackUser, cursor: str = "") -> LaunchListScreen:
        """Ten launches, the open ones first. `cursor` comes from a screen, or from anybody."""
        # A database takes no offset of any size.
        number = int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 5 else 0
        try:
            with self._workplace.look(who) as work:
                launches = work.get(LaunchStore)
                found = launches.all(PAGE + 1, number * PAGE)
                shown = found[:PAGE]
                verdicts = launches.verdicts([launch.id for launch in shown])
                return LaunchListScreen(
                    tuple(ListedLaunch(launch, verdicts.get(launch.id, ())) for launch in shown),
                    work.now,
                    _settings(work).rhythm.zone,
                    self._planner.next_day(work),
                    newer=str(number - 1) if number else "",
                    older=str(number + 1) if len(found) > PAGE else "",
                    is_switched_off=not self._planner.enabled,
                )
        except NotFound:  # they never did anything here
            return LaunchListScreen((), self._workplace.clock.now())


def _settings(work: Work) -> NotificationSettings:
    """Their settings; before the first launch what would hold."""
    return work.get(NotificationSettingsStore).or_default()


def _settle_slot(work: Work, values: Mapping[str, str], shipped_on: date) -> NotificationSettings:
    """Their settings, made where there are none: the first launch settles the slot, on its weekday at ten."""
    store, from_slack = work.get(NotificationSettingsStore), values.get(PROFILE_ZONE)
    is_new = store.get() is None
    settings = store.ensure(default_slot(shipped_on))
    if from_slack and (is_new or not settings.zone):
        store.profile_read(from_slack, deleted=False, now=work.now)
    elif not settings.zone:
        store.told_zone(_zone(values))
    return _settings(work)


def _submitted(work: Work, form_id: str, form: Form, kind: str) -> FormDraft:
    """The form, with what was submitted. Raises NotFound, for a form of another kind too."""
    forms = work.get(FormStore)
    if forms.find(form_id).kind != kind:
        raise NotFound
    return forms.submit(form_id, form, FIELDS[kind])


def _bet(work: Work, values: Mapping[str, str]) -> Bet | BetProblems:
    """The bet of page 1, for which a time zone has to be known."""
    zone = _zone(values)
    bet = read_bet(values, local_day(work.now, ZoneInfo(zone) if zone else UTC))
    if zone:
        return bet
    return BetProblems({**(bet.sentences if isinstance(bet, BetProblems) else {}), **ASK_ZONE})


def _zone(values: Mapping[str, str]) -> str:
    """The zone that Slack named, else the one that was chosen; empty where neither is known."""
    chosen = values.get(ZONE, "")
    return values.get(PROFILE_ZONE) or (chosen if chosen in ZONE_NAMES else "")


def _previous_id(draft: FormDraft) -> int | None:
    """The bet it iterates on is what the form is about; a form from a message is about that message."""
    return int(draft.subject) if draft.subject.isdecimal() else None
