"""What becomes of a channel between the preview and the post: nothing goes out that should not, each case
ends with a sentence that helps, and what was chosen can still be posted as it was previewed."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.sandbox.messages import SlackMessage as Message
from app.sandbox.seed import DANA
from app.sandbox.slack import StandIn, Window
from app.slack.blocks import Block
from tests.support.dm import Dm
from tests.support.launching import BET, block_id, send
from tests.support.screens import chosen, texts, title, view
from tests.support.sharing import (
    BOT,
    CHANNEL,
    groups_shown,
    plain_blocks,
    previewed,
    tick,
    to_exactly,
    to_what,
)

pytestmark = pytest.mark.dialects_take_turns

NAME = "#ada-and-dana"
Deed = Callable[[StandIn], object]


@dataclass(frozen=True)
class Case:
    """`mend`: what the sentence asks for, where it asks for anything but looking."""

    happens: Deed
    says: str
    mend: Deed = lambda standin: None


MENDABLE = (
    Case(
        lambda s: s.remove_bot(NAME),
        "Followthrough is not in this channel",
        lambda s: s.open_window("dana").command("/invite @Followthrough", CHANNEL),
    ),
    Case(lambda s: s.archive(NAME), "it is archived, frozen or read only", lambda s: s.unarchive(NAME)),
    Case(
        lambda s: s.make_public(NAME),
        "Everybody in the company can read this channel",
        lambda s: s.make_private(NAME),
    ),
    Case(
        lambda s: s.restrict_posting(NAME),
        "does not let me post. Ask who runs it",
        lambda s: s.restrict_posting(NAME, restricted=False),
    ),
    Case(lambda s: s.leave(NAME, "ada"), "You are not in this channel", lambda s: s.join(NAME, "ada")),
    Case(lambda s: s.join(NAME, "sam"), "Somebody is in this channel whom the preview did not name"),
)
FOR_GOOD = (
    Case(lambda s: s.fill(NAME, 26), "More than 25 people are in this channel. Make a private channel"),
    Case(
        lambda s: s.share_outside(NAME, pending=True), "shared with another organization, or is about to be"
    ),
    Case(lambda s: s.share_outside(NAME), "shared with another organization, or is about to be"),
)


def to_post(dm: Dm, window: Window | None = None) -> list[Block]:
    """To the page with Post; what it shows."""
    window = window or dm.ada
    to_what(window, dm.standin.workspace.channels.here(NAME).id, em=DANA)
    tick(window, BET["title"], "The bet")
    to_exactly(window, note="For Thursday & later")
    return previewed(window)


def pressed(dm: Dm, case: Case, window: Window | None = None) -> Message:
    """It happens, and Post is pressed; the receipt that comes of it."""
    window = window or dm.ada
    case.happens(dm.standin)
    send(window)
    if "Something else you shared in this channel" in texts(window):
        previewed(window)  # what came of the case before
        send(window)
    assert "On its way" in texts(window)
    window.close()
    dm.tick()
    receipt = dm.ada.messages()[-1]
    assert there(dm.standin) == [], case.says
    assert case.says in dm.now(receipt)
    assert "Nothing was posted." in dm.now(receipt)
    return receipt


def there(standin: StandIn) -> list[Message]:
    """What the bot has in the channel, whoever is in it and whatever its id is now."""
    channel = standin.workspace.channels.here(NAME).id
    return [each for each in standin.workspace.conversations.all(channel) if each.user == BOT and each.blocks]


def test_what_happens_before_the_post_holds_it_back_until_it_is_mended_and_looked_at(
    written: Window, dm: Dm, standin: StandIn
) -> None:
    for case in MENDABLE:
        preview = to_post(dm)
        receipt = pressed(dm, case)
        case.mend(standin)
        assert written.click("Look again", message_ts=receipt.ts).ok
        assert view(written)["submit"]["text"] == "Post", texts(written)
        send(written)
        for _ in range(2):
            dm.tick()
        post, *thread = there(standin)
        assert words([*post.blocks, *(each for one in thread for each in one.blocks)]) <= words(preview), (
            case.says
        )
        assert "For Thursday & later" in plain_blocks(post.blocks)
        assert dm.says(receipt, "All of it is there")
        assert written.click("Take it back", message_ts=receipt.ts).ok
        assert there(standin) == []
    assert "Sam Rivera (guest)" in dm.now(receipt), "whom the second look named"


def words(blocks: list[Block]) -> set[str]:
    """The blocks that a modal can show as they are."""
    return {plain_blocks(each) for each in blocks if each["type"] not in {"divider", "actions"}}


def test_a_channel_that_is_no_place_any_more_gets_nothing_and_the_share_can_be_left(
    written: Window, dm: Dm, standin: StandIn
) -> None:
    """Each was previewed in a window of its own while the channel was still one to share in."""
    windows = [standin.open_window("ada", f"window {number}") for number in range(len(FOR_GOOD))]
    for window in windows:
        to_post(dm, window)
    for window, case in zip(windows, FOR_GOOD, strict=True):
        receipt = pressed(dm, case, window)
        assert written.click("Look again", message_ts=receipt.ts).ok
        assert case.says in texts(written)
        assert view(written).get("submit") is None
        written.close()
        assert written.click("Leave it", message_ts=receipt.ts).ok
        dm.tick()
        assert there(standin) == []
        assert "Nothing of it was posted, and nothing will be." in dm.now(receipt)


def test_another_name_or_another_id_is_the_same_channel(written: Window, dm: Dm, standin: StandIn) -> None:
    to_post(dm)
    standin.rename(NAME, "ada-dana")
    send(written)
    written.close()
    dm.tick()
    assert standin.calls[-1].ok
    standin.rename("ada-dana", NAME.removeprefix("#"))
    assert len(there(standin)) == 2
    to_post(dm)
    standin.change_id(NAME)
    send(written)
    written.close()
    dm.tick()
    dm.tick()
    assert len(there(standin)) == 4
    for receipt in dm.ada.messages()[-2:]:
        assert dm.says(receipt, "All of it is there")
        assert written.click("Take it back", message_ts=receipt.ts).ok
    assert there(standin) == []


def test_a_refused_channel_loses_no_tick_and_no_word(written: Window, standin: StandIn) -> None:
    to_what(written, em=DANA)
    tick(written, "Propose work that matters", "This section", "In full")
    send(written)
    line = next(field for field in groups_shown(written) if field.startswith("line-"))
    written.type(block_id(written, line), "In my two lines")
    written.type(block_id(written, "note"), "For Thursday")
    written.close()
    standin.archive(NAME)
    assert written.submit().ok
    assert "archived" in written.errors[block_id(written, "channel")]
    written.close()
    standin.unarchive(NAME)
    assert written.command("/l5-share").ok
    assert written.shown(block_id(written, "channel")) == CHANNEL
    assert written.shown(block_id(written, "em")) == DANA
    assert written.click("Choose piece by piece").ok
    assert len(chosen(written, block_id(written, line.replace("line-", "what-")))) == 2
    send(written)
    assert title(written) == "In your words"
    assert written.shown(block_id(written, line)) == "In my two lines"
    assert written.shown(block_id(written, "note")) == "For Thursday"
