"""The queries a keystroke or a submit runs, built once: building one costs more than running it."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, bindparam, insert, select, update

from app.db.tables import answers, assessments, drafts, pages, revisions

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
