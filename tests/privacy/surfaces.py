"""Every string that the bot sends to Slack, by where it shows. A key nobody has classified is an error."""

from collections.abc import Iterator
from enum import Enum
from typing import Any


class Surface(Enum):
    MODAL = "modal"
    MESSAGE = "message"
    NOTIFICATION = "notification text"
    METADATA = "metadata"
    VALUE = "button value"
    OPTION = "option text or value"
    ID = "ids, types and addresses"
    LOG = "log"
    CLI = "command line"
    ROWS = "columns that are not sealed"


class UnknownKeyError(Exception):
    """Something is sent that nobody has put on a surface yet."""


Found = tuple[Surface, str]

SHOWN = frozenset(
    {
        "text",
        "initial_value",
        "url",
        "alt_text",
        "name",
        "fallback",
        "y_label",
        "label",
        "accessibility_label",
    }
)
"""Where the thing stands that holds them: a modal or a message."""
NESTED = frozenset(
    {
        *(
            "blocks",
            "elements",
            "element",
            "accessory",
            "fields",
            "title",
            "submit",
            "close",
            "label",
            "hint",
        ),
        *("placeholder", "confirm", "deny", "style", "dispatch_action_config", "filter", "chart", "series"),
        *("data", "axis_config", "view"),
    }
)
OPTIONS = frozenset({"options", "option_groups", "initial_option", "initial_options"})
CHOSEN = frozenset({"initial_date", "initial_conversation", "initial_user", "initial_time"})
"""Choices that are no options of ours."""
IDS = frozenset(
    {
        *("type", "block_id", "action_id", "callback_id", "style", "level", "language", "format", "user_id"),
        *("channel_id", "response_action", "response_type", "range", "external_id"),
    }
)
LISTS_OF_IDS = frozenset({"trigger_actions_on", "include"})
LISTS_OF_WORDS = frozenset({"categories"})
ADDRESSES = frozenset(
    {
        *(
            "team_id",
            "trigger_id",
            "view_id",
            "external_id",
            "hash",
            "channel",
            "ts",
            "thread_ts",
            "reply_broadcast",
            "user",
            "users",
            "cursor",
            "limit",
        ),
        *("oldest", "inclusive", "message_ts", "unfurl_links", "unfurl_media", "include_all_metadata"),
        *("include_num_members", "return_im", "exclude_archived", "prevent_creation", "latest"),
    }
)
"""Arguments of the Web API beside what is shown."""


def of_call(method: str, args: dict[str, Any]) -> Iterator[Found]:
    """A Web API call: a modal where it has a view, a message otherwise."""
    where = Surface.MODAL if method.startswith("views.") else Surface.MESSAGE
    for key, value in args.items():
        if key == "text":
            yield Surface.NOTIFICATION, str(value)
        elif key == "metadata":
            yield from ((Surface.METADATA, each) for each in _strings(value))
        elif key in ADDRESSES:
            yield Surface.ID, str(value)
        elif key in {"view", "blocks"}:
            yield from _walk(value, where)
        else:
            raise UnknownKeyError(f"{method}: {key}")


def of_answer(answer: dict[str, Any]) -> Iterator[Found]:
    """The body of an answer: the next view, sentences below fields, or words to a command."""
    for key, value in answer.items():
        if key == "errors":
            yield from ((Surface.ID, each) for each in value)
            yield from ((Surface.MODAL, each) for each in value.values())
        elif key == "text":
            yield Surface.MESSAGE, value
        elif key in {"response_action", "response_type"}:
            yield Surface.ID, value
        elif key in {"view", "blocks"}:
            yield from _walk(value, Surface.MODAL if key == "view" else Surface.MESSAGE)
        else:
            raise UnknownKeyError(f"answer: {key}")


def _walk(part: Any, where: Surface) -> Iterator[Found]:
    if isinstance(part, list):
        for each in part:
            yield from _walk(each, where)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _entry(key, value, part, where)
    elif isinstance(part, str):
        raise UnknownKeyError(f"a bare string in a list: {part!r}")


def _entry(key: str, value: Any, parent: dict[str, Any], where: Surface) -> Iterator[Found]:
    if value is None or isinstance(value, (bool, int, float)):
        return
    if isinstance(value, str):
        yield _surface(key, parent, where), value
    elif key in OPTIONS:
        yield from ((Surface.OPTION, each) for each in _strings(value))
    elif key in LISTS_OF_IDS:
        yield from ((Surface.ID, each) for each in value)
    elif key in LISTS_OF_WORDS:
        yield from ((where, each) for each in value)
    elif key in NESTED or (key == "text" and isinstance(value, dict)):
        yield from _walk(value, where)
    else:
        raise UnknownKeyError(f"{key} in {sorted(parent)}")


def _surface(key: str, parent: dict[str, Any], where: Surface) -> Surface:
    if key == "private_metadata":
        return Surface.METADATA
    if key == "value" and parent.get("type") == "button":
        return Surface.VALUE
    if key == "title" and parent.get("type") == "data_visualization":
        return where
    if key in SHOWN or key in CHOSEN:
        return where
    if key in IDS:
        return Surface.ID
    raise UnknownKeyError(f"{key} in {sorted(parent)}")


def _strings(part: Any) -> Iterator[str]:
    """All of a part that is of one surface, keys and all."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield key
            yield from _strings(value)
    elif isinstance(part, list):
        for each in part:
            yield from _strings(each)
