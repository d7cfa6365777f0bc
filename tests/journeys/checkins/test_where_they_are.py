"""The weekly message comes at the same hour where its person is, whatever the clocks do there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.sandbox.seed import SEATS
from app.sandbox.slack import StandIn
from app.slack.manifest import manifest
from tests.support.dm import Dm
from tests.support.launching import record

pytestmark = [
    pytest.mark.calendar,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture(params=["Europe/Stockholm", "America/New_York", "Pacific/Kiritimati"])
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def standin(place: str) -> Iterator[StandIn]:
    seats = tuple(replace(seat, tz=place) for seat in SEATS)
    with StandIn(manifest("/l5-", "http://127.0.0.1"), seats=seats) as running:
        yield running


@pytest.fixture
def tuesday() -> None:
    """Not here: at the moment the suite runs at, in the middle of a night or not."""


def test_it_comes_at_ten_on_working_days_a_week_apart(dm: Dm, place: str) -> None:
    zone = ZoneInfo(place)
    record(dm.ada, shipped_on=dm.standin.now().astimezone(zone).date() - timedelta(days=10))
    dm.ada.close()
    came: list[datetime] = []
    for _ in range(30):
        due = dm.bot.ticker.run().next_due
        if dm.ada.messages()[len(came) + 1 :]:  # the first one of all greets her
            came.append(dm.standin.now().astimezone(zone))
            dm.choose("unseen", dm.ada.messages()[-1])
        if len(came) == 3:
            break
        assert due is not None
        dm.standin.advance(max(1.0, (due - dm.standin.now()).total_seconds()))
    assert [at.hour for at in came] == [10] * 3
    assert all(at.isoweekday() <= 5 for at in came)
    _, second, third = (at.date() for at in came)  # the first may be late for its week
    assert third - second == timedelta(days=7)
