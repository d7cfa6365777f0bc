"""Trigger ids: three seconds, once, and bound to the window that acted."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from app.sandbox.slack import Window
from tests.sandbox.blocks import modal
from tests.sandbox.tiny_bot import TinyBot


def refusal(bot: TinyBot, trigger_id: str) -> str:
    with pytest.raises(SlackApiError) as failed:
        bot.client.views_open(trigger_id=trigger_id, view=modal())
    return str(failed.value.response["error"])


@pytest.fixture
def trigger(bot: TinyBot, ada: Window) -> str:
    seen: list[str] = []

    @bot.app.command("/l5-assess")
    def assess(ack: Any, command: dict[str, Any]) -> None:
        seen.append(command["trigger_id"])
        ack()

    ada.command("/l5-assess")
    return seen[0]


def test_a_trigger_opens_once(bot: TinyBot, ada: Window, trigger: str) -> None:
    bot.client.views_open(trigger_id=trigger, view=modal())
    assert ada.top is not None
    assert refusal(bot, trigger) == "exchanged_trigger_id"


@pytest.mark.parametrize("standin", [{"trigger_life": 0.0}], indirect=True)
def test_an_old_trigger_is_expired(bot: TinyBot, trigger: str) -> None:
    assert refusal(bot, trigger) == "expired_trigger_id"


def test_an_invented_trigger_is_invalid(bot: TinyBot) -> None:
    assert refusal(bot, "1.2.abc") == "invalid_trigger_id"


def test_a_refused_view_does_not_use_the_trigger_up(bot: TinyBot, ada: Window, trigger: str) -> None:
    with pytest.raises(SlackApiError) as failed:
        bot.client.views_open(trigger_id=trigger, view=modal({"type": "nonsense"}))
    assert failed.value.response["error"] == "invalid_arguments"
    assert "unsupported type: nonsense" in failed.value.response["response_metadata"]["messages"][0]
    bot.client.views_open(trigger_id=trigger, view=modal())
    assert ada.top is not None
