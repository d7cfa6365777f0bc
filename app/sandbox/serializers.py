"""Values of the stand-in as the JSON the page reads."""

import json
from contextlib import suppress
from typing import Any

from app.sandbox.channel_actions import BUILT_IN, why_not
from app.sandbox.messages import TOMBSTONE, SlackMessage
from app.sandbox.request_log import Call, Delivery, LogEntry
from app.sandbox.seed import Channel, Config, Seat
from app.sandbox.views import stateful
from app.sandbox.workspace import Screen, Workspace

SHOWN = ("title", "submit", "close", "blocks", "callback_id")


def workspace(held: Workspace) -> dict[str, Any]:
    """Who and what there is for everybody: seats, commands, shortcuts, how the bot is."""
    config = held.config
    return {
        "name": config.team_name,
        "app": {"name": config.app_name, "user": config.bot_user},
        "seats": [
            {
                "key": seat.key,
                "id": seat.id,
                "dm": seat.dm,
                "name": seat.real_name,
                "short": seat.name,
                "title": seat.title,
                "tz": held.people.zone(seat) or "UTC",
            }
            for seat in config.seats
        ],
        "commands": [vars(command) for command in config.commands],
        "built_in": [
            {"command": name, "description": what, "usage_hint": hint}
            for name, (what, hint) in BUILT_IN.items()
        ],
        "shortcuts": [vars(shortcut) for shortcut in config.shortcuts],
        "message_shortcuts": [vars(shortcut) for shortcut in config.message_shortcuts],
        "status": vars(held.bot_status),
        "news": f"{held.event_stream.run}.{held.event_stream.last}",
    }


def places(held: Workspace, seat: Seat) -> dict[str, Any]:
    """Where this person can read: their channels with who is in them, and how new what is there is."""
    people = []
    for each in held.people.all():
        kind = "app" if each.is_bot else "outside" if each.team else "guest" if each.is_guest else ""
        people.append({"id": each.id, "name": each.real_name, "kind": kind})
    people.append({"id": held.config.bot_user, "name": held.config.app_name, "kind": "app"})
    return {
        "channels": [_channel(held, each, seat) for each in held.channels.all() if each.open_to(seat)],
        "direct": {"id": seat.dm, "latest": _latest(held, seat.dm, seat)},
        "people": people,
    }


def _channel(held: Workspace, channel: Channel, seat: Seat) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "private": channel.is_private,
        "archived": channel.is_archived,
        "outside": channel.is_ext_shared,
        "pending": channel.is_pending_ext_shared,
        "joined": seat.id in channel.members,
        "manages": not why_not(seat, channel, "/invite"),
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
        views = [
            {
                "id": view.id,
                "hash": view.hash,
                **{name: view.source[name] for name in SHOWN},
                "values": [
                    {"block": each.key[0], "action": each.key[1], "value": view.shown(each)}
                    for each in stateful(view.blocks)
                ],
                "errors": view.errors,
                "problems": view.problems,
            }
            for view in shown.stack
        ]
        return {"id": shown.id, "seat": shown.seat.key, "views": views, "trouble": shown.trouble}


def message(shown: SlackMessage, config: Config) -> dict[str, Any]:
    return {
        "ts": shown.ts,
        "thread": shown.thread_ts,
        "alone": shown.stands_alone,
        "link": shown.link(config),
        "user": shown.user,
        "text": shown.text,
        "blocks": shown.blocks,
        "ephemeral": shown.ephemeral,
        "edited": shown.edited,
        "error": shown.is_error,
        "deleted": shown.subtype == TOMBSTONE,
    }


def delivery(made: Delivery) -> dict[str, Any]:
    return {"ok": made.ok, "sent": made.sent, "trouble": made.trouble, "status": made.status}


def entry(noted: LogEntry) -> dict[str, Any]:
    """One line of the inspector with both sides of it."""
    what = noted.what
    common = {"id": noted.id, "at": noted.at, "problems": noted.problems, "seconds": what.seconds}
    if isinstance(what, Call):
        sides = {"request": what.args, "answer": what.answer}
        status = what.status if what.ok else f"{what.status} {what.answer['error']}"
        return common | sides | {"kind": "api", "name": what.method, "status": status, "ok": what.ok}
    request: Any = what.request
    answer: Any = what.body
    with suppress(ValueError):
        request = what.payload
    with suppress(ValueError):
        answer = json.loads(what.body)
    sides = {"request": request, "answer": answer}
    status = what.status if what.status is not None else what.trouble
    return common | sides | {"kind": "bot", "name": what.name, "status": status, "ok": what.ok}
