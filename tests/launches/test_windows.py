"""Windows opened earlier: a save changes what was typed in it, and takes back nothing saved since."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.db.engine import connect
from app.errors import BadText
from app.forms.model import Form
from app.launches.model import STOP, SURE, WHERE, ChangeScreen, DetailScreen, KeptScreen, Launch
from app.launches.store import LaunchStore
from app.launches.views import change_view, detail_view, version_blocks
from tests.launches.world import ADA, TEXTS, World
from tests.support.screens import strings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BETTER = {"target": "under 6 %, agreed with data"}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    database = connect(database_url)
    yield World(database)
    database.dispose()


def opened(world: World, launch: Launch) -> ChangeScreen:
    return world.service.open_change(ADA, str(launch.id))


def saved(world: World, window: ChangeScreen, **typed: str) -> Launch:
    """Slack sends every field of the page, as it was opened where nothing was typed."""
    kept = world.service.submit_change(ADA, window.form_id, Form({**window.values, **typed}))
    assert isinstance(kept, KeptScreen), kept
    return kept.launch


def test_two_change_windows_with_different_fields_both_count(world: World) -> None:
    launch = world.record().launch
    for reason in ({}, {"reason": "counted again"}):
        one, other = opened(world, launch), opened(world, launch)
        saved(world, one, **BETTER, **reason)
        both = saved(world, other, title=f"Renamed{len(reason)}", **reason)
        assert (both.bet.title, both.bet.target) == (f"Renamed{len(reason)}", BETTER["target"])
        saved(world, opened(world, launch), target="8 %", **reason)
        world.moment += timedelta(days=3)


def test_of_two_texts_of_one_field_the_later_counts_and_the_earlier_can_be_read(world: World) -> None:
    launch = world.record().launch
    one, other = opened(world, launch), opened(world, launch)
    saved(world, one, **BETTER)
    world.moment += timedelta(hours=1)
    newest = saved(world, other, target="about 7 %")
    assert (newest.bet, newest.first.target) == (newest.first, "about 7 %")
    versions = world.versions(launch)
    assert [(each.version, each.target) for each in versions] == [
        (0, "8 %"),
        (-1, BETTER["target"]),
        (1, "about 7 %"),
    ]
    said = list(strings(version_blocks(versions, world.moment, one.zone)))
    assert [words for words in said if words in {BETTER["target"], "8 %"}] == [BETTER["target"], "8 %"]


def test_other_words_do_not_set_a_moved_date_back(world: World) -> None:
    launch = world.record().launch
    world.moment += timedelta(days=3)
    window = opened(world, launch)
    with world.workplace.work(ADA) as work:
        work.get(LaunchStore).postpone(launch.id, date(2027, 3, 1))
    changed = saved(world, window, title="Checkout, renamed", reason="a typo")
    assert (changed.bet.title, changed.judge_by) == ("Checkout, renamed", date(2027, 3, 1))


def test_words_written_on_after_a_lost_answer_change_the_bet_and_nothing_else_in_it(world: World) -> None:
    launch = world.record().launch
    window = opened(world, launch)
    saved(world, window, **BETTER)
    saved(world, opened(world, launch), title="Renamed meanwhile")
    said = {**BETTER, "problem": "Buyers give up on mobile"}
    world.service.autosave(ADA, window.form_id, Form({**window.values, **said}, "problem", 10))
    for _ in range(2):
        changed = saved(world, window, **said).bet
        assert (changed.problem, changed.title) == (said["problem"], "Renamed meanwhile")
    assert changed.target == BETTER["target"]


def test_a_bet_sealed_before_the_save_asks_why_with_everything_that_was_typed(world: World) -> None:
    launch = world.record().launch
    window, lost = opened(world, launch), opened(world, launch)
    saved(world, lost, metric="12 % in May")
    world.moment += timedelta(days=3)
    late = world.service.submit_change(ADA, window.form_id, Form({**window.values, **BETTER}))
    assert isinstance(late, ChangeScreen)
    assert (late.late, late.values["target"], late.values["metric"]) == (
        True,
        BETTER["target"],
        "12 % in May",
    )
    more = world.service.submit_change(ADA, lost.form_id, Form({**lost.values, "metric": "12 % in June"}))
    assert isinstance(more, ChangeScreen)
    assert (more.late, more.values["metric"]) == (True, "12 % in June")
    assert saved(world, more, reason="counted again").bet.metric == "12 % in June"


def test_page_one_written_on_after_a_lost_answer_keeps_what_changed_since(world: World) -> None:
    form_id = world.service.open_bet(ADA).form_id
    page = world.service.submit_bet(ADA, form_id, Form(TEXTS))
    assert isinstance(page, DetailScreen)
    saved(world, opened(world, page.launch), title="Renamed meanwhile")
    world.service.submit_bet(ADA, form_id, Form({**TEXTS, "target": "7 %"}))
    bet = world.versions(page.launch)[-1]
    assert (bet.title, bet.target) == ("Renamed meanwhile", "7 %")


def test_a_save_of_page_two_empties_nothing_that_was_not_typed_there(world: World) -> None:
    left = world.record()
    launch_id = str(left.launch.id)
    other = world.service.open_details(ADA, launch_id)
    world.service.submit_details(ADA, other.form_id, Form({STOP: "if refunds double"}))
    kept = world.service.submit_details(ADA, left.form_id, Form({WHERE: "the dashboard"})).launch.details
    assert {name: detail.text for name, detail in kept.items()} == {
        STOP: "if refunds double",
        WHERE: "the dashboard",
    }
    emptied = world.service.open_details(ADA, launch_id)
    world.service.autosave(ADA, emptied.form_id, Form({STOP: ""}, STOP, 10))
    gone = world.service.submit_details(ADA, emptied.form_id, Form({WHERE: "the dashboard"}))
    assert gone.launch.details[STOP].text == ""


def test_a_choice_of_another_release_is_refused_at_its_field_and_the_page_says_so_again(world: World) -> None:
    left = world.record()
    for _ in range(2):
        with pytest.raises(BadText, match="Choose one of these") as refused:
            world.service.submit_details(ADA, left.form_id, Form({STOP: "if refunds double", SURE: "42"}))
        assert refused.value.field == SURE
    kept = world.service.submit_details(ADA, left.form_id, Form({SURE: "70"})).launch.details
    assert {name: detail.text for name, detail in kept.items()} == {STOP: "if refunds double", SURE: "70"}


def test_what_was_typed_and_not_saved_gives_way_to_what_was_saved_since_and_is_shown(world: World) -> None:
    launch = world.record().launch
    left = opened(world, launch)
    world.service.autosave(ADA, left.form_id, Form({**left.values, "target": "hmm"}, "target", 10))
    old_page = world.service.open_details(ADA, str(launch.id))
    world.service.autosave(ADA, old_page.form_id, Form({STOP: "not sure"}, STOP, 10))
    world.change(launch, **BETTER)
    world.service.autosave(ADA, left.form_id, Form({**left.values, "target": "hmm, no"}, "target", 20))
    page = opened(world, launch)
    assert (page.values["target"], page.aside) == (BETTER["target"], {"target": "hmm, no"})
    assert "hmm, no" in strings(change_view(page)["blocks"])
    with world.workplace.work(ADA) as work:
        work.get(LaunchStore).add_detail(launch.id, STOP, "if refunds double", later=True, now=world.moment)
    details = world.service.open_details(ADA, str(launch.id))
    assert details.values[STOP] == "if refunds double"
    assert "not sure" in strings(detail_view(details)["blocks"])
    again = world.service.submit_details(ADA, details.form_id, Form(details.values))
    assert again.launch.details[STOP].text == "if refunds double"
