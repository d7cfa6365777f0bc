"""The parts around the sections, in the ways people write them."""

import pytest

from app.guide.load import parse_guide
from app.guide.model import Example

SECTION = "\n\n## Section\n\nQuestions\n\n- q?\n\n"


@pytest.mark.parametrize(
    "written",
    [
        "**Purpose**: see *clearly*",
        "**Purpose:** see clearly",
        "Purpose: see clearly",
        "- **Purpose**: see clearly",
        "**Use case**: x\n**Purpose**: see clearly",
        "### Purpose\n\nsee clearly",
        "**Purpose of this guide** - see clearly",
    ],
)
def test_the_purpose_is_found_however_it_is_labelled(written: str) -> None:
    assert parse_guide(f"# G\n## About\n\n{written}\n{SECTION}").purpose == "see clearly"


def test_front_matter_gives_parts_and_wins_over_the_document() -> None:
    guide = parse_guide(f"---\ntitle: 'A: b'\nuse-case: c\nmotto: d\n---\n# G\n> quote\n{SECTION}")
    assert (guide.title, guide.use_case, guide.motto) == ("A: b", "c", "d")


def test_a_document_may_begin_with_a_rule() -> None:
    guide = parse_guide(f"---\n\n# G\n\n---\n{SECTION}")
    assert (guide.title, guide.sections[0].line) == ("G", 8)


def test_a_byte_order_mark_changes_nothing_but_the_source() -> None:
    guide = parse_guide(f"\ufeff# G{SECTION}")
    assert (guide.title, guide.sections[0].line, guide.source[0]) == ("G", 3, "\ufeff")


def test_a_title_with_telling_words_is_not_taken_for_the_parts() -> None:
    title = "# How to use core expectations: example of a problem"
    guide = parse_guide(f"{title}\n\nIntro.\n\n- x\n{SECTION}## An example\n- step\n## The problem\nLate.\n")
    assert (guide.example.steps, guide.problem, guide.how_to_use) == (("step",), "Late.", ())
    assert guide.core_expectations == ()


def test_a_section_about_problems_or_examples_is_only_a_section() -> None:
    guide = parse_guide("# G\n## Solve problems by example\nText.\n- a\n\nQuestions\n- q\n")
    assert (guide.problem, guide.example) == ("", Example())


def test_the_example_may_use_headings_as_labels() -> None:
    told = "## Example\n### Situation\nIt was slow.\n### What she did\n1. a\n2. b\n### Why so\nBecause.\n"
    assert parse_guide(f"# G{SECTION}{told}").example == Example("It was slow.", ("a", "b"), "Because.")


def test_the_text_behind_why_is_kept_and_its_label_dropped() -> None:
    told = "## Example\nIt was slow.\n\n- a\n\nWhy it counts: because.\n"
    assert parse_guide(f"# G{SECTION}{told}").example == Example("It was slow.", ("a",), "because.")
    told = "## Example\nIt was slow.\n\n- a\n\nWhy? It had to be.\n"
    assert parse_guide(f"# G{SECTION}{told}").example.why == "Why? It had to be."


@pytest.mark.parametrize(
    "heading", ["Anti-patterns", "Our antipatterns", "Anti Patterns (stuck)", "ANTI-PATTERN"]
)
def test_anti_patterns_are_the_headings_below_the_one_that_names_them(heading: str) -> None:
    guide = parse_guide(f"# G{SECTION}## {heading}\nIntro.\n### 1. A\n- x\n#### more\n1. y\n### B\n* z\n")
    assert [pattern.title for pattern in guide.anti_patterns] == ["A", "B"]
    assert [[sign.text for sign in pattern.signs] for pattern in guide.anti_patterns] == [["x", "y"], ["z"]]


def test_a_title_that_names_anti_patterns_does_not_make_every_part_one() -> None:
    guide = parse_guide(
        f"# Habits and anti-patterns{SECTION}## How to use\n- step\n## Anti-patterns\n### A\n- x\n"
    )
    assert [pattern.title for pattern in guide.anti_patterns] == ["A"]
    assert guide.how_to_use == ("step",)


@pytest.mark.parametrize(
    "written",
    [
        "## With the existing doc\nIt adds.\n\n- a\n- b\n",
        "## Fit\nIt adds.\n\n**The core expectations remain:**\n- a\n- b\n",
        "## Core expectations\nIt adds.\n- a\n- b\n",
    ],
)
def test_core_expectations_are_found_by_heading_or_by_sentence(written: str) -> None:
    guide = parse_guide(f"# G{SECTION}{written}")
    assert guide.core_expectations == ("a", "b")
    assert guide.supplements.startswith("It adds.")


def test_a_one_column_table_is_not_the_mindset_table() -> None:
    tables = "| a |\n|---|\n| b |\n\nThen:\n\nbefore | after\n--- | ---\n`x \\| y` | z\n"
    guide = parse_guide(f"# G\n\n{tables}{SECTION}")
    assert guide.mindset_columns == ("before", "after")
    assert [(row.before, row.after) for row in guide.mindset] == [("x | y", "z")]


def test_absent_parts_are_empty() -> None:
    guide = parse_guide("# Section\nQuestions\n- q?\n")
    texts = (guide.purpose, guide.problem, guide.motto, guide.note, guide.supplements)
    assert texts == ("", "", "", "", "")
    assert (guide.loop, guide.mindset, guide.anti_patterns, guide.how_to_use) == ((), (), (), ())
    assert (guide.example, guide.mindset_columns) == (Example("", (), ""), ("", ""))
