"""Moves the sandbox through time, and lets the bot do at each moment what was due then."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.sandbox.workspace import Workspace

HOUR = timedelta(hours=1)
FARTHEST = timedelta(days=3660)
MOST_STEPS = 500
JUST_AFTER = timedelta(milliseconds=1)
CUT_SHORT = "The journey ended early; the terminal says why."
QUIET, QUIET_STEPS = timedelta(weeks=12), 12
"""A bot that looks again and again and sends nothing is asked no longer. One far date is gone to at once."""
HELD_BACK = "Nothing came in twelve weeks: the bot keeps quiet until somebody does something."
NOTHING_PLANNED = "No message is planned, however long you wait."


@dataclass(frozen=True)
class Tick:
    """What the bot did when it was told the time, and when the next message could be due.

    `came`: the conversation of each message that went out since the journey began, in their order.
    `look_at`: when it does something else, of which a message may come. Both None promises that nothing comes
    however long one waits; a moment that has passed already means that something is held back, and is asked
    about again an hour later.
    """

    came: tuple[str, ...]
    next_due: datetime | None
    look_at: datetime | None = None


class TickError(Exception):
    """The bot could not be told the time; the message is a sentence for the page."""


class BusyError(Exception):
    """One journey at a time."""


@dataclass(frozen=True)
class Journey:
    """The journey under way, or how the last one went."""

    moving: bool = False
    came: tuple[str, ...] = ()
    next_due: datetime | None = None
    trouble: str = ""


Ticks = Callable[[datetime, datetime], Tick]
"""Tells the bot the time, and the moment since when its messages count."""


class TimeMachine:
    """Without `tick` the clock just jumps: nobody can be told."""

    def __init__(self, workspace: Workspace, tick: Ticks | None = None) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._halt = threading.Event()
        self._journey = Journey()
        self._began = workspace.clock.now()
        self.tick = tick

    @property
    def journey(self) -> Journey:
        with self._lock:
            return self._journey

    def forward(self, by: timedelta) -> None:
        """Set out; returns at once. ValueError for going back or too far, BusyError while under way."""
        if not timedelta(0) < by <= FARTHEST:
            raise ValueError(f"the clock moves ahead, by at most {FARTHEST.days // 366} years at a time")
        self._set_out(lambda: self._until(self._workspace.clock.now() + by))

    def to_next(self) -> None:
        """Set out for the next message; returns at once."""
        if self.tick is None:
            raise ValueError("this sandbox cannot ask the bot when the next message is due")
        self._set_out(self._until_sent)

    def halt(self) -> None:
        """End the journey after the step it is at."""
        self._halt.set()

    def _set_out(self, route: Callable[[], None]) -> None:
        with self._lock:
            if self._journey.moving:
                raise BusyError("the clock is being moved already")
            self._journey = Journey(moving=True, trouble=CUT_SHORT)
            self._began = self._workspace.clock.now()
            self._halt.clear()
        threading.Thread(target=self._travel, args=(route,), daemon=True).start()
        self._show()

    def _travel(self, route: Callable[[], None]) -> None:
        """Whatever happens on the way, the journey ends; what nobody foresaw goes to the terminal."""
        try:
            route()
        except TickError as error:
            self._note(trouble=str(error))
        finally:
            self._note(moving=False)

    def _until(self, target: datetime) -> None:
        due = self._tell()
        while self._workspace.clock.now() < target and not self._ended():
            self._go(min(target, self._stop(due) or target))
            due = self._tell()
        self._note(trouble="")

    def _until_sent(self) -> None:
        due = self._tell()
        for step in range(MOST_STEPS):
            stop = self._stop(due)
            quiet = step >= QUIET_STEPS and self._workspace.clock.now() - self._began >= QUIET
            if self.journey.came or stop is None or quiet or self._ended():
                break
            self._go(stop)
            due = self._tell()
        why = NOTHING_PLANNED if due is None else HELD_BACK
        self._note(trouble="" if self.journey.came or self._ended() else why)

    def _stop(self, due: datetime | None) -> datetime | None:
        """Where to go next: to what is due; an hour on where that is held back."""
        now = self._workspace.clock.now()
        return None if due is None else due if due > now else now + HOUR

    def _go(self, moment: datetime) -> None:
        clock = self._workspace.clock
        clock.advance(max(0.0, (moment + JUST_AFTER - clock.now()).total_seconds()))
        self._show()

    def _tell(self) -> datetime | None:
        if self.tick is None:
            return None
        done = self.tick(self._workspace.clock.now(), self._began)
        self._note(came=done.came, next_due=done.next_due)
        return min((moment for moment in (done.next_due, done.look_at) if moment), default=None)

    def _ended(self) -> bool:
        return self._halt.is_set() or self._workspace.ended.is_set()

    def _note(self, **changed: object) -> None:
        with self._lock:
            self._journey = Journey(**{**vars(self._journey), **changed})
        self._show()

    def _show(self) -> None:
        self._workspace.event_stream.publish("clock")
