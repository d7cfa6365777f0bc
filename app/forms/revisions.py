"""When a text that has to give way is kept as a revision: one rule, whatever was written into which modal.

- A form replaces silently what it typed itself, and what was only typed before it opened: that it showed.
- What another form wrote after this one opened becomes a revision once this one types over it, for nobody
  saw it here (`is_typed_over`).
- What was saved becomes a revision once something else is saved in its place, by whichever form: the same one
  too, submitted again with other words (`is_replaced`).
- Keystrokes that arrive after a form closed change nothing. They stay with the form, beside what it said
  (`autosave.late_news`), and are shown as a revision where there is a history.
"""

from collections.abc import Callable
from operator import eq

from app.forms.model import FormDraft, WrittenText

Same = Callable[[str, str], bool]
"""Whether two stored texts say the same."""


def is_unseen(old: WrittenText | None, form: FormDraft) -> bool:
    """Whether another form wrote it after this one opened."""
    return old is not None and old.form_id != form.id and old.stamp > form.seen


def is_typed_over(old: WrittenText | None, text: str, form: FormDraft, same: Same = eq) -> bool:
    """Whether `old` becomes a revision now that the form says `text`, saved or not."""
    return old is not None and is_unseen(old, form) and is_replaced(old.text, text, same)


def is_replaced(saved: str, text: str, same: Same = eq) -> bool:
    """Whether what was saved becomes a revision now that `text` is saved in its place."""
    return saved != "" and not same(saved, text)
