"""Launches in the database: for their person alone, recorded once, sealed, changed and ended."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert

from app.calendar.weeks import Week
from app.db.engine import connect
from app.db.tables import checkin_answers
from app.errors import NotFound
from app.launches.model import STOP, Bet, Launch, LaunchState
from app.launches.store import LaunchStore
from app.launches.verdict import Said
from app.people import Person, enter
from app.users import SlackUser
from tests.support.work import RING, work_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
WEEK = Week(2026, 49)
BET = Bet("Checkout", "Buyers", "12 %", "8 %", date(2026, 11, 20), date(2027, 1, 4), permalink="https://x")


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    database = connect(database_url)
    with database.write() as connection:
        yield connection
    database.dispose()


def person(connection: Connection, name: str = "U1") -> Person:
    return enter(connection, SlackUser("", "T1", name), NOW)


@pytest.fixture
def store(connection: Connection) -> LaunchStore:
    return LaunchStore(work_of(connection, person(connection)))


def record(store: LaunchStore, form_id: str = "f1", bet: Bet = BET, previous_id: int | None = None) -> Launch:
    seals_at = NOW + timedelta(days=1)
    return store.record(
        form_id, bet, seals_at=seals_at, joins=WEEK, shipped=True, now=NOW, previous_id=previous_id
    )


def test_a_form_records_one_launch(store: LaunchStore) -> None:
    launch = record(store)
    again = record(store, bet=replace(BET, title="something else"))
    assert again == launch
    assert (launch.bet, launch.first) == (replace(BET, made_at=NOW),) * 2
    assert (launch.state, launch.joins, launch.every, launch.extended) == (LaunchState.OPEN, WEEK, 1, 0)
    following = record(store, "f2", previous_id=launch.id)
    assert following.previous_id == launch.id
    assert [each.id for each in store.all(10)] == [following.id, launch.id]
    assert [each.id for each in store.all(1, skip=1)] == [launch.id]
    with pytest.raises(NotFound):
        record(store, "f3", previous_id=999)


def test_the_seal_keeps_its_first_day_and_then_a_change_is_a_version(store: LaunchStore) -> None:
    launch = record(store)
    bet = replace(BET, target="7 %", judge_by=date(2027, 2, 1))
    changed = store.change(launch.id, bet, joins=WEEK + 1, shipped=False, now=NOW)
    assert (changed.bet, changed.first) == (replace(bet, made_at=NOW),) * 2
    assert (changed.joins, changed.shipped, changed.judge_by) == (WEEK + 1, False, date(2027, 2, 1))
    sealed_at = NOW + timedelta(hours=1)
    store.seal([launch.id], sealed_at)
    store.seal([launch.id], LATER)
    assert store.find(launch.id).seals_at == sealed_at
    for version, target in ((2, "9 %"), (3, "10 %")):
        because = replace(BET, target=target, reason="why")
        changed = store.change(launch.id, because, joins=WEEK, shipped=True, now=LATER)
        assert changed.bet == replace(because, version=version, made_at=LATER)
    assert changed.first.target == "7 %"
    said = [(each.version, each.target) for each in store.versions(launch.id)]
    assert said == [(0, "8 %"), (1, "7 %"), (2, "9 %"), (3, "10 %")]


def test_the_newest_detail_counts_and_the_same_again_is_none(store: LaunchStore) -> None:
    launch = record(store)
    store.add_detail(launch.id, STOP, "", later=False, now=NOW)
    assert store.find(launch.id).details == {}
    for later, text in ((False, "first"), (True, "second"), (True, "second")):
        store.add_detail(launch.id, STOP, text, later=later, now=LATER if later else NOW)
    detail = store.find(launch.id).details[STOP]
    assert (detail.text, detail.later, detail.added_at) == ("second", True, LATER)
    assert store.find(launch.id).missing() == "where"


def test_how_a_launch_goes_on_and_ends(store: LaunchStore) -> None:
    launch = record(store)
    store.set_every(launch.id, 2)
    store.move_shipping(launch.id, date(2026, 11, 30), joins=WEEK + 1)
    moved = store.find(launch.id)
    assert (moved.every, moved.shipped, moved.joins) == (2, False, WEEK + 1)
    assert (moved.judge_by, moved.bet.judge_by) == (date(2027, 1, 14), date(2027, 1, 4))
    store.confirm_shipped(launch.id)
    store.postpone(launch.id, date(2027, 3, 1))
    postponed = store.find(launch.id)
    assert (postponed.shipped, postponed.extended, postponed.judge_by) == (True, 1, date(2027, 3, 1))
    store.close(launch.id, NOW, date(2027, 5, 20))
    store.close(launch.id, LATER, None)
    closed = store.find(launch.id)
    assert (closed.state, closed.closed_at, closed.look_on) == (LaunchState.CLOSED, NOW, None)
    assert store.open() == ()
    store.reopen(launch.id)
    assert [each.id for each in store.open()] == [launch.id]
    store.stop(launch.id, LATER)
    assert store.find(launch.id).state is LaunchState.STOPPED
    store.reopen(launch.id)
    store.drop(launch.id, LATER)
    dropped = store.find(launch.id)
    assert (dropped.state, dropped.closed_at) == (LaunchState.DROPPED, LATER)


def test_another_person_s_launch_is_not_found(connection: Connection, store: LaunchStore) -> None:
    launch = record(store)
    other = LaunchStore(work_of(connection, person(connection, "U2")))
    doings: list[Callable[[], object]] = [
        lambda: other.find(launch.id),
        lambda: other.versions(launch.id),
        lambda: other.change(launch.id, BET, joins=WEEK, shipped=True, now=NOW),
        lambda: other.add_detail(launch.id, STOP, "x", later=False, now=NOW),
        lambda: other.stop(launch.id, NOW),
        lambda: other.close(launch.id, NOW, None),
        lambda: other.postpone(launch.id, date(2027, 3, 1)),
        lambda: record(other),
    ]
    for doing in doings:
        with pytest.raises(NotFound):
            doing()
    other.seal([launch.id], NOW)
    assert store.find(launch.id) == launch
    assert (other.open(), other.all(10)) == ((), ())


def test_many_launches_are_read_in_three_statements(connection: Connection, store: LaunchStore) -> None:
    for number in range(7):
        launch = record(store, f"form {number}")
        store.add_detail(launch.id, STOP, f"stop {number}", later=False, now=NOW)
    counted: list[str] = []
    event.listen(
        connection.engine, "before_cursor_execute", lambda _c, _u, statement, *_: counted.append(statement)
    )
    launches = store.open()
    assert [each.details[STOP].text for each in launches] == [f"stop {n}" for n in range(7)]
    assert len([each for each in counted if "SELECT" in each]) == 3


def test_a_verdict_is_the_newest_that_was_not_taken_back_with_the_look_behind_it(
    connection: Connection, store: LaunchStore
) -> None:
    kept, early, looked, none = (record(store, f"form {number}").id for number in range(4))

    def answer(launch_id: int, week: int, what: str, withdrawn: bool = False, **values: object) -> None:
        row = {"launch_id": launch_id, "week": f"2026-W{week}", "what": what, "withdrawn": withdrawn}
        sealed = RING.seal(json.dumps(values), person(connection).owner)
        times = {"made_at": NOW, "revised_at": NOW, "stamp": 1}
        connection.execute(insert(checkin_answers), row | times | {"sealed_text": sealed})

    too_early: dict[str, Any] = {"landed": "cannot_tell", "course": "too_early", "judge_by": "2027-01-04"}
    answer(kept, 47, "decision", **too_early)
    answer(kept, 49, "decision", landed="yes", course="keep", reflection="ours", judge_by=None)
    answer(kept, 50, "look", lasted="partly", text="ours")
    answer(early, 47, "decision", **too_early)
    answer(early, 49, "decision", withdrawn=True, landed="yes", course="keep", judge_by=None)
    answer(looked, 50, "look", lasted="partly")
    answer(none, 47, "reading", status="behind")
    assert store.verdicts([kept, early, looked, none]) == {
        kept: (
            Said("landed: yes, decision: keep it", NOW),
            Said("second look: the effect lasted: partly", NOW),
        ),
        early: (Said("landed: cannot tell, decision: too early", NOW),),
    }
    other = LaunchStore(work_of(connection, person(connection, "U2")))
    assert other.verdicts([kept]) == {}
