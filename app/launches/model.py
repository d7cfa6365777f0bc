"""Launches and their bets: what was shipped, what it should change, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.rhythm.weeks import Week

TITLE_LIMIT = 75
JUDGE_AFTER_WEEKS = 6
SEALS_AFTER_HOURS = 24
JOINS_AFTER_DAYS = 4
LOOK_AFTER_MONTHS = 6
MOST_EXTENSIONS = 2

STOP, WHERE, INSTRUMENTATION, LINK, SURE = "stop", "where", "instrumentation", "link", "sure"
DETAILS = (STOP, WHERE, INSTRUMENTATION, LINK, SURE)
"""The second page, in the order in which what is missing is asked later."""


class LaunchState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # it has its verdict
    STOPPED = "stopped"  # nobody follows it any more, without a verdict
    DROPPED = "dropped"  # it never shipped


@dataclass(frozen=True)
class Bet:
    """One version of a bet. `reason` says why it was changed; the first version has none.

    `permalink` is the message it was recorded from.
    """

    title: str
    problem: str
    metric: str
    target: str
    shipped_on: date
    judge_by: date
    reason: str = ""
    permalink: str = ""
    version: int = 1
    made_at: datetime | None = None


@dataclass(frozen=True)
class Detail:
    """An answer of the second page; `later`: not there when the bet was recorded. Options by their ids."""

    text: str
    later: bool
    added_at: datetime


@dataclass(frozen=True)
class Launch:
    """Something shipped, with its bet as it stands (`bet`) and as it was first (`first`)."""

    id: int
    state: LaunchState
    recorded_at: datetime
    shipped_on: date
    shipped: bool
    judge_by: date
    every: int
    joins: Week
    seals_at: datetime
    extended: int
    previous_id: int | None
    look_on: date | None
    closed_at: datetime | None
    bet: Bet
    first: Bet
    details: Mapping[str, Detail] = field(default_factory=dict)

    def is_sealed(self, now: datetime) -> bool:
        return now >= self.seals_at

    def missing(self) -> str | None:
        """The detail to ask for next."""
        return next((name for name in DETAILS if not self._has(name)), None)

    def _has(self, name: str) -> bool:
        detail = self.details.get(name)
        return detail is not None and bool(detail.text)
