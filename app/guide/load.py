"""A guide from its Markdown: read, put together, checked."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.guide.anti_patterns import FoundAntiPattern, find_anti_patterns
from app.guide.ids import derive_id
from app.guide.limits import check_limits
from app.guide.loop import find_loop
from app.guide.model import AntiPattern, Guide, Question, Section, Sign
from app.guide.outline import Document, Heading
from app.guide.parts import Parts
from app.guide.problems import GuideProblems, Problem
from app.guide.read import read_document
from app.guide.sections import FoundSection, find_sections

LARGEST = 200_000
_TOO_LARGE = Problem(
    0, "The file is larger than 200 kB.", "A guide is a few pages: take out what is not part of it."
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Found:
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
            raise GuideProblems([Problem(0, f"{path} is not a file.", mend)])
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        what = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
        raise GuideProblems([Problem(0, what, "Check the path and who may read it.")]) from error
    if len(content) > LARGEST:
        raise GuideProblems([_TOO_LARGE])
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GuideProblems([Problem(line, "The file is not UTF-8 text.", "Save it as UTF-8.")]) from error


@lru_cache(maxsize=32)  # a page of an older version may ask again and again
def parse_guide(source: str) -> Guide:
    """The guide in this Markdown. Raises GuideProblems with every problem found."""
    found = find_guide(source)
    parts = Parts(found.document, found.free, found.around)
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


def find_guide(source: str) -> Found:
    """The parts of a guide where they stand in its document. Raises GuideProblems."""
    _check_text(source)
    document, problems = read_document(source)
    sections, label_problems = find_sections(document)
    in_sections = {heading for section in sections for heading in section.headings}
    patterns, in_patterns = find_anti_patterns(document, in_sections)
    free = tuple(h for h in document.headings() if h not in in_sections and h not in in_patterns)
    title = document.front.get("title") or _title(document, in_sections)
    problems += [*label_problems, *check_limits(title, sections, patterns)]
    if not sections:
        mend = "Put a label such as **Questions to ask yourself:** and a list under a heading."
        problems.append(Problem(1, "There are no questions in this guide.", mend))
    if problems:
        raise GuideProblems(problems)
    around = frozenset(above for part in (*in_sections, *in_patterns) for above in part.above())
    return Found(document, title, sections, patterns, free, around)


def _check_text(source: str) -> None:
    if bad := _UNSTORABLE.search(source):
        line = len(re.findall("\r\n|\r|\n", source[: bad.start()])) + 1
        what = "A character here cannot be stored (a NUL byte or half of a surrogate pair)."
        raise GuideProblems([Problem(line, what, "Delete it.")])
    if len(source.encode()) > LARGEST:
        raise GuideProblems([_TOO_LARGE])


def _title(document: Document, in_sections: set[Heading]) -> str:
    headings = document.headings()
    first = headings[0] if headings else None
    return first.title if first is not None and (first not in in_sections or first.children) else ""


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
