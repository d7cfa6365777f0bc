"""The longest share that there can be is posted whole, and every message of it is one that Slack takes."""

from dataclasses import replace

import pytest

from app.sandbox.blocks import characters, message_problems
from app.sharing.choice.summary import Numbered, SharedBet, SharedSection, Summary, Told
from app.sharing.model import Post
from app.sharing.post.fit import capped, cut_at, pieces, units
from app.sharing.post.post import render_posts
from tests.sharing.summaries import BET, NOVEMBER, SUMMARY, TODAY, blocks_of, elements, longest, read, said

ASTRONAUT = "\U0001f469\u200d\U0001f680"
FLAG = "\U0001f1e9\U0001f1ea"


@pytest.fixture(scope="module")
def summary() -> Summary:
    return longest()


@pytest.fixture(scope="module")
def posts(summary: Summary) -> tuple[Post, ...]:
    return render_posts(summary, "token")


def test_every_message_of_the_longest_share_is_one_that_slack_takes(posts: tuple[Post, ...]) -> None:
    for post in posts:
        blocks = blocks_of(post)
        assert message_problems(blocks) == []
        assert characters(blocks) <= 9000
        assert len(blocks) <= 50
        assert all(0 < len(each["text"]) <= 3000 for each in elements(blocks) if each["type"] == "text")
        assert post.text == "Ada shared something here."


def test_nothing_of_the_longest_share_is_lost(summary: Summary, posts: tuple[Post, ...]) -> None:
    written = said(posts)
    texts = [
        summary.note,
        summary.agreed,
        summary.mirror[0].when,
        *summary.mirror[0].signs,
        *summary.starters,
    ]
    for section in summary.sections:
        texts += [section.lines, str(section.proof), *(answer for _, answer in section.answers)]
    for bet in summary.bets:
        texts += [bet.why, *(text for _, text in bet.details), *(told.texts[0][1] for told in bet.prose)]
        texts += [
            getattr(version, name) for version in _versions(bet) for name in ("problem", "metric", "target")
        ]
        texts += [bet.changes[0].reason, "; ".join(_numbers(bet))]
    assert [text[:30] for text in texts if text not in written] == []


def _versions(bet: SharedBet) -> tuple[object, ...]:
    return (bet.first, *bet.changes)


def _numbers(bet: SharedBet) -> list[str]:
    """The last of one year, as words."""
    return [
        f"{each.day.day} Dec: {each.words}" for each in bet.numbers if each.day.strftime("%m%Y") == "122026"
    ]


def test_the_first_message_of_the_longest_share_names_every_item_and_says_where_the_rest_is(
    summary: Summary, posts: tuple[Post, ...]
) -> None:
    first = read(posts[0])
    titles = [each.title for each in summary.bets]
    titles += [each.title for each in summary.sections] + [each.title for each in summary.mirror]
    assert all(f"{number}. {title}" in first for number, title in enumerate(titles, 1))
    assert first.count("continues in the thread") >= 5
    assert "More of this is in the thread." in first
    assert first.count("judged by 20 Dec 2026.") == 10


def test_what_goes_on_in_the_next_message_says_so_there(posts: tuple[Post, ...]) -> None:
    for post in posts[1:]:
        head = blocks_of(post)[0]
        assert head["type"] == "header" or head["elements"][0]["text"].endswith(", continued")


def test_what_the_thread_has_in_its_own_place_is_not_told_twice(
    summary: Summary, posts: tuple[Post, ...]
) -> None:
    written = said(posts[1:])
    assert all(written.count(bet.changes[0].reason) == 1 for bet in summary.bets)
    assert all(written.count(bet.changes[0].problem) == 1 for bet in summary.bets), "the change left it alone"
    assert written.count("49.5 %") == len(summary.bets)


def test_a_text_too_long_for_one_piece_is_numbered_and_whole() -> None:
    emoji = ASTRONAUT * 900
    section = SharedSection("s", "S", "x", answers=(("Why?", emoji), ("When?", "Now")))
    _, *thread = render_posts(Summary("Ada", "", TODAY, (section,)), "token")
    told = "\n".join(read(post) for post in thread)
    for mark in ("Why? (1 of 2)", "Why? (2 of 2)"):
        assert mark in told
    assert emoji in said(thread)
    assert all(
        units(each["text"]) <= 3000 for post in thread for each in elements(blocks_of(post)) if _is_run(each)
    )


