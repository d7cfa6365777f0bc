"""A throw-away bot on the real Bolt and SDK, against which the stand-in has to prove itself."""

from typing import Any

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from app.sandbox.server import Server
from app.sandbox.slack import StandIn

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Tiny"},
    "features": {
        "bot_user": {"display_name": "Tiny"},
        "slash_commands": [
            {"command": "/l5-assess", "description": "Assess yourself", "usage_hint": "[section]"},
            {"command": "/l5-help", "description": "What there is"},
            {"command": "/every", "description": "Every kind of input"},
        ],
        "shortcuts": [
            {"name": "Assess myself", "type": "global", "callback_id": "assess", "description": "Start"},
            {"name": "Follow this", "type": "message", "callback_id": "follow", "description": "Later"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "users:read", "im:history", "im:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.im", "app_home_opened"]}},
}


class TinyBot:
    """Serves a Bolt app on a free port; tests add the listeners they need to `app`."""

    def __init__(self, standin: StandIn) -> None:
        config = standin.config
        self.client = WebClient(config.token, base_url=standin.api_url, retry_handlers=[], timeout=5)
        self.app = App(client=self.client, signing_secret=config.signing_secret, process_before_response=True)
        self._server = Server(SlackRequestHandler(self.app, path="/slack/events"), 0)
        self.url = f"{self._server.url}/slack/events"

    def stop(self) -> None:
        self._server.stop()


__all__ = ["MANIFEST", "TinyBot"]
