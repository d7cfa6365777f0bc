"""The ownership loop: the fenced line, split at its arrows."""

import re

from app.guide.model import LoopStep
from app.guide.outline import Document, Heading
from app.guide.plain import one_line, without_number

_ARROW = re.compile(r"(?:(?<![-=])[-=]+>|[→⟶➜➔➝➞➙⇒⟹➡⮕↦⇨➤▶↓⬇⇓])\ufe0f?")
_MARKS = (("**", "**"), ("__", "__"), ("*", "*"), ("_", "_"), ("[", "]"))
_SHIPPED = re.compile(r"\b(?:ship|launch|releas|deliver)", re.IGNORECASE)


def find_loop(document: Document) -> tuple[tuple[LoopStep, ...], Heading | None]:
    """The steps of the first code block with an arrow in it, and the heading it stands under."""
    for heading in document.root.walk():
        for block in heading.blocks:
            if block.kind == "code" and _ARROW.search(block.text):
                return _steps(block.text), heading
    return (), None


def _steps(text: str) -> tuple[LoopStep, ...]:
    parts = [one_line(part) for part in _ARROW.split(text)]
    steps = [_step(part) for part in parts if part]
    if any(step.marked for step in steps):
        return tuple(steps)
    shipped = next((n for n, step in enumerate(steps) if _SHIPPED.search(step.text)), len(steps))
    return tuple(LoopStep(step.text, n == shipped + 1) for n, step in enumerate(steps))


def _step(text: str) -> LoopStep:
    text = without_number(text)
    for before, after in _MARKS:
        inside = text[len(before) : len(text) - len(after)].strip()
        if inside and text.startswith(before) and text.endswith(after):
            return LoopStep(without_number(inside), True)
    return LoopStep(text, False)
