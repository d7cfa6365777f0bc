"""`--with-ids`: the same file with its ids written in."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.guide.load import parse_guide
from app.guide.model import Guide, GuideProblems
from app.guide.report import with_ids

DATA = Path(__file__).parents[1] / "data"
SHAPES = [(DATA / name).read_bytes().decode() for name in ("guide-twin.md", "guide-other-company.md")]
FRAGMENTS = [
    *(
        "# ",
        "## ",
        "- ",
        "* ",
        "1. ",
        "\n",
        "\n\n",
        "  ",
        "    ",
        "\t",
        "a",
        "b c",
        "|",
        "> ",
        "->",
        "\\",
        "#",
        " #",
    ),
    *(
        "Questions",
        "**Questions:**\n",
        "Anti-patterns",
        "{#x}",
        "}",
        "```\n",
        "===\n",
        "---\n",
        "`",
        "*",
        "_",
        "<b>",
    ),
    *("[ ] ", "[a](b)", "&amp;", "\r\n", "é", "\u2028", "\ufeff", "<!--", "-->", "title: x\n", "| a | b |\n"),
]


def places(guide: Guide) -> list[tuple[str, str, bool]]:
    found = [(section.id, section.title, section.derived) for section in guide.sections]
    found += [(pattern.id, pattern.title, pattern.derived) for pattern in guide.anti_patterns]
    found += [(question.id, question.text, question.derived) for question in guide.questions()]
    return found + [(sign.id, sign.text, sign.derived) for sign in guide.signs()]


def ids(guide: Guide) -> list[tuple[str, str]]:
    return [(name, text) for name, text, _ in places(guide)]


def derived(guide: Guide) -> list[str]:
    return [name for name, _, is_derived in places(guide) if is_derived]


@pytest.mark.parametrize("source", SHAPES, ids=["twin", "other"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_ids_stay_what_they_were_and_nothing_else_changes(source: str, line_end: str) -> None:
    source = source.replace("\n", line_end)
    written = with_ids(source)
    guide = parse_guide(written)
    assert ids(guide) == ids(parse_guide(source))
    assert derived(guide) == []
    assert with_ids(written) == written
    for name in derived(parse_guide(source)):
        assert written.count(f" {{#{name}}}") == 1
        written = written.replace(f" {{#{name}}}", "")
    assert written == source


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("## S ##  \nQuestions\n- q  \n", "## S {#s} ##  \nQuestions\n- q {#q}  \n"),
        ("S\n===\nQuestions\n- q", "S {#s}\n===\nQuestions\n- q {#q}"),
        ("# S\nQuestions\n- q\n  more\n  - x\n", "# S {#s}\nQuestions\n- q\n  more {#q-more-x}\n  - x\n"),
        ("# S\nQuestions\n- # q #\n", "# S {#s}\nQuestions\n- # q {#q} #\n"),
        ("# S #1\nQuestions\n- 5 #\n", "# S #1 {#s-1}\nQuestions\n- 5 # {#5}\n"),
        ("# S {#z}\nQuestions\n- q {#y}\n", "# S {#z}\nQuestions\n- q {#y}\n"),
    ],
)
def test_the_id_goes_to_the_end_of_the_own_paragraph(source: str, written: str) -> None:
    assert with_ids(source) == written


@pytest.mark.parametrize("item", ["- q\n  1.\n", "- #\n\n      code\n"])
def test_an_item_that_an_id_would_change_is_left_alone(item: str) -> None:
    source = f"# S {{#s}}\nQuestions\n{item}"
    assert with_ids(source) == source


def test_a_guide_with_problems_gets_no_ids() -> None:
    with pytest.raises(GuideProblems):
        with_ids("# S\nQuestions\n- q\n- q\n")


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join), st.booleans())
@example("a\n## ", True)
@settings(max_examples=100, deadline=None)
def test_any_guide_survives_the_round_trip(text: str, begin_well: bool) -> None:
    source = f"# t\n## s\nQuestions\n- {text}" if begin_well else text
    try:
        guide = parse_guide(source)
    except GuideProblems:
        return
    written = with_ids(source)
    assert ids(parse_guide(written)) == ids(guide)
    assert with_ids(written) == written
