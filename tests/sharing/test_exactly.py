"""The preview: what will be posted, block for block, on pages of a modal."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.sandbox.blocks import VIEW_BYTES, view_problems, view_size
from app.sharing.model import Post
from app.sharing.post.post import render_posts
from app.sharing.post.preview import preview_pages
from app.slack.blocks import VIEW_BYTES as OUR_BYTES
from app.slack.blocks import Block, context, divider, modal, weight
from tests.sharing.summaries import SUMMARY, blocks_of, elements, longest


def kept(posts: Sequence[Post]) -> list[Block]:
    """The blocks that a modal takes."""
    every = [block for post in posts for block in blocks_of(post)]
    return [block for block in every if block["type"] not in {"actions", "data_visualization"}]


def is_ours(block: Block) -> bool:
    """Of the preview alone: what comes next, and what is named in place of it."""
    words = json.dumps(block, ensure_ascii=False)
    begins = ('"Message ', '"Here a line is drawn', '"Buttons for everybody')
    return any(f'"text": {each}' in words for each in begins)


@pytest.mark.parametrize("letter", ["<", "\U0001f680", "é", "\n", '"', "\x01"])
def test_the_longest_preview_is_pages_that_slack_takes_with_every_block_that_is_posted(letter: str) -> None:
    summary = longest(prose=letter, answer=letter)
    few = replace(summary, bets=summary.bets[:1])  # what is told of ten bets takes long, and "<" is told so
    posts = render_posts(summary if letter == "<" else few, "token")
    pages = preview_pages(posts)
    for page in pages:
        view = modal("share.exactly", "Exactly this", [*page], submit="Post")
        assert view_problems(view) == []
        assert view_size(view) < VIEW_BYTES
        assert len(page) <= 90
        assert weight(list(page)) <= OUR_BYTES // 2
    shown = [block for page in pages for block in page if block != divider() and not is_ours(block)]
    assert shown == [block for block in kept(posts) if block != divider()]


def test_the_preview_names_each_message_the_buttons_and_the_numbers_of_a_chart() -> None:
    posts = render_posts(SUMMARY, "token")
    (page,) = preview_pages(posts)
    words = json.dumps(page, ensure_ascii=False)
    assert "Message 1 of 2, in the channel" in words
    assert "Message 2 of 2, in the thread" in words
    assert "[I have read this] [Let's talk about…] [I would add…] [What is missing?]" in words
    assert "Here a line is drawn, “Faster checkout”: 10 Nov: 3.4; 17 Nov: 3.9" in words
    assert "token" not in words


def test_nothing_in_the_preview_can_be_pressed() -> None:
    (page,) = preview_pages(render_posts(SUMMARY, "token"))
    kinds = {each["type"] for each in elements(list(page))}
    assert not kinds & {"actions", "button", "input", "data_visualization"}


def test_there_is_room_for_what_the_modal_says_itself() -> None:
    pages = preview_pages(render_posts(longest(), "token"))
    assert len(pages) > 5
    view = modal("share.exactly", "Exactly this", [*pages[0], *[context("x" * 1000)] * 9], submit="Post")
    assert view_problems(view) == []
