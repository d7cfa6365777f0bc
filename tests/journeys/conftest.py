"""Every journey shows only what the frozen list has: names, and the shape of what they carry."""

from collections.abc import Iterator

import pytest

from app.sandbox.slack import StandIn
from tests.features.frozen_ids import carries, new


@pytest.fixture(autouse=True)
def frozen_ids(request: pytest.FixtureRequest) -> Iterator[None]:
    """Looks at what passed through the stand-in, where the test has one."""
    standin: StandIn | None = None
    if "standin" in request.fixturenames:
        standin = request.getfixturevalue("standin")
    yield
    if standin:
        shown = [[call.args.get("view"), call.args.get("blocks")] for call in standin.calls]
        answered = [delivery.answer.get("view") for delivery in standin.deliveries]
        assert new(carries([shown, answered])) == []
