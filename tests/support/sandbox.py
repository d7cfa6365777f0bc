"""`followthrough sandbox` in a process, and a browser in front of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.process import environment, free_port, wait_for


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
        process = subprocess.Popen(
            command, cwd=folder, env=environment({"HOLIDAYS_DEFAULT": "-"}), stdout=out, stderr=out
        )
    try:
        wait_for(lambda: b"is running" in log.read_bytes() or process.poll() is not None, "the sandbox runs")
        assert process.poll() is None, log.read_text()
    except AssertionError:
        process.kill()
        raise
    return Sandbox(f"http://127.0.0.1:{port}/", process, log)


@contextmanager
def running_sandbox(folder: Path) -> Iterator[Sandbox]:
    running = start_sandbox(folder)
    yield running
    running.process.terminate()
    assert running.process.wait(timeout=15) == 0


@contextmanager
def open_page(browser: Browser, url: str) -> Iterator[Page]:
    """The sandbox's page, as Ada."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("combobox", name="Message Followthrough")).to_be_visible()
    yield page
    context.close()


def run_command(page: Page, command: str) -> Locator:
    """Type a slash command into the composer; the dialog that opens."""
    _type_command(page, command)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def run_until_it_opens(page: Page, command: str) -> Locator:
    """The bot may still be starting: a person would try again too."""
    for _ in range(10):
        _type_command(page, command)
        dialog = page.get_by_role("dialog")
        try:
            expect(dialog).to_be_visible(timeout=1500)
        except AssertionError:
            continue
        return dialog
    raise AssertionError("the command opened nothing")


def saved(page: Page, text: str) -> None:
    """Wait until the bot has answered the event that carried the text."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        entries = page.evaluate("() => fetch('/ui/entries').then(r => r.ok ? r.text() : '')")
        if text in entries:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the bot never heard of {text!r}")


def _type_command(page: Page, command: str) -> None:
    composer = page.get_by_role("combobox", name="Message Followthrough")
    composer.fill(command)
    composer.press("Escape")  # closes the completion, if it is open
    composer.press("Enter")
