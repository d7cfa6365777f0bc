"""Taking a share back: replies first, the post last, each refusal with its remedy, and open to retry."""

import threading
from collections.abc import Iterator

import pytest

from app.db.engine import connect
from app.sandbox.slack import StandIn
from app.sharing.after.views.remedies import refused_words
from app.sharing.model import PartState, ShareState
from app.sharing.watch.watching import WatchService
from app.slack.client import Deleted, Failure, Messages, Refused
from app.users import SlackUser
from tests.sharing.after_world import ADA, CHANNEL, TEAM, After
from tests.support.process import wait_for

MANY = {"sqlite": 40, "postgresql": 12}


@pytest.fixture
def after(database_url: str, standin: StandIn) -> Iterator[After]:
    database = connect(database_url)
    yield After(database, standin)
    database.dispose()


def deleted(after: After) -> list[str]:
    """The names of the messages in the order in which Slack was asked to delete them."""
    return [str(call.args["ts"]) for call in after.standin.calls if call.method == "chat.delete"]


def test_a_share_of_many_messages_is_deleted_replies_first_even_if_the_author_left(after: After) -> None:
    token = after.share(MANY[after.database.dialect])
    after.tick(3)
    assert after.found(token).state is ShareState.POSTED
    after.word(token)
    after.tick()
    names = [part.ts for part in after.parts(token)]
    after.standin.leave(CHANNEL, "ada")
    after.service.take_back(ADA, token)
    assert after.found(token).state is ShareState.REMOVING
    after.tick(2)
    assert deleted(after) == names[::-1]
    assert after.there() == []
    share = after.found(token)
    assert share.state is ShareState.REMOVED
    assert share.ended_at is not None
    assert {part.state for part in after.parts(token)} == {PartState.REMOVED}
    assert "all of my messages are deleted" in after.receipt()
    assert "What nobody can recall" in after.receipt()
    assert after.buttons() == ["What we agreed"]


def test_a_click_deletes_at_once_what_it_has_time_for_and_a_double_click_nothing_twice(after: After) -> None:
    token = after.posted(3)
    done = after.service.take_back(ADA, token)
    after.service.take_back(ADA, token)
    after.removal.try_now(done.share_id)
    after.removal.try_now(done.share_id)
    assert after.there() == []
    assert after.deleted() == 3
    assert after.service.take_back(ADA, token).messages == done.messages, "an old button changes nothing"
    assert after.found(token).state is ShareState.REMOVED


@pytest.mark.parametrize(
    "refusal", ["compliance_exports_prevent_deletion", "is_archived", "channel_not_found"]
)
@pytest.mark.dialects_take_turns
def test_each_refusal_is_shown_with_its_remedy_and_can_be_tried_again(after: After, refusal: str) -> None:
    token = after.posted(2)
    hinder(after, refusal, on=True)
    after.service.take_back(ADA, token)
    after.tick(3)
    assert after.states(token) == "removing: sent sent"
    assert {part.refusal for part in after.parts(token)} == {refusal}
    assert after.receipt().count(refused_words(refusal)) == 1
    assert after.buttons() == ["Try again", "What we agreed"]
    tried = after.deleted()
    after.standin.advance(86_400)
    after.tick()
    assert after.deleted() == tried == 2, "not again by itself"

    hinder(after, refusal, on=False)
    after.service.retry(ADA, token)
    after.tick(2)
    assert after.states(token) == "removed: removed removed"
    assert after.there() == []


def hinder(after: After, refusal: str, *, on: bool) -> None:
    match refusal:
        case "is_archived":
            (after.standin.archive if on else after.standin.unarchive)(CHANNEL)
        case "channel_not_found":
            (after.standin.remove_bot if on else after.standin.invite_bot)(CHANNEL)
        case _:
            after.standin.keep_exports(kept=on)


@pytest.mark.parametrize("fault", ["ratelimited", "cut_after", "error_after"])
@pytest.mark.dialects_take_turns
def test_what_passes_is_tried_again_by_itself_and_already_gone_is_gone(after: After, fault: str) -> None:
    token = after.posted(2)
    after.standin.faults.add("chat.delete", fault, seconds=20, times=1)  # type: ignore[arg-type]
    after.service.take_back(ADA, token)
    after.tick()
    assert after.found(token).state is ShareState.REMOVING
    if fault != "ratelimited":
        assert "I try again by myself" in told_in_time(after)
    after.tick(6)
    assert after.states(token) == "removed: removed removed"
    assert after.there() == []


def told_in_time(after: After) -> str:
    after.tick()
    return after.receipt()


@pytest.mark.dialects_take_turns
def test_what_is_deleted_while_its_channel_gets_another_id_is_tried_again_there(after: After) -> None:
    token, new = after.posted(), "C0NEWID01"
    after.tick(2)
    after.service.take_back(ADA, token)
    found = after.removal._take(None, 1.0)
    assert found
    events = WatchService(after.workplace, after.directory)
    events.id_changed(SlackUser("", TEAM, ""), CHANNEL, new)
    for answer in (Refused("channel_not_found"), Deleted(was_there=False)):
        after.removal._settle(found[0], answer)
        [part] = after.parts(token)
        assert (part.state, part.refusal) == (PartState.SENT, None)
        assert part.remove_at is not None
        assert part.remove_at <= after.clock.now(), "at once"
    after.removal._settle(found[0], Deleted(was_there=True))
    assert after.found(token).state is ShareState.REMOVED


