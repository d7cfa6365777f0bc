"""Reads what could be shared. Only what may be shared is read: see `offer`."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from app.assessment.agreements import AgreementStore
from app.assessment.model import ItemKind, Newest, Questionnaire, choices, readable
from app.assessment.store import AssessmentStore, GuideVersions
from app.assessment.summary import AssessmentSummary
from app.calendar.weeks import local_day
from app.checkins.store import AnswerStore
from app.launches.model import Launch
from app.launches.store import LaunchStore
from app.sharing.choice.bets import Calendar, shareable
from app.sharing.choice.cutting import first_sentence
from app.sharing.choice.offer import (
    GONE,
    Offer,
    OfferedLaunch,
    OfferedSection,
    brief_key,
    mirror_key,
    section_key,
)
from app.sharing.choice.picking import ASSESSMENT, MOST_LINE, ticked_launches
from app.sharing.choice.summary import BriefAssessment, Mirror, SharedSection
from app.sharing.daily import zone_of
from app.work import Work

LAUNCHES = 10
"""On one page of them."""


def read_offer(
    work: Work,
    plan: Questionnaire,
    *,
    skip: int = 0,
    first_launch: int | None = None,
    values: Mapping[str, str] | None = None,
    standing: Collection[int] = (),
) -> Offer:
    """Everything that this person could tick. `plan` is that of `newest_plan`.

    `first_launch` stands first, the ten after the `skip` newest launches follow, then those of which the
    form's `values` hold ticks: a box that was ticked on another page stays ticked, and is seen. `standing`:
    launches of which something stands in the channel.
    """
    chosen = values or {}
    written = _answers(work.get(AssessmentStore), chosen)[1]
    agreement, zone = work.get(AgreementStore).latest(), zone_of(work)
    store, wanted = work.get(LaunchStore), ticked_launches(chosen) | frozenset(standing)
    page = store.newest(LAUNCHES + 1, skip)
    launches = _in_order(store, page[:LAUNCHES], wanted, first_launch)
    return Offer(
        local_day(work.now, zone),
        brief=_brief(work, plan, chosen, zone),
        finished=_finished(work, zone),
        sections=tuple(_sections(plan, written)),
        mirror=tuple(_mirror(plan, written)),
        launches=tuple(_launches(work, launches, Calendar(work.now, zone))),
        older=len(page) > LAUNCHES,
        agreed=agreement.text if agreement else "",
        agreed_on=local_day(agreement.made_at, zone) if agreement else None,
    )


def newest_plan(work: Work, shelf: GuideVersions, values: Mapping[str, str] | None = None) -> Questionnaire:
    """The guide as it was for the assessment that is offered; today's where there is none."""
    store = work.get(AssessmentStore)
    assessment_id, _ = _answers(store, values or {})
    guide_hash = store.guide_hash(assessment_id) if assessment_id else None
    return shelf.plan(work.connection, guide_hash) if guide_hash else shelf.current


MOST_ASSESSMENTS = 20


def _finished(work: Work, zone: ZoneInfo) -> tuple[tuple[int, date], ...]:
    """Assessments that say something, the newest first."""
    ended = [(one.id, one.finished_at) for one in work.get(AssessmentStore).with_words() if one.finished_at]
    return tuple((id_, local_day(at, zone)) for id_, at in ended[:MOST_ASSESSMENTS])


def _brief(
    work: Work, plan: Questionnaire, values: Mapping[str, str], zone: ZoneInfo
) -> BriefAssessment | None:
    """The chosen one of those that were finished, else the newest of them."""
    finished = dict(_finished(work, zone))
    chosen = values.get(ASSESSMENT, "")
    id_ = next((each for each in finished if str(each) == chosen), next(iter(finished), None))
    if id_ is None:
        return None
    store, titles = (
        work.get(AssessmentStore),
        [each.bet.title for each in work.get(LaunchStore).newest(100, 0)],
    )
    questionnaire = store.questionnaire(id_) or plan
    summary = AssessmentSummary(questionnaire, questionnaire, store.answers(id_), launches=titles)
    facts = tuple((part.title, part.fact) for part in summary.sections() if part.entries or part.stand)
    return BriefAssessment(brief_key(id_), finished[id_], facts) if facts else None


def _answers(store: AssessmentStore, values: Mapping[str, str]) -> tuple[int | None, Newest]:
    """Of the chosen assessment, else of the newest one in which something was submitted; what was only typed
    is not among them."""
    chosen = values.get(ASSESSMENT, "")
    every = sorted(store.assessments(), key=lambda one: str(one.id) != chosen)
    for assessment in every:
        answers = store.answers(assessment.id)
        said = {key: text for key, text in answers.items() if readable(key, text.text).strip()}
        if said:
            return assessment.id, said
    return None, {}


def _sections(plan: Questionnaire, written: Newest) -> Iterable[OfferedSection]:
    for section in plan.guide.sections:
        keys = [f"{ItemKind.QUESTION}:{question.id}" for question in section.questions]
        asked = tuple(key for key in keys if key in written)
        stand, proof = (
            _said(written, f"{kind}:{section.id}") for kind in (ItemKind.STAND, ItemKind.EVIDENCE)
        )
        if asked or stand or proof:
            answers = tuple((written[key].wording, written[key].text) for key in asked)
            lines = first_sentence(answers[0][1], MOST_LINE) if answers else ""
            whole = SharedSection(section_key(section.id), section.title, lines, stand, proof, answers)
            yield OfferedSection(whole, asked)
    gone = tuple(sorted(key for key in written if plan.item(key) is None))
    if gone:
        answers = tuple((written[key].wording, _said(written, key)) for key in gone)
        yield OfferedSection(SharedSection(GONE, "No longer in the guide", "", answers=answers), gone)


def _mirror(plan: Questionnaire, written: Newest) -> Iterable[Mirror]:
    for pattern in plan.guide.anti_patterns:
        stored = written.get(f"{ItemKind.SIGNS}:{pattern.id}")
        signs = tuple(choice.label for choice in choices(stored.text)) if stored else ()
        when = _said(written, f"{ItemKind.WHEN}:{pattern.id}")
        if signs or when:
            yield Mirror(mirror_key(pattern.id), pattern.title, signs, when)


def _said(written: Newest, key: str) -> str:
    return readable(key, written[key].text) if key in written else ""


def _in_order(
    store: LaunchStore, page: tuple[Launch, ...], ticked: frozenset[int], first: int | None
) -> tuple[Launch, ...]:
    known = {launch.id: launch for launch in page}
    others = (ticked | ({first} if first else set())) - known.keys()
    known |= {launch.id: launch for launch in store.these(sorted(others))[::-1]}
    return tuple(sorted(known.values(), key=lambda launch: launch.id != first))


def _launches(work: Work, launches: tuple[Launch, ...], calendar: Calendar) -> Iterable[OfferedLaunch]:
    store = work.get(LaunchStore)
    history = work.get(AnswerStore).of_launches([launch.id for launch in launches])
    for launch in launches:
        known = (launch.first, launch.bet)[: launch.bet.version]
        versions = known if launch.bet.version <= len(known) else store.versions(launch.id)
        whole = shareable(launch, versions, history.get(launch.id, ()), calendar)
        yield OfferedLaunch(launch.id, whole, launch.judge_by)
