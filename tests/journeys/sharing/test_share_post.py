"""Post: exactly the preview that is the newest one, once, for readers who were named a moment ago."""

import copy
from typing import Any

import pytest

from app.sandbox.seed import DANA, SAM
from app.sandbox.slack import StandIn, Window
from tests.support.dm import Dm
from tests.support.launching import BET, block_id, fill, send
from tests.support.screens import button_labels, chosen, strings, texts, title, view
from tests.support.sharing import (
    CHANNEL,
    choose_channel,
    groups_shown,
    heads,
    named,
    posted,
    previewed,
    tick,
    to_choice,
    to_exactly,
    to_what,
)
from tests.support.walk import begin, first_question, to_the_end, write

pytestmark = pytest.mark.dialects_take_turns

ONE_BOX = {BET["title"]: ["The bet"]}


def to_post(window: Window) -> None:
    """To the page with Post."""
    to_what(window, em=DANA)
    tick(window, BET["title"], "The bet")
    to_exactly(window)
    previewed(window)


def test_post_pressed_twice_posts_once_and_the_form_says_so_ever_after(
    written: Window, dm: Dm, standin: StandIn
) -> None:
    to_what(written)
    tick(written, BET["title"], "The bet")
    earlier = view(written)
    to_exactly(written)
    pressed = written.submit()
    assert "On its way" in pressed.body
    again = standin.post_interaction(pressed.payload)
    assert "On its way" in again.body
    dm.tick()
    assert len(heads(written)) == 1
    old = copy.deepcopy(pressed.payload) | {"view": earlier}
    assert "Nothing was posted twice" in standin.post_interaction(old).body
    assert written.command("/l5-share").ok
    assert "did not post" not in texts(written)


def test_a_modal_that_was_posted_from_offers_to_begin_anew(written: Window, standin: StandIn) -> None:
    to_post(written)
    posting = written.submit().payload
    written.close(clear=True)
    to_choice(written)
    first = copy.deepcopy(written.submit().payload)
    first["view"]["private_metadata"] = posting["view"]["private_metadata"]
    answer = standin.post_interaction(first).answer["view"]
    assert answer["submit"]["text"] == "Share something else"
    sent = copy.deepcopy(first)
    sent["view"]["callback_id"] = answer["callback_id"]
    assert standin.post_interaction(sent).answer["view"]["callback_id"] == "share.where"


def test_an_older_preview_is_not_posted_but_answered_with_the_newest(
    written: Window, dm: Dm, standin: StandIn
) -> None:
    to_post(written)
    old = view(written)
    written.close()
    assert written.click("Choose piece by piece").ok
    send(written)
    written.type(block_id(written, "note"), "Another note")
    payload = copy.deepcopy(send(written).payload) | {"view": old}
    named(written)
    answer = standin.post_interaction(payload).answer
    assert "read it before you post" in str(answer["view"])
    assert "Another note" in str(answer["view"])
    assert "Another note" in str(answer["view"])


def test_what_was_posted_from_another_window_meanwhile_is_seen_before_the_second_post(
    written: Window, dm: Dm, standin: StandIn
) -> None:
    """Each has a form of its own: the second preview knew nothing of the first share."""
    other = standin.open_window("ada", "second")
    for window in (written, other):
        to_what(window)
        tick(window, BET["title"], "The bet")
        to_exactly(window)
        previewed(window)
    for window in (other, written):
        send(window)
        dm.tick()
        assert len(heads(written)) == 1
    assert title(written) == "Exactly this"
    shown = "\n".join(strings(previewed(written)))
    assert "Something else you shared in this channel was posted" in shown
    assert "what changed since" in shown
    send(written)
    assert title(written) == "Share"
    dm.tick()
    assert len(heads(written)) == 2


@pytest.mark.calendar
def test_after_a_quarter_of_an_hour_everybody_is_asked_for_again(
    written: Window, dm: Dm, standin: StandIn
) -> None:
    to_post(written)
    before = [plain for plain in strings(view(written)["blocks"]) if "Buyers" in plain]
    standin.advance(16 * 60)
    standin.join(CHANNEL, SAM, DANA)
    send(written)
    named(written)
    assert "Sam Rivera (guest)" in texts(written)
    assert title(written) == "Exactly this"
    assert before == [plain for plain in strings(view(written)["blocks"]) if "Buyers" in plain]
    send(written)
    dm.tick()
    assert len(heads(written)) == 1


def test_copy_instead_calls_nothing_but_views(written: Window, dm: Dm, standin: StandIn) -> None:
    dm.tick()  # she is greeted
    known = len(standin.calls)
    assert written.command("/l5-share").ok
    assert written.click("Copy instead").ok
    assert "Tick what goes in" in texts(written)
    written.choose(block_id(written, "launches"), ["1"])
    assert written.click("Copy instead").ok
    assert title(written) == "Copy this"
    shown = "\n".join(strings(previewed(written)))
    assert BET["title"] in shown
    assert "Nothing is sent" in shown
    assert written.submit().ok
    dm.tick()
    assert {call.method for call in standin.calls[known:]} <= {"views.open", "views.update", "views.push"}
    assert not posted(written)
    assert written.command("/l5-share list").ok
    assert "You have shared nothing yet" in texts(written)


