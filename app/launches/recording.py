"""Page 1: from a form to a launch with its bet, once."""

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from app.drafts.model import Draft
from app.forms import Form
from app.launches.changing import change
from app.launches.form import (
    BET,
    FIELDS,
    JUDGE_BY,
    SHIPPED_ON,
    TOLD_ZONE,
    ZONE,
    Problems,
    day,
    default_judge_by,
    follows,
    new_values,
    read_bet,
    says_the_same,
    values_of,
)
from app.launches.model import SEALS_AFTER_HOURS, Bet, Launch, LaunchState
from app.launches.screens import BetScreen
from app.launches.visit import Visit
from app.launches.zones import NAMES
from app.nudges.model import UTC, default_slot
from app.rhythm.local import local_day


def new_form(visit: Visit, subject: str, prefill: Mapping[str, str], told: str | None) -> BetScreen:
    """An empty page 1, or what was typed into the last one and never submitted.

    `told`: the zone that Slack just named, for somebody whose zone is not stored yet.
    """
    known = visit.manners.zone or told or ""
    defaults = new_values(local_day(visit.now, ZoneInfo(known) if known else UTC))
    return bet_screen(visit, visit.drafts.open(BET, subject, defaults | {**prefill, TOLD_ZONE: known}))


def bet_screen(visit: Visit, draft: Draft) -> BetScreen:
    previous = _previous(draft)
    launch = visit.store.find(previous) if previous is not None else None
    return BetScreen(draft.id, draft.values, not draft.values.get(TOLD_ZONE), launch)


def autosave_bet(visit: Visit, form_id: str, form: Form) -> BetScreen | None:
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


def record(visit: Visit, draft: Draft) -> Launch | Problems:
    """Record the bet, and close its form; the launch that is there where another window recorded the same."""
    bet = _bet(visit, draft.values)
    if isinstance(bet, Problems):
        return bet
    twin = next((launch for launch in visit.store.open() if says_the_same(launch.bet, bet)), None)
    launch = twin or _new(visit, draft, bet)
    visit.drafts.close(draft.id, str(launch.id))
    return launch


def again(visit: Visit, draft: Draft) -> Launch | Problems:
    """A form that was submitted before: its launch. Nothing is recorded twice.

    Its answer may have got lost while they wrote on: as long as the bet is not sealed, the newer words
    replace those in it.
    """
    launch = visit.store.find(int(draft.outcome))
    if launch.state is not LaunchState.OPEN or launch.is_sealed(visit.now):
        return launch
    bet = _bet(visit, {**draft.values, **values_of(launch), **draft.said})
    if isinstance(bet, Problems):
        return bet
    return change(visit, launch, bet)


def _bet(visit: Visit, values: Mapping[str, str]) -> Bet | Problems:
    zone = _zone(values)
    bet = read_bet(values, local_day(visit.now, ZoneInfo(zone) if zone else UTC))
    if zone:
        return bet
    asked = {ZONE: "Choose a place whose clock is yours: nothing reaches you outside working hours."}
    return Problems({**bet.sentences, **asked} if isinstance(bet, Problems) else asked)


def _zone(values: Mapping[str, str]) -> str:
    chosen = values.get(ZONE, "")
    return values.get(TOLD_ZONE) or (chosen if chosen in NAMES else "")


def _new(visit: Visit, draft: Draft, bet: Bet) -> Launch:
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


def _settle(visit: Visit, values: Mapping[str, str], shipped_on: date) -> None:
    """The first launch settles the slot: the weekday it shipped on, at ten."""
    store, person_id = visit.manners_store, visit.person.id
    if store.ensure(person_id, default_slot(shipped_on)).zone:
        return
    if told := values.get(TOLD_ZONE):
        store.profile_read(person_id, told, deleted=False, now=visit.now)
    else:
        store.told_zone(person_id, _zone(values))


def _previous(draft: Draft) -> int | None:
    """The bet it iterates on is what the form is about; a form from a message is about that message."""
    return int(draft.subject) if draft.subject.isdecimal() else None
