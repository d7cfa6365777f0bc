"""What another release of ours showed and this one does not know: it says how to go on."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from app.sandbox.slack import StandIn, Window
from app.slack.blocks import Option, actions, alert, button, modal, section, select_menu, text_input
from app.slack.manifest import manifest
from tests.support.screens import blocks_of, texts, title, view
from tests.support.walk import begin, first_question

pytestmark = pytest.mark.dialects_take_turns

TYPED = "what only the window has"
SECRET = "<!channel> words"


@pytest.fixture(autouse=True)
def frozen_ids() -> None:
    """What other releases show is on no list."""


@pytest.fixture
def standin() -> Iterator[StandIn]:
    """A workspace whose manifest is newer than the bot."""
    newer = manifest("/l5-", "http://127.0.0.1")
    features = newer["features"]
    diary = {"name": "Diary", "callback_id": "diary", "description": "Write"}
    features["shortcuts"] += [{**diary, "type": "global"}]
    features["shortcuts"] += [{**diary, "callback_id": "keep", "type": "message"}]
    features["slash_commands"] += [{**features["slash_commands"][0], "command": "/l5-diary"}]
    with StandIn(newer) as running:
        yield running


@pytest.fixture
def other(standin: StandIn) -> WebClient:
    """Another release of the bot, with the same token."""
    return WebClient(standin.config.token, base_url=standin.api_url)


def shows(
    other: WebClient, window: Window, *blocks: dict[str, Any], callback_id: str = "launch.diary"
) -> None:
    """The other release's window in the place of the one in front."""
    shown = modal(callback_id, "Your diary", list(blocks), submit="Keep", private_metadata="an id")
    other.views_update(view_id=view(window)["id"], view=shown)


def asks(window: Window) -> str:
    """The modal that answers what was pressed."""
    assert title(window) == "Nothing was changed", window.trouble
    assert not window.trouble
    return texts(window)


def test_a_button_or_a_menu_in_a_message_opens_a_window_that_says_how_to_go_on(
    ada: Window, other: WebClient
) -> None:
    menu = select_menu("diary.menu", [Option("keep:1", "Keep it")], "More")
    blocks = [section("What was new?"), actions(button("Write", "launch.diary", "1"), menu)]
    other.chat_postMessage(channel=ada.seat.id, text="A question", blocks=blocks)
    (message,) = ada.messages()
    assert ada.click("Write", message_ts=message.ts).status == 200
    assert "type /l5-launch list" in asks(ada)
    ada.close()
    chosen = ada.choose(message.blocks[1]["block_id"], "keep:1", message.ts)
    assert chosen is not None
    assert chosen.status == 200
    assert "Try again in a minute" in asks(ada)
    assert ada.messages() == [message]


@pytest.mark.parametrize(
    ("callback_id", "command"),
    [
        ("assess.diary", "/l5-assess."),
        ("settings.diary", "/l5-launch settings."),
        ("share.x", "/l5-share list."),
    ],
)
def test_a_submission_keeps_the_window_with_the_text_and_says_what_to_type(
    ada: Window, other: WebClient, callback_id: str, command: str
) -> None:
    ada.command("/l5-launch")
    shows(other, ada, text_input("diary.field", "entry", "Entry", ""), callback_id=callback_id)
    ada.type("entry", TYPED)
    assert ada.submit().status == 200
    assert "Your text is still here" in ada.errors["entry"]
    assert ada.errors["entry"].endswith(f"open it again with {command}")
    assert ada.shown("entry") == TYPED


def test_a_submission_without_a_field_says_it_above_the_window(ada: Window, other: WebClient) -> None:
    ada.command("/l5-launch")
    shows(other, ada, section("Nothing to fill in"))
    for _ in range(2):
        assert ada.submit().status == 200
        assert texts(ada).count("it was not saved") == 1
    assert "Nothing to fill in" in texts(ada)


