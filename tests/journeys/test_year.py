"""Eight weeks of three people, who answer everything, half, nothing. The year: `python -m tests.year`."""

import pytest

from tests.year import checks
from tests.year.lives import EIGHT, EIGHT_WEEKS, live
from tests.year.seen import DECISION, READING, SHIP
from tests.year.world import WEEK, world


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_eight_weeks_of_two_launches_each(database_url: str) -> None:
    with world([life.seat for life in EIGHT_WEEKS], database_url) as around:
        people = live(around, EIGHT_WEEKS, EIGHT, WEEK)
        ada, ben, cleo = people
        for person in people:
            checks.everybody(person)
        checks.everything_has_its_verdict(ada)
        checks.silence_is_respected(cleo)
        asked = {each.asks for one in ada.diary for each in one.asked}
        assert asked == {READING, DECISION, SHIP}
        assert {one.kind for one in ben.diary} == {"checkin", "reminder", "snooze"}
        assert len(cleo.diary) <= len(ada.diary) < len(ben.diary)
