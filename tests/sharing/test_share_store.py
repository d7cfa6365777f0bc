"""A share is read once in a transaction, and is never older there than what holds it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from app.db.engine import Database, connect
from app.db.tables import shares
from app.errors import NotFound
from app.forms.store import FormStore
from app.people import enter
from app.sharing.model import Mark, PartState, Reader, Share, ShareState
from app.sharing.store import ShareStore, load, load_locked, load_part, of_author
from app.work import Work
from tests.checkins.desk import NOW
from tests.sharing.after_world import ADA, DANA, approved
from tests.support.work import RING, work_of


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = connect(database_url)
    yield found
    found.dispose()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A transaction in which Ada has shared two messages."""
    token = approved(database, RING, NOW, 2)
    with database.write() as connection:
        connection.info["token"] = token
        yield connection


def work_of_ada(connection: Connection) -> Work:
    return work_of(connection, enter(connection, ADA, NOW), NOW + timedelta(minutes=1))


def shared(work: Work) -> Share:
    return work.get(ShareStore).find(work.connection.info["token"])


def asked(connection: Connection) -> list[str]:
    """What the database is asked from now on."""
    statements: list[str] = []
    event.listen(connection, "after_cursor_execute", lambda *it: statements.append(it[2]))
    return statements


@pytest.mark.dialects_take_turns
def test_a_share_and_its_parts_are_read_once_whoever_asks(connection: Connection) -> None:
    dana = work_of(connection, enter(connection, DANA, NOW), NOW)
    share_id = shared(work_of_ada(connection)).id
    statements = asked(connection)
    share = load(dana, share_id)
    theirs = of_author(dana, share).get(ShareStore)
    parts = theirs.parts(share_id)
    assert len(statements) == 2
    assert load(dana, share_id) is theirs.find(share.token) is theirs.get(share_id) is share
    assert theirs.of_form(share.form_id) is share
    assert theirs.parts(share_id) is parts
    assert len(statements) == 2


def test_what_was_read_before_the_lock_is_read_again(connection: Connection) -> None:
    work = work_of_ada(connection)
    share, store = shared(work), work.get(ShareStore)
    before = store.parts(share.id)
    part_id = before[0].id
    connection.execute(shares.update().where(shares.c.id == share.id).values(state=ShareState.UNCLEAR))
    other = work_of_ada(connection).get(ShareStore)  # as another replica would
    other.change_part(part_id, state=PartState.UNCLEAR)
    assert shared(work).state is ShareState.POSTING, "as it was read"
    assert load_locked(work, share.id).state is ShareState.UNCLEAR
    assert shared(work).state is ShareState.UNCLEAR
    assert store.parts(share.id)[0].state is PartState.UNCLEAR
    connection.execute(shares.update().where(shares.c.id == share.id).values(state=ShareState.STOPPED))
    assert load_part(work, part_id, locked=True)[0].state is ShareState.STOPPED


@pytest.mark.dialects_take_turns
def test_what_is_written_is_what_another_one_reads(connection: Connection) -> None:
    work = work_of_ada(connection)
    share, store = shared(work), work.get(ShareStore)
    readers = (*share.snapshot.readers, Reader("U0SAM0001", "Sam", Mark.GUEST))
    snapshot = replace(share.snapshot, readers=readers)
    written = store.change(share.id, snapshot=snapshot, state=ShareState.POSTED, posted_at=work.now)
    store.change_part(store.parts(share.id)[1].id, state=PartState.SENT, ts="1.5")
    fresh = work_of_ada(connection)
    assert shared(work) == written == shared(fresh)
    assert store.parts(share.id) == fresh.get(ShareStore).parts(share.id)


def test_a_preview_made_anew_is_what_another_one_reads(connection: Connection) -> None:
    work = work_of_ada(connection)
    snapshot = shared(work).snapshot
    form_id = work.get(FormStore).open("share", "", {}).id
    store = work.get(ShareStore)
    with pytest.raises(NotFound):
        store.draft(shared(work).form_id, "C1", "", snapshot)
    first = store.draft(form_id, "C1", "", snapshot)
    second = store.draft(form_id, "C2", DANA.user_id, replace(snapshot, em="Dana"))
    assert (first.id, first.token) == (second.id, second.token)
    assert first.preview != second.preview
    assert second == work_of_ada(connection).get(ShareStore).find(second.token)


def test_the_work_of_an_author_is_one_and_their_own_where_they_act(connection: Connection) -> None:
    ada, dana = work_of_ada(connection), work_of(connection, enter(connection, DANA, NOW), NOW)
    share = shared(ada)
    assert of_author(ada, share) is ada
    assert of_author(dana, share) is of_author(dana, share)
    assert of_author(dana, share).of(dana.person) is dana
