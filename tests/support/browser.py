"""A Chromium for the browser's tests: Debian's headless build where it is, which starts in half the time."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def drives_a_browser(nodeid: str) -> bool:
    """The names of such files say so."""
    return "browser" in nodeid.partition("::")[0].rpartition("/")[2]


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Skips the test where no Chromium is, unless REQUIRE_BROWSER=1 asks for one: then it fails."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("no chromium here, and REQUIRE_BROWSER=1 asks for one")
        pytest.skip("no chromium here: apt-get install chromium; the browser's tests were not run")
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
