"""Readers of a share that is unclear, taken back, or in a channel that changed: with the real sender."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.db import engine
from app.db.engine import connect
from app.db.tables import people
from app.errors import NotFound
from app.nudges.kinds import NOTE
from app.nudges.model import default_slot
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import State
from app.outbox.states import Transition
from app.outbox.store import Outbox
from app.people import enter
from app.sandbox.slack import StandIn
from app.sharing.after.course import held
from app.sharing.model import Mark, Reader, ShareState
from app.sharing.readers.gate import Gate, Pressed
from app.sharing.readers.note import Note
from app.sharing.readers.screens import THREAD, TO, NotedPage, NoticePage, Why, WordPage
from app.sharing.readers.service import ReadingService
from app.sharing.readers.word import What
from app.sharing.watch.watching import WatchService
from app.users import SlackUser
from tests.sharing.after_world import ADA, CHANNEL, DANA, TEAM, After
from tests.sharing.reading_world import said
from tests.support.work import work_of

SAM = SlackUser("", TEAM, "U0SAM0001")
TS = "1795425812.000100"


@pytest.fixture
def after(database_url: str, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[After]:
    """PostgreSQL itself finds out who waits in a circle; a queue on a busy machine may take long."""
    monkeypatch.setattr(engine, "PATIENCE", 30.0)
    database = connect(database_url)
    yield After(database, standin)
    database.dispose()


def reading(after: After) -> ReadingService:
    """The readers' side of that process."""
    return ReadingService(after.workplace, Gate(after.workplace, after.directory, 25))


def in_thread(service: ReadingService, pressed: Pressed, text: str) -> WordPage | NotedPage | NoticePage:
    page = service.open(DANA, What.ADD, pressed)
    if not isinstance(page, WordPage):
        assert isinstance(page, NotedPage | NoticePage)
        return page
    answer = service.submit(DANA, page.form_id, said(text, page, **{TO: THREAD}))
    assert isinstance(answer, WordPage | NotedPage | NoticePage)
    return answer


def test_words_in_the_thread_go_to_nobody_whom_their_own_form_did_not_name(after: After) -> None:
    """Sam was in the preview, left before the form was opened, and comes back before it goes out."""
    service, token = reading(after), after.posted()
    share = after.found(token)
    told = (*share.snapshot.readers, Reader(SAM.user_id, "Sam", Mark.GUEST))
    with after.database.write() as connection:
        after._store(connection).change(share.id, snapshot=replace(share.snapshot, readers=told))
    [post] = after.there()
    assert isinstance(in_thread(service, Pressed(token, CHANNEL, post.ts), "not for Sam"), NotedPage)
    after.standin.join(CHANNEL, "sam")
    after.tick(2)
    assert len(after.there()) == 1
    assert after.notes() == [after.parts(token)[-1].id]


@pytest.mark.dialects_take_turns
def test_an_author_s_own_words_that_missed_the_thread_stand_in_the_note(after: After) -> None:
    """Nobody else gets them: they are in no digest. Not where they keep their words out of messages."""
    service, token = reading(after), after.posted()
    [post] = after.there()
    page = service.open(ADA, What.ADD, Pressed(token, CHANNEL, post.ts))
    assert isinstance(page, WordPage)
    service.submit(ADA, page.form_id, said("my *own* words", page, **{TO: THREAD}))
    after.standin.join(CHANNEL, "sam")
    after.tick(2)
    shown = [note(after)]
    with after.database.write() as connection:
        person = enter(connection, ADA, after.clock.now())
        manners = work_of(connection, person).get(NotificationSettingsStore)
        kept = manners.ensure(default_slot(after.clock.now().date()))
        manners.save(replace(kept, words_out=True))
    shown.append(note(after))
    assert ["my *own* words" in each for each in shown] == [True, False]
    assert ["Nobody else gets it." in each for each in shown] == [True, True]
    assert "anyway" not in "".join(shown)


def note(after: After) -> str:
    """What it says to Ada."""
    with after.database.write() as connection:
        rows = Outbox(work_of(connection, enter(connection, ADA, after.clock.now()))).of_person()
        [row] = [row for row in rows if row.kind == NOTE]
        message = Outbox(work_of(connection)).message(row.id)
        told = Note().render(after.ticker._setup.work_for(connection, message), message)
    return f"{told.text} {json.dumps(told.blocks)}"


