"""Sharing through the real modal, in a few words."""

import json
from datetime import timedelta
from typing import Any

from app.sandbox.messages import SlackMessage as Message
from app.sandbox.slack import StandIn, Window
from tests.support.launching import BET, block_id, record, send, today
from tests.support.process import wait_for
from tests.support.screens import blocks_of, input_ids, texts, title, view
from tests.support.walk import begin, finish, first_question, forward, write

CHANNEL = "G0ADADANA"
"""Ada's and Dana's, with the bot in it."""
BOT = "U0BOT0001"


def assessed(window: Window, *texts: str) -> None:
    """An assessment with these answers, one a section from the first on, all of it submitted."""
    begin(window)
    for text in texts:
        write(window, first_question(window), text)
        forward(window)
    finish(window)


def launched(window: Window, standin: StandIn, name: str = BET["title"]) -> None:
    """A bet about something that shipped three weeks ago."""
    record(window, shipped_on=today(standin) - timedelta(days=21), title=name)
    window.close()


def tick(window: Window, group: str, *labels: str) -> None:
    """Tick these boxes of a group, and no other one of it; labels by how they begin."""
    block = next(each for each in blocks_of(window, "input") if each["label"]["text"] == group)
    found = [
        o["value"]
        for o in block["element"]["options"]
        if any(o["text"]["text"].startswith(label) for label in labels)
    ]
    assert len(found) == len(labels), (group, labels)
    delivery = window.choose(block["block_id"], found)
    assert delivery is not None
    assert delivery.ok, delivery.body


def choose_channel(window: Window, channel: str = CHANNEL) -> None:
    delivery = window.choose(block_id(window, "channel"), channel)
    assert delivery is not None
    assert delivery.ok, delivery.body


def to_choice(window: Window, channel: str = CHANNEL) -> None:
    """From the command to the first screen, with the channel chosen."""
    assert window.command("/l5-share").ok
    assert title(window) == "Share"
    choose_channel(window, channel)


def to_what(window: Window, channel: str = CHANNEL, em: str = "") -> None:
    """To the boxes, piece by piece."""
    to_choice(window, channel)
    if em:
        choose_em(window, em)
    assert window.click("Choose piece by piece").ok
    assert title(window) == "What goes in"


def named(window: Window) -> None:
    """Wait until Slack was asked, which begins when the answer has left."""
    wait_for(lambda: "Checking" not in texts(window), "everybody is named")


def to_exactly(window: Window, *, note: str = "") -> None:
    """From what is ticked to the first page of the preview."""
    send(window)
    assert title(window) == "In your words", window.errors
    if note:
        window.type(block_id(window, "note"), note)
    send(window)
    assert title(window) in {"Exactly this", "Copy this"}, window.errors
    named(window)


def choose_em(window: Window, em: str) -> None:
    """On the first screen."""
    delivery = window.choose(block_id(window, "em"), em)
    assert delivery is not None
    assert delivery.ok, delivery.body


def previewed(window: Window) -> list[dict[str, Any]]:
    """The blocks of all pages of the preview, with what the modal says around them; it ends on the last."""
    found: list[dict[str, Any]] = []
    while True:
        found += view(window)["blocks"]
        if view(window)["submit"]["text"] in {"Post", "Done"}:
            return found
        send(window)


def post(window: Window) -> None:
    """From any page of the preview."""
    previewed(window)
    send(window)
    assert title(window) == "Share", window.errors


def share_to(
    window: Window, channel: str = CHANNEL, *, ticks: dict[str, list[str]], em: str = "", note: str = ""
) -> None:
    """Through all of the modal, to Post; the view that says so is closed."""
    to_what(window, channel, em)
    for group, labels in ticks.items():
        tick(window, group, *labels)
    to_exactly(window, note=note)
    post(window)
    window.close()


def posted(window: Window, channel: str = CHANNEL) -> list[Message]:
    """What the bot posted there, replies too."""
    return [each for each in window.messages(channel) if each.user == BOT]


def heads(window: Window, channel: str = CHANNEL) -> list[Message]:
    """The posts, without what stands in their threads."""
    return [each for each in posted(window, channel) if each.thread_ts is None]


def plain_blocks(blocks: Any) -> str:
    """Blocks without the ids that Slack gives them, to compare."""
    return json.dumps(_bare(blocks), sort_keys=True)


def _bare(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _bare(value) for name, value in part.items() if name != "block_id"}
    return [_bare(each) for each in part] if isinstance(part, list) else part


def groups_shown(window: Window) -> list[str]:
    return [each.partition("@")[0] for each in input_ids(window)]
