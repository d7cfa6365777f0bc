"""Somebody who wrote all there is to write: assessments, launches, answers, and things for nobody's eyes.

Every text says what it is. Those that begin with SECRET can never be shared.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from app.assessment.agreements import AgreementStore
from app.assessment.model import Item, ItemText, Questionnaire, make_questionnaire
from app.assessment.store import ASSESSMENT, AssessmentStore, GuideVersions
from app.calendar.weeks import Week
from app.checkins.model import Answer, Asks, CheckinState, QuotedReply, Reading, Status
from app.checkins.store import READING, AnswerStore, CheckinStore, OpenItemStore
from app.db.engine import upsert
from app.db.tables import bets, form_texts
from app.forms.store import FormStore
from app.guide.load import load_guide
from app.launches.model import INSTRUMENTATION, LINK, NOT_YET, STOP, SURE, WHERE, Bet
from app.launches.store import LaunchStore
from app.launches.verdict import Decision, Look
from app.people import Person, enter
from app.sharing.model import Snapshot
from app.sharing.store import ShareStore
from app.users import SlackUser
from tests.support.work import work_of

GUIDE = load_guide(Path("content/l4-to-l5.md"))
SHELF = GuideVersions(GUIDE)
PLAN: Questionnaire = make_questionnaire(GUIDE)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WEEK = Week(2026, 40)
SECRET = "SECRET"
RETIRED = "q:retired"
LONGEST_TITLE = "\N{DIRECT HIT}" * 75
FIRST_WEEK = Week(2025, 41)
LINK_TO_MESSAGE = "https://example.slack.com/archives/C1/p1"


class Author:
    """One person and what they write, inside one transaction."""

    def __init__(self, connection: Connection, name: str = "UADA", team: str = "T1") -> None:
        self.connection = connection
        connection.info["until"] = float("inf")  # one long transaction: no request has so much to do
        self.assessment = 0
        self.person: Person = enter(connection, SlackUser("", team, name), NOW)
        self.work = work_of(connection, self.person, NOW)
        self.pages: dict[str, str] = {}
        self.store = AssessmentStore(self.work)
        self.launches = LaunchStore(self.work)
        SHELF.keep(connection, NOW)

    @property
    def answers(self) -> AnswerStore:
        """A new one each time: tests take back what they wrote behind a store's back."""
        return AnswerStore(self.work)

    def begin(self, name: str) -> int:
        """An assessment with one page."""
        assessment = self.store.begin().id
        page = FormStore(self.work).open_page(ASSESSMENT, str(assessment), PLAN.pages[0].key, GUIDE.hash, {})
        self.pages[name] = page.id
        return assessment

    def submit(self, assessment: int, texts: dict[str, str], stamp: int = 1) -> None:
        wordings = {key: item.full_wording if (item := PLAN.item(key)) else key for key in texts}
        kept = {key: ItemText(text, "p", stamp, wordings[key], NOW) for key, text in texts.items()}
        self.store.put_answers(assessment, kept)

    def type_only(self, page: str, key: str, text: str) -> None:
        row = {"form_id": self.pages[page], "field": key, "sealed_text": self.work.seal(text), "typed": True}
        upsert(self.connection, form_texts, [row | {"action_order": 99, "stamp": 99, "kept_at": NOW}])

    def record(self, name: str, *, state: str = "open") -> int:
        bet = bet_named(name)
        launch = self.launches.record(
            f"{self.person.id}-{name}",
            bet,
            seals_at=NOW - timedelta(days=30),
            joins=WEEK,
            shipped=True,
            now=NOW,
        )
        if state == "stopped":
            self.launches.stop(launch.id, NOW)
        return launch.id

    def answer(self, launch: int, weeks_later: int, answer: Answer) -> None:
        self.answers.put(launch, WEEK + weeks_later, answer, NOW - timedelta(weeks=20 - weeks_later))

    def agree(self, text: str) -> None:
        """About a share of theirs."""
        work = work_of(self.connection, self.person, NOW)
        form = work.get(FormStore).open("share", "", {})
        share = work.get(ShareStore).draft(form.id, "C1", "", Snapshot())
        work.get(AgreementStore).put(share.id, text, NOW)

    def put_version(self, launch: int, version: int, bet: Bet) -> None:
        """As the store keeps it; below 1 is what was said before the seal."""
        upsert(self.connection, bets, [self.launches._version(launch, bet, version, NOW)])


def bet_named(name: str) -> Bet:
    title, problem, metric, target = (
        f"{name} {what}" for what in ("title", "problem", "metric", "target: 5 %")
    )
    link, days = f"{LINK_TO_MESSAGE}-{name}", (date(2026, 10, 1), date(2026, 11, 12))
    return Bet(title, problem, metric, target, *days, permalink=link)


def said(key: str, words: str) -> str:
    """A stored value of an item that says these words, as far as it has words."""
    item = PLAN.item(key)
    assert item is not None
    if not item.choices:
        return f"{words} {key}. More of {key}."
    return _choices(item, words)


