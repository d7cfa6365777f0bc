"""The longest share goes through every step of the modal, and is approved as it was previewed."""

from datetime import datetime

import pytest

from app.db.engine import connect
from app.forms.model import Form
from app.people import find
from app.sandbox.blocks import view_problems
from app.sharing.audience import Readers
from app.sharing.directory import SlackDirectory
from app.sharing.modal.screens import (
    CheckingScreen,
    ExactlyScreen,
    SentScreen,
    Spot,
    Step,
    StepProblems,
    WhatScreen,
    WordsScreen,
)
from app.sharing.modal.service import ShareService
from app.sharing.modal.views.exactly import count_pages
from app.sharing.modal.views.steps import step_view
from app.sharing.model import Reader
from app.sharing.store import ShareStore
from app.slack.channels import Channels
from app.slack.client import interactive_client
from app.users import SlackUser
from app.work import Workplace
from tests.sharing.author import NOW, SHELF, Author, write_all_there_can_be
from tests.support.work import RING, work_of

WHO = SlackUser("", "T1", "UADA")


class Here:
    """The clock."""

    def now(self) -> datetime:
        return NOW


class OneChannel(SlackDirectory):
    """What Slack says of one channel, without Slack."""

    def refusal(self, channel_id: str, most: int, author: str) -> None:
        return None

    def readers(self, channel_id: str, most: int, author: str) -> Readers:
        return Readers("ada-and-dana", (Reader("UADA", "ada"), Reader("UDANA", "dana")))

    def changed(self, channel_id: str, known: frozenset[str], most: int, author: str = "") -> None:
        return None

    def is_member(self, channel_id: str, user_id: str) -> bool:
        return True


def shown(screen: Step | StepProblems | None) -> Step:
    assert screen is not None
    assert not isinstance(screen, StepProblems)
    assert view_problems(step_view(screen)) == []
    return screen


@pytest.mark.dialects_take_turns
def test_the_longest_share_is_shown_whole_and_approved_as_it_was_shown(database_url: str) -> None:
    database = connect(database_url)
    with database.write() as connection:
        write_all_there_can_be(Author(connection))
    directory = OneChannel(lambda: Channels(interactive_client(None, "http://127.0.0.1")))
    service = ShareService(Workplace(database, RING, Here()), SHELF, directory, lambda: None, 25)

    at = Spot(service.open(WHO).form_id)
    what = shown(service.pieces(WHO, at.form_id, Form({"channel": "C1"})))
    assert isinstance(what, WhatScreen)
    ticks = {group.field: tuple(choice.id for choice in group.choices) for group in what.groups}
    words = shown(service.submit_what(WHO, at, Form(ticks)))
    assert isinstance(words, WordsScreen)
    lines = {field.field: "&" * field.most for field in words.fields}
    checking = shown(service.submit_words(WHO, at, Form(lines)))
    assert isinstance(checking, CheckingScreen)
    exactly = shown(service.look(WHO, checking))
    assert isinstance(exactly, ExactlyScreen)
    posts, pages = exactly.share.snapshot.posts, count_pages(exactly.share)
    for page in range(pages - 1):
        shown(service.submit_exactly(WHO, Spot(at.form_id, exactly.share.preview, page)))
    sent = shown(service.submit_exactly(WHO, Spot(at.form_id, exactly.share.preview, pages - 1)))
    assert isinstance(sent, SentScreen)
    with database.read() as connection:
        person = find(connection, WHO)
        assert person is not None
        store = ShareStore(work_of(connection, person))
        parts = store.parts(exactly.share.id)
        kept = tuple(store.part(part.id).post for part in parts)
    assert kept == posts
    assert [part.place for part in parts if part.message_id] == [0], "the first is planned, and no other"
    database.dispose()
