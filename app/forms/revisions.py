"""When a text that has to give way is kept as a revision: one rule, whatever was written, and wherever.

- A form replaces silently what it typed itself, and what was only typed before it opened: that it showed.
- What another form wrote after this one opened becomes a revision once this one types over it, for nobody
  saw it here (`is_typed_over`).
- What was saved becomes a revision once something else is saved in its place, by whichever form: the same one
  too, submitted again with other words (`is_replaced`). The answers of an assessment, those to check-ins and
  bets alike. What says nothing is not kept, and what one write says twice nobody saw in between.
- Keystrokes that arrive after a form closed change nothing. They stay with the form, beside what it said
  (`autosave.late_news`), and are shown as a revision where there is a history.

Where an earlier text goes is its store's. Of a bet it is a version: below the first one before the seal, and
afterwards the one before the newest, which has its reason. Details of a bet and agreements keep every text in
a row of its own, so there nothing gives way.

Texts are compared by what they say (`says`), which may be less than what is stored: a choice says the same
whatever its label was called. None and whatever is empty say nothing.
"""

from app.forms.model import FormDraft, WrittenText


def is_unseen(old: WrittenText | None, form: FormDraft) -> bool:
    """Whether another form wrote it after this one opened."""
    return old is not None and old.form_id != form.id and old.stamp > form.seen


def is_typed_over(old: WrittenText, says: object, said: object, form: FormDraft) -> bool:
    """Whether `old`, which `says` this, becomes a revision now that the form `said` that, saved or not."""
    return is_unseen(old, form) and is_replaced(says, said)


def is_replaced(says: object, said: object, *, stamp: int | None = None, now: int | None = None) -> bool:
    """Whether what is saved and `says` this becomes a revision now that somebody `said` that in its place.

    `stamp`, `now`: of the write that saved it and of this one, where the two may be the same.
    """
    is_one_write = stamp is not None and stamp == now
    return bool(says) and says != said and not is_one_write
