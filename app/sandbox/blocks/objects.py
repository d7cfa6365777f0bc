"""Composition objects: text, options, confirmation dialogs, dispatch configuration."""

from collections.abc import Iterator
from typing import Any

from app.sandbox.blocks.check import TYPE, Check, Problem, array, boolean, one_of, record, string, variant


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


def initial_among_options(element: Any, path: str) -> Iterator[Problem]:
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
        yield Problem(f"{path}/initial_option", "must be exactly one of the options")
    chosen = element.get("initial_options")
    for index, each in enumerate(chosen if isinstance(chosen, list) else []):
        if each not in options:
            yield Problem(f"{path}/initial_options/{index}", "must be exactly one of the options")


def distinct_values(element: Any, path: str) -> Iterator[Problem]:
    """Two options with one value could not be told apart in the answer."""
    options = element.get("options") if isinstance(element, dict) else None
    values = [each.get("value") for each in options or [] if isinstance(each, dict)]
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Problem(f"{path}/options/{index}/value", f"is used by an earlier option: {value}")


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
