"""Words in the DM in a real browser: taken, edited, refused as an answer; and "stop"."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.test_browser_launch import TITLE, move, record, save
from tests.support.sandbox import open_page, running_sandbox


def test_words_are_taken_edited_and_refused_and_stop_stops(chromium: Browser, tmp_path: Path) -> None:
    with running_sandbox(tmp_path) as sandbox, open_page(chromium, sandbox.url) as page:
        say(page, "hello")
        expect(newest(page)).to_contain_text("Hello, I am Followthrough.")
        record(page)
        move(page, "To the next message")

        say(page, "9.2 % of buyers")
        expect(newest(page)).to_contain_text(f"Taken as this week's answer for {TITLE}.")
        expect(checkin(page)).to_contain_text(f"{TITLE}: 9.2 % of buyers.")

        press(newest(page), "Edit")
        field = page.get_by_role("dialog").get_by_role("textbox").first
        expect(field).to_have_value("9.2 % of buyers")
        field.fill("9.4 % of buyers")
        page.get_by_role("dialog").get_by_label("Behind").check()
        save(page)
        expect(newest(page)).to_contain_text(f"This is part of your answer for {TITLE}.")
        expect(checkin(page)).to_contain_text(f"{TITLE}: 9.4 % of buyers, Behind.")

        move(page, "+1 week")
        say(page, "good morning")
        expect(checkin(page)).to_contain_text("good morning")
        press(newest(page), "That was not one")
        expect(newest(page)).to_contain_text("Not taken as an answer.")
        expect(checkin(page)).to_contain_text("Or answer in the thread.")

        say(page, "Why do you ask?")
        expect(newest(page)).to_contain_text("That looked like a question; I did not keep it.")
        say(page, "STOP!")
        expect(newest(page)).to_contain_text("Stopped. I send nothing unasked any more")
        press(newest(page), "Start again")
        expect(newest(page)).to_contain_text("My messages are on again.")


def say(page: Page, words: str) -> None:
    """Into the DM, and wait for whatever answers it."""
    before = page.locator("#messages .message").count()
    composer = page.get_by_role("combobox", name="Message Followthrough")
    composer.fill(words)
    composer.press("Enter")
    expect(page.locator("#messages .message")).to_have_count(before + 2)


def newest(page: Page) -> Locator:
    return page.locator("#messages .message").last


def messages(page: Page, words: str | re.Pattern[str]) -> Locator:
    return page.locator("#messages .message").filter(has_text=words)


def checkin(page: Page) -> Locator:
    """The newest check-in, as it stands."""
    return messages(page, re.compile("Check-in of|says why this came")).last


def press(message: Locator, label: str) -> None:
    message.get_by_role("button", name=label, exact=True).click()