@pytest.mark.dialects_take_turns
def test_a_press_under_an_unclear_post_that_is_being_taken_back_deletes_it(after: After) -> None:
    token = after.unclear()
    after.service.take_back(ADA, token)
    [post] = after.there()
    answer = reading(after).read(DANA, Pressed(token, CHANNEL, post.ts))
    assert answer == NoticePage(Why.TAKEN_BACK, "Ada")
    after.tick(2)
    assert after.there() == []
    assert after.found(token).state is ShareState.REMOVED


@pytest.mark.dialects_take_turns
def test_the_post_of_another_share_is_not_taken_for_one_that_is_unclear(after: After) -> None:
    after.posted()
    [other] = after.there()
    token = after.unclear()
    with pytest.raises(NotFound):
        reading(after).read(DANA, Pressed(token, CHANNEL, other.ts))
    assert after.parts(token)[0].proven_ts is None


@pytest.mark.dialects_take_turns
def test_where_the_bot_is_away_those_who_were_named_are_told_and_nobody_else(after: After) -> None:
    service, token = reading(after), after.posted()
    [post] = after.there()
    pressed = Pressed(token, CHANNEL, post.ts)
    page = service.open(DANA, What.ADD, pressed)
    assert isinstance(page, WordPage)
    after.standin.remove_bot(CHANNEL)
    for what in (What.ADD, What.TALK):
        assert service.open(DANA, what, pressed) == NoticePage(Why.AWAY, "Ada")
    assert service.read(DANA, pressed) == NoticePage(Why.AWAY, "Ada")
    assert service.submit(DANA, page.form_id, said("kept", page)) == NoticePage(Why.AWAY, "Ada", "kept")
    for who in (SAM, replace(DANA, team_id="T0PARTNER")):
        with pytest.raises(NotFound):
            service.read(who, pressed)


def at_once(*deeds: Callable[[], object]) -> list[BaseException]:
    """What went wrong; what somebody else did first is nothing wrong."""
    errors: list[BaseException] = []
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            deed()
        except NotFound:
            pass
        except BaseException as error:  # noqa: BLE001  # a thread's own error is seen nowhere else
            errors.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return errors


@pytest.mark.parametrize("is_unclear", [False, True])
def test_author_em_watch_and_two_senders_at_once_do_not_wait_in_a_circle(
    after: After, is_unclear: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """The EM was never here before."""
    other = After(after.database, after.standin)
    service, _ = reading(after), reading(other)
    events = WatchService(after.workplace, after.directory)
    token = after.unclear(3) if is_unclear else after.share(3)
    posts = after.there()
    pressed = Pressed(token, CHANNEL, posts[0].ts if posts else TS)
    with caplog.at_level(logging.WARNING):
        errors = at_once(
            after.ticker.run,
            other.ticker.run,
            lambda: service.read(DANA, pressed),
            lambda: in_thread(service, pressed, "words"),
            lambda: events.joined(SlackUser("", TEAM, ""), CHANNEL, SAM.user_id),
            lambda: after.service.open_agreed(ADA, token),
            lambda: after.service.take_back(ADA, token) if is_unclear else None,
        )
    assert errors == []
    logged = [record.getMessage().lower() for record in caplog.records]
    assert not [each for each in logged if "deadlock" in each or "not settled" in each]


def test_an_em_s_very_first_click_while_the_post_is_being_settled(after: After) -> None:
    """The sender holds the message and wants the EM's row; the EM has that row and wants the message."""
    share_id = after.found(token := after.share()).id
    with after.database.read() as connection:
        named = connection.scalars(select(people.c.slack_user_id)).all()
        assert DANA.user_id in named, "made when Post was pressed"
    [part] = after.parts(token)
    after.claim(part.message_id or 0)
    entered, locked = threading.Event(), threading.Event()

    def click() -> None:
        with after.database.write() as connection:
            dana = enter(connection, DANA, after.clock.now())
            entered.set()
            locked.wait(0.2)
            held(after.workplace.work_for(connection, dana), share_id).seen(CHANNEL, TS)

    def settle() -> None:
        entered.wait(1)
        with after.database.write() as connection:
            message = Outbox(work_of(connection)).message(part.message_id or 0)
            store, change = after.ticker._setup.store(connection), Transition(State.SENT, ts=TS)
            store.settle(message, "here", change, after.clock.now(), CHANNEL)
            locked.set()
            after.kind.delivered(after.ticker._setup.work_for(connection, message), message, CHANNEL, TS)

    assert at_once(click, settle) == []
