"""Holidays: a folder of files, one a calendar. `se.txt` holds a date a line: `2026-12-25  Christmas Day`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.calendar.schedule import DayRange
from app.errors import StartupError
from app.reasons import Code

NO_HOLIDAYS = "-"
"""What somebody chose who wants none, although there is a calendar for all."""
NAME_LIMIT = 40
HOLIDAY_LIMIT = 60
"""Characters of a holiday's name: it is said in lines."""
A_HOLIDAY = "a holiday"
"""One that has no name, or none any more."""


@dataclass(frozen=True)
class Calendars:
    """Holds days off by the calendar's name. `default` is for all who chose none."""

    by_name: Mapping[str, tuple[DayRange, ...]] = field(default_factory=dict)
    default: str = ""

    def names(self) -> tuple[str, ...]:
        """What there is to choose from."""
        return tuple(sorted(self.by_name))

    def days(self, choice: str) -> tuple[DayRange, ...]:
        """Returns those of the chosen calendar; a calendar that is gone has none."""
        return self.by_name.get(choice or self.default, ())


NO_CALENDARS = Calendars()


def load(folder: str, default: str) -> Calendars:
    """Returns the calendars of HOLIDAYS_PATH, if it is set. StartupError names the file and the line."""
    if not folder:
        if default:
            raise StartupError("HOLIDAYS_DEFAULT names a calendar, and HOLIDAYS_PATH is not set.")
        return NO_CALENDARS
    if not Path(folder).is_dir():
        raise StartupError(f"HOLIDAYS_PATH: {folder} is not a folder.")
    found = {file.stem: _read(file) for file in sorted(Path(folder).glob("*.txt"))}
    if default and default not in found:
        raise StartupError(f'HOLIDAYS_DEFAULT: there is no file "{default}.txt" in {folder}.')
    return Calendars(found, default)


def _read(file: Path) -> tuple[DayRange, ...]:
    if len(file.stem) > NAME_LIMIT or file.stem == NO_HOLIDAYS:
        raise StartupError(f"HOLIDAYS_PATH: {file}: this name is too long, or a single dash.")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise StartupError(f"HOLIDAYS_PATH: {file} cannot be read as UTF-8 text.") from None
    days: list[DayRange] = []
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
        days.append(DayRange(day, day, Code.HOLIDAY, name))
    return tuple(days)
