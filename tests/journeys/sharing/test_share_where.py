"""Which channel, and who is in it: each refusal helps, and nothing that was chosen is lost."""

from collections.abc import Callable

import pytest

from app.bootstrap import Product
from app.errors import NotFound
from app.sandbox.seed import ADA, DANA
from app.sandbox.slack import StandIn, Window
from app.sharing.modal.screens import Spot, WhoScreen
from app.users import SlackUser
from tests.support.launching import BET, block_id, send
from tests.support.screens import texts, title, view
from tests.support.sharing import CHANNEL, choose_channel, named, share_to, tick, to_what, to_who

pytestmark = pytest.mark.dialects_take_turns

ONE_BOX = {BET["title"]: ["The bet"]}


def refusal(window: Window) -> str:
    """What stands under the channel after Next."""
    assert window.submit().ok
    return window.errors.get(block_id(window, "channel"), "")


def open_share(window: Window, channel: str) -> None:
    assert window.command("/l5-share").ok
    choose_channel(window, channel)


def test_a_channel_without_the_bot_is_refused_until_it_is_invited(ada: Window) -> None:
    open_share(ada, "C0NOTES01")
    assert "type /invite @Followthrough there, and press Next again" in refusal(ada)
    ada.command("/invite @Followthrough", "C0NOTES01")
    send(ada)
    named(ada)
    assert title(ada) == "Who will see it"


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
    ada: Window, standin: StandIn
) -> None:
    open_share(ada, CHANNEL)
    for change, back, words in CHANGES:
        change(standin)
        said = refusal(ada)
        assert words in said
        assert said.endswith("press Next again.")
        assert ada.shown(block_id(ada, "channel")) == CHANNEL
        back(standin)


def test_a_channel_that_is_shared_outside_is_not_offered_and_refused(ada: Window, standin: StandIn) -> None:
    assert ada.command("/l5-share").ok
    assert "C0PARTNER" not in ada.offered(block_id(ada, "channel"))
    choose_channel(ada, "C0TEAMSAM")
    standin.share_outside("C0TEAMSAM", pending=True)
    assert "shared with another organization" in refusal(ada)


def test_guests_and_apps_are_marked_and_whoever_left_cannot_share(ada: Window, standin: StandIn) -> None:
    to_who(ada, "C0TEAMSAM")
    assert "Sam Rivera (guest)" in texts(ada)
    assert "3 people and 2 apps." in texts(ada)
    alerts = [each["text"]["text"] for each in view(ada)["blocks"] if each["type"] == "alert"]
    assert alerts[0].startswith("1 guest is here: Sam Rivera. A guest is not a colleague")
    assert alerts[1].startswith("2 apps are here: ")
    assert "your company may be able to export it" in texts(ada)
    assert ada.click("share.back").ok
    standin.leave("C0TEAMSAM", ADA)
    send(ada)
    named(ada)
    assert title(ada) == "Share"
    assert "You are not in this channel" in texts(ada)
    assert ada.shown(block_id(ada, "channel")) == "C0TEAMSAM"


def test_the_answer_says_that_it_is_being_checked_and_a_lost_update_is_no_dead_end(
    ada: Window, standin: StandIn
) -> None:
    open_share(ada, CHANNEL)
    standin.faults.add("views.update", "ratelimited")
    answer = ada.submit().answer
    assert "Checking who is here" in str(answer["view"]["blocks"])
    assert title(ada) == "Who will see it"
    send(ada)
    assert "2 people and 1 app." in texts(ada)
    send(ada)
    assert title(ada) == "What goes in"


def test_a_list_that_somebody_asked_for_since_is_not_replaced(ada: Window, bot: Product) -> None:
    to_who(ada)
    form_id, who = Spot.of(view(ada)["private_metadata"]).form_id, SlackUser("", "T0SANDBOX", ADA)
    assert bot.shares.look(who, WhoScreen(form_id)) is None
    assert ada.submit().ok  # and so the list that is seen still counts
    assert title(ada) == "What goes in"
    with pytest.raises(NotFound):
        bot.shares.look(SlackUser("", "T0SANDBOX", DANA), WhoScreen(form_id))


def test_the_last_channel_is_chosen_at_first_and_another_name_is_said(
    written: Window, standin: StandIn
) -> None:
    share_to(written, ticks=ONE_BOX)
    assert written.command("/l5-share").ok
    assert written.shown(block_id(written, "channel")) == CHANNEL
    send(written)
    named(written)
    standin.rename(CHANNEL, "ada-dana-and-l5")
    assert written.click("share.back").ok
    send(written)
    named(written)
    assert "Everybody in #ada-dana-and-l5" in texts(written)
    assert "It was called #ada-and-dana before." in texts(written)


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
    assert ada.click("share.back").ok
    assert title(ada) == "Who will see it"
