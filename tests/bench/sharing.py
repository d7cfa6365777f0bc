"""What a share of two messages asks of the database: from the press on Post to the receipt."""

from datetime import timedelta

from app.bootstrap import Product
from app.sandbox.slack import StandIn, Window
from app.slack.manifest import manifest
from tests.bench.product import Statement, statements
from tests.support.bot import running_bot
from tests.support.launching import send
from tests.support.screens import blocks_of, input_ids
from tests.support.sharing import launched, posted, previewed, tick, to_exactly, to_what
from tests.support.walk import begin, forward, write

LONG = "I wrote the proposal, and asked everybody whose work it changes. " * 40
PASSES = 10


def share(database_url: str) -> list[Statement]:
    """Ada's, of an answer and a bet: one message with what fits, one below it with the whole answer."""
    with StandIn(manifest("/l5-", "http://127.0.0.1")) as standin:
        now = standin.now()
        tuesday = (now + timedelta(days=(1 - now.weekday()) % 7 or 7)).replace(hour=8, minute=0)
        standin.advance((tuesday - now).total_seconds())
        with running_bot(standin, database_url) as bot:
            ada = standin.open_window("ada")
            _ready_to_post(ada, standin)
            with statements(bot.database.engine) as sent:
                send(ada)
                _until_told(ada, bot)
            return sent


def _ready_to_post(ada: Window, standin: StandIn) -> None:
    begin(ada)
    for key in input_ids(ada):
        if key.startswith("q:"):
            write(ada, key, LONG)
    forward(ada)
    ada.close()
    launched(ada, standin)
    to_what(ada)
    for group in blocks_of(ada, "input"):
        tick(ada, group["label"]["text"], *(each["text"]["text"] for each in group["element"]["options"]))
    to_exactly(ada)
    previewed(ada)


def _until_told(ada: Window, bot: Product) -> None:
    before = len(ada.messages())
    for _ in range(PASSES):
        bot.ticker.run()
        if len(ada.messages()) > before:
            break
    assert len(posted(ada)) == 2, "two messages were to be shared"
    assert len(ada.messages()) > before, "a receipt was to follow"
