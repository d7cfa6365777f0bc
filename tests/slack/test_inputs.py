"""Inputs, menus and charts as Slack takes them, and what comes back from them as a form."""

from datetime import date
from typing import Any

import pytest
from slack_bolt import Ack

from app.forms.model import Form
from app.forms.payloads import read_form
from app.sandbox.blocks import message_problems, view_problems
from app.sandbox.slack import Window
from app.slack.blocks import (
    Block,
    Option,
    Words,
    actions,
    button,
    channel,
    checkbox_input,
    clip,
    confirmation,
    conversation_input,
    date_input,
    line,
    line_chart,
    line_input,
    modal,
    overflow,
    preformatted,
    radio_input,
    rich,
    section,
    select_input,
    select_menu,
    text_input,
    user,
)
from app.slack.client import Views
from app.slack.payloads import action_choice
from tests.sandbox.tiny_bot import TinyBot

LONG = "x" * 500
ANSWERS = [Option("yes", "Yes"), Option("no", "No, because " + LONG)]
DAYS = [Option(f"d{n}", f"Day {n}") for n in range(100)]


def bet_view(day: date | None = None, hour: str | None = None, **more: Any) -> Block:
    return modal(
        "bet",
        "A bet",
        [
            line_input("keep", "title", "Title", "Search", max_length=75, placeholder="What?", **more),
            text_input("keep", "problem", "Problem", "", max_length=300, placeholder="Who?", hint="A line."),
            date_input("keep", "due@1", "Judge by", day, hint="Six weeks later as a rule."),
            select_input("keep", "hour", "Hour", DAYS, hour, hint="Yours."),
            radio_input("keep", "landed", "Did it land?", ANSWERS, "yes", optional=False, hint="Be fair."),
            actions(select_menu("menu", DAYS, "More")),
        ],
        submit="Save",
    )


@pytest.fixture
def forms(bot: TinyBot, ada: Window) -> list[Form]:
    """What the bot reads from each event of the open view."""
    read: list[Form] = []

    @bot.app.shortcut("launch")
    def launch(ack: Ack, body: dict[str, Any]) -> None:
        Views(bot.client).open(body["trigger_id"], bet_view())
        ack()

    @bot.app.action("keep")
    @bot.app.action("menu")
    @bot.app.view("bet")
    def keep(ack: Ack, body: dict[str, Any]) -> None:
        read.append(read_form(body))
        ack()

    assert ada.shortcut("launch").ok
    return read


def test_each_input_saves_itself_and_a_submit_says_all(ada: Window, forms: list[Form]) -> None:
    ada.type("title", "")
    ada.type("problem", "Nobody finds old orders")
    ada.choose("due@1", "2027-01-04")
    ada.choose("hour", "d10")
    ada.choose("landed", "no")
    touched = [form.touched for form in forms]
    assert touched == ["title", "problem", "due@1", "hour", "landed"]
    assert [forms[n].values.get(key) for n, key in enumerate(touched) if key] == [
        "",
        "Nobody finds old orders",
        "2027-01-04",
        "d10",
        "no",
    ]
    assert sorted(form.action_order for form in forms) == [form.action_order for form in forms]
    assert ada.submit().ok
    assert forms[-1].values == {
        "problem": "Nobody finds old orders",
        "due@1": "2027-01-04",
        "hour": "d10",
        "landed": "no",
    }


def test_a_day_taken_back_is_empty_and_one_not_chosen_says_nothing(ada: Window, forms: list[Form]) -> None:
    ada.choose("hour", "d3")
    assert "due@1" not in forms[-1].values
    ada.choose("due@1", "2027-01-04")
    ada.choose("due@1", None)
    assert (forms[-1].touched, forms[-1].values["due@1"]) == ("due@1", "")
    ada.choose("hour", "d4")
    assert "due@1" not in forms[-1].values


def test_a_menu_in_a_modal_is_read_without_saying_anything_of_the_inputs(
    ada: Window, forms: list[Form]
) -> None:
    menu = next(block for block in (ada.top or {})["blocks"] if block["type"] == "actions")["block_id"]
    ada.choose(menu, "d7")
    assert forms[-1].values[menu] == "d7"
    assert forms[-1].values["title"] == "Search"


def test_what_is_required_is_asked_for_by_slack_itself() -> None:
    blocks = {block["block_id"]: block for block in bet_view(optional=False)["blocks"] if "block_id" in block}
    assert [key for key, block in blocks.items() if not block["optional"]] == ["title", "landed"]
    assert not blocks["title"]["element"].get("multiline")
    assert blocks["problem"]["element"]["multiline"]
    assert blocks["problem"]["hint"]["text"] == "A line."


@pytest.mark.parametrize("value", ["", "x" * 75, "x" * 400])
def test_a_text_longer_than_its_input_does_not_cost_the_view(value: str) -> None:
    view = modal("m", "m", [line_input("a", "b", "c", value, max_length=75)], submit="Save")
    assert view_problems(view) == []
    assert view["blocks"][0]["element"]["max_length"] == max(75, len(value))


