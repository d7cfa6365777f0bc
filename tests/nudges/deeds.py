"""What a person does in the random life, with the real services and stores."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy import Connection, select, update

from app.calendar.schedule import MIDNIGHT, Slot
from app.calendar.weeks import Week, local_day
from app.checkins.action_ids import LATER, NEXT_WEEK, TOMORROW
from app.checkins.agenda import load_agendas
from app.checkins.model import Asks, Checkin, Status, subject
from app.checkins.screens import COURSE, JUDGE_BY, LANDED_FIELD, REFLECTION
from app.checkins.service import CheckinService, PressedMessage
from app.checkins.store import CheckinStore
from app.clock import Clock
from app.db.engine import Database
from app.db.tables import launches, outbox, questions
from app.errors import BadText
from app.forms.model import Form
from app.launches.model import Bet, joining_week
from app.launches.store import LaunchStore
from app.nudges.model import NO_AGENDA, NotificationSettings
from app.nudges.planner import Planner
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import State
from app.outbox.store import Outbox
from app.people import enter
from app.users import SlackUser
from tests.support.work import work_of

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Pacific/Honolulu",
)
MOST_OPEN = 4


class Person:
    """One of them. Every deed is one transaction of a service, drawn from the dice.

    `ts_of`: Slack's name of a message of which nobody but Slack knows; None where it is not there.
    """

    def __init__(
        self,
        who: SlackUser,
        database: Database,
        clock: Clock,
        planner: Planner,
        answers: CheckinService,
        rng: random.Random,
        ts_of: Callable[[int], str | None],
    ) -> None:
        self.who, self.database, self.clock = who, database, clock
        self.planner, self.answers, self.rng = planner, answers, rng
        self.ts_of = ts_of
        self.id = 0
        self.forms = 0

    def begin(self) -> None:
        """The first launch settles the slot, and Slack said where they are."""
        with self.database.write() as connection:
            person = enter(connection, self.who, self.clock.now())
            self.id = person.id
            store = work_of(connection, person).get(NotificationSettingsStore)
            store.ensure(self._slot())
            store.profile_read("Europe/Berlin", False, self.clock.now())
        self.record()

    def act(self) -> str:
        """Something they do; its name."""
        is_quiet = (manners := self.manners()).stopped or manners.budget == 0 or bool(manners.paused_until)
        deeds: list[tuple[int, Callable[[], None]]] = [
            (6, self.click),
            (14, self.answer),
            (8, self.snooze),
            (3, self.time_flies),
            (5, self.record),
            (3, self.slot),
            (2, self.hours),
            (2, self.budget),
            (2, self.time_off),
            (1, self.pause),
            (1, self.stop),
            (30 if is_quiet else 1, self.resume),
            (1, self.tell_zone),
            (1, self.rhythm_choice),
        ]
        weights = [weight for weight, _ in deeds]
        deed = self.rng.choices([deed for _, deed in deeds], weights)[0]
        deed()
        return deed.__name__

    def click(self) -> None:
        """One that changes nothing: sometimes without a plan."""
        with self.database.write() as connection:
            enter(connection, self.who, self.clock.now())
            if self.rng.random() < 0.5:
                self.planner.plan(work_of(connection, self.id, self.clock.now()))

    def record(self, ahead: int | None = None) -> None:
        """A launch; `ahead`: days until it ships, and then it is judged late."""
        with self.database.write() as connection:
            now = self.clock.now()
            work = work_of(connection, enter(connection, self.who, now), now)
            store, rhythm = work.get(LaunchStore), self.manners_in(connection).rhythm
            if ahead is None and len(store.open()) >= MOST_OPEN:
                return
            weeks = self.rng.randint(1, 8) if ahead is None else 30
            days = self.rng.randint(-12, 12) if ahead is None else ahead
            today = local_day(now, rhythm.zone)
            shipped_on = today + timedelta(days=days)
            bet = Bet("A title", "p", "m", "t", shipped_on, shipped_on + timedelta(weeks=weeks, days=14))
            self.forms += 1
            store.record(
                f"{self.who.user_id}{self.forms}",
                bet,
                seals_at=now + timedelta(days=1),
                joins=joining_week(rhythm, shipped_on),
                shipped=shipped_on <= today,
                now=now,
            )
            self.planner.plan(work)

    def answer(self) -> None:
        found = self._some_checkin()
        if found is None:
            return
        value, place, one = found
        its = self.answers
        deeds: dict[Asks, tuple[Callable[[], object], ...]] = {
            Asks.SHIP: (
                lambda: its.shipped(self.who, value, place),
                lambda: its.shipped(self.who, value, place),
                lambda: its.drop(self.who, value, place),
            ),
            Asks.DECISION: (lambda: self._decide(value, place), lambda: its.skip(self.who, value, place)),
        }
        usual: tuple[Callable[[], object], ...] = (
            lambda: its.unseen(self.who, value, place),
            lambda: its.unchanged(self.who, value, place),
            lambda: its.open_reading(self.who, value, Status.BEHIND, place),
            lambda: its.skip(self.who, value, place),
            lambda: its.two_weeks(self.who, value, place),
            lambda: its.weekly(self.who, value, place),
            lambda: its.stop(self.who, value, place) if self.rng.random() < 0.3 else None,
        )
        self.rng.choice(deeds.get(one.asks, usual))()

    def snooze(self) -> None:
        found = self._some_checkin()
        if found and found[2].asks in {Asks.READING, Asks.DECISION}:
            how = self.rng.choice((LATER, TOMORROW, NEXT_WEEK))
            self.answers.snooze(self.who, found[0], how, found[1])

    def time_flies(self) -> None:
        """A second look of half a year's time is owed within days."""
        with self.database.write() as connection:
            now = self.clock.now()
            enter(connection, self.who, now)
            day = local_day(now, self.manners_in(connection).rhythm.zone) + timedelta(
                days=self.rng.randint(-9, 9)
            )
            owed = (launches.c.person_id == self.id, launches.c.look_on.is_not(None))
            connection.execute(update(launches).where(*owed).values(look_on=day))
            self.planner.plan(work_of(connection, self.id, now))

    def slot(self) -> None:
        self._save(slot=self._slot())

    def hours(self) -> None:
        opens = self.rng.randint(6, 12)
        closes = self.rng.randint(opens + 2, 24)
        days = frozenset(self.rng.sample(range(1, 8), self.rng.randint(3, 6)))
        self._save(opens=time(opens), closes=time(closes) if closes < 24 else MIDNIGHT, work_days=days)

    def budget(self) -> None:
        self._save(budget=self.rng.choice((0, 1, 1, 2, 3, 3, 5)))

    def time_off(self) -> None:
        with self._settings() as (store, _, today):
            first = today + timedelta(days=self.rng.randint(-1, 10))
            ranges = ((first, first + timedelta(days=self.rng.choice((0, 1, 4, 11)))),)
            store.set_time_off(ranges if self.rng.random() < 0.8 else ())

    def pause(self) -> None:
        self._save(paused_for=self.rng.choice((1, 7, 20)))

    def stop(self) -> None:
        self._save(stopped=True)

    def resume(self) -> None:
        self._save(stopped=False, paused_for=0, budget=self.rng.choice((2, 3)))

    def tell_zone(self) -> None:
        with self._settings() as (store, _, _today):
            store.told_zone(self.rng.choice(ZONES))

    def rhythm_choice(self) -> None:
        with self.database.read() as connection:
            rows = Outbox(work_of(connection, self.id)).of_person()
        sent = [row for row in rows if row.state is State.SENT]
        if sent:
            choice = self.rng.choice(("weeks2", "weeks2", "pause", "stop"))
            self.answers.rhythm_choice(self.who, str(self.rng.choice(sent).id), choice)

    def usual_again(self) -> None:
        """As somebody who works from Monday to Friday, with something new to follow."""
        with self._settings() as (store, manners, _today):
            usual = NotificationSettings(self.id, manners.zone, Slot(2, time(10)))
            store.save(usual)
            store.set_time_off(())
        self.record(ahead=-10)

    def manners(self) -> NotificationSettings:
        with self.database.read() as connection:
            return self.manners_in(connection)

    def manners_in(self, connection: Connection) -> NotificationSettings:
        found = work_of(connection, self.id).get(NotificationSettingsStore).get()
        assert found is not None
        return found

    def asks_in(self, week: Week) -> bool:
        """Whether the weekly message has something to ask."""
        with self.database.read() as connection:
            agendas = load_agendas(connection, [self.id], self.clock.now())
            return agendas.get(self.id, NO_AGENDA).next_week(week) == week

    def _save(self, *, paused_for: int | None = None, **settings: object) -> None:
        with self._settings() as (store, manners, today):
            if paused_for is not None:
                settings["paused_until"] = today + timedelta(days=paused_for) if paused_for else None
            changed = replace(manners, **settings)  # type: ignore[arg-type]
            if changed.rhythm.slot_is_reachable:  # the modal refuses others
                store.save(changed)

    def _slot(self) -> Slot:
        return Slot(self.rng.randint(1, 5), time(self.rng.randint(7, 18), self.rng.choice((0, 30))))

    @contextmanager
    def _settings(self) -> Iterator[tuple[NotificationSettingsStore, NotificationSettings, date]]:
        """As the settings' service: the person is held, and planned for at the end."""
        with self.database.write() as connection:
            now = self.clock.now()
            enter(connection, self.who, now)
            store = work_of(connection, self.id).get(NotificationSettingsStore)
            manners = self.manners_in(connection)
            yield store, manners, local_day(now, manners.rhythm.zone)
            self.planner.plan(work_of(connection, self.id, now))

    def _decide(self, value: str, place: PressedMessage) -> None:
        page = self.answers.open_decision(self.who, value, place).page
        course = self.rng.choice(("keep", "stop", "too_early", "too_early"))
        later = local_day(self.clock.now(), self.manners().rhythm.zone) + timedelta(weeks=3)
        values = {LANDED_FIELD: "partly", COURSE: course, REFLECTION: "r"}
        if course == "too_early":
            values[JUDGE_BY] = later.isoformat()
        with suppress(BadText):  # too early a third time
            self.answers.submit_decision(self.who, getattr(page, "form_id", ""), Form(values))

    def _some_checkin(self) -> tuple[str, PressedMessage, Checkin] | None:
        """A check-in in one of the last messages that Slack has, whatever we know of it."""
        with self.database.read() as connection:
            rows = connection.execute(
                select(outbox.c.id, outbox.c.message_ts, questions.c.launch_id, questions.c.week)
                .join(questions, questions.c.message_id == outbox.c.id)
                .where(outbox.c.person_id == self.id, outbox.c.state.in_((State.SENT, State.UNCONFIRMED)))
                .order_by(outbox.c.due_at.desc())
                .limit(6)
            ).all()
            if not rows:
                return None
            row = self.rng.choice(rows)
            week = Week.parse(row.week)
            one = CheckinStore(work_of(connection, self.id)).find(row.launch_id, week)
        ts = row.message_ts or self.ts_of(row.id)
        place = PressedMessage("D" + self.who.user_id, ts or "")
        return (subject(row.launch_id, week), place, one) if one and ts else None
