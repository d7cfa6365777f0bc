"""What happens in a random life: two ticks on one database, people, and everything that goes wrong."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from app.calendar.weeks import Week, local_day
from app.checkins.agenda import load_agendas
from app.checkins.prompts import Prompts, load_prompts
from app.checkins.service import CheckinService
from app.checkins.weekly import contents
from app.config import resource
from app.db.engine import connect
from app.db.tables import outbox
from app.errors import FollowthroughError
from app.nudges.policy import Arrival
from app.outbox.model import Record
from app.outbox.pace import Pace
from app.users import SlackProfile, SlackUser
from app.work import Workplace
from app.worker import Ticker, build_ticker
from tests.nudges.deeds import ZONES, Person
from tests.nudges.judge import Judge
from tests.nudges.support import AT_HOME, Pencil
from tests.nudges.world import Arrived, Chance, Killed, Odds, Shaky, Time, Wild
from tests.nudges.wrapped import KindsOfNow, PlannerOfNow, Watched
from tests.outbox.support import QUICK, UNPACED
from tests.support.work import RING

DAY = 86_400.0
TIMING = replace(QUICK, patience=5.0, brake=1.2)
LONG_AGO = timedelta(hours=26)
PROMPTS: Prompts = load_prompts(resource("content/prompts.yaml"))


class Life:
    """One run: `storm`, then `calm`. What was broken is the judge's, and `log` says what happened."""

    def __init__(self, seed: int, url: str, odds: Odds | None = None, people: int = 2) -> None:
        self.rng = random.Random(seed)
        self.seed, self.time, self.chance = seed, Time(), Chance(self.rng, Odds.none())
        self.odds = odds or Odds()
        self.enabled, self.silent = True, False
        self.running: list[int] = []
        self.cards: dict[str, SlackProfile] = {}
        self.log: list[str] = []
        self.rows: dict[int, dict[int, Record]] = {}
        self.plain = connect(url)
        self.judge = Judge(self.plain)
        self.slack = Wild(self.time, self.chance, self.pause, self._arrives)
        self.databases = [Shaky(url, self.chance) for _ in range(2)]
        self.tickers = [self.new_ticker(0), self.new_ticker(1)]
        self.people = [self._person(f"U{n}") for n in range(people)]

    def close(self) -> None:
        for database in (self.plain, *self.databases):
            database.dispose()

    def new_ticker(self, number: int) -> Ticker:
        """A process that starts: it remembers nothing."""
        words = contents(PROMPTS, "/l5-launch")
        return build_ticker(
            Workplace(self.databases[number], RING, self.time),
            self.slack,
            {kind: Watched(content, self.judge.claimed, self.pause) for kind, content in words.items()},
            load_agendas,
            read_profile=self._profile,
            messages=Pencil,
            enabled=self.enabled,
            timing=TIMING,
            pace=Pace(self.time.real, UNPACED),
            monotonic=self.time.monotonic,
            sleep=self.time.on,
        )

    def _person(self, user_id: str) -> Person:
        self.cards[user_id] = AT_HOME
        database = self.databases[0]
        planner = PlannerOfNow(lambda: self.tickers[0].parts.planner)
        service = CheckinService(
            Workplace(database, RING, self.time),
            PROMPTS,
            planner,
            Arrival(KindsOfNow(lambda: self.tickers[0].parts.kinds)),
        )
        who = SlackUser("", "T1", user_id)
        return Person(who, database, self.time, planner, service, self.rng, self._ts_of)

    # What others see

    def pause(self, longest: float) -> None:
        """Time passes in the middle of something, and the other tick may run."""
        if not self.chance.hit("paused", self.chance.odds.paused):
            return
        self.time.on(self.rng.uniform(0, longest))
        if len(self.running) == 1 and self.rng.random() < 0.6:
            self._run(1 - self.running[0])

    def _profile(self, user_id: str) -> SlackProfile | None:
        return None if self.silent else self.cards[user_id]

    def _arrives(self, arrived: Arrived) -> None:
        self.judge.arrives(arrived.delivery_id, self.time.now(), self.enabled)
        self.log.append(
            f"    {self.judge.got_name(arrived.delivery_id)} arrives at {self.time.now():%a %d %b %H:%M}"
        )

    def _ts_of(self, message_id: int) -> str | None:
        with self.plain.read() as connection:
            delivery_id = connection.scalar(select(outbox.c.delivery_id).where(outbox.c.id == message_id))
        return next((one.ts for one in self.slack.arrived if one.delivery_id == delivery_id), None)

    # Steps

    def storm(self, steps: int) -> None:
        for person in self.people:
            person.begin()
        self.chance.odds = self.odds
        for number in range(steps):
            if not self.judge.broken:
                self._step(number, self._draw())

    def _draw(self) -> Callable[[], str]:
        steps: list[tuple[int, Callable[[], str]]] = [
            (12, self._pass_time),
            (34, self._until_due),
            (14, self._tick),
            (20, self._deed),
            (2, self._moves),
            (self._often(any(card.deleted for card in self.cards.values())), self._leaves),
            (self._often(self.silent), self._silent),
            (self._often(not self.enabled), self._switch),
            (1, self._restart),
        ]
        return self.rng.choices([step for _, step in steps], [weight for weight, _ in steps])[0]

    def _often(self, is_bad: bool) -> int:
        """What keeps all messages back is over soon, or there would be little to see."""
        return 8 if is_bad else 1

    def _step(self, number: int, act: Callable[[], str]) -> None:
        self.chance.disturbed = False
        self.judge.step = f"seed {self.seed}, step {number}, {self.time.now():%a %d %b %H:%M}"
        name = act()
        self.judge.step += f", {name}"
        self.log.append(f"{number} {self.time.now():%a %d %b %H:%M} {name}")
        self._look(name)

    def _look(self, name: str) -> None:
        judge, now = self.judge, self.time.now()
        for person in self.people:
            before, after = self.rows.get(person.id, {}), judge.rows(person.id)
            self.rows[person.id] = after
            changed = [row for row in after.values() if before.get(row.id) != row]
            self.log += [f"    {_told(row)}" for row in changed]
            is_tick = name.startswith("tick")
            if not is_tick:
                judge.stays(before, after)
            if changed:
                judge.learned(person.id, changed, by_a_click=not is_tick)
            judge.reasons(person.id, changed, now)
        is_held = self.time.elapsed <= self.slack.held_until + 1
        if name == "tick" and self.enabled and not self.chance.disturbed and not is_held:
            judge.nothing_due(now)
            for person in self.people:
                judge.not_forgotten(person.id, now)

    def _pass_time(self) -> str:
        rng = self.rng
        roll = rng.random()
        if roll < 0.15:
            back = rng.uniform(60, 6 * 3600)
            self.time.offset -= back
            return f"the clock jumps back {back / 60:.0f} min"
        if roll < 0.23:
            self.time.on(rng.uniform(7, 30) * DAY)
            return "nobody ticks for weeks"
        self.time.on(rng.uniform(0, rng.choice((0.02, 0.1, 1, 3, 6, 12, 24, 60))) * 3600)
        return "time passes"

    def _until_due(self) -> str:
        """To the next moment with something to do, or a little later; mostly somebody ticks then."""
        due = self.tickers[0].next_due()
        wait = (due - self.time.now()).total_seconds() if due else DAY
        self.time.on(min(max(wait + self.rng.choice((0.0, 0.0, 1.0, 900.0, 9000.0)), 1.0), 4 * DAY))
        return self._tick() if self.rng.random() < 0.85 else "until something is due"

    def _tick(self) -> str:
        whose = self.rng.randrange(2)
        return "tick" if self._run(whose) else "tick that fails"

    def _run(self, whose: int) -> bool:
        self.running.append(whose)
        try:
            self.tickers[whose].run()
        except Killed:
            self.tickers[whose] = self.new_ticker(whose)
            return False
        except FollowthroughError:
            return False
        finally:
            self.running.pop()
        return True

    def _deed(self) -> str:
        person = self.rng.choice(self.people)
        names: list[str] = []
        self._quietly(lambda: names.append(person.act()))
        return f"{person.who.user_id} {names[0] if names else 'in vain'}"

    def _quietly(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (FollowthroughError, Killed) as error:
            self.log.append(f"    {type(error).__name__}")

    def _moves(self) -> str:
        who = self.rng.choice(self.people).who.user_id
        zone = self.rng.choice((*ZONES, None, "Not/AZone"))
        self.cards[who] = replace(self.cards[who], zone=zone)
        return f"{who} is in {zone}"

    def _leaves(self) -> str:
        who = self.rng.choice(self.people).who.user_id
        self.cards[who] = replace(self.cards[who], deleted=not self.cards[who].deleted)
        return f"{who} deleted: {self.cards[who].deleted}"

    def _silent(self) -> str:
        self.silent = not self.silent
        return f"users.info answers: {not self.silent}"

    def _switch(self) -> str:
        self.enabled = not self.enabled
        self.tickers = [self.new_ticker(0), self.new_ticker(1)]
        return f"switched on: {self.enabled}"

    def _restart(self) -> str:
        whose = self.rng.randrange(2)
        self.tickers[whose] = self.new_ticker(whose)
        return "a process starts anew"

    # The quiet weeks

    def calm(self, weeks: int) -> None:
        self.chance.odds = Odds.none()
        self.enabled, self.silent = True, False
        self.cards = dict.fromkeys(self.cards, AT_HOME)
        self.tickers = [self.new_ticker(0), self.new_ticker(1)]
        self._live(LONG_AGO)  # everybody's profile is read again, what was unclear is settled
        for person in self.people:
            person.usual_again()
        this = Week.of(local_day(self.time.now(), self.people[0].manners().rhythm.zone))
        self._live(timedelta(weeks=weeks + 1))
        for person in self.people:
            for week in (this + n for n in range(1, weeks + 1)):
                if person.asks_in(week):
                    self.judge.week_has_its_message(person.id, week)
            self.judge.looks_are_asked(person.id, (this + 1).monday)
            self.judge.explained(person.id, self.time.now())

    def _live(self, span: timedelta) -> None:
        end = self.time.now() + span
        number = 0
        while self.time.now() < end:
            number += 1
            seen = {person.id: len(self.judge.got[person.id]) for person in self.people}
            self._step(10_000 + number, self._tick)
            for person in self.people:
                if len(self.judge.got[person.id]) > seen[person.id]:
                    person.click()
            due = self.tickers[0].next_due()
            wait = (due - self.time.now()).total_seconds() if due else DAY
            self.time.on(min(max(wait, 60.0), DAY))


def _told(row: Record) -> str:
    return f"{row.kind} {row.week} {row.n} {row.state} due {row.due_at:%a %d %b %H:%M} {row.reason or ''}"
