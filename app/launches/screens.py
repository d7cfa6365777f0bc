"""What the modals about bets show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.launches.model import Launch
from app.nudges.model import UTC


@dataclass(frozen=True)
class BetScreen:
    """Page 1. `previous` is the bet it iterates on."""

    form_id: str
    values: Mapping[str, str]
    asks_zone: bool
    previous: Launch | None = None


@dataclass(frozen=True)
class DetailScreen:
    """Page 2. `recorded`: straight after page 1. `next_checkin`: the day of it, where it is known.

    `is_switched_off`: no message is sent to anybody here.
    `aside`: what was typed here once and gave way to something newer, by field.
    """

    form_id: str
    values: Mapping[str, str]
    launch: Launch
    recorded: bool
    next_checkin: date | None
    now: datetime
    zone: ZoneInfo
    is_switched_off: bool = False
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangeScreen:
    """A bet to be changed. `late`: it was sealed while the page was open without asking for a reason.

    `aside`: what was typed here once and gave way to something newer, by field.
    """

    form_id: str
    values: Mapping[str, str]
    launch: Launch
    now: datetime
    zone: ZoneInfo
    late: bool = False
    aside: Mapping[str, str] = field(default_factory=dict)

    @property
    def asks_reason(self) -> bool:
        return self.launch.is_sealed(self.now)


@dataclass(frozen=True)
class Listed:
    """A launch in the list. `verdict`: what was decided, in a few words, where it has one."""

    launch: Launch
    verdict: str = ""


@dataclass(frozen=True)
class ListScreen:
    """One screen of launches, the open ones first, with the cursors of the screens beside it."""

    lines: tuple[Listed, ...]
    now: datetime
    zone: ZoneInfo = UTC
    next_checkin: date | None = None
    newer: str = ""
    older: str = ""
    is_switched_off: bool = False


@dataclass(frozen=True)
class KeptScreen:
    """A bet as it reads now that something was changed or added."""

    launch: Launch
    now: datetime
    zone: ZoneInfo
