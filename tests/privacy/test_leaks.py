"""Every object, by every role, on every surface; and everything that can be sent by whose it is not."""

from collections.abc import Mapping

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text

from app.db.tables import Sealed, metadata, sealed_columns
from tests.features.frozen_ids import new
from tests.privacy.cast import NAMES, Role
from tests.privacy.surfaces import Surface, UnknownKeyError, of_answer, of_call
from tests.privacy.table import HOLDS, HOLDS_NOTHING, TABLE, differences, unknown
from tests.privacy.things import Thing, planted
from tests.privacy.world import World, world
from tests.support.screens import shows

SAYS_NOTHING: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *(
                "assess.show-history",
                "assess.last",
                "assess.read-guide",
                "launch.record",
                "share.sent",
            ),
            *("settings.open", "settings.why", "settings.code", "dm.assess", "dm.launches"),
        ),
        "opens something of one's own",
    ),
    **dict.fromkeys(
        ("assess.turn.older", "launch.turn.older", "share.turn.older"), "a place in a list of one's own"
    ),
    **dict.fromkeys(("checkin.second-look", "checkin.move"), "no such form is open in the story"),
    **dict.fromkeys(("checkin.use", "checkin.discard"), "the form is shown as it stands: nothing was begun"),
    "share.link-field": "only answers",
}
"""Names of which whose it is gets no other answer for an id than for the id of nothing."""


def everybody_sees_what_the_table_says_and_nobody_anything_else(lived: World) -> list[str]:
    return differences(lived.found())


def not_yours_answers_exactly_like_not_there_and_changes_nothing(lived: World) -> list[str]:
    return lived.complaints


def whose_it_is_is_told_more_than_that(lived: World) -> list[str]:
    """Or the comparison would hold of a product that refuses everything. Two databases have half each."""
    alike = [f"{name} told nobody anything" for _, name in lived.told_alike if name not in SAYS_NOTHING]
    apart = [f"{name} says something" for _, name in lived.told_apart if name in SAYS_NOTHING]
    return [*alike, *apart, *([] if len(lived.told_apart) > 20 else ["hardly anything was asked"])]


def everything_that_is_listened_to_was_tried(lived: World) -> list[str]:
    heard = {each.kind for each in lived.heard}
    return [] if len(lived.heard) == lived.listeners and len(heard) == 6 else [f"{heard}, {lived.listeners}"]


def refusals_are_logged_by_id(lived: World) -> list[str]:
    refused = [line for line in lived.logs.lines if "NotFound" in line and line.startswith("app.bolt")]
    assert len(refused) > 100
    assert [line for line in refused if "T0ELSEWHERE/U0ADA0001" in line]
    return [line for line in refused if "/U0" not in line]


def nothing_breaks_on_what_is_somebody_else_s(lived: World) -> list[str]:
    """The seal keeps it shut where a store forgets to ask whose it is: an error then, and no answer."""
    broken = [line for line in lived.logs.lines if "unexpected error" in line]
    return broken if lived.story.is_gone else [*broken, "something of the shares still stands at the end"]


def nobody_s_name_is_logged_or_printed(lived: World) -> list[str]:
    lines = [*lived.logs.lines, *lived.story.recorder.seen[Role.OPERATOR, Surface.CLI]]
    return [line for line in lines for name in NAMES if name in line]


def the_story_put_something_into_every_table_that_holds_something(lived: World) -> list[str]:
    return [name for name in HOLDS if not lived.filled[name]]


def what_is_shown_carries_what_the_frozen_list_says(lived: World) -> list[str]:
    return new(lived.story.recorder.carried)


QUESTIONS = (
    everybody_sees_what_the_table_says_and_nobody_anything_else,
    not_yours_answers_exactly_like_not_there_and_changes_nothing,
    whose_it_is_is_told_more_than_that,
    everything_that_is_listened_to_was_tried,
    refusals_are_logged_by_id,
    nothing_breaks_on_what_is_somebody_else_s,
    nobody_s_name_is_logged_or_printed,
    the_story_put_something_into_every_table_that_holds_something,
    what_is_shown_carries_what_the_frozen_list_says,
)


def test_nothing_leaks(database_url: str) -> None:
    """One world, which is dear, and many questions about it."""
    with world(database_url) as lived:
        found = {question.__name__: question(lived) for question in QUESTIONS}
    assert {name: told for name, told in found.items() if told} == {}


def test_every_table_is_on_one_of_the_two_lists() -> None:
    assert unknown(metadata.sorted_tables) == []
    assert {column.table.name for column in sealed_columns()} <= set(HOLDS)
    assert {*HOLDS, *HOLDS_NOTHING} == set(metadata.tables)
    assert {thing for things in HOLDS.values() for thing in things} | {Thing.OTHERS, Thing.FORM} <= set(Thing)


def test_a_new_table_or_thing_without_a_row_fails() -> None:
    diary = Table("diary", MetaData(), Column("id", Integer), Column("said", Text))
    assert unknown([*metadata.sorted_tables, diary]) == ["diary has to stand on one of the two lists"]
    sealed = Table("people", MetaData(), Column("words", Sealed))
    assert unknown([sealed]) == ["people is sealed, and no thing of the story is in it"]
    assert set(TABLE) == set(Thing) == set(planted())


def test_a_day_is_not_seen_in_a_longer_number_and_a_planted_word_is_seen_wherever_it_stands() -> None:
    assert not shows("off from 21 feb 2028 on", "1 feb 2028")
    assert not shows("2028-02-011", "2028-02-01")
    assert not shows("190 %", "90 %")
    assert all(shows(text, "1 feb 2028") for text in ("1 feb 2028", "(1 feb 2028)", "until_1 feb 2028t"))
    assert all(shows(text, "zqbetqz") for text in ("title%20zqbetqz%20", "_zqbetqz_", "7zqbetqz7"))


def test_what_is_sent_in_a_place_nobody_classified_fails() -> None:
    with pytest.raises(UnknownKeyError):
        list(of_call("chat.postMessage", {"channel": "C1", "attachments": []}))
    with pytest.raises(UnknownKeyError):
        list(of_call("views.open", {"view": {"type": "modal", "secret": "words"}}))
    with pytest.raises(UnknownKeyError):
        list(of_answer({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "extra": "words"}}]}))


def test_a_difference_is_told_in_both_directions() -> None:
    leak = {Thing.DRAFT: {Role.EM: {Surface.LOG}}}
    told = differences(leak)
    assert told[0].startswith("not reached: answer for owner")
    assert "LEAK: named EM saw draft of an answer in log" in told
