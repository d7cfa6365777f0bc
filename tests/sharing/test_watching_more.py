"""Warnings: the bot taken out of a channel, one that is sent late, and about what was taken back."""

import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from app.db.engine import connect
from app.db.tables import outbox
from app.nudges.kinds import WATCH
from app.outbox.edits import request_edit
from app.outbox.model import State
from app.people import enter
from app.sandbox.slack import StandIn
from app.sharing.after.course import held
from app.sharing.after.course import told as told_of
from app.sharing.model import PartState, Share, ShareState
from app.sharing.news import told_about
from app.sharing.watch.listeners import register_events
from app.users import SlackUser
from tests.sandbox.tiny_bot import TinyBot
from tests.sharing.watch_world import ADA, DANA, DAY, MONDAY, PIA, PRIVATE, SAM, TEAM, World


@pytest.fixture
def world(database_url: str, standin: StandIn) -> Iterator[World]:
    database, tiny = connect(database_url), TinyBot(standin)
    made = World(database, standin)
    register_events(tiny.app, made.service)
    standin.bot_url = tiny.url
    yield made
    tiny.stop()
    database.dispose()


@pytest.mark.dialects_take_turns
def test_taken_out_of_a_channel_is_told_and_back_again_is_looked_at_at_once(world: World) -> None:
    share, standin = world.share(), world.standin
    standin.remove_bot(PRIVATE)
    (told,) = world.told()
    assert "I am not in the channel any more" in told
    assert "/invite @Followthrough" in told
    assert "Others can now read" not in told
    assert "can read it now" not in world.ada.messages()[0].text
    standin.join(PRIVATE, "sam")  # unheard
    world.clock.pass_(days=1)
    assert world.told() == [told], "not again by the daily look"
    standin.invite_bot(PRIVATE)
    assert world.watched() == [(PRIVATE, world.clock.now())]
    world.ticker.run()
    assert {what for _, what, _ in world.news()} == {"back", "reader"}
    world.clock.pass_(minutes=1)
    first, second = world.told()
    assert "I am again" in first
    assert "any more" not in first
    assert SAM in second
    standin.remove_bot(PRIVATE)
    world.clock.pass_(days=1)
    assert "I am not in the channel any more" in world.told()[2]
    assert share.token in world.told()[2]


@pytest.mark.dialects_take_turns
def test_the_daily_look_tells_of_being_away_and_forgets_what_nobody_was_told(world: World) -> None:
    share, standin = world.share(), world.standin
    hears, standin.bot_url = standin.bot_url, "http://127.0.0.1:9/"
    standin.remove_bot(PRIVATE)
    world.clock.pass_(days=1)
    standin.deactivate("ada")  # so that nobody is told
    world.ticker.run()
    assert world.news() == {(share.id, "away", "")}
    standin.invite_bot(PRIVATE)
    standin.bot_url = hears
    world.clock.pass_(days=1)
    world.ticker.run()
    assert world.news() == set()


@pytest.mark.dialects_take_turns
def test_what_a_new_reader_is_is_said(world: World) -> None:
    world.share()
    world.standin.join(PRIVATE, "sam")
    (told,) = world.told()
    assert " (guest)" in told
    world.standin.bot_url = "http://127.0.0.1:9/"
    world.standin.join(PRIVATE, "pia")
    world.standin.join(PRIVATE, "tickets")
    world.clock.pass_(days=1)
    world.ticker.run()
    second = world.told()[1]
    assert PIA in second
    assert " (from another organization)" in second
    assert " (app)" in second


@pytest.mark.dialects_take_turns
def test_slack_not_saying_what_somebody_is_keeps_no_warning_back(world: World) -> None:
    world.share()
    world.standin.faults.add("users.info", "ratelimited", times=1)
    world.standin.join(PRIVATE, "sam")
    (told,) = world.told()
    assert SAM in told
    assert "guest" not in told


@pytest.mark.dialects_take_turns
def test_what_was_over_is_told_again_when_it_comes_again(world: World) -> None:
    """Shared outside, and a guest there: until the daily look finds neither. What was said stays said."""
    share, where = world.share(), SlackUser("", TEAM, "")
    for count in (1, 2):
        world.service.shared_outside(where, PRIVATE)
        world.standin.join(PRIVATE, "sam")
        assert len(world.told()) == count
        world.clock.pass_(days=1)
        world.ticker.run()
        assert (share.id, "reader", SAM) in world.news(), "they are there still"
        world.standin.leave(PRIVATE, "sam")
        world.clock.pass_(days=1)
        world.ticker.run()
        assert {what for _, what, _ in world.news()} == {"inside", "left"}
    with world.database.write() as connection:
        for message_id in told_about(connection, share.id):
            request_edit(connection, message_id, world.clock.now())
    world.clock.pass_(minutes=1)
    for message in world.told():
        assert SAM in message
        assert "outside your organization" in message


