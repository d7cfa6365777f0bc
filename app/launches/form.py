"""The forms about a bet: their fields, what they are prefilled with, and what of it makes a bet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.launches.model import (
    DETAILS,
    INSTRUMENTATION,
    JUDGE_AFTER_WEEKS,
    SURE,
    TITLE_LIMIT,
    Bet,
    Launch,
)

BET, CHANGE, DETAIL = "bet", "change", "detail"
"""Kinds of forms."""

TITLE, PROBLEM, METRIC, TARGET, REASON = "title", "problem", "metric", "target", "reason"
SHIPPED_ON, JUDGE_BY = "shipped_on", "judge_by"
SAID = (TITLE, PROBLEM, METRIC, TARGET, SHIPPED_ON, JUDGE_BY)
ZONE = "zone"
PERMALINK, TOLD_ZONE = "permalink", "told_zone"
"""Kept with a form, and on no screen an input."""

FIELDS: Mapping[str, Collection[str]] = {
    BET: (*SAID, ZONE),
    CHANGE: (*SAID, REASON),
    DETAIL: DETAILS,
}

YES, PARTLY, NOT_YET = "yes", "partly", "not-yet"
DETAIL_CHOICES: Mapping[str, Collection[str]] = {
    INSTRUMENTATION: (YES, PARTLY, NOT_YET),
    SURE: ("50", "70", "90"),
}
"""Details that are one of a few; the others are texts."""

_NEEDED = {
    TITLE: "Give it a name you will recognise in a few weeks.",
    PROBLEM: "Say which problem this solves, and for whom: one sentence is enough.",
    METRIC: "Say what you will look at, and how it stands now. Where there is no number yet, words will do.",
    TARGET: "Say what you expect. It need not be a number, but without it nobody can tell whether it landed.",
}


@dataclass(frozen=True)
class Problems:
    """Why a form makes no bet yet: a sentence with a next step for each field."""

    sentences: Mapping[str, str]


def new_values(today: date) -> dict[str, str]:
    """What an empty form begins with."""
    return {SHIPPED_ON: today.isoformat(), JUDGE_BY: default_judge_by(today).isoformat()}


def values_of(launch: Launch) -> dict[str, str]:
    """The bet as it stands, as the form holds it."""
    bet = launch.bet
    texts = {TITLE: bet.title, PROBLEM: bet.problem, METRIC: bet.metric, TARGET: bet.target}
    return texts | {SHIPPED_ON: launch.shipped_on.isoformat(), JUDGE_BY: launch.judge_by.isoformat()}


def default_judge_by(shipped_on: date) -> date:
    return shipped_on + timedelta(weeks=JUDGE_AFTER_WEEKS)


def day(text: str) -> date | None:
    """A date as Slack's datepicker has it; None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-03") else None
    except ValueError:
        return None


def read_bet(values: Mapping[str, str], today: date) -> Bet | Problems:
    """The bet, or everything that is in its way. Texts are kept as typed, but for space around them."""
    texts = {field: values.get(field, "").strip() for field in (*_NEEDED, REASON)}
    problems = {field: sentence for field, sentence in _NEEDED.items() if not texts[field]}
    if len(texts[TITLE]) > TITLE_LIMIT:
        problems[TITLE] = f"At most {TITLE_LIMIT} characters: it stands on buttons and in lists."
    shipped_on, judge_by = day(values.get(SHIPPED_ON, "")), day(values.get(JUDGE_BY, ""))
    problems |= _problems_of_days(shipped_on, judge_by, today)
    if problems or shipped_on is None or judge_by is None:
        return Problems(problems)
    return Bet(
        title=texts[TITLE],
        problem=texts[PROBLEM],
        metric=texts[METRIC],
        target=texts[TARGET],
        shipped_on=shipped_on,
        judge_by=judge_by,
        reason=texts[REASON],
        permalink=values.get(PERMALINK, ""),
    )


def _problems_of_days(shipped_on: date | None, judge_by: date | None, today: date) -> dict[str, str]:
    problems = {SHIPPED_ON: _about_shipping(shipped_on, today), JUDGE_BY: _about_judging(judge_by, today)}
    if shipped_on and judge_by and judge_by <= shipped_on:
        problems[JUDGE_BY] = "Choose a day after it ships: before that there is nothing to judge."
    return {field: sentence for field, sentence in problems.items() if sentence}


def _about_shipping(shipped_on: date | None, today: date) -> str:
    if shipped_on is None:
        return "Choose the day it shipped, or will ship."
    if shipped_on < _years_from(today, -2):
        return "That is more than two years ago. Choose a later day."
    if shipped_on > _years_from(today, 1):
        return "That is more than a year ahead. Choose an earlier day; you can move it when the day comes."
    return ""


def _about_judging(judge_by: date | None, today: date) -> str:
    if judge_by is None:
        return "Choose the day on which you will say whether it landed."
    if judge_by > _years_from(today, 2):
        return "That is more than two years ahead. Choose an earlier day."
    return ""


def _years_from(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + years, day.month, 28 if is_leap_day else day.day)


def follows(values: Mapping[str, str]) -> bool:
    """Whether the judge-by date is still the one that comes by itself, six weeks after shipping."""
    shipped_on = day(values.get(SHIPPED_ON, ""))
    return shipped_on is not None and values.get(JUDGE_BY) == default_judge_by(shipped_on).isoformat()


def says_the_same(one: Bet, other: Bet) -> bool:
    """Whether two versions differ in nothing but when, why and from where they were made."""
    return all(getattr(one, field) == getattr(other, field) for field in SAID)
