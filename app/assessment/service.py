"""Assessments: one public method a payload, one transaction a method. Returned means stored."""

from contextlib import suppress
from dataclasses import dataclass

from app.assessment.model import START, Assessment, HistoryScreen, Questionnaire, QuestionPage, Screen
from app.assessment.pages import PageEditor, Pages, assessment_of
from app.assessment.store import AssessmentStore, GuideVersions
from app.assessment.summary import history
from app.errors import BadText, NotFound
from app.forms.model import Form, FormDraft
from app.users import SlackUser
from app.work import Work, Workplace


@dataclass(frozen=True)
class Back:
    """To the page before."""


@dataclass(frozen=True)
class Overview:
    """To the start view."""


@dataclass(frozen=True)
class ToSection:
    """To a section's first page."""

    id: str


@dataclass(frozen=True)
class ToMirror:
    """To the first page of the mirror, or to the last view where the guide has none."""


@dataclass(frozen=True)
class ToLast:
    """To the last view."""


Target = Back | Overview | ToSection | ToMirror | ToLast


class AssessmentService:
    """What a person can do with their assessments. Raises NotFound for what is not theirs."""

    def __init__(self, workplace: Workplace, versions: GuideVersions) -> None:
        self._workplace = workplace
        self._versions = versions

    @property
    def questionnaire(self) -> Questionnaire:
        """The guide as it is served now."""
        return self._versions.current

    def open(self, who: SlackUser) -> Screen:
        """Where they were; the start view the first time and after finishing."""
        with self._workplace.work(who) as work:
            pages = Pages(work, self._versions)
            assessment = pages.assessment()
            if assessment is None or assessment.finished_at:
                return pages.start()
            return pages.show(pages.where_they_were(assessment), assessment.id)

    def open_section(self, who: SlackUser, section_id: str) -> Screen:
        """A section of the current assessment; the first time this begins one."""
        with self._workplace.work(who) as work:
            return _section(Pages(work, self._versions), section_id)

    def autosave(self, who: SlackUser, form_id: str, form: Form) -> None:
        """Keep what was typed so far. Raises BadText, after keeping the rest, if it is about such a text.

        On a page that was submitted it changes nothing, but words that are new are kept for the history.
        """
        with self._workplace.work(who) as work:
            pages = Pages(work, self._versions)
            draft = pages.find(form_id)
            page = pages.question_page(draft)
            if page and page.items:
                _editor(work, pages, draft, page).keep(form)

    def submit(self, who: SlackUser, form_id: str, form: Form) -> Screen | None:
        """Keep the page and give the next one; None after the last. Again: the same next one.

        A submit that repeats one whose answer got lost may carry words that were added since: they are
        kept, and what they replace becomes a revision.
        """
        with self._workplace.work(who) as work:
            pages = Pages(work, self._versions)
            draft = pages.find(form_id)
            if draft.page == START:
                return _begin(pages, draft)
            return _forward(work, pages, draft, form)

    def move(self, who: SlackUser, form_id: str, form: Form, target: Target) -> Screen:
        """Keep what was typed and go where a button leads. The page stays unsubmitted."""
        with self._workplace.work(who) as work:
            pages = Pages(work, self._versions)
            draft = pages.find(form_id)
            page = pages.question_page(draft)
            if page is None or not page.items:
                return _target(pages, draft, target, notice=False)
            editor = _editor(work, pages, draft, page)
            with suppress(BadText):  # what cannot be kept holds nobody back from leaving
                if draft.submitted:
                    editor.save(form)  # its answer got lost, and they wrote on
                else:
                    editor.keep(form)
            return _target(pages, draft, target, notice=editor.form.replaced)

    def history(self, who: SlackUser, cursor: str | None = None) -> HistoryScreen:
        """One screen of all assessments, newest first. `cursor` comes from a screen, or from anybody."""
        try:
            with self._workplace.look(who) as work:
                return history(work.get(AssessmentStore), self.questionnaire, cursor)
        except NotFound:
            return HistoryScreen(None, ())


def _editor(work: Work, pages: Pages, draft: FormDraft, page: QuestionPage) -> PageEditor:
    """Reads what was written on the page, and nothing of what only a next page would show."""
    assessment_id = assessment_of(draft)
    texts = pages.store.texts([assessment_id], [item.key for item in page.items])
    return PageEditor(work, draft, page, texts[assessment_id])


def _begin(pages: Pages, draft: FormDraft) -> Screen:
    """Begin an assessment, or go on with the one there is."""
    if draft.submitted and draft.outcome:
        return pages.screen(draft.outcome)
    newest = pages.assessment()
    if newest and newest.finished_at and not _asks_for_a_new_one(draft, newest):
        return pages.start()  # it was finished in another window: this one did not ask for a new one
    assessment = pages.store.begin()
    screen = pages.show(pages.where_they_were(assessment), assessment.id)
    pages.forms.close(draft.id, screen.form_id)
    return screen


def _asks_for_a_new_one(draft: FormDraft, assessment: Assessment) -> bool:
    """Whether the start view showed a finished assessment, and so "Start a new one"."""
    finished = assessment.finished_at
    return draft.subject != "" and finished is not None and finished <= draft.opened_at


def _forward(work: Work, pages: Pages, draft: FormDraft, form: Form) -> Screen | None:
    """Save a page and open the next one; that of the first time, if it was submitted before."""
    assessment_id, page = assessment_of(draft), pages.question_page(draft)
    notice, following, texts = draft.replaced, None, None
    if page is None or page.items:
        following = None if draft.submitted else pages.after(draft)
        texts = pages.texts(assessment_id, page, following)
    if page and page.items and texts:
        editor = PageEditor(work, draft, page, texts[assessment_id])
        editor.save(form)
        notice = editor.form.replaced
    if draft.submitted:
        return pages.screen(draft.outcome, notice=notice) if draft.outcome else None
    following = following or pages.next_of_last(draft)
    if following is None:
        pages.store.save_typed(assessment_id)
        pages.store.finish(assessment_id)
        pages.forms.close(draft.id, "")
        return None
    screen = pages.show(following, assessment_id, texts, notice=notice)
    pages.forms.close(draft.id, screen.form_id)
    return screen


def _target(pages: Pages, draft: FormDraft, target: Target, *, notice: bool) -> Screen:
    match target:
        case ToSection(id=section_id):
            return _section(pages, section_id, notice=notice)
        case ToMirror() | ToLast() if assessment := pages.assessment():
            to = pages.current.mirror if isinstance(target, ToMirror) else pages.current.pages[-1]
            return pages.show(to, assessment.id, notice=notice)
        case Back() if draft.subject and (page := pages.before(draft)):
            return pages.show(page, assessment_of(draft), notice=notice)
        case _:
            return pages.start(notice=notice)


def _section(pages: Pages, section_id: str, *, notice: bool = False) -> Screen:
    page = pages.current.first_of(section_id)
    if page is None:
        return pages.start(notice=notice)
    assessment = pages.assessment() or pages.store.begin()
    return pages.show(page, assessment.id, notice=notice)
