"""What could be ticked: everything a share may say, as the values that it would say it with.

There is no field here for how sure somebody is, for what they skipped, snoozed or did not look at, for open
items, drafts, earlier texts, nor for what a bet said before it was sealed: nothing of it can be shared.
"""

from dataclasses import dataclass
from datetime import date

from app.sharing.choice.summary import BriefAssessment, Mirror, SharedBet, SharedSection

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

    `finished`: assessments that can be chosen, by id and day, the newest first; `brief`: the chosen one.

    `launches`: the ten that were asked for, the one it was opened from, and those that hold ticks already.
    """

    today: date
    sections: tuple[OfferedSection, ...] = ()
    mirror: tuple[Mirror, ...] = ()
    launches: tuple[OfferedLaunch, ...] = ()
    older: bool = False
    agreed: str = ""
    agreed_on: date | None = None
    brief: BriefAssessment | None = None
    finished: tuple[tuple[int, date], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.mirror or self.launches or self.agreed or self.brief)


def section_key(section_id: str) -> str:
    return f"section:{section_id}"


def mirror_key(anti_pattern_id: str) -> str:
    return f"mirror:{anti_pattern_id}"


def brief_key(assessment_id: int) -> str:
    return f"brief:{assessment_id}"


def launch_key(launch_id: int) -> str:
    return f"bet:{launch_id}"


def launch_in(key: str) -> int | None:
    """The launch that a key of `launch_key` names; None for one of anything else."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "bet" and number.isdecimal() else None
