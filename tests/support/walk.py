"""The walk through an assessment, in a few words."""

from app.sandbox.slack import Window
from tests.support.screens import blocks_of, input_ids, texts, title, view

SECTIONS = 6
MIRRORS = 3
PAGES = SECTIONS + MIRRORS + 1
"""One count for all of them: sections, mirror, looking back."""


def begin(window: Window) -> None:
    """The first page of a first assessment."""
    assert window.command("/l5-assess").ok
    assert window.submit().ok
    assert title(window) == f"1 of {PAGES}"


def write(window: Window, key: str, text: str) -> None:
    """Type into an input; the bot has heard of it afterwards."""
    delivery = window.type(key, text)
    assert delivery is not None
    assert delivery.ok, (delivery.name, delivery.status)


def forward(window: Window) -> None:
    delivery = window.submit()
    assert delivery.ok, (delivery.name, delivery.status)
    assert not window.errors
    assert not window.trouble, window.problems


def in_the_mirror(window: Window) -> bool:
    """Whether it shows an anti-pattern."""
    return any(key.startswith("when:") for key in input_ids(window))


def is_looking_back(window: Window) -> bool:
    """Whether it shows the last view: what was written."""
    return "Looking back" in [block["text"]["text"] for block in blocks_of(window, "header")]


def first_question(window: Window) -> str:
    return next(key for key in input_ids(window) if key.startswith("q:"))


def finish(window: Window) -> None:
    """From wherever the window is to the end, whatever is empty; the end is closed again."""
    to_the_end(window)
    window.close()


def to_the_end(window: Window) -> None:
    """To the page that says what came out of it."""
    for _ in range(2 * PAGES):
        if view(window)["submit"] is None:
            break
        forward(window)
    assert title(window) == "What came out of it"


def history(window: Window) -> str:
    """What the history shows on its newest screen; closed again."""
    assert window.command("/l5-assess history").ok
    shown = texts(window)
    window.close()
    return shown
