"""Planning: by natural key, and never under a sender's hands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from app.db.crypto import Owner
from app.db.engine import Database
from app.db.tables import outbox
from app.outbox.model import State
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from tests.outbox.slack import ModelSlack
from tests.outbox.support import (
    NOON,
    WEEK,
    Moved,
    Note,
    add_people,
    new_sender,
    new_setup,
    plan,
    planned,
    records,
)
from tests.support.work import RING, work_of

LATER = NOON + timedelta(hours=2)


def put_into(database: Database, state: State) -> int:
    """One message in this state; its id."""
    who = add_people(database, 1)[0]
    plan(database, planned(who))
    with database.write() as connection:
        connection.execute(update(outbox).values(state=state))
    return records(database, who[1])[0].id


def test_planning_again_changes_nothing(database: Database) -> None:
    who = add_people(database, 1)[0]
    plan(database, planned(who), planned(who, n=2))
    before = records(database, who[1])
    plan(database, planned(who, due_at=LATER), planned(who, n=2))
    assert records(database, who[1]) == before
    with database.read() as connection:
        assert Outbox(work_of(connection, who[1])).find("note", WEEK, 2) == before[1]
        assert Outbox(work_of(connection, who[1])).find("note", WEEK, 3) is None


def test_one_key_is_one_message_whatever_week_it_is_planned_for(database: Database) -> None:
    """The part of a share is planned again in another week, and posted once."""
    who = add_people(database, 1)[0]
    part = replace(planned(who), key="share:7:3")
    plan(database, part)
    plan(database, replace(part, week="2026-W48", n=4))
    (row,) = records(database, who[1])
    assert (row.week, row.n) == (WEEK, 1)
    with database.read() as connection:
        assert Outbox(work_of(connection)).find_by_key("share:7:3") == row


def test_what_was_previewed_is_kept_until_it_is_sent_and_not_longer(
    database: Database, slack: ModelSlack
) -> None:
    who, clock = add_people(database, 1)[0], Moved()
    sealed = RING.seal("exactly this", Owner(*who))
    plan(database, replace(planned(who), payload=sealed))
    with database.read() as connection:
        assert connection.scalars(select(outbox.c.payload)).all() == [sealed]
    new_sender(new_setup(database, slack.url, Note(), clock)).run_until_nothing_due(5)
    assert records(database, who[1])[0].state is State.SENT
    with database.read() as connection:
        assert connection.scalars(select(outbox.c.payload)).all() == [None]


@pytest.mark.parametrize("state", list(State))
def test_only_what_is_pending_or_missed_can_be_moved_or_cancelled(database: Database, state: State) -> None:
    message_id = put_into(database, state)
    with database.write() as connection:
        moved = Outbox(work_of(connection)).move(message_id, LATER, LATER)
        cancelled = Outbox(work_of(connection)).cancel(message_id, Reason(Code.STOPPED))
    assert moved is cancelled is (state in {State.PENDING, State.MISSED})


def test_a_moved_message_goes_out_at_its_new_time(database: Database, slack: ModelSlack) -> None:
    message_id = put_into(database, State.PENDING)
    clock = Moved()
    sender = new_sender(new_setup(database, slack.url, Note(), clock))
    with database.write() as connection:
        Outbox(work_of(connection)).move(message_id, LATER, LATER + timedelta(hours=1))
    sender.run_until_nothing_due(1)
    assert slack.arrived == []
    clock.on(7200)
    sender.run_until_nothing_due(1)
    assert len(slack.arrived) == 1


@pytest.mark.parametrize("state", list(State))
def test_a_click_proves_that_an_unclear_message_arrived(database: Database, state: State) -> None:
    message_id = put_into(database, state)
    with database.write() as connection:
        confirmed = Outbox(work_of(connection)).confirm(message_id, "D1", "1700000000.000100", NOON)
        again = Outbox(work_of(connection)).confirm(message_id, "D1", "1700000000.000100", NOON)
    assert confirmed is (state in {State.SENDING, State.UNCONFIRMED, State.UNCONFIRMABLE})
    assert again is False


@pytest.mark.parametrize("state", list(State))
def test_only_what_did_not_arrive_or_is_not_known_goes_out_again(database: Database, state: State) -> None:
    message_id = put_into(database, state)
    with database.write() as connection:
        before = Outbox(work_of(connection)).message(message_id)
        again = Outbox(work_of(connection)).again(message_id, LATER, LATER)
        after = Outbox(work_of(connection)).message(message_id)
        (record,) = Outbox(work_of(connection, before.person_id)).of_person()
    assert again is (state in {State.UNCONFIRMABLE, State.MOOT, State.FAILED, State.MISSED})
    assert again is (after.delivery_id != before.delivery_id)
    assert record.state is (State.PENDING if again else state)
    assert (after.due_at == LATER) is again


def test_the_sender_whose_message_was_confirmed_meanwhile_writes_nothing(
    database: Database, slack: ModelSlack
) -> None:
    message_id = put_into(database, State.PENDING)
    note = Note()
    setup = new_setup(database, slack.url, note, Moved())
    post = setup.posting.post

    def clicked_before_the_answer(*arguments: object) -> object:
        answer = post(*arguments)  # type: ignore[arg-type]
        with database.write() as connection:
            Outbox(work_of(connection)).confirm(message_id, "D0000000", slack.arrived[0].ts, NOON)
        return answer

    setup.posting.post = clicked_before_the_answer  # type: ignore[method-assign, assignment]
    new_sender(setup).run_until_nothing_due(1)
    assert note.told == []  # who confirmed it tells its feature


def test_a_million_rows_with_nothing_to_do_are_not_read(database: Database) -> None:
    """The plan of the claim names the index of what is pending."""
    add_people(database, 1)
    with database.write() as connection:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if database.dialect == "postgresql" else "EXPLAIN QUERY PLAN"
        query = "SELECT id FROM outbox WHERE try_at <= '2026-01-01' ORDER BY try_at LIMIT 1"
        steps = connection.exec_driver_sql(f"{explain} {query}").all()
    assert "ix_outbox_try_at" in str(steps)


def test_two_equal_keys_are_refused_by_the_database(database: Database) -> None:
    put_into(database, State.SENT)
    with database.read() as connection:
        row = dict(connection.execute(outbox.select()).mappings().one())
    del row["id"]
    with pytest.raises(Exception, match=r"(?i)unique"), database.write() as connection:
        connection.execute(insert(outbox), row)
