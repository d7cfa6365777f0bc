"""A stand-in with a tiny bot behind it, for every test here."""

from collections.abc import Iterator

import pytest

from app.sandbox.slack import StandIn, Window
from tests.sandbox.tiny_bot import MANIFEST, TinyBot


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn(MANIFEST, patience=1.0, trigger_life=0.3) as running:
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