def test_two_windows_keep_what_each_of_them_chose_and_the_next_one_has_it_all(
    written: Window, standin: StandIn
) -> None:
    other = standin.open_window("ada")
    to_what(written)
    to_what(other)
    tick(written, BET["title"], "The bet")
    written.close()
    assert not any(chosen(other, block_id(other, field)) for field in groups_shown(other))
    other.close()
    to_what(other)
    assert chosen(other, block_id(other, "what-bet-1")) == ["bet"]


def test_the_buttons_elsewhere_open_it_and_a_closed_bet_stands_first(written: Window, dm: Dm) -> None:
    decided(written)
    dm.recorded("Second", "Third")
    assert written.command("/l5-launch list").ok
    buttons = [block["block_id"] for block in view(written)["blocks"] if block["type"] == "actions"]
    assert written.click("Look closer", buttons[2]).ok
    assert BET["problem"] in texts(written)
    assert written.click("Share with my EM").ok
    choose_channel(written)
    assert written.click("Choose piece by piece").ok
    titles = [each for each in strings(view(written)["blocks"]) if each in {BET["title"], "Second", "Third"}]
    assert titles == [BET["title"], "Third", "Second"]
    assert not any(chosen(written, block_id(written, field)) for field in groups_shown(written))
    written.close(clear=True)
    assert written.shortcut("share").ok
    assert title(written) == "Share"
    written.close()
    assert "list" in written.command("/l5-share help").body
    assert "does not know that word" in written.command("/l5-share <!channel> nonsense").body


def test_older_launches_are_on_the_next_page_and_what_is_ticked_there_counts(written: Window, dm: Dm) -> None:
    names = [f"Launch {number}" for number in range(2, 13)]
    dm.recorded(*names)
    to_what(written)
    assert "Launch 2" not in texts(written)
    assert written.click("More to choose from").ok
    assert "More to choose from" not in button_labels(written)
    tick(written, "Launch 2", "The bet")
    assert written.click("share.back").ok
    assert chosen(written, block_id(written, "what-bet-2")) == ["bet"]
    send(written)
    written.type(block_id(written, "note"), "A note that is kept")
    send(written)
    named(written)
    assert "Launch 2" in texts(written)


def decided(window: Window) -> None:
    """The one bet is over."""
    assert window.command("/l5-launch list").ok
    assert window.click("Look closer").ok
    assert window.click("Decide now").ok
    window.choose("landed", "yes")
    window.choose("course", "stop")
    fill(window, reflection="It did what it should")
    send(window)
    window.close(clear=True)


def test_the_end_of_an_assessment_leads_there(ada: Window) -> None:
    begin(ada)
    write(ada, first_question(ada), "my words")
    to_the_end(ada)
    assert ada.click("Share with my EM").ok
    assert title(ada) == "Share"
    ada.close()
    assert title(ada) == "What came out of it"


def test_nobody_reaches_another_person_s_share(written: Window, standin: StandIn) -> None:
    steps: list[dict[str, Any]] = []
    to_choice(written)
    steps.append(written.submit().payload)
    steps.append(written.click("Choose piece by piece").payload)
    tick(written, BET["title"], "The bet")
    steps += [written.submit().payload]
    steps.append(written.click("share.back").payload)
    send(written)
    steps.append(written.submit().payload)
    named(written)
    steps.append(steps[-1] | {"view": view(written)})
    dana = {"id": DANA, "team_id": standin.config.team_id, "username": "dana", "name": "dana"}
    front = standin.open_window("dana")
    front.command("/l5-share list")
    for payload in steps:
        stolen, elsewhere = copy.deepcopy(payload), copy.deepcopy(payload)
        stolen |= {"user": dana}
        elsewhere |= {"team": {"id": "T0ELSEWHERE", "domain": "elsewhere"}}
        elsewhere["user"]["team_id"] = "T0ELSEWHERE"
        for foreign in (stolen, elsewhere):
            foreign["view"]["blocks"] = []  # of which the answer shows what it was sent
            foreign["trigger_id"] = standin.workspace.trigger(standin.workspace.screens[front.id])
            told, shown = standin.post_interaction(foreign), standin.calls[-1].args.get("view")
            said = told.body or "\n".join(strings(shown))
            assert told.status == 200
            assert "not there any more" in said
            assert "checkout" not in said.casefold()
    assert not posted(written)
    for metadata in ("", "nonsense", "::", "a:b:99999", "\x00"):
        forged = copy.deepcopy(steps[0])
        forged["view"]["private_metadata"] = metadata
        assert "not there any more" in standin.post_interaction(forged).body
    assert title(written) == "Exactly this"
