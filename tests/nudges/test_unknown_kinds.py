"""A replica of an older release leaves kinds of message that it does not know to a newer one: every row of
theirs stays as it is, whatever it is asked to do, and nothing of them is counted as its own work."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, insert, select

from app.calendar.schedule import Slot
from app.db.tables import dms, edits, outbox
from app.nudges.explain import dry_run
from app.nudges.kinds import CHECKIN
from app.outbox.edits import request_edit
from app.outbox.model import State
from tests.nudges.support import TEN, W45, Home

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)

NEWER = "home-digest"
LONG_AGO = timedelta(days=2)


@pytest.fixture
def rows(home: Home) -> Home:
    """One of a newer release in each state, all of it due for something."""
    now = home.clock.now()
    common = {"workspace_id": home.workspace_id, "person_id": home.person_id, "kind": NEWER, "week": str(W45)}
    common |= {"attempts": 1, "due_at": now - LONG_AGO, "not_after": now + timedelta(days=60)}
    with home.database.write() as connection:
        connection.execute(insert(dms).values(person_id=home.person_id, channel_id="D1"))
        for n, state in enumerate(State, start=1):
            under_way = state in {State.SENDING, State.UNCONFIRMED}
            values = common | {"key": f"{NEWER}:{n}", "n": n, "state": state, "delivery_id": f"{n:032}"}
            values["try_at"] = now - LONG_AGO if state is State.PENDING else None
            values["since"] = now - LONG_AGO if under_way else None
            values["claim"] = f"claim {n}" if under_way else None
            if state is State.SENT:
                values |= {"channel_id": "D1", "message_ts": "1700000000.000009", "sent_at": now - LONG_AGO}
            connection.execute(insert(outbox).values(values))
        over = common | {
            "key": f"{NEWER}:99",
            "n": 99,
            "state": State.PENDING,
            "delivery_id": "over",
            "try_at": now - LONG_AGO,
        }
        connection.execute(insert(outbox).values(over | {"not_after": now - timedelta(days=1)}))
    return home


def theirs(home: Home) -> Sequence[Row[Any]]:
    with home.database.read() as connection:
        return connection.execute(select(outbox).where(outbox.c.kind == NEWER).order_by(outbox.c.n)).all()


def wishes(home: Home) -> Sequence[Row[Any]]:
    with home.database.read() as connection:
        return connection.execute(select(edits).join(outbox).where(outbox.c.kind == NEWER)).all()


@both
def test_the_sender_claims_settles_and_looks_up_none_of_them(rows: Home) -> None:
    before = theirs(rows)
    for _ in range(3):
        assert not rows.tick().counts
        rows.clock.on(3600)
    rows.begin()
    assert [got.kind for got in rows.live_until("2026-11-04T12:00")] == [CHECKIN]  # the others go on
    assert theirs(rows) == before


@both
@pytest.mark.parametrize("enabled", [True, False])
def test_nothing_of_them_is_waited_for(rows: Home, enabled: bool) -> None:
    done = rows.new_ticker(enabled).run()
    assert not done.counts
    assert done.next_due is None or done.next_due > rows.clock.now()
    assert rows.room.count == 0


@both
def test_neither_a_plan_nor_a_click_nor_a_stop_moves_or_cancels_one(rows: Home) -> None:
    before = theirs(rows)
    rows.begin()
    rows.act(slot=Slot(4, TEN))
    rows.away(("2026-11-02", "2026-11-20"))
    rows.act(stopped=True)
    rows.act(stopped=False, budget=0)
    rows.things.first = None
    rows.act()
    assert theirs(rows) == before


@both
def test_an_edit_of_one_is_neither_taken_nor_put_off(rows: Home) -> None:
    sent = next(row for row in theirs(rows) if row.state == State.SENT)
    with rows.database.write() as connection:
        request_edit(connection, sent.id, rows.clock.now())
    before = wishes(rows)
    rows.clock.on(3600)
    assert not rows.ticker.parts.edits.try_now(sent.id)
    assert rows.tick().edited == 0
    assert wishes(rows) == before
    assert rows.pencil.told == []


@both
def test_new_settings_ask_for_no_edit_of_one(rows: Home) -> None:
    """It may stand in a channel, where nothing changes with somebody's settings."""
    rows.begin()
    rows.live_until("2026-11-03T10:01")
    with rows.database.write() as connection:
        rows.ticker.parts.edits.want_all(connection, rows.person_id)
    with rows.database.read() as connection:
        assert list(connection.scalars(select(edits.c.message_id))) == [rows.row().id]
    assert wishes(rows) == []


def test_what_an_operator_is_told_counts_none_of_them(rows: Home) -> None:
    before = theirs(rows)
    parts = rows.ticker.parts
    told = dry_run(rows.workplace, parts.planner, parts.dry_kinds, datetime(2026, 11, 10, 12, tzinfo=UTC))
    assert {kind for kind, _, _ in told} <= {CHECKIN}
    assert theirs(rows) == before
