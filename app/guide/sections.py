"""Which headings are sections, and which lists in them are questions or behaviours."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.guide.labels import asks_questions, is_behaviours, is_label, is_questions_heading, labelled
from app.guide.outline import Block, Document, Heading, Item
from app.guide.plain import one_line
from app.guide.problems import Problem

_MEND_NO_LIST = "Write the questions below it as a list, one `- question` a line."
_SHORT = 60


@dataclass(frozen=True)
class FoundSection:
    """A section as it stands in the document, with every heading that belongs to it."""

    heading: Heading
    headings: tuple[Heading, ...]
    questions: tuple[Item, ...]
    behaviours: tuple[str, ...]


def find_sections(document: Document) -> tuple[list[FoundSection], list[Problem]]:
    """The sections in the order of the document, and the labels that no list follows."""
    search = _Search(document)
    return [
        search.section(heading) for heading in document.headings() if heading in search.asked
    ], search.problems


class _Search:
    def __init__(self, document: Document) -> None:
        self.title = document.title_heading()
        self.problems: list[Problem] = []
        self.asked: dict[Heading, list[Item]] = {}
        self._label_headings: set[Heading] = set()
        self._question_lists: dict[Heading, list[Block]] = {}
        for heading in document.headings():
            if heading.parent in self._label_headings or is_questions_heading(heading):
                self._label_headings.add(heading)
            self._question_lists[heading] = self._lists_in(heading)
        for heading, lists in self._question_lists.items():
            if lists:
                items = [item for block in lists for item in block.items]
                self.asked.setdefault(self._owner(heading), []).extend(items)

    def section(self, heading: Heading) -> FoundSection:
        inner = tuple(self._inner(heading))
        behaviours = tuple(
            item.text
            for part in inner
            for block in part.lists()
            if block not in self._question_lists[part]
            for item in block.items
            if item.text
        )
        return FoundSection(heading, inner, tuple(self.asked[heading]), behaviours)

    def _inner(self, heading: Heading) -> Iterator[Heading]:
        yield heading
        for child in heading.children:
            label = child in self._label_headings or is_behaviours(child.title)
            # Under the document's own title only labels belong to it: the rest are parts of their own.
            if child not in self.asked and (heading is not self.title or label):
                yield from self._inner(child)

    def _owner(self, heading: Heading) -> Heading:
        while heading in self._label_headings and heading.parent is not None:
            heading = heading.parent
        parent = heading.parent
        if is_behaviours(heading.title) and parent is not None and parent.level and parent is not self.title:
            others = [child for child in parent.children if child is not heading]
            if not any(self._question_lists.get(inner) for child in others for inner in child.walk()):
                return parent
        return heading

    def _lists_in(self, heading: Heading) -> list[Block]:
        if heading not in self._label_headings:
            return self._lists_after_labels(heading)
        if is_questions_heading(heading) and not any(inner.lists() for inner in heading.walk()):
            self._no_list(heading.title, heading.line)
        return _lists_before_behaviours(heading)

    def _lists_after_labels(self, heading: Heading) -> list[Block]:
        lists: list[Block] = []
        label: Block | None = None
        previous: Block | None = None
        for block in heading.blocks:
            starts = block.kind == "paragraph" and asks_questions(block)
            if block.kind == "list" and (label is not None or (lists and previous is lists[-1])):
                lists.append(block)
                label = None
            elif starts or _ends_label(block):
                self._check(label)
                label = block if starts else None
            previous = block
        self._check(label)
        return lists

    def _check(self, label: Block | None) -> None:
        text = one_line(label.text) if label is not None else ""
        # "Questions? Ask the people team." is a sentence, not a label.
        sentence = len(text) > _SHORT or text.endswith((".", "!"))
        if label is not None and (is_label(label) or not sentence):
            self._no_list(text, label.line)

    def _no_list(self, text: str, line: int) -> None:
        self.problems.append(Problem(line, f'No list follows "{text[:_SHORT]}".', _MEND_NO_LIST))


def _ends_label(block: Block) -> bool:
    return block.kind == "paragraph" and is_label(block)


def _lists_before_behaviours(heading: Heading) -> list[Block]:
    lists: list[Block] = []
    asking = True
    for block in heading.blocks:
        if block.kind == "paragraph" and is_label(block):
            asking = not is_behaviours(labelled(block).label)
        elif block.kind == "list" and asking:
            lists.append(block)
    return lists
