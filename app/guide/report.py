"""What `guide check` says about a guide: for people, as JSON, and as the file with ids written in."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from app.guide.load import FoundGuide, find_guide
from app.guide.model import Guide, GuideProblem, derive_id

# The same guide with its ids written in, so that a later rewording keeps the answers.

_LINE_END = re.compile("(\r\n|\r|\n)")
# A paragraph may end in a line like "1.": with words behind it that line would begin a list. Left as it is.
_BARE_MARKER = re.compile(r"[ \t]*(?:[-+*]|\d+[.)])")
_CLOSING_HASHES = re.compile(r"[ \t]#+[ \t]*$")


def with_ids(source: str) -> str:
    """The source with ` {#id}` behind every section, question, anti-pattern and sign that has none.

    Every other byte stays, and the ids stay what they were. Raises GuideProblems.
    """
    pieces = _LINE_END.split(source)
    for line, hashes, written in _places(find_guide(source)):
        pieces[2 * line] = _append(pieces[2 * line], hashes, written)
    return "".join(pieces)


def _places(found: FoundGuide) -> Iterator[tuple[int, bool, str]]:
    headings = [section.heading for section in found.sections] + [
        pattern.heading for pattern in found.patterns
    ]
    for heading in headings:
        if heading.id is None:
            yield heading.last_line, heading.hashes, derive_id(heading.title)
    questions = [item for section in found.sections for item in section.questions]
    signs = [item for pattern in found.patterns for item in pattern.signs]
    stands = [item for section in found.sections for item in section.stands]
    for item in questions + signs + stands:
        if item.id is None and item.last_line is not None:
            yield item.last_line, item.hashes, derive_id(item.text)


def _append(line: str, hashes: bool, written: str) -> str:
    text = line.rstrip(" \t")
    if _BARE_MARKER.fullmatch(text):
        return line
    # "## Title ##": behind the closing hashes it would make them part of the title.
    if hashes and (closing := _CLOSING_HASHES.search(line)):
        text = line[: closing.start()].rstrip(" \t")
    return f"{text} {{#{written}}}{line[len(text) :]}"


# What was found, and what was not.

_HOW_TO_HAVE = {
    "title": "a heading at the top",
    "purpose": "a paragraph **Purpose**: ...",
    "format": "a paragraph **Format**: ...",
    "use case": "a paragraph **Use case**: ...",
    "problem": 'a heading with "problem" in it and a paragraph below',
    "motto": "a quotation, > ...",
    "mindset table": "a table of two columns",
    "loop": "a code block with arrows, A -> B -> C",
    "anti-patterns": 'a heading with "anti-patterns" in it, headings below it, a list below each',
    "example": 'a heading with "example" in it, **Situation**: ..., a list of steps, **Why ...**: ...',
    "how to use it": 'a heading with "how to use" in it and a list below',
    "note": "a paragraph **Important**: ... in how to use it",
    "core expectations": 'a paragraph that ends in "core expectations ...:" and a list below',
}


def describe(guide: Guide) -> str:
    """What was found in the guide, what it does not have, and where its ids come from."""
    return "\n".join([*_found(guide), *_absent(guide), *_ids(guide)])


def describe_problems(problems: Iterable[GuideProblem]) -> str:
    """Every problem with its line and how to mend it, one a line."""
    lines = [problem.sentence() for problem in problems]
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    return "\n".join([f"This guide cannot be used yet: {count}.", *(f"  {line}" for line in lines)])


def as_json(guide: Guide) -> str:
    """The guide as JSON. An absent part is an empty string or list, never missing and never null."""
    content = {
        "title": guide.title,
        "purpose": guide.purpose,
        "format": guide.format,
        "use_case": guide.use_case,
        "problem": guide.problem,
        "motto": guide.motto,
        "mindset_columns": guide.mindset_columns,
        "mindset": [(row.before, row.after) for row in guide.mindset],
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "behaviours": section.behaviours,
                "questions": [{"id": question.id, "text": question.text} for question in section.questions],
                **({"stands": [asdict(stand) for stand in section.stands]} if section.stands else {}),
            }
            for section in guide.sections
        ],
        "loop": [step.text for step in guide.loop],
        "anti_patterns": [
            {"id": pattern.id, "title": pattern.title, "signs": [sign.text for sign in pattern.signs]}
            for pattern in guide.anti_patterns
        ],
        "example": asdict(guide.example),
        "how_to_use": guide.how_to_use,
        "note": guide.note,
        "supplements": guide.supplements,
        "core_expectations": guide.core_expectations,
    }
    if not any(guide.mindset_columns) and not guide.mindset:
        content["mindset_columns"] = []
    return json.dumps(content, ensure_ascii=False, indent=2)


def _found(guide: Guide) -> Iterator[str]:
    yield guide.title or "(no title)"
    yield f"  {_count(len(guide.sections), 'section')}, {_count(len(guide.questions()), 'question')}"
    for section in guide.sections:
        counts = (
            f"{_count(len(section.questions), 'question')}, {_count(len(section.behaviours), 'behaviour')}"
        )
        counts += f", {len(section.stands)} words for where one stands" if section.stands else ""
        yield f"    line {section.line}: {section.title} ({counts}{', the loop' if section.has_loop else ''})"
    yield f"  {_count(len(guide.anti_patterns), 'anti-pattern')}, {_count(len(guide.signs()), 'sign')}"
    for pattern in guide.anti_patterns:
        yield f"    {pattern.title} ({_count(len(pattern.signs), 'sign')})"
    if guide.loop:
        steps = (f"[{step.text}]" if step.marked else step.text for step in guide.loop)
        yield f"  loop, {_count(len(guide.loop), 'step')}: {' -> '.join(steps)}"
    if guide.mindset:
        yield f"  mindset table: {_count(len(guide.mindset), 'row')}"
    if guide.example.steps:
        yield f"  example: {_count(len(guide.example.steps), 'step')}"
    if guide.how_to_use:
        yield f"  how to use it: {_count(len(guide.how_to_use), 'step')}"
    if guide.core_expectations:
        yield f"  {_count(len(guide.core_expectations), 'core expectation')}"


def _absent(guide: Guide) -> Iterator[str]:
    parts: dict[str, object] = {
        "title": guide.title,
        "purpose": guide.purpose,
        "format": guide.format,
        "use case": guide.use_case,
        "problem": guide.problem,
        "motto": guide.motto,
        "mindset table": guide.mindset,
        "loop": guide.loop,
        "anti-patterns": guide.anti_patterns,
        "example": guide.example.steps or guide.example.situation,
        "how to use it": guide.how_to_use,
        "note": guide.note,
        "core expectations": guide.core_expectations,
    }
    absent = [name for name, part in parts.items() if not part]
    if absent:
        yield "Not in this guide (each is optional):"
        yield from (f"  {name}: {_HOW_TO_HAVE[name]}" for name in absent)


def _ids(guide: Guide) -> Iterator[str]:
    derived = [(section.line, section.title) for section in guide.sections if section.derived]
    derived += [(question.line, question.text) for question in guide.questions() if question.derived]
    derived += [(pattern.line, pattern.title) for pattern in guide.anti_patterns if pattern.derived]
    derived += [(sign.line, sign.text) for sign in guide.signs() if sign.derived]
    if not derived:
        yield "Every section, question, anti-pattern and sign has an id written in."
        return
    yield f"{_count(len(derived), 'id')} derived from the wording: rewording such a line starts a new answer."
    yield from (f"  line {line}: {text}" for line, text in sorted(derived))
    yield "To keep the answers, write the ids in: followthrough guide check FILE --with-ids"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
