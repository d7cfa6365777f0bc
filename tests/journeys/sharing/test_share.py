"""From the command to the channel: what was previewed is what is posted, and nothing typed is ever lost."""

from typing import Any

import pytest

from app.sandbox.seed import DANA
from app.sandbox.slack import StandIn, Window
from tests.support.dm import Dm
from tests.support.launching import BET, block_id, send
from tests.support.screens import chosen, strings, texts, title
from tests.support.sharing import (
    CHANNEL,
    groups_shown,
    named,
    plain_blocks,
    posted,
    previewed,
    tick,
    to_what,
)

SECTION = "Propose work that matters"
LINES = "I wrote the proposal."


def words(blocks: list[dict[str, Any]]) -> list[str]:
    """The blocks of a message that a modal can show as they are."""
    return [plain_blocks(each) for each in blocks if each["type"] not in {"divider", "actions"}]


def test_what_is_previewed_is_posted_block_for_block(written: Window, dm: Dm, standin: StandIn) -> None:
    to_what(written, em=DANA)
    assert title(written) == "What goes in"
    assert not any(chosen(written, block_id(written, field)) for field in groups_shown(written))
    tick(written, SECTION, "This section", "In full")
    tick(written, BET["title"], "The bet")
    send(written)
    line = next(field for field in groups_shown(written) if field.startswith("line-"))
    assert written.shown(block_id(written, line)) == LINES
    written.type(block_id(written, line), "In my two lines <@U0DANA001>")
    written.type(block_id(written, "note"), "For Thursday")
    send(written)
    named(written)
    shown = previewed(written)
    assert "Who can read it in #ada-and-dana: " in "\n".join(strings(shown))
    assert not posted(written)
    assert written.submit().ok
    assert title(written) == "Share"
    assert "On its way" in texts(written)
    for _ in range(3):
        dm.tick()
    post_, *replies = posted(written)
    assert [each.thread_ts for each in replies] == [post_.ts] * len(replies)
    assert replies
    said = words([block for message in (post_, *replies) for block in message.blocks])
    assert said == [each for each in words(shown) if each in said]
    assert "In my two lines <@U0DANA001>" in "\n".join(strings(post_.blocks))
    assert "For Thursday" in "\n".join(strings(post_.blocks))
    assert posted(standin.open_window("dana"))[0].ts == post_.ts


@pytest.mark.dialects_take_turns
def test_esc_and_back_lose_nothing_in_any_step(written: Window) -> None:
    to_what(written)
    tick(written, SECTION, "This section")
    send(written)
    line = block_id(written, next(f for f in groups_shown(written) if f.startswith("line-")))
    written.type(line, "Half a sentence")
    written.close(clear=True)
    to_what(written)
    section = line.partition("@")[0].replace("line-", "what-")
    assert chosen(written, block_id(written, section)) == ["lines"]
    send(written)
    line = block_id(written, line.partition("@")[0])
    assert written.shown(line) == "Half a sentence"
    assert written.click("share.back").ok
    assert title(written) == "What goes in"
    written.close()
    assert title(written) == "Share"
    assert written.shown(block_id(written, "channel")) == CHANNEL
    written.close()
    assert written.command("/l5-share").ok
    assert "did not post is still here" in texts(written)
    assert written.shown(block_id(written, "channel")) == CHANNEL
