from itertools import pairwise
from pathlib import Path

import pytest

from app.calendar.weeks import Week
from app.checkins.prompts import LONGEST, OPENINGS, QUESTIONS, Prompts, load_prompts
from app.config import resource
from app.errors import StartupError

FIRST = Week(2026, 40)
YEAR = [FIRST + n for n in range(53)]


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return load_prompts(resource("content/prompts.yaml"))


def test_no_week_says_what_the_week_before_it_said(prompts: Prompts) -> None:
    for salt in (0, 1, 4711):
        for state in OPENINGS:
            said = [prompts.pick(state, week, salt) for week in YEAR]
            assert all(a != b for a, b in pairwise(said)), state
        for state in QUESTIONS:
            asked = [prompts.ask(state, week, salt) for week in YEAR]
            assert all(a != b for a, b in pairwise(asked)), state


def test_the_usual_words_take_turns_every_week_and_every_two_weeks(prompts: Prompts) -> None:
    for step in (1, 2):
        weeks = [FIRST + n * step for n in range(9)]
        assert len({prompts.pick("usual", week) for week in weeks}) >= 8
        assert len({prompts.ask("usual", week) for week in weeks}) >= 6


def test_two_launches_of_one_message_are_asked_different_things(prompts: Prompts) -> None:
    assert prompts.ask("usual", FIRST, salt=7) != prompts.ask("usual", FIRST, salt=8)
    assert prompts.ask("usual", FIRST, salt=7) == prompts.ask("usual", FIRST, salt=7)


def test_one_text_alone_is_said_every_week(tmp_path: Path) -> None:
    prompts = load_prompts(_file(tmp_path, {"openings.more": "[The only one.]"}))
    assert {prompts.pick("more", week) for week in YEAR} == {"The only one."}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("openings.mood", "[x]", "openings.mood is not a key we know"),
        ("hints", "{}", "hints is not a key we know"),
        ("openings.usual", "[]", "openings.usual has to be a list"),
        ("openings.usual", "Hello", "openings.usual has to be a list"),
        ("openings.usual", "{a: b}", "openings.usual has to be a list"),
        ("openings.usual", None, "openings.usual is missing"),
        ("questions", "[x]", "questions has to hold the keys"),
        ("questions.look", "[ok, '']", "questions.look (text 2) is not a text"),
        ("questions.look", "[ok, now: this]", "questions.look (text 2) is not a text"),
        ("questions.look", f"[{'x' * (LONGEST + 1)}]", "questions.look (text 1) is longer than 300"),
        ("questions.look", '["two\\nlines"]', "questions.look (text 1) has to be one line"),
        ("questions.look", '["Hello {name}"]', "questions.look (text 1) seems to hold a placeholder"),
        ("questions.look", '["<!channel> look"]', "questions.look (text 1) seems to hold a placeholder"),
        ("questions.look", "[%s is new]", "is not valid YAML at line"),
        ("questions.look", "['%s is new']", "questions.look (text 1) seems to hold a placeholder"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_its_key(
    tmp_path: Path, key: str, value: str | None, said: str
) -> None:
    with pytest.raises(StartupError) as refused:
        load_prompts(_file(tmp_path, {key: value}))
    assert refused.value.sentence.startswith("prompts.yaml")
    assert said in refused.value.sentence


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"- a\n- b\n", b"a: [", b"[" * 600])
def test_what_is_no_such_file_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "prompts.yaml"
    path.write_bytes(content)
    with pytest.raises(StartupError, match=r"prompts\.yaml"):
        load_prompts(path)


def test_a_missing_file_and_a_key_that_is_there_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StartupError, match=r"prompts\.yaml cannot be read"):
        load_prompts(tmp_path / "prompts.yaml")
    path = _file(tmp_path, {})
    path.write_text(path.read_text() + "openings: {}\n")
    with pytest.raises(StartupError, match="openings is there twice"):
        load_prompts(path)


def _file(folder: Path, changes: dict[str, str | None]) -> Path:
    """A complete file of one text each, with some keys set to other YAML, or left out (None)."""
    groups: dict[str, dict[str, str | None]] = {
        "openings": dict.fromkeys(OPENINGS, "[Words.]"),
        "questions": dict.fromkeys(QUESTIONS, "[Words.]"),
    }
    whole = {key: value for key, value in changes.items() if "." not in key}
    for key, value in changes.items():
        group, _, state = key.partition(".")
        if state:
            groups[group][state] = value
    lines = [f"{key}: {value}" for key, value in whole.items()]
    for group, states in groups.items():
        if group not in whole:
            lines += [f"{group}:", *(f"  {s}: {v}" for s, v in states.items() if v is not None)]
    path = folder / "prompts.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path
