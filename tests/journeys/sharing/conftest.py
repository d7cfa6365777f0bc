"""The product by the sandbox's clock, and Ada, who has something to share."""

from collections.abc import Iterator

import pytest

from app.bootstrap import Product
from app.sandbox.slack import StandIn, Window
from tests.support.bot import running_bot
from tests.support.dm import Dm
from tests.support.launching import SandboxClock, go_to_tuesday
from tests.support.sharing import launched
from tests.support.walk import begin, first_question, forward, write


@pytest.fixture
def bot(standin: StandIn, database_url: str) -> Iterator[Product]:
    """On a Tuesday at 08:00 UTC."""
    go_to_tuesday(standin)
    with running_bot(standin, database_url, clock=SandboxClock(standin)) as product:
        yield product


@pytest.fixture
def dm(ada: Window, standin: StandIn, bot: Product) -> Dm:
    return Dm(ada, standin, bot)


@pytest.fixture
def written(ada: Window, standin: StandIn) -> Window:
    """Ada, with an answer to the first section, the others left for another day, and one launch."""
    begin(ada)
    write(ada, first_question(ada), "I wrote the proposal. It took two weeks & a <!channel>.")
    forward(ada)
    ada.close()
    launched(ada, standin)
    return ada
