"""One pace for all replicas, kept in the database."""

from app.db.engine import Database
from app.outbox.pace import HISTORY, POST, Pace
from tests.outbox.slack import ModelSlack
from tests.outbox.support import Moved, Note, add_people, new_sender, new_setup, plan, planned


class Hand:
    """A clock moved by hand, in seconds since 1970."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


def reserve(pace: Pace, database: Database, workspace_id: int, patience: float = 0.25) -> float | None:
    with database.write() as connection:
        return pace.reserve(connection, workspace_id, POST, patience)


def test_replicas_share_250_slots_a_minute(database: Database) -> None:
    (workspace_id, _), hand = add_people(database, 1)[0], Hand()
    replicas = (Pace(hand), Pace(hand))
    taken = 0
    for _ in range(240):
        taken += sum(reserve(pace, database, workspace_id, 0.0) is not None for pace in replicas)
        hand.at += 0.05
    assert 46 <= taken <= 50


def test_a_near_slot_is_waited_for_and_a_far_one_is_not_taken(database: Database) -> None:
    (workspace_id, _), pace = add_people(database, 1)[0], Pace(Hand())
    assert reserve(pace, database, workspace_id) == 0.0
    assert reserve(pace, database, workspace_id) == 0.24
    assert reserve(pace, database, workspace_id) is None
    with database.write() as connection:
        assert pace.reserve(connection, workspace_id, HISTORY, 0.0) == 0.0, "each method has its own"


def test_a_hold_is_for_everybody_and_is_never_shortened(database: Database) -> None:
    (workspace_id, _), hand = add_people(database, 1)[0], Hand()
    pace = Pace(hand)
    with database.write() as connection:
        pace.hold(connection, workspace_id, POST, 30)
        pace.hold(connection, workspace_id, POST, 5)
    hand.at += 29
    assert reserve(Pace(hand), database, workspace_id) is None
    hand.at += 1
    assert reserve(Pace(hand), database, workspace_id) == 0.0


def test_a_slot_written_by_a_clock_that_was_wrong_is_not_waited_for(database: Database) -> None:
    (workspace_id, _), hand = add_people(database, 1)[0], Hand()
    wrong = Hand()
    wrong.at += 86_400
    reserve(Pace(wrong), database, workspace_id)
    assert reserve(Pace(hand), database, workspace_id) == 0.0


def test_a_sender_keeps_the_pace_without_giving_up(database: Database, slack: ModelSlack) -> None:
    who, clock = add_people(database, 1)[0], Moved()
    plan(database, *(planned(who, n=n) for n in range(5)))
    setup = new_setup(
        database, slack.url, Note(), clock, a_minute={POST: 60, HISTORY: 60, "conversations.open": 60}
    )
    before = clock.elapsed
    new_sender(setup).run_until_nothing_due(60)
    assert len(slack.arrived) == 5
    assert 3.9 <= clock.elapsed - before < 6
