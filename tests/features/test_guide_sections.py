"""Which headings are sections, and which lists are questions."""

import pytest

from app.guide.load import parse_guide
from app.guide.model import Guide


def questions(guide: Guide) -> dict[str, list[str]]:
    return {section.title: [question.text for question in section.questions] for section in guide.sections}


@pytest.mark.parametrize(
    "label",
    [
        "Questions",
        "questions to self-assess:",
        "**Questions to ask yourself:**",
        "**Questions**:",
        "QUESTIONS FOR YOU",
        "#### Questions to ask",
        "###### questions",
        "**Self-assessment questions:**",
        "Questions:\n\nTake your time with them.",
    ],
)
def test_every_way_to_write_the_label_announces_questions(label: str) -> None:
    guide = parse_guide(f"# Guide\n## Group\n### Own it\n\n- behave\n\n{label}\n\n- one?\n- two?\n")
    assert questions(guide) == {"Own it": ["one?", "two?"]}
    assert guide.sections[0].behaviours == ("behave",)


@pytest.mark.parametrize("marker", ["-", "*", "+", "1.", "1)"])
def test_every_kind_of_list_holds_questions(marker: str) -> None:
    guide = parse_guide(f"# Own it\nQuestions\n\n{marker} one?\n{marker} [ ] two?\n")
    assert questions(guide) == {"Own it": ["one?", "two?"]}


def test_several_questions_lists_under_one_heading_are_one_section() -> None:
    source = "# G\n## S\nQuestions for you\n- a\n* b\n\n**What S do:**\n- c\n\nQuestions for the team\n- d\n"
    guide = parse_guide(source)
    assert questions(guide) == {"S": ["a", "b", "d"]}
    assert guide.sections[0].behaviours == ("c",)


@pytest.mark.parametrize("label", ["What they do", "What you do at L5", "Behaviours", "The ownership loop"])
def test_label_headings_belong_to_the_section_above_them(label: str) -> None:
    section = f"## S\n### {label}\n- a\n\n**Questions:**\n- q\n### Background\n- b\n"
    guide = parse_guide(f"# G\n{section}## T\n### Questions\n- r\n")
    assert questions(guide) == {"S": ["q"], "T": ["r"]}
    assert guide.sections[0].behaviours == ("a", "b")


def test_a_behaviour_label_under_a_questions_heading_ends_the_questions() -> None:
    guide = parse_guide("# G\n## S\n### Questions\n**About users:**\n- q\n\n**What S do:**\n- a\n")
    assert questions(guide) == {"S": ["q"]}
    assert guide.sections[0].behaviours == ("a",)


def test_a_group_over_sections_is_no_section_itself() -> None:
    guide = parse_guide("# G\n## Group\nText.\n### S\nQuestions\n- q\n### T\nQuestions\n- r\n")
    assert [section.title for section in guide.sections] == ["S", "T"]


def test_a_section_may_be_named_like_a_label() -> None:
    guide = parse_guide("# G\n## What leads do\nQuestions\n- q\n## What staff do\nQuestions\n- r\n")
    assert [section.title for section in guide.sections] == ["What leads do", "What staff do"]
    guide = parse_guide("# G\n## Group\n### The loop\nQuestions\n- q\n### Craft\nQuestions\n- r\n")
    assert [section.title for section in guide.sections] == ["The loop", "Craft"]


def test_questions_right_under_the_title_do_not_swallow_the_other_parts() -> None:
    guide = parse_guide("# G\nQuestions\n- q\n## Anti-patterns\n### A\n- sign\n## How to use\n- step\n")
    assert (guide.title, guide.sections[0].behaviours) == ("G", ())
    assert guide.anti_patterns[0].signs[0].text == "sign"
    assert guide.how_to_use == ("step",)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("1. Own it", "Own it"),
        ("2) Own it", "Own it"),
        ("3 - Own it", "Own it"),
        ("4: Own it", "Own it"),
        ("1.2 Own it", "Own it"),
        ("1.Own it", "Own it"),
        ("10x engineers", "10x engineers"),
        ("2026 goals", "2026 goals"),
        ("24/7 care", "24/7 care"),
        ("**Own** `it` &amp; [you](x)", "Own it & you"),
        ("Know <b>Option<T></b> <!-- soon -->", "Know Option<T>"),
    ],
)
def test_titles_are_plain_text_without_their_number(written: str, title: str) -> None:
    assert parse_guide(f"## {written}\nQuestions\n- q\n").sections[0].title == title


def test_nested_items_and_paragraphs_become_part_of_their_item() -> None:
    source = (
        "# S\nQuestions\n- Do I ask\n  - users\n    - old ones\n  - staff\n- How?\n  - Why?\n\n  And when?\n"
    )
    assert questions(parse_guide(source)) == {
        "S": ["Do I ask: users: old ones; staff", "How? Why? And when?"]
    }


def test_the_loop_is_split_at_any_arrow_over_several_lines() -> None:
    fence = "```\n1. Find => Try ->\nLaunch it\n⟶ Look ➜️ Again\n```"
    guide = parse_guide(
        f"# G\nNot -> this.\n```\nno loop\n```\n## S\n{fence}\nQuestions\n- q\n## T\nQuestions\n- r\n"
    )
    assert [step.text for step in guide.loop] == ["Find", "Try", "Launch it", "Look", "Again"]
    assert [step.text for step in guide.loop if step.marked] == ["Look"]
    assert [section.has_loop for section in guide.sections] == [True, False]


@pytest.mark.parametrize("marked", ["*b*", "**b**", "[b]", "[ b ]"])
def test_a_marked_step_is_clean_and_the_only_one(marked: str) -> None:
    guide = parse_guide(f"# S\n```\nship -> a -> {marked}\n```\nQuestions\n- q\n")
    assert [(step.text, step.marked) for step in guide.loop] == [("ship", False), ("a", False), ("b", True)]


@pytest.mark.parametrize("fence", ["plan -> build -> rest", "plan -> build -> ship"])
def test_no_step_is_marked_where_none_follows_the_shipping(fence: str) -> None:
    guide = parse_guide(f"# S\n```\n{fence}\n```\nQuestions\n- q\n")
    assert [step.marked for step in guide.loop] == [False, False, False]