def _is_run(element: dict[str, object]) -> bool:
    return element["type"] == "text"


@pytest.mark.parametrize(
    "bet",
    [
        replace(BET, numbers=(Numbered(NOVEMBER, "5 " + "a" * 2998),)),
        replace(BET, message="https://x/" + "a" * 3000),
        replace(BET, title="\U0001f680" * 75, unit="x" * 3000, numbers=BET.numbers * 30),
        replace(BET, details=(("Where to look", "\n".join("abc") * 900),)),
        replace(BET, changes=BET.changes * 40),
        replace(
            BET, prose=(Told(NOVEMBER, "On track", (("Learned", "x" * 3000), ("Next", "y" * 3000))),) * 3
        ),
    ],
)
def test_odd_bets_are_posted_whole(bet: SharedBet) -> None:
    posts = render_posts(replace(SUMMARY, bets=(bet,) * 3), "token")
    for post in posts:
        assert message_problems(blocks_of(post)) == []
        assert characters(blocks_of(post)) <= 9000
    written = said(posts)
    assert all(each.words in written for each in bet.numbers)
    assert all(text in written for told in bet.prose for _, text in told.texts)
    assert bet.message in written or any(bet.message in post.blocks for post in posts)


def test_more_items_than_a_message_has_blocks_are_named_as_far_as_there_is_room() -> None:
    sections = tuple(SharedSection(f"s{n}", f"Section {n} " + "t" * 140, f"Lines {n}.") for n in range(80))
    first, *thread = render_posts(replace(SUMMARY, sections=sections), "token")
    assert message_problems(blocks_of(first)) == []
    assert characters(blocks_of(first)) <= 9000
    assert "more, is in the thread." in read(first)
    written = said(thread)
    assert all(f"Lines {n}." in written for n in range(80))
    assert "What would you cut?" in written
    assert "One proposal a month" in written
    assert "no evidence shared" in written


def test_a_short_share_is_whole_in_its_first_message() -> None:
    assert "continues" not in "".join(post.blocks for post in render_posts(SUMMARY, "token"))


def test_a_message_has_two_charts_at_most() -> None:
    posts = render_posts(replace(SUMMARY, bets=(BET,) * 9), "token")
    counts = [sum(each["type"] == "data_visualization" for each in blocks_of(post)) for post in posts]
    assert sum(counts) == 9
    assert max(counts) == 2


@pytest.mark.parametrize(
    ("text", "most", "pieces_of"),
    [
        ("one two three", 9, ("one two ", "three")),
        ("first line\nsecond", 13, ("first line\n", "second")),
        ("abcdefgh", 3, ("abc", "def", "gh")),
        ("a" + ASTRONAUT * 3, 11, ("a" + ASTRONAUT * 2, ASTRONAUT)),
        (FLAG * 3, 6, (FLAG, FLAG, FLAG)),
        ("abcde\u0301f", 5, ("abcd", "e\u0301f")),
        ("\U0001f680" * 3, 3, ("\U0001f680",) * 3),
        ("\u0301" * 7, 3, ("\u0301" * 3, "\u0301" * 3, "\u0301")),
        ("", 3, ()),
    ],
)
def test_a_text_is_cut_after_a_line_a_word_or_between_two_characters(
    text: str, most: int, pieces_of: tuple[str, ...]
) -> None:
    assert pieces(text, most) == pieces_of


def test_a_cut_never_stands_still() -> None:
    for most in (2, 3, 5):
        for text in (ASTRONAUT * 5, FLAG * 5, "\u0301" * 9, " " * 9, "\r\n" * 5):
            assert cut_at(text, most) > 0
            assert "".join(pieces(text, most)) == text


def test_what_is_shown_of_a_text_has_eight_lines_at_most() -> None:
    assert capped("a\n" * 20, 300) == "\n".join("a" * 8)
    assert capped("a\nb", 300) == "a\nb"
    assert capped("abc", 0) == ""
    assert capped("\U0001f680" * 6, 8) == "\U0001f680" * 4
