"""Answers in the database: one person's alone, with every text that was ever seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from app.checkins.model import Decision, Look, Reading, Status
from app.checkins.store import DECISION, DONE, DROPPED, OPEN, READING, AnswerStore
from app.db.tables import Sealed, entries, entry_revisions, items, replies
from app.errors import NotFound, SlackUser
from app.people import enter
from app.work import Work
from tests.checkins.desk import ADA, BOB, NOW, RING, W46, Desk

GOOD, BAD = Reading(Status.ON_TRACK, "8 %"), Reading(Status.BEHIND, "12 %")
VERDICT = Decision("partly", "too_early", "", date(2026, 12, 24))


@contextmanager
def writing(desk: Desk, who: SlackUser = ADA) -> Iterator[AnswerStore]:
    with desk.database.write() as connection:
        yield AnswerStore(Work(connection, RING, enter(connection, who, NOW)))


def test_what_is_put_comes_back_and_the_same_again_changes_nothing(desk: Desk) -> None:
    launch = desk.launch()
    for _ in range(2):
        with writing(desk) as store:
            for answer in (GOOD, VERDICT, Look("yes", "still")):
                entry = store.put(launch, W46, answer, NOW)
                assert (entry.answer, entry.revisions, entry.withdrawn) == (answer, 0, False)
    assert len(desk.entries(launch)) == 3


def test_each_text_that_was_seen_is_a_revision_and_withdrawing_keeps_the_last(desk: Desk) -> None:
    launch = desk.launch()
    later = NOW + timedelta(hours=1)
    with writing(desk) as store:
        store.put(launch, W46, BAD, NOW)
    with writing(desk) as store:
        store.put(launch, W46, Reading(Status.BEHIND, "never seen"), later)
        entry = store.put(launch, W46, GOOD, later)
        assert (entry.made_at, entry.revised_at, entry.revisions) == (NOW, later, 1)
    for _ in range(2):
        with writing(desk) as store:
            store.withdraw(launch, W46, READING, later)
    with writing(desk) as store:
        kept = store.find(launch, W46, READING)
        assert kept is not None
        assert (kept.withdrawn, kept.revisions) == (True, 2)
        again = store.put(launch, W46, GOOD, later)
        assert (again.withdrawn, again.answer) == (False, GOOD)
        assert [each.answer for each in store.revisions(launch, W46, READING)] == [GOOD, BAD]
        with pytest.raises(NotFound):
            store.withdraw(launch, W46, DECISION, later)


def test_all_entries_of_many_launches_take_two_queries(desk: Desk) -> None:
    launches = [desk.launch(f"f{n}") for n in range(4)]
    with writing(desk) as store:
        for launch in launches:
            for n in range(3):
                store.put(launch, W46 + n, GOOD, NOW)
    ada, asked = desk.person(), list[str]()
    event.listen(desk.database.engine, "after_cursor_execute", lambda *it: asked.append(it[2]))
    with desk.database.read() as connection:
        found = AnswerStore(Work(connection, RING, ada)).of_launches(launches)
    assert [len(found[launch]) for launch in launches] == [3] * 4
    assert [entry.week for entry in found[launches[0]]] == [W46, W46 + 1, W46 + 2]
    assert len([each for each in asked if each.startswith("SELECT")]) == 2


def test_earlier_texts_of_all_entries_take_one_query_and_are_the_person_s_own(desk: Desk) -> None:
    launch = desk.launch()
    for n in range(3):
        for answer in (GOOD, BAD):
            with writing(desk) as store:
                store.put(launch, W46 + n, answer, NOW)
    asked = list[str]()
    event.listen(desk.database.engine, "after_cursor_execute", lambda *it: asked.append(it[2]))
    desk.launch("f2", BOB)
    for who, expected in ((ADA, [GOOD] * 3), (BOB, [])):
        history, person = desk.entries(launch), desk.person(who)
        asked.clear()
        with desk.database.read() as connection:
            found = AnswerStore(Work(connection, RING, person)).earlier(launch, history, 9)
        assert [revision.answer for each in history for revision in found.get(each, ())] == expected
        assert len([each for each in asked if each.startswith("SELECT")]) == 1


def test_nothing_is_found_or_written_for_another_person(desk: Desk) -> None:
    launch = desk.launch()
    message = desk.message(launch, ts="1.0")
    with writing(desk) as store:
        store.put(launch, W46, GOOD, NOW)
        store.add_item(launch, "next", "call", NOW)
        store.put_reply("1.5", message, "9 %")
    item = desk.items(launch)[0]
    desk.launch("f2", BOB)
    with writing(desk, BOB) as store:
        assert store.find(launch, W46, READING) is None
        assert (store.of_launches([launch]), store.open_items([launch])) == ({}, {})
        assert (store.revisions(launch, W46, READING), store.replies_of(message)) == ((), ())
        assert store.find_reply("1.5") is None
    with writing(desk, BOB) as store:
        for act in (
            lambda: store.put(launch, W46 + 1, BAD, NOW),
            lambda: store.add_item(launch, "mine", "now", NOW),
            lambda: store.settle_item(item.id, DONE, NOW),
            lambda: store.assign("1.5", launch),
        ):
            with pytest.raises(NotFound):
                act()
    assert [entry.week for entry in desk.entries(launch)] == [W46]
    assert [each.text for each in desk.items(launch)] == ["call"]


def test_an_item_is_made_once_follows_its_text_and_opens_again(desk: Desk) -> None:
    launch = desk.launch()
    with writing(desk) as store:
        for text in ("call", "call", "call again"):
            store.add_item(launch, "next", text, NOW)
        store.add_item(launch, "other", " ", NOW)
    item = desk.items(launch)[0]
    assert (item.text, item.state, len(desk.items(launch))) == ("call again", OPEN, 1)
    with writing(desk) as store:
        assert store.settle_item(item.id, DONE, NOW).state == DONE
        store.add_item(launch, "next", "call again", NOW)  # saved once more: what was done stays done
        assert store.open_items([launch]) == {}
        assert len(store.open_items([launch], NOW - timedelta(minutes=1))[launch]) == 1
        store.add_item(launch, "next", "call once more", NOW)
        assert store.open_items([launch])[launch][0].text == "call once more"
        store.add_item(launch, "next", "", NOW)
        assert store.open_items([launch], NOW)[launch][0].state == DROPPED


def test_every_word_is_sealed(desk: Desk) -> None:
    launch = desk.launch()
    message = desk.message(launch, ts="1.0")
    with writing(desk) as store:
        store.put(launch, W46, Reading(Status.ON_TRACK, "Zebra"), NOW)
        store.add_item(launch, "next", "Zebra", NOW)
        store.put_reply("1.5", message, "Zebra")
    with writing(desk) as store:
        store.put(launch, W46, Reading(Status.ON_TRACK, "Zebras"), NOW)
    with desk.database.read() as connection:
        for table in (entries, entry_revisions, items, replies):
            assert isinstance(table.c.sealed_text.type, Sealed)
            assert "Zebra" not in repr(connection.execute(select(table)).all())
