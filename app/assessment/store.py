"""One person's assessments in the database, and the versions of the guide they answered."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, bindparam, insert, select, update

from app.assessment.model import (
    Assessment,
    EarlierText,
    ItemText,
    Newest,
    PageDraft,
    Questionnaire,
    RenderedPage,
    make_questionnaire,
)
from app.db.engine import insert_new, upsert
from app.db.tables import answers, assessments, drafts, guide_versions, pages, revisions
from app.errors import NotFound
from app.guide.load import parse_guide
from app.guide.model import Guide
from app.work import Work

# The queries a keystroke or a submit runs, built once: building one costs more than running it.

PAGE_COLUMNS: tuple[Column[Any], ...] = (
    pages.c.id,
    pages.c.assessment_id,
    pages.c.guide_hash,
    pages.c.step,
    pages.c.seen,
    pages.c.rendered_at,
    pages.c.submitted,
    pages.c.next_page_id,
    pages.c.replaced,
    pages.c.notice,
)

PAGE = select(*PAGE_COLUMNS).where(
    pages.c.id == bindparam("page_id"), pages.c.person_id == bindparam("person_id")
)

DRAFTS = (
    select(drafts)
    .join(pages, pages.c.id == drafts.c.page_id)
    .where(drafts.c.page_id == bindparam("page_id"), pages.c.person_id == bindparam("person_id"))
)

ASSESSMENTS = (
    select(assessments.c.id, assessments.c.started_at, assessments.c.finished_at)
    .where(assessments.c.person_id == bindparam("person_id"))
    .order_by(assessments.c.started_at.desc(), assessments.c.id.desc())
)

ADD_PAGE = insert(pages)

CLOSE_PAGE = (
    update(pages)
    .where(pages.c.id == bindparam("this_page"))
    .values(submitted=True, next_page_id=bindparam("next_page"))
)

TOUCH_PAGE = (
    update(pages)
    .where(pages.c.id == bindparam("this_page"))
    .values(touched=bindparam("stamp"), replaced=bindparam("is_replaced"))
)

_REVISIONS = (
    select(revisions)
    .join(assessments, assessments.c.id == revisions.c.assessment_id)
    .where(
        revisions.c.assessment_id == bindparam("assessment_id"),
        assessments.c.person_id == bindparam("person_id"),
    )
    .order_by(revisions.c.replaced_at.desc())
)

_ANSWERS = (
    select(answers)
    .join(assessments, assessments.c.id == answers.c.assessment_id)
    .where(
        answers.c.assessment_id == bindparam("assessment_id"),
        assessments.c.person_id == bindparam("person_id"),
    )
)

_TYPED = (
    select(drafts)
    .join(pages, and_(pages.c.id == drafts.c.page_id, pages.c.person_id == bindparam("person_id")))
    .where(pages.c.assessment_id == bindparam("assessment_id"), drafts.c.typed.is_(True))
    .order_by(drafts.c.stamp)
)


@lru_cache
def answers_of(*, some: bool) -> Select[Any]:
    """What was submitted in an assessment; with `some`, of the items in `keys`."""
    return _ANSWERS.where(_among(answers.c.item)) if some else _ANSWERS


@lru_cache
def typed_in(*, some: bool) -> Select[Any]:
    """What was typed on the pages of an assessment, oldest first; with `some`, of the items in `keys`."""
    return _TYPED.where(_among(drafts.c.item)) if some else _TYPED


@lru_cache
def revisions_of(*, some: bool) -> Select[Any]:
    """What was replaced in an assessment, newest first; with `some`, of the items in `keys`."""
    return _REVISIONS.where(_among(revisions.c.item)) if some else _REVISIONS


def _among(item: ColumnElement[str]) -> ColumnElement[bool]:
    return item.in_(bindparam("keys", expanding=True))


class AssessmentStore:
    """What one person wrote. Texts are sealed on the way in and opened on the way out."""

    def __init__(self, work: Work) -> None:
        self._connection = work.connection
        self._ring = work.ring
        self._person = work.person

    def assessments(self) -> tuple[Assessment, ...]:
        """All of them, newest first."""
        rows = self._connection.execute(ASSESSMENTS, {"person_id": self._person.id})
        return tuple(Assessment(*row) for row in rows)

    def begin(self, now: datetime) -> Assessment:
        """A new assessment, or the unfinished one where there is one already."""
        insert_new(self._connection, assessments, person_id=self._person.id, started_at=now)
        row = self._connection.execute(
            select(assessments.c.id, assessments.c.started_at, assessments.c.finished_at).where(
                assessments.c.person_id == self._person.id, assessments.c.finished_at.is_(None)
            )
        ).one()
        return Assessment(*row)

    def finish(self, assessment_id: int, now: datetime) -> None:
        """Mark it finished; the first time counts."""
        self._connection.execute(
            update(assessments)
            .where(assessments.c.id == assessment_id, assessments.c.person_id == self._person.id)
            .where(assessments.c.finished_at.is_(None))
            .values(finished_at=now)
        )

    def page(self, page_id: str) -> RenderedPage:
        row = self._connection.execute(PAGE, {"page_id": page_id, "person_id": self._person.id}).first()
        if row is None:
            raise NotFound
        return RenderedPage(*row)

    def last_unsubmitted(self, assessment_id: int) -> RenderedPage | None:
        """The page they were last on and did not submit."""
        row = self._connection.execute(
            select(*PAGE_COLUMNS)
            .where(pages.c.assessment_id == assessment_id, pages.c.person_id == self._person.id)
            .where(pages.c.submitted.is_(False), pages.c.step != "start")
            .order_by(pages.c.touched.desc())
            .limit(1)
        ).first()
        return RenderedPage(*row) if row else None

    def guide_hash(self, assessment_id: int) -> str | None:
        """The guide that the assessment's newest page was made with."""
        return self._connection.scalar(
            select(pages.c.guide_hash)
            .where(pages.c.assessment_id == assessment_id, pages.c.person_id == self._person.id)
            .where(pages.c.step != "start")
            .order_by(pages.c.touched.desc())
            .limit(1)
        )

    def submitted_steps(self, assessment_id: int) -> frozenset[str]:
        rows = self._connection.scalars(
            select(pages.c.step)
            .where(pages.c.assessment_id == assessment_id, pages.c.person_id == self._person.id)
            .where(pages.c.submitted.is_(True))
        )
        return frozenset(rows)

    def add_page(self, page: RenderedPage) -> None:
        values = {column.name: getattr(page, column.name) for column in PAGE_COLUMNS}
        more = {"person_id": self._person.id, "touched": page.seen}
        self._connection.execute(ADD_PAGE, values | more)

    def close_page(self, page_id: str, next_page_id: str | None) -> None:
        self._connection.execute(CLOSE_PAGE, {"this_page": page_id, "next_page": next_page_id})

    def touch_page(self, page_id: str, *, replaced: bool) -> None:
        """The page was written on; `replaced`: over a text of another window."""
        values = {"this_page": page_id, "stamp": self._person.stamp, "is_replaced": replaced}
        self._connection.execute(TOUCH_PAGE, values)

    def drafts(self, page_id: str) -> dict[str, PageDraft]:
        """What the page holds, by item."""
        rows = self._connection.execute(DRAFTS, {"page_id": page_id, "person_id": self._person.id})
        return {row.item: PageDraft(self._text(row), row.typed, row.action_order) for row in rows}

    def put_drafts(self, kept: Mapping[str, PageDraft]) -> None:
        """Keep what a page holds, by item."""
        rows = [
            {
                "page_id": draft.text.page_id,
                "item": key,
                "sealed_text": self._seal(draft.text.text),
                "wording": draft.text.wording,
                "typed": draft.typed,
                "action_order": draft.action_order,
                "stamp": draft.text.stamp,
            }
            for key, draft in kept.items()
        ]
        upsert(self._connection, drafts, rows)

    def newest(self, assessment_id: int, keys: Collection[str] | None = None) -> Newest:
        """The newest text of each item, submitted or only typed; of `keys` alone where they are given."""
        rows = {row.item: row for row in self._rows(answers_of, assessment_id, keys)}
        for row in self._rows(typed_in, assessment_id, keys):
            if row.item not in rows or rows[row.item].stamp < row.stamp:
                rows[row.item] = row
        return {key: self._text(row) for key, row in rows.items()}  # opened only now: many, and few count

    def answers(self, assessment_id: int, keys: Collection[str] | None = None) -> Newest:
        """What was submitted, by item; of `keys` alone where they are given."""
        return {row.item: self._text(row) for row in self._rows(answers_of, assessment_id, keys)}

    def _rows(
        self, query: Callable[..., Select[Any]], assessment_id: int, keys: Collection[str] | None
    ) -> Iterable[Any]:
        values: dict[str, Any] = {"assessment_id": assessment_id, "person_id": self._person.id}
        values |= {} if keys is None else {"keys": list(keys)}
        return self._connection.execute(query(some=keys is not None), values)

    def put_answers(self, assessment_id: int, kept: Newest, now: datetime) -> None:
        """Keep what was submitted, by item."""
        rows = [
            {
                "assessment_id": assessment_id,
                "item": key,
                "sealed_text": self._seal(text.text),
                "wording": text.wording,
                "page_id": text.page_id,
                "stamp": text.stamp,
                "answered_at": now,
            }
            for key, text in kept.items()
        ]
        upsert(self._connection, answers, rows)

    def keep_revision(self, assessment_id: int, key: str, text: ItemText, now: datetime) -> None:
        """Keep a text that is being replaced. The same text is kept once."""
        insert_new(self._connection, revisions, **self._revision(assessment_id, key, text, now))

    def keep_late(self, assessment_id: int, key: str, text: ItemText, now: datetime) -> None:
        """Keep words typed on a page after it was submitted: one revision a page, with its newest words."""
        upsert(self._connection, revisions, [self._revision(assessment_id, key, text, now)])

    def _revision(self, assessment_id: int, key: str, text: ItemText, now: datetime) -> dict[str, Any]:
        return {
            "assessment_id": assessment_id,
            "item": key,
            "stamp": text.stamp,
            "sealed_text": self._seal(text.text),
            "wording": text.wording,
            "replaced_at": now,
        }

    def earlier(self, assessment_id: int, newest: Newest) -> dict[str, tuple[EarlierText, ...]]:
        """Earlier texts by item, newest first: what was replaced, and what was submitted and is being
        changed by keystrokes that nobody submitted yet."""
        kept: dict[str, tuple[EarlierText, ...]] = {}
        for row in self._rows(answers_of, assessment_id, None):
            if newest[row.item].stamp > row.stamp:
                kept[row.item] = (self._past(row, row.answered_at),)
        for row in self._rows(revisions_of, assessment_id, None):
            kept[row.item] = (*kept.get(row.item, ()), self._past(row, row.replaced_at))
        return kept

    def _past(self, row: Any, kept_at: datetime) -> EarlierText:
        return EarlierText(self._ring.open(row.sealed_text, self._person.owner), row.wording, kept_at)

    def _seal(self, text: str) -> bytes:
        return self._ring.seal(text, self._person.owner)

    def _text(self, row: Any) -> ItemText:
        opened = self._ring.open(row.sealed_text, self._person.owner)
        return ItemText(opened, row.wording, getattr(row, "page_id", ""), row.stamp)


# The guide that is served, and every version that ever was: a page keeps the wording it was made with.


class GuideVersions:
    """Plans by the hash of their guide. Versions are small and few, so they stay in memory once read."""

    def __init__(self, guide: Guide) -> None:
        self.current = make_questionnaire(guide)
        self._plans = {guide.hash: self.current}
        self._adding = threading.Lock()

    def keep(self, connection: Connection, now: datetime) -> None:
        """Store the served version, so that pages made with it can be answered after the next one comes."""
        guide = self.current.guide
        insert_new(connection, guide_versions, hash=guide.hash, source=guide.source, served_at=now)

    def plan(self, connection: Connection, guide_hash: str) -> Questionnaire:
        """The plan of a version that was served."""
        plan = self._plans.get(guide_hash)
        if plan is None:
            source = connection.scalar(
                select(guide_versions.c.source).where(guide_versions.c.hash == guide_hash)
            )
            plan = make_questionnaire(parse_guide(str(source)))
            with self._adding:
                self._plans[guide_hash] = plan
        return plan
