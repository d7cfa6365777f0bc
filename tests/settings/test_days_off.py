"""Time off as people type it."""

from datetime import date

import pytest

from app.settings.model import MOST_LINES, BadSetting, read_days_off, write_days_off

TODAY = date(2026, 11, 23)
XMAS = (date(2026, 12, 21), date(2027, 1, 3))


@pytest.mark.parametrize(
    "line",
    [
        "2026-12-21 to 2027-01-03",
        "2026-12-21 - 2027-01-03",
        "2026-12-21 – 2027-1-3",
        "21 Dec 2026 - 3 Jan 2027",
        "21 December 2026 until 3 January 2027",
        "21. dec 2026 to 2027-01-03",
        "  21 DEC. 2026—3 jan 2027  ",
    ],
)
def test_a_range_is_read_as_people_write_it(line: str) -> None:
    assert read_days_off(line, TODAY) == (XMAS,)


def test_single_days_and_empty_lines_are_fine_and_what_touches_becomes_one_range() -> None:
    text = "\n24 Dec 2026\r\n\n2026-12-23\n1 Dec 2026 to 5 Dec 2026\n4 Dec 2026 to 6 Dec 2026\n2026-11-23\n"
    assert read_days_off(text, TODAY) == (
        (TODAY, TODAY),
        (date(2026, 12, 1), date(2026, 12, 6)),
        (date(2026, 12, 23), date(2026, 12, 24)),
    )
    assert read_days_off("", TODAY) == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("next week", "write a day or a range"),
        ("21 Dec - 3 Jan", "with the year"),
        ("12/21/2026", "such as 2026-12-21 to 2027-01-03"),
        ("2026-12-24 to", "write a day or a range"),
        ("2026-12-21 to 2027-01-03 to 2027-02-01", "write a day or a range"),
        ("<!channel>", "write a day or a range"),
        ("٢٠٢٦-12-21", "write a day or a range"),
        ("2027-01-03 to 2026-12-21", "Swap them"),
        ("2026-02-30", "no such day"),
        ("31 Nov 2026", "no such day"),
        ("0000-01-01", "no such day"),
        ("21 Dez 2026", "in English"),
        ("2025-12-21 to 2026-01-03", "are over"),
        ("2036-12-21", "years ahead"),
        ("2026-12-21 to 2028-12-21", "longer than a year"),
    ],
)
def test_a_line_that_cannot_be_meant_is_named_and_never_quoted(line: str, said: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_days_off(f"24 Dec 2026\n\n{line}", TODAY)
    assert refused.value.sentence.startswith("Line 3: ")
    assert said in refused.value.sentence
    assert line not in refused.value.sentence


def test_there_is_an_end_to_the_lines() -> None:
    with pytest.raises(BadSetting, match=f"Line {MOST_LINES + 1}"):
        read_days_off("\n" * MOST_LINES + "24 Dec 2026", TODAY)


def test_what_is_written_reads_back_the_same_without_what_is_over() -> None:
    ranges = ((date(2026, 11, 1), date(2026, 11, 22)), (date(2026, 11, 30), date(2026, 11, 30)), XMAS)
    text = write_days_off(ranges, TODAY)
    assert text == "30 Nov 2026\n21 Dec 2026 to 3 Jan 2027"
    assert read_days_off(text, TODAY) == ranges[1:]


def test_ranges_that_would_be_too_long_as_one_stay_two_and_read_back() -> None:
    ranges = read_days_off("1 Jan 2027 to 30 Nov 2027\n1 Dec 2027 to 31 May 2028", TODAY)
    assert len(ranges) == 2
    assert read_days_off(write_days_off(ranges, TODAY), TODAY) == ranges


def test_every_bad_line_is_named_and_what_is_wrong_with_many_is_said_once() -> None:
    with pytest.raises(BadSetting) as refused:
        read_days_off("soon\n2026-12-24\n21 Dec 2026 to 1 Dec 2026\n\nlater", TODAY)
    said = refused.value.sentence
    assert said.startswith("Lines 1, 5: write a day or a range")
    assert "Line 3: the last day lies before the first." in said
