"""Which channel, and who is in it: each refusal helps, and nothing that was chosen is lost."""

from collections.abc import Callable

import pytest

from app.sandbox.seed import ADA
from app.sandbox.slack import StandIn, Window
from tests.support.launching import BET, block_id, send
from tests.support.process import wait_for
from tests.support.screens import texts, title, view
from tests.support.sharing import CHANNEL, choose_channel, named, share_to, tick, to_what

pytestmark = pytest.mark.dialects_take_turns

ONE_BOX = {BET["title"]: ["The bet"]}


def refusal(window: Window) -> str:
    """What stands under the channel after Next."""
    assert window.submit().ok
    return window.errors.get(block_id(window, "channel"), "")


def open_share(window: Window, channel: str) -> None:
    assert window.command("/l5-share").ok
    choose_channel(window, channel)
    assert window.choose(block_id(window, "launches"), ["1"])


def test_a_channel_without_the_bot_is_refused_until_it_is_invited(written: Window) -> None:
    open_share(written, "C0NOTES01")
    assert "type /invite @Followthrough there, and press Next again" in refusal(written)
    written.command("/invite @Followthrough", "C0NOTES01")
    send(written)
    named(written)
    assert "Who can read it in #ada-1-1-notes" in texts(written)


CHANGES: tuple[tuple[Callable[[StandIn], object], Callable[[StandIn], object], str], ...] = (
    (
        lambda s: s.make_public(CHANNEL),
        lambda s: s.make_private(CHANNEL),
        "Everybody in the company can read this channel",
    ),
    (lambda s: s.archive(CHANNEL), lambda s: s.unarchive(CHANNEL), "archived, frozen or read only"),
    (
        lambda s: s.remove_bot(CHANNEL),
        lambda s: s.invite_bot(CHANNEL),
        "type /invite @Followthrough there",
    ),
    (
        lambda s: s.faults.add("conversations.info", "ratelimited"),
        lambda s: s.faults.clear(),
        "Slack did not tell Followthrough",
    ),
    (lambda s: s.fill(CHANNEL, 26), lambda s: None, "More than 25 people are in this channel"),
    (lambda s: s.change_id(CHANNEL), lambda s: None, "not there under this name any more"),
)


def test_a_channel_that_changed_is_refused_with_what_to_do_and_the_choice_stays(
    written: Window, standin: StandIn
) -> None:
    ada = written
    open_share(ada, CHANNEL)
    for change, back, words in CHANGES:
        change(standin)
        said = refusal(ada)
        assert words in said
        assert said.endswith("press Next again.")
        assert ada.shown(block_id(ada, "channel")) == CHANNEL
        back(standin)


def test_a_channel_that_is_shared_outside_is_not_offered_and_refused(
    written: Window, standin: StandIn
) -> None:
    assert written.command("/l5-share").ok
    assert "C0PARTNER" not in written.offered(block_id(written, "channel"))
    choose_channel(written, "C0TEAMSAM")
    assert written.choose(block_id(written, "launches"), ["1"])
    standin.share_outside("C0TEAMSAM", pending=True)
    assert "shared with another organization" in refusal(written)


def test_guests_and_apps_are_marked_and_whoever_left_cannot_share(written: Window, standin: StandIn) -> None:
    open_share(written, "C0TEAMSAM")
    send(written)
    named(written)
    assert "Sam Rivera (guest)" in texts(written)
    alerts = [each["text"]["text"] for each in view(written)["blocks"] if each["type"] == "alert"]
    assert alerts == ["Not colleagues of yours: 1 guest; 1 other app, whose owner gets what is posted."]
    written.close()
    standin.leave("C0TEAMSAM", ADA)
    send(written)
    named(written)
    assert "You are not in this channel" in texts(written)
    assert view(written)["submit"] is None
    written.close()
    assert written.shown(block_id(written, "channel")) == "C0TEAMSAM"


def test_the_answer_says_that_it_is_being_checked_and_a_lost_update_is_no_dead_end(
    written: Window, standin: StandIn
) -> None:
    open_share(written, CHANNEL)
    standin.faults.add("views.update", "ratelimited", times=1)
    known = len(standin.calls)
    answer = written.submit().answer
    assert "Checking who can read it" in str(answer["view"]["blocks"])
    assert answer["view"].get("submit") is None
    wait_for(
        lambda: any(call.method == "views.update" for call in standin.calls[known:]), "the update is lost"
    )
    assert written.click("Check again").ok
    named(written)
    assert "Dana Okafor, you, and me. Nobody else." in texts(written).replace(" (your EM)", "")


def test_the_last_channel_is_chosen_at_first_where_its_people_are_the_same(
    written: Window, standin: StandIn
) -> None:
    share_to(written, ticks=ONE_BOX)
    assert written.command("/l5-share").ok
    assert written.shown(block_id(written, "channel")) == CHANNEL
    written.close()
    standin.join(CHANNEL, "sam")
    assert written.command("/l5-share").ok
    assert not written.shown(block_id(written, "channel"))


def test_nothing_ticked_is_said_on_a_box(written: Window) -> None:
    to_what(written)
    assert written.submit().ok
    assert list(written.errors.values()) == [
        "Tick at least one box, here or on another page: nothing is shared that is not ticked."
    ]
    tick(written, BET["title"], "The bet")
    send(written)
    assert title(written) == "In your words"


def test_somebody_without_anything_to_share_is_told_so(ada: Window) -> None:
    to_what(ada)
    assert "There is nothing to share yet" in texts(ada)
    assert view(ada).get("submit") is None
    ada.close()
    assert title(ada) == "Share"
