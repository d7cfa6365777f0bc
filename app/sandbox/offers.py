"""Which conversations a menu offers to whom."""

from collections.abc import Mapping
from typing import Any

from app.sandbox.cast import Channel, Seat
from app.sandbox.channels import Channels
from app.sandbox.inputs import Control, Key, stateful

CONVERSATIONS = ("conversations_select", "multi_conversations_select")
PUBLIC_ONLY = ("channels_select", "multi_channels_select")
EVERY_KIND = ("im", "mpim", "private", "public")


def offered(channels: Channels, seat: Seat, element: Mapping[str, Any]) -> list[str] | None:
    """The ids among which this person may choose; None for elements that are no such menu.

    A channel that is only about to be shared outside is offered all the same, and so is one without the
    app: what a menu offers is the person's, the app has to look for itself.
    """
    if element["type"] in PUBLIC_ONLY:
        wanted: Mapping[str, Any] = {"include": ("public",)}
    elif element["type"] in CONVERSATIONS:
        wanted = element.get("filter") or {}
    else:
        return None
    include = wanted.get("include") or EVERY_KIND
    direct = [seat.dm] if "im" in include and not wanted.get("exclude_bot_users") else []
    inside = not wanted.get("exclude_external_shared_channels")
    return direct + [
        each.id
        for each in channels.all()
        if _listed(each, seat) and _kind(each) in include and (inside or not each.is_ext_shared)
    ]


def currents(
    channels: Channels, seat: Seat, conversation: str, blocks: list[dict[str, Any]]
) -> dict[Key, Any]:
    """What `default_to_current_conversation` puts into which input; nothing where the menu lacks it."""
    found: dict[Key, Any] = {}
    for control in stateful(blocks):
        if control.element.get("default_to_current_conversation"):
            among = offered(channels, seat, control.element) or []
            if conversation in among:
                found[control.key] = [conversation] if control.report.many else conversation
    return found


def choosable(channels: Channels, seat: Seat, control: Control, value: Any) -> None:
    """LookupError where a person chooses a conversation that the menu does not offer."""
    among = offered(channels, seat, control.element)
    chosen = value if isinstance(value, list) else [] if value is None else [value]
    missing = [each for each in chosen if among is not None and each not in among]
    if missing:
        raise LookupError(f"{seat.real_name} is not offered {missing[0]}; only {', '.join(among or ())}")


def _listed(channel: Channel, seat: Seat) -> bool:
    return not channel.is_archived and channel.open_to(seat)


def _kind(channel: Channel) -> str:
    return "private" if channel.is_private else "public"
