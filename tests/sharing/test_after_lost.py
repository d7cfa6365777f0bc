"""Messages that may be there and nobody knows where: what a link to one proves, and may do."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.db.engine import connect
from app.db.tables import watches
from app.forms.store import FormStore
from app.people import enter
from app.sandbox.slack import StandIn
from app.sharing.after.links import SOMEBODY_NEW, Proof
from app.sharing.after.proving import SlackProof
from app.sharing.after.rows import plan_part
from app.sharing.model import Post, Snapshot
from app.sharing.store import ShareStore
from app.slack.client import Refused
from app.users import SlackUser
from tests.sharing.after_world import ADA, CHANNEL, DANA, ITEMS, READERS, After, _posts


@pytest.fixture
def after(database_url: str, standin: StandIn) -> Iterator[After]:
    database = connect(database_url)
    yield After(database, standin)
    database.dispose()


def share_of(after: After, who: SlackUser, text: str) -> None:
    snapshot, now = Snapshot("ada-and-dana", "Somebody", "", READERS, ITEMS), after.clock.now()
    with after.database.write() as connection:
        work = after.workplace.work_for(connection, enter(connection, who, now))
        form, store = work.get(FormStore).open("share", "", {}), work.get(ShareStore)
        share = store.draft(form.id, CHANNEL, "", snapshot)
        posts = tuple(replace(one, text=text) for one in _posts(1, share.token))
        parts = store.approve(store.change(share.id, snapshot=replace(snapshot, posts=posts)))
        plan_part(work, store.find(share.token), parts[0], work.person.id)


def is_watched(after: After) -> bool:
    with after.database.read() as connection:
        return connection.execute(watches.select()).first() is not None


@pytest.mark.dialects_take_turns
def test_a_link_to_somebody_else_s_unclear_share_does_not_overwrite_it(after: After) -> None:
    lost = after.unclear(2, fault="kill")
    share_of(after, DANA, "of Dana")
    after.standin.faults.add("chat.postMessage", "cut_after", times=1)
    after.tick()
    [hers] = after.there()
    assert not after.service.is_there(ADA, after.question(lost), after.link(hers)).problem
    after.tick(2)
    assert after.texts() == ["of Dana"], "not overwritten, and nothing below it"
    assert after.states(lost) == "unclear: there waiting"
    assert after.buttons()[0] == "Paste its link"


def test_a_link_writes_nothing_where_somebody_reads_whom_nobody_named_but_is_deleted_by(after: After) -> None:
    token = after.unclear()
    [post] = after.there()
    assert is_watched(after), "it may stand there"
    after.standin.join(CHANNEL, "sam")
    assert after.service.is_there(ADA, after.question(token), after.link(post)).problem == SOMEBODY_NEW
    assert not any(
        call.method == "chat.update" and call.args.get("ts") == post.ts for call in after.standin.calls
    )
    after.service.take_back(ADA, token)
    assert not after.service.is_there(ADA, after.question(token), after.link(post)).problem
    after.tick(2)
    assert (after.there(), after.states(token)) == ([], "removed: removed")


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.dialects_take_turns
def test_what_was_said_to_be_missing_can_still_be_deleted_by_link(after: After, is_held: bool) -> None:
    token = after.unclear()
    [there] = after.there()
    after.service.not_there(ADA, after.question(token))
    if is_held:
        after.standin.join(CHANNEL, "sam")
        after.tick()
        assert "Nothing was posted" not in after.receipt()
    after.service.take_back(ADA, token)
    after.tick()
    assert after.states(token) == "removed: missing"
    after.service.is_there(ADA, after.question(token), after.link(there))
    after.tick(2)
    assert after.there() == []


@pytest.mark.dialects_take_turns
def test_an_older_not_there_does_nothing_once_the_author_said_that_it_is_there(after: After) -> None:
    token = after.unclear()
    old = after.question(token)
    after.service.is_there(ADA, old, "")
    after.service.not_there(ADA, old)
    after.tick(2)
    assert after.states(token) == "posted: there"
    assert after.texts() == ["message 0"]


@pytest.mark.dialects_take_turns
def test_a_press_while_another_try_is_being_sent_settles_nothing(after: After) -> None:
    token = after.unclear()
    [first] = after.there()
    after.service.not_there(ADA, after.question(token))
    [part] = after.parts(token)
    after.claim(part.message_id or 0)
    with after.database.write() as connection:
        assert after.seen(connection, after.found(token), first.ts)
    assert after.states(token) == "posting: waiting"
    after.service.take_back(ADA, token)
    after.tick()
    assert "all of my messages are deleted" not in after.receipt()


@pytest.mark.parametrize(
    ("code", "proof"),
    [
        ("restricted_action", Proof.NOT_SAID),
        ("not_in_channel", Proof.NOT_SAID),
        ("cant_update_message", Proof.NOT_OURS),
        ("request_timeout", Proof.NOT_ANSWERED),
    ],
)
def test_only_what_passes_asks_to_save_again(code: str, proof: Proof) -> None:
    class Refusing:
        def restate(self, *_: object) -> Refused:
            return Refused(code)

    asked = SlackProof(Refusing)  # type: ignore[arg-type]
    assert asked.of(CHANNEL, "1.1", Post("", "[]"), "x") is proof
