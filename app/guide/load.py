"""A guide from its Markdown: read, put together, checked."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.guide.markdown import Document, Heading, ListItem, read_document
from app.guide.model import (
    AntiPattern,
    Guide,
    GuideProblem,
    GuideProblems,
    Question,
    Section,
    Sign,
    Stand,
    derive_id,
)
from app.guide.sections import (
    FoundAntiPattern,
    FoundSection,
    GuideParts,
    find_anti_patterns,
    find_loop,
    find_sections,
)

# What Slack takes, and ids that must be unique: checked before a guide is served.

QUESTION = 2000  # the label of an input block
TITLE = 150  # a header block
TEXT = 3000  # the text of a section block
QUESTIONS = 30
STANDS = (2, 10)  # a radio group
STAND = 75  # the text of an option
SIGNS = 30
SECTIONS = 60

Place = tuple[str, str, int]  # id, wording, line


def check_limits(
    title: str, sections: list[FoundSection], patterns: list[FoundAntiPattern]
) -> Iterator[GuideProblem]:
    """Everything that Slack would refuse or that would mix up two answers."""
    yield from _too_long("title of the guide", title, TITLE, 1)
    if len(sections) > SECTIONS:
        line = sections[SECTIONS].heading.line
        yield GuideProblem(line, f"The guide has {len(sections)} sections.", f"Keep to {SECTIONS}.")
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


def _check_section(section: FoundSection) -> Iterator[GuideProblem]:
    heading = section.heading
    yield from _check_title("section", heading)
    if len(section.questions) > QUESTIONS:
        what = f'The section "{heading.title[:60]}" has {len(section.questions)} questions.'
        yield GuideProblem(
            section.questions[QUESTIONS].line, what, f"Keep to {QUESTIONS}, or make two sections of it."
        )
    for question in section.questions:
        yield from _check_words("question", question)
        yield from _too_long("question", question.text, QUESTION, question.line)
    least, most = STANDS
    if section.stands and not least <= len(section.stands) <= most:
        what = (
            f'The section "{heading.title[:60]}" has {len(section.stands)} words for where somebody stands.'
        )
        yield GuideProblem(section.stands[0].line, what, f"Write {least} to {most}, from not yet on.")
    yield from _check_unique(
        "words for where somebody stands", [_item_place(item) for item in section.stands]
    )
    for stand in section.stands:
        yield from _check_words("standing", stand)
        yield from _too_long("standing", stand.text, STAND, stand.line)
    for behaviour in section.behaviours:
        yield from _too_long("behaviour", behaviour, TEXT, heading.line)


def _check_anti_pattern(pattern: FoundAntiPattern) -> Iterator[GuideProblem]:
    heading = pattern.heading
    yield from _check_title("anti-pattern", heading)
    if len(pattern.signs) > SIGNS:
        what = f'The anti-pattern "{heading.title[:60]}" has {len(pattern.signs)} signs.'
        yield GuideProblem(pattern.signs[SIGNS].line, what, f"Keep to {SIGNS}.")
    for sign in pattern.signs:
        yield from _check_words("sign", sign)
        yield from _too_long("sign", sign.text, TEXT, sign.line)


def _check_title(kind: str, heading: Heading) -> Iterator[GuideProblem]:
    if not heading.title:
        yield GuideProblem(heading.line, f"The heading of this {kind} has no words.", "Write a title.")
    yield from _too_long(f"title of the {kind}", heading.title, TITLE, heading.line)
    yield from _misplaced_id(heading.title, heading.line)


def _check_words(kind: str, item: ListItem) -> Iterator[GuideProblem]:
    if not item.text:
        yield GuideProblem(
            item.line, f"This {kind} has no words.", "Write it, or delete the empty list item."
        )
    yield from _misplaced_id(item.text, item.line)


def _misplaced_id(text: str, line: int) -> Iterator[GuideProblem]:
    if "{#" in text:
        yield GuideProblem(
            line, "An id `{#...}` is read only at the end.", "Move it there, one for each line of text."
        )


def _too_long(kind: str, text: str, most: int, line: int) -> Iterator[GuideProblem]:
    if len(text) > most:
        what = f"The {kind} has {len(text):,} characters, Slack takes {most:,}."
        yield GuideProblem(line, what, f"Shorten it by {len(text) - most:,}.")


def _check_unique(kind: str, places: list[Place]) -> Iterator[GuideProblem]:
    first: dict[str, int] = {}
    for name, wording, line in places:
        if not wording:
            continue
        if name in first:
            yield GuideProblem(
                line,
                f"Two {kind} have the id `{name}`: lines {first[name]} and {line}.",
                "Write a different `{#id}` at the end of one of them, or change its wording.",
            )
        first.setdefault(name, line)


def _heading_place(heading: Heading) -> Place:
    return heading.id or derive_id(heading.title), heading.title, heading.line


def _item_place(item: ListItem) -> Place:
    return item.id or derive_id(item.text), item.text, item.line


LARGEST = 200_000
_TOO_LARGE = GuideProblem(
    0, "The file is larger than 200 kB.", "A guide is a few pages: take out what is not part of it."
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class FoundGuide:
    """A document that is fit to be a guide, with the places of its sections and anti-patterns."""

    document: Document
    title: str
    sections: list[FoundSection]
    patterns: list[FoundAntiPattern]
    free: tuple[Heading, ...]
    around: frozenset[Heading]


def load_guide(path: Path) -> Guide:
    """The guide in this file. Raises GuideProblems, also where the file cannot be read as UTF-8."""
    return parse_guide(read_source(path))


def read_source(path: Path) -> str:
    """The text of a file, line ends and all. Raises GuideProblems."""
    try:
        if not path.is_file():
            mend = "Check the path (GUIDE_PATH for the server)."
            raise GuideProblems([GuideProblem(0, f"{path} is not a file.", mend)])
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        what = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
        raise GuideProblems([GuideProblem(0, what, "Check the path and who may read it.")]) from error
    if len(content) > LARGEST:
        raise GuideProblems([_TOO_LARGE])
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GuideProblems(
            [GuideProblem(line, "The file is not UTF-8 text.", "Save it as UTF-8.")]
        ) from error


@lru_cache(maxsize=32)  # a page of an older version may ask again and again
def parse_guide(source: str) -> Guide:
    """The guide in this Markdown. Raises GuideProblems with every problem found."""
    found = find_guide(source)
    parts = GuideParts(found.document, found.free, found.around)
    loop, loop_heading = find_loop(found.document)
    columns, mindset = parts.mindset()
    how_to_use, note = parts.how_to_use()
    expectations, supplements = parts.expectations()
    front = found.document.front
    return Guide(
        title=found.title,
        purpose=front.get("purpose") or parts.labelled_text("purpose"),
        format=front.get("format") or parts.labelled_text("format"),
        use_case=front.get("use_case") or parts.labelled_text("use case"),
        problem=front.get("problem") or parts.problem(),
        motto=front.get("motto") or parts.motto(),
        mindset_columns=columns,
        mindset=mindset,
        sections=tuple(_section(section, loop_heading) for section in found.sections),
        loop=loop,
        anti_patterns=tuple(_anti_pattern(pattern) for pattern in found.patterns),
        example=parts.example(),
        how_to_use=how_to_use,
        note=note,
        supplements=supplements,
        core_expectations=expectations,
        source=source,
        hash=hashlib.sha256(source.encode()).hexdigest(),
    )


def find_guide(source: str) -> FoundGuide:
    """The parts of a guide where they stand in its document. Raises GuideProblems."""
    _check_text(source)
    document, problems = read_document(source)
    headings = document.headings()
    sections, label_problems = find_sections(document)
    in_sections = {heading for section in sections for heading in section.headings}
    patterns, in_patterns = find_anti_patterns(document, in_sections)
    free = tuple(h for h in headings if h not in in_sections and h not in in_patterns)
    title = document.front.get("title", "")
    if not title and headings and (headings[0] not in in_sections or headings[0].children):
        title = headings[0].title
    problems += [*label_problems, *check_limits(title, sections, patterns)]
    if not sections:
        mend = "Put a label such as **Questions to ask yourself:** and a list under a heading."
        problems.append(GuideProblem(1, "There are no questions in this guide.", mend))
    if problems:
        raise GuideProblems(problems)
    around = frozenset(above for part in (*in_sections, *in_patterns) for above in part.above())
    return FoundGuide(document, title, sections, patterns, free, around)


def _check_text(source: str) -> None:
    if bad := _UNSTORABLE.search(source):
        line = len(re.findall("\r\n|\r|\n", source[: bad.start()])) + 1
        what = "A character here cannot be stored (a NUL byte or half of a surrogate pair)."
        raise GuideProblems([GuideProblem(line, what, "Delete it.")])
    if len(source.encode()) > LARGEST:
        raise GuideProblems([_TOO_LARGE])


def _section(found: FoundSection, loop_heading: Heading | None) -> Section:
    heading = found.heading
    return Section(
        id=heading.id or derive_id(heading.title),
        title=heading.title,
        behaviours=found.behaviours,
        questions=tuple(
            Question(item.id or derive_id(item.text), item.text, item.id is None, item.line)
            for item in found.questions
        ),
        has_loop=loop_heading in found.headings,
        derived=heading.id is None,
        line=heading.line,
        stands=tuple(Stand(item.id or derive_id(item.text), item.text) for item in found.stands),
    )


def _anti_pattern(found: FoundAntiPattern) -> AntiPattern:
    heading = found.heading
    return AntiPattern(
        id=heading.id or derive_id(heading.title),
        title=heading.title,
        signs=tuple(
            Sign(item.id or derive_id(item.text), item.text, item.id is None, item.line)
            for item in found.signs
        ),
        derived=heading.id is None,
        line=heading.line,
    )
