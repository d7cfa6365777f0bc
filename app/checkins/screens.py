"""What the messages and modals of a check-in show, and the answers that their inputs make."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from app.calendar.weeks import Week, local_day
from app.checkins.model import (
    Asks,
    Checkin,
    CheckinAnswer,
    CheckinState,
    Decision,
    Look,
    OpenItem,
    QuotedReply,
    Reading,
    Revision,
    Status,
)
from app.errors import BadText
from app.forms.autosave import FormFields
from app.launches.model import DETAILS, LOOK_AFTER_MONTHS, Bet, Launch, LaunchState, day
from app.launches.verdict import COURSES, LANDED

SHOWN = 5
"""Launches in one message; the others are "+n"."""


@dataclass(frozen=True)
class Shown:
    """One launch in a message. `history`: its answers, oldest first, those of other weeks too.

    `moved_to`: when another message asks the same, once it was snoozed. `begun`: when something was typed
    into a form about it that is not saved.
    """

    checkin: Checkin
    launch: Launch
    history: tuple[CheckinAnswer, ...] = ()
    moved_to: datetime | None = None
    begun: datetime | None = None

    @property
    def entry(self) -> CheckinAnswer | None:
        """What was answered to this very check-in, unless it was taken back."""
        kind = {Asks.READING: Reading, Asks.DECISION: Decision, Asks.LOOK: Look}.get(self.checkin.asks)
        of_week = (one for one in self.history if one.week == self.checkin.week and not one.withdrawn)
        found = {type(one.answer): one for one in of_week}
        if kind is None or kind is Look:
            return found.get(Look) if kind else None
        return found.get(kind) or found.get(Reading) or found.get(Decision)

    @property
    def noted(self) -> Reading | None:
        """What was said in the thread of a question that only a button answers."""
        of_week = [reading for one, reading in readings_of(self.history) if one.week == self.checkin.week]
        return of_week[-1] if of_week and self.is_open else None

    @cached_property
    def readings(self) -> tuple[tuple[CheckinAnswer, Reading], ...]:
        """The readings of earlier weeks, oldest first."""
        return tuple((one, it) for one, it in readings_of(self.history) if one.week < self.checkin.week)

    @property
    def last_seen(self) -> tuple[CheckinAnswer, Reading] | None:
        """The newest reading for which somebody looked."""
        looked = [each for each in self.readings if each[1].status is not Status.UNSEEN]
        return looked[-1] if looked else None

    @property
    def verdict(self) -> tuple[CheckinAnswer, Decision] | None:
        """What a second look is about."""
        found = decisions_of(self.history)
        return found[-1] if found else None

    @property
    def is_open(self) -> bool:
        """Whether this message still asks it. A reading, from the thread, leaves a decision owed."""
        if self.checkin.asks is Asks.SHIP and self.launch.shipped:
            return False  # it was said in another message
        asks = self.checkin.state is CheckinState.OPEN and self.moved_to is None
        wanted = LaunchState.CLOSED if self.checkin.asks is Asks.LOOK else LaunchState.OPEN
        owed = self.checkin.asks is Asks.DECISION and self.entry and isinstance(self.entry.answer, Reading)
        return asks and (self.entry is None or bool(owed)) and self.launch.state is wanted


@dataclass(frozen=True)
class MessageScreen:
    """A whole message. `command` is what a person types for their launches, with the prefix.

    `sent_on`: the message's own day; `about`: that of the check-in it is about, another one for a reminder.
    `is_overtaken`: a later weekly message came since. `says_who_sees`: the line about privacy stands here.
    """

    kind: str
    message_id: int
    heading: str
    shown: tuple[Shown, ...]
    zone: ZoneInfo
    now: datetime
    command: str
    sent_on: date
    about: date
    more: int = 0
    asks_rhythm: bool = False
    is_overtaken: bool = False
    says_who_sees: bool = False
    words_out: bool = False

    @property
    def still_open(self) -> tuple[Shown, ...]:
        """What nobody answered, whether this message goes on asking it or not."""
        return tuple(one for one in self.shown if one.is_open)

    @property
    def is_open(self) -> bool:
        return bool(self.still_open) and not self.is_overtaken

    @property
    def may_undo(self) -> bool:
        return len(self.shown) > 1 and bool(undoable(self.shown))


def undoable(shown: tuple[Shown, ...]) -> tuple[CheckinAnswer, ...]:
    """What one click on "Nothing moved anywhere" made of them, as long as nothing was answered since."""
    entries = [one.entry for one in shown if one.entry]
    newest = max((entry.stamp for entry in entries), default=0)
    made = tuple(entry for entry in entries if entry.stamp == newest)
    repeats = (isinstance(it.answer, Reading) and it.answer.status is Status.UNCHANGED for it in made)
    return made if all(repeats) else ()


def kept_answers(history: Sequence[CheckinAnswer]) -> tuple[CheckinAnswer, ...]:
    """What others may be shown of the answers that stand: nothing that was only taken for one in the DM."""
    standing = (one for one in history if not one.withdrawn)
    kept = (replace(it, answer=it.answer.kept) if isinstance(it.answer, Reading) else it for it in standing)
    return tuple(one for one in kept if one.answer != Reading(Status.NOTED))


def newest_reading(history: Sequence[CheckinAnswer]) -> Reading | None:
    """The last reading that stands; None where there is none."""
    readings = readings_of(tuple(history))
    return readings[-1][1] if readings else None


# What the modals about check-ins show, and the names of their inputs.

READING, READINGS, DECISION, LOOK, MOVE = "reading", "readings", "decision", "look", "move"
"""Kinds of forms. READINGS: of the launches of one message."""

STATUS, TEXT, MISSING, LEARNED, NEXT, LINK = "status", "reading", "missing", "learned", "next", "link"
IN_FIELD = "moved"
"""What of the DM's words stands in the field for the text, by Slack's names of the messages. No input."""
DETAIL = "detail-"
"""In front of the name of a bet's detail, where it is asked later."""
LANDED_FIELD, COURSE, REFLECTION, JUDGE_BY = "landed", "course", "reflection", "new_judge_by"
LASTED, SEEN = "lasted", "seen"
DAY = "new_shipping_day"
STATUS_OF, TEXT_OF = "status-", "reading-"
"""In front of a launch's id, in the form about several."""


