"""Labels: the few words such as "Questions", "What they did:" or "Why" that say what follows."""

import re
from dataclasses import dataclass

from app.guide.outline import Block, Heading
from app.guide.plain import one_line

_QUESTIONS = re.compile(r"questions?\b", re.IGNORECASE)
_ENDS_IN_QUESTIONS = re.compile(r".*\bquestions\W*", re.IGNORECASE)
_BEHAVIOURS = re.compile(
    r"what\b.*\b(?:do|does|did|looks? like|sounds? like)\b(?:\W*| (?:at|as|in|on) .*)"
    r"|(?:\w+ )?behaviou?rs?\W*|the\b.*\bloop\W*",
    re.IGNORECASE,
)
_COLON = re.compile(r"\s*[:：]\s*")
_AFTER_LABEL = " \t\n:：-–—"
_LONGEST = 80


@dataclass(frozen=True)
class Labelled:
    """A label and the text behind it in the same paragraph; either may be empty."""

    label: str
    rest: str
    line: int


def labelled(block: Block) -> Labelled:
    """Split "**Purpose**: text" or "Purpose: text"; without a label everything is `rest`."""
    text = one_line(block.text)
    if block.bold and len(block.bold) <= _LONGEST:
        rest = text[len(block.bold) :].lstrip(_AFTER_LABEL)
        return Labelled(block.bold.rstrip(_AFTER_LABEL), rest, block.line)
    before, colon, after = _split_at_colon(text)
    if colon and len(before) <= _LONGEST:
        return Labelled(before, after, block.line)
    return Labelled("", text, block.line)


def is_label(block: Block) -> bool:
    """Whether a paragraph is only a label: nothing stands behind it."""
    found = labelled(block)
    return bool(found.label) and not found.rest


def asks_questions(block: Block) -> bool:
    """Whether a paragraph announces the questions: "Questions to self-assess", bold or not, colon or not."""
    text = one_line(block.text)
    if _QUESTIONS.match(text):
        return True
    return is_label(block) and _ENDS_IN_QUESTIONS.fullmatch(text) is not None


def is_questions_heading(heading: Heading) -> bool:
    """Whether a heading is itself the label over the questions of the heading above it."""
    if not _QUESTIONS.match(heading.title) or heading.parent is None or heading.parent.level == 0:
        return False
    return not any(
        _has_questions_label(inner) for inner in heading.walk() if inner is not heading
    ) and not any(asks_questions(block) for block in heading.prose())


def is_behaviours(text: str) -> bool:
    """Whether a label announces behaviours: "What L5s do", "Behaviours", "The ownership loop"."""
    return _BEHAVIOURS.fullmatch(text) is not None


def _has_questions_label(heading: Heading) -> bool:
    return _QUESTIONS.match(heading.title) is not None or any(map(asks_questions, heading.prose()))


def _split_at_colon(text: str) -> tuple[str, str, str]:
    found = _COLON.search(text)
    return (text[: found.start()], ":", text[found.end() :]) if found else (text, "", "")
