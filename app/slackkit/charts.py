"""Slack's own charts. Messages only, two a message; the numbers always stand in the text too."""

from collections.abc import Sequence

from app.slackkit.objects import Block, clip

POINTS = 20


def line_chart(title: str, series_name: str, points: Sequence[tuple[str, float]], unit: str = "") -> Block:
    """One line over the last 20 `points`, each a label and a finite number; at least one of them.

    Where Slack refuses the blocks (`invalid_blocks`), send the message again without the chart.
    """
    shown = [(clip(label, 20), value) for label, value in points[-POINTS:]]
    axes: Block = {"categories": [label for label, _ in shown]}
    data = [{"label": label, "value": value} for label, value in shown]
    return {
        "type": "data_visualization",
        "title": clip(title, 50),
        "chart": {
            "type": "line",
            "series": [{"name": clip(series_name, 20), "data": data}],
            "axis_config": axes | ({"y_label": clip(unit, 50)} if unit else {}),
        },
    }
