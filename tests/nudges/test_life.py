"""A random life holds, and each planted fault is caught by it: a proof that it can fail."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from app.calendar.schedule import Slot
from app.calendar.weeks import Week
from app.db.tables import outbox
from app.nudges.kinds import CHECKIN, REMINDER
from app.nudges.planner import Planner
from app.nudges.policy import Budget, NudgePolicy
from app.nudges.replan import Replan
from app.nudges.store import NotificationSettingsStore
from app.outbox import store as planned
from app.outbox.model import Message, Record, State
from app.reasons import Code, Reason
from app.work import Work
from tests.nudges.life import fresh, live
from tests.nudges.support import TEN, Home
from tests.nudges.world import Odds
from tests.support.databases import Postgres

Plant = Callable[[pytest.MonkeyPatch], None]


def no_distance(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Budget, "_keeps_distance_from", lambda self, _latest, _ahead: self._now)


def counted_when_sent(patch: pytest.MonkeyPatch) -> None:
    """And not with the claim: what is unclear does not count."""
    take, sent = Budget._take, NudgePolicy.delivered

    def sent_and_counted(self: NudgePolicy, work: Work, message: Message, channel: str, ts: str) -> None:
        sent(self, work, message, channel, ts)
        connection, manners = work.connection, work.get(NotificationSettingsStore).get()
        if self._rank is not None and manners:
            take(Budget(connection, manners, self._desk.clock.now()), message)

    patch.setattr(Budget, "_take", lambda self, message: None)
    patch.setattr(NudgePolicy, "delivered", sent_and_counted)


def no_hour_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(NudgePolicy, "_outside", lambda self, message, manners, now: None)


def week_of_the_planning(patch: pytest.MonkeyPatch) -> None:
    """In place of the nominal one."""

    def weekly_in(self: Replan, week: Week) -> bool:
        key = (CHECKIN, str(self._this), 1)
        return not self._is_settled(key) and self._fit(key, week.day(self._rhythm.slot.weekday))

    patch.setattr(Replan, "_weekly_in", weekly_in)


def moved_under_way(patch: pytest.MonkeyPatch) -> None:
    movable = {State.PENDING, State.MISSED, State.SENDING, State.UNCONFIRMED}

    def is_settled(self: Replan, key: tuple[str, str, int]) -> bool:
        row: Record | None = self._rows.get(key)
        return row is not None and row.state not in movable

    patch.setattr(Replan, "_is_settled", is_settled)
    patch.setattr(planned, "_UPDATE", update(outbox).where(planned._ID))


UNCLEAR = Odds(unclear=0.7, limited=0, refused=0, killed=0.05)


def test_every_rule_holds_while_everything_goes_wrong(tmp_path: Path) -> None:
    result = live(2, fresh(tmp_path), steps=70, weeks=2)
    assert not result.broken
    assert sum(result.arrived.values()) > 10
    assert sum(result.hits.values()) > 5


def test_a_random_life_on_postgresql(postgres: Postgres) -> None:
    result = live(11, postgres.clean_database(), steps=30, weeks=1)
    assert not result.broken
    assert result.arrived[CHECKIN] > 2


def test_a_seed_repeats_its_life_exactly(tmp_path: Path) -> None:
    logs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        logs.append(live(5, fresh(tmp_path / name), steps=15, weeks=0).log)
    assert logs[0] == logs[1]


def test_what_happened_while_messages_were_switched_off_is_planned_for_afterwards(home: Home) -> None:
    off = Planner(home.things.load, enabled=False)
    with home.database.write() as connection:
        off.plan(home.work(connection))
    assert home.rows() == []
    home.live_until("2026-11-04")
    assert home.arrived() == ["checkin Tue 03 Nov 10:00"]


def test_a_reminder_does_not_come_after_the_next_check_in(home: Home) -> None:
    home.change(slot=Slot(1, TEN))
    home.away(("2026-11-02", "2026-11-05"))
    home.begin()
    home.live_until("2026-11-14")
    assert home.arrived() == [
        "checkin Fri 06 Nov 10:00",
        "checkin Mon 09 Nov 10:00",
        "reminder Thu 12 Nov 10:00",
    ]
    assert (home.row(REMINDER).due_at.day, home.row(REMINDER).reason) == (11, Reason(Code.OVERTAKEN))


FAULTS = (no_distance, counted_when_sent, no_hour_check, week_of_the_planning, moved_under_way)


@pytest.mark.heavy
@pytest.mark.parametrize("plant", FAULTS)
def test_a_planted_fault_is_caught(plant: Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    odds = UNCLEAR if plant is counted_when_sent else Odds()
    for seed in range(1, 60):
        folder = tmp_path / str(seed)
        folder.mkdir()
        if live(seed, fresh(folder), odds=odds).broken:
            return
    pytest.fail("nobody noticed")
