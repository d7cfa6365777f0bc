"""The whole journey in a real browser: Esc, a killed bot, a second start, and every word is still there."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.sandbox import (
    Sandbox,
    run_command,
    run_until_it_opens,
    running_sandbox,
    saved,
)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """One to end and to start again."""
    with running_sandbox(tmp_path) as running:
        yield running


def answer(dialog: Locator, nth: int, text: str) -> None:
    dialog.locator("textarea").nth(nth).fill(text)


def test_by_keyboard_through_a_reload_esc_a_kill_and_a_second_start_to_the_summary(
    page: Page, sandbox: Sandbox, tmp_path: Path
) -> None:
    dialog = the_first_section_with_the_keyboard_alone(page)
    answer(dialog, 0, "before the reload <script>alert(1)</script>")
    page.reload()
    expect(dialog.locator("textarea").first).to_have_value("before the reload <script>alert(1)</script>")
    answer(dialog, -1, "a link for section 2")
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("heading", name="3 of 10")).to_be_visible()
    dialog.locator("textarea").first.press_sequentially("half a thought", delay=5)
    saved(page, "half a thought")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    sandbox.kill_the_bot()
    dialog = run_until_it_opens(page, "/l5-assess")
    expect(dialog.get_by_role("heading", name="3 of 10")).to_be_visible()
    expect(dialog.locator("textarea").first).to_have_value("half a thought")
    ended_with_its_bot(sandbox)
    with running_sandbox(tmp_path) as again:
        page.goto(again.url)
        to_the_summary(page)


def ended_with_its_bot(sandbox: Sandbox) -> None:
    """SIGTERM ends both, and the port is free."""
    bot = sandbox.bot()
    sandbox.process.terminate()
    assert sandbox.process.wait(timeout=15) == 0
    assert not Path(f"/proc/{bot}").exists()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(sandbox.url, timeout=1)


def to_the_summary(page: Page) -> None:
    """From what an earlier start has kept."""
    dialog = run_command(page, "/l5-assess")
    expect(dialog.get_by_role("heading", name="3 of 10")).to_be_visible()
    expect(dialog.locator("textarea").first).to_have_value("half a thought")
    for n in range(3, 10):
        expect(dialog.get_by_role("heading", name=f"{n} of 10")).to_be_visible()
        dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("heading", name="Looking back")).to_be_visible()
    for text in ("typed without a mouse", "before the reload", "a link for section 2", "A claim so far"):
        expect(dialog).to_contain_text(text)
    for name in ("Before you finish", "What came out of it"):
        dialog.get_by_role("button", name="Done").click()
        expect(dialog.get_by_role("heading", name=name)).to_be_visible()
    for text in ("Claims so far", "A skeptic would ask", "typed without a mouse", "Nothing written"):
        expect(dialog).to_contain_text(text)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    dialog = run_command(page, "/l5-assess history")
    expect(dialog).to_contain_text("half a thought")


def the_first_section_with_the_keyboard_alone(page: Page) -> Locator:
    """To the second section, to see the first again on the way; the dialog that shows it."""
    page.keyboard.type("/l5-assess")
    page.keyboard.press("Escape")  # closes the completion
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    press_button(page, "Begin")
    expect(dialog.get_by_role("heading", name="1 of 10")).to_be_visible()
    for _ in range(30):
        if page.evaluate("() => document.activeElement.tagName") == "TEXTAREA":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("typed without a mouse")
    press_button(page, "Next")
    expect(dialog.get_by_role("heading", name="2 of 10")).to_be_visible()
    press_button(page, "Back")
    expect(dialog.locator("textarea").first).to_have_value("typed without a mouse")
    press_button(page, "Next")
    expect(dialog.get_by_role("heading", name="2 of 10")).to_be_visible()
    return dialog


def press_button(page: Page, name: str) -> None:
    expect(page.get_by_role("dialog")).to_have_attribute("aria-busy", "false")  # before, it sends nothing
    for _ in range(60):
        if page.evaluate("() => document.activeElement.innerText") == name:
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {name}")
