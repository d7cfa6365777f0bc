"""The Web API: who may call, what is refused and how, and what goes wrong on purpose."""

import json
import socket
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from app.sandbox.slack import StandIn, Window
from tests.sandbox.blocks import actions, button, modal, section
from tests.sandbox.tiny_bot import MANIFEST, TinyBot

ADA, ADA_DM = "U0ADA0001", "D0ADA0001"
SCOPES = "commands,chat:write,users:read,im:history,im:write"


def error(call: Any, *args: Any, **given: Any) -> Any:
    with pytest.raises(SlackApiError) as failed:
        call(*args, **given)
    return failed.value.response


def test_tokens_are_checked(standin: StandIn, client: WebClient) -> None:
    assert client.auth_test()["user_id"] == standin.config.bot_user
    assert client.auth_test().headers["X-OAuth-Scopes"] == SCOPES
    assert error(WebClient("xoxb-other", base_url=standin.api_url).auth_test)["error"] == "invalid_auth"
    assert error(WebClient(base_url=standin.api_url).auth_test)["error"] == "not_authed"


def test_a_missing_scope_is_named_with_what_there_is(client: WebClient) -> None:
    answer = error(client.conversations_history, channel="C0GENERAL")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
    assert answer["provided"] == SCOPES


def test_what_slack_does_not_have_is_not_found(client: WebClient) -> None:
    assert error(client.api_call, "nothing.here")["error"] == "unknown_method"
    assert error(client.users_info, user="U0NOBODY")["error"] == "user_not_found"
    assert error(client.chat_postMessage, channel="C0NOWHERE", text="x")["error"] == "channel_not_found"
    assert error(client.views_update, view_id="V0NONE", view=modal())["error"] == "not_found"


def test_a_message_to_a_user_id_opens_the_direct_message_and_can_be_edited(
    client: WebClient, ada: Window
) -> None:
    posted = client.chat_postMessage(channel=ADA, text="hello", blocks=[section("hello")])
    assert posted["channel"] == ADA_DM
    client.chat_update(channel=ADA_DM, ts=posted["ts"], text="only text")
    (message,) = ada.messages()
    assert (message.text, message.blocks, message.edited) == ("only text", [], True)


def test_messages_are_held_against_their_limits(client: WebClient) -> None:
    assert error(client.api_call, "chat.postMessage", params={"channel": ADA})["error"] == "no_text"
    assert error(client.chat_postMessage, channel=ADA, text="x" * 40_001)["error"] == "msg_too_long"
    answer = error(client.chat_postMessage, channel=ADA, text="x", blocks=[section("x" * 3001)])
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be at most 3000 characters, but is 3001 [json-pointer:/blocks/0/text/text]"
    ]


def test_a_view_over_250_kb_is_too_large(client: WebClient) -> None:
    view = modal(*[section("é" * 2900) for _ in range(50)])
    assert error(client.views_open, trigger_id="1.1.a", view=view)["error"] == "view_too_large"


def test_json_and_form_bodies_are_both_read(client: WebClient) -> None:
    by_json = client.api_call(
        "chat.postMessage", json={"channel": ADA, "text": "a", "blocks": [section("a")]}
    )
    by_form = client.api_call(
        "chat.postMessage", params={"channel": ADA, "text": "b", "blocks": json.dumps([section("b")])}
    )
    assert by_json["ok"]
    assert by_form["ok"]


def test_a_button_in_a_message_reaches_the_bot_with_the_message(
    bot: TinyBot, client: WebClient, ada: Window
) -> None:
    got: list[dict[str, Any]] = []

    @bot.app.action("yes")
    def yes(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        ack()

    ts = client.chat_postMessage(channel=ADA, text="?", blocks=[actions(button("yes", "Yes", value="7"))])[
        "ts"
    ]
    ada.click("Yes", message_ts=ts)
    assert got[0]["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": ADA_DM,
        "is_ephemeral": False,
    }
    assert got[0]["actions"][0]["value"] == "7"


def test_calls_are_recorded_without_the_token(standin: StandIn) -> None:
    form = urlencode({"channel": ADA, "text": "x", "token": "xoxb-sandbox"}).encode()
    with urlopen(f"{standin.api_url}chat.postMessage", form, timeout=3) as answer:
        assert json.loads(answer.read())["ok"]
    (call,) = standin.calls
    assert (call.method, call.ok, call.args["text"]) == ("chat.postMessage", True, "x")
    assert "xoxb" not in repr(call)


def test_a_slow_method_is_carried_out_late(standin: StandIn, client: WebClient) -> None:
    standin.faults.add("auth.test", "slow", seconds=0.2)
    client.auth_test()
    (call,) = standin.calls
    assert call.seconds >= 0.2, "a busy machine only makes it longer"


def test_a_rate_limit_says_when_to_try_again_and_stores_nothing(
    standin: StandIn, client: WebClient, ada: Window
) -> None:
    standin.faults.add("api", "ratelimited", seconds=7, times=2)
    for _ in range(2):
        answer = error(client.chat_postMessage, channel=ADA, text="x")
        assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (
            429,
            "ratelimited",
            "7",
        )
    assert ada.messages() == []
    assert client.chat_postMessage(channel=ADA, text="x")["ok"]


def test_after_a_500_the_message_is_there_all_the_same(
    standin: StandIn, client: WebClient, ada: Window
) -> None:
    standin.faults.add("chat.postMessage", "error_after")
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=ADA, text="stored")
    assert [each.text for each in ada.messages()] == ["stored"]


def test_after_a_cut_connection_the_message_is_there_all_the_same(
    standin: StandIn, client: WebClient, ada: Window
) -> None:
    standin.faults.add("chat.postMessage", "cut_after", times=None)
    with pytest.raises(OSError, match=r".+"):
        client.chat_postMessage(channel=ADA, text="stored")
    assert [each.text for each in ada.messages()] == ["stored"]
    standin.faults.clear()
    assert client.auth_test()["ok"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "localhost:x"]
)
def test_a_foreign_host_header_is_refused_everywhere(standin: StandIn, host: str) -> None:
    assert _status(standin, "/api/auth.test", host) == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost:1", "[::1]:80"])
def test_this_machines_own_names_are_fine(standin: StandIn, host: str) -> None:
    assert _status(standin, "/api/auth.test", host) == 200


def _status(standin: StandIn, path: str, host: str) -> int:
    port = int(standin.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        request = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        return int(connection.recv(100).split()[1])


def test_stopping_twice_is_fine_and_a_taken_port_is_an_oserror(standin: StandIn) -> None:
    port = int(standin.url.rpartition(":")[2])
    second = StandIn(MANIFEST)
    with pytest.raises(OSError, match=r"(?i)in use"):
        second.start(port)
    second.stop()
    standin.stop()
    standin.stop()
