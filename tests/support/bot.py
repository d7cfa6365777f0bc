"""The real product, in this process: built from settings, listening on a free port."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from app.bootstrap import Product, build
from app.calendar.holidays import NO_HOLIDAYS
from app.config import Settings, resource
from app.db.crypto import generate_key
from app.sandbox.request_log import Delivery
from app.sandbox.slack import StandIn
from app.web import HttpServer

KEY = generate_key()


def settings_for(
    standin: StandIn, database_url: str, guide: Path | None = None, keys: Sequence[str] = (KEY,)
) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr(standin.config.token),
        slack_signing_secret=[SecretStr(standin.config.signing_secret)],
        slack_api_url=standin.api_url,
        database_url=SecretStr(database_url),
        encryption_keys=[SecretStr(key) for key in keys],
        guide_path=guide or resource("content/l4-to-l5.md"),
        holidays_default=NO_HOLIDAYS,  # the suite runs on any day, Christmas too
    )


@contextmanager
def running_bot(
    standin: StandIn, database_url: str, guide: Path | None = None, keys: Sequence[str] = (KEY,)
) -> Iterator[Product]:
    """The bot answers the stand-in inside the block. It has its clock too: `StandIn.advance` moves both."""
    product = build(settings_for(standin, database_url, guide, keys), standin.workspace.clock)
    server = HttpServer(product.web, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, name="bot")
    thread.start()
    standin.bot_url = f"http://127.0.0.1:{server.port}/slack/events"
    try:
        yield product
    finally:
        server.stop()
        thread.join()
        product.database.dispose()


@contextmanager
def deaf(standin: StandIn) -> Iterator[None]:
    """The bot hears nothing inside the block, and Slack notices at once: the fault `never` is noticed after
    three seconds, each time."""
    log, address = standin.workspace.request_log, standin.bot_url
    last = log.entries()[-1].id
    standin.bot_url = ""
    yield
    standin.bot_url = address
    sent = [entry.what for entry in log.entries() if entry.id > last]
    assert sent
    assert all(isinstance(each, Delivery) and each.trouble == "connection_failed" for each in sent)
