"""Blocks that show data: table, data_table, data_visualization."""

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
    number,
    one_of,
    record,
    string,
    variant,
)
from app.sandbox.blocks.rich_text import RICH_TEXT

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


def _rectangular(block: Any, path: str) -> Iterator[Problem]:
    rows = block.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows) or not rows:
        return
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            yield Problem(f"{path}/rows/{index}", "must have as many cells as the first row")
    for index, cell in enumerate(rows[0]):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            yield Problem(f"{path}/rows/0/{index}", "a header cell cannot be rich_text")


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


def _positive(segment: Any, path: str) -> Iterator[Problem]:
    value = segment.get("value") if isinstance(segment, dict) else None
    if isinstance(value, int | float) and value <= 0:
        yield Problem(f"{path}/value", "a segment must be greater than 0")


SEGMENT = both(POINT, _positive)
CHARTS: dict[str, Check] = {
    "pie": record({**TYPE, "segments": array(SEGMENT, 1, 12)}),
    "bar": PLOT,
    "area": PLOT,
    "line": PLOT,
}


def _series_fit_axis(block: Any, path: str) -> Iterator[Problem]:
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
            yield Problem(where, "its labels must be the categories of axis_config, in their order")
        if series.get("name") in names:
            yield Problem(f"{where}/name", "is the name of an earlier series")
        names.add(series.get("name"))


DATA_VISUALIZATION = both(
    record({**TYPE, "title": string(50), "chart": variant(CHARTS, "chart")}, {"block_id": ID}),
    _series_fit_axis,
)