def _choices(item: Item, words: str) -> str:
    place = 0 if words == "said" else 1
    return item.encode(item.key, (item.choices[place % len(item.choices)].id,))


def all_items() -> tuple[Item, ...]:
    return tuple(item for page in PLAN.pages for item in page.items)


def write_everything(author: Author) -> tuple[int, ...]:
    """Returns the ids of the launches: two that were closed, an open one, one that stopped."""
    _assess(author)
    first, second, running, stopped = (
        author.record(name, state=state)
        for name, state in (("one", ""), ("two", ""), ("three", ""), ("four", "stopped"))
    )
    for launch in (first, second):
        _details(author, launch)
        _readings(author, launch)
        author.answer(launch, 10, Decision("partly", "keep", f"reflection {launch}"))
        author.launches.close(launch, NOW, date(2027, 5, 1))
        author.answer(launch, 15, Look("yes", f"look {launch}"))
        author.put_version(launch, 0, bet_named(f"{SECRET} unsealed"))
    _readings(author, running)
    author.answer(running, 10, Decision("cannot_tell", "too_early", "reflection early", date(2026, 12, 24)))
    for target in ("three changed", "three again"):
        changed = replace(bet_named("three"), target=target, reason="three reason")
        author.launches.change(running, changed, joins=WEEK, shipped=True, now=NOW)
    author.launches.postpone(running, date(2026, 12, 24))
    author.agree("agreed words")
    hide(author, running)
    return first, second, running, stopped


def write_all_there_can_be(author: Author, reading: int = 3000) -> None:
    """Answers of 3,000 characters, and ten launches with fifty readings of `reading` characters each."""
    texts = {item.key: "&" * 3000 for item in all_items() if not item.choices}
    author.submit(author.begin("p1"), texts)
    for number in range(10):
        bet = Bet(LONGEST_TITLE, "<" * 3000, "<" * 3000, "<" * 3000, date(2025, 10, 1), date(2026, 11, 12))
        seals_at = NOW - timedelta(days=30)
        launch = author.launches.record(
            f"k{number}", bet, seals_at=seals_at, joins=FIRST_WEEK, shipped=True, now=NOW
        )
        for week in range(50):
            author.answers.put(launch.id, FIRST_WEEK + week, Reading(Status.BEHIND, "<" * reading), NOW)


def _assess(author: Author) -> None:
    old = author.begin(f"p-old-{author.person.id}")
    author.submit(old, {RETIRED: f"{SECRET} of an older assessment"})
    author.store.finish(old)
    assessment = author.begin(f"p-new-{author.person.id}")
    texts = {item.key: said(item.key, "said") for item in all_items()}
    author.submit(assessment, texts | {RETIRED: "said retired"})
    author.assessment = assessment
    key = all_items()[0].key
    author.store.keep_revisions(assessment, [(key, ItemText(f"{SECRET} earlier", "p", 0, "", NOW))])
    author.type_only(f"p-new-{author.person.id}", key, f"{SECRET} typed and not submitted")
    author.store.finish(assessment)
    author.begin(f"p-next-{author.person.id}")
    author.type_only(f"p-next-{author.person.id}", key, f"{SECRET} typed into the next assessment")


def _details(author: Author, launch: int) -> None:
    for name in (STOP, WHERE, LINK):
        author.launches.add_detail(launch, name, f"{name} {launch}", later=name == WHERE, now=NOW)
    author.launches.add_detail(launch, INSTRUMENTATION, NOT_YET, later=False, now=NOW)
    author.launches.add_detail(launch, SURE, f"{SECRET} sure", later=False, now=NOW)


def _readings(author: Author, launch: int) -> None:
    words = (f"learned {launch}", f"{SECRET} next {launch}", f"link {launch}")
    author.answer(launch, 1, Reading(Status.BEHIND, f"12 % prose {launch}", *words))
    author.answer(launch, 2, Reading(Status.NOTED, replies=(QuotedReply("1.5", f"9 % prose {launch}"),)))
    author.answer(
        launch, 3, Reading(Status.CANNOT_TELL, "", f"blind {launch}", missing=f"{SECRET} missing {launch}")
    )


def hide(author: Author, launch: int, words: str = SECRET) -> None:
    """Everything about a launch that no share tells."""
    author.answer(launch, 4, Reading(Status.UNCHANGED, f"77 % {words} unchanged"))
    author.answer(launch, 5, Reading(Status.UNSEEN, f"{words} unseen"))
    author.answer(launch, 6, Reading(Status.ON_TRACK, f"78 % {words} taken back"))
    author.answers.withdraw(launch, WEEK + 6, READING, NOW)
    author.launches.add_detail(launch, SURE, f"{words} sure", later=True, now=NOW)
    author.work.get(OpenItemStore).add_item(launch, f"next:{words}", f"{words} item", NOW)
    author.put_version(launch, -1, bet_named(f"{words} unsealed"))
    checkins = author.work.get(CheckinStore)
    checkins.settle(launch, WEEK + 7, CheckinState.SKIPPED)
    checkins.settle(launch, WEEK + 8, CheckinState.SNOOZED, Asks.DECISION)
