"""Two windows of one person, as Slack sends them: every field of a page, typed in or not."""

import pytest

from app.sandbox.slack import StandIn, Window
from tests.support.dm import Dm
from tests.support.launching import fill, send
from tests.support.screens import chosen, texts


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_one_window_saved_is_not_taken_back_by_the_other(dm: Dm, standin: StandIn, ada: Window) -> None:
    dm.recorded()
    other = standin.open_window("ada")
    for window in (ada, other):
        assert window.command("/l5-launch list").ok
        assert window.click("Change").ok
    fill(ada, target="under 6 %")
    standin.faults.add("bot:view_submission", "lost")
    ada.submit()
    assert ada.trouble
    fill(other, title="Checkout, renamed")
    send(other)
    fill(ada, target="under 6 %, on mobile too")
    send(ada)
    assert all(words in texts(ada) for words in ("Checkout, renamed", "under 6 %, on mobile too"))
    for window in (ada, other):
        window.close(clear=True)

    message = dm.asked()
    assert ada.click("Behind", message_ts=message.ts).ok
    fill(ada, reading="9 %")
    send(ada)
    for window in (ada, other):
        assert window.click("Edit", message_ts=message.ts).ok
    fill(ada, reading="4 %, corrected")
    send(ada)
    other.choose("status", "on_track")
    send(other)
    assert ada.click("Edit", message_ts=message.ts).ok
    assert ada.shown("reading") == "4 %, corrected"
    assert chosen(ada, "status") == ["on_track"]