class SeveralFields(FormFields):
    """The inputs of the form about several launches: a status and a text each, by the launch's id."""

    _NAME = re.compile(rf"(?:{STATUS_OF}|{TEXT_OF})[1-9][0-9]{{0,17}}")

    def __init__(self) -> None:
        super().__init__(())

    def name_of(self, block_id: str) -> str | None:
        """The field of an input."""
        name = block_id.partition("@")[0]
        return name if self._NAME.fullmatch(name) else None


FIELDS: Mapping[str, Collection[str] | FormFields] = {
    READINGS: SeveralFields(),
    READING: (STATUS, TEXT, MISSING, LEARNED, NEXT, LINK, *(DETAIL + name for name in DETAILS)),
    DECISION: (LANDED_FIELD, COURSE, REFLECTION, JUDGE_BY),
    LOOK: (LASTED, SEEN),
    MOVE: (DAY,),
}


@dataclass(frozen=True)
class BegunText:
    """Words that were typed into another form about the launch, and never saved."""

    form_id: str
    launch_id: int
    begun_at: datetime
    words: str


@dataclass(frozen=True)
class CheckinPage:
    """What every modal about a check-in shows. `history`: all answers about the launch, oldest first.

    `aside`: what was typed here once and gave way to something newer, by field. `begun`: what was typed into
    another form about it. `used`: its words were put into the fields just now, where the client has to show
    them.
    """

    form_id: str
    values: Mapping[str, str]
    launch: Launch
    week: Week
    history: tuple[CheckinAnswer, ...]
    now: datetime
    zone: ZoneInfo
    aside: Mapping[str, str] = field(default_factory=dict)
    begun: BegunText | None = None
    used: str = ""

    @property
    def readings(self) -> tuple[tuple[CheckinAnswer, Reading], ...]:
        """The readings of earlier weeks, oldest first."""
        return tuple((one, it) for one, it in readings_of(self.history) if one.week < self.week)


