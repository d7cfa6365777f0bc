"""Whoever is in the channel now may say something, as themselves; for all others nothing is there."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.db.engine import connect
from app.errors import BadText, NotFound, SlackUnavailable
from app.forms.model import Form
from app.forms.store import FormStore
from app.nudges.kinds import NOTE, SHARE
from app.people import enter
from app.sandbox.slack import StandIn
from app.sharing.model import PartState, ShareState, Stop
from app.sharing.readers.gate import Pressed
from app.sharing.readers.screens import (
    AUTHOR,
    ITEM,
    THREAD,
    TO,
    WORDS,
    FeedbackProblems,
    NotedPage,
    NoticePage,
    Page,
    Why,
    WordPage,
)
from app.sharing.readers.word import What
from app.sharing.store import ShareStore
from app.users import SlackUser
from tests.sharing.reading_world import (
    ADA,
    DANA,
    PIA,
    POST_TS,
    SAM,
    TEAM_SAM,
    TWO,
    Meanwhile,
    World,
    said,
)
from tests.support.work import work_of

LATE = SlackUser("", "T0SANDBOX", "U0LATE001")


@pytest.fixture
def world(database_url: str, standin: StandIn) -> Iterator[World]:
    database = connect(database_url)
    yield World(database, standin)
    database.dispose()


def opened(page: Page | FeedbackProblems) -> WordPage:
    assert isinstance(page, WordPage), page
    return page


class TestWhoMay:
    @pytest.mark.dialects_take_turns
    @pytest.mark.parametrize(("who", "by_em"), [(DANA, True), (SAM, False), (ADA, False)])
    def test_whoever_is_in_the_channel_presses_each_button_as_themselves(
        self, world: World, who: SlackUser, by_em: bool
    ) -> None:
        share = world.share()
        noted = world.press(who, What.READ, share)
        assert noted == NotedPage(What.READ, "Ada", is_own=who is ADA)
        assert world.press(who, What.READ, share) == noted
        world.say(who, What.TALK, share, item="3")
        world.say(who, What.ADD, share, "a dashboard")
        world.say(who, What.L5, share, "the next quarter")
        assert world.words() == [
            ("read", 0, by_em, False),
            ("talk", 3, by_em, False),
            ("add", 0, by_em, False),
            ("l5", 1, by_em, False),
        ]

    @pytest.mark.dialects_take_turns
    @pytest.mark.parametrize(
        ("who", "channel"),
        [
            (SAM, TWO),
            (PIA, TWO),
            (replace(DANA, team_id="T0PARTNER"), TWO),
            (replace(DANA, enterprise_id="E1"), TWO),
            (replace(ADA, team_id=""), TWO),
            (LATE, TEAM_SAM),
        ],
        ids=["a guest of elsewhere", "a partner", "another team", "an enterprise", "no team", "a stranger"],
    )
    def test_for_whoever_is_not_in_it_the_share_is_not_there(
        self, world: World, who: SlackUser, channel: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        share = world.share(channel)
        for what in What:
            with caplog.at_level(logging.WARNING), pytest.raises(NotFound) as refused:
                world.press(who, what, share)
            with pytest.raises(NotFound) as no_such:
                world.press(who, what, replace(share, token="none"))
            assert str(refused.value) == str(no_such.value)
        assert world.words() == []
        assert who.user_id in caplog.text
        assert not {"Ada", "Dana", "name of", "SECRET", share.token} & set(caplog.text.split())

    @pytest.mark.dialects_take_turns
    def test_who_left_cannot_send_what_they_began_and_it_is_kept(
        self, world: World, standin: StandIn
    ) -> None:
        share = world.share()
        page = opened(world.press(SAM, What.ADD, share))
        standin.leave(TEAM_SAM, "sam")
        for what in What:
            with pytest.raises(NotFound):
                world.press(SAM, what, share)
        with pytest.raises(NotFound):
            world.service.submit(SAM, page.form_id, said("kept", page))
        assert world.words() == []
        standin.join(TEAM_SAM, "sam")
        assert opened(world.press(SAM, What.ADD, share)).values[WORDS] == "kept"

    @pytest.mark.dialects_take_turns
    def test_a_button_counts_under_its_own_post_alone(self, world: World) -> None:
        share, other = world.share(), world.share(TWO, ts="1790000000.000200")
        for pressed in (
            Pressed(share.token, TEAM_SAM, "1790000000.000999"),
            Pressed(share.token, TWO, POST_TS),
            Pressed(other.token, TEAM_SAM, POST_TS),
            Pressed("", TEAM_SAM, POST_TS),
            Pressed("' OR 1=1", TEAM_SAM, POST_TS),
        ):
            with pytest.raises(NotFound):
                world.service.read(DANA, pressed)
            with pytest.raises(NotFound):
                world.service.open(DANA, What.TALK, pressed)
        world.change(share, approved_at=None, state=ShareState.DRAFT)
        with pytest.raises(NotFound):
            world.press(DANA, What.READ, share)
        assert world.words() == []

    @pytest.mark.dialects_take_turns
    def test_a_form_is_its_own_person_s_and_of_its_own_kind(self, world: World) -> None:
        page = opened(world.press(DANA, What.ADD, world.share()))
        with world.database.write() as connection:
            now = world.clock.now()
            other = FormStore(work_of(connection, enter(connection, DANA, now), now)).open("share", "", {}).id
        for who, form_id in ((SAM, page.form_id), (ADA, page.form_id), (DANA, other), (DANA, "none")):
            with pytest.raises(NotFound):
                world.service.autosave(who, form_id, Form({WORDS: "mine"}, WORDS, 1))
            with pytest.raises(NotFound):
                world.service.submit(who, form_id, said("mine", page))
        assert world.words() == []

    @pytest.mark.dialects_take_turns
    def test_where_slack_does_not_say_who_is_there_nothing_is_kept(
        self, world: World, standin: StandIn
    ) -> None:
        share = world.share()
        page = opened(world.press(DANA, What.ADD, share))
        standin.faults.add("conversations.members", "cut_after", times=None)
        for what in What:
            assert world.press(DANA, what, share) == NoticePage(Why.NOT_ANSWERED)
        with pytest.raises(SlackUnavailable):
            world.service.submit(DANA, page.form_id, said("later", page))
        assert world.words() == []
        standin.faults.clear()
        assert opened(world.press(DANA, What.ADD, share)).values[WORDS] == "later"


class TestTheWords:
    def test_the_same_form_sends_once_and_says_so_where_it_says_something_else(self, world: World) -> None:
        page = opened(world.press(DANA, What.ADD, world.share()))
        sent = NotedPage(What.ADD, "Ada")
        assert world.service.submit(DANA, page.form_id, said("first", page)) == sent
        assert world.service.submit(DANA, page.form_id, said("first", page)) == sent
        assert world.service.submit(DANA, page.form_id, said("second", page)) == replace(sent, again=True)
        assert world.words() == [("add", 0, True, False)]

    @pytest.mark.dialects_take_turns
    def test_what_is_typed_survives_esc_and_is_nobody_else_s(self, world: World) -> None:
        share = world.share()
        page = opened(world.press(DANA, What.TALK, share))
        world.service.autosave(DANA, page.form_id, Form({WORDS: "half a th", ITEM: "2"}, WORDS, 1))
        again = opened(world.press(DANA, What.TALK, share))
        assert (again.values[WORDS], again.values[ITEM]) == ("half a th", "2")
        assert opened(world.press(DANA, What.ADD, share)).values.get(WORDS, "") == ""
        assert opened(world.press(SAM, What.TALK, share)).values.get(WORDS, "") == ""

    @pytest.mark.dialects_take_turns
    def test_what_cannot_be_meant_is_said_at_its_field(self, world: World) -> None:
        share = world.share()
        talk, add, level = (opened(world.press(DANA, what, share)) for what in (What.TALK, What.ADD, What.L5))
        assert [one.number for one in talk.options] == [1, 2, 3]
        assert [one.number for one in level.options] == [1]
        wrong = [
            (talk, {ITEM: "4"}, ITEM),
            (talk, {ITEM: ""}, ITEM),
            (talk, {ITEM: "1 OR 1"}, ITEM),
            (level, {ITEM: "2"}, ITEM),
            (level, {WORDS: " "}, WORDS),
            (add, {WORDS: ""}, WORDS),
            (add, {WORDS: "x" * 501}, WORDS),
            (add, {WORDS: "😀" * 251}, WORDS),
            (add, {TO: "everybody"}, TO),
            (add, {ITEM: "1"}, ITEM),
        ]
        for page, fields, field in wrong:
            answer = world.service.submit(DANA, page.form_id, said("fine", page, **fields))
            assert isinstance(answer, FeedbackProblems), fields
            assert list(answer.sentences) == [field]
        with pytest.raises(BadText):
            world.service.submit(DANA, add.form_id, said("a\x00b", add))
        assert world.words() == []

    def test_a_press_proves_that_an_unclear_post_is_there(self, world: World) -> None:
        share = world.share(ts=None)
        world.press(SAM, What.READ, share, "1790000000.000777")
        with world.database.read() as connection:
            post = ShareStore(work_of(connection, world.person(ADA))).parts(share.id)[0]
        assert (post.state, post.ts) == (PartState.SENT, "1790000000.000777")
        with pytest.raises(NotFound):
            world.press(SAM, What.READ, share, "1790000000.000778")

    @pytest.mark.dialects_take_turns
    def test_under_another_message_slack_is_not_even_asked(self, world: World, standin: StandIn) -> None:
        share = world.share()
        for press in (What.READ, What.ADD):
            with pytest.raises(NotFound):
                world.press(DANA, press, share, "1790000000.000999")
        assert standin.calls == []

    def test_a_post_that_is_found_while_slack_is_asked_makes_the_press_one_under_another_message(
        self, world: World
    ) -> None:
        """Nobody knew where the post was when each of them pressed; only one of the two can be it."""
        share = world.share(ts=None)
        directory = Meanwhile(world, lambda: world.press(SAM, What.READ, share, "1790000000.000777"))
        service = world.service_with(directory)
        with pytest.raises(NotFound):
            service.read(DANA, Pressed(share.token, TEAM_SAM, "1790000000.000778"))
        assert directory.was_asked
        with world.database.read() as connection:
            post = ShareStore(work_of(connection, world.person(ADA))).parts(share.id)[0]
        assert (post.state, post.ts) == (PartState.SENT, "1790000000.000777")
        assert [what for what, *_ in world.words()] == [What.READ]

    @pytest.mark.parametrize("state", [ShareState.REMOVING, ShareState.REMOVED])
    @pytest.mark.dialects_take_turns
    def test_of_a_share_that_was_taken_back_nothing_is_kept(self, world: World, state: ShareState) -> None:
        share = world.share()
        page = opened(world.press(DANA, What.ADD, share))
        world.change(share, state=state)
        for what in What:
            assert world.press(DANA, what, share) == NoticePage(Why.TAKEN_BACK, "Ada")
        answer = world.service.submit(DANA, page.form_id, said("too late", page))
        assert answer == NoticePage(Why.TAKEN_BACK, "Ada", "too late")
        for who, ts in ((LATE, POST_TS), (DANA, "1790000000.000999")):
            with pytest.raises(NotFound):
                world.press(who, What.READ, share, ts)
        assert world.words() == []


class TestTheThread:
    @pytest.mark.dialects_take_turns
    def test_it_is_a_choice_that_names_who_is_there_and_never_quotes_an_item(self, world: World) -> None:
        share = world.share()
        page = opened(world.press(DANA, What.TALK, share))
        assert [reader.name for reader in page.readers] == [
            "Ada Lindgren",
            "Dana Okafor",
            "Sam Rivera",
            "Ticket Bot",
            "Followthrough",
        ]
        assert page.values[TO] == AUTHOR
        form = said("<!channel> & why now?", page, **{TO: THREAD})
        assert world.service.submit(DANA, page.form_id, form) == NotedPage(What.TALK, "Ada", in_thread=True)
        assert world.words() == [("talk", 1, True, True)]
        (post,) = world.posts()
        first = json.loads(post.blocks)[0]["elements"][0]["elements"]
        assert "".join(each["text"] for each in first) == "Dana Okafor would like to talk about item 1:"
        assert post.text == "Dana Okafor shared something here."
        assert "SECRET" not in post.text + post.blocks
        world.service.submit(DANA, page.form_id, form)
        assert sorted(row[0] for row in world.rows(SHARE)) == ["moot", "pending"]

    @pytest.mark.dialects_take_turns
    def test_somebody_new_is_named_before_anything_is_sent(self, world: World, standin: StandIn) -> None:
        share = world.share(TWO)
        page = opened(world.press(DANA, What.ADD, share))
        standin.join(TWO, "sam")
        answer = opened(world.service.submit(DANA, page.form_id, said("words", page, **{TO: THREAD})))
        assert answer.changed
        assert "Sam Rivera" in [reader.name for reader in answer.readers]
        assert (answer.values[WORDS], answer.values[TO]) == ("words", THREAD)
        assert world.words() == []
        noted = world.service.submit(DANA, answer.form_id, said("words", answer, **{TO: THREAD}))
        assert isinstance(noted, NotedPage)
        assert len(world.posts()) == 1

    @pytest.mark.dialects_take_turns
    def test_where_nothing_can_be_posted_it_goes_to_the_author_alone(
        self, world: World, standin: StandIn
    ) -> None:
        share = world.share(TWO)
        early = opened(world.press(DANA, What.ADD, share))
        standin.archive(TWO)
        page = opened(world.press(DANA, What.ADD, share))
        assert (page.readers, page.stop) == ((), Stop.ARCHIVED)
        again = opened(world.service.submit(DANA, early.form_id, said("words", early, **{TO: THREAD})))
        assert (again.readers, again.stop, again.changed) == ((), Stop.ARCHIVED, False)
        noted = world.service.submit(DANA, again.form_id, Form({}))
        assert noted == NotedPage(What.ADD, "Ada")
        assert world.posts() == []

    @pytest.mark.dialects_take_turns
    def test_words_that_did_not_get_there_are_told_to_who_wrote_them(
        self, world: World, standin: StandIn
    ) -> None:
        share = world.share(TWO)
        world.say(DANA, What.ADD, share, "SECRET words", **{TO: THREAD})
        standin.fill(TWO, 4)
        world.tick()
        world.tick(seconds=30)
        assert ("moot", Stop.NEW_READER.as_reason) in [row[:2] for row in world.rows(SHARE)]
        (note,) = world.dm("dana")
        assert "not in the thread, because somebody is in the channel who was not named" in note
        assert "SECRET" not in note
        assert [row[0] for row in world.rows(NOTE)] == ["sent"]
