"""The verdict on a bet and the second look at it, and how both are put in a few words.

They are answers of check-ins; what a launch came to is said wherever launches are listed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

LANDED = (("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("cannot_tell", "Cannot tell"))
COURSES = (
    ("keep", "Keep it"),
    ("iterate", "Iterate: a linked next bet"),
    ("roll_back", "Roll it back"),
    ("stop", "Stop"),
    ("too_early", "Too early: judge by a new date"),
)


@dataclass(frozen=True)
class Decision:
    """The verdict on a bet. `judge_by` is the new date where it is too early."""

    landed: str  # one of LANDED
    course: str  # one of COURSES
    reflection: str = ""
    judge_by: date | None = None


@dataclass(frozen=True)
class Look:
    """The second look. `lasted`: one of LANDED."""

    lasted: str
    text: str = ""


@dataclass(frozen=True)
class Said:
    """A verdict or a second look in a few words, and when it was said: neither has the other's day."""

    words: str
    at: datetime


def decision_of(values: Mapping[str, Any]) -> Decision:
    """Back from the JSON in which it is stored."""
    day = values["judge_by"]
    return Decision(**{**values, "judge_by": date.fromisoformat(day) if day else None})


_LANDED_WORDS = {
    "yes": "it landed",
    "partly": "it landed in part",
    "no": "it did not land",
    "cannot_tell": "could not tell whether it landed",
}
_COURSE_WORDS = {
    "keep": "keep it",
    "iterate": "a next bet follows",
    "roll_back": "roll it back",
    "stop": "stop it",
    "too_early": "too early",
}


def decision_words(decision: Decision) -> str:
    """ "it landed in part, keep it"."""
    landed = _LANDED_WORDS.get(decision.landed, decision.landed)
    return f"{landed}, {_COURSE_WORDS.get(decision.course, decision.course)}"


def verdict_words(decision: Decision) -> str:
    """ "landed: partly, decision: keep it"."""
    landed, course = dict(LANDED)[decision.landed], dict(COURSES)[decision.course]
    return f"landed: {landed.lower()}, decision: {course.partition(':')[0].lower()}"


def look_words(look: Look) -> str:
    """ "second look: the effect lasted: yes"."""
    return f"second look: the effect lasted: {dict(LANDED)[look.lasted].lower()}"
