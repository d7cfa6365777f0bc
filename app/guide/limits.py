"""What Slack takes, and ids that must be unique: checked before a guide is served."""

from collections.abc import Iterator

from app.guide.anti_patterns import FoundAntiPattern
from app.guide.ids import derive_id
from app.guide.outline import Heading, Item
from app.guide.problems import Problem
from app.guide.sections import FoundSection

QUESTION = 2000  # the label of an input block
TITLE = 150  # a header block
TEXT = 3000  # the text of a section block
QUESTIONS = 30
SIGNS = 30
SECTIONS = 60

Place = tuple[str, str, int]  # id, wording, line


def check_limits(
    title: str, sections: list[FoundSection], patterns: list[FoundAntiPattern]
) -> Iterator[Problem]:
    """Everything that Slack would refuse or that would mix up two answers."""
    yield from _too_long("title of the guide", title, TITLE, 1)
    if len(sections) > SECTIONS:
        line = sections[SECTIONS].heading.line
        yield Problem(line, f"The guide has {len(sections)} sections.", f"Keep to {SECTIONS}.")
    for section in sections:
        yield from _check_section(section)
    for pattern in patterns:
        yield from _check_anti_pattern(pattern)
    questions = [item for section in sections for item in section.questions]
    signs = [item for pattern in patterns for item in pattern.signs]
    yield from _check_unique("sections", [_heading_place(section.heading) for section in sections])
    yield from _check_unique("questions", [_item_place(item) for item in questions])
    yield from _check_unique("anti-patterns", [_heading_place(pattern.heading) for pattern in patterns])
    yield from _check_unique("signs", [_item_place(item) for item in signs])


def _check_section(section: FoundSection) -> Iterator[Problem]:
    heading = section.heading
    yield from _check_title("section", heading)
    if len(section.questions) > QUESTIONS:
        what = f'The section "{heading.title[:60]}" has {len(section.questions)} questions.'
        yield Problem(
            section.questions[QUESTIONS].line, what, f"Keep to {QUESTIONS}, or make two sections of it."
        )
    for question in section.questions:
        yield from _check_words("question", question)
        yield from _too_long("question", question.text, QUESTION, question.line)
    for behaviour in section.behaviours:
        yield from _too_long("behaviour", behaviour, TEXT, heading.line)


def _check_anti_pattern(pattern: FoundAntiPattern) -> Iterator[Problem]:
    heading = pattern.heading
    yield from _check_title("anti-pattern", heading)
    if len(pattern.signs) > SIGNS:
        what = f'The anti-pattern "{heading.title[:60]}" has {len(pattern.signs)} signs.'
        yield Problem(pattern.signs[SIGNS].line, what, f"Keep to {SIGNS}.")
    for sign in pattern.signs:
        yield from _check_words("sign", sign)
        yield from _too_long("sign", sign.text, TEXT, sign.line)


def _check_title(kind: str, heading: Heading) -> Iterator[Problem]:
    if not heading.title:
        yield Problem(heading.line, f"The heading of this {kind} has no words.", "Write a title.")
    yield from _too_long(f"title of the {kind}", heading.title, TITLE, heading.line)
    yield from _misplaced_id(heading.title, heading.line)


def _check_words(kind: str, item: Item) -> Iterator[Problem]:
    if not item.text:
        yield Problem(item.line, f"This {kind} has no words.", "Write it, or delete the empty list item.")
    yield from _misplaced_id(item.text, item.line)


def _misplaced_id(text: str, line: int) -> Iterator[Problem]:
    if "{#" in text:
        yield Problem(
            line, "An id `{#...}` is read only at the end.", "Move it there, one for each line of text."
        )


def _too_long(kind: str, text: str, most: int, line: int) -> Iterator[Problem]:
    if len(text) > most:
        what = f"The {kind} has {len(text):,} characters, Slack takes {most:,}."
        yield Problem(line, what, f"Shorten it by {len(text) - most:,}.")


def _check_unique(kind: str, places: list[Place]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for name, wording, line in places:
        if not wording:
            continue
        if name in first:
            yield Problem(
                line,
                f"Two {kind} have the id `{name}`: lines {first[name]} and {line}.",
                "Write a different `{#id}` at the end of one of them, or change its wording.",
            )
        first.setdefault(name, line)


def _heading_place(heading: Heading) -> Place:
    return heading.id or derive_id(heading.title), heading.title, heading.line


def _item_place(item: Item) -> Place:
    return item.id or derive_id(item.text), item.text, item.line
