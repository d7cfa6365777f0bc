"""What a share says: what was ticked alone, numbered, with what is new in it and three ways to begin."""

from dataclasses import replace
from datetime import date

import pytest

from app.assessment.model import STANDS
from app.sharing.choice.offer import Offer, OfferedLaunch, OfferedSection
from app.sharing.choice.picking import (
    AGREED,
    BET,
    LINES,
    MESSAGE,
    NOTE,
    PROOF,
    PROSE,
    SIGNS,
    STAND,
    STARTERS,
    WHEN,
    Picks,
    full_choice,
    line_field,
    why_field,
)
from app.sharing.choice.since import merged, of_the_post
from app.sharing.choice.starters import starters
from app.sharing.choice.summarizing import Frame, summarize
from app.sharing.choice.summary import Mirror, Numbered, SharedBet, SharedSection, Summary, Told, Version
from app.sharing.model import SharedItem

DAY = date(2026, 11, 23)
FRAME = Frame("Ada", "Dana", DAY)
FIRST = Version(1, DAY, "Checkout", "Buyers leave", "12 %", "under 8 %", DAY, DAY)
WHOLE = SharedBet(
    "bet:7",
    "Checkout",
    first=FIRST,
    sealed_on=DAY,
    numbers=(Numbered(DAY, "9 %", 9.0),),
    unit="%",
    verdict="landed: partly, decision: keep it",
    decided_on=DAY,
    prose=(Told(DAY, "Behind", (("", "9 % and prose. More."), ("Link", "https://x"))),),
    message="https://message",
)
ANSWERS = (("Q?", "A."), ("R?", "B."))
SECTION = SharedSection("section:a", "Watching", "Prefilled.", STANDS[1].label, "proof", ANSWERS)
LINE = line_field("section:a")
MIRROR = Mirror("mirror:m", "Habit", ("a sign",), "then")
OFFER = Offer(
    DAY,
    (OfferedSection(SECTION, ("q:1", "q:2")),),
    (MIRROR,),
    (OfferedLaunch(7, WHOLE, DAY), OfferedLaunch(9, SharedBet("bet:9", "Search", state="still open"), DAY)),
    agreed="to look again",
    agreed_on=DAY,
)


def ticked(*boxes: tuple[str, str]) -> Picks:
    return Picks(frozenset(boxes))


def of(key: str, *choices: str) -> Picks:
    return ticked(*((key, choice) for choice in choices))


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ((LINES,), SharedSection("section:a", "Watching", "Prefilled.")),
        ((STAND,), SharedSection("section:a", "Watching", "", STANDS[1].label)),
        ((LINES, PROOF), SharedSection("section:a", "Watching", "Prefilled.", "", "proof")),
        ((full_choice("q:2"),), SharedSection("section:a", "Watching", "", answers=(("R?", "B."),))),
        ((LINES, STAND, PROOF, full_choice("q:1"), full_choice("q:2")), SECTION),
    ],
)
def test_of_a_section_each_box_shares_its_own(choices: tuple[str, ...], told: SharedSection) -> None:
    summary, items = summarize(OFFER, of("section:a", *choices), {}, FRAME)
    assert summary.sections == (told,)
    assert (summary.mirror, summary.bets, summary.agreed) == ((), (), "")
    assert [(item.key, item.title) for item in items] == [("section:a", "Watching")]


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ((BET,), replace(WHOLE, prose=(), message="")),
        (
            (PROSE,),
            SharedBet("bet:7", "Checkout", prose=tuple(replace(one, words="") for one in WHOLE.prose)),
        ),
        ((MESSAGE,), SharedBet("bet:7", "Checkout", message="https://message", why="because")),
        ((BET, PROSE, MESSAGE), replace(WHOLE, why="because")),
    ],
)
def test_of_a_launch_the_bet_its_prose_and_the_message_are_apart(
    choices: tuple[str, ...], told: SharedBet
) -> None:
    summary, _ = summarize(OFFER, of("bet:7", *choices), {why_field(7): " because "}, FRAME)
    assert summary.bets == (told,)


def test_of_the_mirror_the_signs_and_when_that_was_are_apart() -> None:
    for choice, told in ((SIGNS, replace(MIRROR, when="")), (WHEN, replace(MIRROR, signs=()))):
        assert summarize(OFFER, of("mirror:m", choice), {}, FRAME)[0].mirror == (told,)


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ({}, "Prefilled."),
        ({LINE: ""}, ""),
        ({LINE: " Mine. "}, "Mine."),
    ],
)
def test_an_emptied_line_leaves_the_title_and_an_untouched_one_stays(
    values: dict[str, str], lines: str
) -> None:
    summary, _ = summarize(OFFER, of("section:a", LINES), values, FRAME)
    assert summary.sections == (SharedSection("section:a", "Watching", lines),)
    assert not summary.is_empty


def test_without_a_box_there_are_no_words_but_the_note() -> None:
    words = {LINE: "line", why_field(7): "why", "what-section": LINES}
    assert summarize(OFFER, Picks(), words, FRAME) == (
        Summary("Ada", "Dana", DAY, starters=starters(Summary("", "", DAY))),
        (),
    )
    assert summarize(OFFER, Picks(), {NOTE: "  "}, FRAME)[0].is_empty
    noted = summarize(OFFER, Picks(), {NOTE: " hello "}, FRAME)[0]
    assert (noted.note, noted.is_empty) == ("hello", False)
    agreed = summarize(OFFER, of(AGREED, AGREED), {}, FRAME)[0]
    assert (agreed.agreed, agreed.agreed_on, agreed.is_empty) == ("to look again", DAY, False)


