"""An engineer assesses themselves: the whole way, through the real app and the stand-in."""

import re

import pytest

from app.assessment.model import STANDS
from app.sandbox.slack import StandIn, Window
from tests.support.bot import deaf
from tests.support.screens import button_labels, chosen, input_ids, texts, title, view
from tests.support.walk import (
    begin,
    finish,
    first_question,
    forward,
    history,
    in_the_mirror,
    is_looking_back,
    write,
)

pytestmark = pytest.mark.dialects_take_turns


def test_from_the_first_command_to_done(ada: Window) -> None:
    assert ada.command("/l5-assess").ok
    assert "Only you see what you write" in texts(ada)
    forward(ada)
    written = {}
    while not is_looking_back(ada):
        for key in input_ids(ada):
            if key.startswith(("q:", "evidence:", "when:")):
                written[key] = f"my words on {key}"
                write(ada, key, written[key])
        forward(ada)
    shown = texts(ada)
    assert len(written) == 16 + 6 + 3
    assert all(text in shown for text in written.values())
    assert "A claim so far" in shown
    forward(ada)
    assert title(ada) == "What came out of it"
    ada.close()
    assert ada.views == []
    assert all(text in history(ada) for text in written.values())


def test_esc_in_the_middle_loses_nothing(ada: Window) -> None:
    begin(ada)
    forward(ada)
    forward(ada)
    assert title(ada) == "3 of 10"
    question = first_question(ada)
    ada.type(question, "half a thou", keystrokes=True)
    assert ada.close() is None
    assert ada.command("/l5-assess").ok
    assert title(ada) == "3 of 10"
    assert ada.shown(question) == "half a thou"


def test_a_first_start_says_what_it_is_and_names_the_sections(ada: Window) -> None:
    ada.command("/l5-assess")
    assert view(ada)["submit"]["text"] == "Begin"
    shown = texts(ada)
    for words in ("L4 engineer", "Own the outcome"):
        assert words in shown, words
    assert button_labels(ada) == ["Read the guide"]


def test_the_guide_is_read_in_a_pushed_view_and_left_again(ada: Window) -> None:
    ada.command("/l5-assess")
    assert ada.click("Read the guide").ok
    assert len(ada.views) == 2
    for words in ("The problem", "watches the numbers", "An example", "How to use it", "What stays expected"):
        assert words in texts(ada)
    ada.close()
    assert title(ada) == "Assess yourself"


def test_back_and_overview_keep_what_was_typed(ada: Window) -> None:
    begin(ada)
    first = first_question(ada)
    write(ada, first, "on the first page")
    forward(ada)
    second = first_question(ada)
    write(ada, second, "on the second page")
    assert ada.click("Back").ok
    assert title(ada) == "1 of 10"
    assert ada.shown(first) == "on the first page"
    forward(ada)
    assert ada.shown(second) == "on the second page"
    assert ada.click("Overview").ok
    assert title(ada) == "Assess yourself"
    assert "A claim so far" in texts(ada)
    assert view(ada)["submit"]["text"] == "Continue"
    forward(ada)
    assert title(ada) == "3 of 10"  # the first with nothing in it
    ada.click("Back")
    assert ada.shown(second) == "on the second page"


def test_a_button_carries_the_words_that_autosave_did_not_get_through(standin: StandIn, ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "short")
    with deaf(standin):
        ada.type(question, "short, and then longer")
    assert ada.click("Back").ok
    ada.close()
    ada.command("/l5-assess")
    assert ada.shown(question) == "short, and then longer"


def test_a_section_opens_from_the_start_view(ada: Window) -> None:
    begin(ada)
    ada.click("Overview")
    opener = next(b for b in view(ada)["blocks"] if "Multiply" in str(b.get("text", {})))
    assert ada.click("Open", block_id=opener["block_id"]).ok
    assert title(ada) == "6 of 10"


def test_where_you_stand_is_chosen_in_words_and_shown_in_words(ada: Window) -> None:
    begin(ada)
    stand = next(key for key in input_ids(ada) if key.startswith("stand:"))
    delivery = ada.choose(stand, STANDS[2].id)
    assert delivery is not None
    assert delivery.ok
    ada.close()
    ada.command("/l5-assess")
    assert chosen(ada, stand) == [STANDS[2].id]
    ada.click("Overview")
    ada.click("Looking back")
    assert f"A claim so far · {STANDS[2].label}" in texts(ada)


