"""Keeping what one page says, inside one transaction, without losing what another page said.

The rules, in the order in which they matter:

- A page's own events are ordered by Slack's `action_ts`; an older one changes nothing.
- A value that the page was prefilled with is nobody's doing, so it never replaces a newer text.
- A text that another page wrote after this one was rendered (a second window) becomes a revision.
- A submitted text that a submit replaces becomes a revision. Keystrokes never do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from app.assessment.items import Item, Step
from app.assessment.model import Draft, Page, Text
from app.assessment.store import Store
from app.errors import BadText
from app.forms import LATEST, Form
from app.people.model import Person


class Writing:
    """One page being written on. `replaced` says whether another window's text had to give way."""

    def __init__(self, store: Store, person: Person, page: Page, step: Step, now: datetime) -> None:
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
        changed: dict[str, Draft] = {}
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
                late = Text(text, item.full_wording, self._page.id, -self._page.seen)
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

    def _draft(self, item: Item, text: str, action_order: int) -> Draft:
        self._make_way(item, text)
        draft = Draft(
            Text(text, item.full_wording, self._page.id, self._stamp), typed=True, action_order=action_order
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

    def _is_elsewhere(self, text: Text) -> bool:
        return text.page_id != self._page.id and text.stamp > self._page.seen

    def settle(self, keys: Iterable[str] | None = None) -> None:
        """Turn the page's drafts into answers: all of them, or those of `keys`."""
        chosen = set(keys) if keys is not None else {item.key for item in self._step.items}
        answers = self._store.answers(self._assessment_id, chosen)
        settled: dict[str, Text] = {}
        for item in self._step.items:
            draft = self._drafts.get(item.key)
            if draft and item.key in chosen:
                text = self._answer(item, draft, answers.get(item.key))
                settled |= {item.key: text} if text else {}
        self._store.put_answers(self._assessment_id, settled, self._now)

    def _answer(self, item: Item, draft: Draft, answer: Text | None) -> Text | None:
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
        text = Text(draft.text.text, item.full_wording, self._page.id, self._stamp)
        self._newest[item.key] = text
        return text


def settle_all(store: Store, assessment_id: int, now: datetime) -> None:
    """At the end of an assessment: everything that was only typed becomes an answer too."""
    answers = store.answers(assessment_id)
    typed: dict[str, Text] = {}
    for key, text in store.newest(assessment_id).items():
        answer = answers.get(key)
        if answer and answer.stamp >= text.stamp:
            continue
        if answer and answer.text and answer.text != text.text:
            store.keep_revision(assessment_id, key, answer, now)
        typed[key] = text
    store.put_answers(assessment_id, typed, now)
