"""One person's assessments in the database, and the versions of the guide they answered.

What is typed into their pages is kept with all other forms (`app.forms`): here it is only read.
"""

import threading
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    String,
    bindparam,
    cast,
    false,
    literal,
    select,
    true,
    union_all,
    update,
)

from app.assessment.model import (
    ASKED,
    LAST,
    START,
    Assessment,
    AssessmentTexts,
    EarlierText,
    ItemText,
    Newest,
    Questionnaire,
    make_questionnaire,
    readable,
    says,
)
from app.db.engine import insert_missing, insert_new, upsert
from app.db.tables import answers, assessments, form_texts, forms, guide_versions, revisions
from app.errors import NotFound
from app.forms.model import LATE
from app.forms.revisions import is_replaced
from app.guide.load import parse_guide
from app.guide.model import Guide
from app.work import Work

ASSESSMENT = "assessment"
"""The kind of a form that is one of its pages; the subject is the assessment's id, empty before the first."""

# The queries a keystroke or a submit runs, built once: building one costs more than running it.

_ASSESSMENTS = (
    select(assessments.c.id, assessments.c.started_at, assessments.c.finished_at)
    .where(assessments.c.person_id == bindparam("person"))
    .order_by(assessments.c.started_at.desc(), assessments.c.id.desc())
)
_PAGES = (
    select(forms.c.page, forms.c.guide_hash)
    .where(forms.c.person_id == bindparam("person"), forms.c.kind == ASSESSMENT)
    .where(forms.c.subject == bindparam("subject"), forms.c.page.not_in([START, ASKED]))
    .where(forms.c.page.not_like(f"{LAST}:%"))  # forms of an earlier release: looking back is no place
    .order_by(forms.c.touched.desc())
)
_ASKED = (
    select(forms.c.id)
    .where(forms.c.person_id == bindparam("person"), forms.c.kind == ASSESSMENT)
    .where(forms.c.subject == bindparam("subject"), forms.c.page == ASKED)
    .limit(1)
)
_LAST_PAGE = _PAGES.limit(1)
_LAST_UNSUBMITTED = _PAGES.where(forms.c.submitted.is_(False)).limit(1)
_SUBMITTED = _PAGES.where(forms.c.submitted.is_(True))


def _texts(
    of_answers: Iterable[ColumnElement[bool]] = (), of_forms: Iterable[ColumnElement[bool]] = ()
) -> CompoundSelect[Any]:
    """What was submitted and what was typed in some assessments, oldest first.

    A typed text has no wording of its own: the version of the guide that its page shows has.
    """
    saved = (
        select(
            true().label("is_saved"),
            cast(answers.c.assessment_id, String).label("subject"),
            answers.c.item,
            answers.c.sealed_text,
            answers.c.form_id,
            answers.c.stamp.label("stamp"),
            answers.c.answered_at.label("kept_at"),
            answers.c.wording,
            literal("", String).label("guide_hash"),
        )
        .join(assessments, assessments.c.id == answers.c.assessment_id)
        .where(assessments.c.person_id == bindparam("person"), *of_answers)
        .where(answers.c.assessment_id.in_(bindparam("these", expanding=True)))
    )
    typed = (
        select(
            false(),
            forms.c.subject,
            form_texts.c.field,
            form_texts.c.sealed_text,
            form_texts.c.form_id,
            form_texts.c.stamp,
            form_texts.c.kept_at,
            literal("", String),
            forms.c.guide_hash,
        )
        .join(forms, forms.c.id == form_texts.c.form_id)
        .where(forms.c.person_id == bindparam("person"), forms.c.kind == ASSESSMENT, *of_forms)
        .where(forms.c.subject.in_(bindparam("subjects", expanding=True)))
        .where(form_texts.c.typed.is_(True))
    )
    return union_all(saved, typed).order_by("stamp", "is_saved")


_REVISIONS = (
    select(revisions.c.assessment_id)
    .join(assessments, assessments.c.id == revisions.c.assessment_id)
    .where(assessments.c.person_id == bindparam("person"))
    .distinct()
)
_KEYS: BindParameter[str] = bindparam("keys", expanding=True)
_ALL_TEXTS = _texts()
_SOME_TEXTS = _texts([answers.c.item.in_(_KEYS)], [form_texts.c.field.in_(_KEYS)])


def _has_words(texts: Iterable[tuple[str, ItemText]]) -> bool:
    return any(readable(key, text.text).strip() for key, text in texts)


