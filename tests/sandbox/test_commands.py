"""Slash commands and shortcuts: what is sent, and what the answer shows."""

import threading
from typing import Any

import pytest

from app.sandbox.slack import StandIn, Window
from tests.sandbox.blocks import modal
from tests.sandbox.tiny_bot import TinyBot


def test_a_command_arrives_signed_and_escaped_and_its_answer_is_ephemeral(bot: TinyBot, ada: Window) -> None:
    @bot.app.command("/l5-assess")
    def assess(ack: Any, command: dict[str, str]) -> None:
        ack(f"got {command['text']}")

    assert ada.command("/l5-assess R&D <own>").status == 200
    (message,) = ada.messages()
    assert (message.text, message.ephemeral) == ("got R&amp;D &lt;own&gt;", True)


def test_nobody_else_sees_an_ephemeral_answer(standin: StandIn, bot: TinyBot, ada: Window) -> None:
    @bot.app.command("/l5-assess")
    def assess(ack: Any) -> None:
        ack("only you")

    ada.command("/l5-assess", conversation="#general")
    assert [each.text for each in ada.messages("#general")] == ["only you"]
    assert standin.open_window("dana").messages("#general") == []


@pytest.mark.parametrize("standin", [{"patience": 0.3}], indirect=True)
def test_a_late_answer_is_an_operation_timeout(bot: TinyBot, ada: Window) -> None:
    """The bot goes on only after that: nobody waited for it."""
    may_go_on = threading.Event()

    @bot.app.command("/l5-assess")
    def assess(ack: Any) -> None:
        may_go_on.wait(20)
        ack("too late")

    delivery = ada.command("/l5-assess")
    may_go_on.set()
    assert (delivery.status, delivery.trouble) == (None, "operation_timeout")
    assert delivery.seconds < 10
    assert "operation_timeout" in ada.messages()[-1].text


def test_a_bot_that_is_away_fails_the_command_at_once(standin: StandIn, ada: Window) -> None:
    standin.bot_url = "http://127.0.0.1:9/slack/events"
    assert ada.command("/l5-assess").trouble == "connection_failed"
    assert "dispatch_failed" in ada.messages()[-1].text


def test_slack_itself_refuses_a_command_the_manifest_lacks(ada: Window, standin: StandIn) -> None:
    assert not ada.command("/nope").sent
    assert "not a valid command" in ada.messages()[-1].text
    assert standin.deliveries == []


def test_a_global_shortcut_opens_a_view_in_the_window_that_started_it(
    bot: TinyBot, standin: StandIn, ada: Window
) -> None:
    @bot.app.shortcut("assess")
    def assess(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        client.views_open(trigger_id=shortcut["trigger_id"], view=modal())
        ack()

    other = standin.open_window("ada")
    assert ada.shortcut("assess").ok
    assert ada.top is not None
    assert other.top is None
    with pytest.raises(LookupError, match="no shortcut follow"):
        ada.shortcut("follow")


def test_a_response_url_answers_where_the_command_was_typed_five_times(bot: TinyBot, ada: Window) -> None:
    codes: list[int] = []

    @bot.app.command("/l5-assess")
    def assess(ack: Any, respond: Any) -> None:
        codes.extend(respond(f"answer {number}").status_code for number in range(6))
        ack()

    ada.command("/l5-assess")
    assert codes == [200] * 5 + [404]
    assert [each.text for each in ada.messages()] == [f"answer {number}" for number in range(5)]
