"""What a share says in the channel, and what in its thread."""

import json
from dataclasses import replace
from datetime import date

import pytest

from app.sandbox.blocks import message_problems
from app.sharing.choice.summary import Mirror, Numbered, SharedBet, SharedSection, Summary
from app.sharing.names import ADD, L5, READ, TALK
from app.sharing.post.mirror_text import OPENING
from app.sharing.post.post import render_posts
from tests.sharing.summaries import BET, NOVEMBER, SUMMARY, TODAY, blocks_of, elements, read, said

NOBODY = Summary("Ada", "", TODAY)


def test_the_first_message_says_who_shares_what_is_new_and_every_item_by_its_number() -> None:
    first = read(render_posts(SUMMARY, "token")[0])
    expected = [
        "Ada chose to share this, for Dana",
        "New since 3 Nov: ",
        "“Faster checkout”. Changed: “Own the outcome”.",
        "Shall we talk on Friday?",
        "1. Propose work that matters",
        "I proposed the index.\nNobody had asked.",
        "Where I stand: ",
        "Shown by: ABC-1 in Linear",
        "2. Own the outcome",
        "no evidence shared",
        "3. You ship it and forget it",
        "Nobody looked again",
        "4. Faster checkout",
        "Sealed 4 Nov. Shipped 1 Nov. Judge by 15 Dec (at first 1 Dec).",
        "5 % finish",
        "Changed 1 Dec: judged by 15 Dec.",
        "The season changes everything",
        "4.5 % finish",
        "10 Nov: 3.4 %; 17 Nov: 3.9 %",
        "Decided 16 Dec: landed: partly, decision: keep it.",
        "Here it began",
        "What we agreed on 3 Nov",
        "What is next?",
        "Details are in the thread. Posted by Followthrough for Ada. Nothing else is in it; a snap",
        "I have read this",
        "What would make it L5?",
    ]
    places = [first.find(words) for words in expected]
    assert -1 not in places, expected[places.index(-1)]
    assert places == sorted(places)


def test_the_thread_has_the_answers_whole_every_version_the_numbers_with_their_line_and_the_prose() -> None:
    first, *thread = render_posts(SUMMARY, "token")
    told = "\n".join(read(post) for post in thread)
    for words in (
        "What did you propose?",
        "An index.\nIt was slow before.",
        "In May, with the export",
        "As it was sealed 4 Nov",
        "As it was said from 1 Dec",
        "Refunds above 2 %",
        "10 Nov: On track",
        "Autofill helps",
    ):
        assert words in told
        assert words not in read(first)
    charts = [block for post in thread for block in blocks_of(post) if block["type"] == "data_visualization"]
    assert [point["value"] for point in charts[0]["chart"]["series"][0]["data"]] == [3.4, 3.9]


def test_a_message_with_a_chart_has_its_blocks_without_it_for_a_slack_that_refuses_charts() -> None:
    posts = render_posts(SUMMARY, "token")
    plain = [post for post in posts if post.plain]
    assert plain
    for post in plain:
        without = [block for block in blocks_of(post) if block["type"] != "data_visualization"]
        assert json.loads(post.plain) == without
        assert "3.4 %; 17 Nov: 3.9 %" in post.plain
    assert posts[0].plain == ""


def test_the_buttons_hold_the_token_and_nothing_else_holds_an_id() -> None:
    first, *thread = render_posts(SUMMARY, "token")
    buttons = [each for each in elements(blocks_of(first)) if each["type"] == "button"]
    assert [(each["action_id"], each["value"]) for each in buttons] == [
        (READ, "token"),
        (TALK, "token"),
        (ADD, "token"),
        (L5, "token"),
    ]
    assert blocks_of(first)[-1]["type"] == "actions"
    assert "token" not in "".join(post.blocks + post.text for post in thread)
    keys = {"propose", "own", "ship", "launch:1"}
    assert not any(f'"{key}"' in post.blocks for post in (first, *thread) for key in keys)


def test_equal_summaries_make_equal_posts_byte_for_byte() -> None:
    assert render_posts(SUMMARY, "token") == render_posts(replace(SUMMARY), "token")


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (
            replace(SUMMARY, since=()),
            "No item below is new since 3 Nov, the last share here.",
        ),
        (
            replace(NOBODY, note="Hello", since_day=date(2025, 11, 3)),
            "No item below is new since 3 Nov 2025, the last share here.",
        ),
        (replace(SUMMARY, since=("Changed: “A: b”", "Changed: “C”")), "Changed since 3 Nov: \n“A: b”, “C”."),
        (replace(SUMMARY, since_day=None), "A note"),
    ],
)
def test_the_first_line_says_what_is_new_since_the_last_share_here(summary: Summary, line: str) -> None:
    assert line in read(render_posts(summary, "token")[0]).partition("\n")[2][: len(line)]


