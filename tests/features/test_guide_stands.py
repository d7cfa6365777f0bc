"""A section may say itself where somebody may stand in it."""

import json
from pathlib import Path

import pytest

from app.guide.load import load_guide, parse_guide
from app.guide.model import GuideProblems, Stand
from app.guide.report import as_json, describe, with_ids

GUIDE = """# G

## Expert {#expert}

**What you do:**

- Answer

**Where you stand:**

- Nobody asks me yet {#nobody}
- People ask me now and then

**Questions:**

- On what? {#what}

## Other

**Questions:**

- How?
"""


@pytest.mark.parametrize("label", ["**Where you stand:**", "**Where do you stand today?**", "Where I stand:"])
def test_the_list_behind_its_label_is_neither_behaviours_nor_questions(label: str) -> None:
    expert, other = parse_guide(GUIDE.replace("**Where you stand:**", label)).sections
    assert expert.stands == (
        Stand("nobody", "Nobody asks me yet"),
        Stand("people-ask-me-now-and-then", "People ask me now and then"),
    )
    assert (expert.behaviours, [each.text for each in expert.questions]) == (("Answer",), ["On what?"])
    assert other.stands == ()


def test_the_check_tells_of_it_and_writes_its_ids() -> None:
    assert "2 words for where one stands" in describe(parse_guide(GUIDE))
    told = json.loads(as_json(parse_guide(GUIDE)))["sections"]
    assert [each.get("stands", []) for each in told] == [
        [
            {"id": "nobody", "text": "Nobody asks me yet"},
            {"id": "people-ask-me-now-and-then", "text": "People ask me now and then"},
        ],
        [],
    ]
    written = with_ids(GUIDE)
    assert "- People ask me now and then {#people-ask-me-now-and-then}" in written
    assert parse_guide(written).sections[0].stands == parse_guide(GUIDE).sections[0].stands


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (GUIDE.replace("- People ask me now and then\n", ""), "Write 2 to 10"),
        (GUIDE.replace("now and then", "now " * 30), "Slack takes 75"),
        (
            GUIDE.replace("- People ask me now and then", "- Nobody asks me yet {#nobody}"),
            "have the id `nobody`",
        ),
    ],
)
def test_what_slack_would_refuse_is_said_with_its_line(wrong: str, sentence: str) -> None:
    with pytest.raises(GuideProblems, match=sentence) as refused:
        parse_guide(wrong)
    assert all(problem.line for problem in refused.value.problems)


@pytest.mark.parametrize("name", ["guide-other-company.md", "guide-twin.md"])
def test_a_guide_without_it_is_read_as_before(name: str) -> None:
    guide = load_guide(Path(__file__).parents[1] / "data" / name)
    assert [section.stands for section in guide.sections] == [()] * len(guide.sections)
