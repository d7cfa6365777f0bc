from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest

from app.calendar.weeks import Week
from app.checkins.model import Reading, Status
from app.checkins.prompts import LONGEST, OPENINGS, QUESTIONS, Prompts, load_prompts, question_state
from app.config import resource
from app.errors import StartupError
from tests.checkins.test_message_view import WEEK, launch

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


@pytest.mark.parametrize("every", [1, 2, 3, 4, 5, 6, 8])
def test_heading_and_question_are_never_the_same_pair_twice_in_a_row(prompts: Prompts, every: int) -> None:
    weeks = YEAR[::every]
    for person_id, launch_id in ((1, 1), (4, 7), (4711, 12)):
        for opening, question in product(("one", "several"), QUESTIONS):
            pairs = [
                (prompts.pick(opening, week, person_id), prompts.ask(question, week, launch_id))
                for week in weeks
            ]
            assert all(a != b for a, b in pairwise(pairs)), (opening, question)


def test_no_text_stands_in_two_lists_so_that_another_state_is_another_question(prompts: Prompts) -> None:
    for group in (prompts.openings, prompts.questions):
        texts = [text for of_state in group.values() for text in of_state]
        assert len(set(texts)) == len(texts)


def test_a_heading_is_eight_words_at_most_and_asks_nobody_for_a_number(prompts: Prompts) -> None:
    for text in (text for of_state in prompts.openings.values() for text in of_state):
        assert len(text.split()) <= 8, text
        assert not {"number", "numbers", "metric", "figures"} & set(text.lower().rstrip("?.").split()), text
    assert any("worse" in text for text in prompts.openings["one"])


def test_a_bet_without_a_number_is_asked_for_none(prompts: Prompts) -> None:
    for text in prompts.questions["qualitative"]:
        assert not {"number", "metric", "measure"} & set(text.lower().rstrip("?.").split()), text


def test_what_is_asked_goes_by_the_bet_and_by_what_was_said_last() -> None:
    known, joins = launch(), WEEK - 2
    assert question_state(known, joins, None) == "first"
    assert question_state(known, joins + 1, None) == "usual"
    assert question_state(known, WEEK, Reading(Status.BEHIND)) == "behind"
    assert question_state(known, WEEK, Reading(Status.NOTED, "so")) == "usual"
    words = launch(bet=replace(known.bet, target="people praise it", metric="people complain"))
    assert question_state(words, WEEK, Reading(Status.BEHIND)) == "qualitative"


def test_two_launches_of_one_message_are_asked_different_things(prompts: Prompts) -> None:
    assert prompts.ask("usual", FIRST, salt=7) != prompts.ask("usual", FIRST, salt=8)
    assert prompts.ask("usual", FIRST, salt=7) == prompts.ask("usual", FIRST, salt=7)


def test_one_text_alone_is_said_every_week(tmp_path: Path) -> None:
    prompts = load_prompts(_file(tmp_path, {"openings.one": "[The only one.]"}))
    assert {prompts.pick("one", week) for week in YEAR} == {"The only one."}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("openings.mood", "[x]", "openings.mood is not a key we know"),
        ("hints", "{}", "hints is not a key we know"),
        ("openings.several", "[]", "openings.several has to be a list"),
        ("openings.several", "Hello", "openings.several has to be a list"),
        ("openings.several", "{a: b}", "openings.several has to be a list"),
        ("openings.several", None, "openings.several is missing"),
        ("questions", "[x]", "questions has to hold the keys"),
        ("questions.usual", "[ok, '']", "questions.usual (text 2) is not a text"),
        ("questions.usual", "[ok, now: this]", "questions.usual (text 2) is not a text"),
        ("questions.usual", f"[{'x' * (LONGEST + 1)}]", "questions.usual (text 1) is longer than 300"),
        ("questions.usual", '["two\\nlines"]', "questions.usual (text 1) has to be one line"),
        ("questions.usual", '["Hello {name}"]', "questions.usual (text 1) seems to hold a placeholder"),
        ("questions.usual", '["<!channel> look"]', "questions.usual (text 1) seems to hold a placeholder"),
        ("questions.usual", "[%s is new]", "is not valid YAML at line"),
        ("questions.usual", "['%s is new']", "questions.usual (text 1) seems to hold a placeholder"),
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
