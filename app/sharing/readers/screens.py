"""What readers of a share see: the modals behind the buttons under the post, and what the author is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from app.sharing.model import Reader, Stop
from app.sharing.readers.word import What, Word

ITEM, WORDS, TO = "item", "words", "to"
"""Form fields."""
AUTHOR, THREAD = "author", "thread"
"""To whom it goes: the choices of TO."""

FIELDS = (ITEM, WORDS, TO)


@dataclass(frozen=True)
class ItemOption:
    """An item that can be picked, by its number in the post."""

    number: int
    title: str


@dataclass(frozen=True)
class WordPage:
    """A few words to the author. `readers`: who would see them in the thread, as asked just now; empty where
    nothing can be said there, which `stop` explains.

    `is_own`: the author reads their own share. `changed`: others are there than the page before said.
    """

    form_id: str
    what: What
    author: str
    options: tuple[ItemOption, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    readers: tuple[Reader, ...] = ()
    stop: Stop | None = None
    is_own: bool = False
    changed: bool = False


@dataclass(frozen=True)
class NotedPage:
    """It is kept. `again`: something else had been sent with this form before, and that counts."""

    what: What
    author: str
    is_own: bool = False
    in_thread: bool = False
    again: bool = False


class Why(Enum):
    """Why a press comes to nothing."""

    TAKEN_BACK = "taken back"
    NOT_ANSWERED = "not answered"  # Slack did not say whether they are in the channel
    AWAY = "away"  # the bot is not in it, so it cannot tell


@dataclass(frozen=True)
class NoticePage:
    """`author`: whose share it was; empty while nobody knows whether they may know. `words`: what they wrote
    and nobody gets, so that they can copy it."""

    why: Why
    author: str = ""
    words: str = ""


@dataclass(frozen=True)
class FeedbackProblems:
    """Nothing is sent: what is wrong, by field. What was typed is kept."""

    form_id: str
    sentences: Mapping[str, str]


Page = WordPage | NotedPage | NoticePage


@dataclass(frozen=True)
class ToldShare:
    """What was said to one share. `titles`: of its items, from number 1; empty where its author keeps their
    words out of messages."""

    day: date | None
    channel_name: str
    titles: tuple[str, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True)
class DigestPage:
    """What an author is told in one message, by share."""

    told: tuple[ToldShare, ...]
    today: date


@dataclass(frozen=True)
class ReminderPage:
    """What an EM is reminded of, without a word of it: who shared, where, and on which day, as the EM's own
    calendar says it. `message_id`: this very message."""

    author: str
    channel_id: str
    message_id: int
    posted_on: str
    muted: bool = False


@dataclass(frozen=True)
class NotePage:
    """Words that did not come into the thread. `reason`: a Stop, Slack's own code, or ours.

    `unclear`: nobody knows whether they did. `is_own`: the author's, whom no other message tells them;
    `words`: what they wrote, empty where they keep their words out of messages.
    """

    author: str
    reason: str
    unclear: bool = False
    is_own: bool = False
    words: str = ""
