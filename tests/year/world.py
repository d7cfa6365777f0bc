"""Slack, the product and the one clock of both."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from app.bootstrap import Product
from app.db.tables import pace
from app.sandbox.seed import Seat
from app.sandbox.slack import StandIn
from app.slack.manifest import manifest
from tests.support.bot import running_bot

MONDAY = datetime(2029, 1, 1, 0, 5, tzinfo=UTC)
"""A year that begins on a Monday; the calendar is the same again 28 years later."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class World:
    standin: StandIn
    product: Product

    @property
    def now(self) -> datetime:
        return self.standin.now()

    def go_to(self, moment: datetime) -> None:
        self.wait(max(0.0, (moment - self.now).total_seconds()) + 0.001)

    def wait(self, seconds: float) -> None:
        """Slack's pace is kept in real seconds: the minutes that pass here free it."""
        self.standin.advance(seconds)
        with self.product.database.write() as connection:
            connection.execute(delete(pace))

    def tick(self, stride: timedelta = DAY) -> datetime:
        """Do what is due, and say where to go next: to what is due then, at the latest a stride on."""
        due = self.product.ticker.run().next_due
        if due is None:
            return self.now + stride
        return min(due, self.now + stride) if due > self.now else self.now + HOUR


@contextmanager
def world(seats: Sequence[Seat], database_url: str) -> Iterator[World]:
    """It begins on a Monday, whichever day the machine has."""
    with StandIn(manifest("/l5-", "http://127.0.0.1"), seats=tuple(seats)) as standin:
        start = MONDAY
        while start < standin.now():
            start = start.replace(year=start.year + 28)
        standin.advance((start - standin.now()).total_seconds())
        with running_bot(standin, database_url) as product:
            yield World(standin, product)
