"""Step 4: the words around what was ticked, and who the EM is."""

from app.sharing.choice.picking import STARTERS, WordField
from app.sharing.modal.screens import Spot, WordsScreen
from app.sharing.names import BACK, FIELD, WORDS
from app.sharing.refusals import block_id
from app.slack.blocks import (
    Block,
    Option,
    actions,
    button,
    checkbox_input,
    context,
    line_input,
    modal,
    text_input,
)

HERE = "These words are for this share alone: your assessment and your bets stay as they are."
ADD_STARTERS = "Three questions to start talking"
ABOUT = "Made by fixed rules out of what you ticked; the next page shows them"


def words_view(screen: WordsScreen) -> Block:
    blocks = [
        context(HERE),
        *(_input(screen, each) for each in screen.fields),
        _starters(screen),
        actions(button("Back to the boxes", BACK)),
    ]
    spot = Spot(screen.form_id)
    return modal(WORDS, "In your words", blocks, submit="Next", close="Back", private_metadata=str(spot))


def _input(screen: WordsScreen, each: WordField) -> Block:
    make = text_input if each.lines else line_input
    return make(
        FIELD,
        block_id(screen.form_id, each.field),
        each.label,
        screen.values.get(each.field, ""),
        hint=each.hint,
        max_length=each.most,
    )


def _starters(screen: WordsScreen) -> Block:
    ticked = {STARTERS} if screen.starters else set()
    block = block_id(screen.form_id, STARTERS)
    return checkbox_input(FIELD, block, "At the end", [Option(STARTERS, ADD_STARTERS, ABOUT)], ticked)
