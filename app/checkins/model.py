"""Check-ins: what is asked about a launch in a nominal week, and what was answered."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.calendar.weeks import Week, local_day
from app.launches.verdict import Decision as Decision  # answers of check-ins, whose words lie with launches
from app.launches.verdict import Look as Look

MOST_SNOOZES = 2
"""Of one check-in."""


class Asks(StrEnum):
    """What a check-in asks for."""

    READING = "reading"
    DECISION = "decision"  # the judge-by date has come
    SHIP = "ship"  # was it shipped on the day that lay ahead?
    LOOK = "look"  # months later: did the effect last?


class CheckinState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    SNOOZED = "snoozed"  # another message asks it again


@dataclass(frozen=True)
class Checkin:
    """One question about one launch. Its key is the launch and the nominal week.

    `message_id` is the newest message that asks it; None where it was answered unasked.
    """

    launch_id: int
    week: Week
    message_id: int | None
    asks: Asks
    state: CheckinState = CheckinState.OPEN
    snoozes: int = 0
    asked_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state is CheckinState.OPEN


class Status(StrEnum):
    """What a reading means. UNCHANGED and UNSEEN are answers without a new reading."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    CANNOT_TELL = "cannot_tell"
    UNCHANGED = "unchanged"  # looked: as last time
    UNSEEN = "unseen"  # did not look
    NOTED = "noted"  # written in the DM, where words have no status


@dataclass(frozen=True)
class QuotedReply:
    """What was written in the DM as the reading quotes it. `ts` is Slack's name of it.

    Not `kept`: it was taken for an answer, and they did not say yet that it is one.
    """

    ts: str
    text: str
    kept: bool = True


@dataclass(frozen=True)
class Reading:
    """What was seen of the metric in a week. `text` is empty for UNSEEN; a repeat carries the last one's.

    What was written in the DM is quoted, in the order in which it was heard, and never part of `text`.
    """

    status: Status
    text: str = ""
    learned: str = ""
    next: str = ""
    link: str = ""
    missing: str = ""  # what instrumentation is missing, where nobody can tell
    replies: tuple[QuotedReply, ...] = ()

    @property
    def words(self) -> str:
        """What was seen, in all: what was typed, and each reply below it."""
        return "\n".join(text for text in (self.text, *(reply.text for reply in self.replies)) if text)

    @property
    def is_empty(self) -> bool:
        return not any((self.words, self.learned, self.next, self.link, self.missing))

    def quoting(self, reply: QuotedReply) -> "Reading":
        """It quotes that message in these words; in none: not any more."""
        quoted = {each.ts: each for each in self.replies} | {reply.ts: reply}
        return replace(self, replies=tuple(each for each in quoted.values() if each.text))

    def quoted(self, ts: str) -> QuotedReply | None:
        """The message of this name, as it is quoted."""
        return next((reply for reply in self.replies if reply.ts == ts), None)

    def taking_up(self, names: Collection[str]) -> "Reading":
        """It says the words of these messages itself, as a text that can be changed."""
        taken = [reply.text for reply in self.replies if reply.ts in names]
        text = "\n".join(words for words in (self.text, *taken) if words)
        return replace(self, text=text, replies=tuple(one for one in self.replies if one.ts not in names))

    @property
    def kept(self) -> "Reading":
        """Without what was only taken for an answer: nobody but its author sees that."""
        return replace(self, replies=tuple(reply for reply in self.replies if reply.kept))


Answer = Reading | Decision | Look


@dataclass(frozen=True)
class CheckinAnswer:
    """An answer as it stands, of one launch and nominal week. `revisions`: how often it was changed.

    `stamp`: the person's, of the transaction that wrote it.
    """

    launch_id: int
    week: Week
    answer: Answer
    made_at: datetime
    revised_at: datetime
    withdrawn: bool = False
    revisions: int = 0
    stamp: int = 0

    def day(self, zone: ZoneInfo) -> date:
        """The day it is dated by: its own, or the week's last where it was given late."""
        return max(self.week.monday, min(local_day(self.made_at, zone), self.week.day(7)))

    @property
    def says(self) -> Answer | None:
        """The answer; None where it was withdrawn, which says nothing any more."""
        return None if self.withdrawn else self.answer


@dataclass(frozen=True)
class Revision:
    """An answer that was replaced or taken back."""

    answer: Answer
    replaced_at: datetime


@dataclass(frozen=True)
class OpenItem:
    """An open item: something to do for a launch that the next check-in quotes."""

    id: int
    launch_id: int
    text: str
    made_at: datetime
    state: str  # open, done, dropped
    settled_at: datetime | None = None


STATUS_WORDS = {
    Status.ON_TRACK: "On track",
    Status.BEHIND: "Behind",
    Status.CANNOT_TELL: "Cannot tell",
    Status.UNCHANGED: "Looked, unchanged",
    Status.UNSEEN: "Did not look",
    Status.NOTED: "In words",
}


def subject(launch_id: int, week: Week) -> str:
    """A check-in in a button's value or a form's subject."""
    return f"{launch_id}:{week}"
