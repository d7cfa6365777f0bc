"""Countries: which one a time zone lies in, and the public holidays of each, as maintained libraries say.

The tables of zones come with `tzdata`, whatever the machine has. `holidays` knows the calendars; it is loaded
when it is first asked, for it takes a moment and some memory.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files

LANGUAGE = "en_US"
"""In which holidays are named, where the library has it: else in the country's own."""


def country_of(zone: str | None) -> str:
    """Returns the code of the country that a zone lies in, of an older name of it too; empty for none."""
    return _by_zone().get(zone or "", "")


@lru_cache(maxsize=1)
def country_names() -> Mapping[str, str]:
    """Returns the names of all countries whose holidays are known, by code, in order of the names."""
    from holidays.registry import EntityLoader

    known = set(EntityLoader.get_country_codes(include_aliases=False))
    named = [(name, code) for code, name in _rows("iso3166.tab") if code in known]
    return {code: name for name, code in sorted(named)}


@lru_cache(maxsize=1024)
def public_holidays(country: str, year: int) -> Mapping[date, str]:
    """Returns the days of that year on which the whole country is off, with their names."""
    from holidays import country_holidays

    if country not in country_names():
        return {}
    # A year by itself: the library's own growing of years is not safe between threads.
    days = country_holidays(country, years=year, expand=False)
    if LANGUAGE in days.supported_languages and days.language != LANGUAGE:
        days = country_holidays(country, years=year, expand=False, language=LANGUAGE)
    return dict(days.items())


@lru_cache(maxsize=1)
def _by_zone() -> Mapping[str, str]:
    found = {zone: country for country, _place, zone, *_ in _rows("zone.tab")}
    links = (line.split()[1:3] for line in _lines("tzdata.zi") if line.startswith("L "))
    return {older: found[zone] for zone, older in links if zone in found} | found


def _rows(file: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in _lines(file) if not line.startswith("#"))


def _lines(file: str) -> list[str]:
    return (files("tzdata") / "zoneinfo" / file).read_text(encoding="utf-8").splitlines()
