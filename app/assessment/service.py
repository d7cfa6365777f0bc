"""Assessments: one public method a payload, one transaction a method. Returned means stored."""

from contextlib import suppress
from enum import Enum

from app.assessment.model import START, HistoryScreen, LastPlace, Questionnaire, QuestionPage, Screen
from app.assessment.pages import PageEditor, Pages, Titles, assessment_of
from app.assessment.store import AssessmentStore, GuideVersions
from app.assessment.summary import history
from app.errors import BadText, NotFound
from app.forms.model import Form, FormDraft
from app.users import SlackUser
from app.work import Work, Workplace


class Destination(Enum):
    """Where a button on a page leads."""

    BACK = "the page before"
    OVERVIEW = "the start view"
    SECTION = "a section's first page"
    MIRROR = "the first page of the mirror; the last view where the guide has none"


def _no_titles(work: Work) -> tuple[str, ...]:  # noqa: ARG001
    """Where nobody records launches."""
    return ()


class AssessmentService:
    """What a person can do with their assessments. Raises NotFound for what is not theirs."""

    def __init__(self, workplace: Workplace, versions: GuideVersions, titles: Titles = _no_titles) -> None:
        self._workplace = workplace
        self._versions = versions
        self._titles = titles

    @property
    def questionnaire(self) -> Questionnaire:
        """The guide as it is served now."""
        return self._versions.current

    def open(self, who: SlackUser) -> Screen:
        """Where they were; the start view the first time and after finishing."""
        with self._workplace.work(who) as work:
            pages = self._pages(work)
            assessment = pages.assessment()
            if assessment is None or assessment.finished_at:
                return pages.start()
            return pages.show(pages.where_they_were(assessment), assessment.id)

    def look_back(self, who: SlackUser) -> Screen:
        """What was written in the current assessment. Looking moves nothing. Raises NotFound without one."""
        with self._workplace.look(who) as work:
            pages = self._pages(work)
            assessment = pages.assessment()
            if assessment is None:
                raise NotFound
            return pages.last(LastPlace(assessment.id))

    def open_section(self, who: SlackUser, section_id: str) -> Screen:
        """A section of the current assessment; the first time this begins one."""
        with self._workplace.work(who) as work:
            return _open_section(self._pages(work), section_id)

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> None:
        """Keep what was typed so far. Raises BadText, after keeping the rest, if it is about such a text.

        On a page that was submitted it changes nothing, but words that are new are kept for the history.
        """
        with self._workplace.work(who) as work:
            pages = self._pages(work)
            draft = pages.find(form_id)
            page = pages.question_page(draft)
            if page and page.items:
                _editor(work, pages, draft, page).keep(form)

    def submit(self, who: SlackUser, form_id: str, form: Form) -> Screen:
        """Keep the page and give the next one; after the last the end. Again: the same next one.

        A submit that repeats one whose answer got lost may carry words that were added since: they are
        kept, and what they replace becomes a revision.
        """
        with self._workplace.work(who) as work:
            pages = self._pages(work)
            draft = pages.find(form_id)
            if draft.page == START:
                return _begin(pages, draft)
            return _submit_page(work, pages, draft, form)

    def move(self, who: SlackUser, form_id: str, form: Form, to: Destination, section_id: str = "") -> Screen:
        """Keep what was typed and go where a button leads. The page stays unsubmitted."""
        with self._workplace.work(who) as work:
            pages = self._pages(work)
            draft = pages.find(form_id)
            page = pages.question_page(draft)
            if page is None or not page.items:
                return _open(pages, draft, to, section_id, notice=False)
            editor = _editor(work, pages, draft, page)
            with suppress(BadText):  # what cannot be kept holds nobody back from leaving
                if draft.submitted:
                    editor.save(form)  # its answer got lost, and they wrote on
                else:
                    editor.keep(form)
            return _open(pages, draft, to, section_id, notice=editor.form.replaced)

    def history(self, who: SlackUser, cursor: str | None = None) -> HistoryScreen:
        """One screen of all assessments, newest first. `cursor` comes from a screen, or from anybody."""
        try:
            with self._workplace.look(who) as work:
                return history(work.get(AssessmentStore), self.questionnaire, cursor, self._titles(work))
        except NotFound:
            return HistoryScreen(None, ())

    def _pages(self, work: Work) -> Pages:
        return Pages(work, self._versions, self._titles)


def _editor(work: Work, pages: Pages, draft: FormDraft, page: QuestionPage) -> PageEditor:
    """The editor of the page, for which only what was written on that page is read."""
    assessment_id = assessment_of(draft)
    texts = pages.store.texts([assessment_id], [item.key for item in page.items])
    return PageEditor(work, draft, page, texts[assessment_id])


def _begin(pages: Pages, draft: FormDraft) -> Screen:
    """Begin an assessment, or go on with the one there is, where there is something to say."""
    if draft.submitted and draft.outcome:
        return pages.screen(draft.outcome)
    newest = pages.assessment()
    if newest and newest.finished_at:
        was_finished = draft.subject != "" and newest.finished_at <= draft.opened_at
        if not was_finished:  # but in another window: this one did not ask for a new one
            return pages.start()
    assessment = pages.store.begin()
    screen = pages.show(pages.first_to_say(assessment.id), assessment.id)
    pages.forms.close(draft.id, screen.form_id)
    return screen


def _submit_page(work: Work, pages: Pages, draft: FormDraft, form: Form) -> Screen:
    """Save a page and open the next one; that of the first time, if it was submitted before."""
    assessment_id, page = assessment_of(draft), pages.question_page(draft)
    if page and not page.items:
        return pages.submit_last(draft)
    notice = draft.replaced
    following = None if draft.submitted else pages.after(draft)
    texts = pages.texts(assessment_id, page, following)
    if page:
        editor = PageEditor(work, draft, page, texts[assessment_id])
        editor.save(form)
        notice = editor.form.replaced
    if following is None:
        return pages.screen(draft.outcome, notice=notice)
    screen = pages.show(following, assessment_id, texts, notice=notice)
    pages.forms.close(draft.id, screen.form_id)
    return screen


def _open(pages: Pages, draft: FormDraft, to: Destination, section_id: str, *, notice: bool) -> Screen:
    """The page that a button leads to; the start view where it leads nowhere."""
    match to:
        case Destination.SECTION:
            return _open_section(pages, section_id, notice=notice)
        case Destination.MIRROR if assessment := pages.assessment():
            return pages.show(pages.current.mirror, assessment.id, notice=notice)
        case Destination.BACK if draft.subject and (before := pages.before(draft)):
            return pages.show(before, assessment_of(draft), notice=notice)
        case _:
            return pages.start(notice=notice)


def _open_section(pages: Pages, section_id: str, *, notice: bool = False) -> Screen:
    """The section's first page; the start view where the guide of today has no such section."""
    page = pages.current.first_of(section_id)
    if page is None:
        return pages.start(notice=notice)
    assessment = pages.assessment() or pages.store.begin()
    return pages.show(page, assessment.id, notice=notice)
