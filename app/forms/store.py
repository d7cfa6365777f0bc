"""Forms in the database, always for one person: another's form is not found."""

import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from app.db.engine import Database, upsert
from app.db.tables import form_texts, forms
from app.errors import BadText, NotFound
from app.forms.autosave import late_news, news, read, resumed, said, said_anew
from app.forms.model import ASIDE, BEFORE_ALL, LATEST, STORED, Form, FormDraft, Kept, marked, values
from app.work import Work

_COLUMNS = (forms.c.id, forms.c.kind, forms.c.subject, forms.c.submitted, forms.c.outcome)
_MINE = and_(forms.c.id == bindparam("form_id"), forms.c.person_id == bindparam("person"))
_FORM = select(*_COLUMNS).where(_MINE)
_NEWEST = (
    select(*_COLUMNS)
    .where(forms.c.person_id == bindparam("person"))
    .where(forms.c.kind == bindparam("kind"), forms.c.subject == bindparam("subject"))
    .where(forms.c.touched > 0)
    .order_by(forms.c.touched.desc())
    .limit(1)
)
_TEXTS = select(form_texts).where(form_texts.c.form_id == bindparam("form_id"))
_ADD = insert(forms)
_TOUCH = update(forms).where(_MINE).values(touched=bindparam("stamp"))
_CLOSE = (
    update(forms)
    .where(_MINE, forms.c.submitted.is_(False))
    .values(submitted=True, outcome=bindparam("made"), touched=bindparam("stamp"))
)


@contextmanager
def keeping(database: Database) -> Iterator[Connection]:
    """A write transaction that also commits when a BadText leaves it, and raises that afterwards.

    `keep` and `submit` raise it with the rest of the form already written: `database.write()` alone
    would take that back.
    """
    refused = None
    with database.write() as connection:
        try:
            yield connection
        except BadText as error:
            refused = error
    if refused:
        raise refused


