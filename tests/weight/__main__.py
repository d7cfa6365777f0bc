"""Prints how heavy everything is, and writes it down: `python -m tests.weight [--pictures FOLDER] [FILE]`."""

import tempfile
from functools import partial
from pathlib import Path

import click

from tests.support.browser import running_browser
from tests.support.databases import SqliteTemplate
from tests.weight.camera import camera
from tests.weight.flows import FLOWS, Scales, live

HEAD = """\
# How heavy it is

`make weight` lives the standard flows in the sandbox and writes this page; tests/weight holds the budgets.

- Words: ours and visible, without labels of buttons and without what the person wrote. In all: with both.
- Controls: buttons, menus and inputs. Height: in pixels, in the sandbox's page at 1280 and at 400 px.
"""


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--pictures", type=click.Path(path_type=Path, file_okay=False), help="A folder for screenshots."
)
def main(file: Path | None, pictures: Path | None) -> None:
    """Live all flows, print the table, and write it to FILE."""
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    scales = Scales()
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        template = SqliteTemplate(Path(folder))
        for number, flow in enumerate(FLOWS):
            url = template.copy_to(Path(folder) / f"{number}.db")
            live(flow, scales, url, partial(camera, browser, pictures))
    told = table(scales)
    click.echo(told)
    if file:
        file.write_text(f"{HEAD}\n{told}\n", encoding="utf-8")


def table(scales: Scales) -> str:
    """Two tables in Markdown: the screens, and the flows."""
    rows = [
        "| screen | words | in all | controls | height | at 400 px |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, weight in scales.weights.items():
        wide, narrow = scales.heights.get(name, (0, 0))
        rows.append(
            f"| {name} | {weight.words} | {weight.all_words} | {weight.controls} | {wide} | {narrow} |"
        )
    rows += ["", "| flow | clicks and fields |", "| --- | --- |"]
    rows += [f"| {name} | {count} |" for name, count in scales.clicks.items()]
    return "\n".join(rows)


if __name__ == "__main__":
    main()
