"""The pages of an assessment: which comes next, what is filled in, and what typing and saving change."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from app.assessment.agreements import AgreementStore
from app.assessment.model import (
    START,
    Assessment,
    AssessmentTexts,
    ItemText,
    LastScreen,
    PageFields,
    PageScreen,
    QuestionPage,
    Screen,
    StartScreen,
    SummaryPart,
    looking_back,
    paged,
)
from app.assessment.store import ASSESSMENT, AssessmentStore, GuideVersions, questionnaire_of
from app.assessment.summary import AssessmentSummary
from app.errors import BadText, NotFound
from app.forms.model import Form, FormDraft
from app.forms.revisions import is_replaced, is_typed_over, is_unseen
from app.forms.store import FormStore
from app.work import Work

TextsOf = Mapping[int, AssessmentTexts]
"""What was written in this assessment and in the one before it, by their ids."""


class Pages:
    """Opens pages for one person, and finds those that were opened. Every page is a form of its own.

    `notice`, in all that it gives: what was typed on the page before replaced a text of another window.
    """

    def __init__(self, work: Work, versions: GuideVersions) -> None:
        self.store = work.get(AssessmentStore)
        self.forms = work.get(FormStore)
        self.current = versions.current
        self._work = work

    def find(self, form_id: str) -> FormDraft:
        """A page of theirs. Raises NotFound, for other forms too."""
        form = self.forms.find(form_id)
        if form.kind != ASSESSMENT:
            raise NotFound
        return form

    def question_page(self, form: FormDraft) -> QuestionPage | None:
        """What the page asks, in the guide as it was when the page was opened; None for the start view."""
        if form.guide_hash is None or form.page == START:
            return None
        return questionnaire_of(self._work.connection, form.guide_hash).page(form.page)

    def assessment(self) -> Assessment | None:
        """The unfinished one, else the newest."""
        return next(iter(self.store.assessments()), None)

    def where_they_were(self, assessment: Assessment) -> QuestionPage:
        """The last page not submitted, else the first that nobody submitted, else the last view."""
        last = self.store.last_unsubmitted(assessment.id)
        return (self.current.page(last) if last else None) or self._first_open(assessment.id)

    def after(self, form: FormDraft) -> QuestionPage:
        """The page that follows, in today's guide even where this one is of an older one."""
        return self.current.beside(form.page, 1) or self._first_open(assessment_of(form))

    def before(self, form: FormDraft) -> QuestionPage | None:
        """The page that goes before; None where that is the start view."""
        page = self.current.page(form.page)
        if page and not page.items and page.number > 1:
            return looking_back(page.number - 1)
        return self.current.beside(form.page, -1)

    def texts(self, assessment_id: int, *pages: QuestionPage | None) -> TextsOf:
        """What was written on these pages, in this assessment and in the finished one before it."""
        earlier = self._finished_before(assessment_id)
        keys = {item.key for page in pages if page for item in page.items}
        return self.store.texts([assessment_id, *([earlier] if earlier else [])], keys)

    def start(self, *, notice: bool = False) -> StartScreen:
        """The start view, as a form of its own."""
        assessment = self.assessment()
        subject = str(assessment.id) if assessment else ""
        return self._start_screen(self._open(subject, START, {}), notice=notice)

    def show(
        self, page: QuestionPage, assessment_id: int, texts: TextsOf | None = None, *, notice: bool = False
    ) -> Screen:
        """A page, opened anew and filled with the newest texts."""
        texts = (texts or self.texts(assessment_id, page)) if page.items else {}
        newest = texts[assessment_id].newest if page.items else {}
        filled = {
            item.key: newest[item.key].text
            for item in page.items
            if item.key in newest and newest[item.key].text
        }
        form = self._open(str(assessment_id), page.key, filled)
        if page.items:
            return self._page_screen(form, page, texts, notice=notice)
        return self._last_screen(form, page, notice=notice)

    def screen(self, form_id: str, *, notice: bool = False) -> Screen:
        """A page as it is: the same form again shows the same, with what was typed into it since."""
        form = self.find(form_id)
        page = self.question_page(form)
        if page is None:
            return self._start_screen(form, notice=notice)
        if page.items:
            return self._page_screen(form, page, self.texts(assessment_of(form), page), notice=notice)
        return self._last_screen(form, page, notice=notice)

    def next_of_last(self, form: FormDraft) -> QuestionPage | None:
        """The further page of the last view; None where this was the end."""
        page = self.current.page(form.page)
        if page is None or page.number >= len(self._last_screens(assessment_of(form))):
            return None
        return looking_back(page.number + 1)

    def _first_open(self, assessment_id: int) -> QuestionPage:
        done = self.store.submitted_pages(assessment_id)
        return next((page for page in self.current.pages if page.key not in done), self.current.pages[-1])

    def _finished_before(self, assessment_id: int) -> int | None:
        every = self.store.assessments()
        return next((each.id for each in every if each.finished_at and each.id < assessment_id), None)

    def _open(self, subject: str, page: str, filled: Mapping[str, str]) -> FormDraft:
        return self.forms.open_page(ASSESSMENT, subject, page, self.current.guide.hash, filled)

    def _start_screen(self, form: FormDraft, *, notice: bool) -> StartScreen:
        assessment = self.assessment()
        newest = self.store.newest(assessment.id) if assessment else {}
        summary = AssessmentSummary(self.current, self.current, newest)
        agreed = self._work.get(AgreementStore).latest()
        return StartScreen(form.id, self.current.guide, summary.sections(), assessment, notice, agreed)

    def _page_screen(
        self, form: FormDraft, page: QuestionPage, texts: TextsOf, *, notice: bool
    ) -> PageScreen:
        assert form.guide_hash is not None, "a page is of a version of the guide"  # noqa: S101
        assessment_id = assessment_of(form)
        earlier = self._finished_before(assessment_id)
        last_time = texts[earlier].newest if earlier else {}
        every = self.store.assessments()
        return PageScreen(
            form.id,
            questionnaire_of(self._work.connection, form.guide_hash),
            page,
            form.values,
            {item.key: last_time[item.key].text for item in page.items if item.key in last_time},
            notice,
            next((each.finished_at for each in every if each.id == assessment_id), None),
        )

    def _last_screen(self, form: FormDraft, page: QuestionPage, *, notice: bool) -> LastScreen:
        screens = self._last_screens(assessment_of(form))
        number = min(page.number, len(screens))
        agreed = self._work.get(AgreementStore).latest()
        parts = screens[number - 1]
        return LastScreen(form.id, self.current.guide, parts, number, len(screens), notice, agreed)

    def _last_screens(self, assessment_id: int) -> tuple[tuple[SummaryPart, ...], ...]:
        newest = self.store.newest(assessment_id)
        return paged(AssessmentSummary(self.current, self.current, newest).parts())


