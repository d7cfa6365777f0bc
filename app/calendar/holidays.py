"""Holidays: of the country that a time zone lies in, of a chosen one, or of an operator's file.

A folder holds a file for each calendar of the operator's: `se.txt`, with a date a line:
`2026-12-25  Christmas Day`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.calendar.countries import country_names, country_of, public_holidays
from app.errors import StartupError

NO_HOLIDAYS = "-"
"""What somebody chose who wants none, or an operator for everybody who chose nothing."""
COUNTRY = "@"
"""In front of a country's code, where somebody chose its holidays: "@SE". No file is called so."""
NAME_LIMIT = 40
HOLIDAY_LIMIT = 60
"""Characters of a holiday's name: it is said in lines."""
A_HOLIDAY = "a holiday"
"""One that has no name, or none any more."""


@dataclass(frozen=True)
class Holidays:
    """The days of a file, or those of a country, which are worked out for each year that is asked about."""

    days: Mapping[date, str] = field(default_factory=dict)
    country: str = ""

    def name(self, day: date) -> str | None:
        """Names the holiday on that day; None where it is none."""
        found = public_holidays(self.country, day.year) if self.country else self.days
        return found.get(day)


NOBODYS = Holidays()


@dataclass(frozen=True)
class Calendars:
    """The operator's calendars by name. `default` is for all who chose none: a calendar's name, NO_HOLIDAYS,
    or empty for the country of each one's time zone."""

    by_name: Mapping[str, Holidays] = field(default_factory=dict)
    default: str = ""

    def names(self) -> tuple[str, ...]:
        """What there is to choose from, countries aside."""
        return tuple(sorted(self.by_name))

    def choices(self) -> tuple[str, ...]:
        """All that can be chosen, countries too."""
        return (NO_HOLIDAYS, *self.names(), *(COUNTRY + code for code in country_names()))

    def holidays(self, choice: str, zone: str | None) -> Holidays:
        """Returns those of the chosen calendar, for somebody in that zone; one that is gone has none."""
        chosen = choice or self.default or COUNTRY + country_of(zone)
        if chosen.startswith(COUNTRY):
            return Holidays(country=chosen.removeprefix(COUNTRY))
        return self.by_name.get(chosen, NOBODYS)


NO_CALENDARS = Calendars(default=NO_HOLIDAYS)


def load(folder: str, default: str) -> Calendars:
    """Returns the calendars of HOLIDAYS_PATH, if it is set. StartupError names the file and the line."""
    if folder and not Path(folder).is_dir():
        raise StartupError(f"HOLIDAYS_PATH: {folder} is not a folder.")
    found = {file.stem: _read(file) for file in sorted(Path(folder).glob("*.txt"))} if folder else {}
    if default and default != NO_HOLIDAYS and default not in found:
        where = f'there is no file "{default}.txt" in {folder}' if folder else "HOLIDAYS_PATH is not set"
        raise StartupError(f"HOLIDAYS_DEFAULT names a calendar, and {where}. A dash means no holidays.")
    return Calendars(found, default)


def _read(file: Path) -> Holidays:
    if len(file.stem) > NAME_LIMIT or file.stem == NO_HOLIDAYS or file.stem.startswith(COUNTRY):
        raise StartupError(
            f'HOLIDAYS_PATH: {file}: this name is too long, a single dash, or begins with "@".'
        )
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise StartupError(f"HOLIDAYS_PATH: {file} cannot be read as UTF-8 text.") from None
    days: dict[date, str] = {}
    for number, line in enumerate(lines, 1):
        written, _, name = line.partition("#")[0].strip().partition(" ")
        if not written:
            continue
        name = name.strip() or A_HOLIDAY
        try:
            day = date.fromisoformat(written)
        except ValueError:
            day = None
        if day is None or len(name) > HOLIDAY_LIMIT:
            raise StartupError(
                f"HOLIDAYS_PATH: {file}, line {number} is not a date and a name of up to {HOLIDAY_LIMIT} "
                'characters, like "2026-12-25  Christmas Day".'
            )
        days.setdefault(day, name)
    return Holidays(days)
