"""How long things may take, all in seconds, and the clock they are measured with."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Scaled together in tests. `quiet` has to be longer than Slack's history lags behind."""

    lease: float = 60.0  # from the claim to the end of the post
    http: float = 15.0  # one call to Slack
    quiet: float = 120.0  # from the last moment a post could go out to the look at the history
    first_wait: float = 5.0  # after a refusal, doubled with every attempt ...
    longest_wait: float = 900.0  # ... up to this
    patience: float = 0.25  # the farthest slot of the pace a sender sleeps for
    brake: float = 1.2  # nobody posts after an unclear one: no faster in than the history is read
    watch_every: float = 1.0  # between two looks at what is unclear


_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def elapsed() -> float:
    """Never jumps, and goes on while the machine sleeps, which `time.monotonic` on Linux does not."""
    return time.clock_gettime(_CLOCK)
