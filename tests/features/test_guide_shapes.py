"""Whole guides: the customer's own document, a twin of its shape, another company's, and ours."""

from pathlib import Path

import pytest

from app.guide.load import load_guide, parse_guide
from app.guide.model import Example, Guide, MindsetRow

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
TWIN = DATA / "guide-twin.md"
OTHER = DATA / "guide-other-company.md"
OURS = ROOT / "content" / "l4-to-l5.md"
CUSTOMERS = ROOT.parent / "shared" / "guide-from-the-customer.md"


def assert_customers_shape(guide: Guide) -> None:
    assert [len(section.questions) for section in guide.sections] == [3, 3, 2, 2, 3, 3]
    assert [len(section.behaviours) for section in guide.sections] == [4, 4, 3, 3, 3, 3]
    assert [section.has_loop for section in guide.sections] == [False, False, True, False, False, False]
    assert [len(pattern.signs) for pattern in guide.anti_patterns] == [3, 3, 3]
    assert [step.marked for step in guide.loop] == [False, False, False, True, False]
    assert len(guide.mindset) == 5
    assert len(guide.example.steps) == 7
    assert len(guide.how_to_use) == 4
    assert len(guide.core_expectations) == 6
    texts = (guide.title, guide.purpose, guide.format, guide.use_case, guide.problem, guide.motto, guide.note)
    assert all(
        (*texts, guide.supplements, guide.example.situation, guide.example.why, *guide.mindset_columns)
    )


def test_the_customers_own_file_works_unchanged() -> None:
    if not CUSTOMERS.exists():
        pytest.skip(f"{CUSTOMERS} is not here: the customer's guide is not committed")
    guide = load_guide(CUSTOMERS)
    assert_customers_shape(guide)
    assert guide.source.encode() == CUSTOMERS.read_bytes()


@pytest.mark.parametrize("path", [TWIN, OURS], ids=["twin", "ours"])
def test_a_guide_of_the_customers_shape_is_read_completely(path: Path) -> None:
    assert_customers_shape(load_guide(path))


def test_the_twin_is_read_word_by_word() -> None:
    guide = load_guide(TWIN)
    assert guide.title == "Baker to Head Baker: Running the Oven Room"
    assert guide.format.startswith("Two pages beside the trade handbook")
    assert guide.problem.startswith(
        "Bakers often bake very good bread, yet somebody else makes the morning work (the"
    )
    assert guide.motto == "A baker bakes the list. A head baker feeds the street."
    assert guide.mindset[2] == MindsetRow("Tries a new roll", "Tries a new roll AND asks who came back")
    assert guide.sections[0].title == "Suggest New Bread"
    assert guide.sections[4].title == "Known for a Craft / Sourdough"
    assert guide.sections[4].behaviours[1] == "Seen in the bread, not in speeches"
    assert guide.sections[3].questions[0].text == "Which oven is mine? What should it bake next winter?"
    assert guide.loop[3].text == "Count"
    assert guide.anti_patterns[1].signs[2].text == "Letting the manager find out what guests want"
    assert guide.example.situation == "A baker saw that the rye came back unsold."
    assert guide.example.why.startswith("Nobody had asked.")
    assert guide.how_to_use[0] == "Be frank: Go through the bench questions. What is missing?"
    assert guide.note.startswith("Nobody wins this page.")
    assert guide.supplements.startswith("This page adds to the trade handbook")
    assert guide.core_expectations[-1] == "Teach the craft"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_another_companys_guide_with_other_levels_and_counts_works(line_end: str) -> None:
    guide = parse_guide(OTHER.read_bytes().decode().replace("\n", line_end))
    assert guide.title == "Von Senior zu Staff: Design für das ganze Haus"
    assert (guide.purpose[:5], guide.format, guide.use_case[:4]) == ("Shows", "", "Read")
    assert (
        guide.problem
        == "Good screens, and nobody knows whether they helped.\n\nThey are praised & forgotten."
    )
    assert guide.mindset_columns == ("Senior", "Staff")
    assert guide.mindset[0] == MindsetRow("draws a | b variants", "decides which variant should exist")
    assert [section.title for section in guide.sections] == ["Forschung beginnen", "Den ganzen Weg gehen"]
    assert [question.line for question in guide.questions()] == [40, 41, 45, 46, 66, 67, 69]
    assert guide.sections[0].behaviours[1] == "Write down: what was seen; what was guessed"
    assert guide.sections[1].questions[0].text == "Wann war zuletzt etwas ganz fertig?"
    assert guide.sections[1].questions[1].text == "Was hast du zurückgenommen, und warum?"
    assert [pattern.title for pattern in guide.anti_patterns] == ["Schöne Leere", "The Oracle"]
    assert guide.example == Example(
        "A form that nobody finished.",
        ("Watched five people try", "Took out nine fields"),
        "She measured it the week after.",
    )
    assert guide.core_expectations == ("Craft", "Judgement")


def test_our_guide_has_an_id_written_at_every_place_and_speaks_to_you() -> None:
    guide = load_guide(OURS)
    assert [section.title for section in guide.sections if section.derived] == []
    assert [question.text for question in guide.questions() if question.derived] == []
    assert [pattern.title for pattern in guide.anti_patterns if pattern.derived] == []
    assert [sign.text for sign in guide.signs() if sign.derived] == []
    assert [question.text for question in guide.questions() if " I " in f" {question.text} "] == []
    assert all(question.id.startswith(f"{s.id}.") for s in guide.sections for question in s.questions)


def test_a_guide_finds_its_parts_by_id() -> None:
    guide = load_guide(OURS)
    section, pattern = guide.sections[1], guide.anti_patterns[2]
    assert guide.section(section.id) is section
    assert guide.question(section.questions[1].id) is section.questions[1]
    assert guide.anti_pattern(pattern.id) is pattern
    assert guide.section("retired") is None
    assert guide.question("retired") is None
