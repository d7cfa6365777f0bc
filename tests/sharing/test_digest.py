"""What was said to somebody's shares reaches them whole, in their hours, in at most one message a day."""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from app.db.engine import connect
from app.db.tables import outbox, shares
from app.nudges.kinds import DIGEST
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import State
from app.sandbox.slack import StandIn
from app.sharing.model import ShareState
from app.sharing.readers.screens import THREAD, TO, WordPage
from app.sharing.readers.word import What
from tests.sharing.reading_world import ADA, DANA, MONDAY, SAM, TWO, World, said, utc
from tests.support.work import RING, work_of

STOCKHOLM = "Europe/Stockholm"


@pytest.fixture
def world(database_url: str, standin: StandIn) -> Iterator[World]:
    database = connect(database_url)
    made = World(database, standin)
    made.lives(ADA, STOCKHOLM)
    yield made
    database.dispose()


def due(world: World) -> list[tuple[str, datetime]]:
    return [(state, at) for state, _, at in world.rows(DIGEST)]


def test_one_message_tells_what_was_said_to_all_shares(world: World) -> None:
    share, other = world.share(), world.share(TWO, ts="1790000000.000200")
    world.press(DANA, What.READ, share)
    world.clock.pass_(minutes=20)
    world.say(DANA, What.TALK, share, "<!here> why & how", item="3")
    world.say(SAM, What.ADD, share, "x" * 500)
    world.say(ADA, What.ADD, share, "a note of my own")
    world.say(DANA, What.TALK, share)
    world.press(DANA, What.READ, other, "1790000000.000200")
    world.change(other, state=ShareState.REMOVED)  # what was said to it is hers all the same
    assert due(world) == [("pending", MONDAY + timedelta(minutes=30))]
    world.tick(minutes=9)
    assert world.dm("ada") == []
    world.tick(minutes=2)
    (message,) = world.dm("ada")
    assert message.startswith("Somebody answered what you shared. It stands in this message")
    text = message[: message.index("[")]
    assert "why" not in text
    for words in (
        "What you shared on 23 Nov in #name of C0TEAMSAM",
        "What you shared on 23 Nov in #name of G0ADADANA",
        " (your EM)",
        " has read it",
        " would like to talk about ",
        "3. Checkout in one page",
        '"text": "<!here> why & how"',
        "x" * 500,
        "1. Owning the SECRET outcome",
    ):
        assert words in message, words
    assert message.count(DANA.user_id) == 4
    assert message.count(SAM.user_id) == 1
    assert "a note of my own" not in message
    assert "also in the thread" not in message


@pytest.mark.dialects_take_turns
def test_who_keeps_their_words_out_of_messages_reads_an_item_s_number(world: World) -> None:
    def keep_out(connection: Connection) -> None:
        store = work_of(connection, world.person(ADA)).get(NotificationSettingsStore)
        manners = store.get()
        assert manners is not None
        store.save(replace(manners, words_out=True))

    world.do(keep_out)
    world.say(DANA, What.TALK, world.share(), "why?", item="3")
    world.tick(minutes=31)
    (message,) = world.dm("ada")
    assert '"text": "item 3"' in message
    assert "why?" in message
    assert "Checkout" not in message


def test_what_comes_after_the_day_s_message_waits_for_the_next_working_day(world: World) -> None:
    share = world.share()
    world.press(DANA, What.READ, share)
    world.tick(minutes=31)
    world.say(SAM, What.ADD, share, "later")
    world.say(DANA, What.ADD, share, "later still")
    tuesday = utc(2026, 11, 24, 8)
    assert due(world)[1:] == [("pending", tuesday)]
    world.tick(hours=2)
    assert len(world.dm("ada")) == 1
    world.clock.time = tuesday
    world.tick(seconds=1)
    assert len(world.dm("ada")) == 2
    assert [state for state, _ in due(world)] == ["sent", "sent"]


@pytest.mark.dialects_take_turns
@pytest.mark.parametrize(
    ("said_at", "told_at"),
    [
        (utc(2026, 11, 23, 15, 45), utc(2026, 11, 24, 9)),
        (utc(2026, 11, 24, 3), utc(2026, 11, 24, 9)),
        (utc(2026, 11, 27, 20), utc(2026, 11, 30, 9)),
        (utc(2026, 11, 28, 12), utc(2026, 11, 30, 9)),
    ],
    ids=["at the end of the day", "at night", "on a Friday evening", "on a Saturday"],
)
def test_it_comes_in_the_author_s_own_hours(world: World, said_at: datetime, told_at: datetime) -> None:
    share = world.share()
    world.clock.time = said_at
    world.press(DANA, What.READ, share)
    assert due(world) == [("pending", told_at)]


@pytest.mark.dialects_take_turns
def test_without_a_rhythm_it_comes_on_weekdays_between_nine_and_five(
    database_url: str, standin: StandIn
) -> None:
    database = connect(database_url)
    world = World(database, standin)
    share = world.share()
    world.clock.time = utc(2026, 11, 23, 17, 30)
    world.press(DANA, What.READ, share)
    assert due(world) == [("pending", utc(2026, 11, 24, 10))]
    world.tick(hours=24)
    assert [state for state, _ in due(world)] == ["pending"]
    world.clock.time = utc(2026, 11, 25, 10, 1)
    world.tick()
    assert len(world.dm("ada")) == 1
    database.dispose()


