"""What `guide check` says."""

import json
from pathlib import Path

from app.guide.load import load_guide, parse_guide
from app.guide.model import GuideProblem
from app.guide.report import as_json, describe, describe_problems

ROOT = Path(__file__).parents[2]
KEYS = [
    *("title", "purpose", "format", "use_case", "problem", "motto", "mindset_columns", "mindset", "sections"),
    *("loop", "anti_patterns", "example", "how_to_use", "note", "supplements", "core_expectations"),
]


def test_the_json_has_every_part_of_the_guide() -> None:
    guide = load_guide(ROOT / "tests" / "data" / "guide-twin.md")
    told = json.loads(as_json(guide))
    assert list(told) == KEYS
    assert told["mindset_columns"] == ["Baker", "Head Baker"]
    assert told["mindset"][0] == ["Bakes what is on the list", "Writes the list"]
    assert list(told["sections"][0]) == ["id", "title", "behaviours", "questions"]
    assert told["sections"][0]["questions"][0] == {
        "id": guide.sections[0].questions[0].id,
        "text": "Which bread did I suggest before anybody ordered it?",
    }
    assert told["loop"][3] == "Count"
    assert told["anti_patterns"][0]["title"] == "Bake and Leave"
    assert told["anti_patterns"][0]["signs"][1] == "Never looking at the shelf after lunch"
    assert list(told["example"]) == ["situation", "steps", "why"]
    assert told["core_expectations"][5] == "Teach the craft"


def test_absent_parts_are_empty_in_the_json() -> None:
    told = json.loads(as_json(parse_guide("# Sektion ä\nQuestions\n- q\n")))
    assert list(told) == KEYS
    assert told.pop("sections")[0]["title"] == "Sektion ä"
    assert told.pop("example") == {"situation": "", "steps": [], "why": ""}
    assert all(part in ("", []) for part in told.values())


def test_the_json_is_readable_text() -> None:
    assert '\n  "title": "Für ä"' in as_json(parse_guide("# Für ä\n## S\nQuestions\n- q\n"))


def test_the_description_counts_what_was_found() -> None:
    said = describe(load_guide(ROOT / "content" / "l4-to-l5.md"))
    for part in ("6 sections, 16 questions", "3 anti-patterns, 9 signs", "loop, 5 steps", "[Monitor]"):
        assert part in said
    for part in ("mindset table: 5 rows", "6 core expectations", "(2 questions, 3 behaviours, the loop)"):
        assert part in said
    assert "Not in this guide" not in said
    assert "has an id written in" in said


def test_the_description_says_what_is_absent_and_which_ids_are_derived() -> None:
    said = describe(
        parse_guide("# G\n## S\nQuestions\n- q one\n- q {#two}\n## Anti-patterns\n### A\n- sign\n")
    )
    assert "  motto: a quotation" in said
    assert "  anti-patterns: " not in said
    assert "4 ids derived" in said
    assert [line for line in said.splitlines() if line.startswith("  line ")] == [
        "  line 2: S",
        "  line 4: q one",
        "  line 7: A",
        "  line 8: sign",
    ]
    assert said.endswith("followthrough guide check FILE --with-ids")


def test_problems_are_told_one_a_line_with_their_line_number() -> None:
    said = describe_problems(
        [GuideProblem(3, "Too long.", "Cut it."), GuideProblem(0, "Not a file.", "Check it.")]
    )
    assert said.splitlines() == [
        "This guide cannot be used yet: 2 problems.",
        "  line 3: Too long. Cut it.",
        "  Not a file. Check it.",
    ]
