"""The page in a real browser: by keyboard, live, escaped, and never losing what was typed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.sandbox.slack import StandIn
from app.sandbox.workspace import BotStatus
from tests.sandbox.browser_bot import PROSE
from tests.sandbox.browser_bot import page as first_page
from tests.sandbox.tiny_bot import TinyBot

FIRST = '[data-key="first-1 text"]'


def command(page: Page, line: str = "/l5-assess") -> None:
    page.locator("#composer-text").fill(line)
    page.keyboard.press("Enter")


def start(page: Page) -> None:
    command(page)
    expect(page.get_by_role("dialog", name="Section 1 of 6")).to_be_visible()


def test_commands_and_shortcuts_start_by_panel_by_menu_and_by_keyboard(page: Page) -> None:
    page.keyboard.type("/l5")
    listed = page.get_by_role("listbox").get_by_role("option")
    expect(listed).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(listed.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox")).to_have_value("/l5-help ")
    dialog = page.get_by_role("dialog", name="Section 1 of 6")
    page.get_by_role("button", name="Type /l5-assess for me").click()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Shortcuts").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    command(page, "/l5-help ")
    expect(page.locator(".message.ephemeral")).to_contain_text("Only visible to you")


def test_all_that_was_typed_has_arrived_before_esc_closes(
    page: Page, seen: list[dict[str, Any]], standin: StandIn, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    start(page)
    standin.faults.add("bot:block_actions", "slow", seconds=0.2)
    expect(page.locator(FIRST)).to_be_focused()
    page.keyboard.type("I follow every launch up", delay=1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    eventually(lambda: "view_closed" in [each.name for each in standin.deliveries])
    assert [each.name for each in standin.deliveries][-2:] == ["block_actions", "view_closed"]
    assert seen[-1]["value"] == "I follow every launch up"
    assert len(seen) < len("I follow every launch up")
    expect(page.get_by_role("combobox")).to_be_focused()


def test_a_submit_that_is_refused_or_fails_keeps_all_and_one_that_is_taken_goes_on(
    page: Page, seen: list[dict[str, Any]], standin: StandIn
) -> None:
    start(page)
    field, following = page.locator(FIRST), page.get_by_role("button", name="Next")
    page.get_by_label("sometimes").check()
    page.get_by_label("nobody asked").check()
    page.get_by_label("no baseline").check()
    field.fill("too short")
    following.click()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Say a little more, please.")
    expect(field).to_be_focused()
    expect(field).to_have_value("too short")
    field.fill("crash")
    following.click()
    expect(page.get_by_role("alert").filter(has_text="We had some trouble connecting")).to_be_visible()
    expect(field).to_have_value("crash")
    field.fill("fine")
    standin.faults.add("bot:view_submission", "slow", seconds=0.5)
    following.click()
    expect(page.get_by_role("dialog")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".spinner")).to_be_visible()
    expect(page.get_by_role("dialog", name="Section 2 of 6")).to_have_attribute("aria-busy", "false")
    chosen = {each["block_id"]: each for each in seen}
    assert chosen["stand-1"]["selected_option"]["value"] == "sometimes"
    assert [each["value"] for each in chosen["signs-1"]["selected_options"]] == [
        "nobody asked",
        "no baseline",
    ]


def test_every_kind_of_input_is_drawn_named_and_heard(page: Page, seen: list[dict[str, Any]]) -> None:
    command(page, "/every")
    body = page.get_by_role("dialog", name="Every input")
    body.get_by_label("static_select", exact=False).first.select_option("two")
    body.get_by_label("Blue").check()
    page.locator('[data-key="users_select choice"]').select_option(label="Dana Okafor")
    body.get_by_label("Ada Lindgren").check()
    page.locator('[data-key="conversations_select choice"]').select_option(label="#general")
    page.locator('[data-key="channels_select choice"]').select_option(label="#general")
    page.locator('[data-key="datepicker choice"]').fill("2026-03-01")
    expect(page.locator('[data-key="timepicker choice"]')).to_have_value("09:30")
    page.locator('[data-key="timepicker choice"]').fill("10:15")
    page.locator('[data-key="datetimepicker choice"]').fill("2026-03-01T12:00")
    page.locator('[data-key="number_input choice"]').press_sequentially("42")
    page.locator('[data-key="number_input choice"]').press("Enter")
    expect(body.get_by_text("does not draw")).to_have_count(0)
    with page.expect_response(lambda answer: answer.url.endswith("/close")):
        page.keyboard.press("Escape")
    heard = {each["block_id"]: each for each in seen}
    assert heard["static_select"]["selected_option"]["value"] == "two"
    assert [each["value"] for each in heard["multi_static_select"]["selected_options"]] == ["blue"]
    assert heard["users_select"]["selected_user"] == "U0DANA001"
    assert heard["multi_users_select"]["selected_users"] == ["U0ADA0001", "U0DANA001"]
    assert heard["conversations_select"]["selected_conversation"] == "C0GENERAL"
    assert heard["channels_select"]["selected_channel"] == "C0GENERAL"
    assert heard["datepicker"]["selected_date"] == "2026-03-01"
    assert heard["timepicker"]["selected_time"] == "10:15"
    assert isinstance(heard["datetimepicker"]["selected_date_time"], int)
    assert heard["number_input"]["value"] == "42"
    expect(page.locator(".modal")).to_have_count(0)


def test_a_view_on_top_shows_markup_as_text_and_goes_back_to_the_one_below_with_its_text(page: Page) -> None:
    start(page)
    page.locator(FIRST).fill("still here")
    page.get_by_role("button", name="Read the guide").click()
    guide = page.get_by_role("dialog", name="The guide")
    expect(guide.get_by_role("button", name="Section 1 of 6")).to_be_visible()
    expect(guide).to_contain_text(PROSE)
    expect(guide.locator("mark.ping")).to_have_text("@channel")
    expect(page.locator("#modal-body script, #modal-body b")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Section 1 of 6")).to_be_visible()
    expect(page.locator(FIRST)).to_have_value("still here")


def test_a_reload_keeps_the_modal_the_text_and_light_or_dark(page: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.get_by_role("button", name="Light or dark").click()
    after = page.evaluate(ground)
    assert before != after
    start(page)
    page.locator(FIRST).fill("before the reload")
    page.locator('[data-key="second-1 text"]').fill("and this")
    with page.expect_response(lambda answer: answer.url.endswith("/type")):
        page.keyboard.type("!")
    page.reload()
    expect(page.get_by_role("dialog", name="Section 1 of 6")).to_be_visible()
    expect(page.locator(FIRST)).to_have_value("before the reload")
    assert page.evaluate(ground) == after


def test_in_a_modal_all_has_a_name_nothing_is_cut_off_and_tab_never_leaves(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    start(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("button", name="Next")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Section 1 of 6")).to_be_in_viewport()
    controls = page.get_by_role("dialog").locator("input, textarea, select, button").all()
    for control in controls:
        expect(control).to_have_accessible_name(re.compile(r"\S"))
    inside = "document.querySelector('.modal').contains(document.activeElement)"
    around = len(controls) + 3  # a date is three stops
    for key in ["Tab"] * around + ["Shift+Tab"] * around:
        page.keyboard.press(key)
        assert page.evaluate(inside), f"{key} left the modal"


def test_messages_come_live_and_only_to_their_reader_and_so_does_the_bot_s_state(
    page: Page, bot: TinyBot, standin: StandIn
) -> None:
    bot.client.chat_postMessage(channel="U0DANA001", text="for Dana")
    bot.client.chat_postMessage(channel="U0ADA0001", text="for *Ada*")
    expect(page.get_by_role("log")).to_contain_text("for Ada")
    expect(page.get_by_role("log")).not_to_contain_text("for Dana")
    page.get_by_text("Dana Okafor").click()
    expect(page.get_by_role("log")).to_contain_text("for Dana")
    standin.workspace.say_status(BotStatus("busy", "The bot stopped; starting it again (try 2)."))
    expect(page.get_by_role("status")).to_have_text("The bot stopped; starting it again (try 2).")
    standin.workspace.say_status(BotStatus("good", "The bot is running."))
    expect(page.get_by_role("status")).to_be_hidden()


def test_buttons_and_menus_in_messages_work_and_ask_first(page: Page, seen: list[dict[str, Any]]) -> None:
    start(page)
    page.get_by_role("button", name="Post a note").click()
    expect(page.get_by_role("dialog")).to_have_attribute("aria-busy", "false")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="On track").click()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_role("button", name="On track").click()
    page.get_by_role("button", name="Yes").click()
    page.get_by_role("combobox", name="More").select_option("later")
    page.get_by_role("button", name="Inspector").click()
    expect(page.locator(".entries .name", has_text="block_actions")).to_have_count(3)
    assert [each["action_id"] for each in seen] == ["yes", "choice"]


def test_the_inspector_says_what_slack_did_not_take_and_makes_things_go_wrong(
    page: Page, bot: TinyBot, standin: StandIn
) -> None:
    page.get_by_role("button", name="Inspector").click()
    wrong = first_page(1) | {"title": {"type": "plain_text", "text": "x" * 25}}
    bot.client.retry_handlers.clear()
    with pytest.raises(Exception, match="invalid_arguments"):
        bot.client.views_open(trigger_id="1.2.x", view=wrong)
    line = page.locator(".entries .wrong")
    expect(line).to_contain_text("views.open")
    expect(line).to_contain_text("200 invalid_arguments")
    expect(line.get_by_text("must be at most 24 characters, but is 25")).to_be_visible()
    line.locator("summary").click()
    expect(line.locator("pre").first).to_contain_text('"trigger_id": "1.2.x"')
    page.get_by_text("Make something go wrong").click()
    page.locator("#fault-target").select_option("bot")
    page.locator("#fault-kind").select_option("lost")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#faults li")).to_contain_text("the bot's answer is lost, next 1")
    command(page)
    expect(page.locator(".message.failed")).to_contain_text("dispatch_failed")
    assert standin.faults.planned() == []


def test_the_page_finds_its_way_into_a_sandbox_that_was_started_again(page: Page, standin: StandIn) -> None:
    port = int(standin.url.rpartition(":")[2])
    start(page)
    standin.stop()
    expect(page.get_by_role("status")).to_contain_text("does not answer")
    again = StandIn(standin.config.manifest)
    again.start(port)
    try:
        expect(page.get_by_role("status")).to_be_hidden()
        expect(page.get_by_role("dialog")).to_be_hidden()
        again.open_window("ada").say("a new day", "#general")
        # By keyboard: what is drawn anew between pressing and letting go takes a click of the mouse with it.
        page.get_by_role("button", name="general").press("Enter")
        expect(page.get_by_role("log")).to_contain_text("a new day")
    finally:
        again.stop()
