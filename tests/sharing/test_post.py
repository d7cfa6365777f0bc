"""What a share says in the channel, and what in its thread."""

import json
from dataclasses import replace
from datetime import date

import pytest

from app.sandbox.blocks import message_problems
from app.sharing.choice.summary import BriefAssessment, Mirror, Numbered, SharedBet, SharedSection, Summary
from app.sharing.names import ADD, L5, READ, TALK
from app.sharing.post.bets import line_words
from app.sharing.post.post import render_posts
from tests.sharing.summaries import BET, NOVEMBER, SUMMARY, TODAY, blocks_of, elements, read, said

NOBODY = Summary("Ada", "", TODAY)


def test_the_first_message_says_the_state_and_the_numbers_of_each_launch_before_anything_else() -> None:
    first = read(render_posts(SUMMARY, "token")[0])
    expected = [
        "Ada: what changed since 3 Nov 2026 · for Dana",
        "Shall we talk on Friday?",
        "1. Faster checkout: ",
        "It landed in part, keep it (16 Dec 2026). 3.9 % on 17 Nov, 3.4 % on 10 Nov. Target 4.5 % finish.",
        "The Slack message it came from",
        "Here it began",
        "2. Propose work that matters",
        "I proposed the index.\nNobody had asked.",
        "Where I stand: ",
        "Shown by: ABC-1 in Linear",
        "3. Own the outcome",
        "no evidence shared",
        "4. You ship it and forget it",
        "Nobody looked again",
        "What we agreed on 3 Nov",
        "What is next?",
        "As of 20 Dec 2026. Ada chose each part. More is in the thread.",
        "I have read this",
        "What is missing?",
    ]
    places = [first.find(words) for words in expected]
    assert -1 not in places, (expected[places.index(-1)], first)
    assert places == sorted(places)


def test_the_thread_has_the_answers_whole_every_version_the_numbers_with_their_line_and_the_prose() -> None:
    first, *thread = render_posts(SUMMARY, "token")
    told = "\n".join(read(post) for post in thread)
    for words in (
        "What did you propose?",
        "An index.\nIt was slow before.",
        "In May, with the export",
        "As it was sealed 4 Nov",
        "Changed 1 Dec",
        "The season changes everything",
        "Refunds above 2 %",
        "10 Nov: On track",
        "Autofill helps",
    ):
        assert words in told
        assert words not in read(first)
    charts = [block for post in thread for block in blocks_of(post) if block["type"] == "data_visualization"]
    assert [point["value"] for point in charts[0]["chart"]["series"][0]["data"]] == [3.4, 3.9]


OPEN = replace(BET, verdict="", decided_on=None, state="still open", status="Behind")


@pytest.mark.parametrize(
    ("bet", "line"),
    [
        (OPEN, "Behind. 3.9 % on 17 Nov, 3.4 % on 10 Nov. Target 4.5 % finish, judged by 15 Dec 2026."),
        (replace(OPEN, numbers=(), aim=""), "Behind. Judged by 15 Dec 2026."),
        (
            replace(OPEN, status="", numbers=(), shipped=False, shipped_on=date(2026, 12, 24)),
            "To ship 24 Dec 2026. Target 4.5 % finish, judged by 15 Dec 2026.",
        ),
        (replace(OPEN, numbers=(), state="no longer followed"), "Behind. No longer followed."),
        (
            replace(BET, numbers=(), look="second look: the effect lasted: no"),
            "It landed in part, keep it (16 Dec 2026). Second look: the effect lasted: no. Target",
        ),
        (SharedBet("b", "Only prose"), ""),
    ],
)
def test_a_launch_is_one_line(bet: SharedBet, line: str) -> None:
    assert line_words(bet, TODAY).startswith(line)


def test_an_address_is_a_link_that_shows_where_it_leads() -> None:
    bet = replace(OPEN, address="https://grafana.example/d/1/", message="")
    posts = render_posts(replace(NOBODY, bets=(bet,)), "t")
    links = [each for each in elements(blocks_of(posts[0])) if each["type"] == "link"]
    assert links == [{"type": "link", "url": "https://grafana.example/d/1/", "text": "grafana.example/d/1"}]


def test_an_assessment_in_short_is_each_section_with_its_fact_or_that_there_is_none() -> None:
    brief = BriefAssessment("brief:1", NOVEMBER, (("Own it", "On 3 Nov I opened EXP-41"), ("Lead", "")))
    post, *thread = render_posts(replace(NOBODY, brief=brief), "token")
    assert not thread
    assert "1. Assessment of 3 Nov 2026, in short" in read(post)
    assert "Own it: On 3 Nov I opened EXP-41" in read(post)
    assert "Lead: a claim so far" in read(post)


def test_the_em_is_mentioned_where_that_is_wanted_and_the_text_of_phones_names_the_author_alone() -> None:
    posts = render_posts(replace(SUMMARY, em_id="U0DANA001", author="R&D <!here>"), "token")
    users = [each for each in elements(blocks_of(posts[0])) if each["type"] == "user"]
    assert users == [{"type": "user", "user_id": "U0DANA001"}]
    assert {post.text for post in posts} == {"R&amp;D &lt;!here&gt; shared something here."}


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


def test_without_a_thread_nobody_is_sent_there() -> None:
    posts = render_posts(replace(NOBODY, note="Only this"), "token")
    assert len(posts) == 1
    assert "thread" not in posts[0].blocks
    assert read(posts[0]).startswith("Ada shares this")


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
    for words in ("Sealed", "judged", "Shipped", "Target", "Numbers", "landed"):
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
    assert "3 Nov: 0 %; 3 Nov: 1 %; 20 Dec: 2 %; 20 Dec: 7 users" in read(posts[1])


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
        (
            replace(
                BET, title=text, first=version, changes=(version,), why=text, verdict="", state=text, aim=text
            ),
        ),
        text,
        text,
        NOVEMBER,
        NOVEMBER,
        (text, text, text),
        BriefAssessment("brief:1", NOVEMBER, ((text, text),)),
    )
    posts = render_posts(summary, "token")
    for post in posts:
        assert message_problems(blocks_of(post)) == []
        kinds = {each["type"] for each in elements(blocks_of(post))}
        assert not kinds & {"mrkdwn", "user", "usergroup", "broadcast", "channel", "markdown"}
        assert "<" not in post.text
    assert text in said(posts)
