"""What recording and changing a bet settles: slot, joining week, plan, zone, and the bet before it."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.calendar.schedule import Slot
from app.calendar.weeks import Week
from app.db.engine import connect
from app.errors import NotFound
from app.forms.model import Form
from app.launches.model import BetProblems, DetailScreen, KeptScreen
from app.launches.store import LaunchStore
from app.launches.views import detail_view, list_view
from app.users import SlackProfile
from tests.launches.world import ADA, DANA, TEXTS, World

pytestmark = pytest.mark.dialects_take_turns


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    database = connect(database_url)
    yield World(database)
    database.dispose()


def test_the_first_launch_settles_the_slot_and_a_weekend_is_monday(world: World) -> None:
    screen = world.record(shipped_on="2026-11-20")
    assert world.settings().slot == Slot(5, time(10))
    assert world.settings().zone == "Europe/Stockholm"
    assert world.settings().profile_read_at == world.moment
    # Four days after Friday is Tuesday: that week's Friday is the first slot.
    assert screen.launch.joins == Week(2026, 48)
    assert screen.next_checkin == date(2026, 11, 27)
    world.record(shipped_on="2026-11-17", title="Another")
    assert world.settings().slot == Slot(5, time(10))
    world.record(DANA, shipped_on="2026-11-21")
    assert world.settings(DANA).slot == Slot(1, time(10))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_screen_promises_a_day_where_messages_are_switched_off(world: World) -> None:
    planned = world.record(shipped_on="2026-11-20")
    assert "Next check-in: 27 Nov." in json.dumps([detail_view(planned), list_view(world.service.list(ADA))])
    off = World(world.database, enabled=False)
    recorded, listed = off.record(shipped_on="2026-11-19"), off.service.list(ADA)
    for view in (detail_view(recorded), list_view(listed)):
        assert "Messages are switched off here, so no check-in comes." in json.dumps(view)
        assert "Next check-in" not in json.dumps(view)


def test_a_moved_shipping_day_moves_the_joining_week_and_other_words_do_not(world: World) -> None:
    launch = world.record(shipped_on="2026-11-20").launch
    later = world.change(launch, shipped_on="2026-12-04", judge_by="2027-02-01")
    assert isinstance(later, KeptScreen)
    assert (later.launch.joins, later.launch.shipped) == (Week(2026, 50), False)
    words = world.change(launch, target="9 %")
    assert isinstance(words, KeptScreen)
    assert (words.launch.joins, words.launch.bet.target) == (Week(2026, 50), "9 %")
    back = world.change(launch, shipped_on="2026-11-20")
    assert isinstance(back, KeptScreen)
    assert (back.launch.joins, back.launch.shipped) == (Week(2026, 48), True)


def test_the_same_words_make_no_version_and_a_reason_is_needed_only_after_the_seal(world: World) -> None:
    launch = world.record().launch
    world.moment += timedelta(days=3)
    same = world.change(launch, reason="none")
    assert isinstance(same, KeptScreen)
    assert same.launch.bet.version == 1
    refused = world.change(launch, target="9 %", title=" ")
    assert isinstance(refused, BetProblems)
    assert set(refused.sentences) == {"reason", "title"}
    form = world.service.open_change(ADA, str(launch.id))
    again = Form({"target": "9 %", "title": "Checkout", "reason": "why"})
    for _ in range(2):
        kept = world.service.submit_change(ADA, form.form_id, again)
        assert isinstance(kept, KeptScreen)
        assert kept.launch.bet.version == 2
    world.change(launch, target="10 %", reason="why again")
    late = world.service.submit_change(ADA, form.form_id, again)
    assert isinstance(late, KeptScreen)
    assert late.launch.bet.target == "10 %"


def test_a_bet_that_goes_on_from_another_is_linked_to_it(world: World) -> None:
    first = world.record().launch
    form = world.service.open_bet(ADA, previous=first.id, prefill={"title": "Checkout", "problem": "P"})
    assert form.previous == first
    assert form.values["problem"] == "P"
    recorded = world.service.submit_bet(ADA, form.form_id, Form({"metric": "9 %", "target": "5 %"}))
    assert isinstance(recorded, DetailScreen)
    assert recorded.launch.previous_id == first.id
    with pytest.raises(NotFound):
        world.service.open_bet(DANA, previous=first.id)


def test_a_zone_nobody_knows_is_asked_for_and_slack_s_own_wins_later(world: World) -> None:
    world.profile = None
    form = world.service.open_bet(ADA)
    assert form.asks_zone
    for zone in ({}, {"zone": "Mars/Olympus"}):
        refused = world.service.submit_bet(ADA, form.form_id, Form(TEXTS | zone))
        assert isinstance(refused, BetProblems)
        assert set(refused.sentences) == {"zone"}
    world.service.submit_bet(ADA, form.form_id, Form(TEXTS | {"zone": "Asia/Tokyo"}))
    assert (world.settings().zone, world.settings().profile_read_at) == ("Asia/Tokyo", None)
    world.profile = SlackProfile("Pacific/Auckland", deleted=False)
    assert not world.service.open_bet(ADA).asks_zone
    assert world.settings().zone == "Pacific/Auckland"
    world.profile = SlackProfile("Europe/Stockholm", deleted=False)  # not asked again within a day
    world.service.open_bet(ADA)
    assert world.settings().zone == "Pacific/Auckland"


def test_today_is_the_person_s_own_day(world: World) -> None:
    world.profile = SlackProfile("Pacific/Auckland", deleted=False)
    world.moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert world.service.open_bet(ADA).values["shipped_on"] == "2026-11-24"


def test_a_launch_that_is_not_followed_any_more_is_not_changed(world: World) -> None:
    launch = world.record().launch
    form = world.service.open_change(ADA, str(launch.id))
    with world.workplace.work(ADA) as work:
        work.get(LaunchStore).close(launch.id, world.moment, None)
    with pytest.raises(NotFound):
        world.service.submit_change(ADA, form.form_id, Form({"target": "9 %"}))
    with pytest.raises(NotFound):
        world.service.open_change(ADA, str(launch.id))
    assert world.service.list(ADA).lines[0].launch.bet.target == "8 %"


def test_an_id_that_is_no_launch_is_not_found(world: World) -> None:
    launch = world.record().launch
    for nonsense in ("999", "0", "-1", "x", "", "\u0661", f" {launch.id}", "9" * 40):
        with pytest.raises(NotFound):
            world.service.open_details(ADA, nonsense)
    for nonsense in ("-1", "x", "9" * 40):
        assert [line.launch.id for line in world.service.list(ADA, nonsense).lines] == [launch.id]
