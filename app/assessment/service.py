"""Assessments: one public method a payload, one transaction a method. Returned means stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.assessment.model import START, Assessment, HistoryScreen, Questionnaire, RenderedPage, Screen
from app.assessment.pages import PageEditor, Pages, ReadAgreed, settle_all
from app.assessment.store import AssessmentStore, GuideVersions
from app.assessment.summary import history
from app.clock import Clock
from app.db.crypto import KeyRing
from app.db.engine import Database
from app.errors import NotFound, SlackUser
from app.forms.model import Form
from app.people import enter, find
from app.work import Work


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

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        shelf: GuideVersions,
        clock: Clock,
        agreed: ReadAgreed = lambda _connection, _person: None,
    ) -> None:
        self._database = database
        self._ring = ring
        self._shelf = shelf
        self._clock = clock
        self._agreed = agreed

    @property
    def plan(self) -> Questionnaire:
        """The guide as it is served now."""
        return self._shelf.current

    def open(self, who: SlackUser) -> Screen:
        """Where they were; the start view the first time and after finishing."""
        with self._visit(who) as visit:
            assessment = visit.assessment()
            if assessment is None or assessment.finished_at:
                return visit.start()
            return visit.show(visit.where_they_were(assessment), assessment.id)

    def open_section(self, who: SlackUser, section_id: str) -> Screen:
        """A section of the current assessment; the first time this begins one."""
        with self._visit(who) as visit:
            return self._section(visit, section_id)

    def autosave(self, who: SlackUser, page_id: str, form: Form) -> None:
        """Keep what was typed so far. Raises BadText, after keeping the rest, if it is about such a text.

        On a page that was submitted it changes nothing, but words that are new are kept for the history.
        """
        with self._visit(who) as visit:
            page = visit.store.page(page_id)
            writing = self._writing(visit, page)
            if writing and page.submitted:
                writing.keep_late(form)
            elif writing:
                writing.take(form)
        if writing and writing.refused:
            raise writing.refused

    def submit(self, who: SlackUser, page_id: str, form: Form) -> Screen | None:
        """Keep the page and give the next one; None after the last. Again: the same next one.

        A submit that repeats one whose answer got lost may carry words that were added since: they are
        kept, and what they replace becomes a revision.
        """
        with self._visit(who) as visit:
            page = visit.store.page(page_id)
            if page.step == START:
                return self._begin(visit, page)
            if page.submitted:
                return self._again(visit, page, form)
            return self._forward(visit, page, form)

    def move(self, who: SlackUser, page_id: str, form: Form, target: Target) -> Screen:
        """Keep what was typed and go where a button leads. The page stays unsubmitted."""
        with self._visit(who) as visit:
            page = visit.store.page(page_id)
            writing = self._writing(visit, page)
            if writing:
                changed = writing.take(form)
                if page.submitted:
                    writing.settle(changed)  # its answer got lost, and they wrote on
            notice = writing.replaced if writing else False
            return self._target(visit, page, target, notice)

    def history(self, who: SlackUser, cursor: str | None = None) -> HistoryScreen:
        """One screen of all assessments, newest first. `cursor` comes from a screen, or from anybody."""
        with self._database.read() as connection:
            person = find(connection, who)
            if person is None:
                return HistoryScreen(None, ())
            return history(
                AssessmentStore(Work(connection, self._ring, person)),
                lambda guide_hash: self._shelf.plan(connection, guide_hash),
                self.plan,
                cursor,
            )

    @contextmanager
    def _visit(self, who: SlackUser) -> Iterator[Pages]:
        now = self._clock.now()
        with self._database.write() as connection:
            person = enter(connection, who, now)
            yield Pages(connection, self._ring, self._shelf, person, now, self._agreed)

    def _writing(self, visit: Pages, page: RenderedPage) -> PageEditor | None:
        """The page to write on; None where it has nothing to write on."""
        step = visit.plan_of(page).step(page.step)
        if page.assessment_id is None or step is None or not step.items:
            return None
        return PageEditor(visit.store, visit.person, page, step, visit.now)

    def _begin(self, visit: Pages, page: RenderedPage) -> Screen:
        if page.submitted and page.next_page_id:
            return visit.screen(visit.store.page(page.next_page_id))
        assessment = visit.assessment()
        if assessment and assessment.finished_at and not _asks_for_a_new_one(page, assessment):
            return visit.start()  # it was finished in another window: this one did not ask for a new one
        assessment = visit.store.begin(visit.now)
        screen = visit.show(visit.where_they_were(assessment), assessment.id)
        visit.leave(page, screen)
        return screen

    def _forward(self, visit: Pages, page: RenderedPage, form: Form) -> Screen | None:
        writing = self._writing(visit, page)
        if writing:
            writing.take(form)
            if writing.refused:
                raise writing.refused
            writing.settle()
        screen = self._next(visit, page, notice=writing.replaced if writing else page.replaced)
        visit.leave(page, screen)
        return screen

    def _next(self, visit: Pages, page: RenderedPage, *, notice: bool) -> Screen | None:
        if page.assessment_id is None:
            raise NotFound
        step = visit.plan_of(page).step(page.step)
        if step is None or step.items:
            return visit.show(visit.after(page, page.assessment_id), page.assessment_id, notice=notice)
        following = visit.next_of_last(page)
        if following:
            return visit.show(following, page.assessment_id)
        settle_all(visit.store, page.assessment_id, visit.now)
        visit.store.finish(page.assessment_id, visit.now)
        return None

    def _again(self, visit: Pages, page: RenderedPage, form: Form) -> Screen | None:
        writing = self._writing(visit, page)
        if writing:
            writing.settle(writing.take(form))
            if writing.refused:
                raise writing.refused
        return visit.screen(visit.store.page(page.next_page_id)) if page.next_page_id else None

    def _target(self, visit: Pages, page: RenderedPage, target: Target, notice: bool) -> Screen:
        match target:
            case ToSection(id=section_id):
                return self._section(visit, section_id, notice=notice)
            case ToMirror() | ToLast() if assessment := visit.assessment():
                to = visit.plan.mirror if isinstance(target, ToMirror) else visit.plan.steps[-1]
                return visit.show(to, assessment.id, notice=notice)
            case Back() if page.assessment_id is not None and (step := visit.before(page)):
                return visit.show(step, page.assessment_id, notice=notice)
            case _:
                return visit.start(notice=notice)

    def _section(self, visit: Pages, section_id: str, *, notice: bool = False) -> Screen:
        step = visit.plan.first_of(section_id)
        if step is None:
            return visit.start(notice=notice)
        assessment = visit.assessment() or visit.store.begin(visit.now)
        return visit.show(step, assessment.id, notice=notice)


def _asks_for_a_new_one(page: RenderedPage, assessment: Assessment) -> bool:
    """Whether the start view showed a finished assessment, and so "Start a new one"."""
    finished = assessment.finished_at
    return page.assessment_id is not None and finished is not None and finished <= page.rendered_at
