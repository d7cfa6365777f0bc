"""What is refused, with the line and how to mend it; everything at once."""

from pathlib import Path

import pytest

from app.guide.load import load_guide, parse_guide
from app.guide.model import GuideProblem, GuideProblems

GOOD = "# S\nQuestions\n- q\n\n"


def problems(source: str) -> tuple[GuideProblem, ...]:
    with pytest.raises(GuideProblems) as caught:
        parse_guide(source)
    return caught.value.problems


def only(source: str) -> GuideProblem:
    found = problems(source)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("source", "line", "what"),
    [
        ("# Title\n\nText.\n", 1, "no questions"),
        (GOOD + "**Questions:**\n\nNone yet.\n", 5, "No list follows"),
        (GOOD + "## Questions\n\nNone yet.\n", 5, "No list follows"),
        (GOOD + f"## T\nQuestions\n- {'x' * 2001}\n", 7, "2,001 characters"),
        (GOOD + f"# {'x' * 151}\nQuestions\n- r\n", 5, "151 characters"),
        (GOOD + f"# Anti-patterns\n## A\n- {'x' * 3001}\n", 7, "3,001 characters"),
        (GOOD + f"# Anti-patterns\n## {'x' * 151}\n- x\n", 6, "151 characters"),
        (f"# S\n- {'x' * 3001}\n\nQuestions\n- q\n", 1, "3,001 characters"),
        (f"---\ntitle: {'x' * 151}\n---\n{GOOD}", 1, "151 characters"),
        ("# S\nQuestions\n" + "".join(f"- q{n}\n" for n in range(31)), 33, "31 questions"),
        (GOOD + "# Anti-patterns\n## A\n" + "".join(f"- q{n}\n" for n in range(31)), 37, "31 signs"),
        ("".join(f"# S{n}\nQuestions\n- q{n}\n" for n in range(61)), 181, "61 sections"),
        ("# S\nQuestions\n- q\n- \n", 4, "no words"),
        ("# S {#Own}\nQuestions\n- q\n", 1, "`{#Own}` is not an id"),
        ("# S {#}\nQuestions\n- q\n", 1, "`{#}` is not an id"),
        ("# S\nQuestions\n- {#a} q\n", 3, "only at the end"),
        ("# S\nQuestions\n- q\n```\n- r\n", 4, "never closed"),
        ("# S\nQuestions\n- q\0\n", 3, "cannot be stored"),
        ("# S\rQuestions\r\n- q\ud800\r\n", 3, "cannot be stored"),
        ("x" * 200_001, 0, "200 kB"),
        ("---\ntitle: [a]\n---\n" + GOOD, 2, "`title` is not a text"),
        ("---\nsize: 1\ntitle: a: b\n---\n" + GOOD, 3, "not valid YAML"),
        ("---\na: " + "[" * 600 + "\n---\n" + GOOD, 1, "nested too deeply"),
    ],
)
def test_each_problem_names_its_line_and_what_is_wrong(source: str, line: int, what: str) -> None:
    problem = only(source)
    assert problem.line == line
    assert what in problem.what
    assert problem.mend.endswith(".")


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("| a | b |\n| 1 | 2 |\n", 5),
        ("| a | b |\n| --- |\n| 1 | 2 |\n", 5),
        ("| a | b |\n\n| --- | --- |\n", 5),
        ("a | b\n--- | --- | ---\n1 | 2\n", 6),
        ("Intro:\n| a | b |\n", 6),
        ("| a | b |\n| --- | --- |\n| 1 |\n", 7),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |\n| 1 | 2 | 3 |\n", 8),
        ("| a | b |\n| --- | --- |\n| `x|y` | 2 |\n", 7),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |\nglued text\n", 8),
    ],
)
def test_a_broken_table_is_a_problem(table: str, line: int) -> None:
    assert problems(GOOD + table)[0].line == line


@pytest.mark.parametrize(
    "table",
    [
        "| a | b |\n| --- | --- |\n| `x\\|y` | \\| |\n",
        "a | b\n:-- | --:\n1 | 2\n",
        "```\n| a | b |\n```\n",
        "Either | or is a bar.\n",
        "# T\n\n    | a | b |\n",
    ],
)
def test_a_good_table_is_none(table: str) -> None:
    assert parse_guide(GOOD + table).sections


@pytest.mark.parametrize(
    ("source", "kind", "lines"),
    [
        ("# S\nQuestions\n- q?\n- **Q**\n", "questions", "lines 3 and 4"),
        ("# S {#a}\nQuestions\n- q\n# T {#a}\nQuestions\n- r\n", "sections", "lines 1 and 4"),
        (GOOD + "# Anti-patterns\n## A\n- x\n## a!\n- y\n", "anti-patterns", "lines 6 and 8"),
        (GOOD + "# Anti-patterns\n## A\n- x\n## B\n- X\n", "signs", "lines 7 and 9"),
    ],
)
def test_two_parts_with_one_id_name_both_lines(source: str, kind: str, lines: str) -> None:
    problem = only(source)
    assert kind in problem.what
    assert lines in problem.what
    assert "{#id}" in problem.mend


def test_every_problem_is_reported_at_once_in_the_order_of_the_lines() -> None:
    source = "# S {#A}\nQuestions\n- q\n- q\n\n| a | b |\n\nQuestions:\n\n```\n"
    assert [problem.line for problem in problems(source)] == [1, 4, 6, 8, 10]


def test_limits_themselves_are_allowed() -> None:
    questions = "".join(f"- {n} {'x' * 1990}\n" for n in range(30))
    assert len(parse_guide(f"# {'x' * 150}\nQuestions\n{questions}").questions()) == 30


def test_a_sentence_about_questions_is_not_a_label() -> None:
    assert parse_guide(GOOD + "# Contact\nQuestions? Ask the people team.\n").sections


def test_a_file_that_cannot_be_used_is_one_clear_sentence(tmp_path: Path) -> None:
    latin, large = tmp_path / "latin.md", tmp_path / "large.md"
    latin.write_bytes(b"# S\n\xe4")
    large.write_bytes(b"x" * 200_001)
    said: dict[str, list[str]] = {}
    for path in (latin, large, tmp_path, tmp_path / "none.md"):
        with pytest.raises(GuideProblems) as caught:
            load_guide(path)
        said[path.name] = [problem.what for problem in caught.value.problems]
    assert said["latin.md"] == ["The file is not UTF-8 text."]
    assert said["large.md"] == ["The file is larger than 200 kB."]
    assert said[tmp_path.name] == [f"{tmp_path} is not a file."]
    assert said["none.md"] == [f"{tmp_path / 'none.md'} is not a file."]