class AssessmentStore:
    """What one person wrote. Texts are sealed on the way in and opened on the way out."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._assessments: tuple[Assessment, ...] | None = None

    def assessments(self) -> tuple[Assessment, ...]:
        """All of them, newest first."""
        if self._assessments is None:
            rows = self._work.connection.execute(_ASSESSMENTS, {"person": self._work.person.id})
            self._assessments = tuple(Assessment(*row) for row in rows)
        return self._assessments

    def find(self, assessment_id: int) -> Assessment:
        """One of theirs. Raises NotFound."""
        found = next((each for each in self.assessments() if each.id == assessment_id), None)
        if found is None:
            raise NotFound
        return found

    def is_empty(self, assessment_id: int) -> bool:
        """Whether nothing stands in it."""
        return not _has_words(self.newest(assessment_id).items())

    def with_words(self) -> tuple[Assessment, ...]:
        """Those in which something was ever written, newest first: an empty one is no history."""
        every = self.assessments()
        texts = self.texts([each.id for each in every])
        written = {id_ for id_, of in texts.items() if _has_words([*of.newest.items(), *of.late])}
        rows = self._work.connection.execute(_REVISIONS, {"person": self._work.person.id})
        written |= {row.assessment_id for row in rows if row.assessment_id not in written}
        return tuple(each for each in every if each.id in written)

    def was_asked(self, assessment_id: int) -> bool:
        """Whether what is empty in it was pointed out before."""
        return self._work.connection.execute(_ASKED, self._pages_of(assessment_id)).first() is not None

    def begin(self) -> Assessment:
        """A new assessment, or the unfinished one where there is one already."""
        person_id, now = self._work.person.id, self._work.now
        insert_new(self._work.connection, assessments, person_id=person_id, started_at=now)
        self._assessments = None
        return next(assessment for assessment in self.assessments() if assessment.finished_at is None)

    def finish(self, assessment_id: int) -> None:
        """Mark it finished; the first time counts."""
        unfinished = update(assessments).where(
            *self._mine(assessment_id), assessments.c.finished_at.is_(None)
        )
        self._work.connection.execute(unfinished.values(finished_at=self._work.now))
        self._assessments = None

    def last_unsubmitted(self, assessment_id: int) -> str | None:
        """The page they were last on and did not submit."""
        row = self._work.connection.execute(_LAST_UNSUBMITTED, self._pages_of(assessment_id)).first()
        return row.page if row else None

    def submitted_pages(self, assessment_id: int) -> frozenset[str]:
        """The keys of the pages that were submitted at least once."""
        rows = self._work.connection.execute(_SUBMITTED, self._pages_of(assessment_id))
        return frozenset(row.page for row in rows)

    def guide_hash(self, assessment_id: int) -> str | None:
        """The hash of the guide that the newest page was made with; None where there is no page yet."""
        row = self._work.connection.execute(_LAST_PAGE, self._pages_of(assessment_id)).first()
        return row.guide_hash if row else None

    def questionnaire(self, assessment_id: int) -> Questionnaire | None:
        """The guide, as pages, that the newest page was made with; None where there is no page yet."""
        guide_hash = self.guide_hash(assessment_id)
        return questionnaire_of(self._work.connection, guide_hash) if guide_hash else None

    def texts(
        self, assessment_ids: Collection[int], keys: Collection[str] | None = None
    ) -> dict[int, AssessmentTexts]:
        """What was written in each of them; of the items in `keys` alone where they are given."""
        these = list(assessment_ids)
        values: dict[str, object] = {"person": self._work.person.id, "these": these}
        values |= {"subjects": [str(each) for each in these]}
        rows = (
            self._work.connection.execute(_ALL_TEXTS, values)
            if keys is None
            else self._work.connection.execute(_SOME_TEXTS, values | {"keys": list(keys)})
        )
        found = {assessment_id: AssessmentTexts() for assessment_id in these}
        newest = {}
        for row in rows:
            of, key = found[int(row.subject)], row.item.removeprefix(LATE)
            if row.is_saved:
                of.saved[key] = self._text(key, row)
            elif row.item != key:
                of.late.append((key, self._text(key, row)))
            if row.item == key:
                newest[int(row.subject), key] = row
        # Opened only now: many were typed, and few are the newest.
        for (assessment_id, key), row in newest.items():
            of = found[assessment_id]
            of.newest[key] = of.saved[key] if row.is_saved else self._text(key, row)
        return found

    def newest(self, assessment_id: int) -> Newest:
        """The newest text of each item, submitted or only typed."""
        return self.texts([assessment_id])[assessment_id].newest

    def answers(self, assessment_id: int) -> Newest:
        """What was submitted, by item."""
        of_theirs = select(answers).join(assessments, assessments.c.id == answers.c.assessment_id)
        rows = self._work.connection.execute(of_theirs.where(*self._mine(assessment_id)))
        return {
            row.item: ItemText(
                self._work.open(row.sealed_text), row.form_id, row.stamp, row.wording, row.answered_at
            )
            for row in rows
        }

    def put_answers(self, assessment_id: int, kept: Newest) -> None:
        """Keep what was submitted, by item."""
        rows = [
            {
                "assessment_id": assessment_id,
                "item": key,
                "sealed_text": self._work.seal(text.text),
                "wording": text.wording,
                "form_id": text.form_id,
                "stamp": text.stamp,
                "answered_at": self._work.now,
            }
            for key, text in kept.items()
        ]
        upsert(self._work.connection, answers, rows)

    def keep_revisions(self, assessment_id: int, replaced: Iterable[tuple[str, ItemText]]) -> None:
        """Keep texts that are being replaced, each with its item. The same text is kept once."""
        rows = [
            {
                "assessment_id": assessment_id,
                "item": key,
                "stamp": text.stamp,
                "sealed_text": self._work.seal(text.text),
                "wording": text.wording,
                "replaced_at": self._work.now,
            }
            for key, text in replaced
        ]
        insert_missing(self._work.connection, revisions, rows)

    def earlier(self, assessment_id: int, texts: AssessmentTexts) -> dict[str, tuple[EarlierText, ...]]:
        """Earlier texts by item, newest first: what was replaced, what came too late, and before these what
        was submitted and is being changed by keystrokes that nobody submitted yet."""
        past = [(key, EarlierText(text.text, text.wording, text.kept_at)) for key, text in texts.late]
        of_theirs = select(revisions).join(assessments, assessments.c.id == revisions.c.assessment_id)
        for row in self._work.connection.execute(of_theirs.where(*self._mine(assessment_id))):
            text = self._work.open(row.sealed_text)
            past.append((row.item, EarlierText(text, row.wording, row.replaced_at)))
        past.sort(key=lambda each: each[1].kept_at, reverse=True)
        kept: dict[str, tuple[EarlierText, ...]] = {
            key: (EarlierText(text.text, text.wording, text.kept_at),)
            for key, text in texts.saved.items()
            if texts.newest[key].stamp > text.stamp
        }
        for key, earlier in past:
            kept[key] = (*kept.get(key, ()), earlier)
        return kept

    def save_typed(self, assessment_id: int) -> None:
        """At the end of an assessment: everything that was only typed becomes an answer too."""
        texts = self.texts([assessment_id])[assessment_id]
        typed = {
            key: text
            for key, text in texts.newest.items()
            if key not in texts.saved or texts.saved[key].stamp < text.stamp
        }
        replaced = ((key, texts.saved[key]) for key in typed if key in texts.saved)
        self.keep_revisions(
            assessment_id,
            [
                (key, old)
                for key, old in replaced
                if is_replaced(says(key, old.text), says(key, typed[key].text))
            ],
        )
        self.put_answers(assessment_id, typed)

    def _text(self, key: str, row: Any) -> ItemText:
        wording = row.wording
        if not row.is_saved:
            item = questionnaire_of(self._work.connection, row.guide_hash).item(key)
            wording = item.full_wording if item else key
        return ItemText(self._work.open(row.sealed_text), row.form_id, row.stamp, wording, row.kept_at)

    def _mine(self, assessment_id: int) -> tuple[ColumnElement[bool], ...]:
        return (assessments.c.id == assessment_id, assessments.c.person_id == self._work.person.id)

    def _pages_of(self, assessment_id: int) -> dict[str, object]:
        return {"subject": str(assessment_id), "person": self._work.person.id}


# The guide that is served, and every version that ever was: a page keeps the wording it was made with.

_served: dict[str, Questionnaire] = {}
"""By hash, and so for ever the same. Versions are small and few, so they stay in memory once read."""
_adding = threading.Lock()


def questionnaire_of(connection: Connection, guide_hash: str) -> Questionnaire:
    """A version that was served."""
    found = _served.get(guide_hash)
    if found is None:
        source = connection.scalar(select(guide_versions.c.source).where(guide_versions.c.hash == guide_hash))
        found = make_questionnaire(parse_guide(str(source)))
        with _adding:
            _served[guide_hash] = found
    return found


class GuideVersions:
    """The guide as it is served now, and as it was."""

    def __init__(self, guide: Guide) -> None:
        with _adding:
            self.current = _served.setdefault(guide.hash, make_questionnaire(guide))

    def keep(self, connection: Connection, now: datetime) -> None:
        """Store the served version, so that pages made with it can be answered after the next one comes."""
        guide = self.current.guide
        insert_new(connection, guide_versions, hash=guide.hash, source=guide.source, served_at=now)

    def plan(self, connection: Connection, guide_hash: str) -> Questionnaire:
        """A version that was served."""
        return questionnaire_of(connection, guide_hash)
