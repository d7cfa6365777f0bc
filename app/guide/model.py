"""What a guide holds: frozen values, no Markdown and no Slack."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question to ask yourself. `line` counts from 1; `derived` says the id comes from the wording."""

    id: str
    text: str
    derived: bool
    line: int


@dataclass(frozen=True)
class Section:
    """What people at the next level do, and the questions that go with it."""

    id: str
    title: str
    behaviours: tuple[str, ...]
    questions: tuple[Question, ...]
    has_loop: bool
    derived: bool
    line: int


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

    def section_of(self, question_id: str) -> Section | None:
        """The section that asks this question, or None when the question is not (or no longer) asked."""
        return next((s for s in self.sections if any(q.id == question_id for q in s.questions)), None)

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
