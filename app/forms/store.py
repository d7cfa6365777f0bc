"""Forms in the database, always for one person: another's form is not found."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace

from sqlalchemy import and_, bindparam, exists, insert, or_, select, update

from app.db.engine import upsert
from app.db.tables import form_texts, forms
from app.errors import NotFound
from app.forms.autosave import FormFields, late_news, news, read, resumed, said, said_anew
from app.forms.model import (
    ASIDE,
    BEFORE_ALL,
    LATEST,
    STORED,
    Form,
    FormDraft,
    Kept,
    UnfinishedForm,
    marked,
    values,
)
from app.work import Work

_MINE = and_(forms.c.id == bindparam("form_id"), forms.c.person_id == bindparam("person"))
_FORM = (
    select(
        forms,
        form_texts.c.field,
        form_texts.c.sealed_text,
        form_texts.c.typed,
        form_texts.c.action_order,
        form_texts.c.stamp,
        form_texts.c.kept_at,
    )
    .outerjoin(form_texts, form_texts.c.form_id == forms.c.id)
    .where(_MINE)
)
_NEWEST = (
    select(forms.c.id, forms.c.submitted)
    .where(forms.c.person_id == bindparam("person"))
    .where(forms.c.kind == bindparam("kind"), forms.c.subject == bindparam("subject"))
    .where(forms.c.touched > 0)
    .order_by(forms.c.touched.desc())
    .limit(1)
)
_MOST_UNFINISHED = 200
"""Texts. What is older stays with its form, and comes back where that one is opened again."""
_later = forms.alias()
_UNFINISHED = (
    select(forms.c.id, forms.c.kind, forms.c.subject, forms.c.touched)
    .add_columns(form_texts.c.field, form_texts.c.sealed_text, form_texts.c.kept_at)
    .join(form_texts, form_texts.c.form_id == forms.c.id)
    .where(forms.c.person_id == bindparam("person"), forms.c.kind.in_(bindparam("kinds", expanding=True)))
    .where(forms.c.touched > 0, forms.c.submitted.is_(False), form_texts.c.typed)
    .where(
        ~exists().where(
            _later.c.person_id == forms.c.person_id,
            _later.c.kind == forms.c.kind,
            _later.c.subject == forms.c.subject,
            _later.c.touched > forms.c.touched,
        )
    )
    .order_by(forms.c.touched.desc(), forms.c.id)
    .limit(_MOST_UNFINISHED)
)
_TOUCH = update(forms).where(_MINE).values(touched=bindparam("stamp"))


class FormStore:
    """What one person types into modals. Texts are sealed on the way in and opened on the way out.

    Everything but `find` needs a person who is locked, and a transaction that a BadText does not take back
    (`Workplace.work`).
    A form is read once in a transaction.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._read: dict[str, tuple[FormDraft, dict[str, Kept]]] = {}

    def open(
        self, kind: str, subject: str, prefill: Mapping[str, str], stored: Mapping[str, str] | None = None
    ) -> FormDraft:
        """A new form. What was typed last into one of this kind and subject, and never submitted, wins
        over `prefill`; a submit since then ends that. Opening alone changes nothing for the next one.

        `stored`: the texts that the form is to change, by field; one that is newer wins over what was typed.
        """
        holds = stored or {}
        kept = _prefilled({**prefill, **{STORED + field: text for field, text in holds.items()}})
        mine = {"person": self._work.person.id, "kind": kind, "subject": subject}
        newest = self._work.connection.execute(_NEWEST, mine).first()
        if newest and not newest.submitted:
            kept |= resumed(self._form(newest.id)[1], holds)
        return self._add(kind, subject, kept)

    def open_page(
        self, kind: str, subject: str, page: str, guide_hash: str, prefill: Mapping[str, str]
    ) -> FormDraft:
        """A new form for a page of a questionnaire. Opening it is being there, so it counts as touched.

        It takes over nothing by itself: what was typed on other pages is the newest text of its item.
        """
        return self._add(kind, subject, _prefilled(prefill), page, guide_hash, self._work.person.stamp)

    def prefill(self, form_id: str, texts: Mapping[str, str]) -> FormDraft:
        """What the inputs of a further page of the form begin with; what was typed there stays."""
        _, kept = self._form(form_id)
        untouched = {
            field: text for field, text in texts.items() if field not in kept or not kept[field].typed
        }
        self._put(form_id, _prefilled(untouched))
        return self.find(form_id)

    def find(self, form_id: str) -> FormDraft:
        """The form as it stands. Raises NotFound."""
        form, kept = self._form(form_id)
        stands = values(kept)
        return replace(
            form,
            values=stands,
            said={} if form.submitted else said(kept),
            aside={field: text for field, text in marked(kept, ASIDE).items() if text != stands.get(field)},
            typed={field: kept[field].stamp or 0 for field in stands if kept[field].typed},
        )

    def keep(self, form_id: str, form: Form, fields: Collection[str] | FormFields) -> FormDraft:
        """Keep what is new in these fields; other inputs are not looked at. Raises NotFound.

        Raises BadText, after keeping the rest, if the event is about a text that cannot be kept exactly.
        After the submission it changes nothing, but words that are new stay with the form.
        """
        return self._keep(form_id, form, fields, closes=False)

    def submit(
        self, form_id: str, form: Form, fields: Collection[str] | FormFields, *, closes: bool = False
    ) -> FormDraft:
        """`keep` for a submission, which is later than all that came before it. It does not `close`.

        `closes`: the caller does in any case, unless this raises.
        """
        return self._keep(form_id, replace(form, touched=None, action_order=LATEST), fields, closes=closes)

    def unfinished(
        self, kinds: Collection[str], fields: Collection[str], prefix: str
    ) -> tuple[UnfinishedForm, ...]:
        """The forms of these kinds that hold words nobody submitted, the newest first; of several about the
        same the newest, which took over what the others held.

        Words are what was typed in `fields`, and in those whose names begin with `prefix`.
        """
        is_words = or_(form_texts.c.field.in_(sorted(fields)), form_texts.c.field.like(f"{prefix}%"))
        mine = {"person": self._work.person.id, "kinds": sorted(kinds)}
        found: dict[str, UnfinishedForm] = {}
        for row in self._work.connection.execute(_UNFINISHED.where(is_words), mine):
            text = self._work.open(row.sealed_text)
            if not text.strip():
                continue
            one = found.get(row.id)
            texts = {**(one.texts if one else {}), row.field: text}
            begun_at = min(one.begun_at, row.kept_at) if one else row.kept_at
            found[row.id] = UnfinishedForm(row.id, row.kind, row.subject, texts, row.touched, begun_at)
        return tuple(found.values())

    def mark_replaced(self, form_id: str) -> None:
        """Somebody typed in it over a text of another window. Raises NotFound."""
        found, kept = self._form(form_id)
        self._work.connection.execute(update(forms).where(_MINE).values(replaced=True), self._mine(form_id))
        self._read[form_id] = (replace(found, replaced=True), kept)

    def change(self, form_id: str, texts: Mapping[str, str], action_order: int) -> FormDraft:
        """Keep what a button made of these fields, an emptied one too. It comes right after the event of that
        order, whose payload shows the fields as they were; Slack's own next is 100 later. Raises NotFound."""
        self._form(form_id)
        order = action_order + 1
        self._put(
            form_id, {field: Kept(text, typed=True, action_order=order) for field, text in texts.items()}
        )
        self._touch(form_id)
        return self.find(form_id)

    def close(self, form_id: str, outcome: str) -> None:
        """The form is submitted and made `outcome`, by our own id. The first time counts. Raises NotFound."""
        found, kept = self._form(form_id)
        if not found.submitted:
            closed = {"submitted": True, "outcome": outcome, "touched": self._work.person.stamp}
            self._work.connection.execute(update(forms).where(_MINE).values(closed), self._mine(form_id))
            self._read[form_id] = (replace(found, submitted=True, outcome=outcome), kept)

    def _keep(
        self, form_id: str, form: Form, fields: Collection[str] | FormFields, *, closes: bool
    ) -> FormDraft:
        found, kept = self._form(form_id)
        before = dict(kept)
        event = read(form, fields, values(before))
        fresh = late_news(event, before) if found.submitted else news(event, before)
        self._put(form_id, fresh)
        if fresh and not found.submitted and (event.refused or not closes):
            self._touch(form_id)
        if event.refused:
            raise event.refused
        draft = self.find(form_id)
        return replace(draft, said=said_anew(event, before)) if found.submitted else draft

    def _add(
        self,
        kind: str,
        subject: str,
        kept: Mapping[str, Kept],
        page: str = "",
        guide_hash: str | None = None,
        touched: int = 0,
    ) -> FormDraft:
        work = self._work
        row: dict[str, object] = {
            "id": secrets.token_urlsafe(16),
            "kind": kind,
            "subject": subject,
            "page": page,
            "guide_hash": guide_hash,
            "seen": work.person.stamp,
            "submitted": False,
            "replaced": False,
            "outcome": "",
            "opened_at": work.now,
        }
        work.connection.execute(insert(forms), row | {"person_id": work.person.id, "touched": touched})
        form = FormDraft(values={}, **row)  # type: ignore[arg-type]
        self._read[form.id] = (form, {})
        self._put(form.id, kept)
        return self.find(form.id)

    def _touch(self, form_id: str) -> None:
        stamp = {"stamp": self._work.person.stamp}
        self._work.connection.execute(_TOUCH, self._mine(form_id) | stamp)

    def _form(self, form_id: str) -> tuple[FormDraft, dict[str, Kept]]:
        if form_id not in self._read:
            rows = self._work.connection.execute(_FORM, self._mine(form_id)).all()
            if not rows:
                raise NotFound
            first = rows[0]
            form = FormDraft(
                first.id,
                first.kind,
                first.subject,
                {},
                first.submitted,
                first.outcome,
                seen=first.seen,
                replaced=first.replaced,
                page=first.page,
                guide_hash=first.guide_hash,
                opened_at=first.opened_at,
            )
            kept = {}
            for row in rows:
                if row.field is not None:
                    text = self._work.open(row.sealed_text)
                    kept[row.field] = Kept(text, row.typed, row.action_order, row.stamp, row.kept_at)
            self._read[form_id] = (form, kept)
        return self._read[form_id]

    def _put(self, form_id: str, fresh: Mapping[str, Kept]) -> None:
        stamp, now = self._work.person.stamp, self._work.now
        stamped = {
            field: text if text.stamp is not None else replace(text, stamp=stamp, kept_at=now)
            for field, text in fresh.items()
        }
        rows = [
            {
                "form_id": form_id,
                "field": field,
                "sealed_text": self._work.seal(text.text),
                "typed": text.typed,
                "action_order": text.action_order,
                "stamp": text.stamp,
                "kept_at": text.kept_at,
            }
            for field, text in stamped.items()
        ]
        upsert(self._work.connection, form_texts, rows)
        self._form(form_id)[1].update(stamped)

    def _mine(self, form_id: str) -> dict[str, object]:
        return {"form_id": form_id, "person": self._work.person.id}


def _prefilled(texts: Mapping[str, str]) -> dict[str, Kept]:
    return {field: Kept(text, typed=False, action_order=BEFORE_ALL) for field, text in texts.items()}
