"""What an author says about a message counts for that message and that try; and what turns up after all."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app.db.engine import connect
from app.outbox.model import State
from app.outbox.store import Outbox
from app.reasons import Code, Reason
from app.sandbox.slack import StandIn
from app.sharing.after.links import ASK_AGAIN, NOT_MINE
from app.sharing.after.screens import NoticeScreen
from app.sharing.after.views.look_again import after_view
from app.sharing.after.views.remedies import stopped_words
from app.sharing.model import ShareState
from tests.sharing.after_world import ADA, CHANNEL, After
from tests.support.work import work_of


@pytest.fixture
def after(database_url: str, standin: StandIn) -> Iterator[After]:
    database = connect(database_url)
    yield After(database, standin)
    database.dispose()


def cut(after: After) -> None:
    after.standin.faults.add("chat.postMessage", "cut_after", times=1)


def test_an_older_not_there_answers_for_no_other_message(after: After) -> None:
    token = after.unclear(3)
    about_the_post, [post] = after.question(token), after.there()
    after.service.is_there(ADA, about_the_post, after.link(post))
    cut(after)
    after.tick()
    assert after.states(token) == "unclear: sent unclear waiting"
    for stale in (about_the_post, token, f"{token}:1:", f"{after.question(token)}x"):
        done = after.service.not_there(ADA, stale)
        assert (done.posts, done.page) == (False, None)
    assert done.messages, "the receipt says how it stands"
    after.tick(2)
    assert after.texts() == ["message 0", "message 1"]


@pytest.mark.dialects_take_turns
def test_a_second_not_there_says_nothing_about_the_second_try(after: After) -> None:
    token = after.unclear()
    pressed = after.question(token)
    cut(after)
    after.service.not_there(ADA, pressed)
    after.tick()
    assert after.states(token) == "unclear: unclear"
    after.service.not_there(ADA, pressed)
    after.tick(2)
    assert after.texts() == ["message 0", "message 0"], "once more, as they said, and not a third time"


@pytest.mark.dialects_take_turns
def test_an_older_it_is_there_answers_for_no_other_message(after: After) -> None:
    token = after.unclear(3)
    [post] = after.there()
    page = after.service.open_there(ADA, after.question(token)).page
    assert page is not None
    opened = after_view(page)["private_metadata"]
    with after.database.write() as connection:  # meanwhile somebody pressed under the post
        assert after.seen(connection, after.found(token), post.ts)
    after.kill_while_sending(token)
    assert isinstance(after.service.is_there(ADA, opened, "").page, NoticeScreen)
    assert after.states(token) == "unclear: sent unclear waiting"


@pytest.mark.dialects_take_turns
def test_a_link_to_somebody_else_s_message_is_refused_and_slack_s_silence_asks_again(after: After) -> None:
    token = after.unclear()
    [post], asked = after.there(), after.question(token)
    other = after.standin.open_window("dana").say("Welcome!", "#ada-and-dana")
    assert after.service.is_there(ADA, asked, after.link(other)).problem == NOT_MINE
    seconds, _, more = post.ts.partition(".")
    gone = replace(post, ts=f"{seconds}.{(int(more) + 1) % 1_000_000:06}")
    assert after.service.is_there(ADA, asked, after.link(gone)).problem == NOT_MINE
    after.standin.faults.add("chat.update", "ratelimited", times=1)
    assert after.service.is_there(ADA, asked, after.link(post)).problem == ASK_AGAIN
    assert after.states(token) == "unclear: unclear"
    before = after.there()
    assert not after.service.is_there(ADA, asked, after.link(post)).problem
    assert [(each.text, each.thread_ts) for each in after.there()] == [(b.text, b.thread_ts) for b in before]
    assert after.states(token) == "posted: sent"


@pytest.mark.dialects_take_turns
def test_a_link_that_slack_would_not_prove_is_asked_about_again_once_it_proves_wrong(after: After) -> None:
    token = after.unclear()
    [post] = after.there()
    other = after.standin.open_window("dana").say("Welcome!", "#ada-and-dana")
    after.standin.archive(CHANNEL)  # no message can be edited there, ours or not
    assert not after.service.is_there(ADA, after.question(token), after.link(post)).problem
    after.standin.unarchive(CHANNEL)
    [part] = after.parts(token)
    assert (part.ts, part.by_link) == (post.ts, True)
    with after.database.write() as connection:  # had it been the wrong one
        after._store(connection).change_part(part.id, ts=other.ts)
    after.service.take_back(ADA, token)
    after.tick(2)
    assert after.states(token) == "removing: unclear"
    assert after.buttons()[0] == "Paste its link"
    after.service.is_there(ADA, after.question(token), after.link(post))
    after.tick(2)
    assert after.states(token) == "removed: removed"
    assert after.there() == []


def by_press(after: After, token: str, ts: str) -> None:
    with after.database.write() as connection:
        assert after.seen(connection, after.found(token), ts)


def by_link(after: After, token: str, ts: str) -> None:
    [post] = after.there()
    assert not after.service.is_there(ADA, after.question(token), after.link(post)).problem


@pytest.mark.parametrize("found", [by_press, by_link])
@pytest.mark.dialects_take_turns
def test_what_was_said_not_to_be_there_and_turns_up_after_all_is_deleted(
    after: After, found: Callable[[After, str, str], None]
) -> None:
    token = after.unclear()
    [post] = after.there()
    after.service.take_back(ADA, token)
    after.tick()
    assert "Who can read it, if it is there: " in after.receipt()
    after.service.not_there(ADA, after.question(token))
    after.tick()
    assert after.states(token) == "removed: missing"
    assert "If you find it after all" in after.receipt()
    assert "Nothing of it was posted" not in after.receipt()
    assert after.buttons() == ["Paste its link"]
    found(after, token, post.ts)
    after.tick(2)
    assert after.there() == []
    assert after.states(token) == "removed: removed"
    assert "Taken back: all of my messages are deleted." in after.receipt()


@pytest.mark.dialects_take_turns
def test_left_after_it_was_said_not_to_be_there_it_is_not_said_that_nothing_was_posted(after: After) -> None:
    token = after.unclear()
    after.standin.advance(15 * 60)
    after.service.not_there(ADA, after.question(token))
    after.service.take_back(ADA, token)
    after.tick()
    assert after.states(token) == "removed: missing"
    assert "If you find it after all" in after.receipt()


@pytest.mark.parametrize("is_sending", [False, True])
@pytest.mark.dialects_take_turns
def test_whose_words_are_kept_out_of_the_thread_by_taking_back_is_told(
    after: After, is_sending: bool
) -> None:
    token = after.posted()
    part = after.word(token)
    if is_sending:
        after.standin.faults.add("conversations.members", "ratelimited", seconds=5, times=1)
        after.ticker.run()
    after.service.take_back(ADA, token)
    after.tick(2)
    assert after.notes() == [part.id]
    assert after.found(token).state is ShareState.REMOVED


@pytest.mark.dialects_take_turns
def test_a_code_that_slack_repeats_until_the_time_is_over_reaches_the_author(after: After) -> None:
    token = after.share()
    [part] = after.parts(token)
    with after.database.write() as connection:
        message = Outbox(work_of(connection)).message(part.message_id or 0)
        for state, reason in (
            (State.PENDING, Reason(Code.SLACK, "team_access_not_granted")),
            (State.PENDING, Reason(Code.SLACK, "ratelimited")),
            (State.PENDING, Reason(Code.NOT_SENT, "gaierror")),
            (State.MISSED, Reason(Code.TIME_OVER)),
        ):
            after.kind.became(after.ticker._setup.work_for(connection, message), message, state, reason)
    after.tick()
    assert after.states(token) == "stopped: waiting"
    assert stopped_words("team_access_not_granted", 25, is_any_there=False) in after.receipt()
