"""What the sender does with one message, against a Slack over HTTP."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.errors import StorageUnavailable
from app.outbox.model import Allowed, Deferred, Message, Rendered, Skipped, State
from app.outbox.pace import A_MINUTE
from app.reasons import Code, Reason
from app.slack.client import NotSent, Posting, delivery_client
from app.work import Work
from tests.outbox.desk import Desk
from tests.outbox.support import (
    NOON,
    QUICK,
    add_people,
    new_sender,
    new_setup,
    plan,
    planned,
    records,
    states,
)


def test_a_due_message_is_posted_once_with_its_delivery_id_and_without_unfurling(desk: Desk) -> None:
    desk.run()
    desk.later(3600)

    (arrived,) = desk.slack.arrived
    assert arrived.body["text"] == "note 1"
    assert arrived.body["unfurl_links"] is False
    assert arrived.body["unfurl_media"] is False
    assert arrived.body["metadata"]["event_type"] == "followthrough_delivery"
    (record,) = records(desk.database, desk.who[1])
    assert (record.state, record.channel_id, record.message_ts) == (State.SENT, "D0000000", arrived.ts)
    assert desk.note.told == [(record.id, "D0000000", arrived.ts)]


def test_nothing_is_sent_before_its_time(desk: Desk) -> None:
    desk.clock.on(-2)
    desk.run()
    assert desk.slack.arrived == []


def test_a_dm_is_opened_once_for_all_messages(desk: Desk) -> None:
    desk.run()
    plan(desk.database, planned(desk.who, n=2))
    desk.run()
    assert desk.slack.calls["conversations.open"] == 1
    assert len(desk.slack.arrived) == 2


def test_a_rate_limit_holds_everybody_for_as_long_as_slack_says(desk: Desk) -> None:
    other = add_people(desk.database, 2)[1]
    plan(desk.database, planned(other))
    desk.fault("limited")
    desk.sender.run_until_nothing_due(0.5)
    assert desk.slack.calls["chat.postMessage"] == 1
    desk.later(1)
    assert states(desk.database) == {State.SENT: 2}


def test_a_refused_connection_is_proof_that_nothing_was_sent() -> None:
    nowhere = Posting(delivery_client("xoxb-test", "http://127.0.0.1:9/api/", 0.5))
    assert isinstance(nowhere.post("D1", "id", "text", ()), NotSent)


def test_a_refusal_is_tried_again_with_growing_waits(desk: Desk) -> None:
    desk.fault("invalid_auth", "invalid_auth")
    desk.run()
    assert desk.state() is State.PENDING
    desk.later(5)
    desk.later(5)
    assert desk.slack.calls["chat.postMessage"] == 2
    desk.later(5)
    assert desk.state() is State.SENT
    assert list(desk.note.reserved.values()) == [1]


@pytest.mark.parametrize("code", ["user_not_found", "is_archived", "restricted_action_read_only_channel"])
def test_what_slack_will_never_take_fails_and_gives_back(desk: Desk, code: str) -> None:
    desk.fault(code)
    desk.run()
    desk.later(3600)
    assert desk.state() is State.FAILED
    assert records(desk.database, desk.who[1])[0].reason == Reason(Code.SLACK, code)
    assert list(desk.note.reserved.values()) == [0]


def test_blocks_that_slack_calls_invalid_are_replaced_once(desk: Desk) -> None:
    desk.note.words = lambda _message: Rendered("text", ({"type": "chart"},), ({"type": "divider"},))
    desk.fault("invalid_blocks")
    desk.run()
    assert [message.body["blocks"] for message in desk.slack.arrived] == [[{"type": "divider"}]]

    plan(desk.database, planned(desk.who, n=2))
    desk.fault("invalid_blocks", "invalid_blocks")
    desk.run()
    assert states(desk.database) == {State.SENT: 1, State.FAILED: 1}


def test_what_is_not_admitted_is_not_posted(desk: Desk) -> None:
    later, away = NOON + timedelta(minutes=10), Reason(Code.OFF, NOON.date())
    desk.note.verdict = lambda _message: (
        Deferred(later, away) if desk.clock.now() < later else Skipped(Reason(Code.QUIET))
    )
    desk.run()
    assert records(desk.database, desk.who[1])[0].reason == away
    desk.later(590)
    assert desk.state() is State.PENDING
    desk.later(10)
    assert desk.state() is State.MOOT
    assert desk.slack.calls == {}


def test_what_is_moot_when_rendered_gives_back(desk: Desk) -> None:
    desk.note.words = lambda _message: Skipped(Reason(Code.ANSWERED))
    desk.run()
    assert (desk.state(), list(desk.note.reserved.values())) == (State.MOOT, [0])
    assert desk.slack.arrived == []


def test_a_kind_may_ask_slack_something_just_before_its_dm(desk: Desk) -> None:
    left = Reason(Code.LEFT_CHANNEL)
    desk.note.check = lambda message: Skipped(left) if message.n == 1 else None  # type: ignore[attr-defined]
    plan(desk.database, planned(desk.who, n=2))
    desk.run()
    assert [(row.state, row.reason) for row in records(desk.database, desk.who[1])] == [
        (State.MOOT, left),
        (State.SENT, None),
    ]
    assert sorted(desk.note.reserved.values()) == [0, 1]


def test_a_message_whose_time_is_over_is_missed(desk: Desk) -> None:
    desk.later(4 * 3600 + 1)
    assert desk.state() is State.MISSED
    assert desk.slack.calls == {}


@pytest.mark.parametrize("slow", ["words", "dm"])
def test_a_message_whose_time_is_over_after_it_was_claimed_is_not_posted(desk: Desk, slow: str) -> None:
    """It was looked at when it was claimed; making its words, or opening its DM, took until too late."""

    def late_words(message: Message) -> Rendered:
        desk.clock.on(2)
        return Rendered(f"note {message.n}")

    def late_dm(called: str) -> str:
        if called == "conversations.open":
            desk.clock.on(2)
        return ""

    if slow == "words":
        desk.note.words = late_words
    else:
        desk.slack.faults = late_dm
    desk.later(4 * 3600 - 1)
    assert desk.slack.calls["chat.postMessage"] == 0
    desk.later(1)
    assert (desk.state(), list(desk.note.reserved.values())) == (State.MISSED, [0])


def test_a_wait_for_the_pace_that_outlasts_its_time_posts_nothing(desk: Desk) -> None:
    plan(desk.database, planned(desk.who, n=2))
    a_minute = dict.fromkeys(A_MINUTE, 15)
    timing = replace(QUICK, patience=10)
    desk.clock.on(4 * 3600 - 1)
    new_sender(
        new_setup(desk.database, desk.slack.url, desk.note, desk.clock, timing, a_minute)
    ).run_until_nothing_due(30)
    assert [message.body["text"] for message in desk.slack.arrived] == ["note 1"]


def test_a_feature_that_raises_does_not_stop_the_others(desk: Desk) -> None:
    other = add_people(desk.database, 2)[1]
    plan(desk.database, planned(other, due_at=NOON + timedelta(seconds=1)))  # the one that raises is first
    desk.clock.on(1)

    def words(message: Message) -> Rendered:
        if message.person_id == desk.who[1]:
            raise ZeroDivisionError
        return Rendered("fine")

    desk.note.words = words
    desk.run()
    assert states(desk.database) == {State.SENT: 1, State.PENDING: 1}
    assert list(desk.note.reserved.values()) == [0, 1]


def test_a_kind_that_raises_on_admission_does_not_stop_the_others(desk: Desk) -> None:
    other = add_people(desk.database, 2)[1]
    plan(desk.database, planned(other))

    def verdict(message: Message) -> Skipped:
        if message.person_id == desk.who[1]:
            raise ZeroDivisionError
        return Skipped(Reason(Code.FOUND))

    desk.note.verdict = verdict
    desk.run()
    assert states(desk.database) == {State.MOOT: 1, State.PENDING: 1}


def test_a_kind_nobody_here_knows_waits(desk: Desk) -> None:
    setup = new_setup(desk.database, desk.slack.url, desk.note, desk.clock)
    object.__setattr__(setup, "kinds", {})
    assert new_sender(setup).run_until_nothing_due(1) == {}
    assert desk.state() is State.PENDING


def test_a_batch_that_cannot_be_settled_is_settled_one_by_one(desk: Desk) -> None:
    """As where two replicas' batches wait for each other, and the database gives one of them up."""
    stumbles, told = [StorageUnavailable()], desk.note.delivered

    def stumble(work: Work, message: Message, channel_id: str, ts: str) -> None:
        if stumbles and len(desk.note.told) == 1:
            raise stumbles.pop()
        told(work, message, channel_id, ts)

    desk.note.delivered = stumble  # type: ignore[method-assign]
    plan(desk.database, *(planned(who) for who in add_people(desk.database, 4)[1:]))
    desk.run()
    assert stumbles == []
    assert (states(desk.database), len(desk.slack.arrived)) == ({State.SENT: 4}, 4)


