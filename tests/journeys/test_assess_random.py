"""Three windows of one person, acting at random, with answers lost on the way: no text is ever missing.

The oracle is small. Every text is unique. One is needed in the end, as the current text or in the history,
unless its own page typed over it, or a page that showed it typed over it; and what was submitted is needed
whatever came later.
"""

import random
from dataclasses import dataclass, field

import pytest

from app.bootstrap import Product
from app.sandbox.slack import StandIn, Window
from tests.support.screens import input_ids, texts, view

STEPS = 40
DEEDS = ("type", "type", "type", "type", "submit", "submit", "lose", "esc", "button", "open", "section")


@dataclass
class Oracle:
    needed: set[str] = field(default_factory=set)
    submitted: set[str] = field(default_factory=set)
    on_page: dict[tuple[str, str], str] = field(default_factory=dict)

    def typed(self, page: str, key: str, shown: str, text: str) -> None:
        before = self.on_page.get((page, key), shown)
        if before not in self.submitted:
            self.needed.discard(before)
        self.needed.add(text)
        self.on_page[page, key] = text

    def sent(self, window: Window) -> None:
        self.submitted |= {str(window.shown(key)) for key in text_ids(window) if window.shown(key)}


def text_ids(window: Window) -> list[str]:
    return [key for key in input_ids(window) if key.startswith(("q:", "evidence:", "when:"))]


def act(
    deed: str, chance: random.Random, standin: StandIn, window: Window, oracle: Oracle, text: str
) -> None:
    if window.top is None:
        topic = " multiply" if deed == "section" else ""
        assert window.command(f"/l5-assess{topic}").ok
        return
    page, keys = str(window.top["private_metadata"]), text_ids(window)
    if deed == "type" and keys:
        key = chance.choice(keys[:2])
        shown = str(window.shown(key) or "")
        delivery = window.type(key, text)
        assert delivery is not None
        assert delivery.ok
        oracle.typed(page, key, shown, text)
    elif deed in {"submit", "lose"}:
        if deed == "lose":
            standin.faults.add("bot:view_submission", "lost")
        oracle.sent(window)
        window.submit()
    elif deed == "esc":
        window.close()
    elif deed == "button":
        press_any(chance, window, oracle)


def press_any(chance: random.Random, window: Window, oracle: Oracle) -> None:
    buttons = [e for b in view(window)["blocks"] if b["type"] == "actions" for e in b["elements"]]
    going = [
        b["action_id"] for b in buttons if b["action_id"] in {"assess.back", "assess.overview", "assess.last"}
    ]
    if going:
        oracle.sent(window) if window.trouble else None
        assert window.click(chance.choice(going)).ok


def everything_in_the_history(window: Window) -> set[str]:
    assert window.command("/l5-assess history").ok
    seen = set(texts(window).split("\n"))
    while any(
        e["text"]["text"] == "Older"
        for b in view(window)["blocks"]
        for e in b.get("elements", [])
        if e.get("type") == "button"
    ):
        window.click("Older")
        seen |= set(texts(window).split("\n"))
    return seen


@pytest.mark.parametrize(
    ("database_url", "seed"),
    [("sqlite", 0), ("sqlite", 1), ("sqlite", 2), ("postgresql", 3)],
    indirect=["database_url"],
)
def test_no_text_is_ever_missing(standin: StandIn, bot: Product, seed: int) -> None:
    chance = random.Random(seed)
    windows = [standin.open_window("ada") for _ in range(3)]
    oracle = Oracle()
    for step in range(STEPS):
        act(chance.choice(DEEDS), chance, standin, chance.choice(windows), oracle, f"text-{seed}-{step}")
    for window in windows:
        while window.top is not None:
            window.close()
    missing = oracle.needed - everything_in_the_history(windows[0])
    assert not missing, sorted(missing)
