"""A message of the bot as the person in front of it sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from app.calendar.weeks import Week
from app.checkins import action_ids
from app.checkins.views.message import TEXTS
from app.dm.views import ANSWER, TAKEN, WHICH_LAUNCH, welcome_text
from app.nudges.kinds import CHECKIN, SNOOZE
from app.sandbox.messages import SlackMessage as Message

KINDS = {text: kind for kind, text in TEXTS.items()}
"""The top-level text says the kind, and nothing else."""

SAID_BACK = frozenset({welcome_text(), WHICH_LAUNCH, TAKEN, ANSWER})
"""What greets somebody, and what answers words of theirs."""

READING, DECISION, SHIP, LOOK = "reading", "decision", "ship", "look"
_ASKS = {
    action_ids.STATUS_PREFIX + "on_track": READING,
    action_ids.DECIDE: DECISION,
    action_ids.SHIPPED: SHIP,
    action_ids.LOOK_AGAIN: LOOK,
}


@dataclass(frozen=True)
class Asked:
    """One launch in a message. `asks` is empty where it is a receipt."""

    title: str
    asks: str
    question: str
    block_id: str


@dataclass(frozen=True)
class Got:
    """A message at the moment it was seen first, on the person's own clock."""

    ts: str
    at: datetime
    kind: str
    opening: str
    asked: tuple[Asked, ...]
    lines: tuple[str, ...]

    @property
    def week(self) -> Week:
        return Week.of(self.at.date())

    @property
    def is_weekly(self) -> bool:
        return self.kind == CHECKIN

    @property
    def counts(self) -> bool:
        """A snooze was asked for."""
        return self.kind != SNOOZE


def got(message: Message, at: datetime) -> Got:
    groups = list(_groups(message.blocks))
    opening = next(iter(strings(groups[0])), "")
    asked = tuple(_asked(group) for group in groups[1:])
    return Got(
        message.ts, at, KINDS.get(message.text, message.text), opening, asked, tuple(strings(message.blocks))
    )


def asked_in(message: Message) -> tuple[Asked, ...]:
    """What it asks now."""
    return tuple(_asked(group) for group in list(_groups(message.blocks))[1:])


def elements(message: Message) -> Iterator[dict[str, Any]]:
    """Everything in it that can be pressed, each with the id of its block."""
    for block in message.blocks:
        inside = block.get("elements", []) if block["type"] == "actions" else []
        for each in [*inside, *([block["accessory"]] if "accessory" in block else [])]:
            yield {**each, "block_id": block["block_id"]}


def strings(part: Any) -> Iterator[str]:
    """Whatever it says, in its order; labels of menus and buttons too."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from strings(value)


def _groups(blocks: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """What stands between two dividers; the first is the opening."""
    group: list[dict[str, Any]] = []
    for block in blocks:
        if block["type"] == "divider":
            yield group
            group = []
        else:
            group.append(block)
    yield group


def _asked(group: list[dict[str, Any]]) -> Asked:
    bold = list(_bold(group))
    for above, block in pairwise(group):
        for element in block.get("elements", []) if block["type"] == "actions" else []:
            if asks := _ASKS.get(element["action_id"]):
                return Asked(bold[0], asks, next(strings([above])), block["block_id"])
    return Asked(bold[0] if bold else "", "", "", "")


def _bold(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "text" and (part.get("style") or {}).get("bold"):
            yield part["text"]
        for value in part.values():
            yield from _bold(value)
    elif isinstance(part, list):
        for value in part:
            yield from _bold(value)
