"""The verdict on a bet, the second look at it, and another day for it to ship on."""

from datetime import timedelta

from app.calendar.schedule import first_week_from
from app.calendar.weeks import Week
from app.checkins import store
from app.checkins.begun import begun_elsewhere
from app.checkins.model import Asks, CheckinAnswer, CheckinState, subject
from app.checkins.readings import standing
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
    BegunText,
    DecisionPage,
    LookPage,
    MovePage,
    NextBet,
    decision_in,
    decisions_of,
    kept_answers,
    look_day,
    look_in,
    look_of,
    readings_of,
    shipping_day_in,
)
from app.checkins.store import AnswerStore, CheckinStore
from app.checkins.subjects import (
    RequestedEdits,
    Subject,
    end_asking,
    find_subject,
    settle,
    submit_form,
    today_of,
    zone_of,
)
from app.forms.model import LATEST, TEXT_LIMIT, Form, FormDraft
from app.forms.store import FormStore
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
from app.launches.store import LaunchStore
from app.launches.verdict import Decision, Look
from app.nudges.store import NotificationSettingsStore
from app.work import Work

_TEXTS = (TITLE, PROBLEM, METRIC, TARGET)

PUT_RIGHT_WITHIN = timedelta(hours=24)
NEXT_SHIPPING = timedelta(weeks=1)

GONE = "no"
"""Of a second look: the effect did not last."""

NEXT_BET = "next:"
"""In front of the launch whose decision opens a next bet: the outcome of a form."""


def open_decision(work: Work, about: Subject, landed: str = "") -> DecisionPage:
    """The modal for a verdict, preset to `landed`.

    What has one already opens with it, whichever week's button was pressed; an earlier "too early" opens with
    its own words.
    """
    history = work.get(AnswerStore).history(about.launch.id)
    entry = standing(work, about, store.DECISION)
    if entry is None and about.launch.state is LaunchState.CLOSED:
        closing = [each for each, it in decisions_of(history) if it.course != TOO_EARLY]
        if closing:
            entry = closing[-1]
            about = find_subject(work, subject(about.launch.id, entry.week))
    before = entry.answer if entry and isinstance(entry.answer, Decision) else None
    stored = _decision_values(before)
    return decision_page(work, about, _open_preset(work, DECISION, about, stored, LANDED_FIELD, landed))


def decision_page(work: Work, about: Subject, draft: FormDraft, *, used: str = "") -> DecisionPage:
    """The modal as the form stands."""
    entry = standing(work, about, store.DECISION)
    before = entry.answer if entry and isinstance(entry.answer, Decision) else None
    return DecisionPage(
        draft.id,
        draft.values,
        about.launch,
        about.week,
        work.get(AnswerStore).history(about.launch.id),
        work.now,
        zone_of(work),
        draft.aside,
        _begun_text(work, about, draft),
        used,
        may_wait=_may_wait(about, before),
        entry=entry,
    )


def _open_preset(
    work: Work, kind: str, about: Subject, stored: dict[str, str], field: str, choice: str
) -> FormDraft:
    """The form, with what was chosen just now: that is newer than what an unfinished one had."""
    forms, preset = work.get(FormStore), {field: choice} if choice else {}
    draft = forms.open(kind, subject(about.launch.id, about.week), stored | preset, stored)
    if choice and draft.values.get(field) != choice:
        draft = forms.keep(draft.id, Form({field: choice}, field, LATEST), (field,))
    return draft


def _begun_text(work: Work, about: Subject, draft: FormDraft) -> BegunText | None:
    found = begun_elsewhere(work, [about.launch.id], draft.kind, draft.subject).get(about.launch.id)
    return found.text if found else None


def _decision_values(before: Decision | None) -> dict[str, str]:
    """The verdict that stands, as the form holds it."""
    if before is None:
        return {}
    values = {LANDED_FIELD: before.landed, COURSE: before.course, REFLECTION: before.reflection}
    return values | ({JUDGE_BY: before.judge_by.isoformat()} if before.judge_by else {})


