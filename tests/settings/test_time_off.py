"""Days off: the ranges that stand in a form, and one more out of two chosen days."""

from datetime import date, timedelta

import pytest

from app.settings.model import (
    FIRST_DAY,
    LAST_DAY,
    MOST_RANGES,
    TIME_OFF,
    BadSetting,
    Range,
    add_chosen_days,
    range_id,
    read_time_off,
    rebase_time_off,
    remove_range,
    with_chosen_days,
    write_time_off,
)

TODAY = date(2026, 11, 23)
XMAS = (date(2026, 12, 21), date(2027, 1, 3))
LONGEST = ((date(2027, 1, 1), date(2027, 11, 30)), (date(2027, 12, 1), date(2028, 5, 31)))


def form(first: str = "", last: str = "", *ranges: Range) -> dict[str, str]:
    return {TIME_OFF: write_time_off(ranges, TODAY), FIRST_DAY: first, LAST_DAY: last}


def test_two_days_are_a_range_and_one_is_a_day() -> None:
    assert with_chosen_days(form("2026-12-21", "2027-01-03"), TODAY) == (XMAS,)
    assert with_chosen_days(form("2026-11-23"), TODAY) == ((TODAY, TODAY),)
    assert with_chosen_days(form(), TODAY) == ()
    assert with_chosen_days(form("", "", XMAS), TODAY) == (XMAS,)


def test_what_is_added_stands_in_the_list_and_leaves_the_inputs() -> None:
    assert add_chosen_days(form("2026-12-21", "2027-01-03"), TODAY) == form("", "", XMAS)


def test_what_touches_becomes_one_range() -> None:
    ranges = ((date(2026, 12, 1), date(2026, 12, 5)), (date(2026, 12, 24), date(2026, 12, 24)))
    assert with_chosen_days(form("2026-12-04", "2026-12-06", *ranges), TODAY) == (
        (date(2026, 12, 1), date(2026, 12, 6)),
        (date(2026, 12, 24), date(2026, 12, 24)),
    )
    assert with_chosen_days(form("2026-12-23", "", *ranges), TODAY)[1] == (
        date(2026, 12, 23),
        date(2026, 12, 24),
    )


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "2026-12-24", "the first day too"),
        ("soon", "", "the first day too"),
        ("2026-12-21", "<!channel>", "the first day too"),
        ("2026-02-30", "", "the first day too"),
        ("2027-01-03", "2026-12-21", "Swap them"),
        ("2025-12-21", "2026-01-03", "are over"),
        ("2036-12-21", "", "years ahead"),
        ("2026-12-21", "2028-12-21", "longer than a year"),
    ],
)
def test_days_that_cannot_be_meant_are_refused_with_a_next_step(first: str, last: str, said: str) -> None:
    for rule in (with_chosen_days, add_chosen_days):
        with pytest.raises(BadSetting, match=said):
            rule(form(first, last, XMAS), TODAY)


@pytest.mark.parametrize(("first", "said"), [("", "Choose the first day off"), ("2026-12-24", "already")])
def test_adding_nothing_new_says_so(first: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        add_chosen_days(form(first, "", XMAS), TODAY)


def test_there_is_an_end_to_the_list() -> None:
    days = [date(2027, 1, 1) + timedelta(days=2 * n) for n in range(MOST_RANGES + 1)]
    most = tuple((day, day) for day in days[:MOST_RANGES])
    assert len(with_chosen_days(form("", "", *most), TODAY)) == MOST_RANGES
    with pytest.raises(BadSetting, match="Remove one"):
        with_chosen_days(form(days[-1].isoformat(), "", *most), TODAY)


def test_what_is_written_reads_back_the_same_without_what_is_over() -> None:
    ranges = ((date(2026, 11, 1), date(2026, 11, 22)), (date(2026, 11, 30), date(2026, 11, 30)), XMAS)
    text = write_time_off(ranges, TODAY)
    assert text == "2026-11-30/2026-11-30 2026-12-21/2027-01-03"
    assert read_time_off(text, TODAY) == ranges[1:]
    assert read_time_off(text, date(2026, 12, 1)) == (XMAS,)  # a day later it may be over


def test_ranges_that_would_be_too_long_as_one_stay_two_and_read_back() -> None:
    assert read_time_off(write_time_off(LONGEST, TODAY), TODAY) == LONGEST


def test_what_nobody_could_have_chosen_is_not_read() -> None:
    forged = "x 2026-12-24 2027-01-03/2026-12-21 0001-01-01/9999-12-31 2026-12-24/<!channel> /"
    assert read_time_off(f"{forged} 2026-12-21/2027-01-03", TODAY) == (XMAS,)


def test_a_range_is_removed_by_its_id_and_nothing_by_another() -> None:
    first = range_id(LONGEST[0])
    assert remove_range(form("", "", *LONGEST), first, TODAY) == {
        TIME_OFF: write_time_off(LONGEST[1:], TODAY)
    }
    for other in (range_id(LONGEST[0]), "", "' OR 1=1"):
        assert remove_range(form("", "", XMAS), other, TODAY) == {TIME_OFF: write_time_off([XMAS], TODAY)}


def test_what_another_window_saved_meanwhile_stays() -> None:
    was, chosen, holds = (
        "2027-01-01/2027-01-02",
        "2027-02-01/2027-02-01",
        "2027-01-01/2027-01-02 2027-03-01/2027-03-01",
    )
    assert rebase_time_off(holds, was, chosen) == "2027-02-01/2027-02-01 2027-03-01/2027-03-01"
