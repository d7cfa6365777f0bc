"""What the page asks for over HTTP: who may ask, and what nobody gets."""

import http.client
import json
from collections.abc import Generator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.sandbox.slack import StandIn, Window
from tests.sandbox.blocks import modal, text_input
from tests.sandbox.tiny_bot import TinyBot

JSON = {"Content-Type": "application/json"}


class Browser:
    """Speaks HTTP to the stand-in as a page would."""

    def __init__(self, standin: StandIn) -> None:
        self.host = standin.url.removeprefix("http://")

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.host, timeout=5)
        try:
            raw = None if body is None else json.dumps(body)
            connection.request(method, path, raw, JSON | {n.replace("_", "-"): v for n, v in headers.items()})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def post(self, path: str, body: Any, **headers: str) -> int:
        return self.ask("POST", path, body, **headers)[0]


@pytest.fixture
def browser(standin: StandIn) -> Browser:
    return Browser(standin)


def test_the_page_may_load_nothing_from_elsewhere(browser: Browser) -> None:
    status, headers, body = browser.ask("GET", "/")
    assert status == 200
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert b"<script>" not in body
    assert b"style=" not in body


@pytest.mark.parametrize(
    "path", ["/page/../slack.py", "/page/..%2Fslack.py", "/page/none.js", "/page/%2Fetc%2Fpasswd", "/page/"]
)
def test_only_the_pages_own_files_are_served(browser: Browser, path: str) -> None:
    assert browser.ask("GET", path)[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Host": "evil.example"},
    ],
)
def test_another_sites_page_can_do_nothing(
    browser: Browser, standin: StandIn, headers: dict[str, str]
) -> None:
    assert browser.post("/ui/windows", {"seat": "ada"}, **headers) == 403
    assert standin.workspace.screens == {}


def test_the_pages_own_requests_are_taken(browser: Browser) -> None:
    own = {"Origin": f"http://{browser.host}", "Sec_Fetch_Site": "same-origin"}
    assert browser.post("/ui/windows", {"seat": "ada"}, **own) == 200


def test_a_form_cannot_act(browser: Browser) -> None:
    assert browser.post("/ui/windows", {"seat": "ada"}, Content_Type="text/plain") == 415
    assert browser.post("/ui/faults/1/remove", {}, Content_Type="text/plain") == 415
    assert browser.post("/ui/windows", ["seat"]) == 400
    assert browser.post("/ui/windows", {"seat": "eve"}) == 400


def test_a_seat_reads_its_own_conversations_only(browser: Browser, standin: StandIn, ada: Window) -> None:
    ada.say("secret")
    dana = standin.open_window("dana")
    assert browser.ask("GET", f"/ui/windows/{ada.id}/messages/D0ADA0001")[0] == 200
    assert browser.ask("GET", f"/ui/windows/{dana.id}/messages/D0ADA0001")[0] == 404


def test_the_menu_of_a_message_copies_the_address_that_the_bot_is_told(
    bot: TinyBot, browser: Browser, ada: Window
) -> None:
    said = ada.say("mine")
    bot.client.chat_postMessage(channel="D0ADA0001", text="a reply", thread_ts=said.ts)
    shown = json.loads(browser.ask("GET", f"/ui/windows/{ada.id}/messages/D0ADA0001")[2])
    for each in shown:
        told = bot.client.chat_getPermalink(channel="D0ADA0001", message_ts=each["ts"])
        assert each["link"] == told["permalink"]
    assert "thread_ts=" in shown[-1]["link"]


def test_an_action_meant_for_another_view_is_refused(bot: TinyBot, browser: Browser, ada: Window) -> None:
    @bot.app.command("/l5-assess")
    def assess(ack: Any, client: Any, command: dict[str, Any]) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=modal(text_input("q")))
        ack()

    ada.command("/l5-assess")
    said = {"block": "q", "action": "text", "value": "x"}
    assert browser.post(f"/ui/windows/{ada.id}/type", said | {"view": "V0OLD"}) == 409
    assert ada.state()["q"]["text"]["value"] is None
    assert browser.post(f"/ui/windows/{ada.id}/type", said | {"view": ada.views[0]["id"]}) == 200
    assert ada.state()["q"]["text"]["value"] == "x"


