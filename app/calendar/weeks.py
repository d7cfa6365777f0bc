"""ISO weeks, and local days and times in a person's zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_WRITTEN = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, order=True)
class Week:
    """An ISO 8601 week, Monday to Sunday. Its year is the ISO year: 30 Dec 2024 belongs to 2025-W01."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)  # refuses a week 53 where the year has none

    @classmethod
    def of(cls, day: date) -> Self:
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read back what `str` wrote. ValueError for anything else, "2026-W7" too: it is used in keys."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError("a week is written like 2026-W07")
        return cls(int(written[1]), int(written[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"

    @property
    def monday(self) -> date:
        return self.day(1)

    def day(self, isoweekday: int) -> date:
        """Monday is 1, Sunday is 7."""
        return date.fromisocalendar(self.year, self.number, isoweekday)

    @property
    def days(self) -> tuple[date, ...]:
        """All seven, from Monday."""
        monday = self.monday
        return tuple(monday + timedelta(days=n) for n in range(7))

    def __add__(self, weeks: int) -> "Week":
        return Week.of(self.monday + timedelta(weeks=weeks))

    @overload
    def __sub__(self, other: int) -> "Week": ...
    @overload
    def __sub__(self, other: "Week") -> int: ...
    def __sub__(self, other: "int | Week") -> "Week | int":
        """Returns the week that many earlier, or how many lie between two, negative if `other` is later."""
        if isinstance(other, Week):
            return (self.monday - other.monday).days // 7
        return self + -other


# Local times: the one place where a date and an hour in somebody's zone become an instant.
#
# A zone changes its offset a few times a year. Then an hour is missing (a gap) or comes twice (a fold), and a
# library's default may run a weekly appointment never or twice. Our rule has one answer for every local date:
# the first instant at which the local calendar and clock have reached that date and hour.

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
_NOT_A_PLACE = re.compile(r"localtime|posixrules|(posix|right)/.*")
"""The machine's own zone, and a second copy of all zones, one of them counting leap seconds."""
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=1024)  # ZoneInfo itself keeps eight, and reads the file again for the next
def zone(name: str | None) -> ZoneInfo:
    """Returns the zone of an IANA name. ValueError for all else, and for what only this machine knows."""
    try:
        if name and _NAME.fullmatch(name) and not _NOT_A_PLACE.fullmatch(name):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder, in the tzdata package
        pass
    raise ValueError("this is not the name of a time zone, such as Europe/Berlin")


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Returns when it is `at` on `day` in `zone`, in UTC: exactly one answer for every date.

    A time that comes twice happens the first time. A time inside a gap happens at the gap's end, the first
    instant that exists after it; so does every time of a day that was skipped whole (Samoa, 30 Dec 2011).
    For one `at`, a later date has a later instant; only midnight of a skipped day is the next day's midnight.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(moment, zone) == wall:
        return moment
    return _end_of_gap(wall.replace(microsecond=0), zone)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Returns the same moment as it reads in `zone`. Raises ValueError for a naive one."""
    if moment.tzinfo is None:  # it would be read in the machine's zone, without a word
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(zone)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Returns the date on the calendar in `zone` at that moment."""
    return local(moment, zone).date()


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """Finds the gap's end. PEP 495: in a gap, fold=1 reads with the offset after it and fold=0 with the one
    before, and the gap's end lies between the two. Found by halving: zoneinfo does not say when it changes
    an offset."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    reached = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while reached - before > _SECOND:
        middle = before + (reached - before) // (2 * _SECOND) * _SECOND
        if _wall(middle, zone) < wall:
            before = middle
        else:
            reached = middle
    return reached