def test_of_one_person_one_message_is_claimed_at_a_time(desk: Desk) -> None:
    """The second is asked whether it may go once the first counts."""
    plan(desk.database, planned(desk.who, n=2))
    asked: list[dict[State, int]] = []

    def verdict(_message: Message) -> Allowed:
        asked.append(states(desk.database))
        return Allowed()

    desk.note.verdict = verdict
    desk.run()
    assert asked == [{State.PENDING: 2}, {State.SENT: 1, State.PENDING: 1}]


def test_words_that_were_read_for_a_batch_are_read_anew_where_its_posts_take_long(desk: Desk) -> None:
    others = enumerate(add_people(desk.database, 3)[1:], start=2)
    plan(desk.database, *(planned(who, n, NOON + timedelta(seconds=n)) for n, who in others))
    desk.clock.on(3)
    read: list[int] = []

    def words(message: Message) -> Rendered:
        read.append(message.n)
        return Rendered(f"note {message.n}")

    desk.note.words = words
    post = desk.sender._setup.posting.post

    def slowly(*arguments: Any) -> Any:
        desk.clock.on(2)
        return post(*arguments)

    desk.sender._setup.posting.post = slowly  # type: ignore[method-assign, assignment]
    desk.run()
    assert sorted(read) == [1, 2, 2, 3, 3]
    assert len(desk.slack.arrived) == 3


def test_what_another_sender_took_meanwhile_is_not_waited_for(desk: Desk) -> None:
    desk.run()
    began = desk.clock.elapsed
    assert desk.sender.run_until_nothing_due(50, is_due=True) == {}
    assert desk.clock.elapsed - began < 1
