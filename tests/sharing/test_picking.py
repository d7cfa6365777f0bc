"""Boxes that fit into Slack's groups, named after what they are about, and picks that cannot be forged."""

from dataclasses import replace
from datetime import date

import pytest

from app.sharing.choice.cutting import cut, first_sentence
from app.sharing.choice.offer import GONE, Offer, OfferedLaunch, OfferedSection
from app.sharing.choice.picking import (
    BET,
    CHOICES_A_GROUP,
    LINES,
    MESSAGE,
    NOTE,
    OPTION,
    Picks,
    groups,
    line_field,
    picks,
    ticked_launches,
    why_field,
    word_fields,
)
from app.sharing.choice.summary import Mirror, SharedBet, SharedSection, Told

DAY = date(2026, 11, 23)
LONG = "A question about a thing that goes on for longer than any box has room for, and further\nand further"
FAMILY = "👨‍👩‍👧‍👦"


def section(key: str = "section:a", count: int = 2, **whole: str) -> OfferedSection:
    answers = tuple((f"{LONG} {n}", f"answer {n}") for n in range(count))
    keys = tuple(f"q:{key}:{n}" for n in range(count))
    told: dict[str, str] = {"lines": "First.", "stand": "I do it", "proof": "a link"} | whole
    return OfferedSection(SharedSection(key, "Title", answers=answers, **told), keys)


def launch(id_: int, **whole: object) -> OfferedLaunch:
    bet = SharedBet(f"bet:{id_}", FAMILY * 10 + "five", state="still open", message="https://x")
    return OfferedLaunch(id_, replace(bet, **whole), DAY)  # type: ignore[arg-type]


OFFER = Offer(
    DAY,
    (section(), section("section:b", 30), section(GONE, 1, lines="", stand="", proof="")),
    (Mirror("mirror:m", "Habit", ("sign one", "sign two"), "then"), Mirror("mirror:n", "Other", (), "when")),
    (launch(7, prose=(Told(DAY, "Behind", (("", "text"),)),)), launch(8, message="")),
    agreed="to look again",
    agreed_on=date(2025, 11, 3),
)
ALL = {group.field: " ".join(choice.id for choice in group.choices) for group in groups(OFFER)}


def test_every_group_fits_and_every_name_is_its_own() -> None:
    told = groups(OFFER)
    assert len({group.field for group in told}) == len(told)
    for group in told:
        names = [choice.id for choice in group.choices]
        assert 1 <= len(names) == len(set(names)) <= CHOICES_A_GROUP
        assert all(len(name) <= 35 and " " not in name and "@" not in name for name in (*names, group.field))
        for choice in group.choices:
            assert 0 < len(choice.label) <= OPTION
            assert len(choice.about) <= OPTION
            assert "\n" not in choice.label + choice.about


def test_what_is_offered_is_named_as_it_is_shared() -> None:
    told = groups(OFFER)
    assert [(group.title, len(group.choices)) for group in told] == [
        ("Title", 5),
        *[("Title", 10)] * 3,
        ("Title", 3),
        ("Title", 1),
        ("Habit", 2),
        ("Other", 1),
        (FAMILY * 10 + "five", 3),
        (FAMILY * 10 + "five", 1),
        ("What we agreed", 1),
    ]
    assert [choice.label for choice in told[0].choices] == [
        "This section, in two lines",
        "Where I stand today",
        "What shows it (evidence)",
        "In full: A question about a thing that goes on for longer than any box has…",
        "In full: A question about a thing that goes on for longer than any box has…",
    ]
    assert [choice.about for choice in told[0].choices] == [
        "First.",
        "I do it",
        "a link",
        "answer 0",
        "answer 1",
    ]
    assert [choice.about for choice in told[8].choices] == ["judge by 23 Nov; still open", "1 answer", ""]
    assert [choice.about for choice in told[6].choices] == ["sign one; sign two", "then"]
    assert told[-1].choices[0].label == "What we agreed on 3 Nov 2025"
    assert groups(Offer(DAY)) == ()