@pytest.mark.dialects_take_turns
def test_receipts_name_the_channel_by_its_new_id(after: After) -> None:
    after.posted()
    after.tick(2)
    assert CHANNEL in str(after.standin.open_window("ada").messages()[-1].blocks)
    events = WatchService(after.workplace, after.directory)
    events.id_changed(SlackUser("", TEAM, ""), CHANNEL, "C0NEWID01")
    after.tick(2)
    assert "C0NEWID01" in str(after.standin.open_window("ada").messages()[-1].blocks)


@pytest.mark.dialects_take_turns
def test_a_message_that_somebody_else_deleted_is_gone(after: After) -> None:
    token = after.posted(2)
    post, reply = after.there()
    for each in (reply, post):
        after.standin.workspace.conversations.delete(each)
    after.service.take_back(ADA, token)
    after.tick(2)
    assert after.states(token) == "removed: removed removed"


def test_a_process_that_died_while_deleting_leaves_it_to_the_next(after: After) -> None:
    token = after.posted(2)
    share_id = after.service.take_back(ADA, token).share_id
    assert after.removal._take(share_id, 1.0) is not None, "and never heard of again"
    again = After(after.database, after.standin)
    again.tick()
    assert again.deleted() == 0, "its reply may just be being deleted, and the post is the last"
    again.tick(7)
    assert again.states(token) == "removed: removed removed"
    assert again.there() == []


@pytest.mark.dialects_take_turns
def test_what_was_not_posted_yet_never_is(after: After) -> None:
    token = after.share(2)
    after.service.take_back(ADA, token)
    after.tick(2)
    assert after.states(token) == "removed: waiting waiting"
    assert after.there() == []
    assert "Nothing of it was posted, and nothing will be." in after.receipt()


def test_what_was_just_being_sent_is_deleted_once_it_arrived(after: After) -> None:
    token = after.share(2)
    message_id = after.parts(token)[0].message_id
    assert message_id is not None
    after.claim(message_id)
    after.service.take_back(ADA, token)
    assert after.found(token).state is ShareState.REMOVING, "it may be there in a moment"
    after.settle_sent(message_id)
    after.tick(2)
    assert after.states(token) == "removed: removed waiting"
    assert after.there() == []


def test_an_unclear_message_is_asked_about_while_the_rest_is_deleted(after: After) -> None:
    token = after.unclear(2)
    after.service.take_back(ADA, token)
    after.tick(2)
    assert after.states(token) == "removing: unclear waiting"
    assert after.buttons() == ["Paste its link", "It is not there", "What we agreed"]
    [post] = after.there()
    after.service.is_there(ADA, after.question(token), after.link(post))
    after.tick(2)
    assert after.states(token) == "removed: removed waiting"
    assert after.there() == []


@pytest.mark.dialects_take_turns
def test_an_unclear_message_that_is_not_there_ends_it_and_is_not_posted(after: After) -> None:
    token = after.unclear(2, "killed")
    after.service.take_back(ADA, token)
    after.service.not_there(ADA, after.question(token))
    after.tick(2)
    assert after.found(token).state is ShareState.REMOVED
    assert after.there() == []


@pytest.mark.dialects_take_turns
def test_a_press_under_an_unclear_post_that_is_being_taken_back_deletes_it(after: After) -> None:
    token = after.unclear()
    after.service.take_back(ADA, token)
    share, [post] = after.found(token), after.there()
    with after.database.write() as connection:
        assert after.seen(connection, share, post.ts)
    after.tick(2)
    assert after.there() == []
    assert after.found(token).state is ShareState.REMOVED


@pytest.mark.parametrize("there", [0, 1, 3])
def test_taken_back_at_any_moment_while_it_is_being_posted_nothing_of_it_stays(
    after: After, there: int
) -> None:
    token = after.share(6)
    sender = threading.Thread(target=after.ticker.run)
    sender.start()
    wait_for(lambda: len(after.there()) >= there or not sender.is_alive(), "so many are there")
    after.service.take_back(ADA, token)
    sender.join()
    after.tick(3)
    assert after.there() == []
    assert after.found(token).state is ShareState.REMOVED


@pytest.mark.dialects_take_turns
def test_a_place_that_is_proven_while_slack_deletes_another_is_deleted_too(
    after: After, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The author's link was wrong, and a press proves the right place before Slack has answered."""
    token = after.unclear()
    [post] = after.there()
    after.standin.join(CHANNEL, "sam")
    after.service.take_back(ADA, token)
    wrong = f"https://sandbox.slack.com/archives/{CHANNEL}/p{post.ts.split('.')[0]}999999"
    after.service.is_there(ADA, after.question(token), wrong)
    delete, pressed = Messages.delete, list[bool]()

    def delete_while_somebody_presses(messages: Messages, channel_id: str, ts: str) -> Deleted | Failure:
        answer = delete(messages, channel_id, ts)
        if not pressed:
            with after.database.write() as connection:
                pressed.append(bool(after.seen(connection, after.found(token), post.ts)))
        return answer

    monkeypatch.setattr(Messages, "delete", delete_while_somebody_presses)
    for _ in range(3):
        after.tick(60)
    assert pressed
    assert after.there() == []
