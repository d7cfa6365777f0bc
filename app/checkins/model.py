"""Check-ins: what is asked about a launch in a nominal week, and what was answered."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.calendar.weeks import Week
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
    NOTED = "noted"  # said in the thread, which has no status


@dataclass(frozen=True)
class QuotedReply:
    """A reply in the thread as the reading quotes it. `ts` is Slack's name of it."""

    ts: str
    text: str


@dataclass(frozen=True)
class Reading:
    """What was seen of the metric in a week. `text` is empty for UNSEEN; a repeat carries the last one's.

    What was said in the thread is quoted, in the order in which it was heard, and never part of `text`.
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

    def quoting(self, ts: str, text: str) -> "Reading":
        """It quotes that reply in these words; in none: not any more."""
        quoted = {reply.ts: reply.text for reply in self.replies} | {ts: text}
        return replace(self, replies=tuple(QuotedReply(*each) for each in quoted.items() if each[1]))


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


@dataclass(frozen=True)
class ThreadReply:
    """What was said in a check-in's thread, as it stands there now.

    `launch_id` None: which launch it is about is not said yet.
    """

    ts: str
    message_id: int
    launch_id: int | None
    text: str
    withdrawn: bool


STATUS_WORDS = {
    Status.ON_TRACK: "On track",
    Status.BEHIND: "Behind",
    Status.CANNOT_TELL: "Cannot tell",
    Status.UNCHANGED: "Looked, unchanged",
    Status.UNSEEN: "Did not look",
    Status.NOTED: "Noted",
}


def subject(launch_id: int, week: Week) -> str:
    """A check-in in a button's value or a form's subject."""
    return f"{launch_id}:{week}"
