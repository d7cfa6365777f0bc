"""What can be shared is what was submitted, and whatever is not ticked changes nothing in what is shared."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from app.assessment.model import ItemKind
from app.checkins.model import Reading, Status
from app.db.engine import connect
from app.launches.model import LINK, STOP, WHERE
from app.launches.verdict import Decision, Look
from app.nudges.model import default_slot
from app.nudges.store import NotificationSettingsStore
from app.sharing.choice.offer import GONE, Offer, launch_key, mirror_key, section_key
from app.sharing.choice.offering import newest_plan, read_offer
from app.sharing.choice.picking import (
    AGREED,
    BET,
    MESSAGE,
    PROOF,
    PROSE,
    SIGNS,
    STAND,
    WHEN,
    Picks,
    full_choice,
    groups,
    picks,
    word_fields,
)
from app.sharing.choice.summarizing import Frame, summarize
from app.sharing.choice.summary import SharedBet, Summary
from app.work import Work
from tests.sharing.author import (
    GUIDE,
    NOW,
    PLAN,
    RETIRED,
    SECRET,
    SHELF,
    WEEK,
    Author,
    all_items,
    bet_named,
    hide,
    said,
    write_everything,
)
from tests.support.work import work_of

BERLIN = "Europe/Berlin"
FRAME = Frame("Ada", "Dana", date(2026, 11, 23))
SEEDS = {"sqlite": range(10), "postgresql": range(10, 15)}


@pytest.fixture
def author(database_url: str) -> Iterator[Author]:
    database = connect(database_url)
    with database.write() as connection:
        author = Author(connection)
        settings = new_work(author).get(NotificationSettingsStore)
        settings.ensure(default_slot(NOW.date()))
        settings.told_zone(BERLIN)
        yield author
    database.dispose()


def new_work(author: Author) -> Work:
    return work_of(author.connection, author.person, NOW)


def offer_to(
    author: Author, values: Mapping[str, str] | None = None, skip: int = 0, first: int | None = None
) -> Offer:
    return read_offer(new_work(author), PLAN, skip=skip, first_launch=first, values=values)


def everything(offer: Offer) -> dict[str, str]:
    return {group.field: " ".join(choice.id for choice in group.choices) for group in groups(offer)}


def said_with(author: Author, values: Mapping[str, str], skip: int = 0) -> Summary:
    offer = offer_to(author, values, skip)
    return summarize(offer, picks(offer, values), values, FRAME)[0]


def test_what_is_for_nobody_s_eyes_is_in_no_share_and_the_rest_is_whole(author: Author) -> None:
    write_everything(author)
    other = Author(author.connection, "UBOB")
    foreign = write_everything(other)
    values = everything(offer_to(author)) | {f"what-bet-{id_}": "bet prose message" for id_ in foreign}
    summary = said_with(author, values)
    told = repr(summary)
    for never in (SECRET, "77 %", "78 %", "unchanged", "not look", "skip", "snooze", "remind", "sure"):
        assert never not in told, never
    assert all(key in told for key in ("q:", "evidence:", "when:"))
    for whole in ("said retired", "reflection", "look ", "learned", "three reason"):
        assert whole in told, whole
    assert [section.key for section in summary.sections] == [
        *(section_key(section.id) for section in GUIDE.sections),
        GONE,
    ]
    assert [bet.title for bet in summary.bets] == ["four title", "three title", "two title", "one title"]
    assert [bet.state for bet in summary.bets] == [
        "no longer followed",
        "still open; on 7 Dec 2026 it was too early to judge",
        "",
        "",
    ]
    assert summary.bets[1].judge_by == date(2026, 12, 24)  # "too early" moved it, and made no version
    _check_a_closed_bet(summary.bets[3])
    assert [version.target for version in summary.bets[1].changes] == ["three changed", "three again"]
    assert summary.agreed == "agreed words"
    assert offer_to(Author(author.connection, "UNEW")).is_empty


def _check_a_closed_bet(bet: SharedBet) -> None:
    assert bet.verdict == "it landed in part, keep it"
    assert bet.look == "second look: the effect lasted: yes"
    assert [(number.words, number.value) for number in bet.numbers] == [("12 %", 12.0), ("9 %", 9.0)]
    assert [told.words for told in bet.prose[:3]] == ["Behind", "In words", "Cannot tell"]
    assert [label for label, _ in bet.details] == [
        "What would make me stop",
        "Where the number can be seen (added later, 23 Nov 2026)",
        "Instrumentation in place",
        "Link",
    ]
    assert bet.sealed_on == date(2026, 10, 24)


def test_whatever_is_not_ticked_changes_nothing(author: Author) -> None:
    launches = write_everything(author)
    changed_alone = 0
    seeds = SEEDS[author.connection.dialect.name]
    for seed in seeds:
        dice = random.Random(seed)
        offer = offer_to(author)
        values = _some(dice, offer)
        before, picked = said_with(author, values), picks(offer, values)
        assert before.is_empty == (picked.is_empty and not before.note)
        untouched = author.connection.begin_nested()
        _change_what_is_not_ticked(author, picked, launches)
        assert said_with(author, values) == before, seed
        assert said_with(author, values, skip=dice.choice((0, 3, 10))) == before, seed
        changed_alone += offer_to(author) != offer
        untouched.rollback()
    assert changed_alone == len(seeds)


def _some(dice: random.Random, offer: Offer) -> dict[str, str]:
    """A few boxes, and words for whatever asks for words."""
    share = dice.random()
    values = {
        group.field: " ".join(choice.id for choice in group.choices if dice.random() < share)
        for group in groups(offer)
    }
    asked = word_fields(offer, picks(offer, values))
    return values | {word.field: f"words {word.field}" for word in asked}


def _change_what_is_not_ticked(author: Author, picked: Picks, launches: tuple[int, ...]) -> None:
    author.submit(author.assessment, dict(_other_answers(picked)), stamp=2)
    author.type_only(f"p-next-{author.person.id}", all_items()[0].key, "other draft")
    for launch in launches:
        _change_launch(author, launch, picked.of(launch_key(launch)))
        hide(author, launch, "other")
    author.record("a new launch")
    if not picked.has(AGREED, AGREED):
        author.agree("other agreement")


def _other_answers(picked: Picks) -> Iterator[tuple[str, str]]:
    ways = {ItemKind.STAND: STAND, ItemKind.EVIDENCE: PROOF, ItemKind.SIGNS: SIGNS, ItemKind.WHEN: WHEN}
    for page in PLAN.pages:
        for item in page.items:
            key = section_key(page.section.id) if page.section else ""
            key = mirror_key(page.anti_pattern.id) if page.anti_pattern else key
            if not picked.has(key, ways.get(item.kind) or full_choice(item.key)):
                yield item.key, said(item.key, "other")
    if not picked.has(GONE, full_choice(RETIRED)):
        yield RETIRED, "other"


def _change_launch(author: Author, launch: int, ticked: frozenset[str]) -> None:
    old = author.launches.find(launch).bet
    link = old.permalink if MESSAGE in ticked else "https://other"
    if BET in ticked:
        author.put_version(launch, old.version, replace(old, permalink=link))
    else:
        title = old.title if ticked else "other title"
        other = replace(bet_named("other"), title=title, permalink=link, reason="other reason")
        author.launches.change(launch, other, joins=WEEK, shipped=True, now=NOW)
        for name in (STOP, WHERE, LINK):
            author.launches.add_detail(launch, name, "other detail", later=True, now=NOW)
        author.launches.reopen(launch)
    if PROSE not in ticked:
        number = "12 % " if BET in ticked else "3 % "
        landed = "partly" if BET in ticked else "no"
        state = Status.CANNOT_TELL if BET in ticked else Status.ON_TRACK  # which is a part of the bet
        _other_prose(author, launch, number, landed, state)


def _other_prose(author: Author, launch: int, number: str, landed: str, state: Status) -> None:
    had = {entry.week: entry for entry in author.answers.of_launches([launch]).get(launch, ())}
    words = ("other", "other", "other", "other")  # learned, next, link, missing
    if WEEK + 1 in had:
        author.answer(launch, 1, Reading(Status.ON_TRACK, f"{number}other", *words))
        author.answer(launch, 3, Reading(state, "other"))
    if WEEK + 15 in had:
        author.answer(launch, 10, Decision(landed, "keep", "other reflection"))
        author.answer(launch, 15, Look("yes" if landed == "partly" else "no", "other look"))


@pytest.mark.dialects_take_turns
def test_launches_come_in_tens_the_one_it_was_opened_from_first_and_ticked_ones_stay(author: Author) -> None:
    ids = [author.record(f"launch {n}") for n in range(23)][::-1]
    assert [one.id for one in offer_to(author).launches] == ids[:10]
    assert offer_to(author).older
    page = offer_to(author, {f"what-bet-{ids[4]}": BET, "what-bet-9999999": BET}, skip=20, first=ids[15])
    assert [one.id for one in page.launches] == [ids[15], *ids[20:], ids[4]]
    assert not page.older


def test_reading_the_longest_offer_takes_few_queries(author: Author) -> None:
    write_everything(author)
    for n in range(10):
        author.answer(author.record(f"launch {n}"), 1, Reading(Status.BEHIND, "1 %"))
    asked: list[str] = []
    engine = author.connection.engine
    event.listen(engine, "after_cursor_execute", lambda *it: asked.append(it[2]))
    offer_to(author)
    assert len([each for each in asked if each.startswith("SELECT")]) <= 18


def test_answers_are_of_the_newest_assessment_with_something_submitted(author: Author) -> None:
    assert newest_plan(new_work(author), SHELF) is SHELF.current
    key = all_items()[0].key
    first = author.begin("p1")
    author.submit(first, {key: "first"})
    author.store.finish(first)
    second = author.begin("p2")
    author.submit(second, {key: "  "})
    assert offer_to(author).sections[0].whole.answers[0][1] == "first"
    author.submit(second, {all_items()[1].key: "second"})
    section = offer_to(author).sections[0]
    assert (section.keys, section.whole.lines) == ((all_items()[1].key,), "second")
    assert len(offer_to(author).sections) == 1
    assert newest_plan(new_work(author), SHELF) is SHELF.current
