"""All assessments of a person, one screen after the other, newest first."""

from collections.abc import Callable

from app.assessment.items import Plan
from app.assessment.model import Assessment, HistoryScreen, Part, paged
from app.assessment.reading import Reading
from app.assessment.store import Store

FINAL = "last"

PlanOf = Callable[[str], Plan]
"""The plan of a guide by its hash."""


def history(store: Store, plan_of: PlanOf, current: Plan, cursor: str | None) -> HistoryScreen:
    """The screen at `cursor`: which assessment, counted from the newest, and which screen of it.

    A cursor that leads nowhere leads to the newest: it comes back in a button, and so may be anything.
    """
    assessments = store.assessments()
    if not assessments:
        return HistoryScreen(None, ())
    place, _, number = (cursor or "").partition(".")
    nth = int(place) if place.isascii() and place.isdigit() and int(place) < len(assessments) else 0
    screens = _screens(store, plan_of, current, assessments[nth])
    shown = len(screens) - 1 if number == FINAL else min(_count(number), len(screens) - 1)
    return HistoryScreen(
        assessments[nth],
        screens[shown],
        newer=f"{nth}.{shown - 1}" if shown else (f"{nth - 1}.{FINAL}" if nth else None),
        older=_older(nth, shown, len(screens), len(assessments)),
    )


def _count(number: str) -> int:
    return int(number[:6]) if number.isascii() and number[:6].isdigit() else 0


def _older(nth: int, shown: int, screens: int, assessments: int) -> str | None:
    if shown + 1 < screens:
        return f"{nth}.{shown + 1}"
    return f"{nth + 1}.0" if nth + 1 < assessments else None


def _screens(
    store: Store, plan_of: PlanOf, current: Plan, assessment: Assessment
) -> tuple[tuple[Part, ...], ...]:
    """As the guide was when it was written: a later guide does not rewrite the past."""
    guide_hash = store.guide_hash(assessment.id)
    plan = plan_of(guide_hash) if guide_hash else current
    newest = store.newest(assessment.id)
    reading = Reading(plan, current, newest, store.earlier(assessment.id, newest))
    return paged(tuple(part for part in reading.parts() if part.entries or part.stand))
