"""What people do on the page, carried out in their window."""

from collections.abc import Callable
from typing import Any

from app.sandbox.journal import Delivery
from app.sandbox.window import Window

Deed = Callable[[Window, dict[str, Any]], Delivery | None]


def _command(window: Window, said: dict[str, Any]) -> Delivery | None:
    return window.command(said["line"], said["conversation"])


def _say(window: Window, said: dict[str, Any]) -> Delivery | None:
    window.say(said["text"], said["conversation"], thread_ts=said.get("thread"))
    return None


def _edit(window: Window, said: dict[str, Any]) -> Delivery | None:
    window.edit(said["message"], said["text"])
    return None


def _delete(window: Window, said: dict[str, Any]) -> Delivery | None:
    window.delete(said["message"])
    return None


def _message_shortcut(window: Window, said: dict[str, Any]) -> Delivery | None:
    return window.message_shortcut(said["callback_id"], said["message"], said["conversation"])


def _shortcut(window: Window, said: dict[str, Any]) -> Delivery | None:
    return window.shortcut(said["callback_id"], said.get("conversation") or "app")


def _join(window: Window, said: dict[str, Any]) -> Delivery | None:
    window.join(said["conversation"])
    return None


def _type(window: Window, said: dict[str, Any]) -> Delivery | None:
    enter = bool(said.get("enter"))
    return window.type(said["block"], said["value"], enter=enter, action_id=said["action"])


def _choose(window: Window, said: dict[str, Any]) -> Delivery | None:
    return window.choose(said["block"], said["value"], said.get("message"), action_id=said["action"])


def _click(window: Window, said: dict[str, Any]) -> Delivery | None:
    return window.click(said["action"], said["block"], said.get("message"))


def _submit(window: Window, _: dict[str, Any]) -> Delivery | None:
    return window.submit()


def _close(window: Window, said: dict[str, Any]) -> Delivery | None:
    return window.close(clear=bool(said.get("clear")))


DEEDS: dict[str, Deed] = {
    "command": _command,
    "say": _say,
    "edit": _edit,
    "delete": _delete,
    "join": _join,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "type": _type,
    "choose": _choose,
    "click": _click,
    "submit": _submit,
    "close": _close,
}
