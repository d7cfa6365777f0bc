"""The moment at which the suite runs, which is the only place where tests get the time of day from.

`make test DAY=2026-12-31T23:58` moves it. The product and the stand-in ask `time.time` and nothing else, so
that is what is moved where this is imported: in this process before anything takes hold of it (see
`tests/conftest.py`), and in those that a test starts by `clock/sitecustomize.py`. Measured time
(`time.monotonic`) is left alone.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

DAY = "DAY"
"""A moment as ISO 8601 has it. Without an offset it is in the zone of the machine, which TZ names."""

AHEAD = "TESTS_AHEAD"
"""By how many seconds the clock is moved, back if it is negative: counted once, and handed to children."""

CLOCK = Path(__file__).parent / "clock"
"""On the path of a process, it moves that process's clock."""

_machine, _machine_ns = time.time, time.time_ns


def now() -> datetime:
    """Aware UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


@dataclass(frozen=True)
class Moment:
    """A time at which things go wrong that go well at any other, and the zone of a machine."""

    day: str
    zone: str = "UTC"

    def __str__(self) -> str:
        return f"{self.day} {self.zone}"

    @contextmanager
    def lived(self) -> Iterator[None]:
        """Inside the block it is that moment and later, for what is started there too."""
        before = {name: os.environ.get(name) for name in (AHEAD, "TZ")}
        os.environ["TZ"] = self.zone
        time.tzset()
        os.environ[AHEAD] = str(_ahead(self.day))
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
            time.tzset()


MOMENTS = (
    # The last minute of a year, a Thursday whose week 53 goes on into the next one; and the first, which in
    # London is still the year before.
    Moment("2026-12-31T23:59:55", "Europe/Stockholm"),
    Moment("2027-01-01T00:00:05", "Europe/Stockholm"),
    # Both ends of the longer February.
    Moment("2028-02-28T23:59:55", "Europe/Stockholm"),
    Moment("2028-02-29T12:00"),
    # The hour that is left out and the one that comes twice, in Europe and in America.
    Moment("2027-03-28T01:59:55+01:00", "Europe/Stockholm"),
    Moment("2026-10-25T02:30+02:00", "Europe/Stockholm"),
    Moment("2027-03-14T01:59:55-05:00", "America/New_York"),
    Moment("2026-11-01T01:30-04:00", "America/New_York"),
    # Zones that are a day ahead, and half an hour beside everybody else.
    Moment("2027-07-01T00:00:05", "Pacific/Kiritimati"),
    Moment("2027-02-28T23:59:55", "America/St_Johns"),
)
"""What CI tries: `make test-days`."""


def _ahead(day: str) -> float:
    return datetime.fromisoformat(day).timestamp() - _machine()


def _now() -> float:
    return _machine() + float(os.environ[AHEAD])


def _now_ns() -> int:
    return _machine_ns() + int(float(os.environ[AHEAD]) * 1e9)


if AHEAD not in os.environ:  # or the process that started this one has counted it
    os.environ[AHEAD] = str(_ahead(os.environ[DAY])) if os.environ.get(DAY) else "0"
vars(time).update(time=_now, time_ns=_now_ns)
BEGAN = now().astimezone()
