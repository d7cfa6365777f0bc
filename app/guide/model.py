"""A guide as it is served, its ids, and what can be wrong with one."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question to ask yourself. `line` counts from 1; `derived` says the id comes from the wording."""

    id: str
    text: str
    derived: bool
    line: int


@dataclass(frozen=True)
class Stand:
    """One of a section's own words for where somebody stands."""

    id: str
    text: str


@dataclass(frozen=True)
class Section:
    """What people at the next level do, and the questions that go with it.

    `stands`: where somebody may stand in it, from "not yet" on; empty where the guide does not say.
    """

    id: str
    title: str
    behaviours: tuple[str, ...]
    questions: tuple[Question, ...]
    has_loop: bool
    derived: bool
    line: int
    stands: tuple[Stand, ...] = ()


@dataclass(frozen=True)
class Sign:
    """One way an anti-pattern shows."""

    id: str
    text: str
    derived: bool = False
    line: int = 0


@dataclass(frozen=True)
class AntiPattern:
    """A habit that keeps people where they are."""

    id: str
    title: str
    signs: tuple[Sign, ...]
    derived: bool = False
    line: int = 0


@dataclass(frozen=True)
class Example:
    """The worked example; every part is empty when the guide has none."""

    situation: str = ""
    steps: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class LoopStep:
    """One step of the ownership loop; `marked` is the one that is easily forgotten."""

    text: str
    marked: bool


@dataclass(frozen=True)
class MindsetRow:
    """One row of the mindset table."""

    before: str
    after: str


@dataclass(frozen=True)
class Guide:
    """A whole guide. A part the document does not have is empty, never None."""

    title: str
    purpose: str
    format: str
    use_case: str
    problem: str
    motto: str
    mindset_columns: tuple[str, str]
    mindset: tuple[MindsetRow, ...]
    sections: tuple[Section, ...]
    loop: tuple[LoopStep, ...]
    anti_patterns: tuple[AntiPattern, ...]
    example: Example
    how_to_use: tuple[str, ...]
    note: str
    supplements: str
    core_expectations: tuple[str, ...]
    source: str
    hash: str

    def section(self, section_id: str) -> Section | None:
        """The section with this id, or None when this version of the guide has none."""
        return next((section for section in self.sections if section.id == section_id), None)

    def question(self, question_id: str) -> Question | None:
        """The question with this id, or None when it is not (or no longer) asked."""
        return next((question for question in self.questions() if question.id == question_id), None)

    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the document."""
        return tuple(question for section in self.sections for question in section.questions)

    def signs(self) -> tuple[Sign, ...]:
        """Every sign of every anti-pattern, in the order of the document."""
        return tuple(sign for pattern in self.anti_patterns for sign in pattern.signs)

    def anti_pattern(self, anti_pattern_id: str) -> AntiPattern | None:
        """The anti-pattern with this id, or None."""
        return next((pattern for pattern in self.anti_patterns if pattern.id == anti_pattern_id), None)


# What is wrong with a guide, said so that its author can mend it.


@dataclass(frozen=True, order=True)
class GuideProblem:
    """One thing to mend. `line` counts from 1; 0 means the file as a whole."""

    line: int
    what: str
    mend: str

    def sentence(self) -> str:
        """Where, what and how to mend it, in one line of text."""
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.what} {self.mend}"


class GuideProblems(Exception):
    """A guide that cannot be served. Holds every problem found, sorted by line."""

    def __init__(self, problems: Iterable[GuideProblem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(problem.sentence() for problem in self.problems))


# Ids: written in the guide as `{#id}`, or derived from the wording. Never from the position.

LONGEST_DERIVED = 40
WRITTEN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")

_APOSTROPHES = dict.fromkeys(map(ord, "'\u2019\u02bc"))
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


def derive_id(text: str) -> str:
    """An id for this wording: the same for every spacing, case, punctuation and place.

    At most 40 characters of `a-z0-9-`. A longer wording is cut at a word, and like one with letters outside
    ASCII gets six hex digits of its hash, so that two wordings which differ only there stay apart.
    """
    wording = _normalised(text)
    plain = "".join(c for c in unicodedata.normalize("NFKD", wording) if c.isascii())
    slug = _NOT_IN_ID.sub("-", plain).strip("-")
    if not slug:
        return "x" + _digest(wording or "".join(text.split()))[:10]
    if wording.isascii() and len(slug) <= LONGEST_DERIVED:
        return slug
    room = LONGEST_DERIVED - 7
    if len(slug) > room:
        slug = slug[: room + 1].rpartition("-")[0] or slug[:room]
    return f"{slug}-{_digest(wording)[:6]}"


def is_written_id(text: str) -> bool:
    """Whether `{#text}` is an id an author may write."""
    return WRITTEN.fullmatch(text) is not None


def split_id(text: str) -> tuple[str, str | None]:
    """Take a trailing `{#id}` off Markdown source; the id is returned as written, right or wrong."""
    stripped = text.rstrip()
    start = stripped.rfind("{#")
    if start < 0 or not stripped.endswith("}") or stripped[:start].endswith("\\"):
        return text, None
    written = stripped[start + 2 : -1]
    if "{" in written or "}" in written:
        return text, None
    return stripped[:start].rstrip(), written


def _normalised(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # Combining marks are vowels in Hindi or Thai: dropping them would make different words alike.
    spaced = "".join(
        c if c.isalnum() or unicodedata.category(c).startswith("M") else " "
        for c in folded.translate(_APOSTROPHES)
    )
    return "-".join(word for word in spaced.split() if any(c.isalnum() for c in word))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
