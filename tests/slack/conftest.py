"""A stand-in with the product's own manifest, and a throw-away bot behind it."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from app.sandbox.slack import StandIn, Window
from app.slack.client import interactive_client
from app.slack.manifest import manifest
from tests.sandbox.tiny_bot import TinyBot


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn(manifest("/l5-", "http://127.0.0.1")) as running:
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
    return interactive_client(standin.config.token, standin.api_url)
