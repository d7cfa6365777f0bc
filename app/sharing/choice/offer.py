"""What could be ticked: everything a share may say, as the values that it would say it with.

There is no field here for how sure somebody is, for what they skipped, snoozed or did not look at, for open
items, drafts, earlier texts, nor for what a bet said before it was sealed: nothing of it can be shared.
"""

from dataclasses import dataclass
from datetime import date

from app.sharing.choice.summary import Mirror, SharedBet, SharedSection

GONE = "gone"
"""The key of what was answered to questions that the guide no longer asks."""


@dataclass(frozen=True)
class OfferedSection:
    """`whole`: all of it; its `lines` are what "in two lines" begins with. `keys`: of its answers."""

    whole: SharedSection
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfferedLaunch:
    """`whole`: all of it, but for the line of why. `judge_by`: as it stands now."""

    id: int
    whole: SharedBet
    judge_by: date


@dataclass(frozen=True)
class Offer:
    """Submitted answers of one assessment, launches, and what was agreed last. `older`: there are more.

    `launches`: the ten that were asked for, the one it was opened from, and those that hold ticks already.
    """

    today: date
    sections: tuple[OfferedSection, ...] = ()
    mirror: tuple[Mirror, ...] = ()
    launches: tuple[OfferedLaunch, ...] = ()
    older: bool = False
    agreed: str = ""
    agreed_on: date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.mirror or self.launches or self.agreed)


def section_key(section_id: str) -> str:
    return f"section:{section_id}"


def mirror_key(anti_pattern_id: str) -> str:
    return f"mirror:{anti_pattern_id}"


def launch_key(launch_id: int) -> str:
    return f"bet:{launch_id}"
