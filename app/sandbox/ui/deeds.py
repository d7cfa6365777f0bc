"""What people do on the page, carried out in their window."""

from collections.abc import Callable
from typing import Any

from app.sandbox.journal import Delivery
from app.sandbox.window import Window

Events = Callable[[dict[str, Any]], None]
Deed = Callable[[Window, dict[str, Any], Events], Delivery | None]


def _command(window: Window, said: dict[str, Any], _: Events) -> Delivery | None:
    return window.command(said["line"], said["conversation"])


def _say(window: Window, said: dict[str, Any], send: Events) -> Delivery | None:
    message = window.say(said["text"], said["conversation"])
    direct = message.channel == window.seat.dm
    send(
        {
            "type": "message",
            "channel": message.channel,
            "channel_type": "im" if direct else "channel",
            "user": message.user,
            "text": message.text,
            "ts": message.ts,
            "event_ts": message.ts,
        }
    )
    return None


def _shortcut(window: Window, said: dict[str, Any], _: Events) -> Delivery | None:
    return window.shortcut(said["callback_id"])


def _type(window: Window, said: dict[str, Any], _: Events) -> Delivery | None:
    enter = bool(said.get("enter"))
    return window.type(said["block"], said["value"], enter=enter, action_id=said["action"])


def _choose(window: Window, said: dict[str, Any], _: Events) -> Delivery | None:
    return window.choose(said["block"], said["value"], said.get("message"), action_id=said["action"])


def _click(window: Window, said: dict[str, Any], _: Events) -> Delivery | None:
    return window.click(said["action"], said["block"], said.get("message"))


def _submit(window: Window, _: dict[str, Any], __: Events) -> Delivery | None:
    return window.submit()


def _close(window: Window, said: dict[str, Any], _: Events) -> Delivery | None:
    return window.close(clear=bool(said.get("clear")))


DEEDS: dict[str, Deed] = {
    "command": _command,
    "say": _say,
    "shortcut": _shortcut,
    "type": _type,
    "choose": _choose,
    "click": _click,
    "submit": _submit,
    "close": _close,
}
