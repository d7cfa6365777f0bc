"""What is wrong with a guide, said so that its author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
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

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(problem.sentence() for problem in self.problems))
