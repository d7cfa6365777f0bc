"""What a share says: the chosen things alone, as values. What was not ticked is not in here.

Nothing in here knows how sure somebody is, what they skipped, snoozed or did not look at, and what they were
reminded of: there is no field for it.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SharedSection:
    """A section of the guide. `proof` None: not ticked, so it reads "no evidence shared".

    `lines`: "in two lines", as written for this share; "" where only other things of the section are ticked.
    `answers`: question and full answer, for the thread.
    """

    key: str
    title: str
    lines: str
    stand: str = ""
    proof: str | None = None
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Mirror:
    """An anti-pattern: the signs they recognised, and when that was, for the thread."""

    key: str
    title: str
    signs: tuple[str, ...] = ()
    when: str = ""


@dataclass(frozen=True)
class Version:
    """A bet as it was said on a day. `number` 1 is the sealed one; `reason`: why it was changed."""

    number: int
    made_on: date | None
    title: str
    problem: str
    metric: str
    target: str
    shipped_on: date
    judge_by: date
    reason: str = ""


@dataclass(frozen=True)
class Numbered:
    """A reading's number as it was written, "3.4 %"; `value` where it is of the bet's main unit."""

    day: date
    words: str
    value: float | None = None


@dataclass(frozen=True)
class Told:
    """Prose of an answer, for the thread. `words`: "On track", "landed: partly, decision: keep it"."""

    day: date
    words: str
    texts: tuple[tuple[str, str], ...] = ()  # label ("" for the reading itself, "Learned") and text


@dataclass(frozen=True)
class BriefAssessment:
    """An assessment in short: each section's name with its newest fact, "" where all is a claim so far.

    No answer, and nothing of the mirror.
    """

    key: str
    day: date
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SharedBet:
    """A launch with its bet. `prose` is ticked apart, and so is `message`, a link with the line of why.

    The line of a launch is its title, `status`, newest two `numbers`, `aim`, `judge_by`, verdict and
    `address`; everything else is there only where the whole bet was ticked.

    `shipped_on`, `judge_by`: as they stand now, whatever the newest version says. `bet` False: only what is
    ticked apart; then `first` and all that follows from the bet is empty.
    """

    key: str
    title: str
    first: Version | None = None
    changes: tuple[Version, ...] = ()
    shipped: bool = True
    shipped_on: date | None = None
    judge_by: date | None = None
    sealed_on: date | None = None
    details: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    numbers: tuple[Numbered, ...] = ()
    status: str = ""  # of the newest reading: "Behind"
    aim: str = ""  # the target as it is now
    address: str = ""  # of where the number can be seen
    verdict: str = ""  # "it landed in part, keep it"
    decided_on: date | None = None
    look: str = ""
    state: str = ""  # "still open", "no longer followed", "did not ship"; "" where there is a verdict
    prose: tuple[Told, ...] = ()
    message: str = ""
    why: str = ""


@dataclass(frozen=True)
class Summary:
    """Everything that is posted, in its order. `since_day`: of the last share to this channel, if any.

    Items are numbered from 1 over bets, the assessment in short, sections and mirror, in this order. `em_id`:
    who is mentioned, if anybody is.
    """

    author: str
    em: str
    today: date
    sections: tuple[SharedSection, ...] = ()
    mirror: tuple[Mirror, ...] = ()
    bets: tuple[SharedBet, ...] = ()
    note: str = ""
    agreed: str = ""
    agreed_on: date | None = None
    since_day: date | None = None
    starters: tuple[str, ...] = ()
    brief: BriefAssessment | None = None
    em_id: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.mirror or self.bets or self.brief or self.note or self.agreed)
