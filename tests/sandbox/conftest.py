"""A stand-in with a tiny bot behind it, and a browser in front of it, for every test here."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect
from slack_sdk import WebClient

from app.sandbox.slack import StandIn, Window
from tests.sandbox.browser_bot import teach
from tests.sandbox.tiny_bot import MANIFEST, TinyBot


@pytest.fixture
def standin(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    """With Slack's own limits; a test about one of them gives its own, as a parameter."""
    with StandIn(MANIFEST, **getattr(request, "param", {})) as running:
        yield running


@pytest.fixture
def bot(standin: StandIn) -> Iterator[TinyBot]:
    tiny = TinyBot(standin)
    standin.bot_url = tiny.url
    yield tiny
    tiny.stop()


@pytest.fixture
def ada(standin: StandIn) -> Window:
    return standin.open_window("ada")


@pytest.fixture
def client(standin: StandIn) -> WebClient:
    """The SDK with the bot's token, trying once."""
    return WebClient("xoxb-sandbox", base_url=standin.api_url, retry_handlers=[], timeout=3)


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Waits until something is true; gives up after what even a busy machine never takes."""

    def wait(what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not what():
            assert time.monotonic() < deadline, "it never came true"
            time.sleep(0.01)

    return wait


@pytest.fixture(scope="session")
def tab(chromium: Browser) -> Page:
    """One for all tests: each stand-in has an origin of its own, so that no test sees what another kept."""
    return chromium.new_context(reduced_motion="reduce").new_page()


@pytest.fixture
def seen(bot: TinyBot) -> list[dict[str, Any]]:
    """What the bot heard of typing and choosing."""
    return teach(bot)


@pytest.fixture
def page(tab: Page, standin: StandIn, seen: list[dict[str, Any]]) -> Iterator[Page]:
    """The sandbox as Ada sees it; anything the browser complains about fails the test."""
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def complain_of(error: Error) -> None:
        complaints.append(str(error))

    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.set_default_timeout(15_000)
    tab.on("console", complain)
    tab.on("pageerror", complain_of)
    tab.goto(standin.url)
    expect(tab.get_by_role("heading", name="Try this first")).to_be_visible()
    yield tab
    tab.unroute_all()
    tab.evaluate("sessionStorage.clear(), localStorage.clear()")  # a later one may get the same port
    tab.goto("about:blank")
    tab.remove_listener("console", complain)
    tab.remove_listener("pageerror", complain_of)
    assert [
        each
        for each in complaints
        if not each.startswith(("Failed to load resource", "Failed to fetch", "ERR_"))
    ] == []
