"""What of an event is news to a form, whatever order the events come in."""

import random

import pytest

from app.forms.autosave import late_news, news, read, resumed, said, said_anew
from app.forms.model import LATE, LATEST, STORED, Form, Kept, Raw, values

FIELDS = ("metric", "target")


def after(kept: dict[str, Kept], *events: Form) -> dict[str, Kept]:
    for event in events:
        kept = kept | news(read(event, FIELDS), kept)
    return kept


def typed(block_id: str, text: Raw, order: int, **others: Raw) -> Form:
    return Form({**others, block_id: text}, block_id, order)


def prefilled(**texts: str) -> dict[str, Kept]:
    return {field: Kept(text, typed=False, action_order=-1) for field, text in texts.items()}


def test_an_older_event_of_a_field_changes_nothing_and_of_another_field_it_counts() -> None:
    kept = after({}, typed("metric", "adopt", 20), typed("metric", "ado", 10), typed("target", "30 %", 15))
    assert values(kept) == {"metric": "adopt", "target": "30 %"}


def test_a_missing_value_empties_nothing_and_neither_does_an_empty_one_beside_the_touched() -> None:
    kept = after(
        {}, typed("metric", "adoption", 10), typed("target", "3", 20), typed("target", "30", 30, metric="")
    )
    assert values(kept) == {"metric": "adoption", "target": "30"}


def test_an_input_s_own_event_empties_it_and_a_late_keystroke_does_not_fill_it_again() -> None:
    assert values(after({}, typed("metric", "a", 10), typed("metric", "", 20))) == {"metric": ""}
    assert values(after({}, typed("metric", "", 20), typed("metric", "a", 10))) == {"metric": ""}


def test_what_a_form_was_prefilled_with_is_nobody_s_doing() -> None:
    kept = after(prefilled(metric="adoption"), typed("target", "30 %", 10, metric="adoption"))
    assert not kept["metric"].typed
    assert after(kept, typed("metric", "adoption", 20))["metric"].typed


def test_several_choices_are_kept_as_one_text_and_taking_the_last_back_empties_it() -> None:
    kept = after({}, typed("metric", ("a", "c"), 10))
    assert values(kept) == {"metric": "a c"}
    assert values(after(kept, typed("metric", ("b",), 20))) == {"metric": "b"}
    assert values(after(kept, typed("metric", (), 20))) == {"metric": ""}
    assert values(after(kept, typed("target", "x", 20, metric=()))) == {"metric": "a c", "target": "x"}


def test_the_same_text_again_keeps_an_older_one_out() -> None:
    kept = after(
        {}, typed("metric", "abc", 5), typed("target", "x", 20, metric="abc"), typed("metric", "ab", 10)
    )
    assert kept["metric"].text == "abc"


@pytest.mark.parametrize("seed", range(40))
def test_events_in_any_order_end_in_what_stands_on_the_screen(seed: int) -> None:
    rng = random.Random(seed)
    screen: dict[str, str] = {"metric": rng.choice(["", "adoption"]), "target": ""}
    kept = prefilled(**{field: text for field, text in screen.items() if text})
    events = []
    for order in range(1, 12):
        field = rng.choice(FIELDS)
        screen[field] = rng.choice(["", "a", "ab", "abc"])
        beside = {name: text for name, text in screen.items() if text and rng.random() < 0.7}
        events.append(typed(field, screen[field], order, **{n: t for n, t in beside.items() if n != field}))
    rng.shuffle(events)
    shown = values(after(kept, *events))
    assert {field: shown.get(field, "") for field in FIELDS} == screen


def test_a_submit_counts_after_everything_kept_and_typing_goes_on_after_it() -> None:
    submit = Form({"metric": "adoption", "target": "30 %"}, None, LATEST)
    kept = after({}, typed("metric", "adop", 50), submit, typed("metric", "adopt", 40))
    assert values(kept) == {"metric": "adoption", "target": "30 %"}
    assert values(after(kept, typed("metric", "adoption a week", 60)))["metric"] == "adoption a week"


