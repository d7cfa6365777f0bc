"""What readers see is valid for the longest names and words, and says who gets to know."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.sandbox.blocks import characters, message_problems, view_problems
from app.sharing.model import Mark, Reader, Stop
from app.sharing.readers.digest import MOST as MOST_WORDS
from app.sharing.readers.screens import (
    AUTHOR,
    THREAD,
    TO,
    WORDS,
    DigestPage,
    ItemOption,
    NotedPage,
    NotePage,
    NoticePage,
    ReminderPage,
    ToldShare,
    Why,
    WordPage,
)
from app.sharing.readers.views.digest import digest_blocks
from app.sharing.readers.views.note import note_blocks, note_text
from app.sharing.readers.views.noted import noted_view, notice_view
from app.sharing.readers.views.reminder import reminder_blocks, reminder_text
from app.sharing.readers.views.word import thread_post, word_view
from app.sharing.readers.word import MOST, What, Word
from tests.support.screens import strings

LONG = "\U0001f469‍\U0001f680 & <@U0ADA0001> " * 12
READERS = tuple(Reader(f"U{n}", f"{n} {LONG}", Mark.GUEST) for n in range(100))
THREE = (Reader("U1", "Followthrough", Mark.APP), Reader("U2", "Ada"), Reader("U3", "Dana"))


def words_of(part: Any) -> str:
    return "\n".join(strings(part))


def about(page: WordPage) -> str:
    """Below the choice of the thread."""
    options = word_view(page)["blocks"][-1]["element"]["options"]
    return str(options[1]["description"]["text"])


@pytest.mark.parametrize("what", [What.TALK, What.ADD, What.L5])
def test_the_modal_takes_the_longest_of_everything(what: What) -> None:
    options = tuple(ItemOption(n, LONG * 10) for n in range(1, 120)) if what is not What.ADD else ()
    values = {WORDS: "😀" * 250, TO: THREAD, "item": "3"}
    page = WordPage("f" * 22, what, LONG, options, values, READERS, changed=True)
    assert view_problems(word_view(page)) == []
    for stop in Stop:
        closed = WordPage("f", what, LONG, options, {}, (), stop, is_own=True)
        assert view_problems(word_view(closed)) == []
        assert "it cannot go into the thread" in words_of(word_view(closed))
    assert len(about(page)) <= 75


def test_who_gets_it_stands_above_what_is_typed_and_the_thread_names_everybody() -> None:
    page = WordPage("f", What.ADD, "Ada", (), {TO: AUTHOR}, THREE)
    shown = word_view(page)
    assert shown["blocks"][0]["text"]["text"].startswith("What you write here goes to Ada alone")
    assert shown["blocks"][-1]["element"]["initial_option"]["value"] == AUTHOR
    assert about(page) == "Ada, Dana and 1 app"
    more = (*THREE, *(Reader(f"U{n}", f"Somebody {n}") for n in range(4, 7)))
    assert about(WordPage("f", What.ADD, "Ada", (), {}, more)) == "Ada, Dana, Somebody 4, 2 others and 1 app"
    assert "deleted when Ada takes the share back" in words_of(word_view(page))
    for reader in more:
        assert reader.name in words_of(word_view(WordPage("f", What.ADD, "Ada", (), {}, more)))
    assert [
        o["value"] for o in word_view(WordPage("f", What.ADD, "Ada"))["blocks"][-2]["element"]["options"]
    ] == [AUTHOR]


def test_what_comes_after_a_press_says_who_gets_to_know() -> None:
    assert "Ada alone gets to know that you have read it" in words_of(noted_view(NotedPage(What.READ, "Ada")))
    own = words_of(noted_view(NotedPage(What.READ, "Ada", is_own=True)))
    assert "no message tells you of it" in own
    in_thread = words_of(noted_view(NotedPage(What.ADD, "Ada", in_thread=True)))
    assert "everybody in the channel can read it" in in_thread
    assert "alone" not in in_thread
    for page in (NotedPage(What.ADD, LONG, in_thread=True, again=True), NotedPage(What.L5, LONG)):
        assert view_problems(noted_view(page)) == []
    for why in Why:
        notice = notice_view(NoticePage(why, LONG, "\U0001f600" * 250))
        assert view_problems(notice) == []
        assert "\U0001f600" * 250 in words_of(notice)


@pytest.mark.parametrize(
    ("what", "number", "text", "said"),
    [
        (What.TALK, 2, "", "Dana would like to talk about item 2."),
        (What.TALK, 2, "why", "Dana would like to talk about item 2:"),
        (What.ADD, 0, "this", "Dana would add:"),
        (What.L5, 3, "that", "Dana on what is missing in item 3:"),
        (What.L5, 0, "that", "Dana on what is missing:"),
    ],
)
def test_words_in_the_thread_stand_under_their_writer_s_name(
    what: What, number: int, text: str, said: str
) -> None:
    post = thread_post("Dana", what, number, text)
    blocks = json.loads(post.blocks)
    assert said in "".join(words_of(blocks).split("\n"))
    assert message_problems(blocks) == []
    assert "user" not in {each["type"] for each in blocks[0]["elements"][0]["elements"]}


def test_words_in_the_thread_ping_nobody_and_keep_the_limits() -> None:
    post = thread_post(LONG, What.ADD, 0, "<!channel>" * 50)
    assert message_problems(json.loads(post.blocks)) == []
    assert "<!" not in post.text
    assert "<@" not in post.text
    assert len(post.text) < 3900


def test_the_fullest_message_to_an_author_holds_all_words_whole() -> None:
    words = tuple(
        Word(
            n,
            1,
            "U0DANA001",
            What.TALK,
            1,
            True,
            True,
            f"{n}" + "😀" * (MOST // 2 - 1),
            datetime(2026, 1, 1, tzinfo=UTC),
        )
        for n in range(MOST_WORDS)
    )
    shares = tuple(ToldShare(date(2025, 1, 1), "c" * 80, (LONG * 9,), (word,)) for word in words)
    blocks = digest_blocks(DigestPage(shares, date(2026, 1, 1)))
    assert message_problems(list(blocks)) == []
    assert characters(list(blocks)) <= 9000
    assert all(word.text in words_of(list(blocks)) for word in words)


def test_an_item_without_a_title_is_named_by_its_number() -> None:
    said = Word(1, 1, "U0DANA001", What.TALK, 2, True, False, "", datetime(2026, 1, 1, tzinfo=UTC))
    for titles, named in ((("a", "b"), "2. b"), ((), "item 2")):
        told = ToldShare(date(2026, 1, 1), "name", titles, (said,))
        assert named in words_of(list(digest_blocks(DigestPage((told,), date(2026, 1, 1)))))


def test_messages_about_words_and_reminders_are_valid_and_say_nothing_of_them() -> None:
    for reason in (*Stop, "is_archived", ""):
        for unclear in (True, False):
            for words in ("", LONG[:500]):
                own = NotePage(LONG, reason, unclear, is_own=True, words=words)
                assert message_problems(list(note_blocks(own))) == []
                assert "anyway" not in words_of(list(note_blocks(own))) + note_text(own)
            assert message_problems(list(note_blocks(NotePage(LONG, reason, unclear)))) == []
    for muted in (True, False):
        page = ReminderPage(LONG, "G0ADADANA", 1, "3 Nov", muted)
        assert message_problems(list(reminder_blocks(page))) == []
        assert "G0ADADANA" not in reminder_text(page)
