"""Not now, not so often, not at all; and clicks that prove a message arrived."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.calendar.weeks import Week
from app.checkins.agenda import load_agendas
from app.checkins.model import Asks, CheckinState
from app.checkins.snooze import TWICE
from app.db.tables import launches, outbox
from app.errors import NotFound
from app.launches.model import LaunchState
from app.nudges.kinds import CHECKIN, SNOOZE
from app.nudges.store import NotificationSettingsStore
from app.outbox.model import State
from tests.checkins.desk import ADA, BOB, NOW, W46, Desk, at, form, of, reading_page
from tests.support.work import work_of

pytestmark = pytest.mark.dialects_take_turns


def arrive(desk: Desk, message_id: int | None, ts: str) -> None:
    """The tick sent it."""
    with desk.database.write() as connection:
        arrived = {"state": State.SENT, "message_ts": ts, "channel_id": "D1", "try_at": None}
        connection.execute(update(outbox).where(outbox.c.id == message_id).values(**arrived))


def test_a_snooze_comes_once_for_two_clicks_and_twice_in_all(desk: Desk) -> None:
    launch = desk.launch()
    first = desk.message(launch, ts="1.0")
    for _ in range(2):
        assert desk.service.snooze(ADA, of(launch), "later", at("1.0")).messages == (first,)
    assert desk.rows(SNOOZE) == [(State.PENDING, NOW + timedelta(hours=3))]
    moved = desk.checkin(launch)
    assert (moved.snoozes, moved.state) == (1, CheckinState.OPEN)
    assert moved.message_id != first
    arrive(desk, moved.message_id, "2.0")
    desk.hands.pass_(hours=3)
    done = desk.service.snooze(ADA, of(launch), "tomorrow", at("2.0"))
    assert set(done.messages) == {first, moved.message_id}
    assert desk.rows(SNOOZE)[1] == (State.PENDING, datetime(2026, 11, 13, 9, tzinfo=UTC))
    arrive(desk, desk.checkin(launch).message_id, "3.0")
    assert desk.service.snooze(ADA, of(launch), "later", at("3.0")).notice == TWICE
    assert len(desk.rows(SNOOZE)) == 2
    page = reading_page(desk.service.open_reading(ADA, of(launch), None, at("1.0")))
    done = desk.service.submit_reading(ADA, page.form_id, form(reading="1", status="behind"))
    assert len(done.messages) == 3
    assert desk.service.snooze(ADA, of(launch), "later", at("3.0")).notice == ""  # answered: nothing to do


def test_next_week_s_message_carries_what_was_put_off_until_then(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    for _ in range(2):
        desk.service.snooze(ADA, of(launch), "next_week", at("1.0"))
    assert (desk.checkin(launch).state, desk.checkin(launch).snoozes) == (CheckinState.SNOOZED, 1)
    assert desk.rows(SNOOZE) == []
    for wrong in ("", "never"):
        desk.message(launch, week=W46 - 1, ts="0.5")
        with pytest.raises(NotFound):
            desk.service.snooze(ADA, of(launch, W46 - 1), wrong, at("0.5"))


def next_asked(desk: Desk) -> Week | None:
    """The next week in which there is something to ask."""
    with desk.database.read() as connection:
        person_id = desk.person().id
        agenda = load_agendas(connection, [person_id], desk.hands.time).get(person_id)
        return agenda.next_week(W46 + 1) if agenda else None


def test_what_was_put_off_to_next_week_is_not_asked_once_its_launch_was_stopped(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.service.two_weeks(ADA, of(launch), at("1.0"))
    desk.service.snooze(ADA, of(launch), "next_week", at("1.0"))
    assert next_asked(desk) == W46 + 1
    desk.service.stop(ADA, of(launch), at("1.0"))
    assert next_asked(desk) is None
    assert {state for state, _ in desk.rows(CHECKIN)} == {State.SENT, State.MISSED}, "nothing is on its way"


def test_what_was_put_off_to_next_week_is_not_asked_once_it_turns_out_not_to_be_shipped(desk: Desk) -> None:
    """The new day asks by itself, in its week."""
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.service.snooze(ADA, of(launch), "next_week", at("1.0"))
    with desk.database.write() as connection:
        later = {"shipped": False, "shipped_on": (W46 + 4).monday}
        connection.execute(update(launches).where(launches.c.id == launch).values(**later))
    assert next_asked(desk) == W46 + 5


def test_skip_every_two_weeks_weekly_and_stop(desk: Desk) -> None:
    launch, other = desk.launch(), desk.launch("f2")
    message = desk.message(launch, other, ts="1.0")
    assert desk.service.skip(ADA, of(launch), at("1.0")).messages == (message,)
    assert desk.checkin(launch).state is CheckinState.SKIPPED
    assert desk.service.two_weeks(ADA, of(launch), at("1.0")).messages == (message,)
    assert desk.found(launch).every == 2
    desk.service.weekly(ADA, of(launch), at("1.0"))
    assert desk.found(launch).every == 1
    assert len(desk.rows(CHECKIN)) == 2  # next week's is planned
    for _ in range(2):
        desk.service.stop(ADA, of(launch), at("1.0"))
    assert desk.found(launch).state is LaunchState.STOPPED
    assert desk.found(other).state is LaunchState.OPEN
    page = reading_page(desk.service.open_edit(ADA, of(launch), at("1.0")))  # after all
    desk.service.submit_reading(ADA, page.form_id, form(reading="1", status="behind"))
    desk.service.skip(ADA, of(launch), at("1.0"))
    assert desk.checkin(launch).state is CheckinState.ANSWERED


@pytest.mark.parametrize("choice", ["weeks2", "pause", "stop"])
def test_after_two_messages_without_a_click_one_click_changes_the_rhythm(desk: Desk, choice: str) -> None:
    launch, other = desk.launch(), desk.launch("f2")
    message = desk.message(launch, other, ts="1.0")
    for wrong in ((ADA, str(message), "dance"), (BOB, str(message), choice), (ADA, "999", choice)):
        with pytest.raises(NotFound):
            desk.service.rhythm_choice(*wrong)
    assert desk.service.rhythm_choice(ADA, str(message), choice, at("1.0")).messages == (message,)
    with desk.database.read() as connection:
        manners = work_of(connection, desk.person()).get(NotificationSettingsStore).get()
    assert manners is not None
    paused = NOW.date() + timedelta(weeks=4) if choice == "pause" else None
    assert (manners.stopped, manners.paused_until) == (choice == "stop", paused)
    assert [desk.found(each).every for each in (launch, other)] == ([2, 2] if choice == "weeks2" else [1, 1])


def test_a_click_on_an_unclear_message_proves_that_it_arrived(desk: Desk) -> None:
    launch = desk.launch()
    message = desk.message(launch)
    assert desk.rows(CHECKIN)[0][0] is State.UNCONFIRMED
    for _ in range(2):
        done = desk.service.two_weeks(ADA, of(launch), at("7.0"))
    assert desk.arrivals == [(message, "D1", "7.0")]
    assert desk.rows(CHECKIN)[0][0] is State.SENT
    assert done.messages == (message,)


def test_a_click_under_the_first_message_proves_nothing_about_the_one_it_was_put_off_to(desk: Desk) -> None:
    """Both show the same check-in, and nobody knows whether the second is there."""
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.service.snooze(ADA, of(launch), "later", at("1.0"))
    second = desk.checkin(launch).message_id
    with desk.database.write() as connection:
        unclear = {"state": State.UNCONFIRMED, "try_at": None}
        connection.execute(update(outbox).where(outbox.c.id == second).values(**unclear))
    desk.service.two_weeks(ADA, of(launch), at("1.0"))
    assert desk.arrivals == []
    assert [state for state, _ in desk.rows(SNOOZE)] == [State.UNCONFIRMED]


def test_a_click_proves_nothing_where_another_message_is_on_its_way(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch)
    desk.message(launch, week=W46 - 1)
    desk.message(launch, asks=Asks.READING, week=W46 - 2, ts="3.0")
    desk.service.skip(ADA, of(launch), at("7.0"))
    desk.service.skip(ADA, of(launch, W46 - 2), at("3.0"))
    assert desk.arrivals == []
    assert [state for state, _ in desk.rows(CHECKIN)][:2] == [State.UNCONFIRMED, State.UNCONFIRMED]


def test_next_week_chosen_on_an_old_message_comes_in_a_week(desk: Desk) -> None:
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.hands.pass_(weeks=2)
    desk.service.snooze(ADA, of(launch), "next_week", at("1.0"))
    assert [row for row in desk.rows(SNOOZE) if row[0] is State.PENDING] != []


def test_what_would_come_again_on_the_day_of_next_week_s_message_is_asked_by_that_one(desk: Desk) -> None:
    """A check-in of Thursday, put off on the Wednesday after: tomorrow is the day of the next message."""
    launch = desk.launch()
    desk.message(launch, ts="1.0")
    desk.service.weekly(ADA, of(launch), at("1.0"))  # plans the next one
    desk.hands.pass_(days=6)
    desk.service.snooze(ADA, of(launch), "tomorrow", at("1.0"))
    assert desk.checkin(launch).state is CheckinState.SNOOZED
    assert desk.rows(SNOOZE) == []
