"""The product in the middle of a week."""

import pytest

from app.bootstrap import Product


@pytest.fixture
def bot(tuesday: None, bot: Product) -> Product:
    """Started on a Tuesday."""
    return bot
