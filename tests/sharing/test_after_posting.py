"""A share's messages: posted one by one, held back, unclear, and never twice by themselves."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from app.db.engine import connect
from app.errors import NotFound
from app.sandbox.slack import StandIn
from app.sharing.after.links import ANOTHER
from app.sharing.after.screens import LookScreen, NoticeScreen, ThereScreen
from app.sharing.after.views.look_again import after_view
from app.sharing.after.views.remedies import stopped_words
from app.sharing.model import ShareState, Stop
from tests.sharing.after_world import ADA, CHANNEL, DANA, After
from tests.support.screens import strings


@pytest.fixture
def after(database_url: str, standin: StandIn) -> Iterator[After]:
    database = connect(database_url)
    yield After(database, standin)
    database.dispose()


def test_a_share_is_posted_message_by_message_below_its_post(after: After) -> None:
    token = after.share(3)
    after.ticker.run()
    assert after.states(token) == "posted: sent sent sent"
    post, *details = after.there()
    assert [each.text for each in (post, *details)] == ["message 0", "message 1", "message 2"]
    assert {each.thread_ts for each in details} == {post.ts}
    assert after.followed() == [after.found(token).id], "watched and reminded of once"
    stamps = [float(each.ts) for each in (post, *details)]
    gaps = [later - earlier for earlier, later in pairwise(stamps)]
    assert min(gaps) >= 1, "a channel takes one message a second, by Slack's own stamps"


@pytest.mark.dialects_take_turns
def test_the_receipt_says_what_where_who_and_when_and_none_of_the_words(after: After) -> None:
    after.posted(2)
    told = after.receipt()
    assert "1 launch and 2 sections." in told
    assert "Ada Lindgren\n, Dana Okafor (your EM)\n, Followthrough (app)" in told
    assert "All of it is there: 2 messages." in told
    assert not any(words in told for words in ("words 0", "message 0", "Own it", "Export"))
    assert after.buttons() == ["What we agreed", "Take it back"]


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        ("somebody joins", Stop.NEW_READER),
        ("archived", Stop.ARCHIVED),
        ("public", Stop.PUBLIC),
        ("bot removed", Stop.NOT_MEMBER),
        ("author left", Stop.AUTHOR_LEFT),
        ("26", Stop.TOO_MANY),
        ("too late", Stop.TOO_LATE),
    ],
)
@pytest.mark.dialects_take_turns
def test_what_changed_since_the_preview_holds_everything_back(
    after: After, happens: str, reason: Stop
) -> None:
    token = after.share(2)
    change(after, happens)
    after.tick(2)
    assert after.there() == []
    assert after.states(token) == "stopped: waiting waiting"
    assert after.found(token).reason == reason
    assert "Nothing was posted." in after.receipt()
    assert stopped_words(reason, 25, is_any_there=False) in after.receipt()
    assert "Not posted: " in after.receipt()
    assert after.buttons() == ["Look again", "Leave it"]
    assert after.followed() == []


def change(after: After, happens: str) -> None:
    match happens:
        case "somebody joins":
            after.standin.join(CHANNEL, "sam")
        case "archived":
            after.standin.archive(CHANNEL)
        case "public":
            after.standin.make_public(CHANNEL)
        case "bot removed":
            after.standin.remove_bot(CHANNEL)
        case "author left":
            after.standin.leave(CHANNEL, "ada")
        case "26":
            after.standin.fill(CHANNEL, 26)
        case _:
            after.standin.advance(15 * 60 + 1)


def test_somebody_who_joins_between_two_messages_sees_no_more_until_they_were_named(after: After) -> None:
    token = after.share(3)
    joined: list[bool] = []

    def join() -> None:
        if after.there() and not joined:
            joined.append(True)
            after.standin.join(CHANNEL, "sam")

    after.clock.meanwhile = join
    after.tick(2)
    assert after.states(token) == "stopped: sent waiting waiting"
    assert "1 of 3 messages are there." in after.receipt()
    assert after.buttons() == ["Look again", "What we agreed", "Take it back"]

    done = after.service.look_again(ADA, token)
    assert isinstance(done.page, LookScreen)
    assert (done.page.left, done.page.total, done.page.new) == (2, 3, frozenset({"U0SAM0001"}))
    view = after_view(done.page)
    assert view["submit"]["text"] == "Post the rest"
    assert "Sam Rivera (guest)" in "\n".join(strings(view))
    assert after.states(token) == "stopped: sent waiting waiting", "looking posts nothing"

    assert after.service.resume(ADA, view["private_metadata"]).posts
    after.tick(2)
    assert after.states(token) == "posted: sent sent sent"
    assert after.texts() == ["message 0", "message 1", "message 2"]
    assert "Sam Rivera (guest)" in after.receipt()


@pytest.mark.dialects_take_turns
def test_an_older_look_posts_nothing_and_shows_the_newer_one(after: After) -> None:
    token = after.share()
    after.standin.join(CHANNEL, "sam")
    after.tick()
    older = after.service.look_again(ADA, token).page
    after.standin.join(CHANNEL, "tickets")
    newer = after.service.look_again(ADA, token).page
    assert isinstance(older, LookScreen)
    assert isinstance(newer, LookScreen)
    done = after.service.resume(ADA, after_view(older)["private_metadata"])
    assert isinstance(done.page, LookScreen)
    assert done.page.older
    assert after.tick().counts.total() == 0
    metadata = after_view(done.page)["private_metadata"]
    assert after.service.resume(ADA, metadata).posts
    assert isinstance(after.service.resume(ADA, metadata).page, NoticeScreen), "a second press is none"
    after.tick()
    assert after.texts() == ["message 0"]


@pytest.mark.dialects_take_turns
def test_looking_again_where_nothing_may_be_posted_says_why_and_offers_no_post(after: After) -> None:
    token = after.share()
    after.standin.make_public(CHANNEL)
    after.tick()
    done = after.service.look_again(ADA, token)
    assert isinstance(done.page, LookScreen)
    assert done.page.stop is Stop.PUBLIC
    view = after_view(done.page)
    assert "submit" not in view
    assert isinstance(after.service.resume(ADA, view["private_metadata"]).page, LookScreen)
    assert after.tick().counts.total() == 0


@pytest.mark.parametrize("fault", ["cut_after", "killed"])
def test_an_unclear_post_is_never_posted_again_by_itself_and_the_author_is_asked(
    after: After, fault: str
) -> None:
    token = after.unclear(2, fault)
    again = After(after.database, after.standin)
    again.tick(3)
    assert len(again.there()) == (1 if fault == "cut_after" else 0)
    assert again.states(token) == "unclear: unclear waiting"
    assert "I cannot tell whether the post arrived" in again.receipt()
    assert again.buttons()[:2] == ["It is there", "It is not there, post again"]
    assert again.followed() == []


@pytest.mark.dialects_take_turns
def test_it_is_there_by_its_link_and_the_thread_goes_on(after: After) -> None:
    token = after.unclear(2)
    older = after.question(token)
    page = after.service.open_there(ADA, older).page
    assert isinstance(page, ThereScreen)
    assert after_view(page)["private_metadata"] == after.question(token)
    [post] = after.there()
    assert after.service.is_there(ADA, after.question(token), f" <{after.link(post)}> ").posts
    after.tick(2)
    assert after.states(token) == "posted: sent sent"
    assert [each.thread_ts for each in after.there()] == [None, post.ts]
    assert isinstance(after.service.open_there(ADA, older).page, NoticeScreen)


@pytest.mark.dialects_take_turns
def test_another_share_of_mine_is_not_taken_for_it(after: After) -> None:
    other = after.posted()
    token = after.unclear()
    first, second = after.there()
    assert after.service.is_there(ADA, after.question(token), after.link(first)).problem == ANOTHER
    share = after.found(token)
    with after.database.write() as connection:
        assert not after.seen(connection, share, first.ts)
    assert after.states(token) == "unclear: unclear"
    assert not after.service.is_there(ADA, after.question(token), after.link(second)).problem
    after.service.take_back(ADA, token)
    after.tick(2)
    assert [each.ts for each in after.there()] == [first.ts]
    assert after.states(other) == "posted: sent"


@pytest.mark.dialects_take_turns
def test_it_is_there_but_nobody_knows_where_so_the_thread_waits_for_a_press_under_it(after: After) -> None:
    token = after.unclear(2)
    after.service.is_there(ADA, after.question(token), "")
    after.tick(2)
    assert after.states(token) == "unclear: there waiting"
    assert after.followed() == [after.found(token).id], "people can read it"
    assert "Press any button under the post" in after.receipt()
    assert after.buttons()[0] == "Paste its link"

    [post] = after.there()
    share = after.found(token)
    with after.database.write() as connection:
        assert not after.seen(connection, share, post.ts, "C0TEAMSAM")
        assert after.seen(connection, share, post.ts)
        assert after.seen(connection, share, post.ts)
        assert not after.seen(connection, share, "1700000000.000001")
    after.tick(2)
    assert after.states(token) == "posted: sent sent"
    assert len(after.there()) == 2


@pytest.mark.dialects_take_turns
def test_a_single_message_that_is_there_somewhere_is_posted(after: After) -> None:
    token = after.unclear()
    after.service.is_there(ADA, after.question(token), "")
    after.tick()
    assert after.states(token) == "posted: there"
    assert "I could not delete it" in after.receipt()


def test_it_is_not_there_so_it_is_posted_again_once(after: After) -> None:
    token = after.unclear(2, "killed")
    assert after.there() == []
    answered = after.question(token)
    assert after.service.not_there(ADA, answered).posts
    assert not after.service.not_there(ADA, answered).posts, "a double click"
    after.tick(2)
    assert after.states(token) == "posted: sent sent"
    assert after.texts() == ["message 0", "message 1"]


def test_a_press_under_a_post_that_was_said_to_be_missing_keeps_it_from_being_posted_twice(
    after: After,
) -> None:
    token = after.unclear(2)
    [post] = after.there()
    after.service.not_there(ADA, after.question(token))
    share = after.found(token)
    with after.database.write() as connection:
        assert after.seen(connection, share, post.ts)
    after.tick(2)
    assert after.states(token) == "posted: sent sent"
    assert after.texts() == ["message 0", "message 1"]


@pytest.mark.dialects_take_turns
def test_after_15_minutes_not_there_asks_who_is_there_now(after: After) -> None:
    token = after.unclear(1, "killed")
    after.standin.advance(15 * 60)
    done = after.service.not_there(ADA, after.question(token))
    assert isinstance(done.page, LookScreen)
    assert after.states(token) == "stopped: waiting"
    assert after.service.resume(ADA, after_view(done.page)["private_metadata"]).posts
    after.tick()
    assert after.texts() == ["message 0"]


@pytest.mark.dialects_take_turns
def test_slack_not_saying_who_is_there_is_asked_again_and_stops_nothing(after: After) -> None:
    token = after.share()
    after.standin.faults.add("conversations.members", "ratelimited", seconds=3, times=1)
    after.ticker.run()
    assert after.states(token) == "posting: waiting"
    after.tick(3)
    assert after.states(token) == "posted: sent"


@pytest.mark.dialects_take_turns
def test_a_refusal_of_slacks_comes_to_the_author_with_a_way_to_mend_it(after: After) -> None:
    token = after.share()
    after.standin.restrict_posting(CHANNEL)
    after.tick(2)
    assert after.states(token) == "stopped: waiting"
    assert "does not let me post" in after.receipt()
    after.standin.restrict_posting(CHANNEL, restricted=False)
    page = after.service.look_again(ADA, token).page
    assert isinstance(page, LookScreen)
    after.service.resume(ADA, after_view(page)["private_metadata"])
    after.tick(2)
    assert after.texts() == ["message 0"]
    assert "All of it is there" in after.receipt()


@pytest.mark.dialects_take_turns
def test_words_in_the_thread_never_change_what_the_share_is(after: After) -> None:
    token = after.posted()
    arrived = after.word(token)
    after.tick()
    assert after.states(token) == "posted: sent sent"
    assert [each.thread_ts for each in after.there()] == [None, after.parts(token)[0].ts]
    assert after.notes() == []

    after.standin.join(CHANNEL, "sam")
    held_back = after.word(token)
    after.tick()
    assert after.states(token) == "posted: sent sent waiting"
    assert arrived.id != held_back.id
    assert after.notes() == [held_back.id], "who said it gets a note"
    after.standin.leave(CHANNEL, "sam")

    unclear = after.word(token)
    after.standin.faults.add("chat.postMessage", "cut_after", times=1)
    after.tick(2)
    assert after.states(token) == "posted: sent sent waiting unclear"
    assert after.notes() == [held_back.id, unclear.id]
    assert "All of it is there." in after.receipt(), "words are no part of what Ada shared"


@pytest.mark.dialects_take_turns
def test_nobody_but_the_author_can_do_anything_with_it(after: After) -> None:
    token = after.unclear()
    service, dana = after.service, DANA
    before = after.states(token)
    with after.database.write() as connection:
        ada = after._store(connection)
        draft = ada.draft(after.form(connection), CHANNEL, "", after.found(token).snapshot)
    with pytest.raises(NotFound):
        service.take_back(ADA, draft.token)
    assert draft.state is ShareState.DRAFT
    acts: list[Callable[[str], object]] = [
        lambda value: service.take_back(dana, value),
        lambda value: service.retry(dana, value),
        lambda value: service.open_there(dana, value),
        lambda value: service.is_there(dana, value, ""),
        lambda value: service.taken(dana, value),
        lambda value: service.not_there(dana, value),
        lambda value: service.look_again(dana, value),
        lambda value: service.resume(dana, f"{value}:{after.found(token).preview}"),
        lambda value: service.open_agreed(dana, value),
    ]
    for act in acts:
        for value in (token, after.question(token), "no such token", ""):
            with pytest.raises(NotFound):
                act(value)
    assert after.states(token) == before
