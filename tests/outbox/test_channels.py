"""A message into a channel: nothing is looked up there, so what is unclear is left to a person."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.db.engine import Database
from app.db.tables import dms, edits, outbox, pace
from app.errors import StorageUnavailable
from app.outbox.edits import Edits
from app.outbox.lookup import StampedClaims
from app.outbox.model import Deferred, Message, PostTarget, Rendered, Skipped, State
from app.outbox.pace import OPEN
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.slack.client import Messages, Posting
from app.work import Work, Workplace
from tests.outbox.desk import Board
from tests.outbox.support import CHANNEL, NOON, add_people, new_sender, plan, planned, records
from tests.support.work import RING, work_of


def test_it_goes_below_its_thread_and_needs_no_dm(board: Board) -> None:
    board.poster.place_ = lambda _message: PostTarget(CHANNEL, "1699999999.000100")
    with board.database.write() as connection:
        board.sender._setup.pace.hold(connection, board.who[0], OPEN, 60)
    board.run()

    (arrived,) = board.slack.arrived
    assert (arrived.body["channel"], arrived.body["thread_ts"]) == (CHANNEL, "1699999999.000100")
    row = board.row()
    assert (row.state, row.channel_id, row.message_ts) == (State.SENT, CHANNEL, arrived.ts)
    assert (board.poster.told, board.poster.heard) == ([(row.id, CHANNEL, arrived.ts)], [])
    assert board.slack.calls[OPEN] == 0
    with board.database.read() as connection:
        assert connection.scalar(select(pace.c.free_at).where(pace.c.method == OPEN)), "nothing was reserved"
        assert connection.scalar(select(dms.c.person_id)) is None


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [("cut_before", 0), ("cut_after", 1), ("error_after", 1), ("internal_error", 0), ("slow_after", 1)],
)
def test_an_unclear_one_is_unknown_at_once_and_stays_so(board: Board, fault: str, arrived: int) -> None:
    board.slack.slow = 0.6
    board.fault(fault)
    board.run()
    assert board.row().state is State.UNCONFIRMABLE
    for seconds in (0, 61, 121, 4 * 3600):
        board.later(seconds)
    assert (board.row().state, len(board.slack.arrived)) == (State.UNCONFIRMABLE, arrived)
    assert board.poster.heard == [(1, State.UNCONFIRMABLE, board.row().reason)]
    assert list(board.poster.reserved.values()) == [1]
    assert board.slack.calls["conversations.history"] == 0
    with board.database.read() as connection:
        row = connection.execute(select(outbox.c.since, outbox.c.try_at, outbox.c.claim)).one()
    assert tuple(row) == (None, None, None)


class Killed(BaseException):
    """Nothing catches it, as nothing catches a SIGKILL."""


@pytest.mark.parametrize("posted", [True, False])
def test_a_claim_that_expires_is_unknown_and_never_sent_again(board: Board, posted: bool) -> None:
    def die(*_arguments: object) -> None:
        raise Killed

    if posted:
        board.poster.delivered = die  # type: ignore[method-assign, assignment]
    else:
        board.poster.look = die
    with pytest.raises(Killed):
        board.run()
    assert board.row().state is State.SENDING

    board.sender = board.new_sender()
    for seconds in (0, 61, 121, 121):
        board.later(seconds)
    assert board.row().state is State.UNCONFIRMABLE
    assert board.poster.heard == [(1, State.UNCONFIRMABLE, Reason(Code.SENDER_GONE))]
    assert len(board.slack.arrived) == posted
    assert board.slack.calls["conversations.history"] == 0


@pytest.mark.parametrize("sent_again", [False, True])
def test_a_sender_that_comes_back_late_tells_what_slack_said(board: Board, sent_again: bool) -> None:
    """Its claim expired meanwhile. But it says nothing about another post, which somebody asked for since."""
    other, post = board.new_sender(), board.sender._setup.posting.post

    def slowly(*arguments: object) -> object:
        answer = post(*arguments)  # type: ignore[arg-type]
        for seconds in (0, 61, 0):
            board.clock.on(seconds)
            other.run_until_nothing_due(1)
        assert board.row().state is State.UNCONFIRMABLE
        with board.database.write() as connection:
            if sent_again:
                Outbox(work_of(connection)).again(
                    board.row().id, board.clock.now() + timedelta(hours=1), NOON
                )
        return answer

    board.sender._setup.posting.post = slowly  # type: ignore[method-assign, assignment]
    board.run()
    assert board.row().state is (State.PENDING if sent_again else State.SENT)
    assert (len(board.slack.arrived), len(board.poster.told)) == (1, 0 if sent_again else 1)


def test_somebody_s_word_sends_it_once_more_with_another_id(board: Board) -> None:
    board.fault("cut_after")
    board.run()
    with board.database.write() as connection:
        row = board.row()
        assert Outbox(work_of(connection)).again(row.id, board.clock.now(), row.not_after)
    for seconds in (0, 121, 3600):
        board.later(seconds)
    assert board.row().state is State.SENT
    assert list(board.slack.times().values()) == [1, 1]
    with board.database.write() as connection:
        assert not Outbox(work_of(connection)).again(row.id, board.clock.now(), row.not_after)


def test_a_click_below_it_proves_that_it_is_there(board: Board) -> None:
    board.fault("cut_after")
    board.run()
    with board.database.write() as connection:
        assert Outbox(work_of(connection)).confirm(board.row().id, CHANNEL, board.slack.arrived[0].ts, NOON)
    board.later(3600)
    assert (board.row().state, len(board.slack.arrived)) == (State.SENT, 1)


def unadmitted(board: Board) -> None:
    board.poster.verdict = lambda _message: Skipped(Reason(Code.TAKEN_BACK))


def somebody_joined(board: Board) -> None:
    board.poster.look = lambda _message: Skipped(Reason(Code.CHANNEL, "new_reader"))


def busy(board: Board) -> None:
    board.poster.look = lambda _message: Deferred(
        NOON + timedelta(minutes=1), Reason(Code.CHANNEL, "not_answered")
    )


def broken(board: Board) -> None:
    board.poster.look = lambda _message: 1 / 0  # type: ignore[return-value, assignment]


def nowhere(board: Board) -> None:
    board.poster.place_ = lambda _message: Skipped(Reason(Code.NO_THREAD))


def wordless(board: Board) -> None:
    board.poster.words = lambda _message: Skipped(Reason(Code.NOT_TO_BE_POSTED))


def too_late(board: Board) -> None:
    board.clock.on(4 * 3600 + 1)


def slack_says(code: str) -> Callable[[Board], None]:
    return lambda board: board.fault(*[code] * 2)


@pytest.mark.parametrize(
    ("trouble", "state", "reason", "posts"),
    [
        (unadmitted, State.MOOT, Reason(Code.TAKEN_BACK), 0),
        (somebody_joined, State.MOOT, Reason(Code.CHANNEL, "new_reader"), 0),
        (busy, State.PENDING, Reason(Code.CHANNEL, "not_answered"), 0),
        (broken, State.PENDING, Reason(Code.NOT_SENT, "error"), 0),
        (nowhere, State.MOOT, Reason(Code.NO_THREAD), 0),
        (wordless, State.MOOT, Reason(Code.NOT_TO_BE_POSTED), 0),
        (too_late, State.MISSED, Reason(Code.TIME_OVER), 0),
        (slack_says("not_in_channel"), State.FAILED, Reason(Code.SLACK, "not_in_channel"), 1),
        (slack_says("thread_not_found"), State.FAILED, Reason(Code.SLACK, "thread_not_found"), 1),
        (slack_says("msg_blocks_too_long"), State.FAILED, Reason(Code.SLACK, "msg_blocks_too_long"), 1),
        (
            slack_says("restricted_action_thread_locked"),
            State.FAILED,
            Reason(Code.SLACK, "restricted_action_thread_locked"),
            1,
        ),
        (slack_says("invalid_auth"), State.PENDING, Reason(Code.SLACK, "invalid_auth"), 1),
    ],
)
def test_its_feature_hears_what_became_of_it(
    board: Board, trouble: Callable[[Board], None], state: State, reason: Reason, posts: int
) -> None:
    trouble(board)
    board.run()
    assert (board.row().state, board.row().reason) == (state, reason)
    assert board.poster.heard == [(1, state, reason)]
    assert board.slack.calls["chat.postMessage"] == posts
    assert list(board.poster.reserved.values()) in ([0], [])


def test_a_rate_limit_is_waited_for_and_told(board: Board) -> None:
    board.fault("limited")
    board.run()
    assert board.poster.heard == [(1, State.PENDING, Reason(Code.SLACK, "ratelimited"))]
    assert (board.row().state, board.poster.checks) == (State.SENT, 2)


def test_one_whose_time_is_over_after_it_was_claimed_is_not_posted(board: Board) -> None:
    def late(message: Message) -> Rendered:
        board.clock.on(2)
        return Rendered(f"note {message.n}")

    board.poster.words = late
    board.later(4 * 3600 - 1)
    board.later(1)
    assert board.slack.calls["chat.postMessage"] == 0
    assert board.row().state is State.MISSED


def test_plain_blocks_go_out_without_another_check(board: Board) -> None:
    board.poster.words = lambda _message: Rendered("text", ({"type": "chart"},), ({"type": "divider"},))
    board.fault("invalid_blocks")
    board.run()
    assert [one.body["blocks"] for one in board.slack.arrived] == [[{"type": "divider"}]]
    assert board.poster.checks == 1


@pytest.mark.parametrize("error", [ZeroDivisionError, StorageUnavailable])
def test_what_is_known_is_stored_though_the_database_stumbles(board: Board, error: type[Exception]) -> None:
    """Nobody could look it up: the author would be asked about what Slack has said."""
    stumbles, sent = [error(), error()], board.poster.delivered

    def stumble(*arguments: object) -> None:
        if stumbles:
            raise stumbles.pop()
        sent(*arguments)  # type: ignore[arg-type]

    board.poster.delivered = stumble  # type: ignore[method-assign, assignment]
    board.run()
    assert (board.row().state, len(board.slack.arrived), len(board.poster.told)) == (State.SENT, 1, 1)


def test_a_feature_that_cannot_hear_stops_no_other(board: Board) -> None:
    board.post(2, add_people(board.database, 2)[1])
    back, fine = Reason(Code.TAKEN_BACK), Reason(Code.FOUND)
    board.poster.verdict = lambda message: Skipped(back) if message.n == 1 else Skipped(fine)
    became = board.poster.became

    def deaf(connection: object, message: object, *told: object) -> None:
        if message.n == 1:  # type: ignore[attr-defined]
            raise ZeroDivisionError
        became(connection, message, *told)  # type: ignore[arg-type]

    board.poster.became = deaf  # type: ignore[method-assign, assignment]
    board.run()
    assert (board.row().state, board.row().reason) == (State.PENDING, Reason(Code.NOT_SENT, "error"))
    assert board.poster.heard == [(2, State.MOOT, fine)]

    with board.database.write() as connection:  # and where a claim expires
        under_way = {"state": State.SENDING, "claim": "gone", "since": NOON, "try_at": None}
        connection.execute(update(outbox).where(outbox.c.n == 1).values(**under_way))
    board.clock.on(120)
    setup = board.sender._setup
    new_sender(setup, StampedClaims(board.clock)).run_until_nothing_due(1)
    assert board.row().state is State.SENDING
    del board.poster.became
    new_sender(setup, StampedClaims(board.clock)).run_until_nothing_due(1)
    assert board.row().state is State.UNCONFIRMABLE


def test_a_look_into_the_dm_is_not_confused_by_a_channel(board: Board) -> None:
    plan(board.database, planned(board.who))
    board.run()
    in_dm, in_channel = (
        next(one.ts for one in board.slack.arrived if one.body["channel"].startswith(first)) for first in "DC"
    )
    board.post(2)
    board.run()
    with board.database.read() as connection:
        assert connection.scalar(select(dms.c.latest_ts)) == in_dm
    assert in_channel

    plan(board.database, planned(board.who, n=2, due_at=board.clock.now()))
    board.fault("cut_after")
    board.run()
    for seconds in (0, 121):
        board.later(seconds)
    assert {row.state for row in records(board.database, board.who[1])} == {State.SENT}
    assert len(board.slack.arrived) == 4


def test_what_was_posted_in_a_channel_is_not_edited_with_somebody_s_settings(board: Board) -> None:
    plan(board.database, planned(board.who))
    board.run()
    kinds = board.sender._setup.kinds
    with board.database.write() as connection:

        def nobody() -> Messages:
            return pytest.fail("nothing is edited here")

        edits_ = Edits(Workplace(board.database, RING, board.clock), kinds, nobody)
        edits_.want_all(connection, board.who[1])
    (in_dm,) = (row.id for row in records(board.database, board.who[1]) if row.kind == "note")
    with board.database.read() as connection:
        assert list(connection.scalars(select(edits.c.message_id))) == [in_dm]


class TestOneAfterTheOther:
    @pytest.fixture
    def chain(self, board: Board) -> Board:
        """Each plans the next, 1.1 s after it arrived."""

        def sent(work: Work, message: object, *_told: object) -> None:
            at = board.clock.now() + timedelta(seconds=1.1)
            if message.n < 5:  # type: ignore[attr-defined]
                Outbox(work).plan([planned(board.who, message.n + 1, at, kind="post")])  # type: ignore[attr-defined]

        board.poster.delivered = sent  # type: ignore[method-assign, assignment]
        return board

    def test_messages_that_follow_each_other_go_out_in_one_pass(self, chain: Board) -> None:
        before = chain.clock.elapsed
        chain.run()
        assert [one.body["text"] for one in chain.slack.arrived] == [f"note {n}" for n in range(1, 6)]
        assert round(chain.clock.elapsed - before, 1) == 4.4

    def test_not_beyond_its_limit_and_not_when_it_is_to_stop(self, chain: Board) -> None:
        chain.sender.run_until_nothing_due(2.5)
        assert len(chain.slack.arrived) == 3
        chain.clock.on(1)
        chain.sender.run_until_nothing_due(10, lambda: len(chain.slack.arrived) == 4)
        assert len(chain.slack.arrived) == 4

    def test_what_is_due_later_is_left_to_the_next_pass(self, board: Board) -> None:
        board.run()
        plan(board.database, planned(board.who, 2, board.clock.now() + timedelta(seconds=1.6), kind="post"))
        before = board.clock.elapsed
        board.run()
        assert board.clock.elapsed == before

    def test_a_clock_that_stands_still_is_not_waited_for(self, chain: Board, database: Database) -> None:
        """A test's or the sandbox's: the seconds pass, and it does not move."""
        slept: list[float] = []
        setup = chain.sender._setup
        object.__setattr__(setup, "sleep", slept.append)
        assert isinstance(setup.posting, Posting)
        chain.sender.run_until_nothing_due(1e9)
        assert len(chain.slack.arrived) == 1
        assert sum(slept) < 1.6
