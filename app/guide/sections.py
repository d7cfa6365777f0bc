"""Which headings, lists and tables of a document are a guide's sections and parts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from app.guide.markdown import (
    Block,
    Document,
    Heading,
    Labelled,
    ListItem,
    asks_questions,
    is_behaviours,
    is_label,
    is_questions_heading,
    is_stands,
    labelled,
    one_line,
    without_number,
)
from app.guide.model import Example, GuideProblem, LoopStep, MindsetRow

_MEND_NO_LIST = "Write the questions below it as a list, one `- question` a line."
_SHORT = 60


@dataclass(frozen=True)
class FoundSection:
    """A section as it stands in the document, with every heading that belongs to it."""

    heading: Heading
    headings: tuple[Heading, ...]
    questions: tuple[ListItem, ...]
    behaviours: tuple[str, ...]
    stands: tuple[ListItem, ...] = ()


def find_sections(document: Document) -> tuple[list[FoundSection], list[GuideProblem]]:
    """The sections in the order of the document, and the labels that no list follows."""
    search = _Search(document)
    return [
        search.section(heading) for heading in document.headings() if heading in search.asked
    ], search.problems


class _Search:
    def __init__(self, document: Document) -> None:
        self.title = document.title_heading()
        self.problems: list[GuideProblem] = []
        self.asked: dict[Heading, list[ListItem]] = {}
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
        stands = [block for part in inner for block in _lists_of_stands(part)]
        behaviours = tuple(
            item.text
            for part in inner
            for block in part.lists()
            if block not in self._question_lists[part] and block not in stands
            for item in block.items
            if item.text
        )
        own_words = tuple(item for block in stands for item in block.items if item.text)
        return FoundSection(heading, inner, tuple(self.asked[heading]), behaviours, own_words)

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
        """The lists of questions: behind a label, or under a heading that is one until behaviours begin."""
        if heading not in self._label_headings:
            return self._lists_after_labels(heading)
        if is_questions_heading(heading) and not any(inner.lists() for inner in heading.walk()):
            self._no_list(heading.title, heading.line)
        lists: list[Block] = []
        asking = True
        for block in heading.blocks:
            if block.kind == "paragraph" and is_label(block):
                asking = not is_behaviours(labelled(block).label)
            elif block.kind == "list" and asking:
                lists.append(block)
        return lists

    def _lists_after_labels(self, heading: Heading) -> list[Block]:
        lists: list[Block] = []
        label: Block | None = None
        previous: Block | None = None
        for block in heading.blocks:
            starts = block.kind == "paragraph" and asks_questions(block)
            if block.kind == "list" and (label is not None or (lists and previous is lists[-1])):
                lists.append(block)
                label = None
            elif starts or (block.kind == "paragraph" and is_label(block)):
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
        self.problems.append(GuideProblem(line, f'No list follows "{text[:_SHORT]}".', _MEND_NO_LIST))


def _lists_of_stands(heading: Heading) -> list[Block]:
    """The lists right behind a label such as "Where you stand"."""
    return [
        block
        for before, block in pairwise(heading.blocks)
        if block.kind == "list" and before.kind == "paragraph" and is_stands(before)
    ]


# The parts of a guide around its sections: purpose, problem, motto, table, example, how to use it.

_EXPECTATIONS = re.compile(r"core expectations?\b", re.IGNORECASE)


@dataclass(frozen=True)
class GuideParts:
    """What a document says outside its sections."""

    document: Document
    free: tuple[Heading, ...]  # the headings that belong to no section and no anti-pattern
    around: frozenset[Heading]  # those of them that sections or anti-patterns stand under

    def labelled_text(self, name: str) -> str:
        """The text labelled `name`: a "**Name**: text" paragraph or list item, or a heading of that name."""
        named = re.compile(rf"{name.replace(' ', '[ -]')}s?(?: of\b.*)?[ :]*", re.IGNORECASE)
        for heading in (self.document.root, *self.free):
            if named.fullmatch(heading.title):
                return _prose(heading.prose())
            for found in _labels_under(heading):
                if found.rest and named.fullmatch(found.label):
                    return found.rest
        return ""

    def problem(self) -> str:
        """The paragraphs under the first heading about the problem."""
        texts = (
            _prose(block for block in heading.prose() if not is_label(block))
            for heading in self._about("problem")
        )
        return next((text for text in texts if text), "")

    def motto(self) -> str:
        """The first quotation in the document."""
        quotes = (one_line(block.text) for block in self._all_blocks() if block.kind == "quote")
        return next((text for text in quotes if text), "")

    def mindset(self) -> tuple[tuple[str, str], tuple[MindsetRow, ...]]:
        """The first two columns, heads and rows, of the first table that has as many."""
        tables = (block.rows for block in self._all_blocks() if block.kind == "table")
        rows = next((rows for rows in tables if len(rows[0]) > 1), None)
        if rows is None:
            return ("", ""), ()
        return (rows[0][0], rows[0][1]), tuple(MindsetRow(row[0], row[1]) for row in rows[1:])

    def example(self) -> Example:
        """The worked example, from the first heading about an example that tells something."""
        examples = (_example(_flat(heading)) for heading in self._about("example"))
        return next((example for example in examples if example != Example()), Example())

    def how_to_use(self) -> tuple[tuple[str, ...], str]:
        """The steps and the note under "How to use ..."."""
        for heading in self._about("how to use"):
            blocks = list(_flat(heading))
            note = _after_label(blocks, ("important", "note"))
            return _first_list(blocks), note
        return (), ""

    def expectations(self) -> tuple[tuple[str, ...], str]:
        """The standing core expectations, and the prose about how this guide supplements them."""
        for heading in self.free:
            titled = _EXPECTATIONS.search(heading.title) or "existing doc" in heading.title.casefold()
            named = titled and heading not in self.around
            found = _list_after(heading.blocks) or (_first_list(_flat(heading)) if named else ())
            if found:
                return found, _prose(heading.prose())
        return (), ""

    def _about(self, words: str) -> Iterator[Heading]:
        # A title such as "Example Guide" stands over everything: it tells nothing itself.
        return (h for h in self.free if words in h.title.casefold() and h not in self.around)

    def _all_blocks(self) -> Iterator[Block]:
        return (block for heading in self.document.root.walk() for block in heading.blocks)


def _labels_under(heading: Heading) -> Iterator[Labelled]:
    """One paragraph may hold several labels, each on a line of its own."""
    for block in heading.blocks:
        if block.kind == "paragraph":
            lines = [labelled(Block("paragraph", block.line, line)) for line in block.text.split("\n")]
            has_several = len([line for line in lines if line.label]) > 1
            yield from lines if has_several else [labelled(block)]
        for item in block.items:
            yield labelled(Block("paragraph", item.line, item.text))


def _prose(blocks: Iterable[Block]) -> str:
    return "\n\n".join(text for block in blocks if (text := one_line(block.text)))


def _flat(heading: Heading) -> Iterator[Block]:
    """The blocks under a heading, those of the headings below it included; such a heading acts as a label."""
    yield from heading.blocks
    for child in heading.children:
        yield Block("paragraph", child.line, child.title, bold=child.title)
        yield from _flat(child)


def _example(blocks: Iterable[Block]) -> Example:
    told = list(blocks)
    why = _after_label(told, ("why",))
    if not why:
        plain = (one_line(block.text) for block in told if block.kind == "paragraph" and not is_label(block))
        why = next((text for text in plain if text.casefold().startswith("why")), "")
    situation = _after_label(told, ("situation",))
    if not situation and told and told[0].kind == "paragraph" and not labelled(told[0]).label:
        situation = one_line(told[0].text)
    return Example(situation, _first_list(told), why)


def _after_label(blocks: list[Block], names: tuple[str, ...]) -> str:
    """The text behind the first label that starts with one of the names, or the paragraphs below it."""
    for number, block in enumerate(blocks):
        found = labelled(block) if block.kind in ("paragraph", "quote") else None
        if found is None or not found.label.casefold().startswith(names):
            continue
        below = takewhile(lambda it: it.kind == "paragraph" and not is_label(it), blocks[number + 1 :])
        return found.rest or _prose(below)
    return ""


def _first_list(blocks: Iterable[Block]) -> tuple[str, ...]:
    found = next((block for block in blocks if block.kind == "list"), None)
    return tuple(item.text for item in found.items if item.text) if found else ()


def _list_after(blocks: list[Block]) -> tuple[str, ...]:
    for before, block in pairwise(blocks):
        if before.kind == "paragraph" and block.kind == "list" and _EXPECTATIONS.search(before.text):
            return _first_list([block])
    return ()


# Anti-patterns: the headings right below the one that names them.

_NAMED = re.compile(r"anti[\s\-‐‑–]?patterns?", re.IGNORECASE)


@dataclass(frozen=True)
class FoundAntiPattern:
    """An anti-pattern as it stands in the document."""

    heading: Heading
    signs: tuple[ListItem, ...]


def find_anti_patterns(
    document: Document, in_sections: set[Heading]
) -> tuple[list[FoundAntiPattern], set[Heading]]:
    """The anti-patterns with at least one sign, and every heading that is taken up by them."""
    found: list[FoundAntiPattern] = []
    taken: set[Heading] = set()
    for heading in document.headings():
        if heading in taken or heading in in_sections or heading is document.title_heading():
            continue
        if _NAMED.search(heading.title):
            for child in heading.children:
                items = (item for inner in child.walk() for block in inner.lists() for item in block.items)
                signs = tuple(item for item in items if item.text)
                if signs and child not in in_sections:
                    found.append(FoundAntiPattern(child, signs))
            taken.update(heading.walk())
    return found, taken


# The ownership loop: the fenced line, split at its arrows.

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
