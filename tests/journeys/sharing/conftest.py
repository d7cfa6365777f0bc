"""The product in the middle of a week, and Ada, who has something to share."""

import pytest

from app.bootstrap import Product
from app.sandbox.slack import StandIn, Window
from tests.support.sharing import launched
from tests.support.walk import begin, first_question, forward, write


@pytest.fixture
def bot(tuesday: None, bot: Product) -> Product:
    """Started on a Tuesday."""
    return bot


@pytest.fixture
def written(ada: Window, standin: StandIn) -> Window:
    """Ada, with an answer to the first section, the others left for another day, and one launch."""
    begin(ada)
    write(ada, first_question(ada), "I wrote the proposal. It took two weeks & a <!channel>.")
    forward(ada)
    ada.close()
    launched(ada, standin)
    return ada
