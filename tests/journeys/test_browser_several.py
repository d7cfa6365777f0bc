"""Four launches in a browser: answered by "Answer all", taken back; one begun, closed, finished later."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.test_browser_launch import close, move, save
from tests.support.sandbox import open_page, run_command, running_sandbox, saved

TITLES = ("Bulk export", "Nightly builds", "Retry queue", "Onboarding")


def test_four_launches_are_answered_at_once_and_what_was_begun_is_finished_next_week(
    chromium: Browser, tmp_path: Path
) -> None:
    with running_sandbox(tmp_path) as sandbox, open_page(chromium, sandbox.url) as page:
        for title in TITLES:
            record(page, title)
        move(page, "To the next message")
        answer_all(page)
        move(page, "To the next message")
        nothing_moved_and_back(page)
        begin_and_close(page)
        move(page, "To the next message")
        finish(page)


def record(page: Page, title: str) -> None:
    dialog = run_command(page, "/l5-launch")
    dialog.get_by_label("What did you ship?").fill(title)
    dialog.get_by_label("Which problem").fill("It takes too long")
    dialog.get_by_label("What will you look at").fill("p95, 3.4 s today")
    dialog.get_by_label("What do you expect?").fill("under 2 s")
    dialog.get_by_role("button", name="Record", exact=True).click()
    expect(dialog.get_by_role("heading", name="Recorded")).to_be_visible()
    close(page)


def newest(page: Page) -> Locator:
    return page.locator("#messages .message").last


def answer_all(page: Page) -> None:
    newest(page).get_by_role("button", name="Answer all").click()
    dialog = page.get_by_role("dialog")
    for place, status in enumerate(("On track", "Behind", "Cannot tell", "On track")):
        dialog.get_by_role("radio", name=status).nth(place).check()
    dialog.get_by_role("textbox").nth(1).fill("2.9 s")
    save(page)
    for words in ("Bulk export: On track.", "Nightly builds: 2.9 s, Behind.", "Retry queue: Cannot tell."):
        expect(newest(page)).to_contain_text(words)


def nothing_moved_and_back(page: Page) -> None:
    newest(page).get_by_role("button", name="Nothing moved anywhere").click()
    expect(newest(page)).to_contain_text("Nightly builds: unchanged.")
    newest(page).get_by_role("button", name="Undo").click()
    expect(newest(page).get_by_role("button", name="On track")).to_have_count(4)


def begin_and_close(page: Page) -> None:
    newest(page).get_by_role("button", name="Behind").first.click()  # what is behind comes first
    page.get_by_role("dialog").get_by_role("textbox").first.press_sequentially("half a thought", delay=5)
    saved(page, "half a thought")
    close(page)
    expect(newest(page)).to_contain_text(re.compile(r"You began an answer on \d+ \w+\."))


def finish(page: Page) -> None:
    newest(page).get_by_role("button", name="Finish it").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("did not save it:")
    expect(dialog.get_by_role("textbox").first).to_have_value("")
    dialog.get_by_role("button", name="Use it").click()
    expect(dialog.get_by_role("textbox").first).to_have_value("half a thought")
    dialog.get_by_label("Behind").check()
    save(page)
    expect(newest(page)).to_contain_text("Nightly builds: half a thought, Behind.")
