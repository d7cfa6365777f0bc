"""The verdict on a bet, the second look at it, and what an assessment shows of it."""

from datetime import timedelta

from app.calendar.schedule import first_week_from
from app.calendar.weeks import Week
from app.checkins import store
from app.checkins.model import (
    Asks,
    CheckinAnswer,
    CheckinState,
    Decision,
    Look,
    subject,
)
from app.checkins.screens import (
    COURSE,
    DAY,
    DECISION,
    ITERATE,
    JUDGE_BY,
    KEEP,
    LANDED_FIELD,
    LASTED,
    LOOK,
    MOVE,
    REFLECTION,
    SEEN,
    TOO_EARLY,
    DecisionPage,
    LookPage,
    MovePage,
    NextBet,
    Waiting,
    decision_in,
    decisions_of,
    look_day,
    look_in,
    look_of,
    readings_of,
    shipping_day_in,
)
from app.checkins.visit import CheckinVisit, Subject
from app.forms.model import TEXT_LIMIT, Form
from app.launches.model import (
    JOINS_AFTER_DAYS,
    METRIC,
    MOST_EXTENSIONS,
    PROBLEM,
    TARGET,
    TITLE,
    Launch,
    LaunchState,
    values_of,
)
from app.nudges.store import NotificationSettingsStore

_TEXTS = (TITLE, PROBLEM, METRIC, TARGET)

PUT_RIGHT_WITHIN = timedelta(hours=24)
NEXT_SHIPPING = timedelta(weeks=1)

NEXT_BET = "next:"
"""In front of the launch whose decision opens a next bet: the outcome of a form."""


def open_decision(visit: CheckinVisit, about: Subject) -> DecisionPage:
    """The modal for a verdict. What has one already opens with it, whichever week's button was pressed; an
    earlier "too early" opens with its own words."""
    closing, entry = _closing(visit, about), _standing(visit, about, store.DECISION)
    if closing and entry is None:
        about, entry = visit.subject(subject(about.launch.id, closing.week)), closing
    before = entry.answer if entry and isinstance(entry.answer, Decision) else None
    stored = _decision_values(before)
    draft = visit.drafts.open(DECISION, subject(about.launch.id, about.week), stored, stored)
    return DecisionPage(
        draft.id,
        draft.values,
        about.launch,
        about.week,
        visit.history(about.launch),
        visit.now,
        visit.zone,
        draft.aside,
        may_wait=_may_wait(about, before),
        entry=entry,
    )


def _decision_values(before: Decision | None) -> dict[str, str]:
    if before is None:
        return {}
    values = {LANDED_FIELD: before.landed, COURSE: before.course, REFLECTION: before.reflection}
    return values | ({JUDGE_BY: before.judge_by.isoformat()} if before.judge_by else {})


def _closing(visit: CheckinVisit, about: Subject) -> CheckinAnswer | None:
    """The decision that closed the launch."""
    if about.launch.state is not LaunchState.CLOSED:
        return None
    closing = [entry for entry, it in decisions_of(visit.history(about.launch)) if it.course != TOO_EARLY]
    return closing[-1] if closing else None


def _may_wait(about: Subject, before: Decision | None) -> bool:
    was_early = before is not None and before.course == TOO_EARLY
    return was_early or about.launch.extended < MOST_EXTENSIONS


def _moves_again(visit: CheckinVisit, entry: CheckinAnswer | None) -> bool:
    """Whether a later date, in an answer that said "too early" before, is one more extension. Shortly after
    it was made the date is only put right."""
    was_early = entry and isinstance(entry.answer, Decision) and entry.answer.course == TOO_EARLY
    return bool(entry and was_early and visit.now - entry.made_at >= PUT_RIGHT_WITHIN)


def _waiting(about: Subject, before: Decision | None, *, moves_again: bool) -> Waiting:
    used_up = moves_again and about.launch.extended >= MOST_EXTENSIONS
    stands = before.judge_by if before else None
    return Waiting(_may_wait(about, before), stands, about.launch.judge_by if used_up else None)


def submit_decision(visit: CheckinVisit, form_id: str, form: Form) -> NextBet | None:
    """Keep the verdict. The next bet, if it is to be opened."""
    sent = visit.submitted(DECISION, form_id, form)
    about = sent.subject
    if sent.repeated:
        visit.show(about)
        return next_bet(visit, about.launch) if sent.outcome.startswith(NEXT_BET) else None
    entry = _standing(visit, about, store.DECISION)
    before = entry.answer if entry and isinstance(entry.answer, Decision) else None
    is_latest = all(other.week <= about.week for other, _ in decisions_of(visit.history(about.launch)))
    moves_again = is_latest and _moves_again(visit, entry)
    values = {**_decision_values(before), **sent.said}
    decision = decision_in(values, visit.today, _waiting(about, before, moves_again=moves_again))
    visit.entries.put(about.launch.id, about.week, decision, visit.now)
    if is_latest:
        _follow(visit, about, before, decision, moves_again=moves_again)
    if decision.judge_by is None:
        visit.end(about.launch.id)
    visit.settle(about, CheckinState.ANSWERED, Asks.DECISION, Asks.READING)
    is_new = before is None or before.course != ITERATE
    # Their answer may have got lost, the next bet with it.
    opens = decision.course == ITERATE and (is_new or sent.outcome.startswith(NEXT_BET))
    visit.drafts.close(form_id, (NEXT_BET if opens else "") + subject(about.launch.id, about.week))
    visit.plan()
    return next_bet(visit, about.launch) if opens else None


