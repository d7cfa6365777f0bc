"""A bet from launch to verdict in a real browser, by the time machine; the bot is killed on the way."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.sandbox import (
    Sandbox,
    run_command,
    run_until_it_opens,
    saved,
)

TITLE = "Checkout in one page"
LAST = "Last reading: 9.2 %"
ARRIVED = """async () => {
  for (;;) {
    const clock = await (await fetch("/ui/clock")).json();
    if (!clock.moving) return clock.came.length;
    await new Promise(again => setTimeout(again, 50));
  }
}"""


def test_the_life_of_a_bet(page: Page, sandbox: Sandbox) -> None:
    record(page)
    move(page, "+1 week")
    if not messages(page).count():  # recorded before ten in the morning: the slot comes later that day
        move(page, "To the next message")
    half_a_reading_survives_a_kill(page, sandbox)
    move(page, "+1 week")
    read(page, "Behind", "10.1 %")
    move(page, "+1 week")
    read(page, "On track", "9.2 %")
    move(page, "+1 week")
    expect(messages(page).last).to_contain_text(re.compile(r"11\.5 %; .*: 10\.1 %; .*: 9\.2 %"))
    expect(messages(page).last.get_by_role("img", name="A line chart")).to_be_visible()
    until_the_day_to_judge(page)
    decide(page)


def record(page: Page) -> None:
    dialog = run_command(page, "/l5-launch")
    dialog.get_by_label("What did you ship?").fill(TITLE)
    dialog.get_by_label("Which problem").fill("Buyers give up between address and payment")
    dialog.get_by_label("What will you look at").fill("drop-off, 12 % today")
    dialog.get_by_label("What do you expect?").fill("under 8 %")
    dialog.get_by_role("button", name="Record", exact=True).click()
    expect(dialog.get_by_role("heading", name="Recorded")).to_be_visible()
    close(page)


def half_a_reading_survives_a_kill(page: Page, sandbox: Sandbox) -> None:
    messages(page).last.get_by_role("button", name="Behind").click()
    reading(page).press_sequentially("11.5 % of bu", delay=5)
    saved(page, "11.5 % of bu")
    close(page)
    sandbox.kill_the_bot()
    run_until_it_opens(page, "/l5-launch list")
    expect(page.get_by_role("dialog")).to_contain_text("under 8 %")
    close(page)
    messages(page).last.get_by_role("button", name="Behind").click()
    expect(reading(page)).to_have_value("11.5 % of bu")
    reading(page).press_sequentially("yers", delay=5)
    save(page)
    expect(messages(page).last).to_contain_text("11.5 % of buyers, Behind.")


def read(page: Page, status: str, words: str) -> None:
    """Click, type, save."""
    messages(page).last.get_by_role("button", name=status).click()
    reading(page).fill(words)
    save(page)
    expect(messages(page).last).to_contain_text(f"{words}, {status}.")


def until_the_day_to_judge(page: Page) -> None:
    """Weeks in which nobody answers. On the way a reminder may be the last message."""
    for _ in range(5):
        if messages(page).last.get_by_role("button", name="Partly").count():
            return
        move(page, "+1 week")
    raise AssertionError("no message asked for the verdict")


def decide(page: Page) -> None:
    """Iterate: the next bet is there, with the last reading for its baseline."""
    asked = messages(page).last
    asked.get_by_role("button", name="Partly").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("11.5 % of buyers (Behind)")
    dialog.get_by_label("Partly").check()
    dialog.get_by_label("Iterate: a linked next bet").check()
    dialog.get_by_label("Against the bet").fill("Half of it was the address form")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog).to_contain_text(f"It goes on from: {TITLE}")
    expect(dialog.get_by_label("What did you ship?")).to_have_value(TITLE)
    expect(dialog.get_by_label("What will you look at")).to_have_value(f"drop-off, 12 % today\n{LAST}")
    dialog.get_by_label("What did you ship?").fill("The address form")
    dialog.get_by_role("button", name="Record", exact=True).click()
    expect(dialog.get_by_role("heading", name="Recorded")).to_be_visible()
    close(page)
    expect(asked).to_contain_text("it landed in part, a next bet follows.")
    dialog = run_command(page, "/l5-launch list")
    expect(dialog).to_contain_text("The address form")
    expect(dialog).to_contain_text("Closed, and kept as evidence: landed: partly")


def messages(page: Page) -> Locator:
    """The bot's, those that were overtaken too; while it was down Slackbot said so."""
    return page.locator("#messages .message").filter(
        has_text=re.compile(f"{TITLE}|Check-in of|Or answer in the thread")
    )


def move(page: Page, how: str) -> None:
    """To the end of the journey that the button begins, with every message that came on the way."""
    before = messages(page).count()
    with page.expect_response(lambda told: told.url.endswith("/ui/clock") and told.request.method == "POST"):
        page.get_by_role("button", name=how, exact=True).click()
    expect(messages(page)).to_have_count(before + int(page.evaluate(ARRIVED)))
    expect(page.locator("#clock")).to_have_attribute("aria-busy", "false")


def reading(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("textbox").first


def save(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def close(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
