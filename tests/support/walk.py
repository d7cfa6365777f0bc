"""The walk through an assessment, in a few words."""

from app.sandbox.slack import Window
from tests.support.screens import input_ids, texts, title

SECTIONS = 6
MIRRORS = 3


def begin(window: Window) -> None:
    """The first page of a first assessment."""
    assert window.command("/l5-assess").ok
    assert window.submit().ok
    assert title(window) == f"Section 1 of {SECTIONS}"


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


def first_question(window: Window) -> str:
    return next(key for key in input_ids(window) if key.startswith("q:"))


def finish(window: Window) -> None:
    """From wherever the window is to the end."""
    for _ in range(2 * (SECTIONS + MIRRORS)):
        if title(window) == "Looking back":
            break
        forward(window)
    while window.top is not None:
        forward(window)


def history(window: Window) -> str:
    """What the history shows on its newest screen; closed again."""
    assert window.command("/l5-assess history").ok
    shown = texts(window)
    window.close()
    return shown