def next_bet(visit: CheckinVisit, launch: Launch) -> NextBet:
    """The same bet, from where it stands now: the last reading is the baseline of the next one."""
    values = {name: text for name, text in values_of(launch).items() if name in _TEXTS}
    said = [reading.text for _, reading in readings_of(visit.history(launch)) if reading.text]
    metric = f"{values[METRIC]}\nLast reading: {said[-1]}" if said else values[METRIC]
    return NextBet(launch.id, values | ({METRIC: metric} if len(metric) <= TEXT_LIMIT else {}))


def _follow(
    visit: CheckinVisit, about: Subject, before: Decision | None, decision: Decision, *, moves_again: bool
) -> None:
    """What the launch does after this decision, which may replace another one of the same check-in."""
    launch = about.launch
    was_early = before is not None and before.course == TOO_EARLY
    if decision.judge_by and before and before.judge_by == decision.judge_by:
        return  # only the words were changed; the bet may have another date by now
    if decision.judge_by:
        if launch.state is not LaunchState.OPEN:
            visit.launches.reopen(launch.id)
        counts = not was_early or (moves_again and decision.judge_by > launch.judge_by)
        visit.launches.postpone(launch.id, decision.judge_by, counts=counts)
    elif decision.course != KEEP:
        visit.launches.close(launch.id, visit.now, None)
    elif before is None or before.course != KEEP:
        looked = look_of(visit.history(launch)) is not None
        visit.launches.close(launch.id, visit.now, None if looked else look_day(launch, visit.today))


def open_look(visit: CheckinVisit, about: Subject) -> LookPage:
    """The modal for the second look."""
    entry = _standing(visit, about, store.LOOK)
    stored = _look_values(entry)
    draft = visit.drafts.open(LOOK, subject(about.launch.id, about.week), stored, stored)
    history = visit.history(about.launch)
    verdicts = decisions_of(history)
    return LookPage(
        draft.id,
        draft.values,
        about.launch,
        about.week,
        history,
        visit.now,
        visit.zone,
        draft.aside,
        decision=verdicts[-1][1] if verdicts else None,
        entry=entry,
    )


def _look_values(entry: CheckinAnswer | None) -> dict[str, str]:
    before = entry.answer if entry and isinstance(entry.answer, Look) else None
    return {LASTED: before.lasted, SEEN: before.text} if before else {}


def submit_look(visit: CheckinVisit, form_id: str, form: Form) -> None:
    """Keep what was seen; no other look is owed."""
    sent = visit.submitted(LOOK, form_id, form)
    if sent.repeated:
        visit.show(sent.subject)
        return
    about = sent.subject
    values = {**_look_values(_standing(visit, about, store.LOOK)), **sent.said}
    visit.entries.put(about.launch.id, about.week, look_in(values), visit.now)
    visit.launches.looked(about.launch.id)
    visit.settle(about, CheckinState.ANSWERED, Asks.LOOK)
    visit.drafts.close(form_id, subject(about.launch.id, about.week))
    visit.plan()


def shipped(visit: CheckinVisit, about: Subject) -> None:
    """It shipped on the day it was to. Check-ins follow."""
    visit.launches.confirm_shipped(about.launch.id)
    visit.end(about.launch.id)
    _settle_ship(visit, about)


def drop(visit: CheckinVisit, about: Subject) -> None:
    """It will not ship. What shipped already has to be decided or stopped instead."""
    if not about.launch.shipped:
        visit.launches.drop(about.launch.id, visit.now)
        visit.end(about.launch.id)
    _settle_ship(visit, about)


def open_move(visit: CheckinVisit, about: Subject) -> MovePage:
    """The modal for another day to ship on; where "shipped" or "dropped" is to be taken back, in a week."""
    waits = about.launch.state is LaunchState.OPEN and not about.launch.shipped
    values = {} if waits else {DAY: (visit.today + NEXT_SHIPPING).isoformat()}
    draft = visit.drafts.open(MOVE, subject(about.launch.id, about.week), values)
    history = visit.history(about.launch)
    return MovePage(draft.id, draft.values, about.launch, about.week, history, visit.now, visit.zone)


def submit_move(visit: CheckinVisit, form_id: str, form: Form) -> None:
    """It ships later, or did not ship after all; it is asked about again then."""
    sent = visit.submitted(MOVE, form_id, form)
    if sent.repeated:
        visit.show(sent.subject)
        return
    day = shipping_day_in({DAY: sent.values.get(DAY, "")}, visit.today)
    manners = NotificationSettingsStore(visit.connection).of(visit.person.id)
    joins_from = day.fromordinal(day.toordinal() + JOINS_AFTER_DAYS)
    joins = first_week_from(manners.rhythm, joins_from) if manners else Week.of(joins_from)
    _take_back(visit, sent.subject.launch)
    visit.launches.move_shipping(sent.subject.launch.id, day, joins=joins)
    visit.drafts.close(form_id, subject(sent.subject.launch.id, sent.subject.week))
    _settle_ship(visit, sent.subject)


def _take_back(visit: CheckinVisit, launch: Launch) -> None:
    """It was not shipped, or not dropped, after all. What this week asks about it waits until it has."""
    if launch.state is LaunchState.DROPPED:
        visit.launches.reopen(launch.id)
    asked = visit.checkins.find(launch.id, Week.of(visit.today))
    if launch.shipped and asked and asked.is_open and asked.asks is not Asks.SHIP:
        visit.checkins.settle(launch.id, asked.week, CheckinState.SKIPPED)
        visit.edit(*visit.checkins.messages_of(launch.id, asked.week))


def _settle_ship(visit: CheckinVisit, about: Subject) -> None:
    visit.settle(about, CheckinState.ANSWERED, Asks.SHIP)
    visit.plan()


def _standing(visit: CheckinVisit, about: Subject, what: str) -> CheckinAnswer | None:
    entry = visit.entries.find(about.launch.id, about.week, what)
    return None if entry is None or entry.withdrawn else entry
