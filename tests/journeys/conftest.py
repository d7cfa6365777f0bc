"""The sandbox for those in a browser. Every journey shows only what the frozen list has: names, and the shape
of what they carry."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from app.sandbox.slack import StandIn
from tests.features.frozen_ids import carries, new
from tests.support.sandbox import Sandbox, open_page, running_sandbox


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One for all who leave it running: each goes on from what the others have left."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture
def page(chromium: Browser, sandbox: Sandbox) -> Iterator[Page]:
    with open_page(chromium, sandbox.url) as page:
        yield page


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
