"""The four buttons, their modals and the reminder's button, pressed in Slack's own payloads."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.bolt import answer_error
from app.db.engine import connect
from app.sandbox.slack import StandIn, Window
from app.sharing.names import ADD, L5, MUTE, READ, TALK
from app.sharing.readers.listeners import register_readers
from app.slack.blocks import actions, button
from tests.sandbox.tiny_bot import TinyBot
from tests.sharing.reading_world import DANA, TWO, World, utc
from tests.support.launching import fill
from tests.support.screens import input_ids, texts, title

LABELS = {
    READ: "I have read this",
    TALK: "Let's talk about…",
    ADD: "I would add…",
    L5: "What is missing?",
}


class Desk:
    """A post with the four buttons, and a bot that hears of them."""

    def __init__(self, world: World, tiny: TinyBot) -> None:
        self.world = world
        self.soon: list[bool] = []
        register_readers(tiny.app, world.service, world.ticker.parts.edits, lambda: self.soon.append(True))
        tiny.app.error(answer_error)
        self.client = tiny.client
        self.share = world.share(TWO)
        self.ts = self.post(self.share.token)
        world.move_post(self.share, self.ts)

    def post(self, token: str) -> str:
        buttons = [button(label, name, token) for name, label in LABELS.items()]
        return str(
            self.client.chat_postMessage(channel=TWO, text="the post", blocks=[actions(*buttons)])["ts"]
        )


@pytest.fixture
def desk(database_url: str, standin: StandIn) -> Iterator[Desk]:
    database, tiny = connect(database_url), TinyBot(standin)
    standin.bot_url = tiny.url
    yield Desk(World(database, standin), tiny)
    tiny.stop()
    database.dispose()


def pressed(window: Window, name: str, ts: str) -> Any:
    return window.click(name, message_ts=ts)


@pytest.mark.dialects_take_turns
def test_a_reader_presses_types_and_sends(desk: Desk, standin: StandIn) -> None:
    dana = standin.open_window("dana")
    assert pressed(dana, READ, desk.ts).ok
    assert title(dana) == "Noted"
    dana.close()
    assert pressed(dana, TALK, desk.ts).ok
    assert "goes to Ada alone" in texts(dana)
    dana.choose(input_ids(dana)[0], "3")
    fill(dana, words="half a")
    dana.close()
    assert pressed(dana, TALK, desk.ts).ok
    assert "half a" in texts(dana)
    dana.choose(input_ids(dana)[-1], "thread")
    assert dana.submit().ok
    assert "on its way to the thread" in texts(dana)
    assert desk.soon == [True]
    dana.close()
    assert pressed(dana, ADD, desk.ts).ok
    fill(dana, words="x")
    assert dana.submit().ok
    assert [row[0] for row in desk.world.words()] == ["read", "talk", "add"]


@pytest.mark.dialects_take_turns
def test_a_field_that_is_missing_is_named_and_the_modal_stays(desk: Desk, standin: StandIn) -> None:
    dana = standin.open_window("dana")
    assert pressed(dana, L5, desk.ts).ok
    item, words, _ = input_ids(dana)
    dana.choose(item, "1")
    fill(dana, words=" ")
    assert dana.submit().ok
    assert list(dana.errors) == [words]
    assert desk.world.words() == []


@pytest.mark.dialects_take_turns
def test_a_forged_button_opens_nothing(desk: Desk, standin: StandIn) -> None:
    """Another post of the bot with the same token, one with none, and a form's id that is none."""
    dana = standin.open_window("dana")
    for ts in (desk.post(desk.share.token), desk.post("none")):
        for name in LABELS:
            assert pressed(dana, name, ts).status == 503
    assert dana.top is None
    assert pressed(dana, ADD, desk.ts).ok
    payload = standin.deliveries[-1].payload
    assert payload is None or "SECRET" not in str(payload)
    assert desk.world.words() == []


@pytest.mark.dialects_take_turns
def test_the_reminder_s_button_changes_the_reminder(desk: Desk, standin: StandIn) -> None:
    desk.world.lives(DANA, "Europe/Stockholm")
    dana = standin.open_window("dana")
    desk.world.clock.time = utc(2026, 11, 30, 15)
    desk.world.tick()
    (message,) = dana.messages()
    desk.client.chat_update(channel=message.channel, ts=message.ts, text="x", blocks=_maybe(message.blocks))
    assert dana.click(MUTE, message_ts=message.ts).status == 503  # another release's: not taken for "off"
    desk.client.chat_update(channel=message.channel, ts=message.ts, text="x", blocks=message.blocks)
    assert dana.click(MUTE, message_ts=message.ts).ok
    assert "You get no such reminders any more." in str(dana.messages()[0].blocks)


def _maybe(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return json.loads(json.dumps(blocks).replace('"on:', '"maybe:'))  # type: ignore[no-any-return]
