"""The pages of an assessment: which comes next, what is filled in, and what typing and saving change."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from app.assessment.agreements import AgreementStore
from app.assessment.model import (
    ASKED,
    START,
    Assessment,
    AssessmentTexts,
    EndScreen,
    EvidenceLevel,
    GapsScreen,
    ItemText,
    LastPlace,
    LastScreen,
    Newest,
    PageFields,
    PageScreen,
    QuestionPage,
    Screen,
    StartScreen,
    last_place,
    looking_back,
    paged,
    readable,
)
from app.assessment.store import ASSESSMENT, AssessmentStore, GuideVersions, questionnaire_of
from app.assessment.summary import AssessmentSummary
from app.errors import BadText, NotFound
from app.forms.model import Form, FormDraft
from app.forms.revisions import is_replaced, is_typed_over, is_unseen
from app.forms.store import FormStore
from app.work import Work

TextsOf = Mapping[int, AssessmentTexts]
"""What was written in this assessment and in those before it, by their ids."""

Titles = Callable[[Work], Collection[str]]
"""The titles of somebody's launches: a text that names one is a fact."""


class Pages:
    """Opens pages for one person, and finds those that were opened. Every page is a form of its own.

    `notice`, in all that it gives: what was typed on the page before replaced a text of another window.
    """

    def __init__(self, work: Work, versions: GuideVersions, titles: Titles) -> None:
        self.store = work.get(AssessmentStore)
        self.forms = work.get(FormStore)
        self.current = versions.current
        self._titles = titles
        self._work = work

    def find(self, form_id: str) -> FormDraft:
        """A page of theirs, also of the last view, which is no form. Raises NotFound, for other forms too."""
        if place := last_place(form_id):
            subject = str(self.store.find(place.assessment_id).id)
            page, guide_hash = looking_back(place.number).key, self.current.guide.hash
            return FormDraft(
                form_id,
                ASSESSMENT,
                subject,
                {},
                submitted=False,
                outcome="",
                page=page,
                guide_hash=guide_hash,
            )
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
        """The unfinished one, else the newest with something in it."""
        every = self.store.assessments()
        return next((it for it in every if not it.finished_at or not self.store.is_empty(it.id)), None)

    def where_they_were(self, assessment: Assessment) -> QuestionPage:
        """The last page not submitted, else the first that nobody submitted, else the last view."""
        last = self.store.last_unsubmitted(assessment.id)
        return (self.current.page(last) if last else None) or self._first_open(assessment.id)

    def first_to_say(self, assessment_id: int) -> QuestionPage:
        """Where there is something to say: the first section in which nothing is written, else the first page
        that nobody submitted."""
        sections = zip(self.current.guide.sections, self._summary(assessment_id).sections(), strict=True)
        empty = (section.id for section, part in sections if part.standing is EvidenceLevel.NOTHING)
        first = next((self.current.first_of(section_id) for section_id in empty), None)
        return first or self._first_open(assessment_id)

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
        """What was written on these pages, in this assessment and in all before it."""
        keys = {item.key for page in pages if page for item in page.items}
        earlier = [each.id for each in self.store.assessments() if each.id < assessment_id]
        return self.store.texts([assessment_id, *earlier], keys)

    def start(self, *, notice: bool = False) -> StartScreen:
        """The start view, as a form of its own."""
        assessment = self.assessment()
        subject = str(assessment.id) if assessment else ""
        return self._start_screen(self._open(subject, START, {}), notice=notice)

    def show(
        self, page: QuestionPage, assessment_id: int, texts: TextsOf | None = None, *, notice: bool = False
    ) -> Screen:
        """A page, opened anew and filled with the newest texts."""
        if not page.items:
            return self.last(LastPlace(assessment_id, page.number), notice=notice)
        texts = texts or self.texts(assessment_id, page)
        newest = texts[assessment_id].newest
        filled = {
            item.key: newest[item.key].text
            for item in page.items
            if item.key in newest and newest[item.key].text
        }
        form = self._open(str(assessment_id), page.key, filled)
        return self._page_screen(form, page, texts, notice=notice)

    def screen(self, form_id: str, *, notice: bool = False) -> Screen:
        """A page as it is: the same form again shows the same, with what was typed into it since."""
        form = self.find(form_id)
        page = self.question_page(form)
        if page is None:
            return self._start_screen(form, notice=notice)
        if page.items:
            return self._page_screen(form, page, self.texts(assessment_of(form), page), notice=notice)
        return self.last(place_of(form), notice=notice)

    def last(self, place: LastPlace, *, notice: bool = False) -> LastScreen | EndScreen:
        """What was written; of a finished assessment what came out of it. It reads alone."""
        if self.store.find(place.assessment_id).finished_at:
            return self.end(place)
        screens = paged(self._summary(place.assessment_id).parts())
        asked = place.asked or self.store.was_asked(place.assessment_id)
        shown = LastPlace(place.assessment_id, min(max(place.number, 1), len(screens)), asked)
        return LastScreen(shown, screens[shown.number - 1], len(screens), len(self.current.pages), notice)

    def submit_last(self, form: FormDraft) -> Screen:
        """The further page of the last view, a question about what is empty, or the end."""
        place = place_of(form)
        assessment_id = place.assessment_id
        shown = self.last(place)
        if isinstance(shown, EndScreen):
            return shown
        if place.number < shown.of:
            return self.last(replace(place, number=place.number + 1))
        sections = self._summary(assessment_id).sections()
        gaps = tuple(part for part in sections if part.standing is EvidenceLevel.NOTHING)
        if gaps and not place.asked:
            if not self.store.was_asked(assessment_id):
                self._open(str(assessment_id), ASKED, {})
            return GapsScreen(replace(place, asked=True), gaps)
        self.store.save_typed(assessment_id)
        self.store.finish(assessment_id)
        return self.end(place)

    def end(self, place: LastPlace) -> EndScreen:
        """What came out of an assessment that is finished. Raises NotFound for one that is not."""
        assessment = self.store.find(place.assessment_id)
        if assessment.finished_at is None:
            raise NotFound
        summary = self._summary(assessment.id)
        mirror = tuple(part for part in summary.mirror() if part.entries)
        agreed, sections = self._work.get(AgreementStore).latest(), summary.sections()
        place = LastPlace(assessment.id)
        return EndScreen(place, assessment.finished_at, sections, mirror, summary.retired(), agreed)

    def _first_open(self, assessment_id: int) -> QuestionPage:
        done = self.store.submitted_pages(assessment_id)
        return next((page for page in self.current.pages if page.key not in done), self.current.pages[-1])

    def _summary(self, assessment_id: int) -> AssessmentSummary:
        newest = self.store.newest(assessment_id)
        return AssessmentSummary(self.current, self.current, newest, launches=self._titles(self._work))

    def _open(self, subject: str, page: str, filled: Mapping[str, str]) -> FormDraft:
        return self.forms.open_page(ASSESSMENT, subject, page, self.current.guide.hash, filled)

    def _start_screen(self, form: FormDraft, *, notice: bool) -> StartScreen:
        assessment = self.assessment()
        sections = self._summary(assessment.id).sections() if assessment else ()
        agreed = self._work.get(AgreementStore).latest()
        return StartScreen(form.id, self.current.guide, sections, assessment, notice, agreed)

    def _page_screen(
        self, form: FormDraft, page: QuestionPage, texts: TextsOf, *, notice: bool
    ) -> PageScreen:
        assert form.guide_hash is not None, "a page is of a version of the guide"  # noqa: S101
        assessment_id = assessment_of(form)
        earlier = [of.newest for id_, of in texts.items() if id_ != assessment_id]
        every = self.store.assessments()
        return PageScreen(
            form.id,
            questionnaire_of(self._work.connection, form.guide_hash),
            page,
            form.values,
            last_time([item.key for item in page.items], earlier),
            notice,
            next((each.finished_at for each in every if each.id == assessment_id), None),
            self._doubt(page, texts[assessment_id].newest),
        )

    def _doubt(self, page: QuestionPage, newest: Newest) -> str:
        """What a skeptic would ask about the section; nothing where the rest of it stands on other pages."""
        if page.section is None or page.of > 1:
            return ""
        summary = AssessmentSummary(self.current, self.current, newest)
        if not summary.doubt(page.section.id):
            return ""  # and nobody's launches are read
        return replace(summary, launches=self._titles(self._work)).doubt(page.section.id)


def last_time(keys: Collection[str], earlier: Iterable[Newest]) -> Newest:
    """The newest text of each item that says anything, in any of the earlier assessments."""
    found: dict[str, ItemText] = {}
    for newest in earlier:
        for key in keys:
            text = newest.get(key)
            if (
                text
                and readable(key, text.text).strip()
                and (key not in found or text.stamp > found[key].stamp)
            ):
                found[key] = text
    return found


def place_of(form: FormDraft) -> LastPlace:
    """The place in the last view, which was a form in an earlier release."""
    if place := last_place(form.id):
        return place
    number = form.page.rpartition(":")[2]
    return LastPlace(assessment_of(form), int(number) if number.isdecimal() else 1)


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
