"""Values of the stand-in as the JSON the page reads."""

import json
from typing import Any

from app.sandbox.config import Seat
from app.sandbox.inputs import stateful
from app.sandbox.journal import Call, Delivery, Entry
from app.sandbox.message import TOMBSTONE, Message
from app.sandbox.modal import OpenView
from app.sandbox.workspace import Screen, Workspace

SHOWN = ("title", "submit", "close", "blocks", "callback_id")


def workspace(held: Workspace) -> dict[str, Any]:
    """Who and what there is: seats, channels, commands, shortcuts, how the bot is."""
    config = held.config
    return {
        "name": config.team_name,
        "app": {"name": config.app_name, "user": config.bot_user},
        "seats": [_seat(held, seat) for seat in config.seats],
        "channels": [{"id": channel.id, "name": channel.name} for channel in config.channels],
        "commands": [vars(command) for command in config.commands],
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


def message(shown: Message) -> dict[str, Any]:
    return {
        "ts": shown.ts,
        "thread": shown.thread_ts,
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
