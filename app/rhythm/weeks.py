"""ISO weeks as values: what a check-in belongs to, whenever it is really sent."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self, overload

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
        """A number of weeks earlier; or how many weeks lie between two, negative where `other` is later."""
        if isinstance(other, Week):
            return (self.monday - other.monday).days // 7
        return self + -other