ALL = ticked(
    *(("section:a", LINES), ("mirror:m", SIGNS), ("bet:7", BET), ("bet:7", PROSE), ("bet:9", BET)),
)


def test_items_are_numbered_over_sections_mirror_and_bets_newest_first_whatever_page_was_open() -> None:
    summary, items = summarize(OFFER, ALL, {}, FRAME)
    assert [item.title for item in items] == ["Watching", "Habit", "Search", "Checkout"]
    turned = replace(OFFER, launches=OFFER.launches[::-1])
    assert summarize(turned, ALL, {}, FRAME) == (summary, items)


def test_what_is_new_is_told_of_what_is_shared_now_and_only_after_an_earlier_share() -> None:
    assert summarize(OFFER, ALL, {}, FRAME)[0].since == ()
    _, before = summarize(OFFER, of("bet:9", BET), {}, FRAME)
    _, earlier = summarize(OFFER, ticked(("section:a", LINES), ("bet:7", BET)), {}, FRAME)
    then = replace(FRAME, before=(*before, *earlier, SharedItem("bet:1", "gone")), before_day=DAY)
    summary, items = summarize(OFFER, ALL, {}, then)
    assert (summary.since_day, summary.since) == (DAY, ("New: “Habit”", "More of: “Checkout”"))
    again, _ = summarize(OFFER, ALL, {}, replace(then, before=items))
    assert (again.since_day, again.since) == (DAY, ())
    otherwise, _ = summarize(OFFER, ALL, {LINE: "Else."}, replace(then, before=items))
    assert otherwise.since == ("Changed: “Watching”",)
    less, _ = summarize(OFFER, ticked(("bet:7", BET), ("section:a", PROOF)), {}, replace(then, before=items))
    assert less.since == ("More of: “Watching”",), "what is left out now is passed over"


def test_what_stands_there_is_all_that_was_shared_and_the_newest_of_each_piece_counts() -> None:
    older = (SharedItem("a", "A, once", {"lines": "1", "proof": "p"}), SharedItem("b", "B", {"lines": "1"}))
    assert merged([(SharedItem("a", "A", {"lines": "2"}),), older]) == (
        SharedItem("a", "A", {"lines": "2", "proof": "p"}),
        SharedItem("b", "B", {"lines": "1"}),
    )


def test_of_a_share_that_is_not_whole_only_the_post_counts_as_shared() -> None:
    [item] = of_the_post(
        (SharedItem("a", "A", {"lines": "1", "answer Why?": "2", "prose 3 Nov": "3", "when": "4"}),)
    )
    assert item == SharedItem("a", "A", {"lines": "1"})


def test_without_the_starters_there_are_none_and_nothing_else_changes() -> None:
    (told, items), (silent, same) = (summarize(OFFER, ALL, {STARTERS: text}, FRAME) for text in ("yes", ""))
    assert len(told.starters) == 3
    assert (silent, same) == (replace(told, starters=()), items)


NOTHING = Summary("Ada", "Dana", DAY)
LANDED = replace(WHOLE, verdict="landed: yes, decision: keep it", prose=(), message="")
LONG = "A sentence that goes on and on, " * 20


@pytest.mark.parametrize(
    ("summary", "begins"),
    [
        (
            replace(NOTHING, bets=(replace(WHOLE, prose=()),)),
            "“Checkout” landed partly. I bet on “under 8 %”, and last read “9 %”. What",
        ),
        (
            replace(NOTHING, bets=(replace(WHOLE, numbers=()),)),
            "“Checkout” landed partly. I bet on “under 8 %”. What",
        ),
        (replace(NOTHING, bets=(LANDED,)), "“Checkout”: I bet on “under 8 %”, and last read “9 %”. What"),
        (
            replace(NOTHING, bets=(SharedBet("b", "T", prose=WHOLE.prose),)),
            "What would you like to see more of",
        ),
        (
            replace(NOTHING, sections=(SharedSection("s", "T", "I do."),)),
            "“T”: what would you take as evidence that I do it?",
        ),
        (
            replace(NOTHING, sections=(SharedSection("s", "T", "", STANDS[0].label),)),
            "“T”: “I have not done this yet”. Where could I",
        ),
        (
            replace(NOTHING, sections=(SharedSection("s", "T", "I do.", STANDS[2].label, "proof"),)),
            "“T”: “I do.” Would you say the same of me?",
        ),
        (replace(NOTHING, mirror=(MIRROR,)), "I recognized this in myself: “a sign”. When"),
        (replace(NOTHING, agreed="to\nlook"), "We agreed: “to look”. How did it go"),
        (replace(NOTHING, mirror=(replace(MIRROR, signs=()),)), "What would you like to see more of"),
    ],
)
def test_a_starter_is_made_of_what_is_shared(summary: Summary, begins: str) -> None:
    told = starters(summary)
    assert told[0].startswith(begins), told
    assert len(set(told)) == 3
    assert all(question.endswith("?") for question in told)


def test_rules_take_turns_and_long_pieces_are_cut() -> None:
    sections = tuple(SharedSection(f"s{n}", f"T{n}", LONG, STANDS[0].label) for n in range(3))
    told = starters(replace(NOTHING, sections=sections, mirror=(Mirror("m", LONG, (LONG,)),), agreed=LONG))
    assert [question.partition(" ")[0] for question in told] == ["“T0”:", "I", "“T0”:"]
    assert "…”" in told[1]
    most = starters(replace(NOTHING, bets=(replace(WHOLE, title=LONG, first=replace(FIRST, target=LONG)),)))
    assert max(len(question) for question in most) < 500
