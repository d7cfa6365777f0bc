"""Layout blocks, tables and charts, and which of them each surface takes."""

from collections.abc import Iterator
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
    number,
    one_of,
    record,
    string,
    variant,
)
from app.sandbox.blocks.elements import IMAGE as IMAGE_ELEMENT
from app.sandbox.blocks.elements import RICH_TEXT, SLACK_FILE, elements_for, plain, text

RAW_TEXT = record({**TYPE, "text": string()})
RAW_NUMBER = record({**TYPE, "value": number}, {"text": string()})
COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
TABLE = record(
    {
        **TYPE,
        "rows": array(array(variant({"raw_text": RAW_TEXT, "rich_text": RICH_TEXT}, "cell"), 1, 20), 1, 100),
    },
    {"block_id": ID, "column_settings": array(COLUMN, 0, 20)},
)
DATA_CELL = variant({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": RICH_TEXT}, "cell")


def _rectangular(block: Any, path: str) -> Iterator[BlockProblem]:
    rows = block.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows) or not rows:
        return
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            yield BlockProblem(f"{path}/rows/{index}", "must have as many cells as the first row")
    for index, cell in enumerate(rows[0]):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            yield BlockProblem(f"{path}/rows/0/{index}", "a header cell cannot be rich_text")


DATA_TABLE = both(
    record(
        {**TYPE, "caption": string(), "rows": array(array(DATA_CELL, 1, 20), 2, 101)},
        {"block_id": ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
    ),
    _rectangular,
)

LABEL = string(20)
POINT = record({"label": LABEL, "value": number})
SERIES = record({"name": LABEL, "data": array(POINT, 1, 20)})
AXES = record({"categories": array(LABEL, 1, 20)}, {"x_label": string(50), "y_label": string(50)})
PLOT = record({**TYPE, "series": array(SERIES, 1, 12), "axis_config": AXES})


def _positive(segment: Any, path: str) -> Iterator[BlockProblem]:
    value = segment.get("value") if isinstance(segment, dict) else None
    if isinstance(value, int | float) and value <= 0:
        yield BlockProblem(f"{path}/value", "a segment must be greater than 0")


SEGMENT = both(POINT, _positive)
CHARTS: dict[str, Check] = {
    "pie": record({**TYPE, "segments": array(SEGMENT, 1, 12)}),
    "bar": PLOT,
    "area": PLOT,
    "line": PLOT,
}


def _series_fit_axis(block: Any, path: str) -> Iterator[BlockProblem]:
    chart = block.get("chart")
    if not isinstance(chart, dict) or not isinstance(chart.get("axis_config"), dict):
        return
    categories = chart["axis_config"].get("categories")
    names: set[Any] = set()
    for index, series in enumerate(chart.get("series") or []):
        if not isinstance(series, dict):
            continue
        where = f"{path}/chart/series/{index}"
        labels = [point.get("label") for point in series.get("data") or [] if isinstance(point, dict)]
        if labels != categories:
            yield BlockProblem(where, "its labels must be the categories of axis_config, in their order")
        if series.get("name") in names:
            yield BlockProblem(f"{where}/name", "is the name of an earlier series")
        names.add(series.get("name"))


DATA_VISUALIZATION = both(
    record({**TYPE, "title": string(50), "chart": variant(CHARTS, "chart")}, {"block_id": ID}),
    _series_fit_axis,
)


BLOCK: dict[str, Check] = {"block_id": ID}


def _section_has_words(block: Any, path: str) -> Iterator[BlockProblem]:
    if "text" not in block and "fields" not in block:
        yield BlockProblem(path, "needs text or fields")


def _image_has_source(block: Any, path: str) -> Iterator[BlockProblem]:
    if ("image_url" in block) == ("slack_file" in block):
        yield BlockProblem(path, "needs either image_url or slack_file")


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


def unique_ids(blocks: Any, path: str) -> Iterator[BlockProblem]:
    """A block_id once in a view, an action_id once in its block."""
    seen: set[Any] = set()
    for index, block in enumerate(_objects(blocks)):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            yield BlockProblem(f"{path}/{index}/block_id", f"`block_id` {block_id} already exists")
        seen.add(block_id if isinstance(block_id, str) else None)
        actions: set[str] = set()
        for where, element in _elements(block):
            action_id = element.get("action_id")
            if isinstance(action_id, str) and action_id in actions:
                yield BlockProblem(
                    f"{path}/{index}/{where}/action_id", f"`action_id` {action_id} already exists"
                )
            if isinstance(action_id, str):
                actions.add(action_id)


def one_focus(blocks: Any, path: str) -> Iterator[BlockProblem]:
    """Only one element of a view can take the focus when it opens."""
    focused = [
        f"{path}/{index}/{where}/focus_on_load"
        for index, block in enumerate(_objects(blocks))
        for where, element in _elements(block)
        if element.get("focus_on_load") is True
    ]
    for where in focused[1:]:
        yield BlockProblem(where, "only one element can have focus_on_load")


def _objects(blocks: Any) -> list[dict[str, Any]]:
    return [each if isinstance(each, dict) else {} for each in blocks] if isinstance(blocks, list) else []
