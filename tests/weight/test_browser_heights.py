"""The heaviest messages are not taller than a screen."""

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Browser

from tests.weight.camera import camera
from tests.weight.flows import Flow, Scales, four_launches, live, the_heaviest_week

PIXELS = (620, 1000)
"""At 1280 and at 400 px."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("flow", [four_launches, the_heaviest_week], ids=lambda flow: flow.__name__)
def test_a_check_in_over_four_launches_fits_a_screen(
    flow: Callable[[Flow], None], chromium: Browser, database_url: str
) -> None:
    scales = Scales()
    live(flow, scales, database_url, partial(camera, chromium, None))
    checkins = {name: heights for name, heights in scales.heights.items() if name.startswith("check-in")}
    assert checkins
    assert {name: it for name, it in checkins.items() if it[0] > PIXELS[0] or it[1] > PIXELS[1]} == {}
