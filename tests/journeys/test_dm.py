"""Words in the DM, from Slack's event to the answer in it."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from app.bootstrap import Product, build
from app.db.tables import outbox, rhythms, thread_replies
from app.nudges.kinds import DM_ANSWER, HINT, WELCOME
from app.outbox.lookup import StampedClaims
from app.sandbox.messages import SentText
from app.sandbox.messages import SlackMessage as Message
from app.sandbox.slack import StandIn, Window
from app.slack.client import BotIds
from app.slack.manifest import manifest
from tests.support.bot import settings_for
from tests.support.dm import Dm
from tests.support.launching import BET
from tests.support.process import wait_for
from tests.support.screens import strings, texts, title

pytestmark = [
    pytest.mark.calendar,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def bot(tuesday: None, bot: Product) -> Product:
    """Started on a Tuesday."""
    return bot


@pytest.fixture
def asked(dm: Dm) -> Message:
    """The message about one launch, whose question is open."""
    dm.recorded()
    return dm.asked()


def answer(dm: Dm) -> Message:
    """The newest message after a tick."""
    dm.bot.ticker.run()
    return dm.ada.messages()[-1]


def test_a_sentence_is_taken_kept_and_edited(dm: Dm, ada: Window, asked: Message) -> None:
    ada.say("9 % <!here> & falling")
    receipt = answer(dm)
    assert dm.says(receipt, "Taken as this week's answer for ")
    assert dm.buttons(receipt) == ["Keep", "Edit", "That was not one"]
    assert dm.says(asked, "9 % <!here> & falling")
    assert ada.click("Keep", message_ts=receipt.ts).ok
    assert dm.says(receipt, "Kept as this week's answer for ")
    assert dm.buttons(receipt) == ["Edit"]
    assert ada.click("Edit", message_ts=receipt.ts).ok
    assert title(ada) == "Check-in"
    assert "9 % <!here> & falling" in texts(ada)


def test_what_was_no_answer_is_taken_out_again(dm: Dm, ada: Window, asked: Message) -> None:
    ada.say("good morning")
    receipt = answer(dm)
    assert dm.says(asked, "good morning")
    assert ada.click("That was not one", message_ts=receipt.ts).ok
    assert dm.says(receipt, "Not taken as an answer.")
    assert dm.says(asked, "On track")
    assert "good morning" not in dm.now(asked)
    assert dm.buttons(receipt) == []


def test_an_edit_changes_the_answer_a_deletion_takes_it_back_and_neither_is_answered(
    dm: Dm, ada: Window, asked: Message
) -> None:
    said = ada.say("9 %")
    receipt = answer(dm)
    count = len(ada.messages())
    ada.edit(said.ts, "8 %")
    assert dm.says(asked, "8 %")
    ada.delete(said.ts)
    assert dm.says(receipt, "You deleted that message, so it is no answer any more.")
    assert dm.says(asked, "On track")
    assert len(ada.messages()) == count - 1


def test_with_several_open_the_question_which_one_stands_where_they_wrote(dm: Dm, ada: Window) -> None:
    dm.recorded("Search", "Invoices")
    message = dm.asked()
    ada.say("7 %")
    which = answer(dm)
    assert which.thread_ts is None
    assert dm.buttons(which)[-1] == "None of these"
    label = next(each for each in dm.buttons(which) if each.endswith("Invoices"))
    assert ada.click(label, message_ts=which.ts).ok
    assert dm.says(which, "Invoices")
    ada.say("12 ms", thread_ts=message.ts)  # one is open still
    receipt = answer(dm)
    assert (receipt.thread_ts, receipt.stands_alone) == (message.ts, True)
    assert dm.says(receipt, "Search")
    assert dm.says(message, "12 ms")


def test_whatever_is_written_is_answered_every_time(dm: Dm, ada: Window) -> None:
    ada.look_at_app()
    dm.bot.ticker.run()
    for words, told in (
        ("Alpha is at 9, on track", "I did not keep that: here words answer only an open check-in"),
        ("hello?", "That looked like a question; I did not keep it."),
        ("hello?", "That looked like a question; I did not keep it."),
        ("HELP!", "Record what you ship"),
    ):
        ada.say(words)
        card = answer(dm)
        assert told in dm.now(card)
        assert dm.buttons(card) == ["Record a launch", "Assess yourself", "My launches"]
    ada.say("", file="chart.png")
    assert "I keep words only: say in a line what the file shows." in dm.now(answer(dm))
    assert len(ada.messages()) == 1 + 5 * 2


def test_the_buttons_of_a_card_open_what_they_name(dm: Dm, ada: Window) -> None:
    ada.say("hello")
    card = answer(dm)
    for label, opened in (
        ("Record a launch", "Record what you shipped"),
        ("Assess yourself", "Assess yourself"),
        ("My launches", "Your launches"),
    ):
        assert ada.click(label, message_ts=card.ts).ok
        assert ada.top is not None
        assert title(ada) == opened
        ada.close(clear=True)


def test_stop_stops_every_message_and_the_button_brings_them_back(dm: Dm, ada: Window) -> None:
    dm.recorded()
    ada.say("Stop.")
    receipt = answer(dm)
    assert "I send nothing unasked any more" in dm.now(receipt)
    dm.asked()
    assert ada.messages()[-1].ts == receipt.ts
    assert ada.click("Start again", message_ts=receipt.ts).ok
    assert dm.says(receipt, "My messages are on again.")
    assert "On track" in dm.buttons(answer(dm))


def test_answers_come_at_night_and_with_nudges_switched_off_and_use_no_budget(
    dm: Dm, ada: Window, asked: Message, database_url: str
) -> None:
    with dm.bot.database.write() as connection:
        connection.execute(update(rhythms).values(budget=0))
    dm.standin.advance(14 * 3600)
    ada.say("9 %")
    off = settings_for(dm.standin, database_url).model_copy(update={"nudges_enabled": False})
    other = build(off, dm.standin.workspace.clock)
    other.ticker.run()
    other.database.dispose()
    assert "Taken as" in dm.now(ada.messages()[-1])


def test_slack_sends_an_event_again_and_nothing_is_said_twice(
    dm: Dm, standin: StandIn, ada: Window, asked: Message
) -> None:
    event = {"type": "message", "channel": asked.channel, "channel_type": "im", "user": ada.seat.id}
    for _ in range(3):
        assert standin.send_event(event | {"ts": "1795600999.000100", "text": "9 %"})[0].ok
        dm.bot.ticker.run()
    assert [text for text in strings(dm.message(asked).blocks) if "9 %" in text] == [f"{BET['title']}: 9 %."]
    with dm.bot.database.read() as connection:
        assert len(connection.execute(select(outbox).where(outbox.c.kind == DM_ANSWER)).all()) == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"bot_id": "B1"},
        {"subtype": "channel_topic"},
        {"subtype": "bot_message"},
        {"channel_type": "mpim"},
        {"ts": "x"},
        {"ts": 7},
        {"thread_ts": "1\x00.5"},
    ],
)
def test_what_nobody_wrote_to_the_bot_is_not_answered(
    dm: Dm, standin: StandIn, ada: Window, odd: dict[str, object]
) -> None:
    event = {"type": "message", "channel": ada.seat.dm, "channel_type": "im", "user": ada.seat.id}
    standin.send_event(event | {"ts": "1795600999.000100", "text": "9 %"} | odd)
    dm.bot.ticker.run()
    assert ada.messages() == []


def test_names_links_and_emoji_are_kept_as_they_were_typed(
    dm: Dm, standin: StandIn, ada: Window, asked: Message
) -> None:
    dana = standin.config.seat("dana")
    elements = (
        {"type": "text", "text": "a < b, says "},
        {"type": "user", "user_id": dana.id},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": "G0ADADANA"},
        {"type": "text", "text": " to "},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "text", "text": " and a@b.example "},
        {"type": "emoji", "name": "tada", "unicode": "1f389"},
        {"type": "emoji", "name": "ours"},
        {"type": "link", "url": "https://x.example/d", "text": "the chart"},
    )
    text = f"a &lt; b, says <@{dana.id}> in <#G0ADADANA> to <!subteam^S1|@search-team> and so on"
    ada.say("", sent=SentText(text, elements))
    words = f"a < b, says @{dana.real_name} in #ada-and-dana to @search-team and a@b.example 🎉"
    wait_for(lambda: dm.says(asked, words), "after the event was answered, Slack is asked for names")
    assert ":ours:the chart (https://x.example/d)" in dm.now(asked)
    assert "changed" not in dm.now(asked)


def test_a_person_is_greeted_once_for_ever(dm: Dm, standin: StandIn, ada: Window) -> None:
    for _ in range(2):
        ada.look_at_app()
        dm.tick()
    (hello,) = ada.messages()
    assert dm.buttons(hello) == ["Record a launch", "Assess yourself", "My launches"]
    assert "Write *stop* and I send nothing unasked" in dm.now(hello)
    ada.command("/l5-launch")
    dm.tick()
    assert ada.messages() == [hello]
    dana = standin.open_window("dana")
    dana.command("/l5-launch")
    dm.tick()
    assert [each.text for each in dana.messages()] == [hello.text]


def test_a_command_that_stores_nothing_is_a_first_time_too(dm: Dm, ada: Window) -> None:
    ada.command("/l5-launch help")

    def greeted() -> bool:
        dm.tick()
        return ada.messages()[-1].text.startswith("Hello")

    wait_for(greeted, "after the answer has left, she is greeted")


def test_whoever_writes_first_is_greeted_and_not_answered_beside_that(dm: Dm, ada: Window) -> None:
    ada.say("hello")
    dm.tick()
    (_, hello) = ada.messages()
    assert hello.text.startswith("Hello, I am Followthrough.")


def test_nobody_who_was_here_before_is_greeted(dm: Dm, ada: Window) -> None:
    dm.recorded()
    with dm.bot.database.write() as connection:
        connection.execute(outbox.delete().where(outbox.c.kind == WELCOME))
    ada.look_at_app()
    dm.tick()
    assert ada.messages() == []


def test_a_hint_that_an_older_release_planned_is_a_card(dm: Dm, ada: Window) -> None:
    ada.say("hello")
    dm.tick()
    ada.say("hello")
    with dm.bot.database.write() as connection:
        connection.execute(update(thread_replies).values(answer_id=None))
        connection.execute(update(outbox).where(outbox.c.kind == DM_ANSWER).values(kind=HINT))
    assert "I did not keep that" in dm.now(answer(dm))


@pytest.mark.parametrize("is_pressed", [True, False])
def test_an_answer_of_which_nobody_knows_is_proven_by_a_press_or_found_and_not_sent_again(
    dm: Dm, standin: StandIn, ada: Window, asked: Message, database_url: str, is_pressed: bool
) -> None:
    standin.faults.add("chat.postMessage", "cut_after")
    ada.say("9 %", thread_ts=asked.ts)
    dm.tick()
    (_, receipt) = ada.thread(asked.ts)
    assert states(dm) == ["unconfirmed"]
    if is_pressed:
        assert ada.click("Keep", message_ts=receipt.ts).ok
        assert dm.says(receipt, "Kept as this week's answer for ")
    else:
        clock = standin.workspace.clock
        other = build(settings_for(standin, database_url), clock, StampedClaims(clock))
        standin.advance(600)
        other.ticker.run()
        other.database.dispose()
    assert states(dm) == ["sent"]
    assert len(ada.thread(asked.ts)) == 2


def states(dm: Dm) -> list[str]:
    with dm.bot.database.read() as connection:
        return [*connection.scalars(select(outbox.c.state).where(outbox.c.kind == DM_ANSWER))]


@pytest.mark.waits
def test_another_process_answers_within_two_seconds(
    dm: Dm, standin: StandIn, ada: Window, database_url: str
) -> None:
    """The one that hears it has no scheduler here."""
    other = build(settings_for(standin, database_url), standin.workspace.clock)
    other.scheduler.start()
    try:
        ada.look_at_app()
        wait_for(lambda: len(ada.messages()) == 1, "she is greeted")
        ada.say("hello")
        began = time.monotonic()
        wait_for(lambda: len(ada.messages()) == 3, "it is answered")
        assert time.monotonic() - began < 2
    finally:
        other.scheduler.stop()
        other.database.dispose()


class TestHearsItself:
    """Slack sends the bot the events of its own messages too."""

    @pytest.fixture
    def standin(self) -> Iterator[StandIn]:
        with StandIn(manifest("/l5-", "http://127.0.0.1"), hears_itself=True) as running:
            yield running

    @pytest.mark.parametrize("is_known", [False, True])
    def test_it_never_answers_itself(self, dm: Dm, standin: StandIn, ada: Window, is_known: bool) -> None:
        """Also as long as Slack has not said who the bot is."""
        if is_known:
            dm.bot.identity.ids = BotIds(standin.config.bot_id, standin.config.bot_user)
        ada.say("hello")
        for _ in range(3):
            dm.tick()
        assert len(ada.messages()) == 2
