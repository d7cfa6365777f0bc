"""What comes after recording: page 2, and other words for a bet."""

from collections.abc import Mapping
from dataclasses import replace

from app.drafts.model import Draft
from app.errors import NotFound
from app.forms import LATEST, Form
from app.launches.form import (
    CHANGE,
    DETAIL,
    DETAIL_CHOICES,
    FIELDS,
    REASON,
    Problems,
    read_bet,
    says_the_same,
    values_of,
)
from app.launches.model import DETAILS, Bet, Launch, LaunchState
from app.launches.screens import ChangeScreen, DetailScreen
from app.launches.visit import Visit

WHY = {REASON: "Say in a few words why it changes: the first version stays beside it."}


def detail_screen(visit: Visit, launch: Launch, *, recorded: bool) -> DetailScreen:
    """Page 2 with what is there, or with what was typed into the last one and never submitted."""
    given = {name: detail.text for name, detail in launch.details.items()}
    draft = visit.drafts.open(DETAIL, str(launch.id), given, given)
    first = visit.next_checkin() if recorded else None
    off, aside = visit.is_switched_off, draft.aside
    return DetailScreen(draft.id, draft.values, launch, recorded, first, visit.now, visit.zone, off, aside)


def keep_details(visit: Visit, draft: Draft) -> Launch:
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


def change_screen(visit: Visit, launch: Launch, late: Mapping[str, str] | None = None) -> ChangeScreen:
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


def keep_change(visit: Visit, draft: Draft) -> Launch | Problems | ChangeScreen:
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
        return Problems({**bet.sentences, **WHY} if isinstance(bet, Problems) else WHY)
    if isinstance(bet, Problems):
        return bet
    changed = change(visit, launch, bet)
    visit.drafts.close(draft.id, str(launch.id))
    return changed


def change(visit: Visit, launch: Launch, bet: Bet) -> Launch:
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