class FormStore:
    """What one person types into modals. Texts are sealed on the way in and opened on the way out.

    Everything but `find` needs the person from `people.store.enter`, and a transaction from `keeping`.
    """

    def __init__(self, work: Work) -> None:
        self._connection = work.connection
        self._ring = work.ring
        self._person = work.person
        self._now = work.now

    def open(
        self, kind: str, subject: str, prefill: Mapping[str, str], stored: Mapping[str, str] | None = None
    ) -> FormDraft:
        """A new form. What was typed last into one of this kind and subject, and never submitted, wins
        over `prefill`; a submit since then ends that. Opening alone changes nothing for the next one.

        `stored`: the texts that the form is to change, by field; one that is newer wins over what was typed.
        """
        holds = stored or {}
        form = FormDraft(secrets.token_urlsafe(16), kind, subject, {}, submitted=False, outcome="")
        filled = {**prefill, **{STORED + field: text for field, text in holds.items()}}
        kept = {field: Kept(text, typed=False, action_order=BEFORE_ALL) for field, text in filled.items()}
        kept |= resumed(self._unfinished(kind, subject), holds)
        self._connection.execute(
            _ADD,
            {
                "id": form.id,
                "person_id": self._person.id,
                "kind": kind,
                "subject": subject,
                "touched": 0,
                "submitted": False,
                "outcome": "",
                "opened_at": self._now,
            },
        )
        self._put(form.id, kept)
        return _filled(form, kept)

    def prefill(self, form_id: str, texts: Mapping[str, str]) -> FormDraft:
        """What the inputs of a further page of the form begin with; what was typed there stays."""
        form, kept = self._form(form_id), self._texts(form_id)
        fresh = {
            field: Kept(text, typed=False, action_order=BEFORE_ALL)
            for field, text in texts.items()
            if field not in kept or not kept[field].typed
        }
        self._put(form_id, fresh)
        return _filled(form, kept | fresh)

    def find(self, form_id: str) -> FormDraft:
        """The form as it stands. Raises NotFound."""
        return _filled(self._form(form_id), self._texts(form_id))

    def keep(self, form_id: str, form: Form, fields: Collection[str]) -> FormDraft:
        """Keep what is new in these fields; other inputs are not looked at. Raises NotFound.

        Raises BadText, after keeping the rest, if the event is about a text that cannot be kept exactly.
        After the submission it changes nothing, but words that are new stay with the form.
        """
        found, kept, event = self._form(form_id), self._texts(form_id), read(form, fields)
        fresh = late_news(event, kept) if found.submitted else news(event, kept)
        self._put(form_id, fresh)
        if fresh and not found.submitted:
            self._connection.execute(_TOUCH, self._mine(form_id) | {"stamp": self._person.stamp})
        if event.refused:
            raise event.refused
        draft = _filled(found, kept | fresh)
        return replace(draft, said=said_anew(event, kept)) if found.submitted else draft

    def submit(self, form_id: str, form: Form, fields: Collection[str]) -> FormDraft:
        """`keep` for a submission, which is later than all that came before it. It does not `close`."""
        return self.keep(form_id, replace(form, touched=None, action_order=LATEST), fields)

    def change(self, form_id: str, texts: Mapping[str, str], action_order: int) -> FormDraft:
        """Keep what a button made of these fields, an emptied one too. It comes right after the event of that
        order, whose payload shows the fields as they were; Slack's own next is 100 later. Raises NotFound."""
        found, kept = self._form(form_id), self._texts(form_id)
        fresh = {
            field: Kept(text, typed=True, action_order=action_order + 1) for field, text in texts.items()
        }
        self._put(form_id, fresh)
        self._connection.execute(_TOUCH, self._mine(form_id) | {"stamp": self._person.stamp})
        return _filled(found, kept | fresh)

    def close(self, form_id: str, outcome: str) -> None:
        """The form is submitted and made `outcome`, by our own id. The first time counts. Raises NotFound."""
        self._form(form_id)
        self._connection.execute(_CLOSE, self._mine(form_id) | {"made": outcome, "stamp": self._person.stamp})

    def _form(self, form_id: str) -> FormDraft:
        row = self._connection.execute(_FORM, self._mine(form_id)).first()
        if row is None:
            raise NotFound
        return _draft(row)

    def _unfinished(self, kind: str, subject: str) -> dict[str, Kept]:
        mine = {"person": self._person.id, "kind": kind, "subject": subject}
        newest = self._connection.execute(_NEWEST, mine).first()
        if newest is None or newest.submitted:
            return {}
        return self._texts(newest.id)

    def _texts(self, form_id: str) -> dict[str, Kept]:
        rows = self._connection.execute(_TEXTS, {"form_id": form_id})
        return {row.field: Kept(self._open(row.sealed_text), row.typed, row.action_order) for row in rows}

    def _put(self, form_id: str, kept: Mapping[str, Kept]) -> None:
        rows = [
            {
                "form_id": form_id,
                "field": field,
                "sealed_text": self._ring.seal(text.text, self._person.owner),
                "typed": text.typed,
                "action_order": text.action_order,
            }
            for field, text in kept.items()
        ]
        upsert(self._connection, form_texts, rows)

    def _open(self, sealed: bytes) -> str:
        return self._ring.open(sealed, self._person.owner)

    def _mine(self, form_id: str) -> dict[str, object]:
        return {"form_id": form_id, "person": self._person.id}


def _filled(form: FormDraft, kept: Mapping[str, Kept]) -> FormDraft:
    stands = values(kept)
    aside = {field: text for field, text in marked(kept, ASIDE).items() if text != stands.get(field)}
    return replace(form, values=stands, said={} if form.submitted else said(kept), aside=aside)


def _draft(row: Any) -> FormDraft:
    return FormDraft(row.id, row.kind, row.subject, {}, row.submitted, row.outcome)
