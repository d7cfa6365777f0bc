"""One person's visit inside one transaction: which page they are on, and which comes next."""

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from app.assessment.items import START, Plan, Step, last_step
from app.assessment.model import (
    Agreed,
    Assessment,
    Draft,
    LastScreen,
    Page,
    PageScreen,
    Part,
    Screen,
    StartScreen,
    Text,
    paged,
)
from app.assessment.reading import Reading
from app.assessment.shelf import Shelf
from app.assessment.store import Store
from app.db.seal import KeyRing
from app.people.model import Person

ReadAgreed = Callable[[Connection, Person], Agreed | None]
"""What somebody noted as agreed last (app.sharing)."""


class Visit:
    """Renders pages for one person and remembers that it did. Every page gets an id of its own."""

    def __init__(
        self,
        connection: Connection,
        ring: KeyRing,
        shelf: Shelf,
        person: Person,
        now: datetime,
        agreed: ReadAgreed,
    ) -> None:
        self.store = Store(connection, ring, person)
        self.person = person
        self.now = now
        self._connection = connection
        self._shelf = shelf
        self._agreed = agreed

    @property
    def plan(self) -> Plan:
        """The guide as it is served now."""
        return self._shelf.current

    def plan_of(self, page: Page) -> Plan:
        """The guide as it was when the page was made."""
        return self._shelf.plan(self._connection, page.guide_hash)

    def assessment(self) -> Assessment | None:
        """The unfinished one, else the newest."""
        return next(iter(self.store.assessments()), None)

    def where_they_were(self, assessment: Assessment) -> Step:
        """The last page not submitted, else the first step nobody submitted, else the last view."""
        page = self.store.last_unsubmitted(assessment.id)
        step = self.plan.step(page.step) if page else None
        return step or self._first_open_step(assessment.id)

    def _first_open_step(self, assessment_id: int) -> Step:
        done = self.store.submitted_steps(assessment_id)
        return next((step for step in self.plan.steps if step.key not in done), self.plan.steps[-1])

    def after(self, page: Page, assessment_id: int) -> Step:
        """The step that follows, in today's guide even where the page is of an older one."""
        return self.plan.beside(page.step, 1) or self._first_open_step(assessment_id)

    def before(self, page: Page) -> Step | None:
        """The step that goes before; None where that is the start view."""
        step = self.plan.step(page.step)
        if step and not step.items and step.number > 1:
            return last_step(step.number - 1)
        return self.plan.beside(page.step, -1)

    def start(self, *, notice: bool = False) -> StartScreen:
        """The start view, as a page of its own."""
        assessment = self.assessment()
        page = self._new_page(START, assessment.id if assessment else None, notice=notice)
        return self._start_screen(page, assessment)

    def show(self, step: Step, assessment_id: int, *, notice: bool = False) -> Screen:
        """A step as a new page, filled with the newest texts."""
        page = self._new_page(step.key, assessment_id, notice=notice)
        newest = self.store.newest(assessment_id, [item.key for item in step.items])
        filled = {
            key: Draft(Text(text.text, text.wording, page.id, page.seen), typed=False, action_order=0)
            for key, text in newest.items()
            if text.text
        }
        self.store.put_drafts(filled)
        return self.screen(page)

    def screen(self, page: Page) -> Screen:
        """A page as it is: the same page again shows the same, with what was typed on it since."""
        step = self.plan_of(page).step(page.step)
        if page.assessment_id is None or step is None:
            return self._start_screen(page, self.assessment())
        if step.items:
            return self._page_screen(page, page.assessment_id, step)
        return self._last_screen(page, page.assessment_id, step)

    def _new_page(self, step: str, assessment_id: int | None, *, notice: bool) -> Page:
        page = Page(
            secrets.token_urlsafe(12),
            assessment_id,
            self.plan.guide.hash,
            step,
            self.person.stamp,
            self.now,
            notice=notice,
        )
        self.store.add_page(page)
        return page

    def _start_screen(self, page: Page, assessment: Assessment | None) -> StartScreen:
        newest = self.store.newest(assessment.id) if assessment else {}
        return StartScreen(
            page.id,
            self.plan.guide,
            Reading(self.plan, self.plan, newest).sections(),
            assessment,
            page.notice,
            self._agreed(self._connection, self.person),
        )

    def _page_screen(self, page: Page, assessment_id: int, step: Step) -> PageScreen:
        texts = {key: draft.text.text for key, draft in self.store.drafts(page.id).items()}
        every = self.store.assessments()
        return PageScreen(
            page.id,
            self.plan_of(page),
            step,
            texts,
            self._last_time(every, assessment_id, step),
            page.notice,
            next((a.finished_at for a in every if a.id == assessment_id), None),
        )

    def _last_time(self, every: tuple[Assessment, ...], assessment_id: int, step: Step) -> dict[str, str]:
        """What was answered on these inputs in the assessment before."""
        earlier = [a for a in every if a.finished_at and a.id < assessment_id]
        if not earlier:
            return {}
        answers = self.store.newest(earlier[0].id, [item.key for item in step.items])
        return {item.key: answers[item.key].text for item in step.items if item.key in answers}

    def _last_screen(self, page: Page, assessment_id: int, step: Step) -> LastScreen:
        screens = self._last_screens(assessment_id)
        number = min(step.number, len(screens))
        agreed = self._agreed(self._connection, self.person)
        return LastScreen(
            page.id, self.plan.guide, screens[number - 1], number, len(screens), page.notice, agreed
        )

    def _last_screens(self, assessment_id: int) -> tuple[tuple[Part, ...], ...]:
        return paged(Reading(self.plan, self.plan, self.store.newest(assessment_id)).parts())

    def next_of_last(self, page: Page) -> Step | None:
        """The further page of the last view; None where this was the end."""
        step = self.plan.step(page.step)
        if step is None or page.assessment_id is None:
            return None
        more = step.number < len(self._last_screens(page.assessment_id))
        return last_step(step.number + 1) if more else None

    def leave(self, page: Page, screen: Screen | None) -> None:
        """Close a page; submitting it again leads to the same next one."""
        self.store.close_page(page.id, screen.page_id if screen else None)
