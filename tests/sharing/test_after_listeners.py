"""The buttons of a receipt, pressed in the real product: what was asked for is there when it answers."""

from typing import Any

import pytest

from app.db.crypto import parse_keys
from app.sandbox.messages import SlackMessage as Message
from app.sharing import names
from tests.sharing.after_world import CHANNEL, approved
from tests.support.bot import KEY
from tests.support.dm import Dm
from tests.support.screens import button_labels, texts, title, view
from tests.support.sharing import posted

pytestmark = pytest.mark.dialects_take_turns  # the services behind them have tests on both

RING = parse_keys([KEY])
LINK = "https://sandbox.slack.com/archives/{}/p{}"


def shared(dm: Dm, messages: int = 1) -> Message:
    """The receipt of a share that Ada approved."""
    approved(dm.bot.database, RING, dm.standin.now(), messages)
    for _ in range(messages):
        dm.tick()
    return dm.ada.messages()[-1]


def press(dm: Dm, button: str, message: Message) -> None:
    delivery = dm.ada.click(button, message_ts=message.ts)
    assert delivery.ok, delivery.body


def test_taking_it_back_deletes_it_at_once_and_the_receipt_says_so(dm: Dm) -> None:
    receipt = shared(dm, 2)
    assert len(posted(dm.ada)) == 2
    press(dm, names.TAKE_BACK, receipt)
    assert posted(dm.ada) == []
    assert "all of my messages are deleted" in dm.now(receipt)
    assert dm.buttons(receipt) == ["What we agreed"]


def test_in_the_list_of_shares_it_says_in_a_modal_that_it_is_taken_back(dm: Dm) -> None:
    shared(dm)
    assert dm.ada.command("/l5-share list").ok
    assert "Take it back" in button_labels(dm.ada)
    assert dm.ada.click(names.TAKE_BACK).ok
    assert title(dm.ada) == "Taken back"
    assert "What nobody can recall" in texts(dm.ada)
    assert posted(dm.ada) == []


def test_an_unclear_post_is_found_by_its_link_and_every_other_link_is_refused(dm: Dm) -> None:
    dm.standin.faults.add("chat.postMessage", "cut_after", times=1)
    receipt = shared(dm)
    [post] = posted(dm.ada)
    press(dm, names.IS_THERE, receipt)
    for link in (
        "nonsense",
        LINK.format("C0TEAMSAM", post.ts.replace(".", "")),
        LINK.format(CHANNEL, "1" * 16),
    ):
        dm.ada.type("link", link)
        dm.ada.submit()
        assert "link" in dm.ada.errors, link
    dm.ada.type("link", LINK.format(CHANNEL, post.ts.replace(".", "")))
    assert dm.ada.submit().ok
    assert dm.ada.top is None
    assert dm.says(receipt, "All of it is there")
    press(dm, names.TAKE_BACK, receipt)
    assert posted(dm.ada) == []


def test_somebody_new_holds_it_back_until_they_were_named(dm: Dm) -> None:
    dm.standin.join(CHANNEL, "sam")
    receipt = shared(dm)
    assert posted(dm.ada) == []
    press(dm, names.LOOK_AGAIN, receipt)
    assert "Sam Rivera (guest)" in texts(dm.ada)
    assert view(dm.ada)["submit"]["text"] == "Post"
    assert dm.ada.submit().ok
    assert dm.ada.top is None
    dm.tick()
    assert len(posted(dm.ada)) == 1
    assert dm.says(receipt, "All of it is there")


def test_looking_again_in_place_until_the_channel_takes_it(dm: Dm) -> None:
    dm.standin.make_public(CHANNEL)
    receipt = shared(dm)
    press(dm, names.LOOK_AGAIN, receipt)
    assert not view(dm.ada)["submit"]
    dm.standin.make_private(CHANNEL)
    assert dm.ada.click(names.LOOK_AGAIN).ok
    assert view(dm.ada)["submit"]["text"] == "Post"
    assert len(dm.ada.views) == 1


def test_slack_silent_about_who_is_there_is_no_dead_end(dm: Dm) -> None:
    dm.standin.join(CHANNEL, "sam")
    receipt = shared(dm)
    dm.standin.faults.add("conversations.members", "slow", seconds=2.4, times=1)
    press(dm, names.LOOK_AGAIN, receipt)
    assert "Slack did not tell" in texts(dm.ada)
    assert dm.ada.click(names.LOOK_AGAIN).ok
    assert view(dm.ada)["submit"]["text"] == "Post"


def test_what_was_agreed_survives_esc_is_quoted_in_the_assessment_and_stays_off_the_receipt(dm: Dm) -> None:
    receipt = shared(dm)
    press(dm, names.AGREED, receipt)
    dm.ada.type("agreed", "One proposal a month & <!channel>")
    dm.ada.close()
    press(dm, names.AGREED, receipt)
    assert dm.ada.shown("agreed") == "One proposal a month & <!channel>"
    assert dm.ada.submit().ok
    assert dm.ada.top is None
    assert dm.says(receipt, "You noted what you agreed.")
    assert "One proposal" not in dm.now(receipt)
    dm.ada.command("/l5-assess")
    assert "One proposal a month & <!channel>" in texts(dm.ada)
    dm.ada.close()

    press(dm, names.AGREED, receipt)
    dm.ada.type("agreed", "")
    assert dm.ada.submit().ok
    assert dm.says(receipt, "All of it is there")
    assert "You noted" not in dm.now(receipt)
    dm.ada.command("/l5-assess")
    assert "One proposal" not in texts(dm.ada)


def test_somebody_elses_press_is_answered_like_a_share_that_is_not_there(dm: Dm) -> None:
    receipt = shared(dm)
    press(dm, names.AGREED, receipt)
    pressed = dm.standin.deliveries[-1].payload
    dm.ada.type("agreed", "Ours")
    typed = dm.standin.deliveries[-1].payload
    dana = {**pressed["user"], "id": "U0DANA001"}
    elsewhere = {**pressed["team"], "id": "T0OTHER"}
    wrong = [{**pressed, "user": dana}, {**pressed, "team": elsewhere}, _with(pressed, value="no-such-token")]
    buttons = (names.TAKE_BACK, names.RETRY, names.IS_THERE, names.NOT_THERE, names.LOOK_AGAIN, names.AGREED)
    front, workspace = dm.standin.open_window("dana"), dm.standin.workspace
    answers = set()
    for payload in wrong:
        for action_id in buttons:
            fresh = {"trigger_id": workspace.trigger(workspace.screens[front.id])}
            answer = dm.standin.post_interaction(_with(payload, action_id=action_id) | fresh)
            answers.add((answer.status, answer.body, texts(front)))
            front.close()
    ((status, body, said),) = answers
    assert (status, body) == (200, "")
    assert "is not there any more, or it comes from another version" in said
    for forged in ({**typed, "user": dana}, {**typed, "team": elsewhere}):
        assert dm.standin.post_interaction(forged).status == 200
        assert "is not saved while you type" in str(dm.standin.calls[-1].args["view"])
        answer = dm.standin.post_interaction({**forged, "type": "view_submission", "actions": []})
        assert "is not there any more" in answer.body
    assert len(posted(dm.ada)) == 1


def _with(payload: dict[str, Any], **action: str) -> dict[str, Any]:
    return {**payload, "actions": [{**payload["actions"][0], **action}]}
