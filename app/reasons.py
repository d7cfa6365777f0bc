"""Why a message was not sent, was put off or is unclear: codes, as rows keep them. Views have the words.

Every code of every feature stands here, so that a row can be read wherever it was written.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Self

_ID = re.compile(r"[A-Za-z0-9_]{1,64}")
_UNNAMED = "other"


class Code(StrEnum):
    # Their days and hours (app.calendar)
    OFF = "off"  # the last day off, where there are several
    PAUSED = "paused"  # the last day of the pause, unless it is for good
    HOLIDAY = "holiday"  # the day; its name is looked up when it is said
    NOT_A_WORKING_DAY = "not_a_working_day"
    HOUR_PASSED = "hour_passed"
    NO_DAY_LEFT = "no_day_left"

    # Rules of nudges
    SWITCHED_OFF = "switched_off"
    DEACTIVATED = "deactivated"
    STOPPED = "stopped"
    NO_SETTINGS = "no_settings"
    NO_ZONE = "no_zone"
    ZONE_NOT_READ = "zone_not_read"
    OUTSIDE_HOURS = "outside_hours"
    TOO_EARLY = "too_early"
    TOO_CLOSE = "too_close"
    BUDGET_ZERO = "budget_zero"
    BUDGET_USED = "budget_used"  # how many a week it is
    QUIET = "quiet"
    OVERTAKEN = "overtaken"
    BEEN_HERE = "been_here"
    NOT_NEEDED_YET = "not_needed_yet"
    NOTHING_TO_ASK = "nothing_to_ask"

    # What a message is about
    NOTHING_OPEN = "nothing_open"
    ANSWERED = "answered"
    NOTHING_NEW = "nothing_new"
    TOLD_ALREADY = "told_already"
    TOLD_TODAY = "told_today"
    ARRIVING = "arriving"
    TAKEN_BACK = "taken_back"
    MUTED = "muted"
    LEFT_CHANNEL = "left_channel"
    BOT_AWAY = "bot_away"
    MEMBERS_UNKNOWN = "members_unknown"
    CHANNEL = "channel"  # sharing's own code for a channel that takes no more
    NOT_TO_BE_POSTED = "not_to_be_posted"
    NO_THREAD = "no_thread"
    FOUND = "found"

    # Sending
    TIME_OVER = "time_over"
    SLACK = "slack"  # Slack's own code
    NOT_SENT = "not_sent"  # what failed before anything left this machine
    UNCLEAR = "unclear"  # what left open whether it arrived
    CLAIM_TOO_OLD = "claim_too_old"
    SENDER_GONE = "sender_gone"
    BEING_LOOKED_UP = "being_looked_up"
    NOT_ARRIVED = "not_arrived"

    UNKNOWN = "unknown"  # a code of a newer release


ABOUT: dict[Code, type[int] | type[date] | type[str]] = {
    Code.OFF: date,
    Code.PAUSED: date,
    Code.HOLIDAY: date,
    Code.BUDGET_USED: int,
    Code.CHANNEL: str,
    Code.SLACK: str,
    Code.NOT_SENT: str,
    Code.UNCLEAR: str,
}
"""What a code is followed by: a day, a number, or an id of another registry. The others stand alone."""

MAY_STAND_ALONE = frozenset({Code.OFF, Code.PAUSED})

TROUBLE = frozenset({Code.SLACK, Code.NOT_SENT, Code.UNCLEAR, Code.CLAIM_TOO_OLD, Code.NOT_ARRIVED})
"""Sending failed, and nothing that a person set or did is the reason."""


@dataclass(frozen=True)
class Reason:
    """A code, and the one day, number or id that was known with it: never text. ValueError for text."""

    code: Code
    about: date | int | str | None = None

    def __post_init__(self) -> None:
        wanted = ABOUT.get(self.code)
        if self.about is None:
            is_fine = wanted is None or self.code in MAY_STAND_ALONE
        else:
            is_id = not isinstance(self.about, str) or _ID.fullmatch(self.about) is not None
            is_fine = wanted is not None and isinstance(self.about, wanted) and is_id
        if not is_fine:
            raise ValueError(f"{self.code} is no reason with a {type(self.about).__name__} like this")

    def __str__(self) -> str:
        """Writes it as a row keeps it: "budget_used:3", "off:2026-11-12", "slack:channel_not_found"."""
        return str(self.code) if self.about is None else f"{self.code}:{self.about}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read back what `str` wrote. Anything else, such as a code of a newer release, is UNKNOWN."""
        name, has_more, written = text.partition(":")
        try:
            code = Code(name)
            about: date | int | str | None = written if has_more else None
            if has_more and ABOUT.get(code) is date:
                about = date.fromisoformat(written)
            elif has_more and ABOUT.get(code) is int:
                about = int(written)
            found = cls(code, about)
        except ValueError:
            found = None
        return found if found and str(found) == text else cls(Code.UNKNOWN)

    @classmethod
    def named(cls, code: Code, name: str) -> Self:
        """Takes an id that somebody else gave, Slack or the network: what is none is not kept."""
        return cls(code, name if _ID.fullmatch(name) else _UNNAMED)


@lru_cache(maxsize=1024)
def parse_reason(text: str | None) -> Reason | None:
    """Parses what a row keeps; None where it keeps none. Many rows keep the same."""
    return None if text is None else Reason.parse(text)
