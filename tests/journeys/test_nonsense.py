"""A known name that carries what this release does not know: everything is answered with a sentence.

Another release may put another value behind a name, another option into a menu, another word at the end of an
id. What is forged, and what is somebody else's, gets the same answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.bolt import MISTAKE
from app.bootstrap import Product
from app.sandbox import payloads
from app.sandbox.messages import SlackMessage
from app.sandbox.request_log import Call
from app.sandbox.slack import StandIn
from app.sandbox.workspace import Screen
from app.slack.blocks import alert, text_input
from app.slack.manifest import manifest
from tests.features.frozen_ids import frozen
from tests.privacy.forgery import deliver
from tests.support.bot import running_bot
from tests.support.databases import SqliteTemplate
from tests.support.dm import Dm
from tests.support.launching import go_to_tuesday
from tests.support.screens import strings

LONG = "9" * 30
TOKEN = "abcDEF0123456789"
VALUES = (
    *("", "nonsense", "\x00", "x" * 301, "²", "-1", "0", LONG),
    *("1:2026-W99", "1:9999-W52", f"{LONG}:2026-W47", "987654321:2026-W47", "1:", ":1"),
    *("diary:1:2026-W47", "later:1:nonsense", "stop:987654321:2026-W47", "weekly:1", "done:987654321"),
    *(f"done:{LONG}", "lost:1", "1700000000.000100:987654321", f"nonsense:{LONG}"),
    *(f"{TOKEN}:1:00000000", f"{TOKEN}:{LONG}:x", f"on:{LONG}", "maybe:1", "9999", "0.nonsense"),
)
ONLY_ANSWERS = frozenset({"share.link-field"})
"""An input that is read when it is submitted."""
SENTENCE = "is not there any more, or it comes from another version of Followthrough"


def _named(kind: str) -> list[str]:
    """The names that are listened to; of a pattern, one that ends in a word nobody knows."""
    names = [line.split(" ")[2] for line in frozen() if line.startswith(f"listens {kind} ")]
    return sorted(name.strip("/^").replace("\\", "") + "nonsense" * name.startswith("/") for name in names)


@dataclass
class Presser:
    """Sends payloads that look as Slack's do, from a window with a message and a modal of ours in front."""

    standin: StandIn
    bot: Product
    screen: Screen
    message: SlackMessage

    def in_message(self, action: dict[str, Any]) -> str:
        """What is shown after it was pressed in a message."""
        self.screen.stack = []
        workspace = self.standin.workspace
        return self._shown(payloads.message_actions(workspace, self.screen, self.message, action))

    def in_view(self, action: dict[str, Any], metadata: str, **view: Any) -> str:
        """What is shown after it was pressed in a modal."""
        workspace, shown = self.standin.workspace, self._view(metadata, **view)
        return self._shown(payloads.view_actions(workspace, self.screen, shown, action))

    def submits(self, callback_id: str, metadata: str, blocks: list[Any]) -> str:
        """What is said to a submission."""
        view = self._view(metadata, callback_id=callback_id, blocks=blocks)
        payload = payloads.view_submission(self.standin.workspace, self.screen, view)
        delivery = deliver(self.standin, self.bot.web, payload)
        assert delivery.status == 200, (callback_id, metadata)
        return "\n".join([*delivery.answer.get("errors", {}).values(), *strings(delivery.answer)])

    def _view(self, metadata: str, **view: Any) -> dict[str, Any]:
        heading, save = ({"type": "plain_text", "text": words} for words in ("A page", "Save"))
        blocks = [{"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "There"}}]
        shown = {"callback_id": "launch.list", "title": heading, "submit": save, "blocks": blocks, **view}
        workspace = self.standin.workspace
        front = workspace.open(self.screen, {"type": "modal", "private_metadata": "-", **shown})
        return workspace.payload(front) | {"private_metadata": metadata}

    def _shown(self, payload: dict[str, Any]) -> str:
        log = self.standin.workspace.request_log
        last = max(entry.id for entry in log.entries())
        delivery = deliver(self.standin, self.bot.web, payload)
        assert (delivery.status, delivery.body) == (200, ""), payload["actions"]
        calls = [entry.what for entry in log.entries() if entry.id > last and entry.what.ok]
        return "\n".join(strings([call.args.get("view") for call in calls if isinstance(call, Call)]))


@pytest.fixture(scope="module")
def world(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Presser]:
    """Ada with a bet that is asked about, which nothing here presses as it was meant."""
    url = sqlite_template.copy_to(tmp_path_factory.mktemp("nonsense") / "followthrough.db")
    with StandIn(manifest("/l5-", "http://127.0.0.1")) as standin, running_bot(standin, url) as bot:
        go_to_tuesday(standin)
        ada = standin.open_window("ada")
        dm = Dm(ada, standin, bot)
        dm.recorded()
        message = dm.asked()
        yield Presser(standin, bot, standin.workspace.screens[ada.id], message)


def action_of(action_id: str, kind: str, value: str) -> dict[str, Any]:
    """What a button carries, and the option of a menu or an overflow."""
    words = {"type": "plain_text", "text": "Press"}
    carried = {"text": words, "value": value} if kind == "button" else {}
    chosen = {} if kind == "button" else {"selected_option": {"text": words, "value": value}}
    at = {"action_id": action_id, "block_id": "b", "action_ts": "1700000000.000100"}
    return {"type": kind, **carried, **chosen, **at}


@pytest.mark.parametrize("action_id", _named("action"))
def test_whatever_a_known_name_carries_is_answered_with_a_sentence(world: Presser, action_id: str) -> None:
    silent = []
    for n, value in enumerate(VALUES):
        chosen = action_of(action_id, ("static_select", "overflow")[n % 2], value)
        pressed = action_of(action_id, "button", value)
        by_turns = (pressed, chosen) if n % 2 else (chosen, pressed)
        answers = [world.in_message(pressed), world.in_message(chosen), world.in_view(by_turns[0], value)]
        silent += [value for said in answers if len(said) < 20]
    if action_id not in ONLY_ANSWERS:
        assert silent == []


@pytest.mark.parametrize("callback_id", _named("view"))
def test_whatever_a_known_window_carries_is_answered_with_a_sentence(
    world: Presser, callback_id: str
) -> None:
    for metadata in VALUES:
        for blocks in ([alert("There", "info")], [text_input("launch.field", "entry", "Entry", "")]):
            said = world.submits(callback_id, metadata, blocks)
            assert len(said) > 20, metadata
            assert MISTAKE not in said


@pytest.mark.parametrize(
    ("kind", "action_id", "value"),
    [
        ("static_select", "checkin.menu", "diary:1:{week}"),
        ("overflow", "checkin.menu", "diary"),
        ("static_select", "checkin.item", "lost:1"),
        ("button", "checkin.status.diary", "1:{week}"),
        ("button", "checkin.rhythm.weeks9", "1"),
        ("button", "checkin.edit", "1:{week}:2"),
        ("button", "share.mute", "maybe:1"),
    ],
)
def test_an_option_nobody_knows_is_answered_as_what_is_gone_or_somebody_else_s(
    world: Presser, kind: str, action_id: str, value: str
) -> None:
    week = re.findall(r"1:(\d{4}-W\d\d)", str(world.message.blocks))[0]
    known = action_of(action_id, kind, value.format(week=week))
    gone = action_of(action_id, kind, "987654321:2026-W47")
    assert world.in_message(known) == world.in_message(gone)
    assert SENTENCE in world.in_message(known)
    assert SENTENCE in world.in_view(known, "")


def test_what_is_typed_into_a_window_of_nobody_s_stays_and_is_said_not_to_be_saved(world: Presser) -> None:
    blocks = [text_input("launch.field", "entry", "Entry", "")]
    typed = action_of("launch.field", "plain_text_input", "words") | {"block_id": "entry"}
    assert "is not saved while you type" in world.in_view(typed, "x" * 22, blocks=blocks)
