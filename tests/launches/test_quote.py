"""How a bet is quoted: word for word, with the day it was sealed and what it said at first."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.calendar.weeks import Week
from app.calendar.weeks import zone as known_zone
from app.launches.model import (
    STOP,
    SURE,
    ZONES,
    Bet,
    Detail,
    Launch,
    LaunchListScreen,
    LaunchState,
    ListedLaunch,
)
from app.launches.views import dates_words, list_view, quote_blocks, seal_words
from app.slack.blocks import weight
from tests.support.screens import shows

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BET = Bet(
    "Checkout",
    "Buyers give up",
    "drop-off, 12 %",
    "under 8 % <!channel>",
    date(2026, 11, 3),
    date(2026, 12, 15),
    made_at=datetime(2026, 11, 3, 8, tzinfo=UTC),
)
LAUNCH = Launch(
    id=1,
    state=LaunchState.OPEN,
    recorded_at=datetime(2026, 11, 3, 8, tzinfo=UTC),
    shipped_on=BET.shipped_on,
    shipped=True,
    judge_by=BET.judge_by,
    every=1,
    joins=Week(2026, 46),
    seals_at=datetime(2026, 11, 4, 8, tzinfo=UTC),
    extended=0,
    previous_id=None,
    look_on=None,
    closed_at=None,
    bet=BET,
    first=BET,
)


def words(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(
        "".join(run["text"] for run in part["elements"]) for block in blocks for part in block["elements"]
    )


def quoted(launch: Launch, *, short: bool = False, titled: bool = True) -> str:
    return words(quote_blocks(launch, NOW, ZONE, short=short, titled=titled))


@pytest.mark.parametrize("short", [True, False])
def test_every_word_of_the_bet_is_there(short: bool) -> None:
    shown = quoted(LAUNCH, short=short)
    for text in ("Checkout", "Buyers give up", "drop-off, 12 %", "under 8 % <!channel>"):
        assert text in shown
    assert "Shipped 3 Nov. Judge by 15 Dec." in shown
    assert ("Sealed 4 Nov, 1 day after shipping." in shown) is not short  # on the bet's page, which is whole
    assert "Checkout" not in quoted(LAUNCH, short=short, titled=False)


def test_short_is_one_block_and_cuts_what_is_long() -> None:
    long = replace(LAUNCH, bet=replace(BET, metric="x" * 3000))
    assert len(quote_blocks(long, NOW, ZONE, short=True)) == 1
    assert "x" * 299 + "…" in quoted(long, short=True)
    assert "x" * 3000 in quoted(long)


@pytest.mark.parametrize(
    ("shipped_on", "shipped", "expected"),
    [
        (date(2026, 11, 4), True, "Sealed 4 Nov, the day it shipped"),
        (date(2026, 11, 4), False, "Sealed 4 Nov, the day it ships"),
        (date(2026, 11, 6), False, "Sealed 4 Nov, 2 days before shipping"),
        (date(2025, 11, 4), True, "Sealed 4 Nov, 365 days after shipping"),
    ],
)
def test_the_seal_says_how_far_from_shipping_it_was(shipped_on: date, shipped: bool, expected: str) -> None:
    assert seal_words(replace(LAUNCH, shipped_on=shipped_on, shipped=shipped), NOW, ZONE) == expected


def test_before_the_seal_it_says_until_when_a_change_is_free() -> None:
    sealing = replace(LAUNCH, seals_at=NOW + timedelta(hours=3))
    assert seal_words(sealing, NOW, ZONE) == "Sealed from 23 Nov, 13:00; until then you can change it freely"


def test_a_year_is_said_where_it_is_not_this_one_and_a_moved_date_says_the_first() -> None:
    moved = replace(LAUNCH, judge_by=date(2027, 1, 12), shipped=False, shipped_on=date(2025, 12, 1))
    assert dates_words(moved, NOW, ZONE) == "Was to ship 1 Dec 2025. Judge by 12 Jan 2027 (at first 15 Dec)."


def test_a_changed_bet_says_why_and_what_it_said_at_first() -> None:
    made_at = datetime(2026, 11, 5, 8, tzinfo=UTC)
    bet = replace(BET, title="Till", target="under 9 %", reason="new baseline", version=2, made_at=made_at)
    shown = quoted(replace(LAUNCH, bet=bet))
    assert "Changed 5 Nov: new baseline" in shown
    assert "At first, title: Checkout" in shown
    assert "At first, target: under 8 % <!channel>" in shown
    assert "At first, metric" not in shown


def test_of_page_two_only_what_would_make_them_stop_is_quoted() -> None:
    details = {STOP: Detail("complaints", False, NOW), SURE: Detail("90", False, NOW)}
    shown = quoted(replace(LAUNCH, details=details))
    assert "What would make you stop: complaints" in shown
    assert not shows(shown, "90")
    later = quoted(replace(LAUNCH, details={STOP: Detail("complaints", True, NOW)}))
    assert "What would make you stop (added later, 23 Nov): complaints" in later
    assert "stop" not in quoted(replace(LAUNCH, details={STOP: Detail("", True, NOW)}))


def test_ten_changed_bets_of_nothing_but_emoji_are_not_too_heavy_for_slack() -> None:
    emoji = "🚀" * 1500
    first = replace(BET, problem=emoji, metric=emoji, target=emoji)
    bet = replace(first, problem=emoji * 2, metric=emoji * 2, target=emoji * 2, reason=emoji, version=2)
    line = ListedLaunch(replace(LAUNCH, bet=bet, first=first, details={STOP: Detail(emoji, False, NOW)}))
    view = list_view(LaunchListScreen((line,) * 10, NOW, ZONE))
    assert weight(view) < 250_000
    assert len(view["blocks"]) <= 100


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "Open, with a check-in every week."),
        ({"judge_by": date(2026, 11, 20)}, "Decision due since 20 Nov."),
        ({"judge_by": date(2025, 11, 20)}, "Decision due since 20 Nov 2025."),
        ({"shipped_on": date(2026, 12, 20), "shipped": False}, "I ask on the day it ships"),
    ],
)
def test_the_list_says_when_a_decision_is_due(changed: dict[str, Any], expected: str) -> None:
    listed = (ListedLaunch(replace(LAUNCH, **changed)),)
    shown = str(list_view(LaunchListScreen(listed, NOW, ZONE, next_checkin=date(2026, 11, 24))))
    assert expected in shown


@pytest.mark.parametrize("changed", [{}, {"shipped": False}, {"every": 2}])
def test_whoever_is_sent_no_check_in_is_not_told_of_one_every_week(changed: dict[str, Any]) -> None:
    shown = str(list_view(LaunchListScreen((ListedLaunch(replace(LAUNCH, **changed)),), NOW, ZONE)))
    assert "Open." in shown
    for promise in ("every week", "every two weeks", "I ask on the day"):
        assert promise not in shown


def test_every_zone_to_choose_from_is_one() -> None:
    assert all(known_zone(name) for name, _ in ZONES)
    assert len(ZONES) <= 100
    assert all(len(cities) <= 75 for _, cities in ZONES)
