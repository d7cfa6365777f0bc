"""Messages, threads, charts and the clock on the page, in a real browser."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from app.sandbox.slack import StandIn
from app.sandbox.time_machine import Tick
from tests.sandbox.blocks import actions, button, section
from tests.sandbox.tiny_bot import TinyBot

ADA, ADA_DM = "U0ADA0001", "D0ADA0001"


@pytest.fixture
def heard(bot: TinyBot) -> list[dict[str, Any]]:
    """Every message event, with its subtype."""
    got: list[dict[str, Any]] = []

    def listen(event: dict[str, Any]) -> None:
        got.append(event)

    for subtype in (None, "message_changed", "message_deleted"):
        bot.app.event({"type": "message", "subtype": subtype})(listen)
    return got


def say(page: Page, text: str) -> None:
    page.locator("#composer-text").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#messages .message").last).to_contain_text(text)


def in_menu(page: Page, text: str, wanted: str) -> None:
    message = page.locator(".message", has_text=text).last
    message.hover()
    message.get_by_role("button", name="Message menu").click()
    page.get_by_role("menuitem", name=wanted).click()


def chart(kind: str, *values: float) -> dict[str, Any]:
    points = [{"label": f"week {number}", "value": value} for number, value in enumerate(values)]
    whole: dict[str, Any] = {"type": kind, "segments": points}
    if kind != "pie":
        axis = {"categories": [point["label"] for point in points]}
        whole = {"type": kind, "series": [{"name": "Success", "data": points}], "axis_config": axis}
    return {"type": "data_visualization", "title": f"A {kind}", "chart": whole}


def test_a_thread_is_read_and_answered_in_the_side_panel_and_no_clock_is_shown(
    page: Page,
    bot: TinyBot,
    heard: list[dict[str, Any]],
    eventually: Callable[[Callable[[], bool]], None],
) -> None:
    no_time_machine(page)
    asked = bot.client.chat_postMessage(channel=ADA, text="how is it going?")["ts"]
    page.locator(".message", has_text="how is it going?").hover()
    page.get_by_role("button", name="Reply").click()
    panel = page.get_by_role("complementary", name="Thread")
    expect(panel).to_contain_text("No replies yet")
    expect(page.get_by_label("Reply in the thread")).to_be_focused()
    page.keyboard.type("3.4 %")
    page.keyboard.press("Enter")
    expect(panel.locator(".message")).to_have_count(2)
    bot.client.chat_postMessage(channel=ADA, text="noted", thread_ts=asked)
    expect(panel).to_contain_text("noted")
    expect(page.locator("#messages .message")).to_have_count(1)
    expect(page.get_by_role("button", name="2 replies")).to_be_visible()
    eventually(lambda: [each.get("thread_ts") for each in heard] == [asked])
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def no_time_machine(page: Page) -> None:
    """A bot that sends nothing by itself gets none."""
    expect(page.get_by_role("region", name="The sandbox's clock")).to_be_hidden()
    expect(page.get_by_role("button", name="+1 week")).to_be_hidden()


def test_own_messages_are_changed_by_menu_and_a_shortcut_starts_from_any(
    page: Page, bot: TinyBot, heard: list[dict[str, Any]], eventually: Callable[[Callable[[], bool]], None]
) -> None:
    followed: list[str] = []

    @bot.app.shortcut("follow")
    def follow(ack: Any, shortcut: dict[str, Any]) -> None:
        followed.append(shortcut["message"]["text"])
        ack()

    say(page, "3.4 %")
    in_menu(page, "3.4 %", "Edit message")
    page.get_by_label("Edit message").fill("3.5 %")
    page.keyboard.press("Enter")
    message = page.locator("#messages .message")
    expect(message).to_contain_text("3.5 %")
    expect(message).to_contain_text("(edited)")
    in_menu(page, "3.5 %", "Delete message")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="Try this first")).to_be_visible()
    wanted = [None, "message_changed", "message_deleted"]
    eventually(lambda: [each.get("subtype") for each in heard] == wanted)  # the page shows it first
    bot.client.chat_postMessage(channel=ADA, text="we shipped it")
    message.filter(has_text="we shipped it").hover()
    message.get_by_role("button", name="Message menu").click()
    expect(page.get_by_role("menuitem")).to_have_text([re.compile("Follow this"), "Copy link"])
    page.keyboard.press("Enter")
    eventually(lambda: followed == ["we shipped it"])
    in_menu(page, "we shipped it", "Copy link")
    expect(page.locator("#notice")).to_contain_text("/archives/D0ADA0001/p")


def test_a_receipt_takes_the_place_of_the_question_under_the_hand(
    page: Page, bot: TinyBot, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    @bot.app.action("yes-then-gone")
    def answered(ack: Any, body: dict[str, Any], client: Any) -> None:
        where = body["container"]
        client.chat_update(
            channel=where["channel_id"], ts=where["message_ts"], text="x", blocks=[section("*Saved*: 3.4 %")]
        )
        ack()

    question = [section("How is it going?"), actions(button("yes-then-gone", "On track"))]
    bot.client.chat_postMessage(channel=ADA, text="?", blocks=question)
    page.get_by_role("button", name="On track").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages .message")).to_contain_text("Saved: 3.4 %")
    expect(page.get_by_role("button", name="On track")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('.message') !== null")


def test_a_chart_is_a_picture_with_words_and_numbers(page: Page, bot: TinyBot) -> None:
    for two in (("line", "bar"), ("area", "pie")):
        blocks = [chart(kind, 3.5, 40, 1200) for kind in two]
        bot.client.chat_postMessage(channel=ADA, text="x", blocks=blocks)
    for kind in ("line", "bar", "area", "pie"):
        picture = page.get_by_role("img", name=f"A {kind}. A {kind} chart.")
        expect(picture).to_be_visible()
        expect(picture).to_have_accessible_name(re.compile("week 0 3.5, week 1 40, week 2 1200"))
    assert page.evaluate("!document.querySelector('#messages').innerHTML.includes('NaN')")
    page.get_by_text("The numbers").last.click()
    expect(page.locator(".chart").last.locator("td", has_text="1200")).to_be_visible()


def test_the_clock_moves_to_the_next_message_and_a_new_day_has_its_line(
    page: Page, bot: TinyBot, standin: StandIn
) -> None:
    due, came = [standin.now() + timedelta(days=9)], list[datetime]()

    def tick(at: datetime, since: datetime) -> Tick:
        if at >= due[0]:
            bot.client.chat_postMessage(channel=ADA, text="the weekly check-in")
            came.append(at)
            due[0] += timedelta(days=7)
        return Tick((ADA_DM,) * sum(moment >= since for moment in came), due[0])

    bot.client.chat_postMessage(channel=ADA, text="today")
    standin.time_machine.tick = tick
    page.reload()
    expect(page.locator(".day")).to_have_count(1)
    page.get_by_role("button", name="To the next message").click()
    expect(page.locator("#clock-note")).to_contain_text("1 message came. Planned next:")
    expect(page.locator("#messages .message").last).to_contain_text("the weekly check-in")
    expect(page.locator(".day")).to_have_count(2)
    shown = page.locator("#clock-now").get_attribute("datetime")
    assert shown is not None
    assert abs(datetime.fromisoformat(shown) - standin.now()) < timedelta(minutes=1)
    page.get_by_role("button", name="+12 weeks").click()
    expect(page.locator("#clock-note")).to_contain_text("12 messages came")
    expect(page.locator("#messages .message")).to_have_count(14)


def test_a_slow_answer_never_hides_a_newer_message(page: Page, bot: TinyBot) -> None:
    asked: list[Route] = []
    held: list[APIResponse] = []

    def hold_the_first(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            held.append(route.fetch())
        else:
            route.continue_()

    def look_elsewhere() -> None:
        page.evaluate("fetch('/ui/workspace').then((answer) => answer.text())")

    page.route("**/messages/*", hold_the_first)
    with page.expect_request("**/messages/*"):
        bot.client.chat_postMessage(channel=ADA, text="first")
    while not held:
        look_elsewhere()
    bot.client.chat_postMessage(channel=ADA, text="second")
    for _ in range(25):
        look_elsewhere()
    [first] = held
    asked[0].fulfill(response=first)
    expect(page.locator("#messages .message")).to_have_count(2)
    expect(page.locator("#messages .message").last).to_contain_text("second")


@pytest.mark.parametrize("width", [400, 360])
def test_a_narrow_clock_is_one_row_with_a_menu(page: Page, standin: StandIn, width: int) -> None:
    far = standin.now() + timedelta(days=30)
    standin.time_machine.tick = lambda at, _: Tick(("D0DANA001",) if at >= far else (), far)
    page.set_viewport_size({"width": width, "height": 700})
    page.reload()
    menu = page.get_by_role("combobox", name="Move the clock")
    menu.select_option("To the next message")
    expect(page.locator("#notice")).to_contain_text("1 message came, to Dana Okafor.")
    heights = [page.locator("#clock").bounding_box(), menu.bounding_box()]
    assert all(heights)
    assert heights[0]["height"] < heights[1]["height"] + 20  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(menu).to_be_in_viewport(ratio=1)


def test_the_newest_message_stays_in_view_when_the_window_is_resized(page: Page, bot: TinyBot) -> None:
    for number in range(30):
        bot.client.chat_postMessage(channel=ADA, text=f"message {number}")
    newest = page.locator("#messages .message").last
    expect(newest).to_contain_text("message 29")
    for height in (400, 900, 500):
        page.set_viewport_size({"width": 1280, "height": height})
        expect(newest).to_be_in_viewport()
    page.locator("#messages").evaluate("box => box.scrollTo(0, 0)")
    page.set_viewport_size({"width": 1280, "height": 700})
    expect(page.locator("#messages .message").first).to_be_in_viewport()  # whoever reads above is left there


def test_the_first_card_speaks_to_who_sits_there(page: Page) -> None:
    card = page.locator(".welcome")
    expect(card).to_contain_text("Try this first")
    page.get_by_text("Ada's engineering manager").click()
    expect(card).to_contain_text("You are Dana Okafor")
    page.get_by_text("Guest, a consultant").click()
    expect(card).to_contain_text("You are Sam Rivera")
