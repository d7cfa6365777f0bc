"""The private field on the receipt: what was agreed about a share."""

from app.sharing.after.screens import AgreedScreen
from app.sharing.names import AGREED_FIELD, AGREED_PAGE
from app.slack.blocks import Block, Words, context, line, modal, quote, rich, text_input

AGREED_KEY = "agreed"
"""The field's name in the form."""


def agreed_view(screen: AgreedScreen) -> Block:
    field = text_input(
        AGREED_FIELD,
        AGREED_KEY,
        "What we agreed",
        screen.values.get(AGREED_KEY, ""),
        hint="Quoted in your next assessment, and offered to you when you share next. Not posted anywhere.",
    )
    aside = screen.aside.get(AGREED_KEY)
    before = [rich(line(Words("Typed before, and not saved:", bold=True)), quote(aside))] if aside else []
    private = context("Only you can see this. It is saved while you type, and earlier texts are kept.")
    return modal(
        AGREED_PAGE,
        "What we agreed",
        [private, field, *before],
        submit="Save",
        private_metadata=screen.form_id,
    )
