"""Whoever never recorded a launch has hours and days too: those of the zone that Slack named with them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.bootstrap import Product
from app.db.tables import outbox
from app.nudges.kinds import DIGEST, EM_REMINDER
from app.sandbox.seed import DANA
from app.sandbox.slack import StandIn, Window
from app.sharing.names import READ
from tests.support.screens import texts
from tests.support.sharing import assessed, posted, share_to

pytestmark = pytest.mark.dialects_take_turns

SECTION = "Propose work that matters"
EVENING = 12 * 3600
"""From Tuesday, 08:00 UTC, to where it is Wednesday in Tokyo and Tuesday afternoon in New York."""


def due(bot: Product, kind: str, zone: str) -> list[datetime]:
    with bot.database.read() as connection:
        moments = connection.scalars(select(outbox.c.due_at).where(outbox.c.kind == kind)).all()
    return [moment.astimezone(ZoneInfo(zone)) for moment in moments]


@pytest.fixture
def shared(standin: StandIn, ada: Window, bot: Product) -> Window:
    """Ada in Tokyo, who followed nothing, with a share for Dana in New York."""
    standin.set_time_zone("ada", "Asia/Tokyo")
    standin.set_time_zone("dana", "America/New_York")
    assessed(ada, "I proposed the index.")
    standin.advance(EVENING)
    share_to(ada, ticks={SECTION: ["This section"]}, em=DANA)
    bot.ticker.run()
    return ada


def test_a_share_is_dated_by_the_author_s_day(shared: Window, standin: StandIn) -> None:
    there = standin.now().astimezone(ZoneInfo("Asia/Tokyo"))
    assert there.date() > standin.now().date()
    assert shared.command("/l5-share list").ok
    assert f"{there.day} {there:%b}" in texts(shared)
    assert f"{standin.now().day} {standin.now():%b}" not in texts(shared)


def test_what_was_said_to_it_reaches_the_author_in_their_own_hours(
    shared: Window, standin: StandIn, bot: Product
) -> None:
    (post,) = posted(shared)
    assert standin.open_window("dana").click(READ, message_ts=post.ts).ok
    (at,) = due(bot, DIGEST, "Asia/Tokyo")
    assert (at.isoweekday(), at.hour) == (3, 10)


def test_the_reminder_of_an_em_is_planned_for_their_own_hours_at_once(shared: Window, bot: Product) -> None:
    (at,) = due(bot, EM_REMINDER, "America/New_York")
    assert (at.isoweekday(), at.hour) == (2, 10)  # the fifth working day after a Tuesday there
