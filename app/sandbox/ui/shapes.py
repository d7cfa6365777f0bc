"""Values of the stand-in as the JSON the page reads."""

import json
from typing import Any

from app.sandbox.builtins import DESCRIPTIONS, permitted
from app.sandbox.cast import Channel, Seat
from app.sandbox.config import Config
from app.sandbox.inputs import stateful
from app.sandbox.journal import Call, Delivery, Entry
from app.sandbox.message import TOMBSTONE, Message
from app.sandbox.modal import OpenView
from app.sandbox.workspace import Screen, Workspace

SHOWN = ("title", "submit", "close", "blocks", "callback_id")


def workspace(held: Workspace) -> dict[str, Any]:
    """Who and what there is for everybody: seats, commands, shortcuts, how the bot is."""
    config = held.config
    return {
        "name": config.team_name,
        "app": {"name": config.app_name, "user": config.bot_user},
        "seats": [_seat(held, seat) for seat in config.seats],
        "commands": [vars(command) for command in config.commands],
        "built_in": [
            {"command": name, "description": what, "usage_hint": hint}
            for name, (what, hint) in DESCRIPTIONS.items()
        ],
        "shortcuts": [vars(shortcut) for shortcut in config.shortcuts],
        "message_shortcuts": [vars(shortcut) for shortcut in config.message_shortcuts],
        "status": vars(held.bot_status),
        "news": f"{held.feed.run}.{held.feed.last}",
    }


def _seat(held: Workspace, seat: Seat) -> dict[str, Any]:
    return {
        "key": seat.key,
        "id": seat.id,
        "dm": seat.dm,
        "name": seat.real_name,
        "short": seat.name,
        "title": seat.title,
        "tz": held.people.zone(seat) or "UTC",
    }


def places(held: Workspace, seat: Seat) -> dict[str, Any]:
    """Where this person can read: their channels with who is in them, and how new what is there is."""
    app = {"id": held.config.bot_user, "name": held.config.app_name, "kind": "app"}
    return {
        "channels": [_channel(held, each, seat) for each in held.channels.all() if each.open_to(seat)],
        "direct": {"id": seat.dm, "latest": _latest(held, seat.dm, seat)},
        "people": [*({"id": p.id, "name": p.real_name, "kind": _kind(p)} for p in held.people.all()), app],
    }


def _kind(person: Seat) -> str:
    if person.is_bot:
        return "app"
    return "outside" if person.team else "guest" if person.is_guest else ""


def _channel(held: Workspace, channel: Channel, seat: Seat) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "private": channel.is_private,
        "archived": channel.is_archived,
        "outside": channel.is_ext_shared,
        "pending": channel.is_pending_ext_shared,
        "joined": seat.id in channel.members,
        "manages": not permitted(seat, channel, "/invite"),
        "members": [*channel.members, *([held.config.bot_user] if channel.bot else [])],
        "latest": _latest(held, channel.id, seat),
    }


def _latest(held: Workspace, channel: str, seat: Seat) -> str:
    """The newest message there of somebody else; empty where there is none."""
    seen = reversed(held.conversations.visible(channel, seat))
    return next((each.ts for each in seen if each.user != seat.id), "")


def screen(held: Workspace, shown: Screen) -> dict[str, Any]:
    """One window: its views from the bottom up, what stands in their inputs, what went wrong."""
    with held.lock:
        views = [_view(view) for view in shown.stack]
        return {"id": shown.id, "seat": shown.seat.key, "views": views, "trouble": shown.trouble}


def _view(view: OpenView) -> dict[str, Any]:
    values = [
        {"block": control.key[0], "action": control.key[1], "value": view.shown(control)}
        for control in stateful(view.blocks)
    ]
    source = {name: view.source[name] for name in SHOWN}
    rest = {"values": values, "errors": view.errors, "problems": view.problems}
    return {"id": view.id, "hash": view.hash, **source, **rest}


def message(shown: Message, config: Config) -> dict[str, Any]:
    return {
        "ts": shown.ts,
        "thread": shown.thread_ts,
        "link": shown.link(config),
        "user": shown.user,
        "text": shown.text,
        "blocks": shown.blocks,
        "ephemeral": shown.ephemeral,
        "edited": shown.edited,
        "error": shown.is_error,
        "deleted": shown.subtype == TOMBSTONE,
    }


def delivery(made: Delivery | None) -> dict[str, Any] | None:
    if made is None:
        return None
    return {"ok": made.ok, "sent": made.sent, "trouble": made.trouble, "status": made.status}


def entry(noted: Entry) -> dict[str, Any]:
    """One line of the inspector with both sides of it."""
    what = noted.what
    common = {"id": noted.id, "at": noted.at, "problems": noted.problems, "seconds": what.seconds}
    if isinstance(what, Call):
        sides = {"request": what.args, "answer": what.answer}
        status = what.status if what.ok else f"{what.status} {what.answer['error']}"
        return common | sides | {"kind": "api", "name": what.method, "status": status, "ok": what.ok}
    sides = {"request": _decoded(what), "answer": _body(what)}
    status = what.status if what.status is not None else what.trouble
    return common | sides | {"kind": "bot", "name": what.name, "status": status, "ok": what.ok}


def _decoded(made: Delivery) -> Any:
    try:
        return made.payload
    except ValueError:
        return made.request


def _body(made: Delivery) -> Any:
    try:
        return json.loads(made.body)
    except ValueError:
        return made.body
