"""What one event says about a form, and what of it is news.

- Each field has its own order, by Slack's `action_ts`; an older event changes nothing.
- A missing or null value never empties a field. Only the input's own event can.
- A value that the form was prefilled with is nobody's doing until its input was touched or says otherwise.
- A save changes what was typed, or differs from what was stored when the form opened (`said`); the rest
  stays as it is stored now. Where two windows typed the same field, the later save wins.
- What was typed and not saved comes back, unless its field got another text since the form opened: then that
  one stands in the field, and what was typed is set aside, to be shown and not saved (`resumed`).
- A submit is later than every event kept so far. What is typed after it, because its answer was an error,
  is later still.

What becomes of a text that is replaced, `revisions` says.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from app.errors import BadText
from app.forms.model import (
    ASIDE,
    BEFORE_ALL,
    LATE,
    LATEST,
    STORED,
    Form,
    Kept,
    Raw,
    marked,
    unkeepable,
    values,
)


class FormFields:
    """The inputs of a modal that are kept, as they come. A subclass may name and read them otherwise."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def name_of(self, block_id: str) -> str | None:
        """The field of an input, if it is kept. A block id may carry a suffix after an `@`, to reset it."""
        name = block_id.partition("@")[0]
        return name if name in self._names else None

    def text_of(self, block_id: str, raw: Raw, before: str) -> str:  # noqa: ARG002
        """What is kept of a value. `before`: what stands in the field. Raises BadText.

        Several choices stand in one text, with spaces between them: no option's id has one.
        """
        text = raw if isinstance(raw, str) else " ".join(raw)
        if sentence := unkeepable(text):
            raise BadText(block_id, sentence)
        return text


@dataclass(frozen=True)
class FormEvent:
    """One event, by field. `refused`: a text that cannot be kept, if the event is about it."""

    texts: Mapping[str, str]
    touched: str | None
    action_order: int
    refused: BadText | None


def read(
    form: Form, fields: Collection[str] | FormFields, shown: Mapping[str, str] | None = None
) -> FormEvent:
    """What the form says of these fields. `shown`: what stands in it."""
    known = fields if isinstance(fields, FormFields) else FormFields(fields)
    texts: dict[str, str] = {}
    refused = None
    for block_id, raw in form.values.items():
        name = known.name_of(block_id)
        if name is None:
            continue
        try:
            texts[name] = known.text_of(block_id, raw, texts.get(name, (shown or {}).get(name, "")))
        except BadText as error:
            if form.touched in {None, block_id}:
                refused = error
    touched = known.name_of(form.touched) if form.touched else None
    return FormEvent(texts, touched, form.action_order, refused)


def news(said: FormEvent, kept: Mapping[str, Kept]) -> dict[str, Kept]:
    """What is to be kept of an event, by field.

    The same text again is kept with its newer order, and stays the write that it was: an older event that
    comes later must not pass for the newest.
    """
    order = _order(said, kept)
    fresh: dict[str, Kept] = {}
    for field, text in said.texts.items():
        before = kept.get(field)
        if not _is_news(said, field, before):
            continue
        if before is None or not before.typed or before.text != text:
            fresh[field] = Kept(text, typed=True, action_order=order)
        elif before.action_order < order:
            fresh[field] = replace(before, action_order=order)
    return fresh


def late_news(said: FormEvent, kept: Mapping[str, Kept]) -> dict[str, Kept]:
    """What is to be kept once the form was submitted: new words alone, under names of their own."""
    order = _order(said, kept)
    late: dict[str, Kept] = {}
    for field, text in said.texts.items():
        before = kept.get(LATE + field) or kept.get(field)
        if text and (before is None or text != before.text) and _is_news(said, field, before):
            late[LATE + field] = Kept(text, typed=True, action_order=order)
    return late


def said(kept: Mapping[str, Kept]) -> dict[str, str]:
    """What a form that was not submitted has to change."""
    stored = marked(kept, STORED)
    return {
        field: text
        for field, text in values(kept).items()
        if kept[field].typed or text != stored.get(field, "")
    }


def said_anew(event: FormEvent, kept: Mapping[str, Kept]) -> dict[str, str]:
    """What a form that was submitted says now and did not say then: its answer got lost.

    Where somebody typed since, it says so in any case: they may be back at the text they had at first.
    """
    then, late = values(kept), marked(kept, LATE)
    return {
        field: text
        for field, text in event.texts.items()
        if text and (text != then.get(field) or field in late)
    }


def resumed(unfinished: Mapping[str, Kept], stored: Mapping[str, str]) -> dict[str, Kept]:
    """What a new form takes over from the last one. `stored`: what is stored now."""
    then, over = marked(unfinished, STORED), {}
    for field in values(unfinished):
        text, newest = unfinished[field], stored.get(field, "")
        if not text.typed:
            continue
        if not newest or newest == then.get(field):
            over[field] = replace(text, action_order=BEFORE_ALL)
        elif text.text not in {"", newest}:
            over[ASIDE + field] = Kept(text.text, typed=False, action_order=BEFORE_ALL)
    return over


def _order(said: FormEvent, kept: Mapping[str, Kept]) -> int:
    """The order of the event; a submission comes right after everything that is kept."""
    if said.action_order != LATEST:
        return said.action_order
    return max((text.action_order for text in kept.values()), default=0)


def _is_news(said: FormEvent, field: str, before: Kept | None) -> bool:
    """Whether what the event says of the field changes what is kept; `before` is what is kept now."""
    text, touched = said.texts[field], said.touched == field
    if not text and not touched:
        return False
    if before is None:
        return True
    if before.typed and said.action_order <= before.action_order and said.action_order != LATEST:
        return False
    return touched or before.typed or text != before.text
