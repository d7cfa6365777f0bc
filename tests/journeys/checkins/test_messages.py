"""What the messages say and do around an answer: reminders, replies, notes, and words in the wrong place."""

from datetime import timedelta

import pytest

from app.calendar.schedule import short
from app.checkins.views.message import TEXTS
from app.nudges.kinds import CHECKIN, SHIP
from app.sandbox.messages import SlackMessage as Message
from app.sandbox.slack import StandIn, Window
from tests.support.dm import Dm
from tests.support.launching import BET, fill, record, send, today
from tests.support.screens import input_ids

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def reminder(dm: Dm) -> Message:
    """Wednesday's check-in, ignored until the third working day, at ten."""
    dm.recorded()
    dm.asked()
    return dm.asked(5 * 24)


def test_a_reminder_is_short_and_has_the_buttons(dm: Dm) -> None:
    told = dm.now(reminder(dm))
    assert "still open" in told
    assert BET["title"] in told
    assert BET["target"] not in told
    assert "On track" in told


@pytest.mark.calendar
def test_a_snooze_chosen_in_a_reminder_says_so_in_both_messages(dm: Dm, ada: Window) -> None:
    one = reminder(dm)
    dm.choose("tomorrow", one)
    assert dm.says(one, "moved to ")
    assert dm.says(ada.messages()[0], "moved to ")


def test_what_is_snoozed_and_then_stopped_sends_nothing(dm: Dm, ada: Window) -> None:
    dm.recorded()
    message = dm.asked()
    dm.choose("tomorrow", message)
    stop(ada)
    before = len(ada.messages())
    dm.asked(24)
    assert len(ada.messages()) == before


def stop(ada: Window) -> None:
    """From the bet's own page."""
    ada.command("/l5-launch list")
    ada.click("checkin.open-bet")
    view = ada.top or {}
    menus = [(block["block_id"], each) for block in view["blocks"] for each in block.get("elements", [])]
    block_id, menu = next((b, e) for b, e in menus if e.get("action_id") == "checkin.menu")
    value = next(o["value"] for o in menu["options"] if o["value"].startswith("stop"))
    ada.choose(block_id, value, action_id="checkin.menu")


def test_a_reply_to_is_it_out_is_noted_and_the_question_stays(dm: Dm, standin: StandIn, ada: Window) -> None:
    record(ada, shipped_on=today(standin) + timedelta(days=1))
    ada.close()
    message = dm.asked()
    ada.say("it slips to next week", thread_ts=message.ts)
    assert dm.says(message, "You noted: it slips to next week")
    assert "Shipped" in dm.buttons(message)


def test_what_ships_on_the_check_in_s_day_is_part_of_the_check_in(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded("Checkout")
    record(ada, shipped_on=today(standin) + timedelta(days=1), title="Search")  # Wednesday, as the slot
    ada.close()
    message = dm.asked()
    assert message.text == TEXTS[CHECKIN]
    assert "You planned to ship it today. Did it ship?" in dm.now(message)
    assert "On track" in dm.buttons(message)
    for _ in range(3):  # no message of its own, however long it stays unanswered
        assert dm.asked(24).ts == message.ts
    ada.click("Shipped", message_ts=message.ts)
    assert dm.says(message, "Search: shipped ")


def test_what_ships_on_another_day_of_the_week_has_its_own_message_and_is_asked_once_that_week(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded("Checkout")
    record(ada, shipped_on=today(standin) + timedelta(days=3), title="Search")  # Friday
    ada.close()
    message = dm.asked()
    assert "Search" not in dm.now(message)
    ship = dm.asked(2 * 24)
    assert ship.text == TEXTS[SHIP]
    assert dm.now(ship).splitlines()[1:3] == ["Search", "You planned to ship it today. Did it ship?"]
    following = dm.asked(5 * 24)
    assert "Did it ship?" in dm.now(following)
    dm.tick()
    assert dm.says(ship, "not answered.")
    assert dm.buttons(ship) == []  # the newer message asks it


def test_a_message_that_the_next_one_overtook_is_a_line_with_a_way_to_answer(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded("Checkout", "Search")
    message = dm.asked()
    sent = short(today(standin))
    ada.click("Behind", message_ts=message.ts)
    fill(ada, reading="11 %")
    send(ada)
    reminder = dm.asked(5 * 24)
    following = dm.asked(2 * 24)
    assert following.ts != reminder.ts
    assert dm.says(message, f"Check-in of {sent}, answered in part.")
    assert len(dm.now(message).splitlines()) == 3
    assert dm.buttons(message) == ["Answer for that week"]
    assert dm.buttons(reminder) in ([], ["Answer for that week"])
    assert "On track" in dm.buttons(following)


def test_who_sees_it_is_said_in_the_first_message_and_then_once_a_month(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    now = today(standin)
    record(ada, shipped_on=now - timedelta(days=13), judge_by=now + timedelta(days=90))
    ada.close()
    said, months, line = [], [], "Only you get this from me"
    message = dm.asked()
    for _ in range(10):
        said.append(line in dm.now(message))
        months.append(today(standin).replace(day=1))
        dm.choose("unseen", message)
        assert (line in dm.now(message)) == said[-1]  # rendered again
        message = dm.asked(7 * 24)
    assert said == [month not in months[:n] for n, month in enumerate(months)]


def test_what_was_typed_and_closed_stands_in_the_next_message_as_begun(
    dm: Dm, standin: StandIn, ada: Window
) -> None:
    dm.recorded()
    message = dm.asked()
    ada.click("Behind", message_ts=message.ts)
    ada.close()  # pressing alone begins nothing
    assert "You began" not in dm.now(dm.asked(7 * 24))
    ada.click("Behind", message_ts=ada.messages()[-1].ts)
    fill(ada, reading="half a thought")
    ada.close()
    begun = short(today(standin))
    following = dm.asked(7 * 24)
    assert f"You began an answer on {begun}." in dm.now(following)
    assert dm.buttons(following)[0] == "Finish it"
    assert "half a thought" not in dm.now(following)


def test_five_bets_with_long_words_stay_a_message_that_slack_takes(dm: Dm, ada: Window) -> None:
    long = "a long word or two " * 15
    for number in range(5):
        record(
            ada,
            shipped_on=today(dm.standin) - timedelta(days=13),
            title=f"Launch {number}",
            problem=long,
            metric=long,
            target=long,
        )
        ada.close()
    message = dm.asked()
    assert len(dm.now(message)) < 11_000
    assert "Launch 4" in dm.now(message)


def test_keeping_words_out_empties_the_messages_that_are_there_already(dm: Dm, ada: Window) -> None:
    dm.recorded()
    message = dm.asked()
    assert BET["target"] in dm.now(message)
    assert ada.command("/l5-launch settings").ok
    ada.choose(next(each for each in input_ids(ada) if each.startswith("words")), ["yes"])
    send(ada)
    dm.tick()
    assert BET["title"] in dm.now(message)
    assert BET["target"] not in dm.now(message)
