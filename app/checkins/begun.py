"""Answers that were begun: typed into a form about a launch, and not saved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from app.calendar.weeks import Week
from app.checkins.screens import DECISION, LOOK, READING
from app.db.tables import form_texts, forms
from app.work import Work

TYPED = frozenset({"reading", "missing", "learned", "next", "link", "reflection", "seen"})
"""Fields for words: a status that a button preset is nothing that anybody typed."""

_FORMS = (
    select(forms.c.id, forms.c.kind, forms.c.subject, forms.c.submitted)
    .add_columns(form_texts.c.field, form_texts.c.typed, form_texts.c.sealed_text, form_texts.c.kept_at)
    .join(form_texts, form_texts.c.form_id == forms.c.id)
    .where(forms.c.person_id == bindparam("person"), forms.c.touched > 0)
    .where(forms.c.kind.in_((READING, DECISION, LOOK)))
    .order_by(forms.c.touched.desc(), forms.c.id)
)


@dataclass(frozen=True)
class Begun:
    """The newest form of a launch that holds words and was not saved."""

    launch_id: int
    kind: str
    week: Week
    begun_at: datetime


def begun(work: Work, launch_ids: Collection[int]) -> Mapping[int, Begun]:
    """What was begun about each of these launches, in one query; what was saved since ends it."""
    if not launch_ids:
        return {}
    about = or_(*(forms.c.subject.like(f"{launch_id}:%") for launch_id in launch_ids))
    newest: dict[int, str] = {}
    found: dict[int, Begun] = {}
    for row in work.connection.execute(_FORMS.where(about), {"person": work.person.id}):
        launch_text, _, week = row.subject.partition(":")
        launch_id = int(launch_text)
        is_words = row.typed and row.field in TYPED and not row.submitted
        if newest.setdefault(launch_id, row.id) == row.id and is_words and work.open(row.sealed_text).strip():
            before = found.get(launch_id)
            first = min(row.kept_at, before.begun_at) if before else row.kept_at
            found[launch_id] = Begun(launch_id, row.kind, Week.parse(week), first)
    return found
