"""The longest share there can be, through the real modal into the channel: the stand-in takes every view and
every message, they come in their order, and nothing is cut."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from app.bootstrap import Product
from app.sandbox.seed import ADA, DANA
from app.sandbox.slack import StandIn, Window
from tests.sharing.after_world import TEAM, After
from tests.sharing.author import LONGEST_TITLE, Author, all_items, write_all_there_can_be
from tests.support.bot import running_bot
from tests.support.launching import send
from tests.support.screens import blocks_of, button_labels, strings, texts, title
from tests.support.sharing import named, plain_blocks, posted, previewed, to_what
from tests.support.work import KEY

pytestmark = pytest.mark.dialects_take_turns

READING = 100
"""Characters of a reading's prose: with longer ones the same goes on for hundreds of messages."""


@pytest.fixture
def bot(standin: StandIn, database_url: str) -> Iterator[Product]:
    with running_bot(standin, database_url, keys=[KEY]) as product:
        with product.database.write() as connection:
            write_all_there_can_be(Author(connection, ADA, TEAM), READING)
        yield product


def test_the_longest_share_is_posted_whole_and_in_its_order(
    ada: Window, standin: StandIn, bot: Product
) -> None:
    to_what(ada, em=DANA)
    tick_everything(ada)
    send(ada)
    for block in blocks_of(ada, "input"):
        if block["element"]["type"] == "plain_text_input":
            ada.type(block["block_id"], "&" * block["element"]["max_length"])
    send(ada)
    named(ada)
    assert title(ada) == "Exactly this", ada.errors
    preview = previewed(ada)
    send(ada)
    assert "On its way" in texts(ada)
    ada.close()
    sender = After(bot.database, standin)  # the same deeds by the sandbox's time: 1.1 s between two messages
    while sender.tick().counts:
        pass
    post, *thread = posted(ada)
    assert {each.thread_ts for each in thread} == {post.ts}
    shown = [words(block) for block in preview]
    said = [words(block) for message in (post, *thread) for block in message.blocks if words(block)]
    assert said == [each for each in shown if each in set(said)]
    assert "All of it is there" in sender.receipt()
    written = Counter("".join(strings([message.blocks for message in (post, *thread)])))
    assert written["&"] >= 3000 * len([item for item in all_items() if not item.choices])
    assert written["<"] >= READING * 500 + 3000 * 30
    assert LONGEST_TITLE in "".join(strings(post.blocks))


def tick_everything(window: Window) -> None:
    """On every page of what can be ticked."""
    while True:
        for block in blocks_of(window, "input"):
            every = [option["value"] for option in block["element"]["options"]]
            delivery = window.choose(block["block_id"], every)
            assert delivery is not None
            assert delivery.ok, delivery.body
        if "More to choose from" not in button_labels(window):
            return
        assert window.click("More to choose from").ok


def words(block: dict[str, Any]) -> str:
    """As a modal can show it too; empty for what it cannot."""
    return "" if block["type"] in {"divider", "actions", "data_visualization"} else plain_blocks(block)
