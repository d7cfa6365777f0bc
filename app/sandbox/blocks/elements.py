"""Composition objects, rich text and block elements: what each may hold, and where it may stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.sandbox.blocks.check import (
    ID,
    TYPE,
    BlockProblem,
    Check,
    array,
    boolean,
    both,
    integer,
    one_of,
    record,
    string,
    variant,
)


def plain(most: int, least: int = 1) -> Check:
    """A `plain_text` object."""
    return variant({"plain_text": _text_object("emoji", most, least)}, "plain_text object")


def text(most: int) -> Check:
    """A `plain_text` or `mrkdwn` object."""
    table = {"plain_text": _text_object("emoji", most), "mrkdwn": _text_object("verbatim", most)}
    return variant(table, "text object")


def _text_object(flag: str, most: int, least: int = 1) -> Check:
    return record({**TYPE, "text": string(most, least)}, {flag: boolean})


def option(label: Check, *, link: bool = False) -> Check:
    """One choice; `value` and description at most 75 characters."""
    optional: dict[str, Check] = {"description": plain(75)}
    if link:
        optional["url"] = string(3000)
    return record({"text": label, "value": string(75)}, optional)


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(text(75))
LINK_OPTION = option(plain(75), link=True)


def option_group(most: int) -> Check:
    """Options under a heading."""
    return record({"label": plain(75), "options": array(PLAIN_OPTION, 1, most)})


def initial_among_options(element: Any, path: str) -> Iterator[BlockProblem]:
    """What is chosen at first has to be one of the options, letter for letter."""
    if not isinstance(element, dict):
        return
    options = element.get("options") or [
        option
        for group in element.get("option_groups") or []
        if isinstance(group, dict)
        for option in group.get("options") or []
    ]
    if "initial_option" in element and element["initial_option"] not in options:
        yield BlockProblem(f"{path}/initial_option", "must be exactly one of the options")
    chosen = element.get("initial_options")
    for index, each in enumerate(chosen if isinstance(chosen, list) else []):
        if each not in options:
            yield BlockProblem(f"{path}/initial_options/{index}", "must be exactly one of the options")


def distinct_values(element: Any, path: str) -> Iterator[BlockProblem]:
    """Two options with one value could not be told apart in the answer."""
    options = element.get("options") if isinstance(element, dict) else None
    values = [each.get("value") for each in options or [] if isinstance(each, dict)]
    for index, value in enumerate(values):
        if value in values[:index]:
            yield BlockProblem(f"{path}/options/{index}/value", f"is used by an earlier option: {value}")


CONFIRM = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
DISPATCH_CONFIG = record(
    {},
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
)
CONVERSATION_FILTER = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
SLACK_FILE = record({}, {"url": string(3000), "id": string(255)})


STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
STYLE = record({}, dict.fromkeys(STYLES, boolean))


def _inline(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return record({**TYPE, **required}, {"style": STYLE, **(optional or {})})


INLINE_TABLE: dict[str, Check] = {
    "text": _inline({"text": string()}),
    "link": _inline({"url": string(3000)}, {"text": string(), "unsafe": boolean}),
    "emoji": _inline({"name": string()}, {"unicode": string(), "skin_tone": integer(1, 6)}),
    "user": _inline({"user_id": string()}),
    "usergroup": _inline({"usergroup_id": string()}),
    "channel": _inline({"channel_id": string()}),
    "broadcast": _inline({"range": one_of("here", "channel", "everyone")}),
    "color": _inline({"value": string()}),
    "date": _inline(
        {"timestamp": integer(0, None), "format": string()}, {"url": string(), "fallback": string()}
    ),
}
INLINE = variant(INLINE_TABLE, "rich text piece")
SECTION = record({**TYPE, "elements": array(INLINE)})
BORDER: dict[str, Check] = {"border": integer(0, 1)}
PRE_INLINE = variant({name: INLINE_TABLE[name] for name in ("text", "link")}, "preformatted piece")
PARTS: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_quote": record({**TYPE, "elements": array(INLINE)}, BORDER),
    "rich_text_preformatted": record(
        {**TYPE, "elements": array(PRE_INLINE)}, {**BORDER, "language": string()}
    ),
    "rich_text_list": record(
        {
            **TYPE,
            "style": one_of("bullet", "ordered"),
            "elements": array(variant({"rich_text_section": SECTION}, "list item"), 1),
        },
        {**BORDER, "indent": integer(0, 8), "offset": integer(0, None)},
    ),
}
RICH_TEXT = record({**TYPE, "elements": array(variant(PARTS, "rich text part"), 1)}, {"block_id": ID})


EVERYWHERE = frozenset({"input", "actions", "section"})
INPUT = frozenset({"input"})
OUTSIDE_INPUT = frozenset({"actions", "section"})


@dataclass(frozen=True)
class Element:
    """One element: its check and the blocks that may hold it."""

    check: Check
    places: frozenset[str]


def _typing(**extra: Check) -> Check:
    shape = record(
        TYPE,
        {
            "action_id": ID,
            "placeholder": plain(150),
            "focus_on_load": boolean,
            "dispatch_action_config": DISPATCH_CONFIG,
            "initial_value": string(3000, least=0),
            **extra,
        },
    )
    return both(shape, _initial_value_fits)


def _initial_value_fits(element: Any, path: str) -> Iterator[BlockProblem]:
    value, most = element.get("initial_value"), element.get("max_length")
    if isinstance(value, str) and isinstance(most, int) and len(value) > most:
        yield BlockProblem(f"{path}/initial_value", f"must be at most max_length ({most}) characters")


LENGTHS: dict[str, Check] = {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}


COMMON: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}


def _picking(initial: Mapping[str, Check], **extra: Check) -> Check:
    return record(TYPE, {**COMMON, "placeholder": plain(150), **initial, **extra})


def _choices(option: Check, most: int, initial: Mapping[str, Check]) -> Check:
    shape = record({**TYPE, "options": array(option, 1, most)}, {**COMMON, **initial})
    return both(shape, initial_among_options, distinct_values)


def _one_list(element: Any, path: str) -> Iterator[BlockProblem]:
    if ("options" in element) == ("option_groups" in element):
        yield BlockProblem(path, "needs either options or option_groups")


def _static_select(initial: Mapping[str, Check], **extra: Check) -> Check:
    groups = {"options": array(PLAIN_OPTION, 1, 100), "option_groups": array(option_group(100), 1, 100)}
    shape = _picking(initial, **groups, **extra)
    return both(shape, _one_list, initial_among_options, distinct_values)


MANY: dict[str, Check] = {"max_selected_items": integer(1, None)}
DATE = string(10, least=10)
RESPOND: dict[str, Check] = {"response_url_enabled": boolean}
CONVERSATION: dict[str, Check] = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}
BUTTON = record(
    {**TYPE, "text": plain(75)},
    {
        "action_id": ID,
        "url": string(3000),
        "value": string(2000, least=0),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = both(
    record({**TYPE, "options": array(LINK_OPTION, 1, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    distinct_values,
)
IMAGE = record(
    {**TYPE, "alt_text": string(2000)},
    {"image_url": string(3000), "slack_file": SLACK_FILE},
)

ELEMENTS: dict[str, Element] = {
    "button": Element(BUTTON, OUTSIDE_INPUT),
    "overflow": Element(OVERFLOW, OUTSIDE_INPUT),
    "image": Element(IMAGE, frozenset({"section", "context"})),
    "plain_text_input": Element(_typing(multiline=boolean, **LENGTHS), INPUT),
    "email_text_input": Element(_typing(), INPUT),
    "url_text_input": Element(_typing(), INPUT),
    "number_input": Element(
        _typing(is_decimal_allowed=boolean, min_value=string(), max_value=string()), INPUT
    ),
    "rich_text_input": Element(_typing(initial_value=RICH_TEXT), INPUT),
    "file_input": Element(
        record(TYPE, {"action_id": ID, "filetypes": array(string()), "max_files": integer(1, 10)}), INPUT
    ),
    "radio_buttons": Element(_choices(RICH_OPTION, 10, {"initial_option": RICH_OPTION}), EVERYWHERE),
    "checkboxes": Element(
        _choices(RICH_OPTION, 10, {"initial_options": array(RICH_OPTION, 1, 10)}), EVERYWHERE
    ),
    "static_select": Element(_static_select({"initial_option": PLAIN_OPTION}), EVERYWHERE),
    "multi_static_select": Element(
        _static_select({"initial_options": array(PLAIN_OPTION, 1, 100)}, **MANY), EVERYWHERE
    ),
    "external_select": Element(
        _picking({"initial_option": PLAIN_OPTION}, min_query_length=integer(0, None)), EVERYWHERE
    ),
    "users_select": Element(_picking({"initial_user": string()}), EVERYWHERE),
    "multi_users_select": Element(_picking({"initial_users": array(string())}, **MANY), EVERYWHERE),
    "conversations_select": Element(
        _picking({"initial_conversation": string()}, **CONVERSATION, **RESPOND), EVERYWHERE
    ),
    "multi_conversations_select": Element(
        _picking({"initial_conversations": array(string())}, **CONVERSATION, **MANY), EVERYWHERE
    ),
    "channels_select": Element(_picking({"initial_channel": string()}, **RESPOND), EVERYWHERE),
    "multi_channels_select": Element(_picking({"initial_channels": array(string())}, **MANY), EVERYWHERE),
    "datepicker": Element(_picking({"initial_date": DATE}), EVERYWHERE),
    "timepicker": Element(_picking({"initial_time": string(5, least=5)}, timezone=string()), EVERYWHERE),
    "datetimepicker": Element(
        record(TYPE, {**COMMON, "initial_date_time": integer(10**9, 10**10)}),
        frozenset({"input", "actions"}),
    ),
}


def elements_for(place: str) -> Check:
    """The check for an element that stands in an `input`, `actions`, `section` or `context` block."""
    table = {name: element.check for name, element in ELEMENTS.items() if place in element.places}
    return variant(table, f"element of {place} blocks")