def test_what_is_not_there_is_said_in_a_sentence(browser: Browser, ada: Window) -> None:
    status, _, body = browser.ask("POST", f"/ui/windows/{ada.id}/submit", {})
    assert status == 400
    assert json.loads(body)["error"] == "no view is open in this window"
    assert browser.post(f"/ui/windows/{ada.id}/dance", {}) == 404
    assert browser.post("/ui/windows/W0NONE/submit", {}) == 404


def _news(standin: StandIn, after: str) -> Generator[tuple[str, dict[str, Any]], None, None]:
    connection = http.client.HTTPConnection(standin.url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/ui/feed", headers={"Last-Event-ID": after})
        answer = connection.getresponse()
        number = ""
        while line := answer.readline().decode().rstrip("\n"):
            pass
        while True:
            line = answer.readline().decode().rstrip("\n")
            if line.startswith("id: "):
                number = line.removeprefix("id: ")
            elif line.startswith("data: "):
                yield number, json.loads(line.removeprefix("data: "))
    finally:
        connection.close()


def test_a_page_that_was_away_gets_what_it_missed_in_order(standin: StandIn, ada: Window) -> None:
    feed = standin.workspace.event_stream
    seen = f"{feed.run}.{feed.last}"
    for number in range(3):
        ada.say(f"number {number}", "#general")
    news = _news(standin, seen)
    got = [next(news) for _ in range(3)]
    ada.say("and one live", "#general")
    got.append(next(news))
    assert [data["kind"] for _, data in got] == ["messages"] * 4
    numbers = [int(number.partition(".")[2]) for number, _ in got]
    assert all(later == earlier + 1 for earlier, later in pairwise(numbers))
    news.close()


def test_a_page_that_was_away_too_long_is_told_to_start_over(standin: StandIn, ada: Window) -> None:
    for number in range(510):
        standin.workspace.event_stream.publish("messages", channel=str(number))
    news = _news(standin, f"{standin.workspace.event_stream.run}.1")
    assert next(news)[1] == {"kind": "reset"}
    news.close()


def _palettes() -> dict[str, dict[str, str]]:
    css = (Path(__file__).parents[2] / "app/sandbox/page/style.css").read_text()
    light, dark = (
        css.split(":root {")[1].split("}")[0],
        css.split(':root[data-theme="dark"] {\n')[1].split("}")[0],
    )
    palettes = {}
    for name, block in {"light": light, "dark": dark}.items():
        pairs = (each.partition(":") for each in block.replace("\n", "").split(";") if ": #" in each)
        palettes[name] = {key.strip(): value.strip() for key, _, value in pairs}
    return palettes


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


TEXT_ON_GROUND = [
    *[(ink, ground) for ink in ("ink", "soft", "link", "bad") for ground in ("ground", "raised", "sunk")],
    ("on-accent", "accent"),
    ("ink", "accent-soft"),
    ("bad", "bad-soft"),
    ("warn", "warn-soft"),
    ("good", "raised"),
    ("side-ink", "side"),
    ("side-soft", "side"),
    ("side-soft", "side-pick"),
    ("ping-ink", "ping"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_has_the_contrast_people_need(theme: str) -> None:
    palette = _palettes()[theme]
    for ink, ground in TEXT_ON_GROUND:
        first, second = _luminance(palette[f"--{ink}"]), _luminance(palette[f"--{ground}"])
        contrast = (max(first, second) + 0.05) / (min(first, second) + 0.05)
        assert contrast >= 4.5, f"{ink} on {ground}: {contrast:.2f}"