@pytest.mark.dialects_take_turns
def test_more_than_fits_comes_on_the_next_working_day(world: World) -> None:
    share = world.share()
    for number in range(11):
        world.say(DANA, What.ADD, share, f"word {number:02} " + "&" * 480)
    world.tick(minutes=31)
    world.tick(hours=1)
    (first,) = world.dm("ada")
    assert [f"word {number:02}" in first for number in (0, 7, 8)] == [True, True, False]
    world.clock.time = utc(2026, 11, 24, 8, 1)
    world.tick()
    second = world.dm("ada")[1]
    assert [f"word {number:02}" in second for number in (7, 8, 10)] == [False, True, True]


@pytest.mark.dialects_take_turns
def test_what_could_not_be_sent_is_told_later_with_what_came_meanwhile(
    world: World, standin: StandIn
) -> None:
    share = world.share()
    world.say(DANA, What.ADD, share, "early")
    standin.faults.add("chat.postMessage", "ratelimited", seconds=60)
    world.tick(minutes=31)
    assert world.dm("ada") == []
    world.say(SAM, What.ADD, share, "meanwhile")
    world.tick(minutes=2)
    (message,) = world.dm("ada")
    assert "early" in message
    assert "meanwhile" in message
    assert [state for state, _ in due(world)] == ["sent"]


@pytest.mark.dialects_take_turns
def test_what_slack_never_took_is_told_with_the_next_word(world: World, standin: StandIn) -> None:
    share = world.share()
    world.say(DANA, What.ADD, share, "early")
    standin.deactivate("ada")
    world.tick(minutes=31)
    standin.reactivate("ada")
    world.say(SAM, What.ADD, share, "next")
    world.clock.time = utc(2026, 11, 24, 8, 1)
    world.tick()
    (message,) = world.dm("ada")
    assert "early" in message
    assert [state for state, _ in due(world)] == ["failed", "sent"]


@pytest.mark.dialects_take_turns
def test_a_share_that_cannot_be_read_keeps_no_word_about_another_back(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor do more words about it than fit a message; they are told when it can be read again."""
    broken = world.share()
    for number in range(9):
        world.say(SAM, What.ADD, broken, f"unread {number}")
    world.move_post(broken, "1790000001.000100")
    world.say(DANA, What.ADD, world.share(), "to the fine one")
    world.change(broken, sealed_text=b"nonsense")
    with caplog.at_level(logging.ERROR):
        world.tick(minutes=31)
    (message,) = world.dm("ada")
    assert "to the fine one" in message
    assert "unread" not in message
    assert f"share {broken.id} cannot be read" in caplog.text
    assert [state for state, _ in due(world)] == ["sent"]
    with world.database.write() as connection:
        snapshot = RING.seal(json.dumps(asdict(broken.snapshot)), world.person(ADA).owner)
        connection.execute(shares.update().where(shares.c.id == broken.id).values(sealed_text=snapshot))
    world.press(SAM, What.READ, broken, "1790000001.000100")
    world.clock.time = utc(2026, 11, 24, 8, 1)
    world.tick()
    assert "unread 0" in world.dm("ada")[1]


@pytest.mark.dialects_take_turns
def test_a_message_that_came_late_is_that_day_s_only_one(world: World) -> None:
    share = world.share()
    world.press(DANA, What.READ, share)
    world.clock.time = utc(2026, 11, 24, 9, 5)
    world.tick()
    world.press(SAM, What.READ, share)
    world.tick(minutes=40)
    assert len(world.dm("ada")) == 1
    world.clock.time = utc(2026, 11, 25, 8, 1)
    world.tick()
    assert len(world.dm("ada")) == 2


def test_what_is_said_while_the_message_is_on_its_way_gets_the_next_one(world: World) -> None:
    share = world.share()
    world.press(DANA, What.READ, share)
    with world.database.write() as connection:
        under_way = update(outbox).where(outbox.c.kind == DIGEST)
        connection.execute(under_way.values(state=State.SENDING, try_at=None))
    world.press(SAM, What.READ, share)
    assert [state for state, _ in due(world)] == ["sending", "pending"]


@pytest.mark.dialects_take_turns
def test_it_says_of_words_in_the_thread_that_they_are_there_once_they_are(
    world: World, standin: StandIn
) -> None:
    posted = standin.open_window("dana").say("the post", TWO)
    share = world.share(TWO, ts=posted.ts)
    page = world.press(DANA, What.ADD, share, posted.ts)
    assert isinstance(page, WordPage)
    world.service.submit(DANA, page.form_id, said("for all", page, **{TO: THREAD}))
    world.tick()
    (reply,) = [m for m in standin.open_window("ada").thread(posted.ts, TWO) if m.ts != posted.ts]
    assert "Dana Okafor" in str(reply.blocks)
    assert "for all" in str(reply.blocks)
    world.tick(minutes=31)
    assert ", also in the thread" in world.dm("ada")[0]
