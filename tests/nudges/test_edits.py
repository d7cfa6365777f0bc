"""Messages that say something else now: edited at once, else by the ticks, and never left behind."""

from collections.abc import Sequence

import pytest

from app.outbox.model import Message
from app.slack.blocks import Block
from app.slack.client import Unclear
from tests.nudges.support import Home, Pencil

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def sent(home: Home) -> Home:
    """Somebody with a check-in that arrived."""
    home.begin()
    home.live_until("2026-11-03T10:01")
    return home


def want(home: Home, words: str) -> int:
    home.words.words = words
    with home.database.write() as connection:
        home.ticker.parts.edits.want(connection, home.row().id)
    return home.row().id


def said(home: Home) -> list[str]:
    return [text for _, _, text in home.pencil.told]


@both
def test_an_edit_shows_what_is_stored_now_once(sent: Home) -> None:
    assert sent.ticker.parts.edits.try_now(want(sent, "a receipt"))
    sent.clock.on(60)
    assert sent.tick().edited == 0
    assert sent.pencil.told == [("DU0000000", sent.row().message_ts, "a receipt")]


@both
def test_what_slack_did_not_take_is_edited_by_a_tick(sent: Home) -> None:
    sent.pencil.takes = False
    assert not sent.ticker.parts.edits.try_now(want(sent, "a receipt"))
    sent.pencil.takes = True
    assert sent.tick().edited == 0  # whoever made the wish has a moment to do it
    sent.clock.on(10)
    assert sent.tick().edited == 1
    sent.clock.on(3600)
    assert sent.tick().edited == 0
    assert said(sent) == ["a receipt", "a receipt"]


def test_a_newer_wish_is_never_hidden_by_an_older_edit(sent: Home) -> None:
    """The older chat.update arrives last: Slack shows the old words, so it is edited once more."""
    edits = sent.ticker.parts.edits
    newer: list[int] = []

    class Slow(Pencil):
        def update(
            self,
            channel_id: str,
            ts: str,
            text: str,
            blocks: Sequence[Block],
            delivery_id: str,
            plain_blocks: Sequence[Block] | None = None,
        ) -> bool:
            if not newer:
                newer.append(want(sent, "the second answer"))
                assert edits.try_now(newer[0])
            return super().update(channel_id, ts, text, blocks, delivery_id, plain_blocks)

    sent.pencil = Slow()
    edits.try_now(want(sent, "the first answer"))
    assert said(sent) == ["the second answer", "the first answer"]
    sent.clock.on(10)
    sent.tick()
    assert said(sent)[-1] == "the second answer"
    sent.clock.on(3600)
    assert sent.tick().edited == 0


def test_a_message_under_way_is_edited_when_it_has_arrived(home: Home) -> None:
    home.begin()
    home.room.answers = [Unclear("timeout")]
    home.go_to("2026-11-03T10:00")
    home.ticker.run(limit=0.1)
    want(home, "a receipt")
    home.clock.on(10)
    assert home.tick().edited == 0
    home.clock.on(300)
    home.tick()
    home.clock.on(60)
    home.tick()
    assert said(home)[-1:] == ["a receipt"]


def test_a_message_not_sent_yet_needs_no_edit(home: Home) -> None:
    home.begin()
    want(home, "a receipt")
    home.clock.on(10)
    assert home.tick().edited == 1
    home.clock.on(10)
    assert (home.tick().edited, home.pencil.told) == (0, [])


def test_a_message_that_cannot_be_made_does_not_stop_the_others(sent: Home) -> None:
    def broken(*_: Message) -> None:
        raise ZeroDivisionError

    want(sent, "a receipt")
    render, sent.words.render = sent.words.render, broken  # type: ignore[assignment, method-assign]
    assert not sent.ticker.parts.edits.try_now(sent.row().id)
    sent.clock.on(10)
    assert sent.tick().edited == 0
    sent.words.render = render  # type: ignore[method-assign]
    sent.clock.on(60)
    assert sent.tick().edited == 0  # not before a quarter of an hour
    sent.clock.on(900)
    assert sent.tick().edited == 1