@dataclass(frozen=True)
class ReadingPage(CheckinPage):
    """A reading. `question`: what its words answer. `entry`: the answer that this changes, if any.

    `asks`: a detail that the bet lacks.
    """

    question: str = ""
    entry: CheckinAnswer | None = None
    asks: str | None = None

    @property
    def before(self) -> Reading | None:
        """The reading that this changes."""
        return self.entry.answer if self.entry and isinstance(self.entry.answer, Reading) else None

    @property
    def statuses(self) -> tuple[Status, ...]:
        """What can be chosen: the three, and what it was before."""
        three = (Status.ON_TRACK, Status.BEHIND, Status.CANNOT_TELL)
        before = self.before.status if self.before else None
        return three if before is None or before in three else (*three, before)


@dataclass(frozen=True)
class DecisionPage(CheckinPage):
    """A verdict. `may_wait`: whether "too early" is offered."""

    may_wait: bool = True
    entry: CheckinAnswer | None = None


@dataclass(frozen=True)
class LookPage(CheckinPage):
    """A second look. `decision`: the verdict that is looked at again."""

    decision: Decision | None = None
    entry: CheckinAnswer | None = None


@dataclass(frozen=True)
class MovePage(CheckinPage):
    """Another day to ship on."""


@dataclass(frozen=True)
class BetPage:
    """All there is about one bet. `history`: all answers, oldest first; `week`: the one it is now.

    `settled`: items that can be opened again. `previous` and `following`: titles of the bets beside it.
    `may_go_on`: it iterates, and the next bet is not recorded yet. `earlier`: what answers said before,
    newest first. `versions`: of the bet, the first one first.
    """

    launch: Launch
    history: tuple[CheckinAnswer, ...]
    now: datetime
    zone: ZoneInfo
    items: tuple[OpenItem, ...] = ()
    settled: tuple[OpenItem, ...] = ()
    previous: str = ""
    following: str = ""
    may_go_on: bool = False
    earlier: Mapping[CheckinAnswer, tuple[Revision, ...]] = field(default_factory=dict)
    versions: tuple[Bet, ...] = ()

    @property
    def week(self) -> Week:
        return Week.of(local_day(self.now, self.zone))


@dataclass(frozen=True)
class SeveralPage:
    """The readings that a message asks for, in one form. `begun`: words typed elsewhere, by launch.

    `used`: as in CheckinPage.
    """

    form_id: str
    values: Mapping[str, str]
    shown: tuple[Shown, ...]
    now: datetime
    zone: ZoneInfo
    begun: Mapping[int, BegunText] = field(default_factory=dict)
    used: str = ""


@dataclass(frozen=True)
class NextBet:
    """A bet that iterates on a launch: `values` prefill its page 1."""

    launch_id: int
    values: Mapping[str, str]


Screen = ReadingPage | SeveralPage | DecisionPage | LookPage | MovePage


def readings_of(history: tuple[CheckinAnswer, ...]) -> tuple[tuple[CheckinAnswer, Reading], ...]:
    """The readings that stand, oldest first."""
    return tuple(
        (one, one.answer) for one in history if isinstance(one.answer, Reading) and not one.withdrawn
    )


def decisions_of(history: tuple[CheckinAnswer, ...]) -> tuple[tuple[CheckinAnswer, Decision], ...]:
    """The decisions that stand, oldest first."""
    return tuple(
        (one, one.answer) for one in history if isinstance(one.answer, Decision) and not one.withdrawn
    )


def look_of(history: tuple[CheckinAnswer, ...]) -> Look | None:
    """The second look, if there was one."""
    looks = [one.answer for one in history if isinstance(one.answer, Look) and not one.withdrawn]
    return looks[-1] if looks else None


# Answers out of a form's values. What is still in the way raises BadText, with a next step.

