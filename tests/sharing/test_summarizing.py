"""What a share says: what was ticked alone, numbered, with what is new in it and three ways to begin."""

from dataclasses import replace
from datetime import date, timedelta

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
from app.sharing.choice.summarizing import Frame, changed, summarize
from app.sharing.choice.summary import (
    BriefAssessment,
    Mirror,
    Numbered,
    SharedBet,
    SharedSection,
    Summary,
    Told,
    Version,
)
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
    verdict="it landed in part, keep it",
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


def test_items_are_numbered_launches_first_and_of_these_what_is_behind() -> None:
    summary, items = summarize(OFFER, ALL, {}, FRAME)
    assert [item.title for item in items] == ["Search", "Checkout", "Watching", "Habit"]
    behind = replace(OFFER.launches[0], whole=replace(WHOLE, status="Behind", verdict=""))
    first = summarize(replace(OFFER, launches=(behind, OFFER.launches[1])), ALL, {}, FRAME)[1]
    assert [item.title for item in first][:2] == ["Checkout", "Search"]
    turned = replace(OFFER, launches=OFFER.launches[::-1])
    assert summarize(turned, ALL, {}, FRAME) == (summary, items)


def test_of_what_stands_there_what_a_line_would_say_otherwise_has_changed() -> None:
    lines = summarize(OFFER, ticked(("bet:7", "line"), ("bet:9", "line")), {}, FRAME)[1]
    assert changed(OFFER, lines) == frozenset()
    assert changed(OFFER, lines[:1]) == frozenset()
    newer = replace(WHOLE, numbers=(*WHOLE.numbers, Numbered(DAY, "8 %", 8.0)))
    now = replace(OFFER, launches=(replace(OFFER.launches[0], whole=newer), OFFER.launches[1]))
    assert changed(now, lines) == {"bet:7"}
    assert changed(now, ()) == frozenset(), "what was never shared here is no change"
    whole = summarize(OFFER, ALL, {}, FRAME)[1]
    assert changed(OFFER, whole) == frozenset(), "a whole bet says all that its line says"
    assert changed(now, whole) == {"bet:7"}


def test_a_line_of_a_launch_holds_nothing_of_how_it_came_to_be_so() -> None:
    (bet,) = summarize(OFFER, of("bet:7", "line"), {}, FRAME)[0].bets
    assert (bet.first, bet.changes, bet.details, bet.prose, bet.message) == (None, (), (), (), "")
    assert (bet.verdict, bet.numbers) == (WHOLE.verdict, WHOLE.numbers)


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
LANDED = replace(WHOLE, verdict="it landed, keep it", prose=(), message="")
LONG = "A sentence that goes on and on, " * 20


SOON = DAY + timedelta(days=13)
OPEN = replace(WHOLE, verdict="", decided_on=None, prose=(), status="Behind", judge_by=SOON)
TRACK, LATE = replace(OPEN, status="On track"), replace(OPEN, judge_by=DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("summary", "begins"),
    [
        (
            replace(NOTHING, bets=(OPEN,)),
            "“Checkout” is Behind with 2 weeks left: what would you cut or change first?",
        ),
        (
            replace(NOTHING, bets=(replace(OPEN, judge_by=DAY + timedelta(days=90)),)),
            "“Checkout” is Behind: what would you",
        ),
        (
            replace(NOTHING, bets=(LATE,)),
            "“Checkout” is Behind: what",
        ),
        (replace(NOTHING, bets=(LANDED,)), "“Checkout” landed: where else would it help?"),
        (
            replace(NOTHING, bets=(replace(LANDED, look="second look: the effect lasted: no"),)),
            "“Checkout” landed, and at the second look its effect was gone: what would you try?",
        ),
        (
            replace(NOTHING, bets=(replace(LANDED, verdict="it did not land, stop it"),)),
            "“Checkout”: it did not land. What would you have done differently?",
        ),
        (
            replace(NOTHING, bets=(TRACK,)),
            "“Checkout” is on track: what would you",
        ),
        (replace(NOTHING, bets=(SharedBet("b", "T", prose=WHOLE.prose),)), "What in here did you see"),
        (
            replace(NOTHING, sections=(SharedSection("s", "T", "I do."),)),
            "“T”: what would you take as evidence that I do it?",
        ),
        (
            replace(NOTHING, brief=BriefAssessment("b", DAY, (("Own", "3 Nov, EXP-41"), ("Lead", "")))),
            "“Lead”: what would you take as evidence that I do it?",
        ),
        (
            replace(NOTHING, sections=(SharedSection("s", "T", "", STANDS[0].label),)),
            "“T”: “I have not done this yet”. Where could I",
        ),
        (replace(NOTHING, mirror=(MIRROR,)), "I recognized this in myself: “a sign”. When"),
        (replace(NOTHING, agreed="to\nlook"), "We agreed: “to look”. How did it go"),
        (replace(NOTHING, mirror=(replace(MIRROR, signs=()),)), "What in here did you see"),
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
    assert [question.partition(" ")[0] for question in told] == ["We", "“T0”:", "I"]
    assert "…”" in told[0]
    most = starters(replace(NOTHING, bets=(replace(OPEN, title=LONG),)))
    assert max(len(question) for question in most) < 500
