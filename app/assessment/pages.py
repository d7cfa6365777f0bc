"""The pages of an assessment: which comes next, what is filled in, what typing changes."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from app.assessment.model import (
    START,
    Agreed,
    Assessment,
    Item,
    ItemText,
    LastScreen,
    PageDraft,
    PageScreen,
    Questionnaire,
    QuestionPage,
    RenderedPage,
    Screen,
    StartScreen,
    SummaryPart,
    last_step,
    paged,
)
from app.assessment.store import AssessmentStore, GuideVersions
from app.assessment.summary import AssessmentSummary
from app.db.crypto import KeyRing
from app.errors import BadText
from app.forms.model import LATEST, Form
from app.people import Person
from app.work import Work

ReadAgreed = Callable[[Connection, Person], Agreed | None]
"""What somebody noted as agreed last (app.sharing)."""


class Pages:
    """Renders pages for one person and remembers that it did. Every page gets an id of its own."""

    def __init__(
        self,
        connection: Connection,
        ring: KeyRing,
        shelf: GuideVersions,
        person: Person,
        now: datetime,
        agreed: ReadAgreed,
    ) -> None:
        self.store = AssessmentStore(Work(connection, ring, person))
        self.person = person
        self.now = now
        self._connection = connection
        self._shelf = shelf
        self._agreed = agreed

    @property
    def plan(self) -> Questionnaire:
        """The guide as it is served now."""
        return self._shelf.current

    def plan_of(self, page: RenderedPage) -> Questionnaire:
        """The guide as it was when the page was made."""
        return self._shelf.plan(self._connection, page.guide_hash)

    def assessment(self) -> Assessment | None:
        """The unfinished one, else the newest."""
        return next(iter(self.store.assessments()), None)

    def where_they_were(self, assessment: Assessment) -> QuestionPage:
        """The last page not submitted, else the first step nobody submitted, else the last view."""
        page = self.store.last_unsubmitted(assessment.id)
        step = self.plan.step(page.step) if page else None
        return step or self._first_open_step(assessment.id)

    def _first_open_step(self, assessment_id: int) -> QuestionPage:
        done = self.store.submitted_steps(assessment_id)
        return next((step for step in self.plan.steps if step.key not in done), self.plan.steps[-1])

    def after(self, page: RenderedPage, assessment_id: int) -> QuestionPage:
        """The step that follows, in today's guide even where the page is of an older one."""
        return self.plan.beside(page.step, 1) or self._first_open_step(assessment_id)

    def before(self, page: RenderedPage) -> QuestionPage | None:
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

    def show(self, step: QuestionPage, assessment_id: int, *, notice: bool = False) -> Screen:
        """A step as a new page, filled with the newest texts."""
        page = self._new_page(step.key, assessment_id, notice=notice)
        newest = self.store.newest(assessment_id, [item.key for item in step.items])
        filled = {
            key: PageDraft(ItemText(text.text, text.wording, page.id, page.seen), typed=False, action_order=0)
            for key, text in newest.items()
            if text.text
        }
        self.store.put_drafts(filled)
        return self.screen(page)

    def screen(self, page: RenderedPage) -> Screen:
        """A page as it is: the same page again shows the same, with what was typed on it since."""
        step = self.plan_of(page).step(page.step)
        if page.assessment_id is None or step is None:
            return self._start_screen(page, self.assessment())
        if step.items:
            return self._page_screen(page, page.assessment_id, step)
        return self._last_screen(page, page.assessment_id, step)

    def _new_page(self, step: str, assessment_id: int | None, *, notice: bool) -> RenderedPage:
        page = RenderedPage(
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

    def _start_screen(self, page: RenderedPage, assessment: Assessment | None) -> StartScreen:
        newest = self.store.newest(assessment.id) if assessment else {}
        return StartScreen(
            page.id,
            self.plan.guide,
            AssessmentSummary(self.plan, self.plan, newest).sections(),
            assessment,
            page.notice,
            self._agreed(self._connection, self.person),
        )

    def _page_screen(self, page: RenderedPage, assessment_id: int, step: QuestionPage) -> PageScreen:
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

    def _last_time(
        self, every: tuple[Assessment, ...], assessment_id: int, step: QuestionPage
    ) -> dict[str, str]:
        """What was answered on these inputs in the assessment before."""
        earlier = [a for a in every if a.finished_at and a.id < assessment_id]
        if not earlier:
            return {}
        answers = self.store.newest(earlier[0].id, [item.key for item in step.items])
        return {item.key: answers[item.key].text for item in step.items if item.key in answers}

    def _last_screen(self, page: RenderedPage, assessment_id: int, step: QuestionPage) -> LastScreen:
        screens = self._last_screens(assessment_id)
        number = min(step.number, len(screens))
        agreed = self._agreed(self._connection, self.person)
        return LastScreen(
            page.id, self.plan.guide, screens[number - 1], number, len(screens), page.notice, agreed
        )

    def _last_screens(self, assessment_id: int) -> tuple[tuple[SummaryPart, ...], ...]:
        return paged(AssessmentSummary(self.plan, self.plan, self.store.newest(assessment_id)).parts())

    def next_of_last(self, page: RenderedPage) -> QuestionPage | None:
        """The further page of the last view; None where this was the end."""
        step = self.plan.step(page.step)
        if step is None or page.assessment_id is None:
            return None
        more = step.number < len(self._last_screens(page.assessment_id))
        return last_step(step.number + 1) if more else None

    def leave(self, page: RenderedPage, screen: Screen | None) -> None:
        """Close a page; submitting it again leads to the same next one."""
        self.store.close_page(page.id, screen.page_id if screen else None)


# Keeping what one page says, inside one transaction, without losing what another page said.
#
# The rules, in the order in which they matter:
#
# - A page's own events are ordered by Slack's `action_ts`; an older one changes nothing.
# - A value that the page was prefilled with is nobody's doing, so it never replaces a newer text.
# - A text that another page wrote after this one was rendered (a second window) becomes a revision.
# - A submitted text that a submit replaces becomes a revision. Keystrokes never do.


class PageEditor:
    """One page being written on. `replaced` says whether another window's text had to give way."""

    def __init__(
        self, store: AssessmentStore, person: Person, page: RenderedPage, step: QuestionPage, now: datetime
    ) -> None:
        assert page.assessment_id is not None, "a page with items belongs to an assessment"  # noqa: S101
        self._store = store
        self._stamp = person.stamp
        self._page = page
        self._step = step
        self._now = now
        self._assessment_id = page.assessment_id
        self._drafts = store.drafts(page.id)
        self._newest = dict(store.newest(page.assessment_id, [item.key for item in step.items]))
        self.replaced = page.replaced
        self.refused: BadText | None = None

    def take(self, form: Form) -> tuple[str, ...]:
        """Keep as drafts what the form says that is new; the keys that were. A text that cannot be kept
        exactly is left out, and `refused` says why if the form is about it."""
        changed: dict[str, PageDraft] = {}
        for item, text in self._said(form):
            if self._is_news(item, text, form):
                changed[item.key] = self._draft(item, text, form.action_order)
            elif form.touched == item.key:
                self._confirm(item, text, form.action_order)
        if changed:
            self._store.put_drafts(changed)
            self._store.touch_page(self._page.id, replaced=self.replaced)
        return tuple(changed)

    def keep_late(self, form: Form) -> None:
        """Words typed after the page was submitted: its answer got lost, and nobody knows if it comes again.

        They change nothing, and they are not thrown away: one revision a page and item holds the newest.
        """
        for item, text in self._said(form):
            if self._is_news(item, text, form):
                late = ItemText(text, item.full_wording, self._page.id, -self._page.seen)
                self._store.keep_late(self._assessment_id, item.key, late, self._now)

    def _said(self, form: Form) -> Iterator[tuple[Item, str]]:
        """What the form says of the page's items, in stored form; what cannot be kept sets `refused`."""
        for key, raw in form.values.items():
            item = self._step.item(key)
            if item is None:
                continue
            try:
                yield item, item.encode(key, raw, self._before(item))
            except BadText as refusal:
                if form.touched in {None, key}:
                    self.refused = refusal

    def _before(self, item: Item) -> str:
        """What the person sees in the item: the boxes that one event does not speak of."""
        draft = self._drafts.get(item.key)
        return draft.text.text if draft else ""

    def _is_news(self, item: Item, text: str, form: Form) -> bool:
        draft = self._drafts.get(item.key)
        if draft is None:
            return bool(text)
        if draft.typed and form.action_order <= draft.action_order and form.action_order != LATEST:
            return False
        if not text and (form.touched is None or self._step.item(form.touched) != item):
            return False
        return not item.same(draft.text.text, text)

    def _draft(self, item: Item, text: str, action_order: int) -> PageDraft:
        self._make_way(item, text)
        draft = PageDraft(
            ItemText(text, item.full_wording, self._page.id, self._stamp),
            typed=True,
            action_order=action_order,
        )
        self._drafts[item.key] = draft
        self._newest[item.key] = draft.text
        return draft

    def _confirm(self, item: Item, text: str, action_order: int) -> None:
        """The same text again, by a newer event: an older event that is still on its way must not pass for
        the newest."""
        draft = self._drafts.get(item.key)
        if draft and draft.typed and action_order > draft.action_order and item.same(draft.text.text, text):
            confirmed = replace(draft, action_order=action_order)
            self._drafts[item.key] = confirmed
            self._store.put_drafts({item.key: confirmed})

    def _make_way(self, item: Item, text: str) -> None:
        """Keep what another window wrote meanwhile, before it is replaced."""
        newest = self._newest.get(item.key)
        if newest and newest.text and self._is_elsewhere(newest) and not item.same(newest.text, text):
            self._store.keep_revision(self._assessment_id, item.key, newest, self._now)
            self.replaced = True

    def _is_elsewhere(self, text: ItemText) -> bool:
        return text.page_id != self._page.id and text.stamp > self._page.seen

    def settle(self, keys: Iterable[str] | None = None) -> None:
        """Turn the page's drafts into answers: all of them, or those of `keys`."""
        chosen = set(keys) if keys is not None else {item.key for item in self._step.items}
        answers = self._store.answers(self._assessment_id, chosen)
        settled: dict[str, ItemText] = {}
        for item in self._step.items:
            draft = self._drafts.get(item.key)
            if draft and item.key in chosen:
                text = self._answer(item, draft, answers.get(item.key))
                settled |= {item.key: text} if text else {}
        self._store.put_answers(self._assessment_id, settled, self._now)

    def _answer(self, item: Item, draft: PageDraft, answer: ItemText | None) -> ItemText | None:
        newest = self._newest.get(item.key)
        elsewhere = newest is not None and self._is_elsewhere(newest)
        if elsewhere and not draft.typed:
            return None  # untouched here, rewritten there: the newer text stands
        self._make_way(item, draft.text.text)
        unchanged = answer is not None and item.same(answer.text, draft.text.text)
        if unchanged and not elsewhere:
            return None
        if answer and answer.text and not unchanged:
            self._store.keep_revision(self._assessment_id, item.key, answer, self._now)
        text = ItemText(draft.text.text, item.full_wording, self._page.id, self._stamp)
        self._newest[item.key] = text
        return text


def settle_all(store: AssessmentStore, assessment_id: int, now: datetime) -> None:
    """At the end of an assessment: everything that was only typed becomes an answer too."""
    answers = store.answers(assessment_id)
    typed: dict[str, ItemText] = {}
    for key, text in store.newest(assessment_id).items():
        answer = answers.get(key)
        if answer and answer.stamp >= text.stamp:
            continue
        if answer and answer.text and answer.text != text.text:
            store.keep_revision(assessment_id, key, answer, now)
        typed[key] = text
    store.put_answers(assessment_id, typed, now)
