"""What makes a text a fact: a date, a link or a launch, and nothing else."""

from datetime import date

import pytest

from app.assessment.facts import DOUBTS, doubt, is_fact

DAY = date(2026, 12, 1)
LAUNCHES = ("Bulk export in one click", "Search", "  ")


@pytest.mark.parametrize(
    "text",
    [
        "On 24 Nov I opened EXP-41",
        "24th of November",
        "Nov 24: p95 was 2.9 s",
        "2026-11-24",
        "24.11.2026",
        "11/24/26",
        "in March, after the outage",
        "March 2026",
        "Q3 2026",
        "since 2025",
        "2026-W47",
        "see https://example.com/x",
        "grafana.example.com/d/export",
        "It was bulk  export in one click",
        "Search went live",
        "3 Nov 2026, and again in March 2027",
        "3 Nov, 2025",
    ],
)
def test_a_date_a_link_or_a_launch_makes_it_a_fact(text: str) -> None:
    assert is_fact(text, DAY, LAUNCHES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I look at the numbers every week",
        "I may do it, and march on",
        "p95 went from 3.3 s to 2.9 s, 12 % less",
        "3 of 4 customers, or 1/2",
        "mail ada@example.com",
        "and/or",
        "I search for problems",
        "the year 2026 will be mine",
        "v1.2.3",
        "I will have it by 3 March 2027",
        "planned for March 2027",
        "due 2027-01-15",
        "in 2027, in Q1 2027",
        "a.b " * 700 + "a-" * 700,
    ],
)
def test_everything_else_is_a_claim(text: str) -> None:
    assert not is_fact(text, DAY, LAUNCHES)


def test_two_claims_in_a_row_are_asked_different_questions() -> None:
    assert all(doubt(nth) != doubt(nth + 1) for nth in range(2 * len(DOUBTS)))
    assert all(question.endswith("?") for question in DOUBTS)
