"""Layout blocks, and which of them each surface takes."""

from collections.abc import Iterator
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
from app.sandbox.blocks.elements import IMAGE as IMAGE_ELEMENT
from app.sandbox.blocks.elements import elements_for
from app.sandbox.blocks.objects import SLACK_FILE, plain, text
from app.sandbox.blocks.rich_text import RICH_TEXT
from app.sandbox.blocks.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE

BLOCK: dict[str, Check] = {"block_id": ID}


def _section_has_words(block: Any, path: str) -> Iterator[Problem]:
    if "text" not in block and "fields" not in block:
        yield Problem(path, "needs text or fields")


def _image_has_source(block: Any, path: str) -> Iterator[Problem]:
    if ("image_url" in block) == ("slack_file" in block):
        yield Problem(path, "needs either image_url or slack_file")


SECTION = both(
    record(
        TYPE,
        {
            **BLOCK,
            "text": text(3000),
            "fields": array(text(2000), 1, 10),
            "accessory": elements_for("section"),
            "expand": boolean,
        },
    ),
    _section_has_words,
)
INPUT = record(
    {**TYPE, "label": plain(2000), "element": elements_for("input")},
    {**BLOCK, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
)
CONTEXT_ELEMENT = variant(
    {"plain_text": text(3000), "mrkdwn": text(3000), "image": IMAGE_ELEMENT}, "element of context blocks"
)
IMAGE = both(
    record(
        {**TYPE, "alt_text": string(2000)},
        {**BLOCK, "image_url": string(3000), "slack_file": SLACK_FILE, "title": plain(2000)},
    ),
    _image_has_source,
)
LEVELS = one_of("default", "info", "warning", "error", "success")

EVERYWHERE: dict[str, Check] = {
    "section": SECTION,
    "input": INPUT,
    "header": record({**TYPE, "text": plain(150)}, {**BLOCK, "level": integer(1, 4)}),
    "divider": record(TYPE, BLOCK),
    "context": record({**TYPE, "elements": array(CONTEXT_ELEMENT, 1, 10)}, BLOCK),
    "actions": record({**TYPE, "elements": array(elements_for("actions"), 1, 25)}, BLOCK),
    "image": IMAGE,
    "rich_text": RICH_TEXT,
}
ONLY: dict[str, dict[str, Check]] = {
    "modal": {"alert": record({**TYPE, "text": text(3000)}, {**BLOCK, "level": LEVELS})},
    "home": {"table": TABLE, "data_table": DATA_TABLE},
    "message": {
        "table": TABLE,
        "data_table": DATA_TABLE,
        "data_visualization": DATA_VISUALIZATION,
        "markdown": record({**TYPE, "text": string(12_000)}, BLOCK),
    },
}


def blocks_for(surface: str, least: int, most: int) -> Check:
    """The check for the list of blocks of a `modal`, `home` or `message`."""
    table = {**EVERYWHERE, **ONLY[surface]}
    return both(array(variant(table, f"block of a {surface}"), least, most), unique_ids, one_focus)


def _elements(block: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in ("element", "accessory"):
        if isinstance(block.get(name), dict):
            yield name, block[name]
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        for index, element in enumerate(block["elements"]):
            if isinstance(element, dict):
                yield f"elements/{index}", element


def unique_ids(blocks: Any, path: str) -> Iterator[Problem]:
    """A block_id once in a view, an action_id once in its block."""
    seen: set[Any] = set()
    for index, block in enumerate(_objects(blocks)):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            yield Problem(f"{path}/{index}/block_id", f"`block_id` {block_id} already exists")
        seen.add(block_id if isinstance(block_id, str) else None)
        actions: set[str] = set()
        for where, element in _elements(block):
            action_id = element.get("action_id")
            if isinstance(action_id, str) and action_id in actions:
                yield Problem(f"{path}/{index}/{where}/action_id", f"`action_id` {action_id} already exists")
            if isinstance(action_id, str):
                actions.add(action_id)


def one_focus(blocks: Any, path: str) -> Iterator[Problem]:
    """Only one element of a view can take the focus when it opens."""
    focused = [
        f"{path}/{index}/{where}/focus_on_load"
        for index, block in enumerate(_objects(blocks))
        for where, element in _elements(block)
        if element.get("focus_on_load") is True
    ]
    for where in focused[1:]:
        yield Problem(where, "only one element can have focus_on_load")


def _objects(blocks: Any) -> list[dict[str, Any]]:
    return [each if isinstance(each, dict) else {} for each in blocks] if isinstance(blocks, list) else []
