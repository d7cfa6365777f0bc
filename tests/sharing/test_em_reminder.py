"""One reminder to an EM who did nothing, in their own hours; the author learns sent or not sent alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, update

from app.db.engine import connect
from app.db.tables import rhythms
from app.errors import NotFound
from app.nudges.kinds import EM_REMINDER
from app.nudges.store import NotificationSettingsStore
from app.reasons import Code, Reason
from app.sandbox.slack import StandIn
from app.sharing.model import Share, ShareState
from app.sharing.readers import reminder
from app.sharing.readers.service import lines_for
from app.sharing.readers.word import What
from app.sharing.readers.word_store import mute
from tests.sharing.reading_world import ADA, DANA, SAM, TEAM_SAM, World, utc
from tests.support.work import work_of


@pytest.fixture
def world(database_url: str, standin: StandIn) -> Iterator[World]:
    database = connect(database_url)
    yield World(database, standin)
    database.dispose()


def lines(world: World, share: Share) -> tuple[str, ...]:
    with world.database.read() as connection:
        return lines_for(world.workplace.work_for(connection, world.person(ADA)), share)


@pytest.mark.parametrize(
    ("zone", "posted_at", "due_at"),
    [
        ("Europe/Stockholm", utc(2026, 11, 23, 14), utc(2026, 11, 30, 9)),
        ("America/Los_Angeles", utc(2026, 11, 23, 2), utc(2026, 11, 27, 18)),
        ("Asia/Tokyo", utc(2026, 11, 22, 20), utc(2026, 11, 30, 1)),
        ("Asia/Tokyo", utc(2026, 11, 27, 14), utc(2026, 12, 4, 1)),
    ],
    ids=["home", "a Sunday in California", "a Monday in Japan", "a Friday"],
)
@pytest.mark.parametrize("is_known", [True, False], ids=["known", "not known yet"])
@pytest.mark.dialects_take_turns
def test_it_is_due_on_the_fifth_working_day_where_the_em_is(
    world: World, zone: str, posted_at: datetime, due_at: datetime, is_known: bool
) -> None:
    world.clock.time = posted_at
    world.zones[DANA.user_id] = zone
    if is_known:
        world.lives(DANA, zone)
    share = world.share()
    for _ in range(3):  # the zone is read, and the day found
        world.tick(hours=8)
    assert [(state, at) for state, _, at in world.rows(EM_REMINDER)] == [("pending", due_at)]
    world.clock.time = due_at - timedelta(minutes=1)
    world.tick()
    assert world.dm("dana") == []
    world.tick(minutes=4)
    (message,) = world.dm("dana")
    text, _, blocks = message.partition("[{")
    day = posted_at.astimezone(ZoneInfo(zone))
    assert f"Ada shared something with you in a private channel on {day.day} {day:%b}" in text
    assert f'{{"type": "channel", "channel_id": "{share.channel_id}"}}' in blocks
    assert share.channel_id not in text
    for secret in ("SECRET", "Done means", "Checkout", "name of", share.token):
        assert secret not in message
    assert lines(world, share) == ("Reminder to your EM: sent.",)


def has_read(world: World, share: Share) -> None:
    world.press(DANA, What.READ, share)


def has_said_something(world: World, share: Share) -> None:
    world.say(DANA, What.ADD, share, "a word")


def wants_none(world: World, _share: Share) -> None:
    dana = world.person(DANA)
    world.do(lambda connection: mute(world.workplace.work_for(connection, dana), muted=True))


def has_stopped(world: World, _share: Share) -> None:
    def stop(connection: Connection) -> None:
        store = work_of(connection, world.person(DANA)).get(NotificationSettingsStore)
        manners = store.get()
        assert manners is not None
        store.save(replace(manners, stopped=True))

    world.do(stop)


@pytest.mark.dialects_take_turns
@pytest.mark.parametrize(
    ("happens", "reason", "told"),
    [
        (has_read, reminder.ANSWERED, ("Read by your EM, Dana, on 23 Nov.",)),
        (has_said_something, reminder.ANSWERED, ("Read by your EM, Dana, on 23 Nov.",)),
        (wants_none, reminder.MUTED, ("Reminder to your EM: not sent.",)),
        (has_stopped, Reason(Code.STOPPED), ("Reminder to your EM: not sent.",)),
        (
            lambda world, _: world.standin.leave(TEAM_SAM, "dana"),
            reminder.LEFT,
            ("Reminder to your EM: not sent.",),
        ),
        (
            lambda world, share: world.change(share, state=ShareState.REMOVED),
            reminder.TAKEN_BACK,
            ("Reminder to your EM: not sent.",),
        ),
    ],
    ids=["read", "said something", "wants none", "stopped all", "left", "taken back"],
)
def test_it_does_not_come_where(
    world: World, happens: Callable[[World, Share], None], reason: Reason, told: tuple[str, ...]
) -> None:
    world.lives(DANA, "Europe/Stockholm")
    share = world.share()
    assert lines(world, share) == ()
    happens(world, share)
    world.clock.time = utc(2026, 11, 30, 9, 1)
    world.tick()
    assert world.dm("dana") == []
    assert [(state, why) for state, why, _ in world.rows(EM_REMINDER)] == [("moot", reason)]
    assert lines(world, share) == told


def test_others_do_not_count_and_one_reminder_is_all(world: World) -> None:
    world.lives(DANA, "Europe/Stockholm")
    share = world.share()
    world.press(SAM, What.READ, share)
    world.press(ADA, What.READ, share)
    assert lines(world, share) == ()
    ada = world.person(ADA)
    world.do(lambda connection: reminder.plan_reminder(world.workplace.work_for(connection, ada), share))
    world.clock.time = utc(2026, 11, 30, 9, 1)
    world.tick()
    for _ in range(8):
        world.tick(days=1)
    assert len(world.dm("dana")) == 1


@pytest.mark.dialects_take_turns
def test_it_needs_room_in_the_em_s_budget_and_an_answer_of_slack_s(world: World, standin: StandIn) -> None:
    world.lives(DANA, "Europe/Stockholm")
    world.share()
    world.do(lambda connection: connection.execute(update(rhythms).values(budget=0)))
    world.clock.time = utc(2026, 11, 30, 9, 1)
    world.tick()
    assert [state for state, _, _ in world.rows(EM_REMINDER)] == ["moot"]
    world.do(lambda connection: connection.execute(update(rhythms).values(budget=3)))
    world.share(ts="1790000000.000300")
    standin.faults.add("conversations.members", "cut_after")
    world.clock.time = utc(2026, 12, 7, 9, 1)
    world.tick()
    assert world.rows(EM_REMINDER)[1][:2] == ("pending", reminder.NOT_ANSWERED)
    world.tick(minutes=16)
    assert len(world.dm("dana")) == 1


@pytest.mark.dialects_take_turns
def test_it_waits_while_the_bot_itself_is_away(world: World) -> None:
    world.lives(DANA, "Europe/Stockholm")
    world.share()
    world.clock.time = utc(2026, 11, 30, 9, 1)
    world.standin.remove_bot(TEAM_SAM)
    world.tick()
    assert world.rows(EM_REMINDER)[0][:2] == ("pending", reminder.AWAY)
    world.standin.invite_bot(TEAM_SAM)
    world.standin.faults.add("conversations.members", "cut_after")
    world.tick(minutes=61)
    assert world.rows(EM_REMINDER)[0][:2] == ("pending", reminder.NOT_ANSWERED)
    world.tick(minutes=16)
    assert len(world.dm("dana")) == 1


@pytest.mark.dialects_take_turns
def test_nobody_is_reminded_where_no_em_was_named(world: World) -> None:
    share = world.share(em="")
    own = world.share(em=ADA.user_id, ts="1790000000.000300")
    assert world.rows(EM_REMINDER) == []
    assert lines(world, share) == lines(world, own) == ()


def test_who_wants_none_says_so_under_one_and_can_take_it_back(world: World) -> None:
    world.lives(DANA, "Europe/Stockholm")
    world.share()
    world.clock.time = utc(2026, 11, 30, 9, 1)
    world.tick()
    with world.database.read() as connection:
        (row,) = [r.id for r in connection.exec_driver_sql("SELECT id FROM outbox WHERE kind = 'share-em'")]
    for who, value in ((ADA, str(row)), (SAM, str(row)), (DANA, "0"), (DANA, ""), (DANA, "1 OR 1")):
        with pytest.raises(NotFound):
            world.service.mute(who, value, muted=True)
    assert world.service.mute(DANA, str(row), muted=True) == row
    assert world.service.mute(DANA, str(row), muted=True) == row
    world.tick(minutes=1)
    assert "You get no such reminders any more." in world.dm("dana")[0]
    world.service.mute(DANA, str(row), muted=False)
    world.tick(minutes=1)
    assert "Don't send me these" in world.dm("dana")[0]
