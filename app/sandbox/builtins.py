"""Slash commands that are Slack's own, in channels: /invite, /remove, /leave."""

from collections.abc import Callable

from app.sandbox.cast import Channel, Seat
from app.sandbox.world import World

Deed = Callable[[World, Seat, Channel, str], None]
DESCRIPTIONS = {
    "/invite": ("Invite somebody, or the app, to this channel", "@somebody"),
    "/remove": ("Remove somebody, or the app, from this channel", "@somebody"),
    "/leave": ("Leave this channel", ""),
}


def run(world: World, seat: Seat, channel: str, name: str, text: str) -> str:
    """Carry one out; the sentence with which Slack refuses, empty where it was done."""
    held = world.workspace.channels.get(channel)
    if held is None:
        return f"`{name}` does not work in direct messages."
    try:
        return permitted(seat, held, name) or _done(DEEDS[name], world, seat, held, text.strip())
    except (LookupError, ValueError) as error:
        return f"{str(error)[:1].upper()}{str(error)[1:]}."


def permitted(seat: Seat, channel: Channel, name: str) -> str:
    """Why this person may not do this here; empty where they may."""
    if seat.id not in channel.members:
        return f"You are not in {channel.name}."
    if channel.is_archived and name != "/leave":
        return f"{channel.name} is archived."
    if seat.is_guest and name != "/leave":
        return "Guests cannot choose who is in a channel."
    return ""


def _done(deed: Deed, world: World, seat: Seat, channel: Channel, text: str) -> str:
    deed(world, seat, channel, text)
    return ""


def _is_app(world: World, text: str) -> bool:
    name = text.removeprefix("@").casefold()
    return name in (world.workspace.config.app_name.casefold(), world.workspace.config.bot_user.casefold())


def _invite(world: World, seat: Seat, channel: Channel, text: str) -> None:
    if _is_app(world, text):
        world.invite_bot(channel.id, seat.id)
    else:
        world.join(channel.id, text, seat.id)


def _remove(world: World, seat: Seat, channel: Channel, text: str) -> None:
    if _is_app(world, text):
        world.remove_bot(channel.id, seat.id)
    else:
        world.leave(channel.id, text)


def _leave(world: World, seat: Seat, channel: Channel, _: str) -> None:
    world.leave(channel.id, seat.id)


DEEDS: dict[str, Deed] = {"/invite": _invite, "/remove": _remove, "/leave": _leave}
