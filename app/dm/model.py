"""What somebody writes in their DM with the bot: one message of theirs, and what became of it."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from app.calendar.weeks import Week

MOST = 40_000
"""Characters of a message, by Slack's own limit."""


@dataclass(frozen=True)
class Written:
    """What Slack tells of a message: that it was written, edited or deleted.

    `thread_ts` is empty outside threads. `edited`: Slack's stamp of this text, empty for the first one.
    """

    channel_id: str
    ts: str
    text: str = ""
    thread_ts: str = ""
    edited: str = ""
    deleted: bool = False
    has_files: bool = False


class Fate(StrEnum):
    """What became of a message. Only the texts of TAKEN and WHICH are kept."""

    BELOW = ""  # an older release found it in the thread of a check-in
    EARLY = "early"  # its edit came before it did
    TAKEN = "taken"  # an answer to a check-in
    WHICH = "which"  # an answer, and they are asked which launch it is about
    REFUSED = "refused"  # they said that it was none
    QUESTION = "question"
    FILE = "file"  # a file without words
    HELP = "help"
    STOP = "stop"
    CARD = "card"  # nothing was open that it could answer


@dataclass(frozen=True)
class Entry:
    """A message as it is kept. `launch_id`, `week`: the check-in it is an answer of, once that is known.

    `message_id`: the message of ours that its thread is below. `answer_id`: the one that answers it.
    """

    ts: str
    fate: Fate
    text: str
    thread_ts: str = ""
    edited: str = ""
    withdrawn: bool = False
    has_files: bool = False
    message_id: int | None = None
    answer_id: int | None = None
    launch_id: int | None = None
    week: Week | None = None


@dataclass(frozen=True)
class CheckinChoice:
    """A check-in that the words may be about. `value`: its subject."""

    value: str
    title: str


@dataclass(frozen=True)
class AnswerScreen:
    """The message that answers one of theirs. `week`: the check-in's where it is not the week of now.

    `is_quoted`: the reading has these words in it, `is_kept`: and they said so.
    """

    ts: str
    fate: Fate
    title: str = ""
    week: Week | None = None
    is_quoted: bool = False
    is_kept: bool = False
    is_open: bool = False  # the check-in asks for more than words
    withdrawn: bool = False
    has_files: bool = False
    stopped: bool = False
    choices: tuple[CheckinChoice, ...] = ()


# What a text is, whoever wrote it.

_QUESTION_MARKS = "?？؟⁇⁈‽"


def is_question(text: str) -> bool:
    """Whether it ends in a question mark, whatever quotation marks, emoji or "!" come after it.

    One inside brackets at the end, "9 % (counted twice?)", makes no question of the whole.
    """
    end = text.rstrip()
    while end and end[-1] not in _QUESTION_MARKS and not end[-1].isalnum() and end[-1] not in ")]}":
        end = end[:-1]
    return bool(end) and end[-1] in _QUESTION_MARKS


def command_in(text: str) -> Fate | None:
    """STOP and HELP stand alone, in any case, with whatever punctuation. A question about either is help."""
    word = "".join(each for each in text if not unicodedata.category(each).startswith(("P", "S", "Z", "C")))
    match word.casefold():
        case "stop":
            return Fate.HELP if is_question(text) else Fate.STOP
        case "help":
            return Fate.HELP
        case _:
            return None
