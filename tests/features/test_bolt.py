"""The Bolt app is what we asked for, whatever the environment says."""

import pytest

from app.bolt import make_bolt


def test_the_environment_does_not_switch_bolt_to_stores_in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "from the environment")
    app = make_bolt("xoxb-ours", "http://127.0.0.1:9/api/")
    assert app.oauth_flow is None
    assert app.installation_store is None
    assert app.client.base_url == "http://127.0.0.1:9/api/"


def test_listeners_answer_in_the_request_s_own_thread() -> None:
    app = make_bolt("xoxb-ours", "http://127.0.0.1:9/api/")
    assert app.listener_runner.process_before_response


def test_the_client_tries_once_and_not_for_long() -> None:
    client = make_bolt("xoxb-ours", "http://127.0.0.1:9/api/").client
    assert client.retry_handlers == []
    assert client.timeout <= 2
