"""What a message in the DM shows, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from app.checkins.model import (
    Asks,
    Checkin,
    CheckinState,
    Decision,
    Entry,
    Item,
    Look,
    Reading,
    Reply,
    Status,
)
from app.checkins.numbers import Series, series
from app.launches.model import Launch, LaunchState
from app.nudges.model import Mood

SHOWN = 5
"""Launches in one message; the others are "+n"."""

UNCHANGED_TOO_OFTEN = 3


@dataclass(frozen=True)
class Shown:
    """One launch in a message. `history`: its entries, oldest first, those of other weeks too.

    `moved_to`: when another message asks the same, once it was snoozed.
    """

    checkin: Checkin
    launch: Launch
    question: str
    history: tuple[Entry, ...] = ()
    items: tuple[Item, ...] = ()
    moved_to: datetime | None = None

    @property
    def entry(self) -> Entry | None:
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
        of_week = [one.answer for one in self.history if one.week == self.checkin.week and not one.withdrawn]
        said = [answer for answer in of_week if isinstance(answer, Reading)]
        return said[-1] if said and self.is_open else None

    @cached_property
    def readings(self) -> tuple[tuple[Entry, Reading], ...]:
        """The readings of earlier weeks, oldest first."""
        return tuple(
            (one, one.answer)
            for one in self.history
            if isinstance(one.answer, Reading) and one.week < self.checkin.week and not one.withdrawn
        )

    @cached_property
    def series(self) -> Series | None:
        """The numbers among the readings; both forms of a message are made of it."""
        return series((entry.made_at, reading) for entry, reading in self.readings)

    @property
    def is_unchanged_again(self) -> bool:
        """Three readings in a row said "unchanged"."""
        last = [reading.status for _, reading in self.readings[-UNCHANGED_TOO_OFTEN:]]
        return last == [Status.UNCHANGED] * UNCHANGED_TOO_OFTEN

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
    """A whole message. `command` is what a person types for their launches, with the prefix."""

    kind: str
    message_id: int
    opening: str
    shown: tuple[Shown, ...]
    zone: ZoneInfo
    now: datetime
    command: str
    more: int = 0
    more_words: str = ""
    mood: Mood = Mood.USUAL
    words_out: bool = False
    replies: tuple[Reply, ...] = ()
    brief: bool = False  # a heavy message says less about each launch

    @property
    def is_open(self) -> bool:
        return any(one.is_open for one in self.shown)


def newest_reading(history: Sequence[Entry]) -> Reading | None:
    """The last thing said about the metric."""
    said = (one.answer for one in reversed(history) if not one.withdrawn)
    return next((answer for answer in said if isinstance(answer, Reading)), None)
