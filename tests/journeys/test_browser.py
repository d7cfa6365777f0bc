"""The whole journey in a real browser: Esc in the middle, a killed bot, and every word is still there."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import running_browser
from tests.support.process import environment, free_port, wait_for

expect.set_options(timeout=15_000)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120), pytest.mark.xdist_group("browser-journey")]


@dataclass(frozen=True)
class Sandbox:
    """`followthrough sandbox`, running."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def bot(self) -> int:
        """The process id of the bot, which is the sandbox's only child."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else 0

    def kill_the_bot(self) -> None:
        gone = self.bot()
        os.kill(gone, signal.SIGKILL)
        wait_for(lambda: self.bot() not in {0, gone}, "another bot is started")


def start_sandbox(folder: Path) -> Sandbox:
    port = free_port()
    log = folder / f"sandbox-{port}.log"
    command = [sys.executable, "-m", "app", "sandbox", "--port", str(port), "--data", str(folder / "data")]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment({}), stdout=out, stderr=out)
    try:
        wait_for(lambda: b"is running" in log.read_bytes() or process.poll() is not None, "the sandbox runs")
        assert process.poll() is None, log.read_text()
    except AssertionError:
        process.kill()
        raise
    return Sandbox(f"http://127.0.0.1:{port}/", process, log)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    running = start_sandbox(tmp_path)
    yield running
    running.process.terminate()
    assert running.process.wait(timeout=15) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture
def page(browser: Browser, sandbox: Sandbox) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(sandbox.url)
    expect(page.get_by_role("heading", name="Try this first")).to_be_visible()
    yield page
    context.close()


def run_command(page: Page, command: str) -> Locator:
    """Type a slash command into the composer; the dialog that opens."""
    composer = page.get_by_role("combobox", name="Message Followthrough")
    composer.fill(command)
    composer.press("Escape")  # closes the completion, if it is open
    composer.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def answer(dialog: Locator, nth: int, text: str) -> None:
    dialog.locator("textarea").nth(nth).fill(text)


def test_by_keyboard_through_a_reload_esc_and_a_kill_to_the_summary(page: Page, sandbox: Sandbox) -> None:
    dialog = the_first_section_with_the_keyboard_alone(page)
    answer(dialog, 0, "before the reload <script>alert(1)</script>")
    page.reload()
    expect(dialog.locator("textarea").first).to_have_value("before the reload <script>alert(1)</script>")
    answer(dialog, -1, "a link for section 2")
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("heading", name="Section 3 of 6")).to_be_visible()
    dialog.locator("textarea").first.press_sequentially("half a thought", delay=5)
    saved(page, "half a thought")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    sandbox.kill_the_bot()
    dialog = run_until_it_opens(page, "/l5-assess")
    expect(dialog.get_by_role("heading", name="Section 3 of 6")).to_be_visible()
    expect(dialog.locator("textarea").first).to_have_value("half a thought")
    rest = [f"Section {n} of 6" for n in range(3, 7)] + [f"Mirror {n} of 3" for n in range(1, 4)]
    for name in rest:
        expect(dialog.get_by_role("heading", name=name)).to_be_visible()
        dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("heading", name="Looking back")).to_be_visible()
    for text in ("typed without a mouse", "before the reload", "a link for section 2", "Still a claim"):
        expect(dialog).to_contain_text(text)
    dialog.get_by_role("button", name="Done").click()
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
    expect(dialog.get_by_role("heading", name="Section 1 of 6")).to_be_visible()
    for _ in range(30):
        if page.evaluate("() => document.activeElement.tagName") == "TEXTAREA":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("typed without a mouse")
    press_button(page, "Next")
    expect(dialog.get_by_role("heading", name="Section 2 of 6")).to_be_visible()
    press_button(page, "Back")
    expect(dialog.locator("textarea").first).to_have_value("typed without a mouse")
    press_button(page, "Next")
    expect(dialog.get_by_role("heading", name="Section 2 of 6")).to_be_visible()
    return dialog


def saved(page: Page, text: str) -> None:
    """Wait until the bot has answered the event that carried the text."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        entries = page.evaluate("() => fetch('/ui/entries').then(r => r.ok ? r.text() : '')")
        if text in entries:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the bot never heard of {text!r}")


def run_until_it_opens(page: Page, command: str) -> Locator:
    """The bot may still be starting: a person would try again too."""
    for _ in range(10):
        composer = page.get_by_role("combobox", name="Message Followthrough")
        composer.fill(command)
        composer.press("Escape")
        composer.press("Enter")
        dialog = page.get_by_role("dialog")
        try:
            expect(dialog).to_be_visible(timeout=1500)
        except AssertionError:
            continue
        return dialog
    raise AssertionError("the command opened nothing")


def press_button(page: Page, name: str) -> None:
    for _ in range(60):
        if page.evaluate("() => document.activeElement.innerText") == name:
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {name}")


def test_a_second_start_is_quick_and_remembers_and_each_ends_both(
    sandbox: Sandbox, page: Page, tmp_path: Path
) -> None:
    dialog = run_command(page, "/l5-assess")
    dialog.get_by_role("button", name="Begin").click()
    answer(dialog, 0, "from the first start")
    saved(page, "from the first start")
    bot = sandbox.bot()
    sandbox.process.terminate()
    assert sandbox.process.wait(timeout=15) == 0
    assert not Path(f"/proc/{bot}").exists()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(sandbox.url, timeout=1)
    again = start_sandbox(tmp_path)
    try:
        page.goto(again.url)
        dialog = run_command(page, "/l5-assess")
        expect(dialog.locator("textarea").first).to_have_value("from the first start")
    finally:
        again.process.terminate()
        assert again.process.wait(timeout=15) == 0
