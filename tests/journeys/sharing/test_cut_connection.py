"""A post whose fate nobody knows, in the real product: it is never posted twice, and the author is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.dm.views import welcome_text
from app.sandbox.messages import SlackMessage as Message
from app.sandbox.slack import StandIn, Window
from app.sharing import names
from tests.sharing.after_world import After
from tests.support.bot import running_bot
from tests.support.dm import Dm
from tests.support.process import Server, wait_for
from tests.support.sharing import assessed, post, posted, tick, to_exactly, to_what
from tests.support.work import KEY

SECTION = "Propose work that matters"
ASKED = "I cannot tell whether the post arrived"
AGAIN = "It is not there, post again"


def to_post(window: Window) -> None:
    """To the preview of a post with a reply below it."""
    to_what(window)
    tick(window, SECTION, "This section", "In full")
    to_exactly(window)


def unclear(dm: Dm) -> Message:
    """A share whose post arrived, as nobody knows: its receipt, hours later."""
    dm.tick()  # she is greeted
    to_post(dm.ada)
    dm.standin.faults.add("chat.postMessage", "cut_after")
    post(dm.ada)
    dm.ada.close()
    for _ in range(3):
        dm.tick()
    assert len(posted(dm.ada)) == 1
    receipt = dm.ada.messages()[-1]
    assert ASKED in dm.now(receipt)
    assert dm.buttons(receipt)[:2] == ["It is there", AGAIN]
    return receipt


@pytest.mark.dialects_take_turns
def test_a_cut_connection_is_asked_about_and_a_press_under_the_post_proves_it(
    written: Window, dm: Dm
) -> None:
    receipt = unclear(dm)
    [there] = posted(written)
    dana = dm.standin.open_window("dana")
    assert dana.click(names.READ, message_ts=there.ts).ok
    for _ in range(3):
        dm.tick()
    assert [each.thread_ts for each in posted(written)] == [None, there.ts]
    assert dm.says(receipt, "All of it is there: 2 messages.")
    assert [each.text for each in dana.messages()] == [welcome_text()]  # she pressed something here first


@pytest.mark.dialects_take_turns
def test_it_is_not_there_is_posted_again_once_however_often_it_is_pressed(written: Window, dm: Dm) -> None:
    receipt = unclear(dm)
    [lost] = posted(written)
    dm.standin.workspace.conversations.delete(lost)
    pressed = written.click(AGAIN, message_ts=receipt.ts)
    assert pressed.ok
    assert dm.standin.post_interaction(pressed.payload).ok
    for _ in range(4):
        dm.tick()
    there, reply = posted(written)
    assert (there.thread_ts, reply.thread_ts) == (None, there.ts)
    assert dm.says(receipt, "All of it is there: 2 messages.")


@pytest.fixture
def server(standin: StandIn, database_url: str, tmp_path: Path) -> Iterator[Server]:
    settings = {
        "SLACK_BOT_TOKEN": standin.config.token,
        "SLACK_SIGNING_SECRET": standin.config.signing_secret,
        "SLACK_API_URL": standin.api_url,
        "ENCRYPTION_KEYS": KEY,
        "DATABASE_URL": database_url,
    }
    started = Server(settings, tmp_path)
    started.wait_until_ready()
    standin.bot_url = started.url
    yield started
    started.kill()


@pytest.mark.waits
@pytest.mark.dialects_take_turns
def test_a_server_killed_while_it_posts_leaves_one_post_and_a_question(
    server: Server, standin: StandIn, database_url: str
) -> None:
    ada = standin.open_window("ada")
    assessed(ada, "I wrote the proposal. It took two weeks.")
    to_post(ada)
    wait_for(lambda: len(ada.messages()) == 1, "she is greeted")
    standin.faults.add("chat.postMessage", "slow", seconds=0.5)
    post(ada)
    wait_for(lambda: not standin.faults.planned(), "Slack has heard of it, and not answered")
    server.kill()
    wait_for(lambda: len(posted(ada)) == 1, "Slack carries out what it had heard")
    with running_bot(standin, database_url, keys=[KEY]) as product:
        others = After(product.database, standin)
        for seconds in (0, 60, 120, 3600):  # another process, which has to watch the row before it judges
            standin.advance(seconds)
            others.tick()
        assert len(posted(ada)) == 1
        assert ASKED in others.receipt()
        assert others.buttons()[:2] == ["It is there", AGAIN]
