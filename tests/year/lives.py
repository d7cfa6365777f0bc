"""Three people, and the days of their lives."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count

from app.calendar.weeks import instant
from app.sandbox.seed import Seat
from tests.year.habits import Habit, answers_everything, answers_half, answers_nothing
from tests.year.people import Bet, Person
from tests.year.seen import Got
from tests.year.world import DAY, World

ADA = Seat("ada", "U0ADA0001", "D0ADA0001", "ada", "Ada", "answers everything", "Europe/Stockholm", "CET")
BEN = Seat("ben", "U0BEN0001", "D0BEN0001", "ben", "Ben", "half answers", "America/New_York", "EST")
CLEO = Seat("cleo", "U0CLEO001", "D0CLEO001", "cleo", "Cleo", "never clicks", "Asia/Kolkata", "IST")

RECORDS_AT = time(11)
SOON = (timedelta(minutes=20),)
NOW_OR_LATER = (timedelta(minutes=50), timedelta(hours=26), timedelta(minutes=5), timedelta(days=4, hours=3))
_MOST_STEPS = 20_000


@dataclass(frozen=True)
class Life:
    """`two weeks` in a title: asked every two weeks from its first answer on. `waits`: until they react."""

    seat: Seat
    bets: Sequence[Bet]
    habit: Habit
    waits: Sequence[timedelta] = SOON


YEAR = 364
YEAR_OF_LAUNCHES = (
    Life(
        ADA,
        (
            Bet(2, "Checkout in one page"),
            Bet(60, "Search that forgives typos", shipped=12, judge=180),
            Bet(133, "Invoices, two weeks", judge=205),
            Bet(232, "Faster exports", judge=112),
        ),
        answers_everything(
            {
                "Checkout in one page": ("iterate 8", "keep"),
                "Search that forgives typos": ("too_early 5", "too_early 10", "keep"),
            }
        ),
    ),
    Life(
        BEN,
        (
            Bet(3, "Onboarding mails"),
            Bet(66, "Dark mode", shipped=9, judge=275),
            Bet(120, "Retry queue, two weeks", judge=231),
            Bet(230, "Alert routing", judge=128),
        ),
        answers_half({"Onboarding mails": ("too_early 42", "stop"), "Dark mode": ("roll_back",)}),
        NOW_OR_LATER,
    ),
    Life(
        CLEO,
        (
            Bet(1, "Audit log"),
            Bet(64, "Team invites", shipped=10, judge=60),
            Bet(140, "Usage reports", judge=60),
            Bet(240, "Single sign-on", judge=60),
        ),
        answers_nothing,
    ),
)

EIGHT = timedelta(weeks=8).days
EIGHT_WEEKS = (
    Life(
        ADA,
        (
            Bet(1, "Checkout in one page", judge=23),
            Bet(16, "Search that forgives typos", shipped=8, judge=36),
        ),
        answers_everything({"Checkout in one page": ("too_early 2", "iterate 2")}),
    ),
    Life(
        BEN,
        (Bet(2, "Onboarding mails", judge=30), Bet(17, "Dark mode", judge=30)),
        answers_half({"Onboarding mails": ("too_early 3", "keep")}),
        NOW_OR_LATER,
    ),
    Life(CLEO, (Bet(1, "Audit log", judge=37), Bet(3, "Team invites", judge=44)), answers_nothing),
)

_Step = tuple[datetime, int, Callable[[], None]]


class _Steps:
    """What people will do, the earliest first."""

    def __init__(self) -> None:
        self._steps: list[_Step] = []
        self._number = count()

    def add(self, at: datetime, deed: Callable[[], None]) -> None:
        heapq.heappush(self._steps, (at, next(self._number), deed))

    def do_due(self, world: World) -> None:
        while self._steps and self._steps[0][0] <= world.now:
            heapq.heappop(self._steps)[2]()

    def next_or(self, moment: datetime) -> datetime:
        return min(moment, self._steps[0][0]) if self._steps else moment


def live(world: World, lives: Sequence[Life], days: int, stride: timedelta = DAY) -> list[Person]:
    """So many days, by way of every moment at which something is due, and no longer than `stride` apart."""
    people = [Person(world, life.seat) for life in lives]
    steps, end = _Steps(), world.now + timedelta(days=days)
    for person, life in zip(people, lives, strict=True):
        _plan(steps, person, life)
    for _ in range(_MOST_STEPS):
        steps.do_due(world)
        following = world.tick(stride)
        for person, life in zip(people, lives, strict=True):
            for message in person.look():
                _react(steps, person, life, message)
        if world.now >= end:
            return people
        world.go_to(min(steps.next_or(following), end))
    raise AssertionError(f"time stands still at {world.now}")


def _plan(steps: _Steps, person: Person, life: Life) -> None:
    for bet in life.bets:
        day = person.today + timedelta(days=bet.on)
        steps.add(instant(day, RECORDS_AT, person.zone), partial(person.record, bet))


def _react(steps: _Steps, person: Person, life: Life, message: Got) -> None:
    wait = life.waits[len(person.diary) % len(life.waits)]
    steps.add(person.world.now + wait, partial(life.habit, person, message))
