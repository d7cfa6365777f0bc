"""Requests to the bot: signatures, events with their retries, raw and slow deliveries."""

import json
import threading
from typing import Any

import pytest

from app.sandbox.bot import signature
from app.sandbox.slack import StandIn, Window
from tests.sandbox.blocks import actions, button, modal
from tests.sandbox.tiny_bot import TinyBot


def test_the_signature_is_slacks_own_example() -> None:
    """The secret, time and body that Slack's page on verifying requests works through."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    made = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
    assert made == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_bolt_takes_a_signed_request_and_refuses_an_unsigned_one(bot: TinyBot, standin: StandIn) -> None:
    assert standin.deliver_raw(b"payload=%7B%7D").status != 401
    assert standin.deliver_raw(b"payload=%7B%7D", sign=False).status == 401
    assert standin.deliver_raw(b"x", {"X-Slack-Request-Timestamp": "1"}).status == 401


def test_an_event_is_retried_with_the_same_id_until_it_is_taken(bot: TinyBot, standin: StandIn) -> None:
    seen: list[tuple[str, str | None, str | None]] = []

    @bot.app.event("app_home_opened")
    def opened(body: dict[str, Any], request: Any) -> None:
        headers = request.headers
        number = (headers.get("x-slack-retry-num") or [None])[0]
        seen.append((body["event_id"], number, (headers.get("x-slack-retry-reason") or [None])[0]))
        if len(seen) < 3:
            raise RuntimeError("on purpose")

    deliveries = standin.send_event({"type": "app_home_opened", "user": "U0ADA0001"}, (0, 0, 0))
    assert [each.ok for each in deliveries] == [False, False, True]
    assert len({event_id for event_id, _, _ in seen}) == 1
    assert [rest for _, *rest in seen] == [[None, None], ["1", "http_error"], ["2", "http_error"]]


def test_an_event_nobody_takes_is_given_up_after_the_last_retry(standin: StandIn) -> None:
    standin.bot_url = "http://127.0.0.1:9/"
    deliveries = standin.send_event({"type": "app_home_opened"}, (0, 0, 0))
    assert [each.trouble for each in deliveries] == ["connection_failed"] * 4


@pytest.mark.parametrize("standin", [{"patience": 0.3}], indirect=True)
def test_a_slow_line_uses_up_the_patience(bot: TinyBot, standin: StandIn, ada: Window) -> None:
    standin.faults.add("bot:/l5-assess", "slow", seconds=standin.config.patience)
    assert ada.command("/l5-assess").trouble == "operation_timeout"


def test_a_forged_payload_can_be_sent_as_it_is(bot: TinyBot, standin: StandIn) -> None:
    got: list[str] = []

    @bot.app.view("page")
    def submitted(ack: Any, view: dict[str, Any]) -> None:
        got.append(view["private_metadata"])
        ack()

    payload = {
        "type": "view_submission",
        "user": {"id": "U0EVE"},
        "team": {"id": "T0SANDBOX"},
        "view": {"type": "modal", "callback_id": "page", "private_metadata": "forged"},
    }
    assert standin.post_interaction(payload).ok
    assert got == ["forged"]


def test_the_bot_may_call_back_while_two_windows_wait_for_it(
    bot: TinyBot, standin: StandIn, ada: Window
) -> None:
    """The stand-in holds no lock while it waits: both clicks are answered through views.update."""
    both_here = threading.Barrier(2, timeout=20)

    @bot.app.command("/l5-assess")
    def assess(ack: Any, client: Any, command: dict[str, Any]) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=modal(actions(button("go"))))
        ack()

    @bot.app.action("go")
    def go(ack: Any, body: dict[str, Any], client: Any) -> None:
        both_here.wait()
        client.views_update(view_id=body["view"]["id"], view=modal())
        ack()

    windows = [ada, standin.open_window("dana")]
    for window in windows:
        window.command("/l5-assess")
    threads = [threading.Thread(target=window.click, args=("go",)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [window.top and window.top["blocks"][0]["type"] for window in windows] == ["section", "section"]


def test_strange_characters_arrive_as_they_are(bot: TinyBot, standin: StandIn, ada: Window) -> None:
    text = "<!channel> &lt; `x` \u202eright\u202c 😀 ''\"\\"

    @bot.app.command("/l5-assess")
    def assess(ack: Any, command: dict[str, str]) -> None:
        ack(json.dumps({"text": command["text"]}))

    ada.command(f"/l5-assess {text}")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert ada.messages()[-1].text == escaped


def test_the_request_log_forgets_old_entries(standin: StandIn) -> None:
    for _ in range(510):
        standin.faults.add("bot", "lost")
        standin.workspace.request_log.write(standin.deliver_raw(b"x", sign=False))
    assert len(standin.workspace.request_log.entries()) == 500


@pytest.mark.parametrize("kind", ["explode", ""])
def test_an_unknown_fault_is_refused(standin: StandIn, kind: Any) -> None:
    with pytest.raises(ValueError, match="there is no fault"):
        standin.faults.add("api", kind)


def test_a_message_is_an_event_only_where_the_manifest_subscribes(bot: TinyBot, standin: StandIn) -> None:
    heard = threading.Event()
    got: list[str] = []

    @bot.app.event("message")
    def message(event: dict[str, Any]) -> None:
        got.append(event["channel_type"])
        heard.set()

    common = {"type": "message", "channel": "C", "user": "U0ADA0001", "text": "x", "ts": "1.1"}
    standin.send_event_later(common | {"channel_type": "channel"})
    standin.send_event_later(common | {"channel_type": "im"})
    assert heard.wait(20)
    assert got == ["im"]