def test_a_new_assessment_begins_only_when_asked_and_quotes_the_last_one(ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "what I wrote in spring")
    finish(ada)
    ada.command("/l5-assess")
    assert title(ada) == "Assess yourself"
    assert view(ada)["submit"]["text"] == "Start a new one"
    forward(ada)
    assert title(ada) == "1 of 10"
    assert ada.shown(question) is None
    assert "what I wrote in spring" in texts(ada)
    assert "Last time" in texts(ada)


def test_a_finished_answer_can_be_changed_and_its_earlier_text_stays(ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "the first text")
    finish(ada)
    ada.command("/l5-assess propose")
    assert ada.shown(question) == "the first text"
    write(ada, question, "a better text")
    forward(ada)
    shown = history(ada)
    assert "a better text" in shown
    assert "Earlier text, kept" in shown
    assert "the first text" in shown


def test_keystrokes_make_no_revisions(ada: Window) -> None:
    begin(ada)
    ada.type(first_question(ada), "letter by letter", keystrokes=True)
    finish(ada)
    assert "Earlier text" not in history(ada)


def test_the_mirror_keeps_ticks_and_takes_them_back(ada: Window) -> None:
    begin(ada)
    while not in_the_mirror(ada):
        forward(ada)
    signs, when = input_ids(ada)
    options = [o["value"] for o in view(ada)["blocks"][-3]["element"]["options"]]
    ada.choose(signs, options[:2])
    ada.choose(signs, options[1:2])
    write(ada, when, "in March")
    ada.close()
    ada.command("/l5-assess")
    assert chosen(ada, signs) == [options[1]]
    ada.choose(signs, [])
    ada.close()
    ada.command("/l5-assess")
    assert chosen(ada, signs) == []
    ada.choose(signs, options[:1])
    finish(ada)
    assert "in March" in history(ada)


def test_boxes_that_nobody_touched_stay_ticked(ada: Window) -> None:
    begin(ada)
    while not in_the_mirror(ada):
        forward(ada)
    signs = input_ids(ada)[0]
    ticked = [o["value"] for o in view(ada)["blocks"][-3]["element"]["options"]][:1]
    ada.choose(signs, ticked)
    forward(ada)
    ada.click("Back")  # after an update an untouched group reports no box at all
    forward(ada)
    ada.click("Back")
    assert chosen(ada, signs) == ticked


def test_what_was_only_typed_counts_as_answered_when_the_assessment_ends(ada: Window) -> None:
    begin(ada)
    question = first_question(ada)
    write(ada, question, "typed, and left by a button")
    ada.click("Overview")
    opener = next(b for b in view(ada)["blocks"] if "Multiply" in str(b.get("text", {})))
    ada.click("Open", block_id=opener["block_id"])
    finish(ada)
    ada.command("/l5-assess")
    forward(ada)
    assert "typed, and left by a button" in texts(ada)


def test_history_is_paged_newest_first_and_says_so_when_empty(ada: Window) -> None:
    ada.command("/l5-assess history")
    assert "There is nothing here yet" in texts(ada)
    ada.close()
    for words in ("from spring", "from autumn"):
        ada.command("/l5-assess")
        forward(ada)
        write(ada, first_question(ada), words)
        finish(ada)
    ada.command("/l5-assess history")
    assert "from autumn" in texts(ada)
    assert ada.click("Older").ok
    assert "from spring" in texts(ada)
    assert "from autumn" not in texts(ada)
    assert ada.click("Newer").ok
    assert "from autumn" in texts(ada)


def test_no_score_no_percent_no_streak_anywhere(ada: Window) -> None:
    begin(ada)
    seen = [texts(ada)]
    while view(ada)["submit"]:
        for key in input_ids(ada):
            if key.startswith("q:"):
                write(ada, key, "x")
        forward(ada)
        seen.append(texts(ada))
    ada.close()
    ada.command("/l5-assess")
    seen.append(texts(ada))
    for words in seen:
        assert not re.search(r"\d+ ?%|\bscore|\bpoints\b|streak|\d+ of \d+ (answered|done)", words), words


def test_the_global_shortcut_opens_the_same(ada: Window) -> None:
    assert ada.shortcut("assess").ok
    assert title(ada) == "Assess yourself"
