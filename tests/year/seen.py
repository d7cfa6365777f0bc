"""A message of the bot as the person in front of it sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
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
    action_ids.LANDED_PREFIX + "yes": DECISION,
    action_ids.SHIPPED: SHIP,
    action_ids.LASTED_PREFIX + "yes": LOOK,
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
    kind = KINDS.get(message.text, message.text)
    opening = " ".join(strings(message.blocks[:1]))
    return Got(message.ts, at, kind, opening, asked_in(message), tuple(strings(message.blocks)))


def asked_in(message: Message) -> tuple[Asked, ...]:
    """What it asks now, each with its own buttons; and its receipts."""
    found, above = [], dict[str, Any]()
    for block in message.blocks:
        asks = [_ASKS[each["action_id"]] for each in _pressable(block) if each["action_id"] in _ASKS]
        if asks:
            found.append(Asked(list(_bold(above))[-1], asks[0], " ".join(strings(above)), block["block_id"]))
        elif block["type"] == "section" and ": " in block["text"]["text"]:
            found.append(Asked(block["text"]["text"].partition(": ")[0], "", "", ""))
        above = block if any(_bold(block)) else above  # the numbers below a chart name nothing
    return tuple(found)


def is_asking(message: Message) -> bool:
    """Also where one button is for several launches."""
    pressed = {each["action_id"] for each in elements(message)}
    return bool(pressed & {*_ASKS, action_ids.ANSWER_ALL})


def elements(message: Message) -> Iterator[dict[str, Any]]:
    """Everything in it that can be pressed, each with the id of its block."""
    for block in message.blocks:
        for each in _pressable(block):
            yield {**each, "block_id": block["block_id"]}


def _pressable(block: dict[str, Any]) -> list[dict[str, Any]]:
    inside = block.get("elements", []) if block["type"] == "actions" else []
    return [*inside, *([block["accessory"]] if "accessory" in block else [])]


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


def _bold(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "text" and (part.get("style") or {}).get("bold"):
            yield part["text"]
        for value in part.values():
            yield from _bold(value)
    elif isinstance(part, list):
        for value in part:
            yield from _bold(value)
