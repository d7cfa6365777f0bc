"""As long as a share stands, its author learns who can newly read it: from events, and from a daily look."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.db.engine import connect
from app.db.tables import outbox, share_parts, shares
from app.nudges.model import default_slot
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import State
from app.people import enter
from app.sandbox.blocks import message_problems
from app.sandbox.slack import StandIn
from app.sharing.model import Mark, PartState, Reader, Share, SharePart, ShareState, Snapshot
from app.sharing.names import TAKE_BACK
from app.sharing.news import told_about
from app.sharing.store import ShareStore
from app.sharing.watch.listeners import register_events
from app.sharing.watch.view import Newcomer, Watched, watch_blocks
from app.users import SlackUser
from tests.sandbox.tiny_bot import TinyBot
from tests.sharing.watch_world import ADA, DAY, MONDAY, OTHER, PIA, PRIVATE, READERS, SAM, TEAM, World
from tests.support.work import work_of


@pytest.fixture
def world(database_url: str, standin: StandIn) -> Iterator[World]:
    database, tiny = connect(database_url), TinyBot(standin)
    made = World(database, standin)
    register_events(tiny.app, made.service)
    standin.bot_url = tiny.url
    yield made
    tiny.stop()
    database.dispose()


def test_who_comes_in_is_told_once_and_what_comes_later_that_day_tomorrow(world: World) -> None:
    share, standin = world.share(), world.standin
    standin.remove_bot(PRIVATE)
    standin.invite_bot(PRIVATE)
    standin.leave(PRIVATE, "dana")
    standin.join(PRIVATE, "dana")
    assert world.news() == set()  # all of them were named
    standin.join("C0GENERAL", "sam")
    standin.join(PRIVATE, "sam")
    world.service.joined(SlackUser("", TEAM, ""), PRIVATE, SAM)  # Slack says it again
    assert world.news() == {(share.id, "reader", SAM)}
    (told,) = world.told()
    assert SAM in told
    assert "ada-and-dana" not in world.ada.messages()[0].text
    assert SAM not in world.ada.messages()[0].text
    standin.join(PRIVATE, "pia")
    world.service.joined(SlackUser("", TEAM, ""), PRIVATE, SAM)
    tomorrow = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert [due for _, due in world.planned()] == [MONDAY, tomorrow]
    assert len(world.told()) == 1
    world.clock.pass_(hours=19)
    first, second = world.told()
    assert (PIA in second, SAM in second) == (True, False)
    assert first == told
    with world.database.read() as connection:
        assert len(told_about(connection, share.id)) == 2


@pytest.mark.dialects_take_turns
def test_tomorrow_is_the_author_s_own(world: World) -> None:
    world.share()
    with world.database.write() as connection:
        person = enter(connection, SlackUser("", TEAM, ADA), MONDAY)
        store = work_of(connection, person).get(NotificationSettingsStore)
        store.ensure(default_slot(MONDAY.date()))
        store.profile_read("America/New_York", deleted=False, now=MONDAY)
    world.standin.join(PRIVATE, "sam")
    world.told()
    world.standin.join(PRIVATE, "pia")
    assert world.planned()[1][1] == datetime(2026, 11, 24, 14, tzinfo=UTC)


@pytest.mark.dialects_take_turns
def test_a_channel_that_is_shared_outside_or_made_public_is_told_with_a_way_to_take_it_back(
    world: World,
) -> None:
    share, standin = world.share(OTHER), world.standin
    standin.share_outside(OTHER)
    (told,) = world.told()
    assert "outside your organization" in told
    (button,) = [
        each
        for block in world.ada.messages()[0].blocks
        if block["type"] == "actions"
        for each in block["elements"]
    ]
    assert (button["action_id"], button["value"]) == (TAKE_BACK, share.token)
    standin.make_public(OTHER)
    world.clock.pass_(days=1)
    world.told()  # the look sees it, and the message is for now: today had none
    assert "public now" in world.told()[1]
    assert {what for _, what, _ in world.news()} == {"outside", "public"}


def test_the_daily_look_finds_what_no_event_told_and_comes_back(world: World) -> None:
    share, standin = world.share(), world.standin
    assert world.watched() == [(PRIVATE, MONDAY + DAY)]
    everybody = standin.fill(PRIVATE, 30)
    standin.bot_url = "http://127.0.0.1:9/"
    world.clock.pass_(hours=23)
    assert world.told() == []
    world.clock.pass_(hours=1)
    standin.faults.add("conversations.members", "ratelimited")
    assert world.told() == []
    assert world.watched() == [(PRIVATE, MONDAY + DAY + timedelta(hours=1))]
    world.clock.pass_(hours=1)
    world.ticker.run()
    (told,) = world.told()
    assert everybody[0] in told
    assert "and 8 more" in told
    assert world.news() == {(share.id, "reader", each) for each in everybody}
    calls = world.calls("conversations.info")
    world.told()
    assert world.calls("conversations.info") == calls
    for happens in (standin.archive, standin.remove_bot):
        happens(PRIVATE)
        world.clock.pass_(days=1)
        assert len(world.told()) == 1
        assert world.watched() == [(PRIVATE, world.clock.now() + DAY)]


def test_a_channel_in_which_nothing_stands_is_looked_at_no_more(world: World) -> None:
    shares_there = [world.share(), world.share(state=ShareState.STOPPED)]
    world.set_state(shares_there[0], state=ShareState.REMOVED)
    world.clock.pass_(days=1)
    world.ticker.run()
    assert world.calls("conversations.info") == 1
    world.set_state(shares_there[1], state=ShareState.REMOVED)
    world.clock.pass_(days=1)
    world.ticker.run()
    assert (world.calls("conversations.info"), world.watched()) == (1, [])
    world.standin.join(PRIVATE, "sam")
    assert world.news() == set()
    assert world.ticker.next_due() is None


@pytest.mark.dialects_take_turns
def test_only_what_stands_is_told_and_a_share_taken_back_says_so(world: World) -> None:
    kept, dropped = world.share(), world.share()
    arriving = world.share(state=ShareState.POSTING, posted="no")
    stopped = world.share(state=ShareState.STOPPED, posted="no")
    world.standin.join(PRIVATE, "sam")
    assert {share_id for share_id, _, _ in world.news()} == {kept.id, dropped.id, arriving.id, stopped.id}
    world.set_state(dropped, state=ShareState.REMOVED)
    (told,) = world.told()
    assert told.count("Take it back?") == told.count(SAM) == 1
    assert kept.token in told
    world.set_state(kept, state=ShareState.REMOVED)
    with world.database.write() as connection:
        (message_id,) = told_about(connection, kept.id)
        world.ticker.parts.edits.want(connection, message_id)
    world.clock.pass_(minutes=1)
    (told,) = world.told()
    assert "You took this share back." in told
    assert "Take it back?" not in told


@pytest.mark.dialects_take_turns
def test_a_message_about_what_is_only_arriving_waits_and_one_about_nothing_is_not_sent(world: World) -> None:
    share = world.share(state=ShareState.POSTING, posted="no")
    world.standin.join(PRIVATE, "sam")
    assert world.told() == []
    world.standin.join(PRIVATE, "tickets")
    assert [state for state, _ in world.planned()] == [State.PENDING]
    world.standin.leave(PRIVATE, "tickets")
    with world.database.write() as connection:  # it was stopped by Sam, and the author has seen who is there
        store = ShareStore(work_of(connection, enter(connection, SlackUser("", TEAM, ADA), MONDAY)))
        readers = (*READERS, Reader(SAM, "sam", Mark.GUEST), Reader("U0TICKETS", "tickets", Mark.APP))
        named = replace(share.snapshot, readers=readers)
        store.change(share.id, snapshot=named, state=ShareState.POSTED, posted_at=MONDAY)
    world.clock.pass_(minutes=2)
    assert world.told() == []
    assert [state for state, _ in world.planned()] == [State.MOOT]


def test_news_of_a_message_that_never_arrives_is_told_by_the_next(world: World) -> None:
    world.share()
    world.standin.join(PRIVATE, "sam")
    world.standin.deactivate("ada")
    assert world.told() == []
    assert [state for state, _ in world.planned()] == [State.FAILED]
    world.standin.reactivate("ada")
    world.clock.pass_(days=1)
    world.ticker.run()
    assert SAM in world.told()[0]


def test_many_shares_and_many_readers_still_fit_one_message() -> None:
    snapshot = Snapshot("n" * 80, "Ada", "Dana", READERS)
    states = [ShareState.POSTED, ShareState.REMOVING, ShareState.REMOVED] * 4
    rest = ("", "p", snapshot, MONDAY, MONDAY, MONDAY, None)
    told = [
        Watched(
            Share(n, f"token-{n}", 1, 1, "form", PRIVATE, "", state, *rest),
            tuple(Newcomer(f"U{each:08}", Mark.OUTSIDE) for each in range(1000)),
            is_outside=True,
            is_public=True,
        )
        for n, state in enumerate(states)
    ]
    blocks = list(watch_blocks(tuple(told)))
    assert message_problems(blocks) == []
    assert "and 980 more" in json.dumps(blocks)
    assert "And 2 more of your shares" in json.dumps(blocks)


def test_a_channel_with_another_id_is_the_same_channel(world: World) -> None:
    share = world.share()
    elsewhere = world.share(team="T0OTHER00")
    with world.database.write() as connection:
        person = enter(connection, SlackUser("", TEAM, ADA), MONDAY)
        part: SharePart = ShareStore(work_of(connection, person)).parts(share.id)[0]
        row = {"workspace_id": share.workspace_id, "person_id": share.person_id, "kind": "share"}
        key = {"week": "2026-W48", "n": part.id, "attempts": 1, "delivery_id": "x", "state": State.SENT}
        key["key"] = f"share:{share.id}:0"
        times = {"due_at": MONDAY, "not_after": MONDAY, "channel_id": PRIVATE, "message_ts": "1.5"}
        message_id = connection.execute(outbox.insert().values(**row, **key, **times)).inserted_primary_key
        values = {"state": PartState.SENT, "ts": "1.5", "message_id": message_id[0] if message_id else None}
        connection.execute(share_parts.update().where(share_parts.c.id == part.id).values(**values))
    new = world.standin.share_outside(PRIVATE)
    assert new == "C0ADADANA"
    world.service.id_changed(SlackUser("", TEAM, ""), PRIVATE, new)  # Slack says it again
    with world.database.read() as connection:
        places = {row.id: row.channel_id for row in connection.execute(shares.select())}
        sent_to = connection.scalar(outbox.select().with_only_columns(outbox.c.channel_id))
    assert places == {share.id: new, elsewhere.id: PRIVATE}  # another workspace's is not ours to move
    assert sent_to == new
    assert sorted(channel for channel, _ in world.watched()) == [new, PRIVATE]
    assert "outside your organization" in world.told()[0]


@pytest.mark.dialects_take_turns
def test_nonsense_and_other_workspaces_are_acked_and_change_nothing(world: World) -> None:
    world.share()
    for odd in (
        {"type": "member_joined_channel", "user": ADA, "channel": "not a channel"},
        {"type": "member_joined_channel", "channel": PRIVATE},
        {"type": "channel_shared", "channel": {"id": PRIVATE}},
        {"type": "channel_id_changed", "old_channel_id": "X" * 400, "new_channel_id": PRIVATE},
        {"type": "channel_id_changed", "old_channel_id": PRIVATE, "new_channel_id": 7},
        {"type": "channel_id_changed"},
    ):
        (answered,) = world.standin.send_event(odd, ())
        assert answered.ok, odd
    nobody = SlackUser("", "T0NOBODY", "")
    world.service.joined(nobody, PRIVATE, SAM)
    world.service.shared_outside(nobody, PRIVATE)
    world.service.id_changed(nobody, PRIVATE, "C1")
    assert world.news() == set()
    assert [channel for channel, _ in world.watched()] == [PRIVATE]
