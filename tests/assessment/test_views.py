"""The end of an assessment at its longest: Slack takes it, and what is left out is said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.assessment.model import (
    EndScreen,
    EvidenceLevel,
    GapsScreen,
    LastPlace,
    LastScreen,
    SummaryEntry,
    SummaryPart,
    last_place,
    paged,
)
from app.assessment.views import MORE_IN_HISTORY, end_view, gaps_view, last_view, matches_blocks
from app.guide.model import Section
from app.sandbox.blocks import message_problems, view_problems
from tests.support.screens import strings

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
LONGEST = (SummaryEntry("& question", "🚀" * 1500),)
CLAIMS = tuple(
    SummaryPart(
        f"Section {n} " + "&" * 100, LONGEST, EvidenceLevel.CLAIM, section_id=f"s{n}", doubt="When was that?"
    )
    for n in range(60)
)
MIRROR = tuple(SummaryPart(f"Habit {n}", LONGEST, caption="What you recognized") for n in range(30))


def test_sixty_claims_are_taken_and_what_is_left_out_is_said() -> None:
    end = end_view(EndScreen(LastPlace(1), NOW, CLAIMS, MIRROR))
    assert view_problems(end) == []
    assert MORE_IN_HISTORY in set(strings(end))
    short = end_view(EndScreen(LastPlace(1), NOW, CLAIMS[:3], MIRROR[:3]))
    assert MORE_IN_HISTORY not in set(strings(short))


@pytest.mark.parametrize("text", ["🚀" * 1500, "a word"])
def test_what_was_written_in_sixty_sections_is_all_there_page_by_page(text: str) -> None:
    written = (SummaryEntry("& question", text),)
    screens = paged(tuple(replace(part, entries=written) for part in (*CLAIMS, *MIRROR)))
    shown = [
        last_view(LastScreen(LastPlace(1, number), parts, len(screens), 91))
        for number, parts in enumerate(screens, start=1)
    ]
    assert [problem for view in shown for problem in view_problems(view)] == []
    assert sum(list(strings(view)).count(text) for view in shown) == 90
    assert [view["submit"]["text"] for view in shown] == ["Next"] * (len(shown) - 1) + ["Done"]


def test_sixty_empty_sections_are_asked_about_on_one_screen() -> None:
    assert view_problems(gaps_view(GapsScreen(LastPlace(1, asked=True), CLAIMS))) == []


def test_sixty_matches_fit_a_message() -> None:
    found = [Section(f"s{n}", "&" * 150, (), (), has_loop=False, derived=False, line=1) for n in range(60)]
    assert message_problems(matches_blocks(found)) == []


def test_a_place_travels_and_nothing_else_is_one() -> None:
    for place in (LastPlace(12), LastPlace(3, 4), LastPlace(5, 6, asked=True)):
        assert last_place(str(place)) == place
    for nonsense in ("", "last:", "last:1", "last:x:1", "last:1:1:sure", "last:²:1", "last:1:1\n", "x" * 22):
        assert last_place(nonsense) is None
