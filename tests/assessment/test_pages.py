"""Pages as forms: whose they are, what makes way, and what is saved when an assessment ends."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from app.assessment.model import EndScreen, GapsScreen, ItemText, PageFields, PageScreen
from app.assessment.service import AssessmentService, Destination
from app.assessment.store import ASSESSMENT, AssessmentStore, GuideVersions
from app.assessment.views import render
from app.config import resource
from app.db.crypto import generate_key, parse_keys
from app.db.engine import connect
from app.errors import BadText, NotFound
from app.forms.model import Form
from app.forms.store import FormStore
from app.guide.load import load_guide
from app.users import SlackUser
from app.work import Workplace

ADA, DANA = SlackUser("", "T1", "UADA"), SlackUser("", "T1", "UDANA")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
VERSIONS = GuideVersions(load_guide(resource("content/l4-to-l5.md")))
FIRST, SECOND = (item.key for item in VERSIONS.current.pages[0].items[:2])
STAND = next(item.key for item in VERSIONS.current.pages[0].items if item.choices)


@dataclass
class Assessing:
    """The service, and pages opened one after the other as two windows would."""

    workplace: Workplace
    service: AssessmentService

    def begin(self, who: SlackUser = ADA) -> PageScreen:
        shown = self.service.submit(who, self.service.open(who).form_id, Form())
        assert isinstance(shown, PageScreen)
        return shown

    def open(self) -> PageScreen:
        shown = self.service.open(ADA)
        assert isinstance(shown, PageScreen)
        return shown

    def type(self, page: PageScreen, key: str, text: str, order: int, **others: str) -> None:
        self.service.autosave(ADA, page.form_id, Form({**others, key: text}, key, order))

    def end(self, page: PageScreen) -> None:
        """Look back from this page, and be done, whatever is empty."""
        self.service.move(ADA, page.form_id, Form(), Destination.OVERVIEW)
        shown = self.service.look_back(ADA)
        while not isinstance(shown, EndScreen):
            shown = self.service.submit(ADA, shown.form_id, Form())

    def history(self) -> list[str]:
        return [entry.text for part in self.service.history(ADA).parts for entry in part.entries]


@pytest.fixture
def assessing(database_url: str) -> Iterator[Assessing]:
    class Standing:
        def now(self) -> datetime:
            return NOW

    database = connect(database_url)
    with database.write() as connection:
        VERSIONS.keep(connection, NOW)
    workplace = Workplace(database, parse_keys([generate_key()]), Standing())
    yield Assessing(workplace, AssessmentService(workplace, VERSIONS))
    database.dispose()


def test_a_form_about_something_else_of_that_number_is_no_page(assessing: Assessing) -> None:
    assessing.begin()
    with assessing.workplace.work(ADA) as work:
        number = str(work.get(AssessmentStore).assessments()[0].id)
        form = work.get(FormStore).open("change", number, {})
    for refused in (assessing.service.autosave, assessing.service.submit):
        with pytest.raises(NotFound):
            refused(ADA, form.id, Form({FIRST: "forged"}))


def test_another_s_page_and_another_s_texts_are_not_there(assessing: Assessing) -> None:
    page = assessing.begin()
    assessing.type(page, FIRST, "hers", 10)
    with pytest.raises(NotFound):
        assessing.service.submit(DANA, page.form_id, Form({FIRST: "forged"}))
    assessing.begin(DANA)
    with assessing.workplace.look(ADA) as work:
        hers = work.get(AssessmentStore).assessments()[0].id
    with assessing.workplace.look(DANA) as work:
        texts = work.get(AssessmentStore).texts([hers])[hers]
    assert (texts.saved, texts.newest, texts.late) == ({}, {}, [])


@pytest.mark.parametrize("submits", [False, True])
def test_what_is_typed_over_beside_a_text_that_is_refused_is_kept(
    assessing: Assessing, submits: bool
) -> None:
    page = assessing.begin()
    assessing.type(assessing.open(), FIRST, "of the other window", 10)
    says = Form({FIRST: "of this one", SECOND: "\x00"}, None if submits else SECOND, 20)
    with pytest.raises(BadText):
        (assessing.service.submit if submits else assessing.service.autosave)(ADA, page.form_id, says)
    assert assessing.history()[:2] == ["of this one", "of the other window"]


def test_what_was_only_typed_is_saved_when_the_assessment_ends(assessing: Assessing) -> None:
    page = assessing.begin()
    assessing.type(page, FIRST, "only typed", 10)
    assessing.end(page)
    with assessing.workplace.look(ADA) as work:
        store = work.get(AssessmentStore)
        (assessment,) = store.assessments()
        assert assessment.finished_at == NOW
        assert store.answers(assessment.id)[FIRST].text == "only typed"


def test_a_choice_made_again_under_another_label_is_no_revision_when_the_assessment_ends(
    assessing: Assessing,
) -> None:
    page = assessing.begin()
    spring = ItemText('[["often", "As it was called in spring"]]', "p", 0, "Where do you stand today?", NOW)
    with assessing.workplace.work(ADA) as work:
        store = work.get(AssessmentStore)
        store.put_answers(store.assessments()[0].id, {STAND: spring, FIRST: replace(spring, text="saved")})
    assessing.type(page, STAND, "often", 10)
    assessing.type(page, FIRST, "typed over it", 20)
    assessing.end(page)
    with assessing.workplace.look(ADA) as work:
        store = work.get(AssessmentStore)
        assessment_id = store.assessments()[0].id
        earlier = store.earlier(assessment_id, store.texts([assessment_id])[assessment_id])
    assert {key: [each.text for each in texts] for key, texts in earlier.items()} == {FIRST: ["saved"]}


def test_what_was_typed_before_esc_is_saved_with_the_page_that_shows_it(assessing: Assessing) -> None:
    assessing.type(assessing.begin(), FIRST, "before Esc", 10)
    again = assessing.open()
    assert again.texts == {FIRST: "before Esc"}
    assessing.service.submit(ADA, again.form_id, Form({FIRST: "before Esc"}))
    with assessing.workplace.look(ADA) as work:
        store = work.get(AssessmentStore)
        saved = store.answers(store.assessments()[0].id)
    assert {key: (text.text, text.form_id) for key, text in saved.items()} == {
        FIRST: ("before Esc", again.form_id)
    }


def test_a_choice_that_nobody_changed_keeps_the_label_it_had_when_it_was_made() -> None:
    page = VERSIONS.current.pages[0]
    spring = '[["often", "As it was called in spring"]]'
    assert PageFields(page).text_of(STAND, "often", spring) == spring
    assert PageFields(page).text_of(STAND, "always", spring) != spring


def test_what_a_section_is_about_stands_on_its_first_page_alone(assessing: Assessing) -> None:
    first = assessing.begin()
    second = replace(first, page=replace(first.page, number=2, of=2))
    about = "What people at the next level do"
    assert about in str(render(first))
    assert about not in str(render(second))


def test_a_last_view_that_an_earlier_release_showed_still_ends_it(assessing: Assessing) -> None:
    page = assessing.begin()
    assessing.type(page, FIRST, "some words", 10)
    with assessing.workplace.work(ADA) as work:
        number = str(work.get(AssessmentStore).assessments()[0].id)
        form = work.get(FormStore).open_page(ASSESSMENT, number, "last:1", VERSIONS.current.guide.hash, {})
    back = assessing.service.move(ADA, form.id, Form(), Destination.BACK)
    assert isinstance(back, PageScreen)
    asked = assessing.service.submit(ADA, form.id, Form())
    assert isinstance(asked, GapsScreen)
    assert isinstance(assessing.service.submit(ADA, asked.form_id, Form()), EndScreen)


def test_what_was_written_and_taken_back_is_history_and_what_never_was_is_not(assessing: Assessing) -> None:
    page = assessing.begin()
    assert assessing.service.history(ADA).assessment is None
    assessing.service.submit(ADA, page.form_id, Form({FIRST: "once said"}))
    again = assessing.service.open_section(ADA, VERSIONS.current.guide.sections[0].id)
    assert isinstance(again, PageScreen)
    assessing.type(again, FIRST, "", 10)
    assessing.service.submit(ADA, again.form_id, Form())
    assert "once said" in assessing.history()
