"""Public holidays, of the country that somebody's zone lies in: nothing is asked on them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from app.calendar.countries import country_names, country_of, public_holidays
from app.calendar.holidays import NO_HOLIDAYS, Calendars
from app.calendar.schedule import Slot
from app.calendar.weeks import Week
from app.db.engine import Database
from app.launches.model import ZONES
from app.nudges.kinds import LOOK, SHIP
from app.nudges.model import DueDate
from app.users import SlackProfile
from tests.nudges.support import TEN, Home


@pytest.fixture
def home(database: Database) -> Home:
    """Somebody in Berlin, in the spring of 2027, who chose nothing."""
    home = Home(database, Calendars())
    home.go_to("2027-03-01T08:00")
    home.things.first = Week(2027, 10)
    return home


def test_a_check_in_on_a_holiday_comes_on_the_next_working_day_and_says_why(home: Home) -> None:
    home.change(slot=Slot(1, TEN))
    home.go_to("2027-03-26T12:00")
    home.things.first = Week(2027, 13)
    home.begin()
    home.live_until("2027-03-31")
    assert home.arrived() == ["checkin Tue 30 Mar 10:00"]
    assert home.why()[-1].endswith("sent at 10:00, moved from Mon 29 Mar: Easter Monday")


def test_a_reminder_does_not_come_on_a_holiday(home: Home) -> None:
    """Friday is Good Friday and Monday Easter Monday: the third working day is the next Tuesday."""
    home.change(slot=Slot(2, TEN))
    home.things.first = Week(2027, 12)
    home.begin()
    home.live_until("2027-03-30T09:59")
    assert home.arrived() == ["checkin Tue 23 Mar 10:00"]


@pytest.mark.parametrize("kind", [SHIP, LOOK])
def test_no_other_nudge_comes_on_a_holiday(home: Home, kind: str) -> None:
    home.things.first = None
    home.things.days = [DueDate(kind, date(2027, 5, 6))]  # Ascension Day
    home.begin()
    home.live_until("2027-05-08")
    assert home.arrived() == [f"{kind} Fri 07 May 10:00"]


def test_whoever_chose_none_or_another_country_is_written_to_on_that_day(home: Home) -> None:
    home.change(slot=Slot(1, TEN), calendar="@JP")
    home.go_to("2027-03-26T12:00")
    home.things.first = Week(2027, 13)
    home.begin()
    home.live_until("2027-03-31")
    assert home.arrived() == ["checkin Mon 29 Mar 10:00"]
    home.change(calendar=NO_HOLIDAYS)
    with home.database.read() as connection:
        assert home.manners(connection).rhythm.is_working(date(2027, 3, 29))


def test_who_moves_has_the_holidays_of_where_they_are(home: Home) -> None:
    the_fourth_observed = date(2027, 7, 5)
    with home.database.write() as connection:
        store = home.store(connection)
        assert home.manners(connection).rhythm.is_working(the_fourth_observed)
        store.profile_read("US/Pacific", deleted=False, now=home.clock.now())
        settings = store.get()
        assert settings is not None
        assert not settings.rhythm.is_working(the_fourth_observed)
        assert store.get() == home.store(connection).get()


def test_every_zone_that_can_be_chosen_lies_in_a_country_with_holidays() -> None:
    assert [zone for zone, _ in ZONES if country_of(zone) not in country_names()] == ["UTC"]
    assert (country_of("Asia/Calcutta"), country_of("Europe/Kiev"), country_of("UTC")) == ("IN", "UA", "")


def test_the_holidays_of_all_countries_can_be_named() -> None:
    for code in country_names():
        days = public_holidays(code, 2027)
        assert all(day.year == 2027 and name for day, name in days.items())
    assert public_holidays("XX", 2027) == {}


def test_a_day_is_a_holiday_in_any_year_that_is_asked_about() -> None:
    sweden = Calendars().holidays("", "Europe/Stockholm")
    assert {sweden.name(date(year, 12, 25)) for year in (2019, 2026, 2031)} == {"Christmas Day"}


def test_somebody_deactivated_and_without_a_zone_has_none(home: Home) -> None:
    home.card = SlackProfile(None, deleted=True)
    with home.database.read() as connection:
        settings = replace(home.manners(connection), zone=None, holidays=Calendars().holidays("", None))
    assert settings.rhythm.is_open(datetime.combine(date(2026, 12, 25), time(12), UTC))
