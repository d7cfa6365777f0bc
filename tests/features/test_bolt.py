"""The Bolt app is what we asked for, whatever the environment says."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from slack_bolt import Ack, BoltRequest

from app.bolt import Identity, make_bolt
from app.bootstrap import _TokenWatch
from app.sandbox.slack import StandIn
from app.slack.client import BotIds
from tests.support.bot import settings_for

JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json"]}


def test_the_environment_does_not_switch_bolt_to_stores_in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "from the environment")
    app = make_bolt("xoxb-ours", "http://127.0.0.1:9/api/")
    assert app.oauth_flow is None
    assert app.installation_store is None
    assert app.client.base_url == "http://127.0.0.1:9/api/"


def test_slack_s_answer_says_who_the_bot_is_and_bolt_leaves_its_own_events_out(
    standin: StandIn, tmp_path: Path
) -> None:
    identity = Identity()
    app = make_bolt(standin.config.token, standin.api_url, identity=identity)
    heard: list[str] = []

    @app.event("message")
    def note(ack: Ack, event: dict[str, str]) -> None:
        heard.append(event["ts"])
        ack()

    own = {
        "type": "message",
        "channel": "D1",
        "channel_type": "im",
        "user": standin.config.bot_user,
        "text": "x",
    }

    def hear(ts: str) -> int:
        body = {"type": "event_callback", "team_id": "T1", "event": own | {"ts": ts}}
        return int(app.dispatch(BoltRequest(body=json.dumps(body), headers=JSON)).status)

    assert hear("1.0") == 200
    settings = settings_for(standin, f"sqlite:///{tmp_path}/none.db")
    _TokenWatch(settings, Nothing(), identity).first_look()  # type: ignore[arg-type]
    assert identity.ids == BotIds(standin.config.bot_id, standin.config.bot_user)
    assert hear("2.0") == 200
    assert heard == ["1.0"]
    assert len(standin.calls) == 1  # none for a request


class Nothing:
    """In the place of a server that nobody stops."""


def test_listeners_answer_in_the_request_s_own_thread() -> None:
    app = make_bolt("xoxb-ours", "http://127.0.0.1:9/api/")
    assert app.listener_runner.process_before_response


def test_the_client_tries_once_and_not_for_long() -> None:
    client = make_bolt("xoxb-ours", "http://127.0.0.1:9/api/").client
    assert client.retry_handlers == []
    assert client.timeout <= 2
