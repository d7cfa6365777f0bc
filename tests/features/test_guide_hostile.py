"""Sloppy and hostile documents: the answer is a guide or its problems, and never takes long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.guide.load import parse_guide
from app.guide.model import GuideProblems
from app.guide.report import as_json, describe, describe_problems, with_ids

START = "# S\nQuestions\n- "
HOSTILE = {
    "empty": "",
    "only a byte order mark": "\ufeff",
    "only dashes": "---\n",
    "empty front matter": "---\n---",
    "front matter without end": "---\ntitle: x\n",
    "rounds of aliases": "---\na: &a [*a, *a]\ntitle: *a\n---\n" + START,
    "thousands of headings": "".join(f"# a{n}\n" for n in range(5_000)),
    "a thousand equal sections": f"{START}q\n" * 1_000,
    "questions headings all the way": "# Questions\n## Questions\n### Questions\n" * 1_500,
    "a list 400 deep": START + "x\n" + "".join("  " * n + "- x\n" for n in range(1, 400)),
    "markers in one line": START + "- " * 5_000,
    "quotes in one line": ">" * 50_000,
    "open brackets": START + "[" * 12_000,
    "open images": START + "![" * 5_000,
    "open emphasis": START + "*a **b " * 7_000,
    "back-quotes of every length": START + " ".join("`" * n for n in range(1, 300)),
    "open tags": START + "<a " * 15_000,
    "a wide and a long table": "|a" * 1_000 + "|\n" + "|-" * 1_000 + "|\n" + "|a|\n" * 100,
    "open ids": START + "{#" * 25_000 + "}",
    "spaces": START + "q" + " " * 100_000 + "{#a" + " " * 90_000 + "}",
    "hashes": "# a" + " #" * 50_000,
    "digits": "# " + "1." * 50_000,
    "dashes for an arrow": "```\n" + "-" * 150_000 + "\n```",
}


def answer(source: str) -> str:
    try:
        guide = parse_guide(source)
    except GuideProblems as caught:
        return describe_problems(caught.problems) if caught.problems else ""
    return describe(guide) + as_json(guide) + with_ids(source)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_gets_an_answer(source: str) -> None:
    assert answer(source)


@given(st.text(max_size=300))
@settings(max_examples=30, deadline=None)
def test_any_text_is_a_guide_or_has_problems(text: str) -> None:
    for source in (text, f"{START}{text}", f"---\n{text}\n---\n{START}q"):
        assert answer(source)


def test_tabs_underlined_headings_and_html_around_it_are_fine() -> None:
    source = "<details>\n\nGuide\n=====\n\nSection\n---\n\n-\tbehave\n\nQuestions\n\n-\tq?\n\n</details>\n"
    guide = parse_guide(source)
    assert (guide.title, guide.sections[0].title) == ("Guide", "Section")
    assert guide.sections[0].behaviours == ("behave",)