KEEP, ITERATE, TOO_EARLY = "keep", "iterate", "too_early"
SOON = timedelta(weeks=4)
FURTHEST_JUDGING = timedelta(days=366)
FURTHEST_SHIPPING = timedelta(days=366)

_LANDED = frozenset(id_ for id_, _ in LANDED)
_COURSES = frozenset(id_ for id_, _ in COURSES)

Values = Mapping[str, str]


def reading_in(values: Values, replies: tuple[QuotedReply, ...] = ()) -> Reading:
    """A reading. Its status is all that it needs."""
    try:
        status = Status(values.get(STATUS, ""))
    except ValueError:
        raise BadText(STATUS, "Choose how it is going.") from None
    text = values.get(TEXT, "").strip()
    missing = values.get(MISSING, "").strip() if status is Status.CANNOT_TELL else ""
    more = {name: values.get(name, "").strip() for name in (LEARNED, NEXT, LINK)}
    return Reading(status, text, **more, missing=missing, replies=replies)


def decision_in(
    values: Values,
    today: date,
    *,
    may_wait: bool = True,
    stands: date | None = None,
    latest: date | None = None,
) -> Decision:
    """A verdict. The new date counts for "too early" alone, which only `may_wait` allows.

    `stands`: the date it said before, which may stay as it is. `latest`: no later day than this one, because
    the date was moved twice already.
    """
    landed, course = values.get(LANDED_FIELD, ""), values.get(COURSE, "")
    if landed not in _LANDED:
        raise BadText(LANDED_FIELD, "Choose whether it landed. “Cannot tell” is an answer too.")
    if course not in _COURSES:
        raise BadText(COURSE, "Choose what happens now.")
    if course == TOO_EARLY and landed == "yes":
        raise BadText(COURSE, "If it landed, it is not too early. Choose what happens now.")
    if course == TOO_EARLY and not may_wait:
        raise BadText(COURSE, "The date was moved twice already. Decide with what you know.")
    judge_by = None
    if course == TOO_EARLY:
        judge_by = day(values.get(JUDGE_BY, ""))
        if problem := _new_date_problem(judge_by, today, stands, latest):
            raise BadText(JUDGE_BY, problem)
    return Decision(landed, course, values.get(REFLECTION, "").strip(), judge_by)


def _new_date_problem(
    judge_by: date | None, today: date, stands: date | None, latest: date | None
) -> str | None:
    """Why the verdict cannot wait until that day; None where it can."""
    if judge_by is None:
        return "Choose the day on which you will be able to tell."
    if judge_by == stands:
        return None
    if latest and judge_by > latest:
        return "The date was moved twice already. Leave it, or decide with what you know."
    if judge_by <= today:
        return "Choose a day after today."
    if judge_by > today + FURTHEST_JUDGING:
        return "That is more than a year ahead. Choose an earlier day."
    return None


def look_in(values: Values) -> Look:
    """The second look."""
    lasted = values.get(LASTED, "")
    if lasted not in _LANDED:
        raise BadText(LASTED, "Choose whether it lasted. “Cannot tell” is an answer too.")
    return Look(lasted, values.get(SEEN, "").strip())


def shipping_day_in(values: Values, today: date) -> date:
    """Another day to ship on."""
    shipped_on = day(values.get(DAY, ""))
    if shipped_on is None:
        raise BadText(DAY, "Choose the day it will ship.")
    if shipped_on <= today:
        raise BadText(DAY, "Choose a day after today. If it shipped, close this and press Shipped.")
    if shipped_on > today + FURTHEST_SHIPPING:
        raise BadText(DAY, "That is more than a year ahead. Choose an earlier day; you can move it again.")
    return shipped_on


def look_day(launch: Launch, today: date) -> date:
    """Six months after shipping; six months from now where that is over, or nearly so."""
    planned = months_after(launch.shipped_on, LOOK_AFTER_MONTHS)
    return planned if planned > today + SOON else months_after(today, LOOK_AFTER_MONTHS)


def months_after(start: date, months: int) -> date:
    """The same day of a later month, or the last one that the month has."""
    years, month = divmod(start.month - 1 + months, 12)
    first = date(start.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(start.day, last.day))