def test_inputs_that_are_no_field_are_not_looked_at_and_a_suffix_is_not_part_of_the_field() -> None:
    event = typed("metric@2", "adoption", 10, menu="stop", **{"target@1": "30 %"})
    assert values(after({}, event)) == {"metric": "adoption", "target": "30 %"}


@pytest.mark.parametrize(("raw", "text"), [(("yes",), "yes"), ((), "")])
def test_one_option_of_a_group_is_its_id_as_text(raw: Raw, text: str) -> None:
    assert values(after({}, typed("metric", raw, 10))) == {"metric": text}


@pytest.mark.parametrize(
    ("text", "why"), [("a\x00b", "NUL"), ("\ud83d", "surrogate"), ("x" * 3001, "longer than 3,000")]
)
def test_a_text_that_cannot_be_kept_exactly_is_refused_and_the_rest_is_read(text: str, why: str) -> None:
    event = read(Form({"metric@1": text, "target": "30 %"}), FIELDS)
    assert event.refused is not None
    assert (event.refused.field, why in event.refused.sentence) == ("metric@1", True)
    assert event.texts == {"target": "30 %"}
    assert read(typed("target", "30 %", 10, metric=text), FIELDS).refused is None
    assert read(Form({"metric": "x" * 3000}), FIELDS).texts == {"metric": "x" * 3000}


def test_words_after_the_submission_are_kept_beside_what_was_submitted() -> None:
    kept = after({}, Form({"metric": "adoption", "target": "30 %"}))
    again = Form({"metric": "adoption a week", "target": "30 %"})
    late = late_news(read(again, FIELDS), kept)
    assert {field: text.text for field, text in late.items()} == {LATE + "metric": "adoption a week"}
    kept |= late
    assert values(kept) == {"metric": "adoption", "target": "30 %"}
    assert late_news(read(again, FIELDS), kept) == {}
    assert late_news(read(typed("metric", "", 90), FIELDS), kept) == {}


def test_a_save_changes_what_was_typed_or_preset_and_not_what_stood_there() -> None:
    stored = {STORED + "metric": "adoption", STORED + "target": "30 %"}
    kept = prefilled(metric="adoption", target="30 %", status="behind", **stored)
    assert said(kept) == {"status": "behind"}
    kept = after(kept, Form({"metric": "adoption", "target": "30 %"}))
    assert said(kept) == {"status": "behind"}
    kept = after(kept, typed("metric", "", 10), typed("target", "30 %", 20))
    assert said(kept) == {"status": "behind", "metric": "", "target": "30 %"}


def test_a_second_submit_says_what_the_first_did_not() -> None:
    kept = after({}, Form({"metric": "adoption", "target": "30 %"}))
    assert said_anew(read(Form({"metric": "adoption", "target": "40 %"}), FIELDS), kept) == {"target": "40 %"}
    late = late_news(read(typed("target", "40 %", 10), FIELDS), kept)  # its autosave came first
    again = read(Form({"metric": "", "target": "40 %"}), FIELDS)
    assert said_anew(again, kept | late) == {"target": "40 %"}


@pytest.mark.parametrize(
    ("then", "now", "stands", "beside"),
    [
        ("", "", "typed", None),
        ("old", "old", "typed", None),
        ("old", "", "typed", None),  # taken back: there is nothing newer to show
        ("old", "new", None, "typed"),
        ("", "new", None, "typed"),
        ("old", "typed", None, None),  # another window saved the same
    ],
)
def test_what_was_not_saved_stands_in_its_field_unless_something_newer_is_stored(
    then: str, now: str, stands: str | None, beside: str | None
) -> None:
    unfinished = after(prefilled(metric=then, **{STORED + "metric": then}), typed("metric", "typed", 10))
    texts = {name: text.text for name, text in resumed(unfinished, {"metric": now}).items()}
    assert (texts.get("metric"), texts.get("aside:metric")) == (stands, beside)
    assert resumed(prefilled(metric="untouched"), {}) == {}