def _may_wait(about: Subject, before: Decision | None) -> bool:
    """Whether "too early" can be said: the date was not moved twice yet, or it was said here before."""
    was_early = before is not None and before.course == TOO_EARLY
    return was_early or about.launch.extended < MOST_EXTENSIONS


def submit_decision(work: Work, form_id: str, form: Form) -> NextBet | None:
    """Keep the verdict, and return the next bet if it is to be opened."""
    sent = submit_form(work, DECISION, form_id, form)
    about, launch = sent.subject, sent.subject.launch
    opened_before = sent.outcome.startswith(NEXT_BET)
    if sent.repeated:
        return next_bet(work, launch) if opened_before else None
    answers, entry = work.get(AnswerStore), standing(work, about, store.DECISION)
    before = entry.answer if entry and isinstance(entry.answer, Decision) else None
    is_latest = all(other.week <= about.week for other, _ in decisions_of(answers.history(launch.id)))
    # A later date, in an answer that said "too early" before, is one more extension; shortly after it was
    # made it is only put right.
    made = entry.made_at if entry and before and before.course == TOO_EARLY else work.now
    moves_again = is_latest and work.now - made >= PUT_RIGHT_WITHIN
    used_up = moves_again and launch.extended >= MOST_EXTENSIONS
    decision = decision_in(
        {**_decision_values(before), **sent.said},
        today_of(work),
        may_wait=_may_wait(about, before),
        stands=before.judge_by if before else None,
        latest=launch.judge_by if used_up else None,
    )
    answers.put(launch.id, about.week, decision, work.now)
    if is_latest:
        _change_launch(work, launch, before, decision, moves_again=moves_again)
    if decision.judge_by is None:
        end_asking(work, launch.id)
    settle(work, about, CheckinState.ANSWERED, Asks.DECISION, Asks.READING)
    is_new = before is None or before.course != ITERATE
    # Their answer may have got lost, the next bet with it.
    opens = decision.course == ITERATE and (is_new or opened_before)
    work.get(FormStore).close(form_id, (NEXT_BET if opens else "") + subject(launch.id, about.week))
    return next_bet(work, launch) if opens else None


def next_bet(work: Work, launch: Launch) -> NextBet:
    """The bet that goes on from where this one stands now: the last reading is its baseline."""
    values = {name: text for name, text in values_of(launch).items() if name in _TEXTS}
    readings = readings_of(kept_answers(work.get(AnswerStore).history(launch.id)))
    words = [reading.words for _, reading in readings if reading.words]
    metric = f"{values[METRIC]}\nLast reading: {words[-1]}" if words else values[METRIC]
    return NextBet(launch.id, values | ({METRIC: metric} if len(metric) <= TEXT_LIMIT else {}))


def _change_launch(
    work: Work, launch: Launch, before: Decision | None, decision: Decision, *, moves_again: bool
) -> None:
    """Close or postpone the launch by this decision, which may replace another one of the same check-in."""
    launches, was_early = work.get(LaunchStore), before is not None and before.course == TOO_EARLY
    if decision.judge_by and before and before.judge_by == decision.judge_by:
        return  # only the words were changed; the bet may have another date by now
    if decision.judge_by:
        if launch.state is not LaunchState.OPEN:
            launches.reopen(launch.id)
        counts = not was_early or (moves_again and decision.judge_by > launch.judge_by)
        launches.postpone(launch.id, decision.judge_by, counts=counts)
    elif decision.course != KEEP:
        launches.close(launch.id, work.now, None)
    elif before is None or before.course != KEEP:
        was_looked_at = look_of(work.get(AnswerStore).history(launch.id)) is not None
        launches.close(launch.id, work.now, None if was_looked_at else look_day(launch, today_of(work)))


def open_look(work: Work, about: Subject, lasted: str = "") -> LookPage:
    """The modal for the second look, preset to `lasted`."""
    stored = _look_values(standing(work, about, store.LOOK))
    return look_page(work, about, _open_preset(work, LOOK, about, stored, LASTED, lasted))


