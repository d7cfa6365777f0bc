"""Answers that were begun: typed into a form about a launch, and not saved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from app.calendar.weeks import Week
from app.checkins.screens import DECISION, LOOK, READING
from app.checkins.store import AnswerStore
from app.db.tables import form_texts, forms
from app.work import Work

TYPED = frozenset({"reading", "missing", "learned", "next", "link", "reflection", "seen"})
"""Fields for words: a status that a button preset is nothing that anybody typed."""

_UNSAVED = (
    select(forms.c.id, forms.c.kind, forms.c.subject, forms.c.touched)
    .add_columns(form_texts.c.sealed_text, form_texts.c.kept_at)
    .join(form_texts, form_texts.c.form_id == forms.c.id)
    .where(forms.c.person_id == bindparam("person"), forms.c.touched > 0, forms.c.submitted.is_(False))
    .where(forms.c.kind.in_((READING, DECISION, LOOK)))
    .where(form_texts.c.typed, form_texts.c.field.in_(sorted(TYPED)))
    .order_by(forms.c.touched.desc(), form_texts.c.kept_at)
)


@dataclass(frozen=True)
class Begun:
    """The newest form of a launch that holds words and was not saved."""

    launch_id: int
    kind: str
    week: Week
    begun_at: datetime


def begun(work: Work, launch_ids: Collection[int]) -> Mapping[int, Begun]:
    """What was begun about each of these launches, in one query; what was answered since ends it."""
    if not launch_ids:
        return {}
    answers = work.get(AnswerStore).of_launches(launch_ids)
    about = or_(*(forms.c.subject.like(f"{launch_id}:%") for launch_id in launch_ids))
    found: dict[int, Begun] = {}
    for row in work.connection.execute(_UNSAVED.where(about), {"person": work.person.id}):
        launch_text, _, week = row.subject.partition(":")
        launch_id = int(launch_text)
        answered = max((entry.stamp for entry in answers.get(launch_id, ())), default=0)
        if launch_id not in found and row.touched > answered and work.open(row.sealed_text).strip():
            found[launch_id] = Begun(launch_id, row.kind, Week.parse(week), row.kept_at)
    return found