def test_prefilled_inputs_and_long_words_are_ones_that_slack_takes() -> None:
    assert view_problems(bet_view(date(2027, 1, 4), "d99")) == []
    element = bet_view(date(2027, 1, 4))["blocks"][2]["element"]
    assert element["initial_date"] == "2027-01-04"
    sure = confirmation(LONG, LONG, LONG)
    stop = button(LONG, "stop", "7", danger=True, confirm=sure)
    more = overflow("more", [Option(str(n), LONG) for n in range(5)])
    assert message_problems([section("x", accessory=more), actions(stop, select_menu("m", DAYS, LONG))]) == []
    assert stop["style"] == "danger"


@pytest.mark.parametrize("count", [1, 2, 20, 60])
def test_a_line_chart_shows_the_last_twenty_points(count: int) -> None:
    points = [(f"{n} {LONG}", n / 3) for n in range(count)]
    chart = line_chart(LONG, LONG, points, LONG)
    assert message_problems([chart, line_chart("t", "s", points)]) == []
    values = [point["value"] for point in chart["chart"]["series"][0]["data"]]
    assert values == [value for _, value in points][-20:]


def test_a_choice_in_a_message_s_menu_is_read_by_its_value(bot: TinyBot, ada: Window) -> None:
    chosen: list[str] = []

    @bot.app.action("more")
    @bot.app.action("snooze")
    def act(ack: Ack, body: dict[str, Any]) -> None:
        chosen.append(action_choice(body))
        ack()

    snooze = [Option("3h", "In 3 hours"), Option("tomorrow", "Tomorrow")]
    blocks = [
        {
            "block_id": "a",
            **section("Search", accessory=overflow("more", [Option("stop", "Stop following")])),
        },
        {"block_id": "b", **actions(select_menu("snooze", snooze, "Later"))},
    ]
    ts = bot.client.chat_postMessage(channel=ada.seat.id, text="?", blocks=blocks)["ts"]
    ada.choose("a", "stop", ts)
    ada.choose("b", "tomorrow", ts)
    assert chosen == ["stop", "tomorrow"]
    assert action_choice({"actions": [{"type": "button", "value": "x"}]}) == action_choice({}) == ""


def test_a_private_channel_is_chosen_and_several_boxes_are_ticked(bot: TinyBot, ada: Window) -> None:
    read: list[Form] = []
    what = [Option("a", "Scope"), Option("b", "Proof", "In two lines"), Option("c", LONG, LONG)]

    def view(channel: str, ticked: str) -> Block:
        blocks = [
            conversation_input("keep", "where", "Where", channel, "Only those who are there can read it."),
            checkbox_input("keep", "what", "What", what, ticked.split(), "Everything is off at first."),
        ]
        return modal("share", "Share", blocks, submit="Next")

    @bot.app.shortcut("share")
    def share(ack: Ack, body: dict[str, Any]) -> None:
        Views(bot.client).open(body["trigger_id"], view("", ""))
        ack()

    @bot.app.action("keep")
    def keep(ack: Ack, body: dict[str, Any]) -> None:
        read.append(read_form(body))
        ack()

    assert ada.shortcut("share").ok
    ada.choose("where", "G0ADADANA")
    ada.choose("what", ["c", "a"])
    ada.choose("what", [])
    assert [form.values for form in read] == [
        {"where": "G0ADADANA"},
        {"where": "G0ADADANA", "what": ("a", "c")},
        {"where": "G0ADADANA", "what": ()},
    ]
    assert (
        read_form({"view": {"state": {"values": {"where": {"keep": {"selected_conversation": None}}}}}})
        == Form()
    )
    again = view("G0ADADANA", "b c")
    assert view_problems(again) == view_problems(view("", "")) == []
    where, ticked = (block["element"] for block in again["blocks"])
    assert where["initial_conversation"] == "G0ADADANA"
    assert [option["value"] for option in ticked["initial_options"]] == ["b", "c"]
    assert ticked["options"][1]["description"]["text"] == "In two lines"


def test_names_of_people_and_channels_and_a_text_to_copy_stand_in_rich_text() -> None:
    blocks = [rich(line(user("U0ADA0001"), Words(" in "), channel("G0ADADANA")), preformatted("**Scope**"))]
    assert message_problems(blocks) == view_problems(modal("m", "m", blocks)) == []


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("ab👨\u200d👩\u200d👧", 5, "ab…"),
        ("a👨\u200d👩\u200d👧b👨\u200d👩\u200d👧", 9, "a👨\u200d👩\u200d👧b…"),
        ("🇸🇪🇳🇴🇩🇰", 4, "🇸🇪…"),
        ("cafe\u0301 noir", 5, "caf…"),
        ("👍🏽👍🏽👍🏽", 4, "👍🏽…"),
        ("e" + "\u0301" * 9, 5, "e" + "\u0301" * 3 + "…"),  # longer than all the room
    ],
)
def test_what_reads_as_one_character_is_never_cut_in_two(text: str, limit: int, kept: str) -> None:
    assert clip(text, limit) == kept
    assert len(kept) <= limit
