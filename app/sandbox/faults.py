"""Things that go wrong on purpose: slow answers, limits, lost connections."""

import itertools
import threading
from dataclasses import dataclass, replace
from typing import Literal, get_args

Kind = Literal["slow", "ratelimited", "error_after", "cut_after", "never", "lost"]
TO_THE_BOT = "bot"


@dataclass(frozen=True)
class Fault:
    """One planned fault. `left` counts down to zero; None means until it is removed."""

    id: int
    target: str
    kind: Kind
    seconds: float
    left: int | None


class Faults:
    """Planned faults, each for the next `times` calls of its target.

    A target is a Web API method ("views.open"), "api" for any of them, "bot" for any delivery to
    the bot, or one kind of delivery ("bot:view_submission", "bot:/l5-assess").
    Kinds for Web API calls: `slow` (seconds before it is carried out), `ratelimited` (429, seconds
    in Retry-After, not carried out), `error_after` and `cut_after` (carried out, then a 500 or a cut
    connection). For deliveries: `slow`, `never` (the bot hears nothing), `lost` (its answer is lost).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[int, Fault] = {}
        self._ids = itertools.count(1)

    def add(self, target: str, kind: Kind, *, seconds: float = 1.0, times: int | None = 1) -> Fault:
        if kind not in get_args(Kind):
            raise ValueError(f"there is no fault {kind}; there are {', '.join(get_args(Kind))}")
        fault = Fault(next(self._ids), target, kind, seconds, times)
        with self._lock:
            self._faults[fault.id] = fault
        return fault

    def remove(self, fault: Fault | int) -> None:
        with self._lock:
            self._faults.pop(fault if isinstance(fault, int) else fault.id, None)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def planned(self) -> list[Fault]:
        with self._lock:
            return list(self._faults.values())

    def take(self, *targets: str) -> Fault | None:
        """The oldest fault planned for one of the targets; counts it down."""
        with self._lock:
            for fault in self._faults.values():
                if fault.target in targets:
                    if fault.left is not None and fault.left <= 1:
                        del self._faults[fault.id]
                    elif fault.left is not None:
                        self._faults[fault.id] = replace(fault, left=fault.left - 1)
                    return fault
        return None
