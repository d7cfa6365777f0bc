"""Block elements: what each may hold, and in which blocks it may stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.sandbox.blocks.check import (
    ID,
    TYPE,
    Check,
    Problem,
    array,
    boolean,
    both,
    integer,
    one_of,
    record,
    string,
    variant,
)
from app.sandbox.blocks.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    LINK_OPTION,
    PLAIN_OPTION,
    RICH_OPTION,
    SLACK_FILE,
    distinct_values,
    initial_among_options,
    option_group,
    plain,
)
from app.sandbox.blocks.rich_text import RICH_TEXT

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


def _initial_value_fits(element: Any, path: str) -> Iterator[Problem]:
    value, most = element.get("initial_value"), element.get("max_length")
    if isinstance(value, str) and isinstance(most, int) and len(value) > most:
        yield Problem(f"{path}/initial_value", f"must be at most max_length ({most}) characters")


LENGTHS: dict[str, Check] = {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}


COMMON: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}


def _picking(initial: Mapping[str, Check], **extra: Check) -> Check:
    return record(TYPE, {**COMMON, "placeholder": plain(150), **initial, **extra})


def _choices(option: Check, most: int, initial: Mapping[str, Check]) -> Check:
    shape = record({**TYPE, "options": array(option, 1, most)}, {**COMMON, **initial})
    return both(shape, initial_among_options, distinct_values)


def _one_list(element: Any, path: str) -> Iterator[Problem]:
    if ("options" in element) == ("option_groups" in element):
        yield Problem(path, "needs either options or option_groups")


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
