"""What people press: buttons and menus, for `actions` blocks and as the accessory of a section."""

from collections.abc import Sequence

from app.slackkit.objects import Block, Option, clip, plain


def button(
    label: str,
    action_id: str,
    value: str = "",
    *,
    primary: bool = False,
    danger: bool = False,
    confirm: Block | None = None,
) -> Block:
    """`value` holds ids only: whoever sees the view can read it, and anybody can forge it."""
    element: Block = {"type": "button", "action_id": action_id, "text": plain(clip(label, 75))}
    style = "danger" if danger else "primary" if primary else ""
    return (
        element
        | ({"value": value} if value else {})
        | ({"style": style} if style else {})
        | ({"confirm": confirm} if confirm else {})
    )


def confirmation(title: str, text: str, yes: str, no: str = "Cancel") -> Block:
    """The question a button asks before it does anything. Our own words."""
    return {
        "title": plain(clip(title, 100)),
        "text": plain(clip(text, 300)),
        "confirm": plain(clip(yes, 30)),
        "deny": plain(clip(no, 30)),
    }


def overflow(action_id: str, options: Sequence[Option]) -> Block:
    """The menu behind three dots. Five options at most: Slack refuses a sixth, with the whole message."""
    return {"type": "overflow", "action_id": action_id, "options": [option.block() for option in options]}


def select_menu(action_id: str, options: Sequence[Option], placeholder: str) -> Block:
    """A menu of up to 100 options, none of them chosen; `placeholder` says what it is for."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(clip(placeholder, 150)),
        "options": [option.block() for option in options],
    }
