"""A throw-away bot behind the stand-in."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from app.sandbox.slack import StandIn
from app.slack.client import interactive_client
from tests.sandbox.tiny_bot import TinyBot


@pytest.fixture
def bot(standin: StandIn) -> Iterator[TinyBot]:
    tiny = TinyBot(standin)
    standin.bot_url = tiny.url
    yield tiny
    tiny.stop()


@pytest.fixture
def client(standin: StandIn) -> WebClient:
    return interactive_client(standin.config.token, standin.api_url)
