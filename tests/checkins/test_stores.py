"""Answers, open items and replies in the database: one person's alone, with every text that was ever seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from app.checkins.model import Reading, Status
from app.checkins.store import DECISION, DONE, DROPPED, OPEN, READING, AnswerStore, OpenItemStore
from app.db.tables import Sealed, checkin_answer_revisions, checkin_answers, items, thread_replies
from app.dm.model import Entry, Fate
from app.dm.store import WrittenStore
from app.errors import NotFound
from app.launches.verdict import Decision, Look
from app.users import SlackUser
from tests.checkins.desk import ADA, BOB, NOW, W46, Desk
from tests.support.work import work_of

GOOD, BAD = Reading(Status.ON_TRACK, "8 %"), Reading(Status.BEHIND, "12 %")
VERDICT = Decision("partly", "too_early", "", date(2026, 12, 24))


@contextmanager
def writing(desk: Desk, who: SlackUser = ADA) -> Iterator[AnswerStore]:
    with desk.workplace.work(who) as work:
        yield work.get(AnswerStore)


def test_what_is_put_comes_back_and_the_same_again_changes_nothing(desk: Desk) -> None:
    launch = desk.launch()
    for _ in range(2):
        with writing(desk) as store:
            for answer in (GOOD, VERDICT, Look("yes", "still")):
                entry = store.put(launch, W46, answer, NOW)
                assert (entry.answer, entry.revisions, entry.withdrawn) == (answer, 0, False)
    assert len(desk.answers(launch)) == 3


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
        with pytest.raises(NotFound):
            store.withdraw(launch, W46, DECISION, later)
    assert desk.revisions(launch, READING) == [GOOD, BAD]


def test_all_answers_of_many_launches_take_one_query_and_are_read_once(desk: Desk) -> None:
    launches = [desk.launch(f"f{n}") for n in range(4)]
    with writing(desk) as store:
        for launch in launches:
            for n in range(3):
                store.put(launch, W46 + n, GOOD, NOW)
    ada, asked = desk.person(), list[str]()
    event.listen(desk.database.engine, "after_cursor_execute", lambda *it: asked.append(it[2]))
    with desk.database.read() as connection:
        store = AnswerStore(work_of(connection, ada))
        found = store.of_launches(launches)
        assert store.find(launches[0], W46, READING) is found[launches[0]][0]
    assert [len(found[launch]) for launch in launches] == [3] * 4
    assert [entry.week for entry in found[launches[0]]] == [W46, W46 + 1, W46 + 2]
    assert len([each for each in asked if each.startswith("SELECT")]) == 1


def test_earlier_texts_of_all_answers_take_one_query_and_are_the_person_s_own(desk: Desk) -> None:
    launch = desk.launch()
    for n in range(3):
        for answer in (GOOD, BAD):
            with writing(desk) as store:
                store.put(launch, W46 + n, answer, NOW)
    asked = list[str]()
    event.listen(desk.database.engine, "after_cursor_execute", lambda *it: asked.append(it[2]))
    desk.launch("f2", BOB)
    for who, expected in ((ADA, [GOOD] * 3), (BOB, [])):
        history, person = desk.answers(launch), desk.person(who)
        asked.clear()
        with desk.database.read() as connection:
            found = AnswerStore(work_of(connection, person)).earlier(launch, history, 9)
        assert [revision.answer for each in history for revision in found.get(each, ())] == expected
        assert len([each for each in asked if each.startswith("SELECT")]) == 1


def test_what_was_written_is_what_is_read_in_the_same_transaction(desk: Desk) -> None:
    launch = desk.launch()
    for n in (1, 0):
        with writing(desk) as store:
            store.put(launch, W46 + n, BAD, NOW)
    with writing(desk) as store:
        assert [entry.week for entry in store.history(launch)] == [W46, W46 + 1]
        store.put(launch, W46, GOOD, NOW)
        store.put(launch, W46, VERDICT, NOW)
        store.withdraw(launch, W46 + 1, READING, NOW)
        written = store.history(launch)
    assert written == desk.answers(launch)
    assert [(entry.answer, entry.revisions, entry.withdrawn) for entry in written] == [
        (VERDICT, 0, False),
        (GOOD, 1, False),
        (BAD, 1, True),
    ]


def test_nothing_is_found_or_written_for_another_person(desk: Desk) -> None:
    launch = desk.launch()
    message = desk.message(launch, ts="1.0")
    with desk.workplace.work(ADA) as work:
        work.get(AnswerStore).put(launch, W46, GOOD, NOW)
        work.get(OpenItemStore).add_item(launch, "next", "call", NOW)
        work.get(WrittenStore).put(Entry("1.5", Fate.TAKEN, "9 %", answer_id=message))
    item = desk.items(launch)[0]
    desk.launch("f2", BOB)
    with desk.workplace.work(BOB) as work:
        answers, items, written = (work.get(AnswerStore), work.get(OpenItemStore), work.get(WrittenStore))
        assert answers.find(launch, W46, READING) is None
        assert (answers.of_launches([launch]), items.open_items([launch])) == ({}, {})
        assert answers.earlier(launch, desk.answers(launch), 9) == {}
        assert (written.find("1.5"), written.answered_by(message)) == (None, None)
    with desk.workplace.work(BOB) as work:
        for act in (
            lambda: work.get(AnswerStore).put(launch, W46 + 1, BAD, NOW),
            lambda: work.get(OpenItemStore).add_item(launch, "mine", "now", NOW),
            lambda: work.get(OpenItemStore).settle_item(item.id, DONE, NOW),
        ):
            with pytest.raises(NotFound):
                act()
    assert [entry.week for entry in desk.answers(launch)] == [W46]
    assert [each.text for each in desk.items(launch)] == ["call"]


def test_an_item_is_made_once_follows_its_text_and_opens_again(desk: Desk) -> None:
    launch = desk.launch()
    with desk.workplace.work(ADA) as work:
        store = work.get(OpenItemStore)
        for text in ("call", "call", "call again"):
            store.add_item(launch, "next", text, NOW)
        store.add_item(launch, "other", " ", NOW)
    item = desk.items(launch)[0]
    assert (item.text, item.state, len(desk.items(launch))) == ("call again", OPEN, 1)
    with desk.workplace.work(ADA) as work:
        store = work.get(OpenItemStore)
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
    desk.message(launch, ts="1.0")
    with desk.workplace.work(ADA) as work:
        work.get(AnswerStore).put(launch, W46, Reading(Status.ON_TRACK, "Zebra"), NOW)
        work.get(OpenItemStore).add_item(launch, "next", "Zebra", NOW)
        work.get(WrittenStore).put(Entry("1.5", Fate.TAKEN, "Zebra"))
    with writing(desk) as store:
        store.put(launch, W46, Reading(Status.ON_TRACK, "Zebras"), NOW)
    with desk.database.read() as connection:
        for table in (checkin_answers, checkin_answer_revisions, items, thread_replies):
            assert isinstance(table.c.sealed_text.type, Sealed)
            assert "Zebra" not in repr(connection.execute(select(table)).all())