@pytest.mark.dialects_take_turns
def test_what_nobody_was_told_yet_is_told_though_it_is_over(world: World) -> None:
    world.share()
    world.standin.join(PRIVATE, "sam")
    world.standin.leave(PRIVATE, "sam")
    world.clock.pass_(days=1)
    world.watch.run_due(1)
    assert SAM in world.told()[0]


def planned(world: World, state: State, day: datetime, sent_at: datetime | None = None) -> None:
    """A warning of that day's key, of which this became."""
    with world.database.write() as connection:
        person = enter(connection, SlackUser("", TEAM, ADA), MONDAY)
        row = {"workspace_id": person.workspace_id, "person_id": person.id, "kind": WATCH, "state": state}
        key = {"week": f"{day:%G-W%V}", "n": day.isoweekday(), "attempts": 1, "delivery_id": "x" * 32}
        key["key"] = f"{WATCH}:{person.id}:{day:%G-W%V}:{day.isoweekday()}"
        times = {"due_at": day, "not_after": day + DAY, "sent_at": sent_at}
        connection.execute(outbox.insert().values(**row, **key, **times))


@pytest.mark.dialects_take_turns
def test_one_that_was_sent_late_leaves_no_room_for_another_on_that_day(world: World) -> None:
    world.share()
    planned(world, State.SENT, MONDAY - DAY, sent_at=MONDAY)
    world.standin.join(PRIVATE, "sam")
    assert world.told() == []
    assert [due for _, due in world.planned()][1] == datetime(2026, 11, 24, 9, tzinfo=MONDAY.tzinfo)
    world.clock.pass_(hours=19)
    assert len(world.told()) == 1


@pytest.mark.dialects_take_turns
def test_one_that_came_to_nothing_holds_no_news_back(world: World) -> None:
    world.share()
    planned(world, State.MOOT, MONDAY)
    world.standin.join(PRIVATE, "sam")
    assert SAM in world.told()[0]


@pytest.mark.dialects_take_turns
def test_one_that_waited_until_another_was_sent_that_day_waits_for_the_next(world: World) -> None:
    world.share()
    world.standin.join(PRIVATE, "sam")
    planned(world, State.SENT, MONDAY - DAY, sent_at=MONDAY)
    assert world.told() == []
    world.clock.pass_(hours=19)
    assert len(world.told()) == 1


def test_a_share_that_cannot_be_read_keeps_nobody_else_s_warning_back(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = world.share(author=DANA), world.share()
    world.set_state(broken, sealed_text=b"nonsense")
    with caplog.at_level(logging.ERROR):
        world.standin.join(PRIVATE, "sam")
    assert world.news() == {(fine.id, "reader", SAM)}
    assert SAM in world.told()[0]
    assert f"share {broken.id} cannot be read" in caplog.text


def taken_back(world: World, share: Share) -> None:
    """By the author, with one message there."""
    with world.database.write() as connection:
        ada = enter(connection, SlackUser("", TEAM, ADA), MONDAY)
        course = held(world.workplace.work_for(connection, ada), share.id)
        course.store.change_part(course.parts[0].id, state=PartState.SENT, ts="1.5")
        course.take_back()


@pytest.mark.dialects_take_turns
def test_a_warning_about_what_is_taken_back_says_so_and_then_that_it_is_done(world: World) -> None:
    share = world.share()
    world.standin.join(PRIVATE, "sam")
    (told,) = world.told()
    taken_back(world, share)
    world.clock.pass_(minutes=1)
    (told,) = world.told()
    assert "some of it may still be there" in told
    assert "Others can now read" not in told
    assert SAM not in told
    assert "can read it now" not in world.ada.messages()[0].text
    with world.database.write() as connection:
        ada = enter(connection, SlackUser("", TEAM, ADA), MONDAY)
        course = told_of(world.workplace.work_for(connection, ada), share.id)
        course.removed(course.parts[0].id)
        assert course.share.state is ShareState.REMOVED
    world.clock.pass_(minutes=1)
    (told,) = world.told()
    assert "You took this share back." in told
    assert "Take it back?" not in told
