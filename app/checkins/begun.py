"""Answers that were begun: typed into a form about a launch and never saved. Later forms carry them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.checkins.screens import (
    DECISION,
    LEARNED,
    LINK,
    LOOK,
    MISSING,
    NEXT,
    READING,
    READINGS,
    REFLECTION,
    SEEN,
    TEXT,
    TEXT_OF,
    BegunText,
)
from app.checkins.store import AnswerStore
from app.forms.model import UnfinishedForm
from app.forms.store import FormStore
from app.work import Work

WORDS = {READING: (TEXT, MISSING, LEARNED, NEXT, LINK), DECISION: (REFLECTION,), LOOK: (SEEN,)}
"""By kind of form, the fields that hold words, the most important first: a choice is quickly made again."""

_FIELDS = frozenset(field for fields in WORDS.values() for field in fields)


@dataclass(frozen=True)
class Begun:
    """What was begun about one launch in one form. `kind`, `subject`: of the form; `texts`: by its fields."""

    launch_id: int
    form_id: str
    kind: str
    subject: str
    texts: Mapping[str, str]
    touched: int
    begun_at: datetime

    @property
    def text(self) -> BegunText:
        """As a form quotes it."""
        return BegunText(self.form_id, self.launch_id, self.begun_at, "\n".join(self.texts.values()))


def begun(work: Work, launch_ids: Collection[int]) -> Mapping[int, Begun]:
    """The newest that was begun about each of these launches, in one query; an answer since then ends it."""
    if not launch_ids:
        return {}
    answers, found = work.get(AnswerStore).of_launches(launch_ids), dict[int, Begun]()
    for one in _all(work, launch_ids):
        answered = max((entry.stamp for entry in answers.get(one.launch_id, ())), default=0)
        if one.touched > answered:
            found.setdefault(one.launch_id, one)
    return found


def begun_elsewhere(work: Work, launch_ids: Collection[int], kind: str, subject: str) -> Mapping[int, Begun]:
    """The newest words about each launch in other forms than this one, however old: they wait to be used."""
    found = dict[int, Begun]()
    for one in _all(work, launch_ids):
        if (one.kind, one.subject) != (kind, subject):
            found.setdefault(one.launch_id, one)
    return found


def use(work: Work, one: Begun, form_id: str, action_order: int) -> None:
    """Its words stand in this form from now on, below what stands there, and in the other one no more."""
    forms = work.get(FormStore)
    form = forms.find(form_id)
    texts = dict(one.texts) if form.kind == one.kind else {_main(form.kind, one): one.text.words}
    stands = {field: form.values.get(field, "") for field in texts}
    joined = {field: "\n".join(filter(None, (stands[field], text))) for field, text in texts.items()}
    forms.change(form_id, joined, action_order)
    discard(work, one, action_order)


def discard(work: Work, one: Begun, action_order: int) -> None:
    """Nothing of it is kept in its form."""
    work.get(FormStore).change(one.form_id, dict.fromkeys(one.texts, ""), action_order)


def _main(kind: str, one: Begun) -> str:
    return f"{TEXT_OF}{one.launch_id}" if kind == READINGS else WORDS[kind][0]


def _all(work: Work, launch_ids: Collection[int]) -> Iterator[Begun]:
    """All of it about these launches, the newest form first."""
    kinds = (READING, READINGS, DECISION, LOOK)
    for form in work.get(FormStore).unfinished(kinds, _FIELDS, TEXT_OF):
        for launch_id, texts in _by_launch(form).items():
            if launch_id in launch_ids:
                yield Begun(launch_id, form.id, form.kind, form.subject, texts, form.touched, form.begun_at)


def _by_launch(form: UnfinishedForm) -> Mapping[int, Mapping[str, str]]:
    if form.kind == READINGS:
        return {
            int(name.removeprefix(TEXT_OF)): {name: text}
            for name, text in form.texts.items()
            if name.startswith(TEXT_OF)
        }
    texts = {field: form.texts[field] for field in WORDS[form.kind] if field in form.texts}
    return {int(form.subject.partition(":")[0]): texts} if texts else {}