def test_a_field_and_a_choice_stay_what_they_were_when_something_else_is_written() -> None:
    fewer = replace(
        OFFER, sections=(replace(section(count=1), whole=section(count=1, stand="").whole),), mirror=()
    )
    names = {(group.field, choice.id) for group in groups(OFFER) for choice in group.choices}
    assert {(group.field, choice.id) for group in groups(fewer) for choice in group.choices} < names


def test_everything_that_is_offered_can_be_ticked() -> None:
    assert len(picks(OFFER, ALL).ticked) == sum(len(group.choices) for group in groups(OFFER))
    assert picks(OFFER, {}).is_empty


@pytest.mark.parametrize(
    "values",
    [
        {"what-bet-9": BET},
        {"what-bet-8": MESSAGE},
        {"what-bet-8": "prose BET bet,prose"},
        {"what-bet-8-2": BET},
        {"what-mirror:m": "signs"},
        {groups(OFFER)[0].field: groups(OFFER)[1].choices[-1].id},
        {groups(OFFER)[1].field: groups(OFFER)[2].choices[0].id},
        {"": "", NOTE: "bet"},
    ],
)
def test_forged_and_stale_ids_pick_nothing(values: dict[str, str]) -> None:
    assert picks(OFFER, values).is_empty


def test_launches_that_hold_ticks_are_named_whatever_was_forged() -> None:
    forged = ("07", "٣", "-1", "9" * 19, "9" * 30, "8-2", "")
    fields = [f"what-bet-{id_}" for id_ in forged]
    assert ticked_launches(dict.fromkeys(fields, BET) | {"what-bet-5": "", "what-bet-6": MESSAGE}) == {6, 7}


def test_words_are_asked_for_what_was_ticked_alone() -> None:
    assert [field.field for field in word_fields(OFFER, Picks())] == [NOTE]
    told = word_fields(OFFER, picks(OFFER, ALL))
    assert [(field.field, field.prefill, field.most, field.lines) for field in told] == [
        (line_field("section:a"), "First.", 300, True),
        (line_field("section:b"), "First.", 300, True),
        (why_field(7), "", 300, False),
        (NOTE, "", 1000, True),
    ]
    assert all(len(field.field) <= 35 for field in told)
    only_lines = picks(OFFER, {groups(OFFER)[0].field: LINES})
    assert [field.field for field in word_fields(OFFER, only_lines)] == [line_field("section:a"), NOTE]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", ""),
        ("\n \n  I watch it.  And more.\nNext line", "I watch it."),
        ("Version 1.2 is out! Yes", "Version 1.2 is out!"),
        ("No end\nhere", "No end"),
        ("“Is it?” they ask. No", "“Is it?”"),
        ("我看了。然后", "我看了。"),
        ("Wait... what", "Wait..."),
        ("word " * 100, "word " * 59 + "word…"),
    ],
)
def test_the_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text, 300) == sentence


@pytest.mark.parametrize(
    ("text", "most", "piece"),
    [
        ("short", 5, "short"),
        ("two more words", 10, "two more…"),
        ("abcdefghij", 5, "abcd…"),
        ("a" + FAMILY * 2, 7, "a…"),
        ("ab" + FAMILY * 2, 15, "ab" + FAMILY + "…"),
        ("🇩🇪🇫🇷🇸🇪", 4, "🇩🇪…"),
        ("👍🏽👍🏽", 3, "👍🏽…"),
        ("e\u0301" * 5, 6, "e\u0301e\u0301…"),
        ("e" + "\u0301" * 50, 5, "e\u0301\u0301\u0301…"),
    ],
)
def test_a_piece_ends_between_words_or_else_between_letters(text: str, most: int, piece: str) -> None:
    assert cut(text, most) == piece