def look_page(work: Work, about: Subject, draft: FormDraft, *, used: str = "") -> LookPage:
    """The modal as the form stands."""
    history = work.get(AnswerStore).history(about.launch.id)
    verdicts = decisions_of(history)
    return LookPage(
        draft.id,
        draft.values,
        about.launch,
        about.week,
        history,
        work.now,
        zone_of(work),
        draft.aside,
        _begun_text(work, about, draft),
        used,
        decision=verdicts[-1][1] if verdicts else None,
        entry=standing(work, about, store.LOOK),
    )


def _look_values(entry: CheckinAnswer | None) -> dict[str, str]:
    before = entry.answer if entry and isinstance(entry.answer, Look) else None
    return {LASTED: before.lasted, SEEN: before.text} if before else {}


def submit_look(work: Work, form_id: str, form: Form) -> NextBet | None:
    """Keep what was seen; no other look is owed. Returns the next bet where the effect is gone."""
    sent = submit_form(work, LOOK, form_id, form)
    about, opened_before = sent.subject, sent.outcome.startswith(NEXT_BET)
    if sent.repeated:
        return next_bet(work, about.launch) if opened_before else None
    before = _look_values(standing(work, about, store.LOOK))
    look = look_in({**before, **sent.said})
    is_gone = look.lasted == GONE and (before.get(LASTED) != GONE or opened_before)
    opens = is_gone and work.get(LaunchStore).next_of(about.launch.id) is None
    work.get(AnswerStore).put(about.launch.id, about.week, look, work.now)
    work.get(LaunchStore).looked(about.launch.id)
    settle(work, about, CheckinState.ANSWERED, Asks.LOOK)
    work.get(FormStore).close(form_id, (NEXT_BET if opens else "") + subject(about.launch.id, about.week))
    return next_bet(work, about.launch) if opens else None


def open_move(work: Work, about: Subject) -> MovePage:
    """The modal for another day to ship on; where "shipped" or "dropped" is to be taken back, in a week."""
    waits = about.launch.state is LaunchState.OPEN and not about.launch.shipped
    values = {} if waits else {DAY: (today_of(work) + NEXT_SHIPPING).isoformat()}
    draft = work.get(FormStore).open(MOVE, subject(about.launch.id, about.week), values)
    history = work.get(AnswerStore).history(about.launch.id)
    return MovePage(draft.id, draft.values, about.launch, about.week, history, work.now, zone_of(work))


def submit_move(work: Work, form_id: str, form: Form) -> None:
    """It ships later, or did not ship or was not dropped after all; it is asked about again then.

    What this week asks about a launch that had shipped waits until it has.
    """
    sent = submit_form(work, MOVE, form_id, form)
    if sent.repeated:
        return
    about, launch = sent.subject, sent.subject.launch
    day = shipping_day_in({DAY: sent.values.get(DAY, "")}, today_of(work))
    settings = work.get(NotificationSettingsStore).get()
    joins_from = day + timedelta(days=JOINS_AFTER_DAYS)
    joins = first_week_from(settings.rhythm, joins_from) if settings else Week.of(joins_from)
    launches, checkins = work.get(LaunchStore), work.get(CheckinStore)
    if launch.state is LaunchState.DROPPED:
        launches.reopen(launch.id)
    asked = checkins.find(launch.id, Week.of(today_of(work)))
    if launch.shipped and asked and asked.is_open and asked.asks is not Asks.SHIP:
        checkins.settle(launch.id, asked.week, CheckinState.SKIPPED)
        work.get(RequestedEdits).request(*checkins.messages_of(launch.id, asked.week))
    launches.move_shipping(launch.id, day, joins=joins)
    work.get(FormStore).close(form_id, subject(launch.id, about.week))
    settle(work, about, CheckinState.ANSWERED, Asks.SHIP)