def test_typing_into_a_field_nobody_hears_is_said_once_and_the_text_stays(
    standin: StandIn, ada: Window, other: WebClient
) -> None:
    ada.command("/l5-launch")
    shows(other, ada, text_input("diary.field", "entry", "Entry", ""))
    typed = ada.type("entry", TYPED, keystrokes=True)
    assert typed is not None
    assert typed.status == 200
    assert texts(ada).count("is not saved while you type") == 1
    assert ada.shown("entry") == TYPED
    assert len(ada.views) == 1
    assert len([call for call in standin.calls if call.method == "views.update"]) == 2
    assert view(ada)["private_metadata"] == "an id"


def test_a_button_in_a_window_says_it_on_top_and_the_text_below_stays(
    standin: StandIn, ada: Window, other: WebClient
) -> None:
    form = [text_input("launch.field", "entry", "Entry", ""), actions(button("Turn", "assess.spin"))]
    ada.command("/l5-launch")
    shows(other, ada, *form)
    ada.type("entry", TYPED)
    assert ada.click("Turn").status == 200
    assert "type /l5-assess, or" in asks(ada)
    ada.close()
    assert ada.shown("entry") == TYPED
    for _ in range(2):  # no window fits on top any more
        standin.workspace.push(
            standin.workspace.screens[ada.id], modal("assess.x", "Full", form, submit="Keep")
        )
    assert ada.click("Turn").status == 200
    assert len(ada.views) == 3
    assert [block["block_id"] for block in blocks_of(ada, "alert")] == ["unknown"]


def test_an_unknown_command_is_answered_where_it_was_typed(ada: Window) -> None:
    assert ada.command(f"/l5-diary {SECRET}").status == 200
    said = ada.messages()[-1]
    assert said.ephemeral
    assert "/l5-assess, /l5-launch, /l5-share" in said.text


def test_an_unknown_shortcut_opens_a_window_that_says_how_to_go_on(ada: Window) -> None:
    assert ada.shortcut("diary").status == 200
    assert "tell whoever runs Followthrough" in asks(ada)
    ada.close()
    theirs = ada.say("something", "#general")
    assert ada.message_shortcut("keep", theirs.ts, "#general").status == 200
    assert "Nothing was changed" in asks(ada)


def test_a_closed_window_and_an_event_that_nobody_knows_are_taken_quietly(
    standin: StandIn, ada: Window, other: WebClient
) -> None:
    ada.command("/l5-launch")
    shows(other, ada, section("Nothing to fill in"), callback_id="diary")
    closed = {**view(ada), "state": {"values": {}}}
    who = {"id": ada.seat.id, "team_id": standin.config.team_id}
    payload = {"type": "view_closed", "user": who, "team": {"id": standin.config.team_id}, "view": closed}
    quiet = [
        standin.post_interaction(payload),
        *standin.send_event({"type": "pin_added", "user": ada.seat.id}),
    ]
    assert [(each.status, each.body) for each in quiet] == [(200, ""), (200, "")]


def test_what_slack_does_not_take_is_not_said_to_be_done(standin: StandIn, ada: Window) -> None:
    standin.faults.add("views.open", "ratelimited")
    assert ada.shortcut("diary").status == 503


def test_the_log_names_the_id_and_never_what_was_typed_or_stands_in_its_place(
    standin: StandIn, ada: Window, other: WebClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app")
    ada.command(f"/l5-diary {SECRET}")
    ada.command("/l5-launch")
    shows(other, ada, text_input("diary.field", "entry", "Entry", ""), alert("x", "info"))
    ada.type("entry", SECRET)
    sent = ada.submit()
    for callback_id in (SECRET, "x" * 61):
        forged = {**sent.payload, "view": {**sent.payload["view"], "callback_id": callback_id}}
        assert standin.post_interaction(forged).status == 200
    said = [record.getMessage() for record in caplog.records if record.name == "app.bolt"]
    assert said == [
        "nothing listens to this command: /l5-diary",
        "nothing listens to this block_actions: diary.field",
        "nothing listens to this view_submission: launch.diary",
        *["nothing listens to this view_submission: -"] * 2,
    ]
    assert SECRET not in caplog.text


def test_a_known_form_goes_on_as_ever(ada: Window) -> None:
    begin(ada)
    typed = ada.type(first_question(ada), TYPED)
    assert typed is not None
    assert typed.status == 200
    assert not blocks_of(ada, "alert")
