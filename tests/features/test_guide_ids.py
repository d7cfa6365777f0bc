"""Ids: from the wording, never from the position."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.guide.load import parse_guide
from app.guide.model import derive_id, is_written_id

words = st.lists(st.text("abcdefgäöüß日本語XYZ019'’-", min_size=1, max_size=9), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "derived"),
    [
        ("Own it", "own-it"),
        ("  OWN\n it! ", "own-it"),
        ("I wasn't / wasn’t", "i-wasnt-wasnt"),
        ("Ｆｕｌｌ width", "full-width"),
        ("a" * 40, "a" * 40),
    ],
)
def test_a_short_wording_is_its_own_id(text: str, derived: str) -> None:
    assert derive_id(text) == derived


def test_a_long_wording_is_cut_at_a_word_and_keeps_apart_by_its_hash() -> None:
    one, other = (derive_id(f"When did you last look at the numbers after {x}?") for x in ("launch", "lunch"))
    assert re.fullmatch(r"when-did-you-last-look-at-the-[0-9a-f]{6}", one)
    assert one != other
    assert len(derive_id("b" * 300)) == 40


@pytest.mark.parametrize("text", ["誰のために？", "🚀", "—"])
def test_a_wording_without_ascii_is_an_x_and_a_hash(text: str) -> None:
    assert re.fullmatch(r"x[0-9a-f]{10}", derive_id(text))


def test_wordings_that_differ_outside_ascii_only_stay_apart() -> None:
    wordings = ["Für wen?", "Fur wen?", "Plan A 日本", "Plan A 本", "🚀", "🌱", "की", "का"]
    assert len({derive_id(text) for text in wordings}) == len(wordings)


@given(st.text(max_size=200))
def test_every_derived_id_could_be_written_and_is_short(text: str) -> None:
    derived = derive_id(text)
    assert is_written_id(derived)
    assert len(derived) <= 40


@given(words, st.sampled_from([" ", "  ", "\n", "\t", " \u00a0"]), st.sampled_from("?!.…"))
def test_spacing_case_and_punctuation_do_not_change_an_id(said: list[str], space: str, end: str) -> None:
    assume(any(character.isalnum() for character in "".join(said)))
    assert derive_id(" ".join(said)) == derive_id(space + space.join(said).upper().lower() + end)


@given(
    st.lists(
        st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4}", fullmatch=True), min_size=1, max_size=8, unique=True
    )
)
@settings(max_examples=50)
def test_ids_do_not_depend_on_position_or_markup(said: list[str]) -> None:
    plain = parse_guide("# S\nQuestions\n" + "".join(f"- {text}\n" for text in said))
    marked = parse_guide(
        "Intro.\n\n# 7. S\n- x\n\n**Questions:**\n" + "".join(f"1. **{text}**?\n" for text in reversed(said))
    )
    assert {q.text: q.id for q in plain.questions()} == {q.text[:-1]: q.id for q in marked.questions()}
    assert plain.sections[0].id == marked.sections[0].id


@given(st.text(max_size=70))
def test_only_small_ascii_ids_may_be_written(text: str) -> None:
    assume(not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", text))
    assert not is_written_id(text)


def test_a_written_id_survives_a_new_wording_and_is_no_part_of_the_text() -> None:
    guide = parse_guide("# S {#own}\nQuestions\n- old {#own.a_b_c}\n- new\n  wording {#own.d}\n")
    assert [(q.id, q.text, q.derived) for q in guide.questions()] == [
        ("own.a_b_c", "old", False),
        ("own.d", "new wording", False),
    ]
    assert (guide.sections[0].id, guide.sections[0].derived, guide.sections[0].title) == ("own", False, "S")


@pytest.mark.parametrize(
    ("written", "text"), [("what is \\{#id}", "what is {#id}"), ("`{#id}` it", "{#id} it")]
)
def test_an_id_that_is_escaped_or_not_at_the_end_is_not_read(written: str, text: str) -> None:
    guide = parse_guide(f"# S\n- {written}\n\nQuestions\n- q\n")
    assert guide.sections[0].behaviours == (text,)