def assessment_of(form: FormDraft) -> int:
    """The assessment that the page belongs to. Raises NotFound where none had begun yet."""
    if not form.subject:
        raise NotFound
    return int(form.subject)


class PageEditor:
    """One page being written on: its form keeps what is typed, and a submission saves it as answers.

    What becomes a revision, `app.forms.revisions` says. `form` is the page's form as it stands.
    """

    def __init__(self, work: Work, form: FormDraft, page: QuestionPage, texts: AssessmentTexts) -> None:
        self.form = form
        self._work = work
        self._page = page
        self._texts = texts
        self._forms = work.get(FormStore)
        self._store = work.get(AssessmentStore)

    def keep(self, form: Form) -> None:
        """Keep what the page says that is new. Raises BadText, after keeping the rest, if it is about a
        text that cannot be kept exactly.

        Of a page that was submitted it changes nothing, but words that are new stay with its form.
        """
        refused = None
        try:
            self.form = self._forms.keep(self.form.id, form, PageFields(self._page))
        except BadText as error:
            refused = error
            self.form = self._forms.find(self.form.id)
        self._keep_replaced(self._typed_over())
        if refused:
            raise refused

    def save(self, form: Form) -> None:
        """Keep what a submission says, and turn what stands on the page into answers. Raises BadText.

        A page that was submitted before, and whose answer got lost, may say more now: that alone is saved.
        """
        try:
            self.form = self._forms.submit(self.form.id, form, PageFields(self._page), closes=True)
        except BadText:
            self.form = self._forms.find(self.form.id)
            self._keep_replaced(self._typed_over())
            raise
        is_repeated = self.form.submitted
        values = self.form.said if is_repeated else self.form.values
        answers: dict[str, ItemText] = {}
        replaced: list[tuple[str, ItemText]] = []
        for item in self._page.items:
            text, key = values.get(item.key), item.key
            newest, saved = self._texts.newest.get(key), self._texts.saved.get(key)
            is_behind = is_unseen(newest, self.form)
            if text is None or (is_behind and not is_repeated and key not in self.form.typed):
                continue  # untouched here, rewritten there: the newer text stands
            said = item.says(text)
            if saved and item.says(saved.text) == said and not is_behind:
                continue
            if newest and is_typed_over(newest, item.says(newest.text), said, self.form):
                replaced.append((key, newest))
            if saved and is_replaced(item.says(saved.text), said):
                replaced.append((key, saved))
            answers[key] = ItemText(
                text, self.form.id, self._work.person.stamp, item.full_wording, self._work.now
            )
        self._keep_replaced(replaced)
        self._store.put_answers(assessment_of(self.form), answers)
        self._texts.newest.update(answers)

    def _typed_over(self) -> list[tuple[str, ItemText]]:
        """What another window wrote meanwhile and this event typed over."""
        now = self._work.person.stamp
        return [
            (item.key, old)
            for item in self._page.items
            if (old := self._texts.newest.get(item.key))
            and self.form.typed.get(item.key) == now
            and is_typed_over(old, item.says(old.text), item.says(self.form.values[item.key]), self.form)
        ]

    def _keep_replaced(self, replaced: Collection[tuple[str, ItemText]]) -> None:
        self._store.keep_revisions(assessment_of(self.form), replaced)
        if not self.form.replaced and any(is_unseen(text, self.form) for _, text in replaced):
            self._forms.mark_replaced(self.form.id)
            self.form = replace(self.form, replaced=True)
