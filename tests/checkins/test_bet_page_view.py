"""All there is about one bet, as its page says it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.calendar.weeks import Week
from app.checkins.model import Answer, CheckinAnswer, OpenItem, Reading, Revision, Status
from app.checkins.screens import BetPage
from app.checkins.views.modals import bet_page_view
from app.launches.model import INSTRUMENTATION, LINK, STOP, SURE, WHERE, Bet, Detail, Launch, LaunchState
from app.launches.verdict import Decision, Look
from app.sandbox.blocks import view_problems

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2027, 1, 7, 9, tzinfo=UTC)
MADE = datetime(2026, 11, 30, 9, tzinfo=UTC)
BET = Bet("Checkout", "Buyers", "12 %", "8 %", date(2026, 11, 3), date(2027, 1, 4), made_at=MADE)
LAUNCH = Launch(
    id=1,
    state=LaunchState.OPEN,
    recorded_at=MADE,
    shipped_on=BET.shipped_on,
    shipped=True,
    judge_by=BET.judge_by,
    every=1,
    joins=Week(2026, 46),
    seals_at=MADE,
    extended=0,
    previous_id=None,
    look_on=None,
    closed_at=None,
    bet=BET,
    first=BET,
)


def page(*history: CheckinAnswer, **changed: Any) -> BetPage:
    return replace(BetPage(LAUNCH, history, NOW, ZONE), **changed)


def said(shown: BetPage) -> str:
    view = bet_page_view(shown)
    assert view_problems(view) == []
    return json.dumps(view["blocks"], ensure_ascii=False)


def entry(answer: Answer, days: int = 0, **changed: Any) -> CheckinAnswer:
    made = MADE + timedelta(days=days)
    return replace(CheckinAnswer(1, Week.of(made.date()), answer, made, made), **changed)


def test_earlier_texts_stand_below_newest_first_and_few_of_them() -> None:
    one = entry(Reading(Status.BEHIND, "11 %"), revisions=5, revised_at=NOW)
    before = [
        Revision(Reading(Status.ON_TRACK, f"text {n} " + "x" * 400), NOW - timedelta(days=n))
        for n in range(5)
    ]
    gone = entry(Reading(Status.NOTED, "said too much"), 7, withdrawn=True, revisions=1)
    shown = said(page(one, gone, earlier={one: tuple(before), gone: (Revision(gone.answer, NOW),)}))
    assert "30 Nov 2026, changed 7 Jan: Behind" in shown
    assert shown.index("text 0") < shown.index("text 2")
    assert "text 3" not in shown
    assert "x" * 301 not in shown
    assert "Texts from before that are kept too." in shown
    assert "7 Dec 2026: In words (taken back)" in shown
    assert shown.count("said too much") == 1
    assert shown.count('"Edit"') == 1


def test_page_two_is_there_in_words_and_says_what_was_added_later() -> None:
    details = {
        STOP: Detail("complaints double", False, MADE),
        WHERE: Detail("<!channel> the board", True, NOW),
        INSTRUMENTATION: Detail("not-yet", False, MADE),
        LINK: Detail("docs/launch.md", False, MADE),
        SURE: Detail("70", False, MADE),
    }
    bet = replace(BET, permalink="https://example.com/archives/C1/p1")
    shown = said(page(launch=replace(LAUNCH, bet=bet, details=details)))
    for words in (
        "Where the number can be seen (added later, 7 Jan): ",
        "<!channel> the board",
        "Not yet",
        "docs/launch.md",
        "for you alone: ",
        "70 %",
        "complaints double",
        "https://example.com/archives/C1/p1",
    ):
        assert words in shown, words
    assert "plan" not in said(page(launch=replace(LAUNCH, details={WHERE: Detail("", True, NOW)})))


def test_versions_between_the_first_and_the_newest_say_their_reasons() -> None:
    said_first = [replace(BET, version=0, target="10 %", made_at=MADE), BET]
    later = [
        replace(BET, version=n, target=f"{n} % less", reason=f"reason {n}", made_at=NOW) for n in (2, 3, 4)
    ]
    launch = replace(LAUNCH, bet=later[-1])
    shown = said(page(launch=launch, versions=(*said_first, *later)))
    for words in ("reason 2", "2 % less", "reason 3", "before it was sealed", "10 %"):
        assert words in shown, words
    assert shown.count("reason 4") == 1
    assert "Earlier versions" not in said(page(launch=launch, versions=(BET, later[0])))


def test_readings_in_the_bet_s_unit_stand_in_words() -> None:
    read = [
        entry(Reading(Status.BEHIND, words), 7 * n) for n, words in enumerate(("11 %", "9.5 %", "1.5 days"))
    ]
    shown = said(page(*read))
    assert "Readings so far (%): " in shown
    assert '"30 Nov 2026: 11; 7 Dec 2026: 9.5"' in shown
    assert "so far" not in said(page(read[0]))


def test_a_closed_bet_shows_its_items_and_its_second_look_without_menus() -> None:
    items = (OpenItem(1, 1, "call", MADE, "open"),)
    settled = (OpenItem(2, 1, "count it", MADE, "done", NOW), OpenItem(3, 1, "ask", MADE, "dropped", NOW))
    there = {"items": items, "settled": settled}
    history = (entry(Decision("yes", "keep", "it held")), entry(Look("partly", "half"), 30))
    closed = said(page(*history, launch=replace(LAUNCH, state=LaunchState.CLOSED), **there))
    for words in ("call (open since 30 Nov 2026)", "Done 7 Jan: count it", "Dropped 7 Jan: ask"):
        assert words in closed, words
    assert "the effect lasted: partly" in closed
    assert "static_select" not in closed
    assert said(page(**there)).count("Open again") == 2
    assert "call (open since 30 Nov 2026)" in said(page(**there))  # said in January


def test_the_fullest_page_is_one_that_slack_takes() -> None:
    heavy = "🚀" * 1500
    details = {name: Detail(heavy, True, NOW) for name in (STOP, WHERE, LINK)}
    worded = replace(BET, problem=heavy * 2, reason=heavy)
    versions = tuple(replace(worded, version=n, title=f"t{n}", target=f"{n}{heavy}") for n in range(-3, 9))
    launch = replace(LAUNCH, bet=versions[-1], first=versions[4], details=details)
    history = [
        entry(Reading(Status.BEHIND, "9 % " + heavy, heavy, heavy, heavy, heavy), 7 * n, revisions=9)
        for n in range(40)
    ]
    earlier = {each: (Revision(each.answer, NOW),) * 9 for each in history}
    items = tuple(OpenItem(n, 1, heavy, MADE, "open") for n in range(30))
    settled = tuple(OpenItem(n, 1, heavy, MADE, "done", NOW) for n in range(30))
    full = page(*history, launch=launch, versions=versions, earlier=earlier, items=items, settled=settled)
    assert "Check in now" in said(full)
    light = replace(
        full, history=tuple(replace(each, answer=Reading(Status.BEHIND, "9 %")) for each in history)
    )
    assert view_problems(bet_page_view(replace(light, earlier={}))) == []
