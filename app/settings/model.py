"""What the settings show, and what comes next under them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum

from app.nudges.model import Manners
from app.nudges.why import Line


class NoMessage(Enum):
    """Why no check-in is on its way; the first that holds is said."""

    SWITCHED_OFF = "switched off"  # by whoever runs the server
    STOPPED = "stopped"
    NO_BUDGET = "no budget"
    NO_ZONE = "no zone"
    NO_DAY = "no day"  # no working day on the slot's weekday or later in a week
    NOTHING_OPEN = "nothing open"


@dataclass(frozen=True)
class Outlook:
    """The next check-in: a local day and hour, or why there is none."""

    day: date | None
    at: time
    none: NoMessage | None = None


@dataclass(frozen=True)
class WhyScreen:
    """What was sent and what was not. `used`: messages that count against the budget in the local week.

    `code`: made just now, for an operator.
    """

    lines: tuple[Line, ...]
    budget: int
    used: int
    enabled: bool = True
    code: str = ""


@dataclass(frozen=True)
class SettingsScreen:
    """The modal: a form, and what holds now. `zone` None: nobody ever told.

    `calendars` is empty where whoever runs the server offers none; `for_all` is the one that counts for
    everybody who chose none. `unsaved`: the form holds what was chosen before and never saved.
    """

    form_id: str
    values: Mapping[str, str]
    zone: str | None
    asks_zone: bool
    calendars: tuple[str, ...]
    for_all: str
    outlook: Outlook
    unsaved: bool = False
    saved: bool = False


class Wrong(Exception):
    """A value that cannot be meant. The sentence says what to do, and never what was written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Problems:
    """Nothing was saved: what is wrong, by field. What was typed is kept."""

    sentences: Mapping[str, str]


def outlook(manners: Manners, next_day: date | None, *, enabled: bool) -> Outlook:
    """What a person can expect. `next_day` as the planner sees it."""
    at = manners.rhythm.slot_time
    none = _none(manners, next_day, enabled=enabled)
    return Outlook(None, at, none) if none else Outlook(next_day, at)


def _none(manners: Manners, next_day: date | None, *, enabled: bool) -> NoMessage | None:
    reasons = (
        (not enabled, NoMessage.SWITCHED_OFF),
        (manners.stopped, NoMessage.STOPPED),
        (manners.budget == 0, NoMessage.NO_BUDGET),
        (manners.zone is None, NoMessage.NO_ZONE),
        (not manners.rhythm.slot_is_reachable, NoMessage.NO_DAY),
        (next_day is None, NoMessage.NOTHING_OPEN),
    )
    return next((reason for holds, reason in reasons if holds), None)
