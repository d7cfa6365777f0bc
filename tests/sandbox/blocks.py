"""Small pieces of Block Kit for the tests."""

from typing import Any


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def text_input(
    block_id: str, *, dispatch: bool = False, optional: bool = True, **element: Any
) -> dict[str, Any]:
    when = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}} if dispatch else {}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "optional": optional,
        "dispatch_action": dispatch,
        "element": {"type": "plain_text_input", "action_id": "text", **when, **element},
    }


def choice_input(block_id: str, kind: str, *values: str, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "optional": True,
        "element": {"type": kind, "action_id": "choice", "options": [option(v) for v in values], **element},
    }


def button(action_id: str, label: str = "Press", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(label), **more}


def actions(*elements: dict[str, Any], block_id: str = "buttons") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "page",
        "title": plain("A page"),
        "submit": plain("Next"),
        "blocks": list(blocks) or [section("Nothing here")],
        **more,
    }
