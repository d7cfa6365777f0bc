"""Names as they stand in our sentences: one line with something to see, and nothing that lies."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.users import shown_name

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
TRICKS = st.text(
    st.one_of(
        st.sampled_from(
            OVERRIDES + "\u200b\u200c\u200d\u2060\ufeff\u00ad\u3164\u115f\u2800\u0301 \t\n\u00a0"
        ),
        st.sampled_from("()（）﹙﹚⁽⁾₍₎❨❩⟮⟯⦅⦆⸨⸩"),
        st.characters(),
    ),
    max_size=30,
)


@given(st.lists(TRICKS, max_size=4))
def test_a_name_is_one_line_with_something_to_see_and_no_round_bracket_or_direction(names: list[str]) -> None:
    shown = shown_name(names, "U1")
    assert shown == " ".join(shown.split())
    assert any(unicodedata.category(each)[0] in "LNPS" for each in shown)
    assert not {*OVERRIDES} & {*shown}
    assert not {"(", ")"} & {*unicodedata.normalize("NFKC", shown)}
    assert shown_name([shown], "U1") == shown


@pytest.mark.parametrize(
    "blank", ["", " ", "\u200b", "\u200d\u200c", "\ufeff\u2060", "\u3164", "\u2800", "\u0301"]
)
def test_a_name_that_shows_nothing_falls_back_to_the_real_name_and_then_to_the_id(blank: str) -> None:
    assert shown_name([blank, "Dana Okafor"], "U1") == "Dana Okafor"
    assert shown_name([blank, blank], "U1") == "U1"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Dana Okafor (guest)", "Dana Okafor [guest]"),
        ("Dana （your EM）", "Dana [your EM]"),
        ("\u202e(tseug) anaD", "[tseug] anaD"),
        ("Ada\u2028Lindgren \u200b", "Ada Lindgren"),
        ("Zoë Çelik-O'Brien", "Zoë Çelik-O'Brien"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("👩\u200d💻 Mei", "👩\u200d💻 Mei"),
        ("山田 太郎", "山田 太郎"),
        ("-", "-"),
    ],
)
def test_a_typed_mark_does_not_pass_for_ours_and_honest_names_stay(name: str, shown: str) -> None:
    assert shown_name([name], "U1") == shown
