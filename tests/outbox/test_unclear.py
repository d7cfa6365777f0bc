"""What may have arrived is looked up: never lost, and never just sent again."""

from datetime import timedelta

import pytest

from app.outbox.lookup import StampedClaims
from app.outbox.model import Rendered, State
from tests.outbox.desk import Desk
from tests.outbox.support import (
    new_sender,
    new_setup,
    plan,
    planned,
    states,
)


@pytest.mark.parametrize("fault", ["cut_after", "error_after", "internal_error", "cut_before"])
def test_an_unclear_post_is_looked_up_after_the_quiet_period_and_not_before(desk: Desk, fault: str) -> None:
    desk.fault(fault)
    desk.run()
    desk.run()  # from here on it is watched
    assert desk.state() is State.UNCONFIRMED

    desk.later(119)
    assert desk.state() is State.UNCONFIRMED
    assert desk.slack.calls["conversations.history"] == 0

    desk.later(2)
    assert desk.state() is State.SENT
    assert list(desk.slack.times().values()) == [1]
    assert list(desk.note.reserved.values()) == [1]


def test_a_slow_answer_is_unclear(desk: Desk) -> None:
    desk.slack.slow = 0.8
    desk.fault("slow_after")
    desk.run()
    assert desk.state() is State.UNCONFIRMED
    desk.run()
    desk.later(121)
    assert desk.state() is State.SENT
    assert len(desk.slack.arrived) == 1


def test_a_look_that_fails_leaves_it_unclear_for_another_quiet_period(desk: Desk) -> None:
    desk.fault("cut_after")
    desk.run()
    desk.run()
    desk.fault("internal_error", method="conversations.history")
    desk.later(121)
    assert desk.state() is State.UNCONFIRMED
    desk.run()
    desk.later(119)
    assert desk.slack.calls["conversations.history"] == 1
    desk.later(2)
    assert desk.state() is State.SENT
    assert len(desk.slack.arrived) == 1


def test_a_history_without_its_end_proves_nothing(desk: Desk) -> None:
    for n in (2, 3):
        plan(desk.database, planned(desk.who, n=n))
    desk.slack.page, desk.slack.lost_cursor = 1, True
    desk.fault("cut_after")
    desk.run()
    for seconds in (0, 121, 0, 121, 0):
        desk.later(seconds)
    assert states(desk.database) == {State.SENT: 2, State.UNCONFIRMED: 1}
    assert desk.slack.calls["chat.postMessage"] == 3


def test_a_message_beyond_the_first_page_is_found(desk: Desk) -> None:
    desk.slack.page = 2
    for n in range(2, 7):
        plan(desk.database, planned(desk.who, n=n))
    desk.fault("cut_after")
    desk.run()
    desk.run()
    desk.later(121)
    assert states(desk.database) == {State.SENT: 6}
    assert desk.slack.calls["conversations.history"] > 1
    assert len(desk.slack.arrived) == 6


def test_a_sender_stopped_for_longer_than_its_lease_posts_nothing(desk: Desk) -> None:
    def words(_message: object) -> Rendered:
        desk.clock.on(46)
        return Rendered("late")

    desk.note.words = words
    desk.sender.run_until_nothing_due(1)
    assert desk.state() is State.PENDING
    assert desk.slack.calls["chat.postMessage"] == 0


def test_a_sender_stopped_after_its_post_writes_nothing_over_its_successor(desk: Desk) -> None:
    """It comes back with a 429 when another one has long sent the message."""
    other = desk.new_sender()
    desk.fault("limited")
    resting = desk.sender._setup.posting.post

    def post(*arguments: object) -> object:
        answer = resting(*arguments)  # type: ignore[arg-type]
        for seconds in (0, 61, 0, 121, 0):
            desk.clock.on(seconds)
            other.run_until_nothing_due(1)
        return answer

    desk.sender._setup.posting.post = post  # type: ignore[method-assign, assignment]
    desk.run()
    desk.later(600)
    assert desk.state() is State.SENT
    assert list(desk.slack.times().values()) == [1]
    assert list(desk.note.reserved.values()) == [1]


def test_two_senders_look_an_unclear_message_up_once(desk: Desk) -> None:
    other = desk.new_sender()
    desk.fault("cut_before")
    desk.run()
    for seconds in (0, 121):
        desk.clock.on(seconds)
        desk.run()
        other.run_until_nothing_due(1)
    assert desk.slack.calls["conversations.history"] == 1
    assert desk.state() is State.SENT


def test_an_expired_claim_is_looked_up_and_never_just_sent_again(desk: Desk) -> None:
    """The sender died between the answer and its settlement: what it knew is gone."""

    class Killed(BaseException):
        """Nothing catches it, as nothing catches a SIGKILL."""

    def sent(*_arguments: object) -> None:
        raise Killed

    desk.note.delivered = sent  # type: ignore[method-assign, assignment]
    with pytest.raises(Killed):
        desk.run()
    assert desk.state() is State.SENDING
    del desk.note.delivered

    desk.sender = desk.new_sender()
    for seconds in (0, 61, 0, 119):
        desk.later(seconds)
    assert desk.state() is State.UNCONFIRMED
    desk.later(2)
    assert desk.state() is State.SENT
    assert list(desk.slack.times().values()) == [1]


def test_a_single_pass_goes_by_the_stamps(desk: Desk) -> None:
    """It has watched nothing, so it believes what is written in the row."""
    desk.fault("cut_after")
    desk.run()
    desk.clock.on(121)
    setup = new_setup(desk.database, desk.slack.url, desk.note, desk.clock)
    new_sender(setup, StampedClaims(desk.clock)).run_until_nothing_due(1)
    assert desk.state() is State.SENT


def test_a_wall_clock_that_jumps_does_not_end_a_quiet_period(desk: Desk) -> None:
    desk.fault("cut_before")
    desk.run()
    desk.run()
    desk.clock.now_ += timedelta(hours=3)
    desk.run()
    assert desk.slack.calls["conversations.history"] == 0


def test_what_is_known_to_be_older_is_not_read_again(desk: Desk) -> None:
    """The look begins after the newest message known before the first attempt, by Slack's own clock."""
    desk.run()
    plan(desk.database, planned(desk.who, n=2))
    desk.slack.page = 1
    desk.fault("cut_after")
    for seconds in (0, 0, 121):
        desk.later(seconds)
    assert states(desk.database) == {State.SENT: 2}
    assert desk.slack.calls["conversations.history"] == 1