def test_without_a_thread_nobody_is_sent_there() -> None:
    posts = render_posts(replace(NOBODY, note="Only this"), "token")
    assert len(posts) == 1
    assert "thread" not in posts[0].blocks
    assert "with" not in blocks_of(posts[0])[0]["text"]["text"]


def test_what_only_the_thread_says_has_its_title_in_the_post() -> None:
    only_when = replace(NOBODY, mirror=(Mirror("m", "You wait", (), "In May"),))
    first, thread = render_posts(only_when, "token")
    assert "1. You wait\nMore of this is in the thread." in read(first)
    assert "In May" in read(thread)


def test_a_bet_that_was_not_ticked_says_nothing_but_its_title_and_what_was() -> None:
    bet = SharedBet(
        "b", "Faster checkout", message="https://acme.slack.com/archives/C1/p1", why="Here it began"
    )
    (post,) = render_posts(replace(NOBODY, bets=(bet,)), "token")
    assert "1. Faster checkout" in read(post)
    for words in ("Sealed", "Judge", "Shipped", "Target", "Numbers", "Decided"):
        assert words not in read(post)
    links = [each for each in elements(blocks_of(post)) if each["type"] == "link"]
    assert links == [{"type": "link", "url": bet.message, "text": "The Slack message it came from"}]


def test_what_is_no_address_is_no_link() -> None:
    (post,) = render_posts(
        replace(NOBODY, bets=(SharedBet("b", "B", message="javascript:alert(1)"),)), "token"
    )
    assert not [each for each in elements(blocks_of(post)) if each["type"] == "link"]


def test_of_two_numbers_of_one_day_the_chart_shows_the_later_and_the_words_both() -> None:
    numbers = tuple(Numbered(day, f"{n} %", n) for n, day in enumerate((NOVEMBER, NOVEMBER, TODAY)))
    bet = replace(BET, numbers=(*numbers, Numbered(TODAY, "7 users")))
    posts = render_posts(replace(NOBODY, bets=(bet,)), "token")
    chart = next(each for post in posts for each in blocks_of(post) if each["type"] == "data_visualization")
    assert [point["value"] for point in chart["chart"]["series"][0]["data"]] == [1, 2]
    assert "3 Nov: 0 %; 3 Nov: 1 %; 20 Dec: 2 %; 20 Dec: 7 users" in read(posts[0])


HOSTILE = (
    "<!channel> <!here> <@U0ADA0001> <#C1|x> <!subteam^S1> @here &lt;!everyone&gt; *b* `c` <https://evil|x>",
    "\u202eright to left\u202c \u200b\u200d\ufeff",
    "a\r\n\tb\x01\x1f",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stand_there_as_text_and_mention_nobody(text: str) -> None:
    version = replace(BET.changes[0], problem=text, metric=text, target=text, reason=text, title=text)
    summary = Summary(
        text,
        text,
        TODAY,
        (SharedSection("s", text, text, text, text, ((text, text),)),),
        (Mirror("m", text, (text,), text),),
        (replace(BET, title=text, first=version, changes=(version,), why=text, verdict="", state=text),),
        text,
        text,
        NOVEMBER,
        NOVEMBER,
        (f"New: “{text}”",),
        (text, text, text),
    )
    posts = render_posts(summary, "token")
    for post in posts:
        assert message_problems(blocks_of(post)) == []
        kinds = {each["type"] for each in elements(blocks_of(post))}
        assert not kinds & {"mrkdwn", "user", "usergroup", "broadcast", "channel", "markdown"}
        assert "<" not in post.text
    assert text in said(posts)


def test_the_text_begins_without_content_then_says_its_own_blocks_escaped() -> None:
    first, *thread = render_posts(replace(SUMMARY, note="R&D <!channel>"), "token")
    for post in (first, *thread):
        assert post.text.startswith(OPENING + "\n\n")
    assert len(OPENING) >= 150
    assert "R&amp;D &lt;!channel&gt;" in first.text
    assert "An index." not in first.text
    assert "An index." in thread[0].text
    assert "I have read this" not in first.text


def test_a_bet_that_was_too_early_to_judge_is_judged_by_its_new_day() -> None:
    moved = replace(BET, verdict="", decided_on=None, state="still open", judge_by=date(2027, 1, 20))
    post = read(render_posts(replace(SUMMARY, bets=(moved,)), "token")[0])
    assert "Judge by 20 Jan 2027 (at first 1 Dec)." in post
    assert "Judge by 15 Dec" not in post
